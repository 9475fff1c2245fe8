/// A number a plan states, with what it is a number of.
public struct PlanFigure: Sendable, Hashable {
    /// What a figure is stated as.
    public enum Role: String, Sendable, CaseIterable {
        /// To be reached.
        case target
        /// A condition to be met, such as a floor area.
        case standard
        /// How things were when the plan was written.
        case status
        /// Money, counts and the like that only serve other figures.
        case plain
    }

    /// Unique in the pack; cells of tables are `table.row.column`.
    public let id: String
    /// What it is called, in Chinese.
    public let name: String
    /// The value, bounded, with its provenance.
    public var stated: Stated<Extent>
    /// What it is stated as.
    public let role: Role
    /// What is measured; figures of one measure are compared with one another.
    public let measure: String?
    /// Of which part of the county, from wide to narrow: `station.township` lies in `station`.
    public let scope: String
    /// The day it is stated for; nil when the plan names none.
    public let by: Day?
    /// Time allowed from the issue of the plan; a range counts to its end.
    public let within: Extent?
    /// Figures that ought to be counted in one kind of unit.
    public let family: String?
    /// The word the plan uses for it, where that matters.
    public let called: String?
    /// The sentence that sister plans share.
    public let sentence: String?

    /// A bare number, such as a cell of a table.
    init(id: String, name: String, stated: Stated<Extent>) {
        self.init(id: id, name: name, stated: stated, details: Details())
    }

    struct Details {
        var role = Role.plain
        var measure: String?
        var scope = ""
        var by: Day?
        var within: Extent?
        var family: String?
        var called: String?
        var sentence: String?
    }

    init(id: String, name: String, stated: Stated<Extent>, details: Details) {
        self.id = id
        self.name = name
        self.stated = stated
        role = details.role
        measure = details.measure
        scope = details.scope
        by = details.by
        within = details.within
        family = details.family
        called = details.called
        sentence = details.sentence
    }

    /// The bounded number, or nil when it is unknown.
    public var extent: Extent? { stated.value.value }

    /// Whether what holds for this scope holds for the other: it is the same or lies within.
    func covers(_ other: PlanFigure) -> Bool {
        scope.isEmpty || scope == other.scope || other.scope.hasPrefix(scope + ".")
    }
}
