/// A score sheet as data: what earns points, by which evidence and which facts.
///
/// A weight, maximum or threshold nobody has set blocks the total; it is never taken to be equal to
/// the others.
public struct ScoreSheet: Sendable, Equatable {
    /// The name by which others refer to it.
    public let id: String
    /// The title.
    public let title: String
    /// The ledger rows it carries as a whole.
    public let rows: [String]
    /// What is scored: a supplier, a township, a class.
    public let scope: String
    /// The items, in order.
    public let items: [ScoreItem]
    /// From how many points each grade begins, the highest first; empty where there are none.
    public let grades: [Grade]
    /// The least total that passes; nil where the sheet knows no passing.
    public let pass: Setting<Rational>?
    /// What follows, by grade or by `pass` and `fail`, as printed.
    public let effects: [String: String]
    /// Where the plan asks for it.
    public let source: Source

    /// A grade and where it begins.
    public struct Grade: Sendable, Hashable {
        /// Its name.
        public let name: String
        /// The least total; open where no plan says it.
        public let from: Setting<Rational>
    }
}

/// One item of a score sheet.
public struct ScoreItem: Sendable, Equatable {
    /// The name by which marks refer to it.
    public let id: String
    /// The title as printed.
    public let title: String
    /// The ledger rows it carries.
    public let rows: [String]
    /// How its points come about.
    public let rule: Rule
    /// Its share in the total, 0…1; nil where the items are simply added.
    ///
    /// Either all items of a sheet have one or none, and those decided add up to 1.
    public let weight: Setting<Rational>?
    /// What has to lie in the file for it.
    public let evidence: [String]

    /// How points come about.
    public enum Rule: Sendable, Hashable {
        /// A person gives 0 up to so many.
        case marks(upTo: Setting<Rational>)
        /// A fact at or above the threshold earns the first, below it the second.
        case threshold(fact: String, at: Setting<Rational>, reached: Rational, missed: Rational)
        /// So many points for each of these that is fulfilled.
        case checklist([String], each: Setting<Rational>)
    }
}

/// What is known of the one that is scored.
public struct ScoreEvidence: Sendable, Hashable {
    /// Marks given by persons, by item.
    public var marks: [String: Rational]
    /// Facts by name.
    public var facts: [String: Rational]
    /// What is fulfilled of checklists, by item.
    public var fulfilled: [String: Set<String>]
    /// Papers in the file, by item.
    public var papers: [String: Set<String>]

    /// Evidence of these parts.
    public init(
        marks: [String: Rational] = [:], facts: [String: Rational] = [:],
        fulfilled: [String: Set<String>] = [:], papers: [String: Set<String>] = [:]
    ) {
        self.marks = marks
        self.facts = facts
        self.fulfilled = fulfilled
        self.papers = papers
    }
}

/// A score with how it came about.
public struct Score: Sendable, Equatable {
    /// The parts, one per item.
    public let parts: [Part]
    /// The total; nil while anything is open, missing or not to be computed.
    public let total: Rational?
    /// The grade of the total; nil where there is none.
    public let grade: String?
    /// Whether the total passes; nil where that is not known or not asked.
    public let passes: Bool?
    /// What follows, as printed.
    public let effect: String?
    /// What has to be decided first.
    public let questions: [OpenQuestion]

    /// Papers wanting, with the item.
    public var missingEvidence: [(item: String, paper: String)] {
        parts.flatMap { part in part.missingPapers.map { (part.item, $0) } }
    }

    /// The points of one item.
    public struct Part: Sendable, Hashable {
        /// The item.
        public let item: String
        /// The points before weighting; nil while unknown.
        public let points: Rational?
        /// The points as they enter the total.
        public let weighted: Rational?
        /// The facts they were computed from.
        public let facts: [String: Rational]
        /// The papers they rest on.
        public let papers: [String]
        /// Papers wanting.
        public let missingPapers: [String]
        /// Why there are no points, in Chinese and English; nil when there are.
        public let want: Want?
    }

    /// Why an item has no points.
    public enum Want: Sendable, Hashable {
        /// Nobody has given marks.
        case marks
        /// The marks lie outside what the item allows.
        case marksOutOfRange(Rational)
        /// A fact is not known.
        case fact(String)
        /// Something of the pack is open.
        case decision
        /// The numbers do not fit in 64 bits.
        case overflow
    }
}
