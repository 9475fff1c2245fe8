import CountyProgramme
import Testing

/// Who may do what in a case, and in which of its steps.
struct CaseOrderTests {
    private static func event(
        _ step: String, _ person: String, _ role: String, _ action: CaseEvent.Action
    ) -> CaseEvent {
        CaseEvent(
            step: step, person: person, role: role,
            time: ProofOfTime(claimed: CaseDriver.start, captured: CaseDriver.start),
            action: action)
    }

    private static func refusal(
        _ event: CaseEvent, in file: WorkflowCase, _ limits: CaseLimits = .none
    ) -> [CaseProblem] {
        var copy = file
        do throws(CaseRefusal) {
            try copy.apply(event, limits: limits)
            return []
        } catch {
            return error.problems
        }
    }

    @Test(
        "An event under another step's name, or under none, is refused",
        arguments: ["", "s4", "s9"])
    func otherStep(_ name: String) throws {
        let tender = try #require(try RuleFiles.rulebook("luoshan").workflow("tender"))
        let file = try WorkflowCase(id: "1", of: tender, on: CaseDriver.start)
        let step = try #require(file.step)
        let decision = CaseEvent.Action.decide(CaseDriver.complete(step))
        #expect(Self.refusal(Self.event(step.id, "甲", step.actor, decision), in: file) == [])
        #expect(
            Self.refusal(Self.event(name, "甲", step.actor, decision), in: file)
                == [.otherStep("s1")])
    }

    @Test("Whoever chose the winner does not accept the work, whatever step he names")
    func separation() throws {
        let tender = try #require(try RuleFiles.rulebook("luoshan").workflow("tender"))
        var file = try WorkflowCase(id: "1", of: tender, on: CaseDriver.start)
        while let step = file.step, step.id != "s7" {
            let person = step.id == "s4" ? "王" : "\(step.id)甲"
            try file.apply(CaseDriver.event(step, CaseDriver.complete(step), by: person))
        }
        let last = try #require(file.step)
        let decision = CaseEvent.Action.decide(CaseDriver.complete(last))
        for name in ["s7", "", "s4"] {
            let found = Self.refusal(Self.event(name, "王", last.actor, decision), in: file)
            #expect(found.contains(.mustDiffer("王", "s4")), "\(name)")
        }
    }

    @Test("Only the party takes a case back, and nobody who acted in it as an official")
    func withdraw() throws {
        let entry = try #require(try RuleFiles.rulebook("luoshan").workflow("entry-exit"))
        #expect(entry.applicant == "经营主体")
        var file = try WorkflowCase(id: "1", of: entry, on: CaseDriver.start)
        #expect(
            Self.refusal(Self.event("s1", "乙", "无关的人", .withdraw), in: file)
                == [.wrongRole("经营主体")])
        let step = try #require(file.step)
        #expect(
            Self.refusal(Self.event("s1", "乙", step.actor, .withdraw), in: file)
                == [.wrongRole("经营主体")])
        try file.apply(CaseDriver.event(step, CaseDriver.complete(step), by: "甲"))
        #expect(
            Self.refusal(Self.event("s2", "甲", "经营主体", .withdraw), in: file)
                == [.mustDiffer("甲", "s1")])
        try file.apply(Self.event("s2", "乙", "经营主体", .withdraw))
        #expect(file.state == .ended(outcome: WorkflowCase.withdrawn, on: CaseDriver.start))
    }

    @Test("Only the role that the procedure names appeals")
    func appeal() throws {
        let entry = try #require(try RuleFiles.rulebook("luoshan").workflow("entry-exit"))
        #expect(entry.appeal?.role == "经营主体")
        var file = try WorkflowCase(id: "1", of: entry, on: CaseDriver.start)
        let step = try #require(file.step)
        try file.apply(
            CaseDriver.event(step, CaseDriver.complete(step, choice: "不准入"), by: "甲"))
        let appeal = CaseEvent.Action.appeal(ground: "不服")
        func roles(_ event: CaseEvent) -> [CaseProblem] {
            Self.refusal(event, in: file).filter {
                if case .open = $0 { false } else { true }
            }
        }
        #expect(roles(Self.event("", "乙", "无关的人", appeal)) == [.wrongRole("经营主体")])
        #expect(roles(Self.event("", "甲", "经营主体", appeal)) == [.mustDiffer("甲", "s1")])
        #expect(roles(Self.event("", "乙", "经营主体", appeal)) == [])
    }

    @Test("What is claimed for a day to come is refused, and blocks nothing")
    func claimedAhead() throws {
        let entry = try #require(try RuleFiles.rulebook("luoshan").workflow("entry-exit"))
        let file = try WorkflowCase(id: "1", of: entry, on: CaseDriver.start)
        let step = try #require(file.step)
        let time = ProofOfTime(
            claimed: CaseDriver.start.adding(days: 4_000), captured: CaseDriver.start)
        let event = CaseEvent(
            step: step.id, person: "甲", role: step.actor, time: time,
            action: .decide(CaseDriver.complete(step)))
        #expect(Self.refusal(event, in: file) == [.claimedAhead(time)])
    }

    @Test("Without a role of its own, a case is its first step's actor's; an appeal names one")
    func roles() throws {
        let files = RuleFiles.files("xinhe", only: "/honesty-certification.yaml")
        let honesty = try #require(try Rulebook(files: files).workflows.first)
        #expect(honesty.applicant == honesty.steps.first?.actor)
        for (old, new) in [("by: 企业, ", ""), ("by: 企业, ", "by: \"\", ")] {
            let changed = files.map { ($0.name, $0.text.replacing(old, with: new)) }
            #expect(throws: (any Error).self) { try Rulebook(files: changed) }
        }
    }
}
