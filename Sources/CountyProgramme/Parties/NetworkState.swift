/// How much of another network has been taken over on a day.
public struct NetworkState: Sendable, Hashable {
    /// The network.
    public let network: OutletNetwork
    /// Its outlets that are part of this one, by id.
    public let taken: [String]
    /// Those of a kind the plan does not make of them.
    public let wrongKind: [String]
    /// How many outlets it had; nil when the plan does not say.
    public let stated: Extent?
    /// Outlets still to be taken over; nil while their number is not known.
    public let left: Rational?
    /// What has to be decided first.
    public let questions: [OpenQuestion]
}

extension ProgrammePack {
    /// How much of each network has been taken over on a day, in the order of the pack.
    public func networks(_ sites: SiteBook, on day: Day) -> [NetworkState] {
        let open = sites.sites(on: day)
        return stations.networks.map { network in
            let taken = open.filter { $0.origin == .network(network.id) }
            let stated = network.outlets.flatMap { figures[$0]?.extent }
            let count = Rational(taken.count)
            let left = stated.flatMap { try? $0.figure.value.subtracting(count) }
            let question = OpenQuestion(
                place: "stations/\(network.id)/outlets", "“\(network.name.printed)”原有多少网点？",
                "how many outlets does '\(network.name.printed)' have?")
            return NetworkState(
                network: network, taken: taken.map(\.id),
                wrongKind: taken.filter { !network.into.contains($0.kind) }.map(\.id),
                stated: stated, left: left.map { max($0, .zero) },
                questions: stated == nil ? [question] : [])
        }
    }
}
