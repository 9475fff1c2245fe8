import CountyProgramme
import Testing

/// Ledger rows that are procedures: each runs by its own printed steps, and fails without them.
struct WorkflowRowTests {
    /// A row with the pack and procedure that carry it, and the words the plan prints for it.
    struct Row: Sendable, CustomTestStringConvertible {
        let id: String
        let pack: String
        let workflow: String
        let words: [String]

        init(_ id: String, _ pack: String, _ workflow: String, _ words: String...) {
            self.id = id
            self.pack = pack
            self.workflow = workflow
            self.words = words
        }

        var testDescription: String { id }
    }

    @Test("A row runs by its own steps, and not without them", arguments: rows)
    func row(_ row: Row) throws {
        let rules = try PackFolder.takingCases(row.pack)
        #expect(Self.problems(of: row, in: rules) == [])
        for word in row.words {
            let without = try? PackFolder.takingCases(row.pack, changing: [(word, "某事")])
            let isMissed = without.map { Self.problems(of: row, in: $0) != [] } ?? true
            #expect(isMissed, "\(row.id) does not need \(word)")
        }
    }

    /// What is wrong with a row in a pack; nothing when a case can be taken through its steps.
    private static func problems(of row: Row, in rules: Rulebook) -> [String] {
        guard let workflow = rules.workflow(row.workflow) else { return ["no procedure"] }
        let own = workflow.steps.filter { $0.rows.contains(row.id) }
        let steps = workflow.rows.contains(row.id) ? workflow.steps : own
        guard !steps.isEmpty else { return ["no step"] }
        let printed = Set(steps.flatMap(words(of:)) + workflow.outcomes + [workflow.title])
        var problems = row.words.filter { !printed.contains($0) }
        do {
            problems += try refusals(workflow, through: steps)
        } catch {
            problems.append("\(error)")
        }
        return problems
    }

    private static func words(of step: WorkflowStep) -> [String] {
        [step.name] + step.acts + step.papersIn + step.papersOut + step.record
            + step.choices.map(\.name) + [step.actor]
    }

    /// Takes a case through all steps; each of the row's steps has to refuse an empty decision.
    private static func refusals(
        _ workflow: Workflow, through steps: [WorkflowStep]
    ) throws -> [String] {
        var problems: [String] = []
        var visited: Set<String> = []
        var file = try WorkflowCase(id: "1", of: workflow, on: CaseDriver.start)
        while let step = file.step {
            guard visited.insert(step.id).inserted else { return ["\(step.id) comes twice"] }
            let isBare = step.acts.isEmpty && step.papersIn.isEmpty && step.papersOut.isEmpty
            if steps.contains(step), !(isBare && step.record.isEmpty) {
                var copy = file
                let empty = CaseDriver.event(step, CaseEvent.Decision(choice: step.choices[0].name))
                do throws(CaseRefusal) {
                    try copy.apply(empty)
                    problems.append("\(step.id) ends without anything done")
                } catch {
                    if copy != file { problems.append("a refused event changed the case") }
                }
            }
            try CaseDriver.finish(step, of: &file)
        }
        problems += steps.filter { !visited.contains($0.id) }.map { "\($0.id) is not reached" }
        return problems
    }
}

/// Takes cases through procedures the way officials would.
enum CaseDriver {
    static let start = Day("2019-03-04") ?? Day(number: 0)

    static func event(
        _ step: WorkflowStep, _ decision: CaseEvent.Decision, by person: String? = nil
    ) -> CaseEvent {
        CaseEvent(
            step: step.id, person: person ?? "\(step.id)甲", role: step.actor,
            time: ProofOfTime(claimed: start, captured: start), action: .decide(decision))
    }

    static func complete(_ step: WorkflowStep, choice: String? = nil) -> CaseEvent.Decision {
        CaseEvent.Decision(
            choice: choice ?? step.choices[0].name, acts: Set(step.acts),
            papers: Set(step.papersIn + step.papersOut),
            values: Dictionary(uniqueKeysWithValues: step.record.map { ($0, "甲") }))
    }

    /// Ends the step with its first decision, with a second person where one has to agree.
    static func finish(_ step: WorkflowStep, of file: inout WorkflowCase) throws {
        try file.apply(event(step, complete(step)))
        guard step.approvals > 1 else { return }
        try file.apply(
            CaseEvent(
                step: step.id, person: "\(step.id)乙", role: step.actor,
                time: ProofOfTime(claimed: start, captured: start), action: .second(agrees: true)))
    }
}

extension WorkflowRowTests {
    static let rows: [Row] = [
        Row("K09", "xinhe", "pollution-free", "申请人提出申请"),
        Row("K10", "xinhe", "pollution-free", "受理申请", "形式审查", "县级工作机构"),
        Row("K11", "xinhe", "pollution-free", "符合性确认", "受委托实施现场检查", "地级工作机构"),
        Row("K12", "xinhe", "pollution-free", "组织现场检查", "省级工作机构"),
        Row("K13", "xinhe", "pollution-free", "产品认证终审", "颁发证书", "农业部农产品质量安全中心"),
        Row("K14", "xinhe", "green-food", "受理及文审", "现场检查", "产品抽样"),
        Row("K15", "xinhe", "green-food", "环境监测", "产品检测"),
        Row(
            "K16", "xinhe", "green-food", "中国绿色食品发展中心认证审核",
            "绿色食品认证评审委员会认证评审", "颁发证书"),
        Row("K17", "xinhe", "organic", "认证机构认证受理", "申请材料初审"),
        Row("K18", "xinhe", "organic", "现场检查评估", "编写检查报告", "综合审查评估意见"),
        Row("K19", "xinhe", "organic", "颁证委员会决议", "颁发证书"),
        Row("K20", "xinhe", "geographical-indication", "初审", "现场核查"),
        Row("K21", "xinhe", "geographical-indication", "申请材料复审", "组织专家评审"),
        Row("K22", "xinhe", "geographical-indication", "发布公示", "颁发证书"),
    ]
}
