public import Identifiers

/// How far a target has been reached on a day.
public struct TargetProgress: Sendable, Equatable {
    /// The target.
    public let target: Target
    /// The day.
    public let day: Day
    /// The figure with its bound and its place in the plan; nil when the pack has none of the id.
    public let figure: PlanFigure?
    /// The day it is due; nil when the plan names none.
    public let due: Day?
    /// How it stands, when all readings agree; else `undecided`.
    public let state: State
    /// One reading for each stretch of time and denominator that is still possible.
    public let readings: [Reading]
    /// What has to be decided before the state is known.
    public let questions: [OpenQuestion]

    /// How a target stands.
    public enum State: String, Sendable, CaseIterable {
        /// It is reached.
        case reached
        /// More than the plan asks for as an exact number or the end of a range.
        case beyond
        /// Not reached, and at least as far as a straight line to the due day; the line is ours.
        case ahead
        /// Not reached, and not as far as a straight line to the due day; the line is ours.
        case behind
        /// Not reached, and the plan names no day.
        case open
        /// Not reached on the day it was due.
        case missed
        /// Something is missing that it is computed from.
        case blocked
        /// The readings of the plan lead to different states.
        case undecided
    }

    /// A target under one reading of the plan.
    public struct Reading: Sendable, Equatable {
        /// The stretch of time taken.
        public let cycle: Cycle
        /// The place; nil for the county.
        public let place: DivisionCode?
        /// What the indicator came to.
        public let answer: IndicatorAnswer.Reading
        /// How it stands.
        public let state: State
        /// How much of the bound is reached; nil when it cannot be told.
        public let done: Rational?
        /// How much of the time from the start to the due day has passed; nil without such a day.
        public let elapsed: Rational?
    }

    /// The places that have not reached it.
    public var short: [DivisionCode] {
        readings.filter { ![.reached, .beyond].contains($0.state) }.compactMap(\.place)
    }
}

/// A figure of the plan that is to be reached, with how it stands where something counts it.
public struct RegisteredTarget: Sendable, Equatable {
    /// The figure.
    public let figure: PlanFigure
    /// How it stands, once for each target that names it; empty when no indicator counts it.
    public let progress: [TargetProgress]
}

extension IndicatorBook {
    /// How far a target is reached on a day; nil for an unknown one.
    ///
    /// - Parameters:
    ///   - id: The target.
    ///   - day: The day.
    ///   - places: The places of the target's level; nil when nobody has listed them.
    /// - Returns: The state under each reading, with what was counted.
    public func progress(
        of id: String, on day: Day, places: [DivisionCode]? = nil
    ) -> TargetProgress? {
        guard let target = catalogue.target(id),
            let indicator = catalogue.indicator(target.indicator)
        else { return nil }
        let figure = figures[target.figure]
        let judge = TargetJudge(figure: figure, due: due(figure), start: start, day: day)
        let cycles = indicator.cycle.value.map { [$0] } ?? [.year, .whole]
        let scopes: [DivisionCode?] = target.each == nil ? [nil] : places.map { $0 } ?? []
        let readings = cycles.flatMap { cycle in
            let span = cycle.span(of: day, since: start)
            return scopes.flatMap { place in
                let toDay = span.lowerBound...min(day, span.upperBound)
                return (answer(indicator.id, in: toDay, at: place)?.readings ?? []).map {
                    judge.reading($0, cycle: cycle, place: place)
                }
            }
        }
        let state = Self.common(readings, isEach: target.each != nil)
        return TargetProgress(
            target: target, day: day, figure: figure, due: judge.due, state: state,
            readings: readings,
            questions: questions(target, indicator, readings, state, places))
    }

    /// Every figure of the plan that is to be reached, in the order of the plan.
    ///
    /// - Parameters:
    ///   - day: The day.
    ///   - order: The ids of the pack's figures in order.
    ///   - places: The places of each level; a level left out is not known.
    /// - Returns: The figures with their progress.
    public func targetRegister(
        on day: Day, order: [String], places: [DivisionCode.Level: [DivisionCode]] = [:]
    ) -> [RegisteredTarget] {
        let byFigure = Dictionary(grouping: catalogue.targets) { $0.figure }
        return order.compactMap { figures[$0] }.filter { $0.role == .target }.map { figure in
            let targets = byFigure[figure.id] ?? []
            let all = targets.compactMap { target in
                progress(of: target.id, on: day, places: target.each.flatMap { places[$0] })
            }
            return RegisteredTarget(figure: figure, progress: all)
        }
    }

