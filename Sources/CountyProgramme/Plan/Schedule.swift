/// A stretch of the plan with its end.
public struct Phase: Sendable, Hashable {
    /// Unique in the pack.
    public let id: String
    /// What it is called.
    public let name: String
    /// Its first day; nil when the plan names none.
    public let begins: Stated<Day>?
    /// Its last day.
    public var ends: Stated<Day>
    /// Whether the projects are carried out in it.
    public let holdsProjects: Bool
    /// Whether it begins only when all projects are finished.
    public let followsProjects: Bool
}

/// A project of the plan, as the body and as the table have it.
public struct Project: Sendable, Hashable {
    /// Unique in the pack.
    public let id: String
    /// Number in the body; nil when it does not stand there.
    public let numberInBody: Int?
    /// Heading in the body, with its place.
    public let nameInBody: Stated<String>?
    /// The table row that pays for it.
    public let row: RowReference?
    /// Parties that answer for it.
    public let leads: [String]
    /// Deadlines.
    public let milestones: [Milestone]

    /// A row of a table.
    public struct RowReference: Sendable, Hashable {
        /// Id of the table.
        public let table: String
        /// Id of the row.
        public let row: String
    }
}

/// Something to be reached by a day.
public struct Milestone: Sendable, Hashable {
    /// Unique in the pack.
    public let id: String
    /// What is to be reached.
    public let name: String
    /// The last day for it.
    public var by: Stated<Day>
    /// The same thing said elsewhere carries the same word.
    public let goal: String?
    /// Milestones that have to be reached before.
    public let needs: [String]
    /// Whether the project goes on after it, so that no phase has to hold it.
    public let isContinuing: Bool
}
