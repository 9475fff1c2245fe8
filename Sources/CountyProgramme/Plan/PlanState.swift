/// How a plan stands on a day, as far as its pack alone can tell.
///
/// The pack knows what was to be done and by when, not what was done: a milestone whose day has
/// passed is late unless its evidence is elsewhere.
public struct PlanState: Sendable {
    /// The pack.
    public let pack: String
    /// The day it is looked at.
    public let day: Day
    /// Whether this version of the pack holds on that day.
    public let isValid: Bool
    /// Phases, in the order of the plan.
    public let phases: [PhaseState]
    /// Milestones by day; those without one last.
    public let milestones: [MilestoneState]
    /// Time limits: the next day of those that run by the calendar, the event of the others.
    public let clocks: [ClockState]
    /// What the rules and the plan leave open.
    public let questions: [OpenQuestion]
    /// Figures nobody knows.
    public let unknownFigures: [String]
    /// Findings without a decision.
    public let openFindings: [String]

    /// Milestones whose day has passed.
    public var late: [MilestoneState] { milestones.filter { $0.standing == .late } }
    /// The milestones on the nearest day to come; several when they share it.
    public var next: [MilestoneState] {
        let coming = milestones.filter { $0.standing == .coming }
        return coming.filter {
            $0.milestone.by.value.value == coming.first?.milestone.by.value.value
        }
    }
}

/// Where a day lies to a stretch of time.
public enum PlanStanding: String, Sendable, CaseIterable {
    /// It is over.
    case past
    /// It runs.
    case current
    /// It has not begun, or is not due yet.
    case coming
    /// It was due before the day.
    case late
    /// Its day is not known.
    case unknown
}

/// A phase on a day.
public struct PhaseState: Sendable {
    /// The phase.
    public let phase: Phase
    /// Its first day: as stated, else the day after the phase before; nil for the first one.
    public let begins: Day?
    /// `past`, `current`, `coming` or `unknown`.
    public let standing: PlanStanding
}

/// A milestone on a day.
public struct MilestoneState: Sendable {
    /// The project.
    public let project: Project
    /// The milestone.
    public let milestone: Milestone
    /// `late`, `coming` or `unknown`.
    public let standing: PlanStanding
    /// Days to go.
    ///
    /// Negative when past; nil when its day is not known.
    public let daysLeft: Int?
}

/// A time limit on a day.
public struct ClockState: Sendable {
    /// The rule.
    public let rule: ClockRule
    /// The month it is next due for; nil for a limit that waits for its event.
    public let month: CalendarMonth?
    /// The next last days, one for each reading that is still possible, in order.
    public let due: [Day]
    /// What of it is open.
    public let questions: [OpenQuestion]
    /// Years whose official notice of holidays is missing.
    public let missingYears: [Int]
    /// Years of the days due whose holidays nobody has compared with the notice.
    public var uncheckedYears: [Int] = []
}

extension ProgrammePack {
    /// How the plan stands on a day.
    ///
    /// - Parameters:
    ///   - day: The day.
    ///   - rules: The pack's rules with the law's days worked.
    ///   - sisters: The packs named in `sisters` that are at hand.
    /// - Returns: Phases, milestones, time limits and what is open.
    public func state(
        on day: Day, rules: Rulebook, beside sisters: [ProgrammePack] = []
    ) -> PlanState {
        let milestones = projects.flatMap { project in
            project.milestones.map { milestone in
                let left = milestone.by.value.value.map { $0.number - day.number }
                return MilestoneState(
                    project: project, milestone: milestone,
                    standing: left.map { $0 < 0 ? .late : .coming } ?? .unknown, daysLeft: left)
            }
        }
        return PlanState(
            pack: id, day: day, isValid: isValid(on: day), phases: phaseStates(on: day),
            milestones: milestones.sorted { ($0.daysLeft ?? .max) < ($1.daysLeft ?? .max) },
            clocks: rules.clocks.map { $0.state(on: day, in: rules.calendar) },
            questions: (rules.openQuestions + openQuestions).sorted(),
            unknownFigures: figureOrder.filter { figures[$0]?.extent == nil },
            openFindings: check(beside: sisters).findings.filter { $0.decision == nil }.map(\.id))
    }

    private func phaseStates(on day: Day) -> [PhaseState] {
        var before: Day?
        return phases.map { phase in
            let ends = phase.ends.value.value
            let begins = phase.begins?.value.value ?? before.map { $0.adding(days: 1) }
            before = ends
            let standing: PlanStanding =
                if let ends {
                    if day > ends {
                        .past
                    } else if let begins = begins ?? issued.value.value {
                        day < begins ? .coming : .current
                    } else {
                        .unknown
                    }
                } else {
                    .unknown
                }
            return PhaseState(phase: phase, begins: begins, standing: standing)
        }
    }
}

extension ClockRule {
    /// The next day of a limit that runs by the calendar.
    func state(on day: Day, in calendar: WorkCalendar) -> ClockState {
        guard runsByMonth else {
            return ClockState(
                rule: self, month: nil, due: [], questions: allOpenQuestions, missingYears: [])
        }
        // A report for a month may be due in a later one, at most twelve later.
        let here = CalendarMonth(of: day)
        for offset in -13...13 {
            let month = here.adding(months: offset)
            if let from, month < from { continue }
            let answer = due(.month(month), in: calendar)
            let days = Set(answer.deadlines.map(\.day)).sorted()
            if days.isEmpty, !answer.missingYears.isEmpty, day <= month.lastDay {
                return ClockState(
                    rule: self, month: month, due: [], questions: allOpenQuestions,
                    missingYears: answer.missingYears)
            }
            guard let last = days.last, day <= last else { continue }
            let unchecked = Set(days.map(\.year)).intersection(calendar.uncheckedYears)
            return ClockState(
                rule: self, month: month, due: days, questions: allOpenQuestions,
                missingYears: answer.missingYears, uncheckedYears: unchecked.sorted())
        }
        return ClockState(
            rule: self, month: from, due: [], questions: allOpenQuestions, missingYears: [])
    }

    private var runsByMonth: Bool {
        switch count {
        case .dayOfMonth, .times: true
        case .calendarDays, .workingDays: false
        }
    }
}
