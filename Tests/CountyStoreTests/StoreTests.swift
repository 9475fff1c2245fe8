import Crypto
import FoundationEssentials
import GRDB
import StationJournal
import Testing

@testable import CountyStore

@Suite("Store")
struct StoreTests {
    @Test("Full synchronisation is in force on the writer, or the store does not open")
    func synchronous() async throws {
        let folder = try TemporaryFolder()
        let store = try CountyStore(path: folder.file("a.sqlite"), create: true)
        #expect(try store.settings() == ["synchronous": "2", "journal_mode": "wal"])
    }

    @Test("A missing, foreign or garbled file is refused and left alone")
    func missing() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.sqlite")
        #expect(throws: CountyStoreError.self) { try CountyStore(path: path, create: false) }
        #expect(!FileManager.default.fileExists(atPath: path))
        let garbage = Data((0..<9000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        try garbage.write(to: URL(filePath: path))
        #expect(throws: CountyStoreError.self) { try CountyStore(path: path, create: false) }
        #expect(try Data(contentsOf: URL(filePath: path)) == garbage)
        let foreign = folder.file("b.sqlite")
        try DatabaseQueue(path: foreign).write { try $0.execute(sql: "CREATE TABLE x (y)") }
        #expect(throws: CountyStoreError.self) { try CountyStore(path: foreign, create: false) }
    }

    @Test("A store of a newer version is refused")
    func newer() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.sqlite")
        try CountyStore(path: path, create: true).close()
        try DatabaseQueue(path: path).write { database in
            try database.execute(
                sql: "INSERT INTO grdb_migrations (identifier) VALUES ('2 from the future')")
        }
        #expect(throws: CountyStoreError.newer(path: path)) {
            try CountyStore(path: path, create: false)
        }
    }

    @Test("What was stored is there after closing and opening, counters of refusals too")
    func reopened() async throws {
        let fixture = try await Fixture()
        let bodies = try fixture.bodies([.received("731234567890")])
        _ = try await fixture.ingest(fixture.batch(bodies, 0..<1))
        fixture.store.count(.signatureWrong)
        fixture.store.count(.signatureWrong)
        try fixture.store.close()
        let again = try CountyStore(path: fixture.folder.file("county.sqlite"), create: false)
        #expect(try await again.stations().first?.lastSequence == 1)
        #expect(try await again.parcel("731234567890")?.state == .inStock)
        #expect(try await again.refusals() == [.signatureWrong: 2])
    }

    @Test("A full disk stores nothing, says so, and goes on when there is room")
    func full() async throws {
        let fixture = try await Fixture()
        try fixture.store.limitPages(to: 60)
        fixture.store.count(.fork)
        let text = String(repeating: "x", count: 12_000)
        let bodies = (0..<40).map { Array("\(text)\($0)".utf8) }
        await #expect(throws: CountyStoreError.full) {
            try await fixture.ingest(fixture.batch(bodies, 0..<40))
        }
        #expect(try await fixture.store.stations().first?.lastSequence == 0)
        #expect(try await fixture.store.refusals() == [.fork: 1])
        #expect(!fixture.store.isStopped)
        try fixture.store.limitPages(to: 100_000)
        guard case .stored = try await fixture.ingest(fixture.batch(bodies, 0..<40)) else {
            return #expect(Bool(false), "not stored")
        }
    }

    @Test("A backup is whole and opens as a store; an existing file is not overwritten")
    func backup() async throws {
        let fixture = try await Fixture()
        let bodies = try fixture.bodies([.received("731234567890")])
        _ = try await fixture.ingest(fixture.batch(bodies, 0..<1))
        let path = fixture.folder.file("copy.sqlite")
        try await fixture.store.backup(to: path)
        let copy = try CountyStore(path: path, create: false)
        #expect(try await copy.parcel("731234567890")?.state == .inStock)
        await #expect(throws: CountyStoreError.self) { try await fixture.store.backup(to: path) }
    }

    @Test("A code enrols one key once; the same key asking again gets the same grant")
    func enrolment() async throws {
        let fixture = try await Fixture()
        let hash = [UInt8](repeating: 9, count: 32)
        func claim(_ key: UInt8, _ counter: Int64) -> EnrolmentClaim {
            EnrolmentClaim(
                codeHash: hash, publicKey: [UInt8](repeating: key, count: 32), counter: counter)
        }
        await #expect(throws: Refusal.codeUnknown) {
            try await fixture.store.enrol(claim(1, 1), at: Fixture.start)
        }
        _ = try await fixture.store.issueCode(
            hash: hash, for: fixture.station, at: Fixture.start, expires: Fixture.start + 10)
        await #expect(throws: Refusal.codeExpired) {
            try await fixture.store.enrol(claim(1, 1), at: Fixture.start + 10)
        }
        let grant = try await fixture.store.enrol(claim(1, 1), at: Fixture.start + 9)
        #expect(grant.epoch == 2)
        let again = try await fixture.store.enrol(claim(1, 2), at: Fixture.start + 9)
        #expect(again == grant)
        await #expect(throws: Refusal.codeUsed) {
            try await fixture.store.enrol(claim(2, 1), at: Fixture.start + 9)
        }
        // The first key is superseded, and revocation ends the second.
        await #expect(throws: Refusal.keySuperseded) {
            try await fixture.store.key(fixture.key.id)
        }
        try await fixture.store.revokeStation(fixture.station)
        await #expect(throws: Refusal.stationRevoked) {
            try await fixture.store.enrol(claim(1, 3), at: Fixture.start + 9)
        }
    }

    @Test("A later code withdraws an earlier one that was not used")
    func withdrawn() async throws {
        let fixture = try await Fixture()
        let first = [UInt8](repeating: 8, count: 32)
        for hash in [first, [UInt8](repeating: 9, count: 32)] {
            _ = try await fixture.store.issueCode(
                hash: hash, for: fixture.station, at: 0, expires: Fixture.start)
        }
        await #expect(throws: Refusal.codeUnknown) {
            try await fixture.store.enrol(
                EnrolmentClaim(
                    codeHash: first, publicKey: [UInt8](repeating: 1, count: 32), counter: 1),
                at: 1)
        }
    }

    @Test("The feed numbers each station's rows without gaps and pages through them")
    func feed() async throws {
        let fixture = try await Fixture()
        let other = try #require(StationID("zhoudang-02"))
        try await fixture.store.addStation(other, name: "周党镇服务站", at: 0)
        let parcels = (0..<7).map { ExpectedParcel.sample("10000000000\($0)") }
        let count = try await fixture.store.announce(parcels, to: fixture.station, at: 1)
        #expect(count.added == 7)
        let again = try await fixture.store.announce(parcels, to: fixture.station, at: 2)
        #expect(again.same == 7 && again.added == 0)
        // One goes elsewhere: withdrawn here.
        _ = try await fixture.store.announce([parcels[0]], to: other, at: 3)
        // One gets another receiver: told again.
        _ = try await fixture.store.announce(
            [.sample("100000000001", receiver: "村*乙")], to: fixture.station, at: 3)
        var rows: [FeedRow] = []
        var cursor: Int64 = 0
        while true {
            let page = try await fixture.store.feed(
                for: fixture.contact(), after: cursor, limit: 4)
            rows += page.rows
            cursor = page.next
            if !page.more { break }
        }
        #expect(rows.map(\.cursor) == Array(1...9))
        #expect(rows[7].item == .withdraw(number: "100000000000"))
        #expect(rows[8].item == .expect(.sample("100000000001", receiver: "村*乙")))
        let nothing = try await fixture.store.feed(for: fixture.contact(), after: 9, limit: 4)
        #expect(nothing == FeedPage(rows: [], next: 9, more: false))
        #expect(try await fixture.store.tallies()["parcels.expected"] == 7)
    }
}
