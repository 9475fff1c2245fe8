/// A draw by lot that anybody can repeat: who is drawn depends on the published seed and on the
/// names alone, not on the order of the list.
///
/// Places go to the strata by their size (Sainte-Laguë), at least one each while there are enough.
/// Within a stratum every name gets a number from seed and name; the smallest are drawn.
public struct StratifiedDraw: Sendable, Equatable {
    /// The seed, as published beforehand.
    public let seed: String
    /// How many are wanted.
    public let size: Int
    /// Names drawn, by stratum, in the order drawn.
    public let drawn: [String: [String]]
    /// Who would come next, by stratum, when somebody drawn cannot serve.
    public let reserve: [String: [String]]
    /// How many places each stratum has.
    public let places: [String: Int]
    /// Names left out, with the reason (回避).
    public let excluded: [String: String]

    /// Draws `size` names out of `frame`, which gives each name its stratum.
    public init(
        of size: Int, from frame: [String: String], seed: String, excluding: [String: String] = [:]
    ) {
        let eligible = frame.filter { excluding[$0.key] == nil }
        let strata = Dictionary(grouping: eligible.keys) { eligible[$0] ?? "" }
        let places = Self.places(size, among: strata.mapValues(\.count))
        let ordered = strata.mapValues { names in
            names.map { (Self.number(seed: seed, name: $0), $0) }.sorted { $0 < $1 }.map(\.1)
        }
        self.seed = seed
        self.size = size
        self.places = places
        excluded = excluding.filter { frame[$0.key] != nil }
        drawn = Dictionary(
            uniqueKeysWithValues: ordered.map { ($0, Array($1.prefix(places[$0] ?? 0))) })
        reserve = Dictionary(
            uniqueKeysWithValues: ordered.map { ($0, Array($1.dropFirst(places[$0] ?? 0))) })
    }

    /// Places by stratum: one each while there are enough, the rest by size, never more than there
    /// are names.
    static func places(_ size: Int, among sizes: [String: Int]) -> [String: Int] {
        let strata = sizes.filter { $0.value > 0 }.sorted {
            ($1.value, $0.key) < ($0.value, $1.key)
        }
        var places = Dictionary(uniqueKeysWithValues: strata.map { ($0.key, 0) })
        var left = min(max(0, size), strata.reduce(0) { $0 + $1.value })
        for (name, _) in strata where left > 0 {
            places[name] = 1
            left -= 1
        }
        // Each further place goes where size over odd numbers 1, 3, 5 … is highest.
        let further = strata.flatMap { stratum in
            ((places[stratum.key] ?? 0)..<stratum.value).map { taken in
                (name: stratum.key, size: stratum.value, odd: 2 * taken + 1)
            }
        }
        let ordered = further.sorted { first, second in
            let mine = first.size * second.odd
            let theirs = second.size * first.odd
            return mine == theirs ? first.name < second.name : mine > theirs
        }
        for next in ordered.prefix(left) { places[next.name, default: 0] += 1 }
        return places
    }

    /// The number of a name: FNV-1a over seed and name, then the finish of SplitMix64.
    static func number(seed: String, name: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in Array(seed.utf8) + [0] + Array(name.utf8) {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        hash = (hash ^ (hash >> 30)) &* 0xBF58_476D_1CE4_E5B9
        hash = (hash ^ (hash >> 27)) &* 0x94D0_49BB_1331_11EB
        return hash ^ (hash >> 31)
    }
}
