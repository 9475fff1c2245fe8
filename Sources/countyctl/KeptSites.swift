import County
import CountyProgramme
import Identifiers

/// A site from a day on, as the county's store keeps it.
struct KeptSite: Codable, Equatable {
    let site: String
    let kind: String
    let place: String
    let from: String
    /// The last day; nil while it is open.
    var to: String?
    /// `built`, `existing`, or the network it was taken over from.
    var origin = "built"
    var upgraded: String?
    var area: String?
    var seen: [String: [String]] = [:]
    var above: String?
    /// The file it came in.
    var file: String?
}

/// A list of places as it was handed in.
struct KeptPlaces: Codable {
    let csv: String
}

/// The sites a county keeps, with its list of places.
struct KeptSites {
    let office: Office
    let kept: KeptBook<KeptSite>
    let tree: PlaceTree?
    let book: SiteBook
    /// The newest version of each site from each day.
    let current: [String: [String: KeptSite]]

    init(_ office: Office) async throws {
        self.office = office
        kept = try await office.book("sites", of: KeptSite.self)
        var current: [String: [String: KeptSite]] = [:]
        for entry in kept.written {
            current[entry.act.site, default: [:]][entry.act.from] = entry.act
        }
        self.current = current
        let lists = try await office.book("places", of: KeptPlaces.self)
        tree = lists.written.last.map { PlaceTree.read(csv: $0.act.csv, in: office.county).tree }
        do throws(SiteRefusal) {
            book = try SiteBook(current.values.flatMap(Self.versions))
        } catch {
            throw error.told
        }
    }

    /// The versions of a site; each ends when the next one begins.
    static func versions(_ versions: [String: KeptSite]) -> [Site] {
        let sorted = versions.values.sorted { $0.from < $1.from }
        return sorted.enumerated().compactMap { index, version in
            let next = sorted.indices.contains(index + 1) ? Day(sorted[index + 1].from) : nil
            let last = next?.adding(days: -1)
            let ends = [version.to.flatMap { Day($0) }, last].compactMap { $0 }.min()
            return version.site(to: ends)
        }
    }

    /// The townships there are on a day; empty without a list of places.
    func townships(on day: Day) -> [DivisionCode] {
        tree?.places(on: .township, at: day).map(\.code) ?? []
    }
}

extension KeptSite {
    func site(to end: Day?) -> Site? {
        guard let from = Day(from), let place = DivisionCode(place) else { return nil }
        var aspects: [StationKind.Aspect: Set<String>] = [:]
        for (name, words) in seen {
            if let aspect = StationKind.Aspect(rawValue: name) { aspects[aspect] = Set(words) }
        }
        let origin: Site.Origin =
            switch self.origin {
            case "built": .built
            case "existing": .existing
            default: .network(self.origin)
            }
        return Site(
            id: site, kind: kind, place: place, span: DaySpan(from: from, to: end),
            origin: origin, upgraded: upgraded.flatMap { Day($0) },
            area: area.flatMap { Quantity($0) }, seen: aspects, above: above)
    }
}

extension SiteRefusal {
    /// As it is told to people.
    var told: CountyError {
        switch self {
        case .endsBeforeItBegins(let id):
            .refused("站点 \(id) 的停用日期早于启用日期", "site \(id) ends before it begins")
        case .overlaps(let id): .refused("站点 \(id) 有两个版本重叠", "two versions of site \(id) overlap")
        }
    }
}

extension Office {
    /// The county's code.
    var county: DivisionCode? { DivisionCode(pack.county.code) }
}

/// Sites as a table: one line a site from a day on.
enum SiteTable {
    private static let names = [
        "编号": "id", "类别": "kind", "地点": "place", "启用日期": "from", "停用日期": "to", "来源": "origin",
        "改造日期": "upgraded", "面积": "area", "功能": "functions", "标识": "signs", "设备": "kit",
        "管理": "norms", "上级": "above",
    ]

    /// The sites of a file that the county has not, or has otherwise.
    ///
    /// - Throws: `CountyError` after telling every line that is wrong.
    static func read(_ file: String, _ sites: KeptSites) throws -> (new: [KeptSite], same: Int) {
        var taken: (new: [KeptSite], same: Int) = ([], 0)
        var table = try InputTable(file, names: names)
        let known = Set(names.values)
        for column in table.columns where !column.isEmpty && !known.contains(column) {
            table.refuse(1, Message("没有“\(column)”这一列", "there is no column '\(column)'"))
        }
        var current = sites.current
        for row in table.rows {
            do {
                let site = try site(row, in: table, sites.office.pack.stations)
                var versions = current[site.site] ?? [:]
                var kept = versions[site.from]
                kept?.file = site.file
                if kept == site {
                    taken.same += 1
                    continue
                }
                versions[site.from] = site
                current[site.site] = versions
                _ = try SiteBook(KeptSites.versions(versions))
                taken.new.append(site)
            } catch let problem as RowProblem {
                table.refuse(row.number, problem.message)
            } catch let refusal as SiteRefusal {
                table.refuse(row.number, refusal.told.message)
            }
        }
        try table.demandNoProblems()
        return taken
    }

    private static func site(
        _ row: InputTable.Row, in table: InputTable, _ plan: StationPlan
    ) throws(RowProblem) -> KeptSite {
        var site = KeptSite(
            site: try row.demanded("id", "编号"),
            kind: try word(row.demanded("kind", "类别"), "类别", "kind", plan.kinds.map(\.id)),
            place: try place(row.demanded("place", "地点")),
            from: try row.day("from", "启用日期").description)
        if row.cells["to"] != nil { site.to = try row.day("to", "停用日期").description }
        if row.cells["upgraded"] != nil {
            site.upgraded = try row.day("upgraded", "改造日期").description
        }
        switch row.cells["origin"] {
        case nil, "新建": site.origin = "built"
        case "已有": site.origin = "existing"
        case let network?:
            site.origin = try word(network, "来源", "origin", plan.networks.map(\.id))
        }
        if let area = row.cells["area"] {
            site.area = try FactTable.quantity(area, Unit("㎡")).description
        }
        for aspect in StationKind.Aspect.allCases {
            let words = (row.cells[aspect.rawValue] ?? "").split { "、；;".contains($0) }
            if !words.isEmpty { site.seen[aspect.rawValue] = words.map(String.init) }
        }
        site.above = row.cells["above"]
        site.file = table.file
        return site
    }

    private static func place(_ text: String) throws(RowProblem) -> String {
        guard DivisionCode(text) != nil else {
            throw RowProblem(
                Message("“\(text)”不是 12 位区划代码", "'\(text)' is no 12-digit division code"))
        }
        return text
    }

    private static func word(
        _ text: String, _ chinese: String, _ english: String, _ known: [String]
    ) throws(RowProblem) -> String {
        guard known.contains(text) else {
            let list = known.joined(separator: "、")
            throw RowProblem(
                Message(
                    "“\(chinese)”没有“\(text)”，可以写：\(list)",
                    "\(english) '\(text)' is not in the pack, which has: \(list)"))
        }
        return text
    }
}
