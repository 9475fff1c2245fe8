/// Where something is made public.
public struct DisclosureChannel: Sendable, Equatable {
    /// The name by which items refer to it.
    public let id: String
    /// Its name as printed, or ours.
    public let name: String
    /// Where the plan names it.
    public let origin: Origin
}

/// Something that has to be public: what it says, where, by whom, in time, and for how long.
public struct DisclosureItem: Sendable, Equatable {
    /// The name by which publications refer to it.
    public let id: String
    /// Its title as printed, or ours.
    public let title: String
    /// The ledger rows it carries.
    public let rows: [String]
    /// Who makes it public; empty where the plan does not say.
    public let who: [String]
    /// What it has to say, each by its printed name.
    public let fields: [String]
    /// Names of the channels, all of which have to show it; open where the plan names none.
    public let channels: Setting<[String]>
    /// Clocks within which to publish, each from its own event.
    public let publish: [String]
    /// The clock that says how long it stays; open where no plan says it.
    public let display: Setting<String>
    /// The clock that says how often; nil where once is enough.
    public let often: Setting<String>?
    /// Authorities with which it has to be filed.
    public let filedWith: [String]
    /// How objections and questions are answered; nil where the plan asks for no answers.
    public let answers: Answers?
    /// Where the plan asks for it.
    public let origin: Origin

    /// How objections and questions are answered.
    public struct Answers: Sendable, Equatable {
        /// Who answers.
        public let who: String
        /// Where people can turn to.
        public let windows: [String]
        /// The clock within which to answer; open where no plan says it.
        public let clock: Setting<String>
    }

    /// Its title, fields, authors, authorities and windows.
    public var words: [String] {
        [title] + fields + who + filedWith + (answers.map { [$0.who] + $0.windows } ?? [])
    }
    /// Those of its words that the plan prints.
    public var printedWords: [String] { origin.printed(of: words) }
}

/// What a county makes public, and where.
public struct DisclosurePlan: Sendable, Equatable {
    /// The channels.
    public let channels: [DisclosureChannel]
    /// The items, in the order of the pack.
    public let items: [DisclosureItem]

    /// A plan without anything.
    static let empty = DisclosurePlan(channels: [], items: [])

    /// The item of an id.
    public func item(_ id: String) -> DisclosureItem? { items.first { $0.id == id } }
}
