/// Something in a plan that does not hold together, with what shows it.
public struct Finding: Sendable, Hashable {
    /// The rule that found it.
    public enum Kind: String, Sendable, CaseIterable {
        /// A total is not the sum of its parts.
        case sum
        /// A cell of a table is not the sum it should be.
        case table
        /// A source of money is not what the table spends from it.
        case fund
        /// Lines of a table are the same in every column.
        case rows
        /// A share is not what its amounts give, or shares do not add up to the whole.
        case share
        /// A growth does not follow from the growth of the parts.
        case growth
        /// Figures do not stand to one another as the plan says.
        case claim
        /// Two statements about the same thing exclude each other.
        case disagreement
        /// Two statements about the same thing ask for different least values.
        case bounds
        /// Two statements of one thing, of which one is approximate, of another role or without a day.
        case comparison
        /// What belongs together is counted in units that cannot be compared.
        case units
        /// A later stage asks for less than an earlier one, or a target is not reached in time.
        case stages
        /// A stated number of things is not the number listed.
        case count
        /// Numbers in a list are missing, skipped, repeated or differ.
        case numbering
        /// One thing goes by several names.
        case names
        /// The plan says two things of one thing.
        case wording
        /// A whole is called by the name of one of its parts.
        case whole
        /// One thing has two deadlines.
        case deadline
        /// Something ends after its phase, or a phase before the one it follows.
        case phase
        /// Something was due before the plan was issued.
        case issue
        /// Something is due no later than what it needs.
        case order
        /// A date is not printed as one.
        case date
        /// A value is not what the words give that it is said to be printed in.
        case printed
        /// A value that is needed is not there.
        case missing
        /// A listed part of the plan is not there.
        case part
        /// A party has duties but is not set up.
        case party
        /// One party holds duties that have to be apart.
        case duty
        /// Two counties' plans share a sentence, but not what it says.
        case sister
        /// Two counties describe their state with the same figures.
        case copied
        /// Something cannot be computed or compared: numbers too large, divided by nought, too many.
        case computation
        /// A recorded decision belongs to no finding, or was taken on other values.
        case decision
    }

    /// A value that the finding rests on.
    public struct Evidence: Sendable, Hashable {
        /// The value.
        public enum Value: Sendable, Hashable {
            /// A number with its unit and bound.
            case extent(Extent)
            /// A day.
            case day(Day)
            /// Words.
            case words(String)
            /// Nobody knows; why.
            case unknown(String)
        }

        /// Id in the pack.
        public let id: String
        /// The value.
        public let value: Value
        /// Pack it stands in.
        public let pack: String
        /// Where it is printed.
        public let source: Source?
        /// How it came into the pack.
        public let standing: Standing
    }

    /// What was computed.
    public enum Computed: Sendable, Hashable {
        /// A number with its unit.
        case quantity(Quantity)
        /// A number of days; less than nought is too late.
        case days(Int)
        /// Words, such as missing numbers.
        case words(String)
    }

    /// Unique in the report; the same as long as the pack's ids are.
    public let id: String
    /// The rule.
    public let kind: Kind
    /// What shows it.
    public let evidence: [Evidence]
    /// What was computed; nil when nothing can be.
    public let computed: Computed?
    /// What was decided on exactly these values.
    public internal(set) var decision: Decision?

    /// Ids of the values that nobody printed and somebody assumed; the finding is no surer than
    /// they are.
    public var assumed: [String] { evidence.filter { $0.standing == .assumed }.map(\.id) }

    /// The values as a decision records them: what it rests on, then what was computed.
    public var values: [String] {
        evidence.map(\.value.description) + [computed].compactMap { $0?.description }
    }
}

extension Finding.Evidence.Value: CustomStringConvertible {
    /// The number, day or words; `unknown` for what nobody knows.
    public var description: String {
        switch self {
        case .extent(let extent): extent.description
        case .day(let day): day.description
        case .words(let words): words
        case .unknown: "unknown"
        }
    }
}

extension Finding.Computed: CustomStringConvertible {
    /// The number with its unit, at most four places where it has no end.
    public var description: String {
        switch self {
        case .quantity(let quantity):
            quantity.value.description.contains("/")
                ? Quantity.text(quantity.value.decimal(places: 4), quantity.unit)
                : quantity.description
        case .days(let days): "\(days) 天"
        case .words(let words): words
        }
    }
}

/// What the check of a pack found.
public struct CheckReport: Sendable {
    /// The pack.
    public let pack: String
    /// How many comparisons were made.
    public let checked: Int
    /// What does not hold together, in the order of the rules.
    public let findings: [Finding]
    /// What no rule can tell.
    public let inexpressible: [Inexpressible]
    /// The ids of all figures, days and words that took part in a comparison.
    public let used: Set<String>

    /// Whether every finding has a decision taken on its values.
    public var isSettled: Bool { findings.allSatisfy { $0.decision != nil } }
}
