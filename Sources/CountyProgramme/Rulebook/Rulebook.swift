internal import StrictYAML

/// The rules by which a county works, read from its pack: time limits, procedures, registers, score
/// sheets, training plans, and the days worked.
public struct Rulebook: Sendable, Equatable {
    /// The days worked.
    public private(set) var calendar = WorkCalendar(notices: [])
    /// Time limits, in the order of the files.
    public private(set) var clocks: [ClockRule] = []
    /// Registers.
    public private(set) var registers: [RegisterType] = []
    /// Procedures.
    public private(set) var workflows: [Workflow] = []
    /// Score sheets.
    public private(set) var sheets: [ScoreSheet] = []
    /// What is put on credit files.
    public private(set) var credit: [CreditPolicy] = []
    /// Training plans.
    public private(set) var training: [TrainingPlan] = []
    /// What has to lie in each file.
    public private(set) var filePlans: [FilePlan] = []
    /// What has to be public.
    public private(set) var disclosure = DisclosurePlan.empty
    /// What is counted, and what it has to reach.
    public private(set) var indicators = IndicatorCatalogue()
    /// Who may not sit on a panel.
    public private(set) var recusalRules: [RecusalRule] = []
    /// What units report, and when.
    public private(set) var returns: [ReturnForm] = []
    /// Ways of supporting with money, and who watches it.
    public private(set) var support = SupportPlan.empty

    /// Reads the files of a pack and of the law it shares; names are paths within the pack.
    ///
    /// Files that belong to other parts of the programme are left alone.
    /// - Throws: `YAMLError` with file, line and key.
    public init(files: [(name: String, text: String)]) throws {
        let head = files.first { Self.isNamed($0.name, "pack.yaml") }
        let files = try files.filter { Self.reads($0.name) }.sorted { $0.name < $1.name }
            .map { (name: $0.name, document: try YAMLDocument(text: $0.text, file: $0.name)) }
        if let head { try Self.checkSources(files, head) }
        try calendar = WorkCalendar(notices: Self.read(files, "holidays.yaml", ClockFile.notices))
        try clocks = Self.read(files, "clocks.yaml", ClockFile.rules)
        try registers = Self.read(files, "registers/", RegisterFile.types)
        let names = RuleNames(clocks: clocks.map(\.id), registers: registers.map(\.id))
        try workflows = Self.read(files, "workflows/") { document in
            [try WorkflowFile.workflow(document, names)]
        }
        try sheets = Self.read(files, "assessment.yaml", AssessmentFile.sheets)
        try credit = Self.read(files, "assessment.yaml", AssessmentFile.policies)
        try training = Self.read(files, "training.yaml") { [try TrainingFile.plan($0)] }
        let rules = clocks
        try disclosure =
            Self.read(files, "disclosure.yaml") { [try DisclosureFile.plan($0, rules)] }.first
            ?? .empty
        try filePlans = Self.read(files, "records.yaml", FilePlanFile.plans)
        let catalogues = try Self.read(files, "indicators.yaml") {
            [try IndicatorFile.catalogue($0)]
        }
        indicators = catalogues.first ?? indicators
        try recusalRules = Self.read(files, "recusals.yaml", RecusalRule.read)
        try Self.refuseTwice(recusalRules.map(\.id), "recusals.yaml")
        let returnFile = ReturnFile(clocks: clocks.map(\.id), catalogue: indicators)
        try returns = Self.read(files, "returns.yaml", returnFile.forms)
        try Self.refuseTwice(returns.map(\.id), "returns.yaml")
        try support =
            Self.read(files, "support.yaml") { [try SupportFile.plan($0)] }.first ?? .empty
        try Self.refuseTwice(
            support.schemes.map(\.id) + support.watches.map(\.id), "support.yaml")
        try Self.refuseLost(registers)
        try Self.refuseTwice(clocks.map(\.id), "clocks.yaml")
        try Self.refuseTwice(registers.map(\.id), "registers/")
        try Self.refuseTwice(workflows.map(\.id), "workflows/")
        try Self.refuseTwice(sheets.map(\.id) + credit.map(\.id), "assessment.yaml")
        try Self.refuseTwice(filePlans.map(\.id), "records.yaml")
        try Self.refuseTwice(disclosure.items.map(\.id), "disclosure.yaml")
        try Self.refuseTwice(disclosure.channels.map(\.id), "disclosure.yaml")
    }

