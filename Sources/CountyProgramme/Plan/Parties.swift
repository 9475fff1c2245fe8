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
}

/// What a party has to do.
public struct Duty: Sendable, Hashable {
    /// Who.
    public let party: String
    /// Which kind of duty; separation of duties is between kinds.
    public let kind: String
    /// The words, with their place.
    public let text: Stated<String>
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
