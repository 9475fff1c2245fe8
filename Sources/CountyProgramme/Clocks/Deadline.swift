/// The last day of a time limit under one reading of the rule, with every day that was counted.
public struct Deadline: Sendable, Hashable {
    /// The rule.
    public let rule: String
    /// The day the count began from: the event, or the first day of the period.
    public let start: Day
    /// The last day.
    public let day: Day
    /// The days looked at, in order, with the number each one got.
    public let counted: [CountedDay]
    /// How the open points of the rule were read.
    public let reading: ClockReading

    /// A day that was looked at.
    public struct CountedDay: Sendable, Hashable {
        /// The day.
        public let day: Day
        /// Why it is worked or not; nil where the rule does not ask.
        public let kind: WorkCalendar.DayKind?
        /// Its number in the count; nil when it was passed over.
        public let number: Int?
    }
}

/// One way to read what a rule leaves open.
public struct ClockReading: Sendable, Hashable {
    /// Whether the day of the event counts.
    public var firstDayCounts: Bool
    /// Whether the printed day is still in time.
    public var lastDayIncluded: Bool
    /// What happens when the last day is not worked.
    public var ifClosed: ClockRule.ClosedDay
}

/// What a clock answers.
public struct ClockAnswer: Sendable, Equatable {
    /// One deadline per reading that is still possible; empty when none can be computed.
    public let deadlines: [Deadline]
    /// What has to be decided before there is one answer; empty when there is one.
    public let questions: [OpenQuestion]
    /// Years whose official notice is missing from the calendar.
    public let missingYears: [Int]

    /// The last day, when it does not depend on anything open.
    public var day: Day? {
        guard missingYears.isEmpty, let first = deadlines.first?.day,
            deadlines.allSatisfy({ $0.day == first })
        else { return nil }
        return first
    }
}

extension ClockRule {
    /// The last day for an event or a month, under every reading that is still possible.
    ///
    /// When all readings lead to the same day, nothing is asked.
    public func due(_ occasion: Occasion, in calendar: WorkCalendar) -> ClockAnswer {
        var deadlines: [Deadline] = []
        var missing: Set<Int> = []
        for reading in readings {
            switch deadline(occasion, reading, calendar) {
            case .success(let deadline): deadlines.append(deadline)
            case .failure(let gap): missing.insert(gap.year)
            }
        }
        let days = Set(deadlines.map(\.day))
        let questions = days.count > 1 || !missing.isEmpty ? openQuestions : []
        return ClockAnswer(
            deadlines: deadlines, questions: questions, missingYears: missing.sorted())
    }

    /// The months from the rule's first one up to the month of a day for which something is due.
    public func months(from first: CalendarMonth, through day: Day) -> [CalendarMonth] {
        let start = max(first, from ?? first)
        let last = CalendarMonth(of: day)
        guard start <= last else { return [] }
        return (start.index...last.index).map(CalendarMonth.init(index:))
    }

    /// The readings its open points allow, one when nothing is open.
    var readings: [ClockReading] {
        let firsts = options(firstDayCounts, [false, true])
        let lasts = options(lastDayIncluded, [true, false])
        let closed = options(ifClosed, ClosedDay.allCases)
        return firsts.flatMap { first in
            lasts.flatMap { last in
                closed.map {
                    ClockReading(firstDayCounts: first, lastDayIncluded: last, ifClosed: $0)
                }
            }
        }
    }

    /// A setting without meaning reads as the first option, which then changes nothing.
    private func options<Value>(_ setting: Setting<Value>?, _ all: [Value]) -> [Value] {
        guard let setting else { return Array(all.prefix(1)) }
        return setting.value.map { [$0] } ?? all
    }

    /// Everything the rule leaves open, whatever the days are.
    var allOpenQuestions: [OpenQuestion] {
        startsWith?.isOpen == true
            ? openQuestions + [question("starts_with", Self.channelQuestion)] : openQuestions
    }

