internal import StrictYAML

/// Reads one file of `workflows/`.
enum WorkflowFile {
    static func workflow(_ document: YAMLDocument, _ names: RuleNames) throws -> Workflow {
        try document.root.mapping { try read(&$0, names) }
    }

    private static func read(
        _ file: inout YAMLMapping, _ names: RuleNames
    ) throws -> Workflow {
        let outcomes = try file.each("outcomes") { try $0.string() }
        let stepNodes = try file.required("steps").list()
        var steps: [WorkflowStep] = []
        let ids = try stepNodes.map { node in try node.entries() }
            .map { $0.first { $0.key == "id" }.flatMap { try? $0.value.string() } ?? "" }
        let targets = Targets(
            steps: ids, outcomes: outcomes + [WorkflowCase.withdrawn], names: names)
        for (index, node) in stepNodes.enumerated() {
            let step = try node.mapping { try Self.step(&$0, index, targets) }
            guard !steps.contains(where: { $0.id == step.id }) else {
                throw node.error(
                    "step '\(step.id)' is listed twice", chinese: "步骤 '\(step.id)' 写了两次")
            }
            steps.append(step)
        }
        let node = file.node
        guard let first = steps.first else {
            throw node.error("a procedure needs a step", chinese: "办理流程至少要有一步")
        }
        let workflow = Workflow(
            id: try file.string("id"), title: try file.string("title"),
            rows: try file.strings("rows"),
            from: try file.optional("from")?.day(), to: try file.optional("to")?.day(),
            closedToNew: try closing(&file), steps: steps, outcomes: outcomes,
            applicant: try file.optional("applicant")?.role() ?? first.actor,
            appeal: try file.optional("appeal")?.mapping { try appeal(&$0, targets) },
            separate: try file.eachIfPresent("separate") { group in
                try group.list().map { try targets.step($0) }
            },
            asPrinted: try file.optionalString("as_printed"),
            source: try file.required("src").source())
        try refuseUnreachable(workflow, node)
        return workflow
    }

    private static func closing(_ file: inout YAMLMapping) throws -> Setting<Day>? {
        guard file.optional("closed_to_new") != nil else { return nil }
        return try .read("closed_to_new", in: &file) { try $0.day() }
    }

    private static func step(
        _ entry: inout YAMLMapping, _ index: Int, _ targets: Targets
    ) throws -> WorkflowStep {
        let clock: Setting<String>? =
            entry.optional("clock") == nil
            ? nil : try .read("clock", in: &entry) { try targets.clock($0) }
        let choices = try entry.each("next") { node in
            try node.mapping { try choice(&$0, targets) }
        }
        guard !choices.isEmpty else {
            throw entry.node.error("a step needs a decision", chinese: "每一步至少要有一个结论")
        }
        let step = WorkflowStep(
            id: try entry.string("id"), number: try entry.int("no", in: (index + 1)...(index + 1)),
            name: try entry.string("name"), actor: try entry.string("actor"),
            rows: try entry.strings("rows"), acts: try entry.strings("acts"),
            papersIn: try entry.strings("papers_in"),
            substitutes: try entry.optional("instead").map(Self.substitutes) ?? [:],
            papersOut: try entry.strings("papers_out"),
            record: try entry.strings("record"),
            forms: try entry.eachIfPresent("forms") { try targets.register($0) }, clock: clock,
            approvals: try entry.optionalInt("approvals", in: 1...2) ?? 1, choices: choices,
            asPrinted: try entry.optionalString("as_printed"),
            source: try entry.printedSource("step", "步骤"),
            ownWords: try entry.strings("ours_words"))
        for word in step.ownWords where !step.isPrinted || !step.words.contains(word) {
            throw entry.node.error(
                "'\(word)' is no name, act, paper or value of a printed step",
                chinese: "'\(word)' 不是这个有出处的步骤里的名称、动作、材料或记录项")
        }
        let needs = step.acts + step.papersIn + step.papersOut + step.record
        for word in choices.flatMap(\.without) where !needs.contains(word) {
            throw entry.node.error(
                "'\(word)' is no act, paper or value of this step",
                chinese: "'\(word)' 不是这一步的动作、材料或记录项")
        }
        return step
    }

    /// Papers that stand for others: `{一照一码营业执照: [组织机构代码证, 税务登记证]}`.
    private static func substitutes(_ node: YAMLNode) throws -> [String: [String]] {
        var found: [String: [String]] = [:]
        for (name, _, value) in try node.entries() {
            found[name] = try value.list().map { try $0.string() }
        }
        return found
    }

    private static func choice(
        _ entry: inout YAMLMapping, _ targets: Targets
    ) throws -> WorkflowChoice {
        let target: WorkflowTarget
        if let step = entry.optional("to") {
            target = .step(try targets.step(step))
        } else {
            target = .outcome(try targets.outcome(try entry.required("end")))
        }
        return WorkflowChoice(
            name: try entry.string("choice"), target: target,
            without: try entry.strings("without"),
            isPrinted: !(try entry.bool("ours", absent: false)))
    }

    private static func appeal(
        _ entry: inout YAMLMapping, _ targets: Targets
    ) throws -> WorkflowAppeal {
        WorkflowAppeal(
            outcomes: try entry.each("of") { try targets.outcome($0) },
            role: try entry.required("by").role(),
            step: try targets.step(try entry.required("to")),
            clock: try .read("clock", in: &entry) { try targets.clock($0) })
    }

    /// A step nobody can get to is a slip of the pen.
    private static func refuseUnreachable(_ workflow: Workflow, _ node: YAMLNode) throws {
        var reached: Set<String> = []
        var waiting = [workflow.steps.first?.id, workflow.appeal?.step].compactMap { $0 }
        while let id = waiting.popLast() {
            guard reached.insert(id).inserted, let step = workflow.step(id) else { continue }
            for choice in step.choices {
                if case .step(let next) = choice.target { waiting.append(next) }
            }
        }
        if let lost = workflow.steps.first(where: { !reached.contains($0.id) }) {
            throw node.error(
                "no step leads to '\(lost.id)'", chinese: "没有哪一步通到 '\(lost.id)'")
        }
    }

    /// The names a decision may lead to.
    private struct Targets {
        let steps: [String]
        let outcomes: [String]
        let names: RuleNames

        func clock(_ node: YAMLNode) throws -> String {
            try node.listed(in: names.clocks, "clock", "时限")
        }

        func register(_ node: YAMLNode) throws -> String {
            try node.listed(in: names.registers, "register", "登记簿")
        }

        func step(_ node: YAMLNode) throws -> String {
            try node.listed(in: steps, "step", "步骤")
        }

        func outcome(_ node: YAMLNode) throws -> String {
            try node.listed(in: outcomes, "outcome", "结果")
        }
    }
}

extension YAMLNode {
    /// The name of a role; an empty one would fit everybody who names none.
    fileprivate func role() throws(YAMLError) -> String {
        let role = try string()
        guard !role.isEmpty else {
            throw error("a role needs a name", chinese: "这里要写由谁办理")
        }
        return role
    }
}
