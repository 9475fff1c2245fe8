/// How a plan supports somebody with money: a subsidy, a service bought, a voucher, a settlement.
public struct SupportScheme: Sendable, Equatable {
    /// In which way money goes to whom.
    public enum Way: String, Sendable, CaseIterable {
        /// Part of somebody's costs, or so much for each unit done.
        case subsidy
        /// A service the government buys, paid by what was delivered.
        case purchase
        /// A paper its holder buys a service with.
        case voucher
        /// Amounts between parties, struck against one another.
        case settlement
    }

    /// The name by which claims refer to it.
    public let id: String
    /// What it is called.
    public let title: String
    /// The ledger rows it carries.
    public let rows: [String]
    /// In which way.
    public let way: Way
    /// What it may be claimed for.
    public let uses: [String]
    /// So much for each unit, such as `元/件`; nil where only costs are shared.
    public let rate: Setting<Quantity>?
    /// The greatest part of the costs; nil where a rate is all.
    public let share: Setting<Rational>?
    /// The figure with all the money there is; nil where the plan names none.
    public let total: String?
    /// Papers each claim needs.
    public let papers: [String]
    /// What costs the money.
    public let faults: [Fault]
    /// Where the plan says so, and which words are ours.
    public let origin: Origin

    /// A fault and what follows from it.
    public struct Fault: Sendable, Equatable {
        /// The name by which records refer to it.
        public let id: String
        /// The fault, in words.
        public let words: String
        /// What follows.
        public let effect: Effect
        /// Where the plan says so, and which words are ours.
        public let origin: Origin
    }

    /// What follows from a fault.
    public enum Effect: Sendable, Hashable {
        /// The claim it was found in is cut by a part.
        case cut(Setting<Rational>)
        /// The subject gets nothing from that day on.
        case cancel
        /// The subject gets nothing from that day on and returns what it got before.
        case reclaim
    }
}

/// What a body watches of the money, and at which points of its way.
public struct MoneyWatch: Sendable, Equatable {
    /// The name of the duty.
    public let id: String
    /// The ledger rows it carries.
    public let rows: [String]
    /// Who watches.
    public let by: String
    /// What is watched, in words, and where on the money's way.
    public let aspects: [Aspect]
    /// Where the plan says so, and which words are ours.
    public let origin: Origin

    /// One thing that is watched.
    public struct Aspect: Sendable, Hashable {
        /// In words.
        public let words: String
        /// Where on the money's way.
        public let point: Point
    }

    /// A point on the money's way.
    public enum Point: String, Sendable, CaseIterable {
        /// Money is given to a line.
        case commitment
        /// A contract takes it up.
        case contract
        /// It is paid out.
        case payment
        /// The works go on.
        case progress
        /// What came of it.
        case effect
    }
}

/// A pack's ways of supporting with money, and who watches.
public struct SupportPlan: Sendable, Equatable {
    /// The ways.
    public let schemes: [SupportScheme]
    /// The watches.
    public let watches: [MoneyWatch]

    /// None.
    public static let empty = SupportPlan(schemes: [], watches: [])

    /// The scheme of an id.
    public func scheme(_ id: String) -> SupportScheme? { schemes.first { $0.id == id } }
}
