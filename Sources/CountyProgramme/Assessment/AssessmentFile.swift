internal import StrictYAML

/// Reads `assessment.yaml`.
enum AssessmentFile {
    static func sheets(_ document: YAMLDocument) throws -> [ScoreSheet] {
        try document.root.mapping { file in
            _ = file.optional("credit")
            return try file.eachIfPresent("sheets") { node in try node.mapping { try sheet(&$0) } }
        }
    }

    static func policies(_ document: YAMLDocument) throws -> [CreditPolicy] {
        try document.root.mapping { file in
            _ = file.optional("sheets")
            return try file.eachIfPresent("credit") { node in try node.mapping { try policy(&$0) } }
        }
    }

    private static func sheet(_ entry: inout YAMLMapping) throws -> ScoreSheet {
        let sheet = try stated(&entry)
        try refuseRisingGrades(sheet.grades, entry.node)
        try refuseWrongWeights(sheet.items, entry.node)
        return sheet
    }

    /// The grade of a total is the first one it reaches, so each has to begin below the one before.
    private static func refuseRisingGrades(_ grades: [ScoreSheet.Grade], _ node: YAMLNode) throws {
        var last: (name: String, from: Rational)?
        for grade in grades {
            guard let from = grade.from.value else { continue }
            if let last, last.from <= from {
                throw node.error(
                    "grade '\(grade.name)' does not begin below '\(last.name)'; list the highest first",
                    chinese: "等级 '\(grade.name)' 的起点不低于 '\(last.name)'，请从高到低写")
            }
            last = (grade.name, from)
        }
    }

    /// Shares of a total are shares of one whole, and an item without one has no place in it.
    private static func refuseWrongWeights(_ items: [ScoreItem], _ node: YAMLNode) throws {
        let weighted = items.filter { $0.weight != nil }
        guard !weighted.isEmpty else { return }
        if let item = items.first(where: { $0.weight == nil }) {
            throw node.error(
                "item '\(item.id)' has no weight, though others have",
                chinese: "项目 '\(item.id)' 没有权重，别的项目却有")
        }
        let weights = weighted.compactMap { $0.weight?.value }
        guard weights.allSatisfy({ .zero <= $0 }) else {
            throw node.error("a weight is below zero", chinese: "权重不能小于 0")
        }
        let sum = try? weights.reduce(Rational.zero) { try $0.adding($1) }
        let isDecided = weights.count == weighted.count
        guard let sum, isDecided ? sum == .one : sum <= .one else {
            throw node.error(
                "the weights add up to \(sum.map { "\($0)" } ?? "too much"), not to 1",
                chinese: "权重合计是 \(sum.map { "\($0)" } ?? "太大的数")，不是 1")
        }
    }

    private static func stated(_ entry: inout YAMLMapping) throws -> ScoreSheet {
        ScoreSheet(
            id: try entry.string("id"), title: try entry.string("title"),
            rows: try entry.strings("rows"), scope: try entry.string("scope"),
            items: try entry.each("items") { node in try node.mapping { try item(&$0) } },
            grades: try entry.eachIfPresent("grades") { node in
                try node.mapping { grade in
                    ScoreSheet.Grade(
                        name: try grade.string("name"), from: try number("from", in: &grade))
                }
            },
            pass: entry.optional("pass") == nil ? nil : try number("pass", in: &entry),
            effects: try texts(entry.optional("effects")),
            source: try entry.required("src").source())
    }

    private static func item(_ entry: inout YAMLMapping) throws -> ScoreItem {
        ScoreItem(
            id: try entry.string("id"), title: try entry.string("title"),
            rows: try entry.strings("rows"), rule: try rule(&entry),
            weight: entry.optional("weight") == nil ? nil : try number("weight", in: &entry),
            evidence: try entry.strings("evidence"))
    }

    private static func rule(_ entry: inout YAMLMapping) throws -> ScoreItem.Rule {
        if let names = entry.optional("checklist") {
            return .checklist(
                try names.list().map { try $0.string() }, each: try number("each", in: &entry))
        }
        if let fact = try entry.optionalString("fact") {
            return .threshold(
                fact: fact, at: try number("at", in: &entry),
                reached: try entry.required("reached").rational(),
                missed: try entry.required("missed").rational())
        }
        return .marks(upTo: try number("up_to", in: &entry))
    }

    private static func policy(_ entry: inout YAMLMapping) throws -> CreditPolicy {
        CreditPolicy(
            id: try entry.string("id"), rows: try entry.strings("rows"),
            start: try number("start", in: &entry),
            kinds: try entry.each("kinds") { node in
                try node.mapping { kind in
                    CreditPolicy.Kind(
                        id: try kind.string("id"), title: try kind.string("title"),
                        points: try number("points", in: &kind),
                        keepMonths: try .read("keep_months", in: &kind) {
                            try $0.int(in: 1...1_200)
                        })
                }
            },
            countsWhileAppealed: try .read("counts_while_appealed", in: &entry) { try $0.bool() },
            source: try entry.required("src").source())
    }

    private static func number(
        _ key: String, in entry: inout YAMLMapping
    ) throws -> Setting<Rational> {
        try .read(key, in: &entry) { try $0.rational() }
    }

    private static func texts(_ node: YAMLNode?) throws -> [String: String] {
        var texts: [String: String] = [:]
        for (name, _, value) in try node?.entries() ?? [] { texts[name] = try value.string() }
        return texts
    }
}
