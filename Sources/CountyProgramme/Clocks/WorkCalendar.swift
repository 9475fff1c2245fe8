/// Which days are worked, from the official notices of each year.
///
/// A year without a notice is unknown: whoever counts working days in it is told so instead of
/// being given weekends only.
public struct WorkCalendar: Sendable, Equatable {
    /// The notices, in the order of their publication; a later one overrides an earlier one.
    public let notices: [HolidayNotice]
    private let special: [Day: DayKind]
    private let years: Set<Int>

    /// Why a day is worked or not.
    public enum DayKind: Sendable, Hashable {
        /// Monday to Friday.
        case working
        /// A Saturday or Sunday worked in exchange for a day of this holiday.
        case makeUp(String)
        /// Saturday or Sunday.
        case weekend
        /// A day off of this holiday.
        case holiday(String)

        /// Whether work is done on such a day.
        public var isWorked: Bool {
            switch self {
            case .working, .makeUp: true
            case .weekend, .holiday: false
            }
        }
    }

    /// A calendar of these notices.
    public init(notices: [HolidayNotice]) {
        let ordered = notices.sorted { ($0.announced, $0.id) < ($1.announced, $1.id) }
        var special: [Day: DayKind] = [:]
        for notice in ordered {
            for (day, kind) in notice.days { special[day] = kind }
        }
        self.notices = ordered
        self.special = special
        years = Set(ordered.map(\.year))
    }

    /// What kind of day it is; nil when no notice covers its year.
    ///
    /// The last days of a year may be moved by the notice of the next one, which appears late in the
    /// year; without it they count as the year's own notice says.
    public func kind(of day: Day) -> DayKind? {
        if let kind = special[day] { return kind }
        guard years.contains(day.year) else { return nil }
        return day.weekday >= 6 ? .weekend : .working
    }

    /// The calendar as it could be known on a day: later notices left out.
    public func known(on day: Day) -> WorkCalendar {
        WorkCalendar(notices: notices.filter { $0.announced <= day })
    }

    /// The years whose notice nobody has checked against the original.
    public var uncheckedYears: [Int] {
        Set(notices.filter { !$0.isChecked }.map(\.year)).sorted()
    }
}

/// One notice of the State Council's office: the days off and the days worked instead.
public struct HolidayNotice: Sendable, Equatable {
    /// A short name, unique among notices.
    public let id: String
    /// The title as published.
    public let title: String
    /// The year it arranges.
    public let year: Int
    /// When it was published.
    public let announced: Day
    /// Whether its days were compared with the published text.
    public let isChecked: Bool
    /// The days it sets, with their kind.
    public let days: [(day: Day, kind: WorkCalendar.DayKind)]

    /// A notice of these parts.
    public init(
        id: String, title: String, year: Int, announced: Day, isChecked: Bool,
        days: [(day: Day, kind: WorkCalendar.DayKind)]
    ) {
        self.id = id
        self.title = title
        self.year = year
        self.announced = announced
        self.isChecked = isChecked
        self.days = days
    }

    /// Equal in every part.
    public static func == (left: HolidayNotice, right: HolidayNotice) -> Bool {
        left.id == right.id && left.title == right.title && left.year == right.year
            && left.announced == right.announced && left.isChecked == right.isChecked
            && left.days.elementsEqual(right.days) { $0.day == $1.day && $0.kind == $1.kind }
    }
}
