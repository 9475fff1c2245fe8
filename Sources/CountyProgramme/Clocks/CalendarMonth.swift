/// A month of a year.
public struct CalendarMonth: Sendable, Hashable, Comparable {
    /// Months since the start of year 0, 12…119999.
    public let index: Int

    /// The month with this index; the calendar's first or last month for one beyond them.
    public init(index: Int) {
        self.index = min(max(index, 12), 119_999)
    }

    /// The month a day lies in.
    public init(of day: Day) {
        self.init(index: day.year * 12 + day.month - 1)
    }

    /// A month of these parts; nil when there is none.
    public init?(year: Int, month: Int) {
        guard (1...9999).contains(year), (1...12).contains(month) else { return nil }
        self.init(index: year * 12 + month - 1)
    }

    /// Reads `2018-04`; nil for anything else.
    public init?(_ text: String) {
        guard text.utf8.count == 7, let day = Day(text + "-01") else { return nil }
        self.init(of: day)
    }

    /// The year.
    public var year: Int { index / 12 }
    /// The month of the year, 1…12.
    public var number: Int { index % 12 + 1 }
    /// The quarter of the year, 1…4.
    public var quarter: Int { index % 12 / 3 + 1 }

    /// The first day.
    public var firstDay: Day {
        Day(year: year, month: number, day: 1) ?? .first
    }

    /// The last day.
    public var lastDay: Day { firstDay.endOfMonth }

    /// A day of this month; the last day where the month is shorter.
    public func day(_ number: Int) -> Day {
        min(firstDay.adding(days: max(1, number) - 1), lastDay)
    }

    /// The month that many months later, or earlier for a negative count; within the calendar.
    public func adding(months: Int) -> CalendarMonth {
        let (sum, overflow) = index.addingReportingOverflow(months)
        return CalendarMonth(index: overflow ? (months < 0 ? .min : .max) : sum)
    }

    /// Order by time.
    public static func < (left: CalendarMonth, right: CalendarMonth) -> Bool {
        left.index < right.index
    }
}

extension CalendarMonth: CustomStringConvertible {
    /// The month as ``init(_:)`` reads it.
    public var description: String {
        String(firstDay.description.prefix(7))
    }
}
