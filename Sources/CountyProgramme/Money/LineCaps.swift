/// What each line of a budget may cost: its row as printed, or as it was filed again since.
public struct LineCaps: Sendable {
    /// A change of the budget that was filed.
    public struct Refiling: Sendable, Hashable {
        /// The day from which it holds.
        public let day: Day
        /// The paper it was filed by; without one it does not hold.
        public let paper: String
        /// New amounts by cell of the table.
        public let cells: [String: Quantity]

        /// A change of these cells.
        public init(day: Day, paper: String, cells: [String: Quantity]) {
            self.day = day
            self.paper = paper
            self.cells = cells
        }
    }

    private let figures: [String: Extent]
    private let cells: [FundedLine: String]
    private let refilings: [Refiling]

    /// The caps of a pack's tables for funds that have a column of one, and its rows as lines.
    ///
    /// A line is named as in the table, such as `budget.r3-6`.
    public init(_ pack: ProgrammePack, refiled: [Refiling] = []) {
        var cells: [FundedLine: String] = [:]
        for fund in pack.funds {
            guard let column = fund.column,
                let table = pack.tables.first(where: { $0.id == column.table }),
                let place = table.columns.firstIndex(where: { $0.id == column.column })
            else { continue }
            for row in table.rows {
                cells[FundedLine(line: "\(table.id).\(row.id)", fund: fund.id)] =
                    row.cells[place]
            }
        }
        self.cells = cells
        figures = pack.figures.compactMapValues(\.extent)
        refilings = refiled.filter { !$0.paper.isEmpty }.sorted { $0.day < $1.day }
    }
}

extension LineCaps {
    /// What stands against a line having taken so much by a day; nothing while it keeps to its row.
    func ground(
        _ line: FundedLine, taken: Fen, on day: Day
    ) throws(QuantityError) -> FundVerdict.Ground? {
        guard let cell = cells[line] else { return .noRow(line: line.line) }
        let refiled = refilings.last { $0.day <= day && $0.cells[cell] != nil }?.cells[cell]
        guard let amount = refiled ?? figures[cell]?.figure, let cap = try Fen(amount) else {
            return .open(
                OpenQuestion(
                    place: "figures/\(cell)", "预算里这一行是多少还不知道",
                    "what the budget gives this line is not known"))
        }
        return cap < taken ? .overLine(line: line.line, has: taken, of: cap) : nil
    }
}
