import CountyProgramme
import Testing

/// What each decision of each procedure has to come with.
struct CaseCompletenessTests {
    @Test(
        "Every decision needs all of its step, but for what it says it may come without",
        arguments: RuleFiles.names)
    func everyChoice(_ pack: String) throws {
        for workflow in try RuleFiles.takingCases(pack).workflows {
            try Self.walk(workflow) { file, step in
                for choice in step.choices {
                    let bare = CaseEvent.Decision(choice: choice.name)
                    let found = Self.problems(CaseDriver.event(step, bare), in: file)
                    let needed = Self.needed(by: step).filter { !choice.without.contains($0) }
                    #expect(
                        found.sorted() == needed.sorted(),
                        "\(pack)/\(workflow.id)/\(step.id)/\(choice.name)")
                }
            }
        }
    }

    @Test("Goods found to be in order were inspected and sampled all the same")
    func inOrder() throws {
        let rules = try RuleFiles.rulebook("wuhua")
        let workflow = try #require(rules.workflow("goods-inspection"))
        var file = try WorkflowCase(id: "1", of: workflow, on: CaseDriver.start)
        let step = try #require(file.step)
        let bare = CaseEvent.Decision(choice: "合格")
        #expect(
            Self.problems(CaseDriver.event(step, bare), in: file).sorted()
                == ["监督检查", "抽样单", "商品"].sorted())
        try file.apply(CaseDriver.event(step, CaseDriver.complete(step, choice: "合格")))
        #expect(file.state == .ended(outcome: "合格", on: CaseDriver.start))
    }

    @Test("Goods without a licence have no number of it to record")
    func withoutLicence() throws {
        let rules = try RuleFiles.rulebook("wuhua")
        let workflow = try #require(rules.workflow("licensed-goods"))
        let file = try WorkflowCase(id: "1", of: workflow, on: CaseDriver.start)
        let step = try #require(file.step)
        var decision = CaseDriver.complete(step, choice: "无许可")
        decision.values["许可证号"] = nil
        #expect(Self.problems(CaseDriver.event(step, decision), in: file) == [])
        decision.choice = "有许可"
        #expect(Self.problems(CaseDriver.event(step, decision), in: file) == ["许可证号"])
    }

    @Test("A decision cannot come without what its step does not have")
    func unknownWord() throws {
        let files = RuleFiles.files("xinhe", only: "/brand-use.yaml")
        #expect(try !Rulebook(files: files).workflows.isEmpty)
        let changed = files.map {
            ($0.name, $0.text.replacing("without: [使用申请]", with: "without: [使用申请书]"))
        }
        #expect(throws: (any Error).self) { try Rulebook(files: changed) }
    }

    private static func needed(by step: WorkflowStep) -> [String] {
        step.acts + Array(Set(step.papersIn + step.papersOut)) + step.record
    }

    /// The names of what is wanting.
    private static func problems(_ event: CaseEvent, in file: WorkflowCase) -> [String] {
        var copy = file
        do throws(CaseRefusal) {
            try copy.apply(event)
            return []
        } catch {
            return error.problems.map { problem in
                switch problem {
                case .missingAct(let name), .missingPaper(let name), .missingValue(let name): name
                default: problem.english
                }
            }
        }
    }

    /// Shows a case at each step of a procedure that its first decisions lead to.
    private static func walk(
        _ workflow: Workflow, _ body: (WorkflowCase, WorkflowStep) -> Void
    ) throws {
        var file = try WorkflowCase(id: "1", of: workflow, on: CaseDriver.start)
        while let step = file.step {
            body(file, step)
            try CaseDriver.finish(step, of: &file)
        }
    }
}
