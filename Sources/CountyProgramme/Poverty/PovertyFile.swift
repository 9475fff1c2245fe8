internal import Identifiers
internal import StrictYAML

/// Reads the section `poverty` of `indicators.yaml`.
struct PovertyFile {
    let catalogue: IndicatorCatalogue

    func rule(_ entry: inout YAMLMapping) throws -> PovertyRule {
        let shares = try measure(entry.required("shares"))
        let way = try entry.required("way")
        guard let known = shares.dimensions[try way.string()] else {
            throw way.error(
                "measure '\(shares.id)' has no such dimension", chinese: "数据项 '\(shares.id)' 没有这个维度"
            )
        }
        let ways = try entry.each("ways") { try $0.listed(in: known, "word", "分类") }
        return PovertyRule(
            id: try entry.string("id"), title: try entry.string("title"),
            rows: try entry.strings("rows"), sales: try entry.each("sales") { try measure($0).id },
            shares: shares.id, sale: try entry.string("sale"), way: try way.string(), ways: ways,
            indirect: try entry.each("indirect") { try $0.listed(in: ways, "way", "方式") },
            indirectRule: try .read("indirect_rule", in: &entry) { try $0.choice() },
            fewest: try .read("fewest", in: &entry) { try $0.int(in: 1...1000) },
            views: try entry.each("views") { node in try node.mapping { try view(&$0) } },
            source: try entry.required("src").source())
    }

    private func measure(_ node: YAMLNode) throws -> Measure {
        let id = try node.listed(in: catalogue.measures.map(\.id), "measure", "数据项")
        guard let measure = catalogue.measure(id) else { throw node.error("no such measure") }
        return measure
    }

    private func view(_ entry: inout YAMLMapping) throws -> PovertyRule.View {
        let levels: [String: DivisionCode.Level] = [
            "county": .county, "township": .township, "village": .village,
        ]
        let level = try entry.required("level").listed(in: levels.keys.sorted(), "level", "层级")
        return PovertyRule.View(
            role: try entry.string("role"), level: levels[level] ?? .village,
            seesHouseholds: try entry.required("households").bool())
    }
}
