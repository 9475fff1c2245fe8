import StrictYAML

extension ProgrammePack {
    /// Reads a pack; every name and every reference in it is checked.
    ///
    /// - Parameters:
    ///   - id: What `pack.yaml` has to call it; nil when any name will do.
    ///   - files: All its files; those of other engines are passed over.
    /// - Throws: `YAMLError` with file, line, what was expected and the nearest known word.
    public init(id: String? = nil, files: [PackFile]) throws {
        for file in files where !PackFile.isKnown(file.name) {
            let nearest = Spelling.nearest(to: file.name, among: PackFile.core + PackFile.others)
            throw YAMLError(
                file: file.name, line: 1, column: 1,
                message: "no engine reads this file; nearest is '\(nearest ?? "")'",
                chinese: "没有哪个部分读这个文件，最接近的文件名是 '\(nearest ?? "")'")
        }
        var roots: [String: YAMLNode] = [:]
        for file in files where PackFile.core.contains(file.name) || file.name == "indicators.yaml"
        {
            roots[file.name] = try YAMLDocument(text: file.text, file: file.name).root
        }
        guard let head = roots["pack.yaml"] else {
            throw YAMLError(
                file: "pack.yaml", line: 1, column: 1, message: "the pack has no pack.yaml",
                chinese: "这个包没有 pack.yaml")
        }
        var reader = PackReader(pack: try PackReader.head(head, id: id))
        try reader.parts(head)
        for file in files { try roots[file.name]?.checkSources(in: reader.partIDs) }
        if let node = roots["figures.yaml"] { try reader.readFigures(node) }
        if let node = roots["money.yaml"] { try reader.readMoney(node) }
        if let node = roots["schedule.yaml"] { try reader.readSchedule(node) }
        if let node = roots["work.yaml"] { try reader.readWork(node) }
        if let node = roots["parties.yaml"] { try reader.readParties(node) }
        if let node = roots["places.yaml"] { try reader.readPlaces(node) }
        if let node = roots["stations.yaml"] { try reader.readStations(node) }
        if let node = roots["structure.yaml"] { try reader.readStructure(node) }
        if let node = roots["decisions.yaml"] { try reader.readDecisions(node) }
        if let node = roots["indicators.yaml"] {
            for figure in try IndicatorFile.figures(node) {
                reader.pack.indicatorFigures.append(try reader.refer(.figure, figure))
            }
        }
        if let file = files.first(where: { $0.name == "training.yaml" }) {
            let document = try YAMLDocument(text: file.text, file: file.name)
            reader.pack.trainingLines = try TrainingFile.plan(document).lines
        }
        try reader.checkReferences()
        self = reader.pack
    }
}

/// Builds a pack file by file, and remembers what refers to what.
struct PackReader {
    /// What an id can be the id of.
    enum Kind: String, CaseIterable {
        case figure, table, row, column, project, milestone, party, phase, list, fund, part, sum
        case claim, share, growth, count, shared, body, post, identity, station, network,
            denominator
        case coverage, chain, work
        case stationCount = "station count"
        case decision

        var chinese: String {
            switch self {
            case .figure: "数字"
            case .table: "表"
            case .row: "表行"
            case .column: "表列"
            case .project: "项目"
            case .milestone: "节点"
            case .party: "单位"
            case .phase: "阶段"
            case .list: "清单"
            case .fund: "资金来源"
            case .part: "附件"
            case .sum: "合计关系"
            case .claim: "数量关系"
            case .share: "比例栏"
            case .growth: "增长关系"
            case .count: "计数关系"
            case .shared: "各县共有的量"
            case .body: "机构"
            case .post: "岗位"
            case .identity: "身份核验"
            case .station: "站点种类"
            case .network: "网点网络"
            case .denominator: "基数"
            case .coverage: "覆盖目标"
            case .chain: "链条"
            case .stationCount: "站点数目标"
            case .work: "工作"
            case .decision: "处理决定"
            }
        }
    }

    var pack: ProgrammePack
    private var known: [Kind: Set<String>] = [:]
    private var references: [(kind: Kind, id: String, node: YAMLNode)] = []

    init(pack: ProgrammePack) {
        self.pack = pack
    }

    // MARK: Names

    /// Takes an id that must be new among its kind.
    mutating func define(_ kind: Kind, _ keys: inout YAMLMapping) throws -> String {
        let node = try keys.required("id")
        return try define(kind, try node.string(), at: node)
    }

    @discardableResult
    mutating func define(_ kind: Kind, _ id: String, at node: YAMLNode) throws -> String {
        guard known[kind, default: []].insert(id).inserted else {
            throw node.error(
                "\(kind.rawValue) '\(id)' is already there; ids are unique",
                chinese: "\(kind.chinese) '\(id)' 已经有了，编号不能重复")
        }
        return id
    }

    /// Whether a file already read has the id.
    func isDefined(_ kind: Kind, _ id: String) -> Bool { known[kind]?.contains(id) == true }

    /// What a place can be in beside the plan.
    var partIDs: Set<String> { known[.part] ?? [] }

    /// Takes an id that must be known when all files are read.
    mutating func refer(_ kind: Kind, _ node: YAMLNode) throws -> String {
        let id = try node.string()
        references.append((kind, id, node))
        return id
    }

    mutating func refer(_ kind: Kind, id: String, at node: YAMLNode) {
        references.append((kind, id, node))
    }

    mutating func referAll(_ kind: Kind, _ node: YAMLNode?) throws -> [String] {
        guard let node else { return [] }
        return try node.list().map { try refer(kind, $0) }
    }

