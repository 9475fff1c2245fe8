internal import Identifiers

/// What a site lacks against the standard of its kind.
public struct SiteShortfall: Sendable, Hashable {
    /// What is wrong or not known.
    public enum Lack: Sendable, Hashable {
        /// Its floor is smaller than a figure asks for.
        case area(figure: String, stated: Extent, found: Quantity)
        /// Nobody has measured it.
        case areaUnknown(figure: String, stated: Extent)
        /// The figure is unknown, only approximate, or in another unit: it cannot be decided.
        case areaUndecided(figure: String, stated: Extent?)
        /// Something the standard asks for has not been seen.
        case missing(StationKind.Aspect, Stated<String>)
        /// It stands for a division of another level.
        case wrongTier
        /// The pack has no such kind.
        case kindUnknown
    }

    /// The site.
    public let site: String
    /// What it lacks.
    public let lack: Lack
}

/// A site held against the standard of its kind on a day.
public struct SiteVerdict: Sendable, Hashable {
    /// The site.
    public let site: Site
    /// What it lacks.
    public let shortfalls: [SiteShortfall]
    /// The area figures it meets.
    public let metAreas: [String]
    /// Whether it meets some of the printed areas and not others: the plan disagrees with itself.
    public var isDisputed: Bool {
        !metAreas.isEmpty
            && shortfalls.contains { if case .area = $0.lack { true } else { false } }
    }
    /// Whether nothing is lacking and nothing is left undecided.
    public var isUpToStandard: Bool { shortfalls.isEmpty }
}

extension ProgrammePack {
    /// Holds the sites open on a day against the standards of their kinds, by site.
    public func siteVerdicts(_ sites: SiteBook, on day: Day) -> [SiteVerdict] {
        let kinds = Dictionary(stations.kinds.map { ($0.id, $0) }) { first, _ in first }
        return sites.sites(on: day).map { verdict(on: $0, kinds[$0.kind]) }
    }

    private func verdict(on site: Site, _ kind: StationKind?) -> SiteVerdict {
        guard let kind else {
            return SiteVerdict(
                site: site, shortfalls: [SiteShortfall(site: site.id, lack: .kindUnknown)],
                metAreas: [])
        }
        var lacks: [SiteShortfall.Lack] = site.place.level == kind.tier ? [] : [.wrongTier]
        var met: [String] = []
        for figure in kind.area {
            if let lack = areaLack(of: site, figure) {
                lacks.append(lack)
            } else {
                met.append(figure)
            }
        }
        for aspect in StationKind.Aspect.allCases {
            let seen = site.seen[aspect] ?? []
            lacks += (kind.asked[aspect] ?? []).filter { item in
                item.value.value.map { !seen.contains($0) } ?? true
            }.map { .missing(aspect, $0) }
        }
        return SiteVerdict(
            site: site, shortfalls: lacks.map { SiteShortfall(site: site.id, lack: $0) },
            metAreas: met)
    }

    /// A larger floor than printed is no lack, so only the lower end counts.
    private func areaLack(of site: Site, _ figure: String) -> SiteShortfall.Lack? {
        guard let stated = figures[figure]?.extent, let lower = stated.lower else {
            return .areaUndecided(figure: figure, stated: figures[figure]?.extent)
        }
        let least = Self.perSite(lower.quantity)
        guard let area = site.area else { return .areaUnknown(figure: figure, stated: stated) }
        guard let isLess = try? area.isLess(than: least), let isMore = try? least.isLess(than: area)
        else { return .areaUndecided(figure: figure, stated: stated) }
        let isMet = isMore || (!isLess && lower.isIncluded)
        return isMet ? nil : .area(figure: figure, stated: stated, found: area)
    }

    /// `150 ㎡/镇` asks for 150 ㎡ of each site.
    private static func perSite(_ quantity: Quantity) -> Quantity {
        let parts = quantity.unit.symbol.split(separator: "/")
        guard parts.count == 2, let first = parts.first, let unit = Unit(String(first)) else {
            return quantity
        }
        return Quantity(quantity.value, unit)
    }
}
