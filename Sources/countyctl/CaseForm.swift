import CountyProgramme
import CountyStore
import StrictYAML

/// A form for the steps of a procedure: printed with all that is wanted, handed back filled in.
enum CaseForm {
    /// Steps in a form at most.
    static let stepsMax = 200

    /// The form for some steps; what a person has to say is left empty.
    static func lines(of steps: [WorkflowStep], title: String) -> [String] {
        ["# \(title)", "# 做了的事和有的材料写 true；choice 写结论。", "steps:"] + steps.flatMap(lines)
    }

    private static func lines(of step: WorkflowStep) -> [String] {
        let choices = step.choices.map(\.name).joined(separator: " / ")
        var lines = [
            "  - step: \(quoted(step.id))   # \(step.number) \(step.name)", "    on: \"\"",
            "    by: \"\"", "    role: \(quoted(step.actor))", "    choice: \"\"   # \(choices)",
        ]
        lines += list("acts", step.acts, "false")
        lines += list("papers", step.papersIn + step.papersOut, "false")
        lines += list("values", step.record, "\"\"")
        if step.approvals > 1 {
            lines += [
                "  - step: \(quoted(step.id))   # 第二人复核", "    on: \"\"", "    by: \"\"",
                "    role: \(quoted(step.actor))", "    agree: \"\"   # true / false",
            ]
        }
        return lines
    }

    private static func list(_ key: String, _ names: [String], _ empty: String) -> [String] {
        guard !names.isEmpty else { return [] }
        return ["    \(key):"] + unique(names).map { "      \(quoted($0)): \(empty)" }
    }

    private static func unique(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    /// The acts written in a form.
    ///
    /// - Throws: `YAMLError` with line and key.
    static func acts(_ text: String, file: String) throws -> [CaseAct] {
        try YAMLDocument(text: text, file: file).root.mapping { form in
            let steps = try form.required("steps").list()
            guard steps.count <= stepsMax else {
                throw form.node.error(
                    "more than \(stepsMax) steps", chinese: "超过 \(stepsMax) 步，请分成几个文件")
            }
            return try steps.map { try $0.mapping { try act(&$0) } }
        }
    }

    private static func act(_ step: inout YAMLMapping) throws -> CaseAct {
        let agrees = try step.optional("agree").map { try $0.bool() }
        var act = CaseAct(
            agrees.map { $0 ? .agree : .object } ?? .decide, step: try step.string("step"),
            person: try step.string("by"), role: try step.string("role"),
            heldOn: try step.string("on"))
        guard agrees == nil else { return act }
        act.choice = try step.string("choice")
        act.acts = try ticked("acts", &step)
        act.papers = try ticked("papers", &step)
        for (name, _, value) in try step.optional("values")?.entries() ?? [] {
            act.values[name] = try value.string()
        }
        return act
    }

    private static func ticked(_ key: String, _ step: inout YAMLMapping) throws -> [String] {
        try (step.optional(key)?.entries() ?? []).filter { try $0.value.bool() }.map(\.key)
    }
}
