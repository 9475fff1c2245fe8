public import Identifiers

/// What an indicator comes to, with what it was computed from.
public struct IndicatorAnswer: Sendable, Equatable {
    /// The indicator.
    public let indicator: String
    /// The stretch of time.
    public let span: ClosedRange<Day>
    /// The place; nil for the county.
    public let place: DivisionCode?
    /// One reading for each denominator the plan prints; one when it has none.
    public let readings: [Reading]

    /// The value, when all readings have the same one.
    public var value: Quantity? {
        guard let first = readings.first?.value else { return nil }
        return readings.allSatisfy { $0.value == first } ? first : nil
    }

    /// The value with one denominator.
    public struct Reading: Sendable, Equatable {
        /// The result; nil while something is missing.
        public let value: Quantity?
        /// What was counted.
        public let counted: Quantity?
        /// What it was divided by; nil for a plain count.
        public let over: Quantity?
        /// Where the denominator comes from.
        public let denominator: Indicator.Part?
        /// The same a year before, where the change is asked for.
        public let before: Quantity?
        /// What is missing; empty when there is a value.
        public let gaps: [Gap]
    }

    /// Why there is no value.
    public enum Gap: Sendable, Hashable {
        /// Nobody has recorded anything of a measure in that time.
        case noFacts(measure: String, span: ClosedRange<Day>)
        /// Something the plan leaves open.
        case open(OpenQuestion)
        /// The denominator, or the value a year before, is nought.
        case nothingToDivideBy
        /// The numbers are too large.
        case overflow
        /// The units of the formula do not fit together.
        case unlikeUnits(String, String)
    }
}

extension IndicatorBook {
    /// What an indicator comes to; nil for an unknown one.
    ///
    /// - Parameters:
    ///   - id: The indicator.
    ///   - span: The first and last day.
    ///   - place: A township or village; nil for the county.
    ///   - known: As the facts stood at the end of this day; nil for as they stand.
    /// - Returns: One reading for each denominator the plan prints.
    public func answer(
        _ id: String, in span: ClosedRange<Day>, at place: DivisionCode? = nil, known: Day? = nil
    ) -> IndicatorAnswer? {
        guard let indicator = catalogue.indicator(id) else { return nil }
        let query = IndicatorQuery(book: self, place: place, known: known)
        let denominators = indicator.over.isEmpty ? [nil] : indicator.over.map(Optional.some)
        let readings = denominators.map { query.reading(of: indicator, over: $0, in: span) }
        return IndicatorAnswer(indicator: id, span: span, place: place, readings: readings)
    }

    /// The facts that were counted, denominators left out; empty for an unknown indicator.
    public func lines(
        of id: String, in span: ClosedRange<Day>, at place: DivisionCode? = nil, known: Day? = nil
    ) -> [Fact] {
        guard let indicator = catalogue.indicator(id) else { return [] }
        return indicator.value.flatMap { part -> [Fact] in
            switch part {
            case .counted(let term): facts.counted(term, in: span, at: place, known: known)
            case .indicator(let other): lines(of: other, in: span, at: place, known: known)
            case .figure, .one, .open: []
            }
        }
    }
}

extension IndicatorAnswer.Gap: Error {
    init(_ error: QuantityError) {
        switch error {
        case .overflow: self = .overflow
        case .divisionByZero: self = .nothingToDivideBy
        case .unlikeUnits(let left, let right): self = .unlikeUnits(left, right)
        }
    }
}

/// One question to a book: where, and as known when.
private struct IndicatorQuery {
    typealias Gap = IndicatorAnswer.Gap

    let book: IndicatorBook
    let place: DivisionCode?
    let known: Day?

    func reading(
        of indicator: Indicator, over part: Indicator.Part?, in span: ClosedRange<Day>
    ) -> IndicatorAnswer.Reading {
        var (counted, divisor, before): (Quantity?, Quantity?, Quantity?) = (nil, nil, nil)
        var gaps: [Gap] = []
        var value: Quantity?
        do throws(Gap) {
            let now = try ratio(indicator, part, span, &counted, &divisor)
            value = try change(of: indicator, part, now, span, &before)
        } catch {
            gaps = [error]
        }
        return IndicatorAnswer.Reading(
            value: value, counted: counted, over: divisor, denominator: part, before: before,
            gaps: gaps)
    }