    private var openQuestions: [OpenQuestion] {
        var questions: [OpenQuestion] = []
        if firstDayCounts?.isOpen == true {
            questions.append(
                question("first_day", ("当天算不算第一天", "does the day of the event count as the first")))
        }
        if lastDayIncluded?.isOpen == true {
            questions.append(
                question("inclusive", ("“某日前”是否包括当日", "does «before the day» include the day")))
        }
        if ifClosed?.isOpen == true {
            questions.append(
                question(
                    "if_closed", ("最后一天不上班时怎么办", "what if the last day is not a day worked")))
        }
        return questions
    }

    private struct MissingYear: Error {
        let year: Int
    }

    private func deadline(
        _ occasion: Occasion, _ reading: ClockReading, _ calendar: WorkCalendar
    ) -> Result<Deadline, MissingYear> {
        let start = startDay(occasion)
        var counted: [Deadline.CountedDay] = []
        do throws(MissingYear) {
            var day = try last(start, reading, calendar, &counted)
            if ifClosed != nil {
                day = try move(day, reading.ifClosed, calendar, &counted)
            }
            return .success(
                Deadline(rule: id, start: start, day: day, counted: counted, reading: reading))
        } catch {
            return .failure(error)
        }
    }

    private func startDay(_ occasion: Occasion) -> Day {
        let month: CalendarMonth
        switch occasion {
        case .event(let day):
            guard case .times = count else { return day }
            month = CalendarMonth(of: day)
        case .month(let reported): month = reported
        }
        guard case .times(_, let period) = count else { return month.firstDay }
        return period.span(of: month).lowerBound
    }

    private func last(
        _ start: Day, _ reading: ClockReading, _ calendar: WorkCalendar,
        _ counted: inout [Deadline.CountedDay]
    ) throws(MissingYear) -> Day {
        switch count {
        case .calendarDays(let number):
            return start.adding(days: number - (reading.firstDayCounts ? 1 : 0))
        case .workingDays(let number):
            return try workingDay(number, start, reading, calendar, &counted)
        case .dayOfMonth(let number, let monthsLater):
            let day = CalendarMonth(of: start).adding(months: monthsLater).day(number)
            return reading.lastDayIncluded ? day : day.adding(days: -1)
        case .times(_, let period):
            return period.span(of: CalendarMonth(of: start)).upperBound
        }
    }

    private func workingDay(
        _ number: Int, _ start: Day, _ reading: ClockReading, _ calendar: WorkCalendar,
        _ counted: inout [Deadline.CountedDay]
    ) throws(MissingYear) -> Day {
        var day = reading.firstDayCounts ? start : start.adding(days: 1)
        var reached = 0
        while true {
            let kind = try kind(of: day, calendar)
            if kind.isWorked { reached += 1 }
            counted.append(
                Deadline.CountedDay(day: day, kind: kind, number: kind.isWorked ? reached : nil))
            if reached >= number { return day }
            day = try Self.next(day, 1)
        }
    }

    private func move(
        _ day: Day, _ rule: ClosedDay, _ calendar: WorkCalendar,
        _ counted: inout [Deadline.CountedDay]
    ) throws(MissingYear) -> Day {
        guard rule != .same else { return day }
        var day = day
        while true {
            let kind = try kind(of: day, calendar)
            counted.append(Deadline.CountedDay(day: day, kind: kind, number: nil))
            if kind.isWorked { return day }
            day = try Self.next(day, rule == .next ? 1 : -1)
        }
    }

    /// A neighbouring day; none lies beyond the end of the calendar.
    private static func next(_ day: Day, _ step: Int) throws(MissingYear) -> Day {
        let next = day.adding(days: step)
        guard next != day else { throw MissingYear(year: day.year + step) }
        return next
    }

    private func kind(
        of day: Day, _ calendar: WorkCalendar
    ) throws(MissingYear) -> WorkCalendar.DayKind {
        guard let kind = calendar.kind(of: day) else {
            throw MissingYear(year: day.year)
        }
        return kind
    }
}

extension ClockRule.Period {
    /// The first and last day of the period that holds a month.
    public func span(of month: CalendarMonth) -> ClosedRange<Day> {
        let length =
            switch self {
            case .month: 1
            case .quarter: 3
            case .year: 12
            }
        let first = CalendarMonth(index: month.index - month.index % length)
        return first.firstDay...first.adding(months: length - 1).lastDay
    }
}
