/// A day of the Gregorian calendar, without a clock and without a time zone.
///
/// The calendar goes from ``first`` to ``last``; what would lie beyond is its first or last day, so
/// that no count of days a file asks for can leave it.
public struct Day: Sendable, Hashable, Comparable {
    /// Days since 1970-01-01; may be negative.
    public let number: Int

    /// 0001-01-01.
    public static let first = Day(number: -719_162)
    /// 9999-12-31.
    public static let last = Day(number: 2_932_896)

    /// The day with this number; ``first`` or ``last`` for one beyond them.
    public init(number: Int) {
        self.number = min(max(number, -719_162), 2_932_896)
    }

    /// A day that exists; nil for 30 February and for years outside 1…9999.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month),
            (1...Day.length(ofMonth: month, in: year)).contains(day)
        else { return nil }
        number = Day.number(year: year, month: month, day: day)
    }

    /// Reads `2019-07-26`; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, zip(parts, [4, 2, 2]).allSatisfy({ $0.utf8.count == $1 }),
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// How many days a month has; 0 for a month outside 1…12.
    public static func length(ofMonth month: Int, in year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        case 1...12: 31
        default: 0
        }
    }

    // Years are counted from March, so that the leap day is the last of its year.
    private static func number(year: Int, month: Int, day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
            - 719_468
    }

    private var parts: (year: Int, month: Int, day: Int) {
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        let year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0)
        return (year, month < 10 ? month + 3 : month - 9, day)
    }

    /// Year.
    public var year: Int { parts.year }
    /// Month, 1…12.
    public var month: Int { parts.month }
    /// Day of the month, 1…31.
    public var day: Int { parts.day }
    /// 1 is Monday, 7 is Sunday.
    public var weekday: Int { ((number + 3) % 7 + 7) % 7 + 1 }

    /// The day this many days later, within the calendar.
    public func adding(days: Int) -> Day {
        let (sum, overflow) = number.addingReportingOverflow(days)
        guard !overflow else { return days < 0 ? .first : .last }
        return Day(number: sum)
    }

    /// The same day of the month this many months later, within the calendar; the month's last day
    /// where it is shorter.
    public func adding(months: Int) -> Day {
        let parts = parts
        let (count, overflow) = (parts.year * 12 + parts.month - 1)
            .addingReportingOverflow(months)
        guard !overflow, (12..<120_000).contains(count) else {
            return months < 0 ? .first : .last
        }
        let year = count / 12
        let month = count % 12 + 1
        let day = min(parts.day, Day.length(ofMonth: month, in: year))
        return Day(number: Day.number(year: year, month: month, day: day))
    }

    /// The last day of its month.
    public var endOfMonth: Day {
        adding(days: Day.length(ofMonth: month, in: year) - day)
    }

    /// Earlier is less.
    public static func < (left: Day, right: Day) -> Bool { left.number < right.number }
}

extension Day: CustomStringConvertible {
    /// `2019-07-26`.
    public var description: String {
        let parts = parts
        func padded(_ value: Int, _ width: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        return "\(padded(parts.year, 4))-\(padded(parts.month, 2))-\(padded(parts.day, 2))"
    }
}
