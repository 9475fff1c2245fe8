public import Identifiers

/// A centre, station or point as it was for some time.
///
/// A change of place, area or keeper is another version under the same id. Keepers are named by
/// their post (``Post``), never here by name.
public struct Site: Sendable, Hashable {
    /// How it became part of the network.
    public enum Origin: Sendable, Hashable {
        /// Built under the programme.
        case built
        /// It was there before.
        case existing
        /// Taken over from a network, by its id.
        case network(String)
    }

    /// Its key.
    public let id: String
    /// Id of the kind.
    public let kind: String
    /// The division it stands in and serves.
    public let place: DivisionCode
    /// The days on which this version holds.
    public let span: DaySpan
    /// How it became part of the network.
    public let origin: Origin
    /// The day it was improved; nil when it was not.
    public let upgraded: Day?
    /// Floor area; nil while nobody has measured it.
    public let area: Quantity?
    /// What has been seen of it, by respect, in the words of the standard.
    public let seen: [StationKind.Aspect: Set<String>]
    /// The site it reports to; nil for none.
    public let above: String?

    /// A site of these parts.
    public init(
        id: String, kind: String, place: DivisionCode, span: DaySpan, origin: Origin = .built,
        upgraded: Day? = nil, area: Quantity? = nil,
        seen: [StationKind.Aspect: Set<String>] = [:], above: String? = nil
    ) {
        self.id = id
        self.kind = kind
        self.place = place
        self.span = span
        self.origin = origin
        self.upgraded = upgraded
        self.area = area
        self.seen = seen
        self.above = above
    }
}

/// Why a version of a site is not taken.
public enum SiteRefusal: Error, Sendable, Hashable {
    /// It ends before it begins.
    case endsBeforeItBegins(id: String)
    /// Another version of it holds on one of its days.
    case overlaps(id: String)
}

/// The sites of a county through the years.
public struct SiteBook: Sendable {
    private var versions: [String: [Site]] = [:]

    /// A book without sites.
    public init() {}

    /// A book of these versions.
    ///
    /// - Throws: ``SiteRefusal`` of the first that cannot be taken.
    public init(_ sites: [Site]) throws(SiteRefusal) {
        versions = Dictionary(grouping: sites, by: \.id).mapValues {
            $0.sorted { Self.start($0) < Self.start($1) }
        }
        for (id, list) in versions.sorted(by: { $0.key < $1.key }) {
            if list.contains(where: \.span.isReversed) { throw .endsBeforeItBegins(id: id) }
            // In the order of their first days, two that overlap stand side by side.
            for (earlier, later) in zip(list, list.dropFirst())
            where earlier.span.overlaps(later.span) {
                throw .overlaps(id: id)
            }
        }
    }

    private static func start(_ site: Site) -> Int { site.span.from?.number ?? .min }

    /// Adds a version.
    ///
    /// The same version again changes nothing.
    /// - Throws: ``SiteRefusal``.
    public mutating func add(_ site: Site) throws(SiteRefusal) {
        guard !site.span.isReversed else { throw .endsBeforeItBegins(id: site.id) }
        var list = versions[site.id] ?? []
        if list.contains(site) { return }
        guard !list.contains(where: { $0.span.overlaps(site.span) }) else {
            throw .overlaps(id: site.id)
        }
        let index = list.firstIndex { Self.start($0) > Self.start(site) } ?? list.endIndex
        list.insert(site, at: index)
        versions[site.id] = list
    }

    /// The versions of a site, the first one first.
    public func history(of id: String) -> [Site] { versions[id] ?? [] }

    /// The sites open on a day, by id.
    public func sites(on day: Day) -> [Site] {
        versions.values.compactMap { list in list.first { $0.span.contains(day) } }
            .sorted { $0.id < $1.id }
    }

    /// A site on a day.
    public func site(_ id: String, on day: Day) -> Site? {
        versions[id]?.first { $0.span.contains(day) }
    }
}

/// Signs of life of sites: a sign on the door is not yet a station.
public struct SiteActivity: Sendable, Hashable {
    /// The last day something was done at each site: a parcel, a sale, a report.
    public let lastDay: [String: Day]
    /// A site without activity on this day or later is a ghost.
    public let since: Day

    /// Activity by site.
    public init(lastDay: [String: Day], since: Day) {
        self.lastDay = lastDay
        self.since = since
    }

    /// Whether a site has shown life.
    public func isAlive(_ site: String) -> Bool { lastDay[site].map { $0 >= since } == true }
}
