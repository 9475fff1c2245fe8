public import Identifiers

/// The divisions of a county through the years.
///
/// Entries with problems stay in, and every problem is told: a list from the statistics office is
/// taken as it is and put right by people.
public struct PlaceTree: Sendable {
    /// All entries, in the order given.
    public let places: [Place]
    /// What is wrong with them, in the order of the entries.
    public let problems: [PlaceProblem]
    private let byCode: [DivisionCode: [Int]]
    private let byFormerCode: [DivisionCode: [Int]]
    private let byName: [String: [Int]]

    /// A tree of these entries, held against the county they should lie in.
    public init(_ places: [Place], in county: DivisionCode? = nil) {
        self.places = places
        byCode = Dictionary(grouping: places.indices) { places[$0].code }
        byFormerCode = Dictionary(
            grouping: places.indices.filter { places[$0].formerCode != nil }
        ) { places[$0].formerCode ?? places[$0].code }
        byName = places.indices.reduce(into: [:]) { names, index in
            for name in Set([places[index].name] + places[index].aliases) {
                names[name, default: []].append(index)
            }
        }
        problems = PlaceAudit(places, byCode: byCode, county: county).problems
    }

    /// The place that has a code on a day.
    public func place(_ code: DivisionCode, on day: Day) -> Place? {
        byCode[code]?.first { places[$0].span.contains(day) }.map { places[$0] }
    }

    /// All places of a level on a day, by code.
    public func places(on level: DivisionCode.Level, at day: Day) -> [Place] {
        places.filter { $0.level == level && $0.span.contains(day) }
            .sorted { $0.code.description < $1.code.description }
    }

    /// The villages on the list of poor villages on one day that exist on another, by code.
    ///
    /// The list of one year is often the measure for later ones, hence two days.
    public func poorPlaces(listed: Day, at day: Day) -> [Place] {
        var codes: Set<DivisionCode> = []
        for place in places where place.span.contains(listed) && place.isPoor(on: listed) {
            if let now = present(place.code, from: listed, on: day) { codes.insert(now.code) }
        }
        return places(on: .village, at: day).filter { codes.contains($0.code) }
    }

    /// Places called so on a day, by name or alias.
    public func named(_ name: String, on day: Day) -> [Place] {
        (byName[name] ?? []).map { places[$0] }.filter { $0.span.contains(day) }
    }

    /// What a place of one day is on another, when its code was issued anew in between.
    ///
    /// Returns nil when it was given up, or merged into one that does not name it.
    public func present(_ code: DivisionCode, from day: Day, on later: Day) -> Place? {
        guard var place = place(code, on: day) else { return nil }
        // Each step leads to an entry that begins later, so this comes to an end.
        while !place.span.contains(later) {
            let sameCode = byCode[place.code] ?? []
            let next = ((byFormerCode[place.code] ?? []) + sameCode).map { places[$0] }
                .filter { candidate in
                    guard let from = candidate.span.from, from <= later else { return false }
                    let isSame = candidate.code != place.code || candidate.name == place.name
                    return isSame && place.span.to.map { $0 < from } == true
                }
                .min { ($0.span.from?.number ?? 0) < ($1.span.from?.number ?? 0) }
            guard let next else { return nil }
            place = next
        }
        return place
    }

    /// The division of a wider level that a place lies in on a day, or itself.
    ///
    /// Follows stated parents first, as a farm may lie under another office than its digits say.
    public func ancestor(
        of code: DivisionCode, on level: DivisionCode.Level, at day: Day
    ) -> DivisionCode? {
        var code = code
        while code.level > level {
            let stated = place(code, on: day)?.parent
            guard let parent = stated ?? code.ancestor(level), parent.level < code.level
            else { return nil }
            code = parent
        }
        return code.level == level ? code : nil
    }
}

/// Looks for what is wrong in a list of places.
private struct PlaceAudit {
    private(set) var problems: [PlaceProblem] = []
    private let places: [Place]
    private let byCode: [DivisionCode: [Int]]

    init(_ places: [Place], byCode: [DivisionCode: [Int]], county: DivisionCode?) {
        self.places = places
        self.byCode = byCode
        for (index, place) in places.enumerated() {
            if place.span.isReversed || place.poor.contains(where: \.isReversed) {
                report(index, .endsBeforeItBegins)
            }
            if let county, !place.code.isWithin(county), !county.isWithin(place.code) {
                report(index, .outside(county))
            }
            checkParent(index, in: county)
            checkFormerCode(index)
        }
        reportOverlaps(Dictionary(grouping: places.indices) { places[$0].code.description }) {
            .codeTwice($0)
        }
        let siblings = Dictionary(grouping: places.indices) { index in
            "\(places[index].parent?.description ?? "") \(places[index].name)"
        }
        reportOverlaps(siblings) { .nameTwice($0) }
        problems.sort { ($0.entry, $0.chinese) < ($1.entry, $1.chinese) }
    }

    private mutating func report(_ index: Int, _ fault: PlaceProblem.Fault) {
        problems.append(PlaceProblem(entry: index, code: places[index].code, fault: fault))
    }

    private mutating func checkParent(_ index: Int, in county: DivisionCode?) {
        let place = places[index]
        guard let parent = place.parent, place.level > .county else { return }
        guard parent.level < place.level else {
            report(index, .parentNotAbove(parent))
            return
        }
        // The county itself need not be listed.
        if parent == county { return }
        let spans = (byCode[parent] ?? []).map { places[$0].span }
        if !Self.cover(spans, place.span) { report(index, .parentMissing(parent)) }
    }

    /// Whether some of the spans, taken together, hold on every day of another.
    private static func cover(_ spans: [DaySpan], _ whole: DaySpan) -> Bool {
        var next = whole.from?.number ?? Int.min
        for span in spans.sorted(by: { ($0.from?.number ?? .min) < ($1.from?.number ?? .min) }) {
            guard (span.from?.number ?? .min) <= next else { return false }
            guard let to = span.to?.number, to < .max else { return true }
            if let last = whole.to?.number, to >= last { return true }
            next = max(next, to + 1)
        }
        return false
    }

    private mutating func checkFormerCode(_ index: Int) {
        guard let former = places[index].formerCode else { return }
        let isKnown = (byCode[former] ?? []).contains { other in
            guard other != index, let from = places[index].span.from else { return false }
            return places[other].span.to.map { $0 < from } == true
        }
        if !isKnown { report(index, .formerCodeUnknown(former)) }
    }

    /// Entries of a group that hold at the same time as one before them.
    private mutating func reportOverlaps(
        _ groups: [String: [Int]], _ fault: (String) -> PlaceProblem.Fault
    ) {
        for group in groups.values where group.count > 1 {
            let ordered = group.sorted {
                (places[$0].span.from?.number ?? .min, $0) < (
                    places[$1].span.from?.number ?? .min, $1
                )
            }
            var widest = ordered[0]
            for index in ordered.dropFirst() {
                let isSameCode = places[widest].code == places[index].code
                let isName = fault("") == .nameTwice("")
                if places[widest].span.overlaps(places[index].span), !(isName && isSameCode) {
                    report(index, fault(places[widest].name))
                }
                let end = places[index].span.to?.number ?? .max
                if end > places[widest].span.to?.number ?? .max { widest = index }
            }
        }
    }
}