    func checkReferences() throws(YAMLError) {
        for (kind, id, node) in references where known[kind]?.contains(id) != true {
            let candidates = known[kind, default: []].sorted()
            let nearest = Spelling.nearest(to: id, among: candidates)
            throw node.error(
                "no \(kind.rawValue) '\(id)'" + (nearest.map { ", nearest is '\($0)'" } ?? ""),
                chinese: "没有\(kind.chinese) '\(id)'" + (nearest.map { "，最接近的是 '\($0)'" } ?? ""))
        }
    }

    // MARK: Head

    static func head(_ node: YAMLNode, id: String?) throws -> ProgrammePack {
        try node.mapping { keys in
            _ = keys.optional("parts")
            return try keys.required("pack").mapping { keys in
                let name = try keys.required("id")
                let own = try name.string()
                if let id, id != own {
                    throw name.error(
                        "the pack is known as '\(id)', so its id has to be that too",
                        chinese: "这个包叫 '\(id)'，这里的 id 也要一样")
                }
                let to = keys.optional("to")
                let valid = (from: try keys.required("from").day(), to: try to?.day())
                if let to, let last = valid.to, last < valid.from {
                    throw to.error("the last day lies before the first", chinese: "最后一天早于第一天")
                }
                return ProgrammePack(
                    id: own, county: try county(try keys.required("county")),
                    number: try keys.string("number"),
                    issued: try keys.required("issued").stated { try $0.day() },
                    version: try keys.required("version").int(in: 1...9999),
                    valid: valid, sisters: try sisters(&keys, of: own))
            }
        }
    }

    /// Packs to compare with, each once and none with itself.
    private static func sisters(_ keys: inout YAMLMapping, of own: String) throws -> [String] {
        var seen: Set = [own]
        return try keys.list("sisters").map { node in
            let id = try node.string()
            let isName = id.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
            }
            guard isName, seen.insert(id).inserted else {
                throw node.error(
                    "'\(id)' is no name of a pack, this pack itself or listed already",
                    chinese: "'\(id)' 不是方案包的名字，或是本包自己，或已经写过")
            }
            return id
        }
    }

    private static func county(_ node: YAMLNode) throws -> ProgrammePack.County {
        try node.mapping { keys in
            let code = try keys.required("code")
            let text = try code.string()
            guard text.utf8.count == 12, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw code.error(
                    "expected the twelve digits of a division, found '\(text)'",
                    chinese: "这里要写 12 位区划代码，现在是 '\(text)'")
            }
            return ProgrammePack.County(code: text, name: try keys.string("name"))
        }
    }

    mutating func parts(_ node: YAMLNode) throws {
        try node.mapping { keys in
            _ = keys.optional("pack")
            for part in try keys.optional("parts")?.list() ?? [] {
                pack.parts.append(
                    try part.mapping { keys in
                        PlanPart(
                            id: try define(.part, &keys), title: try keys.string("title"),
                            listed: try keys.optional("listed")?.source(),
                            present: try keys.optional("present")?.source())
                    })
            }
        }
    }

    // MARK: Figures

    mutating func readFigures(_ node: YAMLNode) throws {
        try node.mapping { keys in
            for figure in try keys.required("figures").list() {
                let figure = try figure.mapping { keys in
                    let details = try Self.details(&keys)
                    return PlanFigure(
                        id: try define(.figure, &keys), name: try keys.string("name"),
                        stated: try keys.stated { try $0.extent() }, details: details)
                }
                add(figure)
            }
        }
    }

    mutating func add(_ figure: PlanFigure) {
        pack.figures[figure.id] = figure
        pack.figureOrder.append(figure.id)
    }

    private static func details(_ keys: inout YAMLMapping) throws -> PlanFigure.Details {
        var details = PlanFigure.Details()
        details.role = try keys.optional("role")?.choice() ?? .plain
        details.measure = try keys.optionalString("measure")
        details.scope = try keys.optional("scope").map(Self.scope) ?? ""
        details.by = try keys.optional("by")?.day()
        details.within = try keys.optional("within").map(Self.duration)
        details.family = try keys.optionalString("family")
        details.called = try keys.optionalString("called")
        details.sentence = try keys.optionalString("sentence")
        return details
    }

    /// Words from wide to narrow with dots between them.
    private static func scope(_ node: YAMLNode) throws(YAMLError) -> String {
        let text = try node.string()
        let words = text.split(separator: ".", omittingEmptySubsequences: false)
        guard words.count <= 8, !words.contains(where: \.isEmpty) else {
            throw node.error(
                "expected at most 8 words with dots between them such as 'station.township'",
                chinese: "这里要写用点隔开的词，最多 8 个，如 'station.township'")
        }
        return text
    }

    /// A time that can be counted from the day of issue.
    private static func duration(_ node: YAMLNode) throws(YAMLError) -> Extent {
        let extent = try node.extent()
        let most = extent.upper?.quantity ?? extent.figure
        guard ["年", "月", "天", "日"].contains(most.unit.symbol), most.value.denominator == 1,
            most.value > .zero
        else {
            throw node.error(
                "expected whole 年, 月 or 天 such as '3 年', found '\(extent)'",
                chinese: "这里要写整年、整月或整天，如 '3 年'，现在是 '\(extent)'")
        }
        return extent
    }

    /// A list of mappings under a key that may be absent.
    mutating func each(
        _ key: String, _ keys: inout YAMLMapping,
        _ read: (inout PackReader, inout YAMLMapping) throws -> Void
    ) throws {
        for node in try keys.optional(key)?.list() ?? [] {
            try node.mapping { inner in try read(&self, &inner) }
        }
    }

    /// Words with their place.
    static func words(_ keys: inout YAMLMapping) throws -> Stated<String> {
        try keys.stated { try $0.string() }
    }
}
