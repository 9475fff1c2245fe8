import Identifiers
import Rehearsal
import SeededRandom
import StationJournal

/// What an average station sees: made-up parcels of several carriers, and what becomes of them.
enum UsualParcels {
    static let boot = "5f1c6b52-7d0e-4a7e-9c8b-0d1f2a3b4c5d"
    /// 2026-11-21 08:00 at the station.
    static let morning: Int64 = 1_795_219_200_000

    static func time(_ wall: Int64) -> EntryTime {
        EntryTime(wall: wall, boot: boot, up: wall - morning + 3_600_000, trust: .synchronised)
    }

    /// Announcements as the station gets them, personal data masked.
    static func expected(_ count: Int, seed: UInt64) -> [ExpectedParcel] {
        var random = SeededGenerator(seed: seed)
        return Announcement.sample(count, using: &random).map { parcel in
            ExpectedParcel(
                number: parcel.number, carrier: parcel.carrier,
                receiver: Mask.name(parcel.receiver), phoneTail: String(parcel.phone.suffix(4)),
                weigh: parcel.weigh)
        }
    }

    /// The announcements as pages of the feed.
    static func pages(_ parcels: [ExpectedParcel], after cursor: Int64 = 0) -> [FeedPage] {
        stride(from: 0, to: parcels.count, by: FeedPage.countMax).map { start in
            let end = min(start + FeedPage.countMax, parcels.count)
            let rows = (start..<end).map { index in
                FeedRow(cursor: cursor + Int64(index) + 1, item: .expect(parcels[index]))
            }
            return FeedPage(
                rows: rows, next: cursor + Int64(end), more: end < parcels.count)
        }
    }

    /// Parcels between the taking in of one and its handing out.
    private static let stay = 60

    /// So many entries: each parcel is taken in, its label printed, and later handed out.
    static func facts(
        _ count: Int, of parcels: [ExpectedParcel], seed: UInt64
    ) -> [(fact: Fact, time: EntryTime)] {
        var random = SeededGenerator(seed: seed)
        var wall = morning
        var facts: [(fact: Fact, time: EntryTime)] = []
        for (index, parcel) in parcels.enumerated() {
            guard facts.count < count else { break }
            wall += Int64.random(in: 6_000...40_000, using: &random)
            let mass = parcel.weigh ? Int64.random(in: 20...1_800, using: &random) * 5_000 : nil
            facts.append((received(parcel, index, mass), time(wall)))
            wall += Int64.random(in: 900...1_600, using: &random)
            let label = LabelPrinted(
                number: parcel.number, job: Int64(index + 1), outcome: .confirmed, reprint: false)
            facts.append((.labelPrinted(label), time(wall)))
            guard index >= stay else { continue }
            wall += Int64.random(in: 3_000...30_000, using: &random)
            let gone = ParcelHandedOut(
                number: parcels[index - stay].number, pickupCode: code(index - stay),
                proof: .pickupCode)
            facts.append((.parcelHandedOut(gone), time(wall)))
        }
        return Array(facts.prefix(count))
    }

    private static func received(_ parcel: ExpectedParcel, _ index: Int, _ mass: Int64?) -> Fact {
        .parcelReceived(
            ParcelReceived(
                number: parcel.number, carrier: parcel.carrier, pickupCode: code(index),
                mass: mass.map { Mass(milligrams: $0) }))
    }

    /// Codes go round the layers of three shelves, as the shelf plan gives them.
    private static func code(_ index: Int) -> String {
        let layer = index % 12
        return PickupCode(shelf: layer / 4 + 1, layer: layer % 4 + 1, piece: index / 12 % 9999 + 1)?
            .description ?? ""
    }
}
