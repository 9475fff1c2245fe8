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

    init(_ pack: ProgrammePack) {
        tables = Dictionary(pack.tables.map { ($0.id, $0) }) { first, _ in first }
        let rows = pack.tables.flatMap { table in
            table.rows.map { (Project.RowReference(table: table.id, row: $0.id), $0) }
        }
        self.rows = Dictionary(rows) { first, _ in first }
        lists = Dictionary(pack.lists.map { ($0.id, $0) }) { first, _ in first }
        milestones = Dictionary(pack.milestones.map { ($0.id, $0) }) { first, _ in first }
        duties = Dictionary(grouping: pack.duties, by: \.party)
    }
}
