public import Identifiers

/// What a plan says of its centres, stations and points: their standards, how many, what they
/// cover, the networks taken over, and the chains they stand in.
public struct StationPlan: Sendable {
    /// Kinds of sites with their standards.
    public internal(set) var kinds: [StationKind] = []
    /// Networks of outlets that are taken over.
    public internal(set) var networks: [OutletNetwork] = []
    /// How many sites there are to be.
    public internal(set) var counts: [StationCountTarget] = []
    /// What a coverage is a share of.
    public internal(set) var denominators: [Denominator] = []
    /// Coverage to be reached.
    public internal(set) var coverages: [CoverageTarget] = []
    /// Chains of command, of account or of help.
    public internal(set) var chains: [Chain] = []

    /// Ids of all figures that it rests on.
    var figures: [String] {
        kinds.flatMap(\.area) + networks.compactMap(\.outlets) + counts.map(\.figure)
            + denominators.flatMap(\.figures) + coverages.flatMap(\.figures)
    }

    /// The kind of an id.
    public func kind(_ id: String) -> StationKind? { kinds.first { $0.id == id } }
    /// The coverage of an id.
    public func coverage(_ id: String) -> CoverageTarget? { coverages.first { $0.id == id } }
    /// The denominator of an id.
    public func denominator(_ id: String) -> Denominator? { denominators.first { $0.id == id } }
    /// The chain of an id.
    public func chain(_ id: String) -> Chain? { chains.first { $0.id == id } }
}

/// A kind of site and what it has to be like.
public struct StationKind: Sendable, Hashable {
    /// In which respect something is asked of a site.
    public enum Aspect: String, Sendable, CaseIterable {
        /// What is done there.
        case functions
        /// What is seen on it: name, sign, logo.
        case signs
        /// What stands in it.
        case kit
        /// How it is run.
        case norms
    }

    /// Unique in the pack.
    public let id: String
    /// The level of the division it serves.
    public let tier: DivisionCode.Level
    /// Its names as printed; the first is the usual one.
    public let names: [Stated<String>]
    /// Ids of the figures that state its floor area; where they differ, all are shown.
    public let area: [String]
    /// What is asked of it, by respect.
    public let asked: [Aspect: [Stated<String>]]
    /// The ledger rows it carries.
    public let rows: [String]
}

/// Outlets of another network that are made part of this one.
public struct OutletNetwork: Sendable, Hashable {
    /// Unique in the pack.
    public let id: String
    /// Its name, with its place.
    public let name: Stated<String>
    /// The kinds of sites its outlets become.
    public let into: [String]
    /// The figure that says how many outlets it had; nil when the plan does not.
    public let outlets: String?
    /// The party that runs it; nil when the plan names none.
    public let party: String?
    /// The ledger rows it carries.
    public let rows: [String]
}

/// How many sites there are to be.
public struct StationCountTarget: Sendable, Hashable {
    /// What is counted.
    public enum Basis: String, Sendable, CaseIterable {
        /// Those built under the programme.
        case new
        /// All that are open.
        case cumulative
        /// Those that were there and have been improved.
        case upgraded
        /// Those that came from another network.
        case takenOver = "taken-over"
    }

    /// Unique in the pack.
    public let id: String
    /// The kinds counted together.
    public let kinds: [String]
    /// The figure that says how many.
    public let figure: String
    /// What is counted; open when the plan does not say.
    public let basis: Setting<Basis>
    /// The ledger rows it carries.
    public let rows: [String]
}

/// The divisions of which a coverage is a share.
public struct Denominator: Sendable, Hashable {
    /// Unique in the pack.
    public let id: String
    /// Their level.
    public let level: DivisionCode.Level
    /// Whether only villages on the list of poor villages count.
    public let isPoor: Bool
    /// Figures that say how many there are; several may be printed, and disagree.
    public let figures: [String]
}

/// A share of divisions that have a site.
public struct CoverageTarget: Sendable, Hashable {
    /// Unique in the pack.
    public let id: String
    /// The kinds of sites that cover.
    public let kinds: [String]
    /// The denominator.
    public let of: String
    /// Figures that say how much is to be reached.
    public let figures: [String]
    /// The ledger rows it carries.
    public let rows: [String]
}

/// Links from the county to the household, each hanging on the one above.
public struct Chain: Sendable, Hashable {
    /// One link.
    public struct Link: Sendable, Hashable {
        /// Unique in the chain.
        public let id: String
        /// What it is called, with its place.
        public let name: Stated<String>
        /// The kind of sites it consists of; nil for parties, firms and households.
        public let kind: String?
        /// The link it hangs on; nil for those at the top.
        public let above: String?
    }

    /// Unique in the pack.
    public let id: String
    /// What it is called, with its place.
    public let name: Stated<String>
    /// Its links.
    public let links: [Link]
    /// The ledger rows it carries.
    public let rows: [String]
}
