/// A table of amounts as printed: rows in groups, subtotals, a total, and which column adds up
/// the others.
public struct BudgetTable: Sendable, Hashable {
    /// A line of the table.
    ///
    /// Cells are ids of figures, one for each column.
    public struct Row: Sendable, Hashable {
        /// Unique in the table.
        public let id: String
        /// The number printed in front; nil when none is.
        public let number: Int?
        /// What the row is for.
        public let name: String
        /// The group whose subtotal it counts in.
        public let group: String?
        /// Ids of the figures in its cells.
        public let cells: [String]
    }

    /// Unique in the pack.
    public let id: String
    /// Title as printed.
    public let title: String
    /// Unit of all amounts.
    public let unit: Unit
    /// Ids and names of the columns.
    public let columns: [Column]
    /// Lines that are neither subtotal nor total.
    public let rows: [Row]
    /// One for each group; its `group` names it.
    public let subtotals: [Row]
    /// The last line; nil when none is printed.
    public let total: Row?

    /// A column.
    public struct Column: Sendable, Hashable {
        /// Unique in the table.
        public let id: String
        /// Heading as printed.
        public let name: String
        /// Whether it adds up all others.
        public let isTotal: Bool
    }
}

/// Money from one place.
public struct FundSource: Sendable, Hashable {
    /// Unique in the pack.
    public let id: String
    /// What it is called.
    public let name: String
    /// The figure with its amount.
    public let amount: String
    /// The table and column its money is spent in; nil when the plan does not say.
    public let column: ColumnReference?

    /// A column of a table.
    public struct ColumnReference: Sendable, Hashable {
        /// Id of the table.
        public let table: String
        /// Id of the column.
        public let column: String
    }
}
