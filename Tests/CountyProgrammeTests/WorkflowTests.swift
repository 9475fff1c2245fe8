import CountyProgramme
import SeededRandom
import Testing

/// Cases on their way through procedures.
struct WorkflowTests {
    private static let xinhe = Result { try RuleFiles.takingCases("xinhe") }

    @Test(
        "Whatever is thrown at a case, it stands at a listed step or a listed outcome",
        arguments: 0..<UInt64(60))
    func neverUnlisted(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let rules = try Self.xinhe.get()
        let workflow = try #require(rules.workflows.randomElement(using: &random))
        var file = try WorkflowCase(id: "\(seed)", of: workflow, on: CaseDriver.start)
        for _ in 0..<80 {
            let before = file
            do throws(CaseRefusal) {
                try file.apply(Self.event(for: file, &random), limits: rules.limits)
            } catch {
                #expect(file == before, "seed \(seed): a refused event changed the case")
                #expect(!error.problems.isEmpty)
            }
            switch file.state {
            case .at(let step, _, _): #expect(workflow.step(step) != nil, "seed \(seed)")
            case .ended(let outcome, _):
                let outcomes = workflow.outcomes + [WorkflowCase.withdrawn]
                #expect(outcomes.contains(outcome), "seed \(seed)")
            }
        }
    }

    @Test("A scheme that may be closed takes no case until somebody has ruled")
    func closedToNew() throws {
        let rules = try RuleFiles.rulebook("xinhe")
        let workflow = try #require(rules.workflow("pollution-free"))
        let refusal = #expect(throws: CaseRefusal.self) {
            try WorkflowCase(id: "1", of: workflow, on: CaseDriver.start)
        }
        guard case .open(let question)? = refusal?.problems.first else {
            Issue.record("not an open question")
            return
        }
        #expect(question.place == "workflows/pollution-free/closed_to_new")
    }

    @Test("A second person has to agree, and must be another one")
    func secondPerson() throws {
        let rules = try Self.xinhe.get()
        let workflow = try #require(rules.workflow("pollution-free"))
        var file = try WorkflowCase(id: "1", of: workflow, on: CaseDriver.start)
        while let step = file.step, step.approvals == 1 {
            try CaseDriver.finish(step, of: &file)
        }
        let step = try #require(file.step)
        let decision = CaseDriver.event(step, CaseDriver.complete(step), by: "甲")
        try file.apply(decision)
        #expect(file.step == step)
        let agreement = CaseEvent.Action.second(agrees: true)
        let own = CaseEvent(
            step: step.id, person: "甲", role: step.actor, time: decision.time, action: agreement)
        let refusal = #expect(throws: CaseRefusal.self) { try file.apply(own) }
        #expect(refusal?.problems == [.samePerson("甲")])
        try file.apply(
            CaseEvent(
                step: step.id, person: "乙", role: step.actor, time: decision.time,
                action: agreement))
        #expect(file.state == .ended(outcome: "颁发证书", on: CaseDriver.start))
    }

    @Test("One person may not take two steps that have to be separate")
    func separation() throws {
        let rules = try Self.xinhe.get()
        let workflow = try #require(rules.workflow("green-food"))
        var file = try WorkflowCase(
            id: "1", of: workflow, on: CaseDriver.start, recused: ["丙": "申请人亲属"])
        while let step = file.step, step.id != "centre" { try CaseDriver.finish(step, of: &file) }
        let centre = try #require(file.step)
        try file.apply(CaseDriver.event(centre, CaseDriver.complete(centre), by: "甲"))
        let committee = try #require(file.step)
        let same = CaseDriver.event(committee, CaseDriver.complete(committee), by: "甲")
        let refusal = #expect(throws: CaseRefusal.self) { try file.apply(same) }
        #expect(refusal?.problems == [.mustDiffer("甲", "centre")])
        let kin = CaseDriver.event(committee, CaseDriver.complete(committee), by: "丙")
        let standsAside = #expect(throws: CaseRefusal.self) { try file.apply(kin) }
        #expect(standsAside?.problems == [.recused("申请人亲属")])
    }

    @Test("A standing names the actor, what is wanting and the limit nobody has set")
    func standing() throws {
        let rules = try Self.xinhe.get()
        let workflow = try #require(rules.workflow("organic"))
        var file = try WorkflowCase(id: "1", of: workflow, on: CaseDriver.start)
        let first = try #require(file.step)
        try CaseDriver.finish(first, of: &file)
        let standing = file.standing(on: CaseDriver.start.adding(days: 90), limits: rules.limits)
        #expect(standing.step?.actor == "认证机构")
        #expect(standing.verdict == nil)
        #expect(standing.questions.map(\.place) == ["workflows/organic/accept/clock"])
        #expect(standing.needs.contains(.missingValue("受理编号")))
    }

    private static func event(
        for file: WorkflowCase, _ random: inout SeededGenerator
    ) -> CaseEvent {
        let steps = file.workflow.steps
        let isApt = Int.random(in: 0..<4, using: &random) > 0
        let step = (isApt ? file.step : nil) ?? steps.randomElement(using: &random) ?? steps[0]
        let choice = step.choices.randomElement(using: &random)?.name
        let decision = CaseDriver.complete(step, choice: isApt ? choice : "没有的结论")
        let offset = Int.random(in: 0..<20, using: &random)
        let day = CaseDriver.start.adding(days: offset)
        let actions: [CaseEvent.Action] = [
            .decide(decision), .decide(decision), .decide(decision), .second(agrees: isApt),
            .appeal(ground: "不服"),
            Int.random(in: 0..<20, using: &random) == 0 ? .withdraw : .decide(decision),
        ]
        return CaseEvent(
            step: file.step == nil ? "" : step.id,
            person: "官员\(Int.random(in: 0..<5, using: &random))",
            role: step.actor, time: ProofOfTime(claimed: day, captured: day),
            action: actions.randomElement(using: &random) ?? .withdraw)
    }
}
