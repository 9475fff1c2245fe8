internal import Identifiers
internal import StrictYAML

/// Reads `indicators.yaml`: measures, indicators, targets, boards and what is claimed but once.
enum IndicatorFile {
    static func catalogue(_ document: YAMLDocument) throws -> IndicatorCatalogue {
        try document.root.mapping { file in
            var reader = IndicatorReader()
            try reader.measures(&file)
            try reader.indicators(&file)
            try reader.targets(&file)
            try reader.boards(&file)
            try reader.claims(&file)
            try reader.systems(&file)
            let poverty = PovertyFile(catalogue: reader.catalogue)
            reader.catalogue.poverty = try file.list("poverty").map { node in
                try node.mapping { try poverty.rule(&$0) }
            }
            return reader.catalogue
        }
    }

    /// The figures of the plan the file names, with their places in it.
    static func figures(_ root: YAMLNode) throws -> [YAMLNode] {
        func entries(_ key: String) throws -> [YAMLNode] {
            let section = try root.entries().first { $0.key == key }
            return try section?.value.list() ?? []
        }
        func value(_ key: String, _ node: YAMLNode) throws -> YAMLNode? {
            try node.entries().first { $0.key == key }?.value
        }
        var nodes = try entries("targets").compactMap { try value("figure", $0) }
        for indicator in try entries("indicators") {
            for key in ["value", "over"] {
                let parts = try value(key, indicator)?.list() ?? []
                nodes += try parts.compactMap { try value("figure", $0) }
            }
        }
        return nodes
    }
}

private struct IndicatorReader {
    var catalogue = IndicatorCatalogue()
    private var ids: [String: Set<String>] = [:]

    private mutating func define(_ kind: String, _ entry: inout YAMLMapping) throws -> String {
        let node = try entry.required("id")
        let id = try node.string()
        guard ids[kind, default: []].insert(id).inserted else {
            throw node.error("'\(id)' is defined twice", chinese: "'\(id)' 定义了两次，请只留一个")
        }
        return id
    }

    /// Where the plan says it; nil when the entry is marked as ours.
    private func source(_ entry: inout YAMLMapping) throws -> Source? {
        let source = try entry.optional("src")?.source()
        let isOurs = try entry.bool("ours", absent: false)
        guard (source == nil) == isOurs else {
            throw entry.node.error(
                "write either src (the plan says so) or ours: true",
                chinese: "src（方案原文）和 ours: true 要写其中一个，不能都写")
        }
        return source
    }

    private func level(_ node: YAMLNode) throws -> DivisionCode.Level {
        let levels = ["village": DivisionCode.Level.village, "township": .township]
        let name = try node.listed(in: levels.keys.sorted(), "level", "层级")
        return levels[name] ?? .village
    }

    // MARK: Measures

    mutating func measures(_ file: inout YAMLMapping) throws {
        for node in try file.required("measures").list() {
            try node.mapping { entry in
                let id = try define("measure", &entry)
                let dimensions = try entry.optional("dims")?.entries() ?? []
                let words = try dimensions.map {
                    ($0.key, try $0.value.list().map { try $0.string() })
                }
                catalogue.measures.append(
                    Measure(
                        id: id, name: try entry.string("name"),
                        unit: try entry.required("unit").unit(),
                        dimensions: Dictionary(words) { first, _ in first },
                        source: try source(&entry)))
            }
        }
    }

    private func measure(_ node: YAMLNode) throws -> Measure {
        let id = try node.listed(in: catalogue.measures.map(\.id), "measure", "数据项")
        guard let measure = catalogue.measure(id) else { throw node.error("no such measure") }
        return measure
    }

    // MARK: Indicators

    mutating func indicators(_ file: inout YAMLMapping) throws {
        for node in try file.required("indicators").list() {
            try node.mapping { entry in
                let id = try define("indicator", &entry)
                let indicator = Indicator(
                    id: id, name: try entry.string("name"), rows: try entry.strings("rows"),
                    unit: try entry.required("unit").unit(),
                    cycle: try .read("cycle", in: &entry) { try $0.choice() },
                    value: try entry.each("value") { try part($0) },
                    over: try entry.eachIfPresent("over") { try part($0) },
                    change: try entry.optionalChoice("change"), source: try source(&entry))
                guard !indicator.value.isEmpty else {
                    throw entry.node.error(
                        "'value' has to name what is counted", chinese: "'value' 要写统计什么")
                }
                catalogue.indicators.append(indicator)
            }
        }
    }

