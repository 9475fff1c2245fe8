/// Who answers for a party on a day.
public struct PartyHolder: Sendable, Hashable {
    /// The party that holds its duties.
    public let party: String
    /// Parties passed through on the way, the first one first; empty when it still stands.
    public let through: [String]
    /// Mergers whose day nobody knows, so that they may or may not have happened.
    public let questions: [OpenQuestion]
}

extension ProgrammePack {
    /// Who holds the duties of a party on a day, after all mergers up to then.
    ///
    /// A merger without a day is not assumed; it comes back as a question. Returns nil for an id
    /// that is no party.
    public func holder(of id: String, on day: Day) -> PartyHolder? {
        Lineage(parties).holder(of: id, on: day)
    }

    /// The duties a party answers for on a day: its own, and those of parties merged into it.
    ///
    /// Empty when its own have passed to another.
    public func duties(of party: String, on day: Day) -> [Duty] {
        let lineage = Lineage(parties)
        return duties.filter { lineage.holder(of: $0.party, on: day)?.party == party }
    }

    /// The parties merged into each of those that stand at the end, whenever they merge.
    var inheritedParties: [String: [String]] {
        let next = Dictionary(
            parties.compactMap { party in party.successor.map { (party.id, $0.party) } }
        ) { first, _ in first }
        var ends: [String: String] = [:]
        for party in parties {
            var path: [String] = []
            var seen: Set<String> = []
            var id = party.id
            while ends[id] == nil, let after = next[id], seen.insert(id).inserted {
                path.append(id)
                id = after
            }
            let end = ends[id] ?? id
            for passed in path where passed != end { ends[passed] = end }
        }
        return Dictionary(grouping: parties.map(\.id).filter { ends[$0] != nil }) {
            ends[$0] ?? $0
        }
    }

    /// Papers that parties have to draw up and that are not among those delivered.
    ///
    /// - Parameters:
    ///   - delivered: Titles by party.
    ///   - day: Decides who answers for a paper by then.
    /// - Returns: The papers owed, in the order of the duties.
    public func papersDue(delivered: [String: Set<String>], on day: Day) -> [PaperDue] {
        let lineage = Lineage(parties)
        return duties.flatMap { duty in
            duty.papers.compactMap { paper -> PaperDue? in
                guard let title = paper.value.value else { return nil }
                let holder = lineage.holder(of: duty.party, on: day)?.party ?? duty.party
                let isThere = [duty.party, holder].contains {
                    delivered[$0]?.contains(title) == true
                }
                return isThere ? nil : PaperDue(party: holder, duty: duty, paper: paper)
            }
        }
    }

    /// Kinds of duty that one party did in one case though they have to be apart.
    ///
    /// A party and its successor count as one.
    public func conflicts(among acts: [DutyAct]) -> [DutyConflict] {
        let lineage = Lineage(parties)
        let byKind = Dictionary(grouping: acts, by: \.kind)
        return separations.flatMap { separation in
            (byKind[separation.first] ?? []).flatMap { first in
                (byKind[separation.second] ?? []).filter { lineage.isSame($0, first) }.map {
                    DutyConflict(separation: separation, first: first, second: $0)
                }
            }
        }
    }
}

/// Which party has become which.
struct Lineage {
    private let byId: [String: Party]

    init(_ parties: [Party]) {
        byId = Dictionary(parties.map { ($0.id, $0) }) { first, _ in first }
    }

    func holder(of id: String, on day: Day) -> PartyHolder? {
        guard var party = byId[id] else { return nil }
        var through: [String] = []
        var seen: Set<String> = []
        while let succession = party.successor, seen.insert(party.id).inserted {
            guard let on = succession.on.value.value else {
                let question = OpenQuestion(
                    place: "parties/\(party.id)/merged_into", "\(party.name) 从哪一天起并入？",
                    "from which day is \(party.name) merged?")
                return PartyHolder(party: party.id, through: through, questions: [question])
            }
            guard on <= day, let next = byId[succession.party] else { break }
            through.append(party.id)
            party = next
        }
        return PartyHolder(party: party.id, through: through, questions: [])
    }

    func isSame(_ left: DutyAct, _ right: DutyAct) -> Bool {
        let later = max(left.day, right.day)
        let holders = [left, right].map { holder(of: $0.party, on: later)?.party ?? $0.party }
        return holders[0] == holders[1]
    }
}

/// A paper somebody owes.
public struct PaperDue: Sendable, Hashable {
    /// Who answers for it now.
    public let party: String
    /// The duty it belongs to.
    public let duty: Duty
    /// Its title, with its place.
    public let paper: Stated<String>
}

/// What a party did in a case.
public struct DutyAct: Sendable, Hashable {
    /// Who.
    public let party: String
    /// Which kind of duty.
    public let kind: String
    /// When.
    public let day: Day

    /// An act of a party.
    public init(party: String, kind: String, day: Day) {
        self.party = party
        self.kind = kind
        self.day = day
    }
}

/// Two acts of one party that should have been of two.
public struct DutyConflict: Sendable, Hashable {
    /// What has to be apart, and why.
    public let separation: Separation
    /// One act.
    public let first: DutyAct
    /// The other.
    public let second: DutyAct
}