    private typealias ReadFile = (name: String, document: YAMLDocument)

    /// Every place is in the plan or in one of the parts the pack's head names.
    private static func checkSources(
        _ files: [ReadFile], _ head: (name: String, text: String)
    ) throws {
        let root = try YAMLDocument(text: head.text, file: head.name).root
        var reader = PackReader(pack: try PackReader.head(root, id: nil))
        try reader.parts(root)
        for file in files { try file.document.root.checkSources(in: reader.partIDs) }
    }

    /// A reference to a register nobody has could never be filled in.
    private static func refuseLost(_ registers: [RegisterType]) throws(YAMLError) {
        let ids = Set(registers.map(\.id))
        for register in registers {
            for field in register.fields {
                guard case .reference(let other) = field.type, !ids.contains(other) else {
                    continue
                }
                let near = Spelling.nearest(to: other, among: ids.sorted()) ?? ""
                throw YAMLError(
                    file: "registers/", line: 1, column: 1,
                    message: "\(register.id)/\(field.name) refers to '\(other)', which is no"
                        + " register, nearest is '\(near)'",
                    chinese: "\(register.id)/\(field.name) 指向 '\(other)'，没有这个登记簿，最接近的是 '\(near)'"
                )
            }
        }
    }

    /// Two entries of one name would hide each other.
    private static func refuseTwice(_ ids: [String], _ kind: String) throws(YAMLError) {
        var seen: Set<String> = []
        for id in ids where !seen.insert(id).inserted {
            throw YAMLError(
                file: kind, line: 1, column: 1, message: "'\(id)' is defined twice",
                chinese: "'\(id)' 定义了两次，请只留一个")
        }
    }

    /// Whether a file of a pack is read here.
    public static func reads(_ name: String) -> Bool {
        [
            "holidays.yaml", "clocks.yaml", "registers/", "workflows/", "assessment.yaml",
            "training.yaml", "records.yaml", "disclosure.yaml", "indicators.yaml",
            "recusals.yaml", "returns.yaml", "support.yaml",
        ].contains { isNamed(name, $0) }
    }

    /// The clock of an id.
    public func clock(_ id: String) -> ClockRule? { clocks.first { $0.id == id } }
    /// The register of an id.
    public func register(_ id: String) -> RegisterType? { registers.first { $0.id == id } }
    /// The score sheet of an id.
    public func sheet(_ id: String) -> ScoreSheet? { sheets.first { $0.id == id } }
    /// The procedure of an id.
    public func workflow(_ id: String) -> Workflow? { workflows.first { $0.id == id } }

    /// The file plan of an id.
    public func filePlan(_ id: String) -> FilePlan? { filePlans.first { $0.id == id } }

    /// The clocks and the calendar, as cases are held against them.
    public var limits: CaseLimits {
        CaseLimits(
            clocks: Dictionary(clocks.map { ($0.id, $0) }) { first, _ in first },
            calendar: calendar)
    }

    private static func isNamed(_ name: String, _ kind: String) -> Bool {
        let path = "/" + name
        if kind.hasSuffix("/") { return path.contains("/" + kind) }
        // A register's file may be called training.yaml too.
        let isInside = path.contains("/registers/") || path.contains("/workflows/")
        return !isInside && path.hasSuffix("/" + kind)
    }

    private static func read<Value>(
        _ files: [ReadFile], _ kind: String, _ body: (YAMLDocument) throws -> [Value]
    ) throws -> [Value] {
        try files.filter { isNamed($0.name, kind) }.flatMap { try body($0.document) }
    }
}

/// The names files refer to across each other.
struct RuleNames {
    let clocks: [String]
    let registers: [String]
}
