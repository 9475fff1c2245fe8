internal import Identifiers
import StrictYAML

extension PackReader {
    mutating func readPlaces(_ node: YAMLNode) throws {
        try node.mapping { keys in
            try each("denominators", &keys) { reader, keys in
                let base = Denominator(
                    id: try reader.define(.denominator, &keys),
                    level: try Self.tier(&keys, "level"),
                    isPoor: try keys.bool("poor", absent: false),
                    figures: try reader.referAll(.figure, keys.optional("figures")))
                reader.pack.stations.denominators.append(base)
            }
            let entries = try keys.list("places")
            pack.places = try entries.map { try $0.mapping { try Self.place(&$0) } }
            let county = DivisionCode(pack.county.code)
            if let problem = PlaceTree(pack.places, in: county).problems.first {
                throw entries[problem.entry].error(problem.english, chinese: problem.chinese)
            }
        }
    }

    private static func place(_ keys: inout YAMLMapping) throws -> Place {
        let poor = try keys.list("poor").map { try $0.mapping { try span(&$0) } }
        return Place(
            code: try division(try keys.required("code")), name: try keys.string("name"),
            aliases: try keys.strings("aliases"), kind: try keys.optionalString("kind"),
            parent: try keys.optional("parent").map(division), span: try span(&keys),
            formerCode: try keys.optional("former_code").map(division), poor: poor)
    }

    private static func span(_ keys: inout YAMLMapping) throws -> DaySpan {
        let span = DaySpan(
            from: try keys.optional("from")?.day(), to: try keys.optional("to")?.day())
        guard !span.isReversed else {
            throw keys.node.error("it ends before it begins", chinese: "结束日期早于开始日期")
        }
        return span
    }

    private static func division(_ node: YAMLNode) throws -> DivisionCode {
        let text = try node.string()
        guard let code = DivisionCode(text) else {
            throw node.error(
                "expected the twelve digits of a division, found '\(text)'",
                chinese: "这里要写 12 位区划代码，现在是 '\(text)'")
        }
        return code
    }

    mutating func readStations(_ node: YAMLNode) throws {
        try node.mapping { keys in
            try each("kinds", &keys) { reader, keys in
                let kind = try reader.kind(&keys)
                reader.pack.stations.kinds.append(kind)
            }
            try each("networks", &keys) { reader, keys in
                let network = OutletNetwork(
                    id: try reader.define(.network, &keys),
                    name: try keys.required("name").stated { try $0.string() },
                    into: try reader.referAll(.station, try keys.required("into")),
                    outlets: try keys.optional("outlets").map { try reader.refer(.figure, $0) },
                    party: try keys.optional("party").map { try reader.refer(.party, $0) },
                    rows: try keys.strings("rows"))
                reader.pack.stations.networks.append(network)
            }
            try each("counts", &keys) { reader, keys in
                let target = StationCountTarget(
                    id: try reader.define(.stationCount, &keys),
                    kinds: try reader.referAll(.station, try keys.required("kinds")),
                    figure: try reader.refer(.figure, try keys.required("figure")),
                    basis: try .read("basis", in: &keys) { try $0.choice() },
                    rows: try keys.strings("rows"))
                reader.pack.stations.counts.append(target)
            }
            try readCoverage(&keys)
            try each("chains", &keys) { reader, keys in
                let chain = try reader.chain(&keys)
                reader.pack.stations.chains.append(chain)
            }
        }
    }

    private mutating func readCoverage(_ keys: inout YAMLMapping) throws {
        try each("coverage", &keys) { reader, keys in
            let target = CoverageTarget(
                id: try reader.define(.coverage, &keys),
                kinds: try reader.referAll(.station, try keys.required("kinds")),
                of: try reader.refer(.denominator, try keys.required("of")),
                figures: try reader.referAll(.figure, try keys.required("figures")),
                rows: try keys.strings("rows"))
            reader.pack.stations.coverages.append(target)
        }
    }

    private mutating func kind(_ keys: inout YAMLMapping) throws -> StationKind {
        var asked: [StationKind.Aspect: [Stated<String>]] = [:]
        for aspect in StationKind.Aspect.allCases {
            let items = try Self.statedList(aspect.rawValue, &keys)
            if !items.isEmpty { asked[aspect] = items }
        }
        return StationKind(
            id: try define(.station, &keys), tier: try Self.tier(&keys, "tier"),
            names: try Self.statedList("names", &keys),
            area: try referAll(.figure, keys.optional("area")), asked: asked,
            rows: try keys.strings("rows"))
    }

    private static func tier(
        _ keys: inout YAMLMapping, _ key: String
    ) throws -> DivisionCode.Level {
        guard let level = try level(key, &keys) else {
            _ = try keys.required(key)
            return .county
        }
        return level
    }

    private mutating func chain(_ keys: inout YAMLMapping) throws -> Chain {
        var links: [Chain.Link] = []
        try each("links", &keys) { reader, keys in
            let known = links.map(\.id)
            links.append(
                Chain.Link(
                    id: try keys.string("id"), name: try Self.words(&keys),
                    kind: try keys.optional("kind").map { try reader.refer(.station, $0) },
                    above: try keys.optional("above")?.listed(in: known, "link", "环节")))
        }
        return Chain(
            id: try define(.chain, &keys),
            name: try keys.required("name").stated { try $0.string() }, links: links,
            rows: try keys.strings("rows"))
    }
}
