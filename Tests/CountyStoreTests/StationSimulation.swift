import CountyStore
import Crypto
import FoundationEssentials
import Identifiers
import StationJournal
import Testing

/// A folder that goes away with the test.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/cunzhan-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }
}

/// A county's store with one enrolled station, and that station's hand.
final class Fixture {
    static let start: Int64 = 1_790_000_000_000
    static let boot = "c0ffee00-0000-4000-8000-000000000000"

    let folder: TemporaryFolder
    let store: CountyStore
    let station: StationID
    let key: KeyRecord
    var counter: Int64 = 1
    /// The clock both sides agree on.
    var now = Fixture.start + 3_600_000

    init() async throws {
        folder = try TemporaryFolder()
        store = try CountyStore(path: folder.file("county.sqlite"), create: true)
        station = try #require(StationID("tiepu-01"))
        key = try await Self.enrol(station, in: store, code: 1)
    }

    static func enrol(
        _ station: StationID, in store: CountyStore, code: UInt8
    ) async throws -> KeyRecord {
        if try await !store.stations().contains(where: { $0.id == station }) {
            try await store.addStation(station, name: "铁铺镇村级服务点", at: start)
        }
        let hash = [UInt8](repeating: code, count: 32)
        _ = try await store.issueCode(hash: hash, for: station, at: start, expires: start + 1000)
        let publicKey = Array(Curve25519.Signing.PrivateKey().publicKey.rawRepresentation)
        let claim = EnrolmentClaim(codeHash: hash, publicKey: publicKey, counter: 1)
        _ = try await store.enrol(claim, at: start)
        return try await store.key(RequestSignature.keyID(of: publicKey))
    }

    func contact() -> StationContact {
        counter += 1
        return StationContact(key: key, counter: counter, arrived: now, stationClock: now)
    }

    func ingest(_ batch: EntryBatch) async throws -> IngestOutcome {
        try await store.ingest(batch, from: contact())
    }

    func time(_ second: Int) -> EntryTime {
        EntryTime(
            wall: Self.start + Int64(second) * 1000, boot: Self.boot, up: Int64(second) * 1000,
            trust: .synchronised)
    }

    /// Bodies of these facts, a second apart.
    func bodies(_ facts: [Fact]) throws -> [[UInt8]] {
        try facts.enumerated().map { index, fact in
            try Entry(fact, at: time(index)).encoded()
        }
    }

    /// Entries `range` (from 0) of a journal as a batch.
    func batch(_ journal: [[UInt8]], _ range: Range<Int>) -> EntryBatch {
        var chain = HashChain(station: station, epoch: key.epoch)
        for body in journal[..<range.lowerBound] { chain.append(body) }
        return EntryBatch(
            firstSequence: Int64(range.lowerBound) + 1, previousLink: chain.link,
            bodies: Array(journal[range]))
    }
}

extension Fact {
    static func received(_ number: String, mass: Int64? = nil) -> Fact {
        .parcelReceived(
            ParcelReceived(
                number: number, carrier: .zto, pickupCode: "3-2-0017",
                mass: mass.map(Mass.init(milligrams:))))
    }

    static func held(_ number: String) -> Fact {
        .parcelHeld(ParcelHeld(number: number, candidates: [.zto, .sto]))
    }

    static func handedOut(_ number: String) -> Fact {
        .parcelHandedOut(
            ParcelHandedOut(number: number, pickupCode: "3-2-0017", proof: .pickupCode))
    }

    static func printed(_ number: String, job: Int64 = 1) -> Fact {
        .labelPrinted(
            LabelPrinted(number: number, job: job, outcome: .confirmed, reprint: false))
    }
}

extension ExpectedParcel {
    static func sample(_ number: String, receiver: String = "村*甲") -> ExpectedParcel {
        ExpectedParcel(
            number: number, carrier: .zto, receiver: receiver, phoneTail: "0001", weigh: true)
    }
}
