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
                reached: try rational(try entry.required("reached")),
                missed: try rational(try entry.required("missed")))
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
        try .read(key, in: &entry, rational)
    }

    private static func rational(_ node: YAMLNode) throws -> Rational {
        let text = try node.decimal()
        guard let value = Rational(text) else {
            throw node.error("'\(text)' is too long", chinese: "'\(text)' 太长")
        }
        return value
    }

    private static func texts(_ node: YAMLNode?) throws -> [String: String] {
        var texts: [String: String] = [:]
        for (name, _, value) in try node?.entries() ?? [] { texts[name] = try value.string() }
        return texts
    }
}
