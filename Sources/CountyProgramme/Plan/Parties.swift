/// Somebody the plan gives a duty.
public struct Party: Sendable, Hashable {
    /// Unique in the pack.
    public let id: String
    /// Name as printed most often.
    public let name: String
    /// Other names that are known to mean the same.
    public let aliases: [String]
    /// Whether it was there before the plan.
    public let exists: Bool
    /// The project that sets it up.
    public let setUpBy: String?
    /// The party it was merged into; nil while it stands.
    public let successor: Succession?

    /// A party taking over all duties of another.
    public struct Succession: Sendable, Hashable {
        /// Who takes over.
        public let party: String
        /// The first day it does; unknown where nobody has looked it up.
        public let on: Stated<Day>
    }
}

/// What a party has to do.
public struct Duty: Sendable, Hashable {
    /// Who.
    public let party: String
    /// Which kind of duty; separation of duties is between kinds.
    public let kind: String
    /// The words, with their place.
    public let text: Stated<String>
    /// Papers it has to draw up, by their titles as printed.
    public let papers: [Stated<String>]
    /// The ledger rows it carries.
    public let rows: [String]
}

/// Two kinds of duty that one party must not hold both.
public struct Separation: Sendable, Hashable {
    /// One kind.
    public let first: String
    /// The other.
    public let second: String
    /// Why.
    public let reason: String
}
