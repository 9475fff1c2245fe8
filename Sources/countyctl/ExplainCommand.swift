import ArgumentParser
import County
import CountyProgramme
import StrictYAML

extension ProgrammeCommand {
    /// The command `countyctl programme explain ID [PACK]`.
    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "说明一个发现或一个数 · Tell how a finding came about, or who uses a figure.",
            discussion: """
                发现：规则、两边的数和原文、代入后的算式、怎么办，以及要写进 decisions.yaml 的行。\
                数：值、原文和用到它的地方。
                A finding: its rule, the figures with their words, the formula with numbers put \
                in, what to do, and the lines for decisions.yaml. A figure: its value, its words \
                and what rests on it. Without PACK all packs of the data folder are asked.
                """)
        @Argument(help: "发现或数的编号 · The id of a finding or of a figure.")
        var id: String
        @Argument(help: "方案包：文件夹或名字 · A pack: its folder or its name.")
        var pack: String?
        @OptionGroup var packs: PackFolderOption
        @OptionGroup var output: JSONOption

        func run() async throws {
            var known: [String] = []
            var answers: [ExplainAnswer] = []
            for name in try pack.map({ [$0] }) ?? packs.names() {
                let (pack, sisters) = try packs.read(name)
                let report = pack.check(beside: sisters)
                known += report.findings.map(\.id) + pack.figureOrder
                known += pack.milestones.map(\.id)
                answers += report.findings.filter { $0.id == id }.map {
                    ExplainAnswer($0, in: pack)
                }
                if let figure = pack.figures[id] {
                    answers.append(ExplainAnswer(figure, in: pack, report))
                }
                if let milestone = pack.explanation(ofMilestone: id) {
                    answers.append(ExplainAnswer(milestone, in: pack, report))
                }
            }
            guard !answers.isEmpty else { throw unknown(among: known) }
            for answer in answers {
                if output.json { try Terminal.json(answer) } else { answer.show() }
            }
        }

        private func unknown(among known: [String]) -> CountyError {
            let nearest = Spelling.nearest(to: id, among: known.sorted())
            return CountyError(
                .usage,
                "没有叫 '\(id)' 的发现或数" + (nearest.map { "，最接近的是 '\($0)'。" } ?? "。")
                    + "编号见 countyctl programme check。",
                "no finding or figure '\(id)'" + (nearest.map { ", nearest is '\($0)'." } ?? ".")
                    + " Ids are printed by countyctl programme check.")
        }
    }
}

/// What `explain --json` prints, one for each finding or figure of the id.
struct ExplainAnswer: Encodable {
    struct Rule: Encodable {
        let zh: String
        let en: String
    }

    struct Formula: Encodable {
        let ids: String
        let numbers: String
    }

    struct Use: Encodable {
        let place: String
        let role: String
    }

    let pack: String
    let id: String
    /// `finding`, `figure` or `milestone`.
    let what: String
    var name: String?
    var rule: Rule?
    let figures: [CheckAnswer.Figure]
    var standing: String?
    var why: String?
    var formula: Formula?
    var computed: String?
    var decided: String?
    /// Lines for `decisions.yaml`, for a finding.
    var draft: [String]?
    var uses: [Use]?
    var findings: [String]?

    init(_ finding: Finding, in pack: ProgrammePack) {
        self.pack = pack.id
        id = finding.id
        what = "finding"
        rule = Rule(zh: finding.kind.title(.chinese), en: finding.kind.title(.english))
        figures = finding.evidence.map(CheckAnswer.Figure.init)
        formula = pack.formula(of: finding).map { Formula(ids: $0.names, numbers: $0.numbers) }
        computed = finding.computed.map(\.description)
        decided = finding.decision.map {
            "\($0.verdict.rawValue), \($0.by), \($0.on), \($0.reason)"
        }
        draft = finding.decision == nil ? finding.decisionDraft : nil
    }

    init(_ figure: PlanFigure, in pack: ProgrammePack, _ report: CheckReport) {
        self.pack = pack.id
        id = figure.id
        what = "figure"
        name = figure.name
        figures = [CheckAnswer.Figure(pack.evidence(ofFigure: figure.id))]
        standing = figure.stated.standing.rawValue
        if case .unknown(let reason) = figure.stated.value { why = reason }
        uses = pack.uses(ofFigure: figure.id).map { Use(place: $0.place, role: $0.role.rawValue) }
        findings = report.findings
            .filter { $0.evidence.contains { $0.id == figure.id && $0.pack == pack.id } }
            .map(\.id)
    }

    init(_ milestone: MilestoneExplanation, in pack: ProgrammePack, _ report: CheckReport) {
        self.pack = pack.id
        id = milestone.milestone.id
        what = "milestone"
        name = milestone.milestone.name
        figures = ([milestone.day] + milestone.needs + milestone.sameGoal)
            .map(CheckAnswer.Figure.init)
        standing = milestone.milestone.by.standing.rawValue
        if case .unknown(let reason) = milestone.milestone.by.value { why = reason }
        uses =
            [Use(place: "projects/\(milestone.project.id)", role: "project")]
            + milestone.leads.map { Use(place: "parties/\($0.id)", role: "leads") }
            + milestone.neededBy.map { Use(place: "milestones/\($0)", role: "needs") }
        findings = report.findings
            .filter { $0.evidence.contains { $0.id == milestone.milestone.id } }.map(\.id)
    }

    /// As people read it.
    func show() {
        Terminal.line("\(pack) \(id)" + (name.map { "\t\($0)" } ?? ""))
        if let rule { Terminal.line("  规则 · rule\t\(rule.zh) · \(rule.en)") }
        for figure in figures {
            let place = figure.line.map { "\(figure.doc) L\($0) \(figure.phrase ?? "")" }
            Terminal.line("  \(figure.id)\t\(figure.stated)\t\(place ?? figure.doc)")
        }
        if let standing { Terminal.line("  来历 · standing\t\(standing)") }
        if let why { Terminal.line("  未知 · unknown\t\(why)") }
        if let formula {
            Terminal.line("  算式 · formula\t\(formula.ids)")
            Terminal.line("  代入 · numbers\t\(formula.numbers)")
        }
        if let computed { Terminal.line("  算得 · computed\t\(computed)") }
        for use in uses ?? [] { Terminal.line("  用于 · used by\t\(use.place)\t\(use.role)") }
        for finding in findings ?? [] { Terminal.line("  发现 · finding\t\(finding)") }
        if let decided { Terminal.line("  已决定 · decided\t\(decided)") }
        showRemedy()
    }

    private func showRemedy() {
        guard what == "finding", decided == nil else { return }
        guard let draft else {
            Terminal.line(
                "  怎么办 · what to do\t改正或删去 decisions.yaml 里的这一条 · correct or take out the decision")
            return
        }
        Terminal.line("  怎么办 · what to do")
        Terminal.line("    1. 抄错了就改正包里的数 · correct the value if it was copied wrongly;")
        Terminal.line("       县里改了方案，写新值并加 standing: corrected")
        Terminal.line(
            "       where the county changed its plan, the new value with standing: corrected")
        Terminal.line("    2. 或在 decisions.yaml 的 decisions: 下面写 · or put below decisions: there")
        for line in draft { Terminal.line(line) }
    }
}
