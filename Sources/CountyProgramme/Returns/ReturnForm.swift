/// A report that units send in for each stretch of time, as data.
public struct ReturnForm: Sendable, Equatable {
    /// The name by which it is referred to.
    public let id: String
    /// The title as printed, or ours.
    public let title: String
    /// The ledger rows it carries.
    public let rows: [String]
    /// Who reports, as printed.
    public let units: [String]
    /// For which stretch of time; open where the plan only says "in time".
    public let cycle: Setting<Cycle>
    /// The clock it has to be in by; open where the plan names no day.
    public let clock: Setting<String>
    /// What is reported, in order.
    public let items: [Item]
    /// The roles that approve it, in order; the last one locks it.
    public let approve: [String]
    /// The columns of the table it goes into elsewhere, such as the ministry's.
    public let columns: [Column]
    /// Whether the columns were compared with the receiver's own table.
    public let columnsAreChecked: Bool
    /// Where the plan asks for it.
    public let source: Source

    /// The item of a name.
    public func item(_ name: String) -> Item? { items.first { $0.name == name } }

    /// One thing that is reported.
    public struct Item: Sendable, Equatable {
        /// Its name, as printed where the plan prints it.
        public let name: String
        /// Where it comes from.
        public let origin: Origin
        /// Whether a report needs it.
        public let isRequired: Bool
        /// Whether the plan prints it; else it is ours.
        public let isPrinted: Bool
    }

    /// Where an item comes from.
    public enum Origin: Sendable, Hashable {
        /// An indicator, computed from the facts of the unit's place and the report's time.
        case indicator(String)
        /// A number somebody enters, in this unit.
        case number(Unit)
        /// Words somebody enters.
        case text
        /// The name of a file.
        case attachment
    }

    /// One column of the receiver's table.
    public struct Column: Sendable, Equatable {
        /// Its heading there.
        public let heading: String
        /// What stands in it.
        public let content: Content
        /// The unit it wants numbers in; nil for the item's own.
        public let unit: Unit?
        /// Decimal places, rounded half away from nought; nil for the exact number.
        public let places: Int?
    }

    /// What stands in a column.
    public enum Content: Sendable, Hashable {
        /// The reporting unit.
        case unit
        /// The first day of the report's time.
        case firstDay
        /// The last day of the report's time.
        case lastDay
        /// An item, by name.
        case item(String)
    }
}
