internal import StrictYAML

/// Reads `training.yaml`.
enum TrainingFile {
    static func plan(_ document: YAMLDocument) throws -> TrainingPlan {
        try document.root.mapping { try read(&$0) }
    }

    private static func read(_ file: inout YAMLMapping) throws -> TrainingPlan {
        let groups = try file.each("groups") { try $0.string() }
        let courses = try file.each("courses") { node in try node.mapping { try course(&$0) } }
        let ids = courses.map(\.id)
        return TrainingPlan(
            id: try file.string("id"), rows: try file.strings("rows"), groups: groups,
            courses: courses,
            lines: try file.eachIfPresent("lines") { node in
                try node.mapping { try line(&$0, ids) }
            },
            levels: try file.eachIfPresent("evaluation") { node in
                try node.mapping { try level(&$0) }
            },
            aftercare: try file.eachIfPresent("aftercare") { node in
                try node.mapping { try aftercare(&$0) }
            },
            certificateHours: try number("certificate_hours", in: &file),
            subsidy: try number("subsidy", in: &file),
            source: try file.required("src").source())
    }

    private static func course(_ entry: inout YAMLMapping) throws -> TrainingPlan.Course {
        TrainingPlan.Course(
            id: try entry.string("id"), title: try entry.string("title"),
            rows: try entry.strings("rows"), audience: try entry.strings("audience"),
            forms: try entry.strings("forms"), topics: try entry.strings("topics"))
    }

    private static func line(
        _ entry: inout YAMLMapping, _ courses: [String]
    ) throws -> TrainingPlan.Line {
        TrainingPlan.Line(
            id: try entry.string("id"),
            courses: try entry.each("courses") { try $0.listed(in: courses, "course", "课程") },
            number: try .read("number", in: &entry) { try $0.int(in: 0...100_000_000) },
            countsHeads: try entry.choice("unit", Counted.self) == .heads,
            per: try entry.optionalChoice("per"), source: try entry.required("src").source())
    }

    private enum Counted: String, CaseIterable {
        case attendances = "人次"
        case heads = "人"
    }

    private static func level(_ entry: inout YAMLMapping) throws -> TrainingPlan.Level {
        TrainingPlan.Level(
            number: try entry.int("level", in: 1...9), title: try entry.string("title"),
            aspects: try entry.strings("aspects"))
    }

    private static func aftercare(
        _ entry: inout YAMLMapping
    ) throws -> TrainingPlan.Aftercare {
        TrainingPlan.Aftercare(
            id: try entry.string("id"), title: try entry.string("title"),
            rows: try entry.strings("rows"),
            sample: try .read("sample", in: &entry) { try $0.int(in: 1...1_000_000) },
            asks: try entry.strings("asks"), source: try entry.required("src").source())
    }

    private static func number(
        _ key: String, in file: inout YAMLMapping
    ) throws -> Setting<Rational>? {
        guard file.optional(key) != nil else { return nil }
        return try .read(key, in: &file) { try $0.rational() }
    }
}
