import StrictYAML

extension PackReader {
    mutating func readSchedule(_ node: YAMLNode) throws {
        try node.mapping { keys in
            try each("phases", &keys) { reader, keys in
                let phase = Phase(
                    id: try reader.define(.phase, &keys), name: try keys.string("name"),
                    begins: try keys.optional("begins")?.stated { try $0.day() },
                    ends: try keys.stated { try $0.day() },
                    holdsProjects: try keys.optional("holds_projects")?.bool() ?? false,
                    followsProjects: try keys.optional("follows_projects")?.bool() ?? false)
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

    mutating func readDecisions(_ node: YAMLNode) throws {
        try node.mapping { keys in
            try each("decisions", &keys) { reader, keys in
                let seen = try keys.required("seen").list().map { try $0.string() }
                reader.pack.decisions.append(
                    Decision(
                        finding: try keys.string("finding"),
                        verdict: try keys.required("decision").choice(),
                        by: try keys.string("by"), on: try keys.required("on").day(),
                        reason: try keys.string("reason"), seen: seen))
            }
            try each("inexpressible", &keys) { reader, keys in
                reader.pack.inexpressible.append(
                    Inexpressible(what: try keys.string("what"), why: try keys.string("why")))
            }
        }
    }
}
