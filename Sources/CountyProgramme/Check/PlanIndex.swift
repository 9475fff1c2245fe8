/// What the rules look up in a pack by id, found once instead of for every figure.
struct PlanIndex {
    /// Tables by id.
    let tables: [String: BudgetTable]
    /// Rows by table and row.
    let rows: [Project.RowReference: BudgetTable.Row]
    /// Lists by id.
    let lists: [String: NumberedList]
    /// Milestones by id.
    let milestones: [String: Milestone]
    /// Duties by party.
    let duties: [String: [Duty]]
    /// Figures that something in the plan needs: a target, a standard, a payment, a cell, a station,
    /// an indicator, or another figure that says the same.
    let needed: Set<String>

    init(_ pack: ProgrammePack) {
        tables = Dictionary(pack.tables.map { ($0.id, $0) }) { first, _ in first }
        let rows = pack.tables.flatMap { table in
            table.rows.map { (Project.RowReference(table: table.id, row: $0.id), $0) }
        }
        self.rows = Dictionary(rows) { first, _ in first }
        lists = Dictionary(pack.lists.map { ($0.id, $0) }) { first, _ in first }
        milestones = Dictionary(pack.milestones.map { ($0.id, $0) }) { first, _ in first }
        duties = Dictionary(grouping: pack.duties, by: \.party)
        needed = Self.needed(in: pack)
    }

    private static func needed(in pack: ProgrammePack) -> Set<String> {
        let figures = pack.figureOrder.compactMap { pack.figures[$0] }
        let wanted = figures.filter { [.target, .standard].contains($0.role) }.map(\.id)
        let compared = [figures.compactMap(\.measure), figures.compactMap(\.family)].map { words in
            Dictionary(words.map { ($0, 1) }, uniquingKeysWith: +).filter { $0.value > 1 }
        }
        let alike = figures.filter { figure in
            let words = [figure.measure, figure.family]
            return zip(words, compared).contains { word, many in many[word ?? ""] != nil }
        }
        let lines = pack.tables.flatMap { table in
            table.rows + table.subtotals + [table.total].compactMap { $0 }
        }
        return Set(wanted + alike.map(\.id) + lines.flatMap(\.cells))
            .union(pack.funds.map(\.amount))
            .union(pack.stations.figures)
            .union(pack.indicatorFigures)
            .union(pack.shared.flatMap(\.value.figures))
    }
}
