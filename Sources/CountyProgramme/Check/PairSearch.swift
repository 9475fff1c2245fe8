/// Finds the statements that are about one thing, without holding each against all others.
struct PairSearch {
    /// How many earlier statements one is held against at most.
    static let mostOfOne = 256

    /// Positions of pairs in the order of the figures, and how many pairs were left out.
    struct Pairs {
        var found: [(Int, Int)] = []
        var skipped = 0
    }

    /// For when a figure is stated.
    private struct Time: Hashable {
        let by: Day?
        let within: Extent?
    }

    private var same: [String: [Int]] = [:]
    private var below: [String: [Int]] = [:]

    /// All pairs whose scopes overlap and which are stated for the same time.
    static func pairs(among figures: [PlanFigure]) -> Pairs {
        var searches: [Time: PairSearch] = [:]
        var pairs = Pairs()
        for (place, figure) in figures.enumerated() {
            let time = Time(by: figure.by, within: figure.within)
            searches[time, default: PairSearch()].add(place, figure.scopes, &pairs)
        }
        pairs.found.sort { $0 < $1 }
        return pairs
    }

    /// Pairs a figure with the earlier ones; its scopes begin with its own.
    private mutating func add(_ place: Int, _ scopes: [String], _ pairs: inout Pairs) {
        guard let own = scopes.first else { return }
        let groups = scopes.map { same[$0] ?? [] } + [below[own] ?? []]
        var room = Self.mostOfOne
        for group in groups {
            pairs.found += group.prefix(room).map { ($0, place) }
            pairs.skipped += max(0, group.count - room)
            room = max(0, room - group.count)
        }
        same[own, default: []].append(place)
        for scope in scopes.dropFirst() { below[scope, default: []].append(place) }
    }
}

extension PlanFigure {
    /// Its scope and all wider ones, up to the whole county.
    var scopes: [String] {
        guard !scope.isEmpty else { return [""] }
        let wider = scope.indices.filter { scope[$0] == "." }.reversed().map {
            String(scope[..<$0])
        }
        return [scope] + wider + [""]
    }
}
