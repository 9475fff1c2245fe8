/// Whether something was done in time, and how that is known.
public struct ClockVerdict: Sendable, Equatable {
    /// The rule.
    public let rule: String
    /// How it stands.
    public let state: State
    /// The day it was done by the records, if it was.
    public let done: Day?
    /// The deadlines it was held against, one per reading.
    public let deadlines: [Deadline]
    /// Days past the last day, by the earliest deadline; 0 when in time.
    public let daysLate: Int
    /// What has to be decided before the state is known; empty unless it is ``State/undecided``.
    public let questions: [OpenQuestion]
    /// Years whose official notice is missing.
    public let missingYears: [Int]

    /// How a duty stands.
    public enum State: String, Sendable, CaseIterable {
        /// Done in time.
        case onTime = "on-time"
        /// Done, but after the last day.
        case late
        /// Ended before the last day although it had to be kept up.
        case tooShort = "too-short"
        /// Kept up beyond the last day although the plan names the exact length.
        case tooLong = "too-long"
        /// Not done yet, and not due yet.
        case pending
        /// Not done, and past the last day.
        case overdue
        /// Claimed for a day in time, but recorded only after the last day.
        case unproven
        /// Claimed for a day after it was recorded, or before the event it answers.
        case impossible
        /// The readings of the rule lead to different states.
        case undecided
    }
}

/// When something was done: the day somebody claims, and the day it reached the records.
public struct ProofOfTime: Sendable, Hashable {
    /// The day claimed.
    public let claimed: Day
    /// The day the record was made.
    public let captured: Day

    /// A proof of these days.
    public init(claimed: Day, captured: Day) {
        self.claimed = claimed
        self.captured = captured
    }

    /// Whether it claims a day that had not come yet when it was recorded.
    public var isAhead: Bool { captured < claimed }
}

extension ClockRule {
    /// Whether a duty was done in time, seen on a day.
    ///
    /// The rule's open points matter only where they change the state: a report three weeks late is
    /// late however the rule is read.
    public func verdict(
        _ occasion: Occasion, done proof: ProofOfTime?, on today: Day,
        in calendar: WorkCalendar
    ) -> ClockVerdict {
        // What is recorded only later is not known today.
        let proof = proof.flatMap { $0.captured <= today ? $0 : nil }
        let answer = due(occasion, in: calendar)
        let states = Set(
            answer.deadlines.map { deadline in
                if let proof, Self.isImpossible(proof, after: occasion, by: deadline.day) {
                    return ClockVerdict.State.impossible
                }
                return state(proof, against: deadline.day, on: today)
            })
        let isSettled = states.count == 1 && answer.missingYears.isEmpty
        let end = proof?.claimed ?? today
        let earliest = answer.deadlines.map(\.day).min()
        let common = isSettled ? states.first ?? .undecided : .undecided
        let isLate = common == .late || common == .overdue
        return ClockVerdict(
            rule: id, state: common, done: proof?.claimed, deadlines: answer.deadlines,
            daysLate: isLate ? earliest.map { max(0, end.number - $0.number) } ?? 0 : 0,
            questions: isSettled ? [] : answer.questions, missingYears: answer.missingYears)
    }

    /// The days on which to remind of a deadline, in order.
    public func reminders(for deadline: Deadline) -> [Day] {
        remind.map { deadline.day.adding(days: -$0) }.sorted()
    }

    /// What answers an event cannot have been done before it, unless it was due before it.
    private static func isImpossible(
        _ proof: ProofOfTime, after occasion: Occasion, by last: Day
    ) -> Bool {
        guard !proof.isAhead else { return true }
        guard case .event(let day) = occasion, day <= last else { return false }
        return proof.claimed < day
    }

    private func state(
        _ proof: ProofOfTime?, against last: Day, on today: Day
    ) -> ClockVerdict.State {
        guard let proof else { return today <= last ? .pending : .overdue }
        switch limit {
        case .within:
            guard proof.claimed <= last else { return .late }
            return proof.captured <= last ? .onTime : .unproven
        case .atLeast:
            return proof.claimed < last ? .tooShort : .onTime
        case .exactly:
            if proof.claimed < last { return .tooShort }
            if proof.claimed > last { return .tooLong }
            return proof.captured <= last ? .onTime : .unproven
        }
    }
}

/// How often something happened in one period, against what was asked.
public struct PeriodTally: Sendable, Hashable {
    /// The first and last day of the period.
    public let span: ClosedRange<Day>
    /// How often it had to happen.
    public let required: Int
    /// The days that counted.
    public let days: [Day]
    /// Whether the period was over on the day of the question.
    public let isOver: Bool

    /// How often it is still wanting.
    public var missing: Int { max(0, required - days.count) }
}

extension ClockRule {
    /// The tally of each period from a month up to a day; empty unless the rule counts times.
    public func tally(
        _ days: [Day], from first: CalendarMonth, through today: Day
    ) -> [PeriodTally] {
        guard case .times(let required, let period) = count else { return [] }
        var tallies: [PeriodTally] = []
        for month in months(from: first, through: today) {
            let span = period.span(of: month)
            guard tallies.last?.span != span else { continue }
            let counted = days.filter { span.contains($0) && $0 <= today }.sorted()
            tallies.append(
                PeriodTally(
                    span: span, required: required, days: counted,
                    isOver: span.upperBound < today))
        }
        return tallies
    }
}
