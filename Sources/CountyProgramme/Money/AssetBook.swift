/// A thing bought with public money, which stays public.
public struct PublicAsset: Sendable, Hashable {
    /// The number on its tag.
    public let tag: String
    /// What it is.
    public let name: String
    /// Who owns it.
    public let owner: String
    /// The contract it was bought under.
    public let contract: String
    /// What it cost.
    public let cost: Fen
    /// The day it was taken over.
    public let bought: Day

    /// An asset of these parts.
    public init(
        tag: String, name: String, owner: String, contract: String, cost: Fen, bought: Day
    ) {
        self.tag = tag
        self.name = name
        self.owner = owner
        self.contract = contract
        self.cost = cost
        self.bought = bought
    }
}

/// Somebody has seen the asset and taken a picture.
public struct AssetSighting: Sendable, Hashable {
    /// The asset.
    public let tag: String
    /// The day.
    public let day: Day
    /// Where it stood.
    public let place: String
    /// The picture, by the hash of its content.
    public let photo: String

    /// A sighting of these parts.
    public init(tag: String, day: Day, place: String, photo: String) {
        self.tag = tag
        self.day = day
        self.place = place
        self.photo = photo
    }
}

/// An asset was given up.
public struct AssetDisposal: Sendable, Hashable {
    /// The asset.
    public let tag: String
    /// The day.
    public let day: Day
    /// Who allowed it, by the paper; empty when nobody did.
    public let approval: String
    /// What it brought.
    public let proceeds: Fen

    /// A disposal of these parts.
    public init(tag: String, day: Day, approval: String, proceeds: Fen) {
        self.tag = tag
        self.day = day
        self.approval = approval
        self.proceeds = proceeds
    }
}

/// The assets of a county, when each was last seen, and what is wrong with any.
public struct AssetBook: Sendable, Equatable {
    /// Something that has to be looked into.
    public enum Doubt: Sendable, Hashable {
        /// Two assets have one tag; the second is not taken.
        case tagTwice(String)
        /// Nobody has seen it for so many days, or ever.
        case unseen(tag: String, days: Int)
        /// One picture shows two assets, or one asset on two days.
        case photoTwice(photo: String, tags: [String])
        /// A tag nobody has entered was seen or disposed of.
        case unknown(tag: String)
        /// It was seen after it was given up.
        case seenAfterDisposal(tag: String, on: Day)
        /// It was given up without a paper that allows it.
        case noApproval(tag: String)
        /// More was bought under a contract than the contract is worth.
        case overContract(String, by: Fen)
    }

    private var assets: [String: PublicAsset] = [:]
    private var twice: [String] = []
    private var sightings: [AssetSighting] = []
    private var disposals: [String: AssetDisposal] = [:]

    /// An empty book.
    public init() {}

    /// Takes an asset; one whose tag is there already becomes a doubt.
    public mutating func add(_ asset: PublicAsset) {
        if assets[asset.tag] == nil {
            assets[asset.tag] = asset
        } else {
            twice.append(asset.tag)
        }
    }

    /// Takes a sighting.
    public mutating func add(_ sighting: AssetSighting) { sightings.append(sighting) }

    /// Takes a disposal; the first one of an asset holds.
    public mutating func add(_ disposal: AssetDisposal) {
        disposals[disposal.tag] = disposals[disposal.tag] ?? disposal
    }

    /// The assets held on a day, by tag.
    public func held(on day: Day) -> [PublicAsset] {
        assets.values.filter { asset in
            asset.bought <= day && disposals[asset.tag].map { day < $0.day } ?? true
        }.sorted { $0.tag < $1.tag }
    }

    /// When and where each asset held was last seen.
    public func lastSeen(on day: Day) -> [String: AssetSighting] {
        var last: [String: AssetSighting] = [:]
        for sighting in sightings where sighting.day <= day {
            if let other = last[sighting.tag], sighting.day < other.day { continue }
            last[sighting.tag] = sighting
        }
        return last
    }

    /// What has to be looked into on a day; an asset is unseen after `most` days.
    ///
    /// - Throws: `QuantityError.overflow`.
    public func doubts(
        on day: Day, unseenAfter most: Int, in ledger: FundLedger
    ) throws(QuantityError) -> [Doubt] {
        var doubts = Set(twice).sorted().map(Doubt.tagTwice)
        let last = lastSeen(on: day)
        for asset in held(on: day) {
            let since = last[asset.tag]?.day ?? asset.bought
            let days = day.number - since.number
            if days > most { doubts.append(.unseen(tag: asset.tag, days: days)) }
        }
        let known = sightings.filter { $0.day <= day }
        for (photo, group) in Dictionary(grouping: known, by: \.photo).sorted(by: {
            $0.key < $1.key
        })
        where Set(group).count > 1 {
            doubts.append(.photoTwice(photo: photo, tags: group.map(\.tag).sorted()))
        }
        let named = Set(known.map(\.tag)).union(disposals.keys)
        doubts += named.filter { assets[$0] == nil }.sorted().map(Doubt.unknown)
        for (tag, disposal) in disposals.sorted(by: { $0.key < $1.key }) where disposal.day <= day {
            if disposal.approval.isEmpty { doubts.append(.noApproval(tag: tag)) }
            if let seen = last[tag], seen.day > disposal.day {
                doubts.append(.seenAfterDisposal(tag: tag, on: seen.day))
            }
        }
        return doubts + (try overContracts(on: day, in: ledger))
    }

    private func overContracts(
        on day: Day, in ledger: FundLedger
    ) throws(QuantityError) -> [Doubt] {
        var worth: [String: Fen] = [:]
        for voucher in ledger.vouchers where voucher.day <= day {
            switch voucher.event {
            case .contract(let id, _, _, let amount), .change(let id, let amount):
                worth[id] = try worth[id, default: .zero].adding(amount)
            default: break
            }
        }
        var doubts: [Doubt] = []
        let bought = Dictionary(grouping: assets.values.filter { $0.bought <= day }, by: \.contract)
        for (contract, group) in bought.sorted(by: { $0.key < $1.key }) {
            let cost = try Fen.sum(of: group.map(\.cost))
            let over = try cost.subtracting(worth[contract] ?? .zero)
            if over > .zero { doubts.append(.overContract(contract, by: over)) }
        }
        return doubts
    }
}
