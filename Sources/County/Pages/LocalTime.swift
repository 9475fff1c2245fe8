internal import CountyStore

/// A moment in China Standard Time, taken apart for showing.
struct LocalTime: Equatable {
    let year: Int
    let month: Int
    let day: Int
    let hour: Int
    let minute: Int

    /// - Parameter time: Milliseconds since 1970 UTC.
    init(_ time: Int64) {
        let minutes = Self.floorDivide(time &+ CountyHour.offset, 60_000)
        let days = Self.floorDivide(minutes, 24 * 60)
        let ofDay = Int(minutes - days * 24 * 60)
        hour = ofDay / 60
        minute = ofDay % 60
        // Days to a date of the Gregorian calendar: years counted from March, so that the leap day
        // is a year's last; 719,468 days lie between 0000-03-01 and 1970-01-01.
        let shifted = days + 719_468
        let era = Self.floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * marchMonth + 2) / 5 + 1)
        month = Int(marchMonth < 10 ? marchMonth + 3 : marchMonth - 9)
        year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
    }

    /// Such as `08:05`.
    var clock: String { Self.two(hour) + ":" + Self.two(minute) }
    /// Such as `2026-11-21`.
    var date: String { "\(year)-\(Self.two(month))-\(Self.two(day))" }

    private static func floorDivide(_ value: Int64, _ by: Int64) -> Int64 {
        value >= 0 ? value / by : (value - by + 1) / by
    }

    private static func two(_ value: Int) -> String {
        value < 10 ? "0\(value)" : "\(value)"
    }
}