    private func part(_ node: YAMLNode) throws -> Indicator.Part {
        try node.mapping { entry in
            if let figure = try entry.optionalString("figure") { return .figure(figure) }
            if let one = entry.optional("one") { return .one(try one.unit()) }
            if let other = entry.optional("indicator") {
                let ids = catalogue.indicators.map(\.id)
                return .indicator(try other.listed(in: ids, "indicator", "指标"))
            }
            if let stated = entry.optional("is") {
                guard try stated.string() == "unknown" else {
                    throw stated.error(
                        "only 'is: unknown' with its reason may stand here",
                        chinese: "这里只能写 'is: unknown' 和原因 why")
                }
                return .open(why: try entry.string("why"))
            }
            return .counted(try term(&entry))
        }
    }

    private func term(_ entry: inout YAMLMapping) throws -> Term {
        let names = ["sum", "facts", "subjects", "places", "latest", "covered"]
        let named = names.compactMap { name in entry.optional(name).map { (name, $0) } }
        guard named.count == 1, let (name, node) = named.first else {
            throw entry.node.error(
                "expected one of \(names.joined(separator: ", ")), figure, one, indicator, is",
                chinese: "这里要写 \(names.joined(separator: "、"))、figure、one、indicator、is 中的一个")
        }
        let measure = try measure(node)
        let kind: Term.Kind
        switch name {
        case "facts": kind = .facts
        case "subjects": kind = .subjects
        case "places": kind = .places(try level(entry.required("level")))
        case "latest": kind = .latest
        case "covered": kind = .covered(try level(entry.required("level")))
        default: kind = .sum
        }
        let isAmount = kind == .sum || kind == .latest
        return Term(
            kind: kind, measure: measure.id, filter: try filter(&entry, measure),
            unit: isAmount ? measure.unit : try entry.required("unit").unit())
    }

    private func filter(
        _ entry: inout YAMLMapping, _ measure: Measure
    ) throws -> [String: [String]] {
        var filter: [String: [String]] = [:]
        for pair in try entry.optional("where")?.entries() ?? [] {
            guard let words = measure.dimensions[pair.key] else {
                let known = measure.dimensions.keys.sorted()
                let near = Spelling.nearest(to: pair.key, among: known)
                throw pair.keyNode.error(
                    "measure '\(measure.id)' has no dimension '\(pair.key)'"
                        + (near.map { ", nearest is '\($0)'" } ?? ""),
                    chinese: "数据项 '\(measure.id)' 没有维度 '\(pair.key)'"
                        + (near.map { "，最接近的是 '\($0)'" } ?? ""))
            }
            let wanted = (try? pair.value.list()) ?? [pair.value]
            filter[pair.key] = try wanted.map { try $0.listed(in: words, "word", "分类") }
        }
        return filter
    }

    // MARK: Targets, boards, claims

    mutating func targets(_ file: inout YAMLMapping) throws {
        for node in try file.list("targets") {
            try node.mapping { entry in
                catalogue.targets.append(
                    Target(
                        id: try define("target", &entry), rows: try entry.strings("rows"),
                        indicator: try indicator(entry.required("indicator")),
                        figure: try entry.string("figure"),
                        each: try entry.optional("each").map { try level($0) }))
            }
        }
    }

    private func indicator(_ node: YAMLNode) throws -> String {
        try node.listed(in: catalogue.indicators.map(\.id), "indicator", "指标")
    }

    mutating func boards(_ file: inout YAMLMapping) throws {
        for node in try file.list("boards") {
            try node.mapping { entry in
                catalogue.boards.append(
                    Board(
                        id: try define("board", &entry), title: try entry.string("title"),
                        rows: try entry.strings("rows"),
                        indicators: try entry.each("indicators") { try indicator($0) },
                        readers: try entry.strings("readers"),
                        freshHours: try .read("fresh_hours", in: &entry) {
                            try $0.int(in: 1...10_000)
                        }, source: try source(&entry)))
            }
        }
    }

    mutating func systems(_ file: inout YAMLMapping) throws {
        for node in try file.list("systems") {
            try node.mapping { entry in
                catalogue.systems.append(
                    StatisticsSystem(
                        id: try define("system", &entry), title: try entry.string("title"),
                        rows: try entry.strings("rows"),
                        measures: try entry.each("measures") { try measure($0).id },
                        source: try entry.required("src").source()))
            }
        }
    }

    mutating func claims(_ file: inout YAMLMapping) throws {
        for node in try file.list("claims") {
            try node.mapping { entry in
                let measures = try entry.each("measures") { try measure($0).id }
                let key = try entry.each("key") { node throws -> ClaimRule.Key in
                    switch try node.string() {
                    case "subject": .subject
                    case "day": .day
                    case "place": .place
                    case let name: .attribute(name)
                    }
                }
                catalogue.claims.append(
                    ClaimRule(
                        id: try define("claim", &entry), name: try entry.string("name"),
                        measures: measures, key: key))
            }
        }
    }
}
