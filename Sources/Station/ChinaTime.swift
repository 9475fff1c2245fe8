import DeviceProtocols
import StationJournal

/// Wall times as people in China read them: UTC+8 all year, without time zone data.
enum ChinaTime {
    /// `11-21 08:03` for milliseconds since 1970.
    static func dayAndMinute(_ wall: Int64) -> String {
        let seconds = wall / 1000 + 8 * 3600
        let (_, month, day) = civil(fromDays: seconds / 86_400)
        let minute = seconds % 86_400 / 60
        return "\(two(month))-\(two(day)) \(two(minute / 60)):\(two(minute % 60))"
    }

    /// `2026-11-21` for milliseconds since 1970.
    static func date(_ wall: Int64) -> String {
        let (year, month, day) = civil(fromDays: (wall / 1000 + 8 * 3600) / 86_400)
        return "\(year)-\(two(month))-\(two(day))"
    }

    /// The day it is in China, or nil when the clock is not to be trusted.
    static func today(_ time: EntryTime) -> CivilDate? {
        guard time.trust != .unknown else { return nil }
        return day(time.wall).flatMap { $0.year >= firstYear ? $0 : nil }
    }

    /// The day in China at a time in milliseconds since 1970.
    static func day(_ wall: Int64) -> CivilDate? {
        let (year, month, day) = civil(fromDays: (wall / 1000 + 8 * 3600) / 86_400)
        return CivilDate(year: Int(year), month: Int(month), day: Int(day))
    }

    /// A battery clock that says an earlier year has lost its battery: the program is younger.
    static let firstYear = 2026

    private static func two(_ number: Int64) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    /// The proleptic Gregorian date of a day count from 1970-01-01, counted in 400-year eras from
    /// 0000-03-01 so that leap days fall at the end of a year.
    private static func civil(fromDays days: Int64) -> (Int64, Int64, Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