    private func ratio(
        _ indicator: Indicator, _ part: Indicator.Part?, _ span: ClosedRange<Day>,
        _ counted: inout Quantity?, _ divisor: inout Quantity?
    ) throws(Gap) -> Quantity {
        var total: Quantity?
        for part in indicator.value {
            let amount = try quantity(part, of: indicator, span)
            total = try total.map { sum throws(Gap) in try sum.plus(amount) } ?? amount
        }
        guard let total else { throw .nothingToDivideBy }
        counted = total
        guard let part else { return total }
        let below = try quantity(part, of: indicator, span)
        divisor = below
        do throws(QuantityError) { return try total.divided(by: below) } catch { throw Gap(error) }
    }

    private func change(
        of indicator: Indicator, _ part: Indicator.Part?, _ now: Quantity, _ span: ClosedRange<Day>,
        _ before: inout Quantity?
    ) throws(Gap) -> Quantity {
        guard let change = indicator.change else { return try now.written(in: indicator.unit) }
        var ignored: Quantity?
        var divisor: Quantity?
        let then = try ratio(indicator, part, span.yearBefore, &ignored, &divisor)
        before = then
        do throws(QuantityError) {
            let difference = try now.subtracting(then)
            let share = try difference.divided(by: then)
            let signed = try change == .growth ? share : Quantity(share.value.negated, share.unit)
            return try signed.converted(to: indicator.unit)
        } catch {
            throw Gap(error)
        }
    }

    private func quantity(
        _ part: Indicator.Part, of indicator: Indicator, _ span: ClosedRange<Day>
    ) throws(Gap) -> Quantity {
        switch part {
        case .counted(let term): return try total(term, span)
        case .figure(let id): return try figure(id)
        case .one(let unit): return Quantity(.one, unit)
        case .open(let why):
            throw .open(
                OpenQuestion(
                    place: "indicators/\(indicator.id)", "要先核定：\(why)",
                    "to be decided by the county"))
        case .indicator(let id):
            guard let other = book.catalogue.indicator(id) else { throw .nothingToDivideBy }
            let reading = reading(of: other, over: other.over.first, in: span)
            if let gap = reading.gaps.first { throw gap }
            guard let value = reading.value else { throw .nothingToDivideBy }
            return value
        }
    }

    private func total(_ term: Term, _ span: ClosedRange<Day>) throws(Gap) -> Quantity {
        let total: TermTotal
        do throws(QuantityError) {
            total = try book.total(term, in: span, at: place, known: known)
        } catch {
            throw Gap(error)
        }
        guard total.seen > 0 else { throw .noFacts(measure: term.measure, span: span) }
        return Quantity(total.value, term.unit)
    }

    private func figure(_ id: String) throws(Gap) -> Quantity {
        // Only an exact figure can be divided by; "about 300" would be a choice nobody made.
        guard case .exactly(let quantity) = book.figures[id]?.extent else {
            throw .open(
                OpenQuestion(
                    place: "figures/\(id)", "要先核定：\(book.figures[id]?.name ?? id)",
                    "the plan does not state it exactly"))
        }
        return quantity
    }
}

extension Quantity {
    fileprivate func plus(_ other: Quantity) throws(IndicatorAnswer.Gap) -> Quantity {
        do throws(QuantityError) { return try adding(other) } catch { throw .init(error) }
    }

    fileprivate func written(in unit: Unit) throws(IndicatorAnswer.Gap) -> Quantity {
        do throws(QuantityError) { return try converted(to: unit) } catch { throw .init(error) }
    }
}

extension ClosedRange<Day> {
    /// The same stretch a year before; the last day of a month stays one.
    var yearBefore: ClosedRange<Day> {
        let first = lowerBound.adding(months: -12)
        let last = upperBound.adding(months: -12)
        return first...(upperBound == upperBound.endOfMonth ? last.endOfMonth : last)
    }
}
