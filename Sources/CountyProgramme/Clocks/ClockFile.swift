internal import StrictYAML

/// Reads `clocks.yaml` and `holidays.yaml`.
enum ClockFile {
    static func rules(_ document: YAMLDocument) throws -> [ClockRule] {
        try document.root.mapping { file in
            try file.each("clocks") { node in try node.mapping { try rule(&$0) } }
        }
    }

    static func notices(_ document: YAMLDocument) throws -> [HolidayNotice] {
        try document.root.mapping { file in
            try file.each("notices") { node in try node.mapping { try notice(&$0) } }
        }
    }

    private static func rule(_ entry: inout YAMLMapping) throws -> ClockRule {
        let count = try entry.required("count").mapping { try Self.count(&$0) }
        let channels = try entry.strings("channels")
        let days = isDayCount(count)
        let onDay = isDayOfMonth(count)
        return ClockRule(
            id: try entry.string("id"), rows: try entry.strings("rows"),
            event: try entry.string("event"), act: try entry.string("act"),
            units: try entry.strings("units"), count: count, limit: try entry.choice("limit"),
            firstDayCounts: days ? try .read("first_day", in: &entry) { try $0.bool() } : nil,
            lastDayIncluded: onDay ? try .read("inclusive", in: &entry) { try $0.bool() } : nil,
            ifClosed: onDay || isDays(count)
                ? try .read("if_closed", in: &entry) { try $0.choice() } : nil,
            channels: channels,
            startsWith: channels.count > 1
                ? try .read("starts_with", in: &entry) { try $0.choice() } : nil,
            from: try entry.optional("from").map { try $0.month() },
            remind: try entry.eachIfPresent("remind") { try $0.int(in: 0...366) },
            source: try entry.required("src").source())
    }

    private static func count(_ entry: inout YAMLMapping) throws -> ClockRule.Count {
        if let days = try entry.optionalInt("calendar_days", in: 1...3_660) {
            return .calendarDays(days)
        }
        if let days = try entry.optionalInt("working_days", in: 1...1_000) {
            return .workingDays(days)
        }
        if let day = try entry.optionalInt("day_of_month", in: 1...31) {
            return .dayOfMonth(day, monthsLater: try entry.int("months_later", in: 0...12))
        }
        if let times = try entry.optionalInt("times", in: 1...1_000) {
            return .times(times, try entry.choice("per"))
        }
        throw entry.node.error(
            "a count is one of calendar_days, working_days, day_of_month, times",
            chinese: "count 要写 calendar_days、working_days、day_of_month、times 中的一个")
    }

    private static func isDayCount(_ count: ClockRule.Count) -> Bool {
        switch count {
        case .calendarDays, .workingDays: true
        case .dayOfMonth, .times: false
        }
    }

    private static func isDays(_ count: ClockRule.Count) -> Bool {
        if case .calendarDays = count { true } else { false }
    }

    private static func isDayOfMonth(_ count: ClockRule.Count) -> Bool {
        if case .dayOfMonth = count { true } else { false }
    }

    private static func notice(_ entry: inout YAMLMapping) throws -> HolidayNotice {
        var days: [(day: Day, kind: WorkCalendar.DayKind)] = []
        let holidays = try entry.required("holidays").list()
        for holiday in holidays {
            days += try holiday.mapping { try Self.days(&$0) }
        }
        return HolidayNotice(
            id: try entry.string("id"), title: try entry.string("title"),
            year: try entry.int("year", in: 1949...9_999),
            announced: try entry.required("announced").day(),
            isChecked: try entry.choice("status", Status.self) == .checked, days: days)
    }

    private enum Status: String, CaseIterable {
        case checked
        case unverified
    }

    private static func days(
        _ entry: inout YAMLMapping
    ) throws -> [(day: Day, kind: WorkCalendar.DayKind)] {
        let name = try entry.string("name")
        var days: [(day: Day, kind: WorkCalendar.DayKind)] = []
        if let off = entry.optional("off") {
            let bounds = try off.list().map { try $0.day() }
            guard bounds.count == 2, let first = bounds.first, let last = bounds.last,
                first <= last, last.number - first.number < 31
            else {
                throw off.error(
                    "expected [first day off, last day off]", chinese: "这里要写 [放假第一天, 放假最后一天]")
            }
            days = (first.number...last.number).map {
                (Day(number: $0), .holiday(name))
            }
        }
        for node in try entry.list("work") { days.append((try node.day(), .makeUp(name))) }
        return days
    }
}
