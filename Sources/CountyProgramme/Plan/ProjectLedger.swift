/// A project as its ledger 项目台账 shows it: what it costs, who answers for it, how far it is.
public struct ProjectLine: Sendable {
    /// The project.
    public let project: Project
    /// What it costs in all, by the table that pays for it; nil where no row does.
    public let cost: PlanFigure?
    /// Who answers for it, by name.
    public let leads: [String]
    /// Its milestones, by day.
    public let milestones: [MilestoneProgress]
    /// What was reported last about one of them or their work; nil before the first report.
    public let last: WorkEntry?

    /// The year of its last milestone; nil while a day is not known.
    public var endsIn: Int? {
        let days = milestones.map { $0.milestone.by.value.value }
        return days.contains(nil) ? nil : days.compactMap { $0?.year }.max()
    }
}

extension ProgrammePack {
    /// All projects on a day, in the order of the plan.
    ///
    /// - Parameters:
    ///   - day: The day.
    ///   - ledger: What was reported.
    /// - Returns: One line for each project.
    public func projectLines(on day: Day, ledger: WorkLedger) -> [ProjectLine] {
        let states = workStates(on: day, ledger: ledger)
        let progress = Dictionary(
            grouping: milestoneProgress(on: day, ledger: ledger, work: states)
        ) { $0.project.id }
        let items = Dictionary(grouping: work) { item in
            if case .milestone(let id) = item.due { id } else { "" }
        }
        let names = Dictionary(parties.map { ($0.id, $0.name) }) { first, _ in first }
        return projects.map { project in
            let subjects = project.milestones.flatMap { milestone in
                [milestone.id] + (items[milestone.id] ?? []).map(\.id)
            }
            let entries = subjects.flatMap { ledger.entries(of: $0, known: day) }
            return ProjectLine(
                project: project, cost: cost(of: project),
                leads: project.leads.compactMap { names[$0] },
                milestones: progress[project.id] ?? [],
                last: entries.max { ($0.time.claimed, $0.id) < ($1.time.claimed, $1.id) })
        }
    }

    /// The milestones of each year of the plan, the first one first; those without a day are left
    /// out.
    public var milestonesByYear: [(year: Int, milestones: [Milestone])] {
        let dated = milestones.filter { $0.by.value.value != nil }
        return Dictionary(grouping: dated) { $0.by.value.value?.year ?? 0 }
            .map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
    }

    private func cost(of project: Project) -> PlanFigure? {
        guard let reference = project.row,
            let table = tables.first(where: { $0.id == reference.table }),
            let row = table.rows.first(where: { $0.id == reference.row }),
            let column = table.columns.firstIndex(where: \.isTotal) ?? table.columns.indices.last,
            row.cells.indices.contains(column)
        else { return nil }
        return figures[row.cells[column]]
    }
}
