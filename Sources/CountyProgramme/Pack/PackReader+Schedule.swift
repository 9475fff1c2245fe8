import StrictYAML

extension PackReader {
    mutating func readSchedule(_ node: YAMLNode) throws {
        try node.mapping { keys in
            try each("phases", &keys) { reader, keys in
                let node = keys.node
                let phase = Phase(
                    id: try reader.define(.phase, &keys), name: try keys.string("name"),
                    begins: try keys.optional("begins")?.stated { try $0.day() },
                    ends: try keys.stated { try $0.day() },
                    holdsProjects: try keys.optional("holds_projects")?.bool() ?? false,
                    followsProjects: try keys.optional("follows_projects")?.bool() ?? false)
                if let begins = phase.begins?.value.value, let ends = phase.ends.value.value,
                    ends < begins
                {
                    throw node.error("the phase ends before it begins", chinese: "阶段的终点早于起点")
                }
                reader.pack.phases.append(phase)
            }
            try each("projects", &keys) { reader, keys in
                let project = try reader.project(&keys)
                reader.pack.projects.append(project)
            }
        }
    }

    private mutating func project(_ keys: inout YAMLMapping) throws -> Project {
        let id = try define(.project, &keys)
        let row = try keys.optional("row").map { node in
            let (table, row) = try pair(node, .row)
            return Project.RowReference(table: table, row: row)
        }
        var milestones: [Milestone] = []
        try each("milestones", &keys) { reader, keys in
            milestones.append(
                Milestone(
                    id: try reader.define(.milestone, &keys), name: try keys.string("name"),
                    by: try keys.stated { try $0.day() }, goal: try keys.optionalString("goal"),
                    needs: try reader.referAll(.milestone, keys.optional("needs")),
                    isContinuing: try keys.optional("continuing")?.bool() ?? false))
        }
        return Project(
            id: id, numberInBody: try keys.optional("no")?.int(in: 1...999),
            nameInBody: try keys.optional("heading")?.stated { try $0.string() },
            row: row, leads: try referAll(.party, keys.optional("leads")), milestones: milestones)
    }

    private static func decision(_ keys: inout YAMLMapping) throws -> Decision {
        let finding = try keys.required("finding")
        let decision = Decision(
            finding: try filled(finding), verdict: try keys.required("decision").choice(),
            by: try filled(try keys.required("by")), on: try keys.required("on").day(),
            reason: try filled(try keys.required("reason")),
            seen: try keys.required("seen").list().map { try $0.string() })
        guard !decision.finding.hasPrefix("decision.") else {
            throw finding.error(
                "a finding about a decision is not decided; correct or take out that decision",
                chinese: "关于决定的发现不能再决定：请改正或删去那一条决定")
        }
        return decision
    }

    /// Text that says something.
    private static func filled(_ node: YAMLNode) throws(YAMLError) -> String {
        let text = try node.string()
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw node.error("this has to be filled in", chinese: "这里要填写")
        }
        return text
    }

    mutating func readDecisions(_ node: YAMLNode) throws {
        try node.mapping { keys in
            try each("decisions", &keys) { reader, keys in
                let decision = try Self.decision(&keys)
                try reader.define(.decision, decision.finding, at: keys.node)
                reader.pack.decisions.append(decision)
            }
            try each("inexpressible", &keys) { reader, keys in
                reader.pack.inexpressible.append(
                    Inexpressible(what: try keys.string("what"), why: try keys.string("why")))
            }
        }
    }
}
