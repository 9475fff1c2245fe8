public import Identifiers

/// How sales are told to poor households: each yuan once.
public struct PovertyRule: Sendable, Equatable {
    /// The name by which it is referred to.
    public let id: String
    /// The title as printed, or ours.
    public let title: String
    /// The ledger rows it carries.
    public let rows: [String]
    /// The measures a sale may be recorded in, the one that decides its amount first.
    public let sales: [String]
    /// The measure of what came to a household.
    public let shares: String
    /// The attribute that names the sale, the same in both.
    public let sale: String
    /// The attribute that tells how a household sold.
    public let way: String
    /// The ways, the one that counts first when two are claimed for one sale first.
    public let ways: [String]
    /// The ways for which the amount of a household is not simply what it was paid.
    public let indirect: [String]
    /// How an indirect sale is told to households; open where the plan does not say it.
    public let indirectRule: Setting<IndirectRule>
    /// The fewest households a total may be shown of; open where nobody has said it.
    public let fewest: Setting<Int>
    /// Who may see what.
    public let views: [View]
    /// Where the plan asks for it.
    public let source: Source

    /// How much of an indirect sale is a household's.
    public enum IndirectRule: String, Sendable, CaseIterable {
        /// What is claimed for it.
        case claimed
        /// What is left of the sale after direct claims, in equal parts.
        case equal
    }

    /// What a role may see.
    public struct View: Sendable, Equatable {
        /// The role.
        public let role: String
        /// The level of the places it may look into; `county` for all.
        public let level: DivisionCode.Level
        /// Whether it sees single households, under their pseudonymous keys.
        public let seesHouseholds: Bool
    }
}