    private func due(_ figure: PlanFigure?) -> Day? {
        if let by = figure?.by { return by }
        guard let upper = figure?.within?.upper?.quantity, upper.value.denominator == 1 else {
            return nil
        }
        let count = Int(upper.value.numerator)
        guard (0...10_000).contains(count) else { return nil }
        switch upper.unit.symbol {
        case "年": return start.adding(months: count * 12)
        case "月": return start.adding(months: count)
        case "天", "日": return start.adding(days: count)
        default: return nil
        }
    }

    private static func common(
        _ readings: [TargetProgress.Reading], isEach: Bool
    ) -> TargetProgress.State {
        let states = Set(readings.map(\.state))
        guard let first = states.first else { return .blocked }
        guard states.count > 1 else { return first }
        guard isEach else { return .undecided }
        // A target of every place is as far as the place that is least far.
        let order: [TargetProgress.State] = [
            .blocked, .undecided, .missed, .behind, .open, .ahead, .beyond, .reached,
        ]
        return order.first(where: states.contains) ?? .undecided
    }

    private func questions(
        _ target: Target, _ indicator: Indicator, _ readings: [TargetProgress.Reading],
        _ state: TargetProgress.State, _ places: [DivisionCode]?
    ) -> [OpenQuestion] {
        var questions: [OpenQuestion] = []
        if case .open(let why) = indicator.cycle, state == .undecided {
            questions.append(
                OpenQuestion(
                    place: "indicators/\(indicator.id)/cycle", "要先核定：\(why)",
                    "to be decided by the county: cycle",
                    choices: [Cycle.year.rawValue, Cycle.whole.rawValue]))
        }
        if target.each != nil, places == nil {
            questions.append(
                OpenQuestion(
                    place: "targets/\(target.id)/each", "要先有乡镇或村的名单",
                    "the list of places is needed"))
        }
        for case .open(let question) in readings.flatMap(\.answer.gaps)
        where !questions.contains(question) {
            questions.append(question)
        }
        if case .about = figures[target.figure]?.extent, state == .undecided {
            questions.append(
                OpenQuestion(
                    place: "figures/\(target.figure)", "“左右”可以差多少，要先核定",
                    "how far off may it be"))
        }
        return questions
    }
}

/// Holds values against one figure.
private struct TargetJudge {
    let figure: PlanFigure?
    let due: Day?
    let start: Day
    let day: Day

    func reading(
        _ answer: IndicatorAnswer.Reading, cycle: Cycle, place: DivisionCode?
    ) -> TargetProgress.Reading {
        let done = answer.value.flatMap(share)
        return TargetProgress.Reading(
            cycle: cycle, place: place, answer: answer, state: state(answer.value, done),
            done: done, elapsed: elapsed)
    }

    private var elapsed: Rational? {
        guard let due, start < due else { return nil }
        let passed = min(max(0, day.number - start.number), due.number - start.number)
        return try? Rational(passed, over: due.number - start.number)
    }

    private func share(_ value: Quantity) -> Rational? {
        guard let bound = figure?.extent?.lower?.quantity,
            let here = try? value.converted(to: bound.unit), bound.value > .zero
        else { return nil }
        return try? here.value.divided(by: bound.value)
    }

    private func state(_ value: Quantity?, _ done: Rational?) -> TargetProgress.State {
        guard let value, let extent = figure?.extent else { return .blocked }
        guard let isAllowed = try? extent.allows(value) else {
            return value.unit.isComparable(to: extent.unit) ? .undecided : .blocked
        }
        if isAllowed { return .reached }
        if let lower = extent.lower, (try? lower.quantity.isLess(than: value)) == true {
            return .beyond
        }
        guard let due else { return .open }
        if day >= due { return .missed }
        guard let done, let elapsed else { return .open }
        return done >= elapsed ? .ahead : .behind
    }
}
