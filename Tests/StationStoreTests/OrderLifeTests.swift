import Foundation
import GRDB
import Identifiers
import KeeperDesk
import StationJournal
import Testing

@testable import StationStore

/// What stands on ordered labels goes in time, wholly, whatever the clock does.
@Suite("The life of an order's data")
struct OrderLifeTests {
    private static let phone = "199****0042-0019"
    private static let label = OrderedLabel(
        template: "lot-60x40", fields: #"{"producer":"村*甲","phone":"\#(phone)"}"#, copies: 1)
    private static let day: Int64 = 86_400_000
    private static let life = Int64(StationStore.orderLifeDays) * day

    private let folder: StoreFolder
    private let time = StoreFolder.time()

    init() throws { folder = try StoreFolder() }

    /// Whether the phone number stands anywhere in a file, used page or not.
    private func holdsPhone(_ file: String) throws -> Bool {
        guard let bytes = FileManager.default.contents(atPath: file) else { return false }
        return bytes.range(of: Data(Self.phone.utf8)) != nil
    }

    private func facts(_ store: StationStore) async throws -> [Fact] {
        try await store.entries(after: 0, limit: 100).map { try Entry(decoding: $0.body).fact }
    }

    /// A time in the boot of the orders, or in a later one.
    private func later(
        _ up: Int64, wall: Int64? = nil, boot: String = "boot", trust: ClockTrust = .synchronised
    ) -> EntryTime {
        StoreFolder.time(
            time.wall + (wall ?? up), boot: boot, up: time.up + up, trust: trust)
    }

    @Test("after erasure no byte of it is left in the open files, nor after a restart")
    func bytes() async throws {
        let store = try folder.open()
        let printed = try await store.orderLabel(Self.label, at: time)
        _ = try await store.orderLabel(Self.label, at: time)
        try await store.forgetErased(at: time)
        #expect(try holdsPhone(folder.file))
        for _ in 0..<50 { _ = try await store.orderLabel(Self.label, at: time) }
        #expect(try holdsPhone(folder.file + "-wal"))
        let job = try #require(try await store.labelJob(printed))
        try await store.settleLabelJob(job, .confirmed, at: time)
        #expect(try await store.dropQueuedOrders(of: ["lot-60x40"]) == 51)
        try await store.forgetErased(at: time)
        for file in [folder.file, folder.file + "-wal"] {
            #expect(!(try holdsPhone(file)), "\(file)")
        }
        // Killed between the erasure and the next tick: the next run cleans up.
        _ = try await store.orderLabel(Self.label, at: time)
        #expect(try await store.dropQueuedOrders(of: ["lot-60x40"]) == 1)
        #expect(try holdsPhone(folder.file + "-wal"))
        let copy = folder.path + "/copy.sqlite"
        for end in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: folder.file + end, toPath: copy + end)
        }
        let again = try StationStore(
            path: copy, create: false, station: folder.station, epoch: 1,
            shelves: await store.shelves)
        try await again.forgetErased(at: time)
        for end in ["", "-wal"] { #expect(!(try holdsPhone(copy + end)), "copy\(end)") }
        again.close()
        store.close()
    }

    @Test(
        "a backup holds nothing of orders, prints none when it is restored, and changes none here")
    func backup() async throws {
        let store = try folder.open()
        for _ in 0..<20 { _ = try await store.orderLabel(Self.label, at: time) }
        let doubtful = try await store.orderLabel(Self.label, at: time)
        try await store.setLabelJob(doubtful, .unknown)
        let copy = folder.path + "/copy.sqlite"
        try await store.backUp(to: copy)
        for end in ["", "-wal", "-journal"] { #expect(!(try holdsPhone(copy + end)), "copy\(end)") }
        #expect(try await store.queuedLabels().map(\.count) == [20])
        let restored = try StationStore(
            path: copy, create: false, station: folder.station, epoch: 1,
            shelves: await store.shelves)
        #expect(try await restored.queuedLabels().isEmpty)
        #expect(try await restored.unknownLabelJobs(limit: 9).isEmpty)
        restored.close()
    }

    @Test("a store that cannot be written to can be copied elsewhere, orders or not")
    func backupOfFullDisk() async throws {
        let store = try folder.open()
        _ = try await store.orderLabel(Self.label, at: time)
        try await store.queue.write { db in
            try db.execute(
                sql: """
                    CREATE TRIGGER full BEFORE UPDATE ON run_time
                    BEGIN SELECT RAISE(ABORT, 'no room'); END
                    """)
        }
        await #expect(throws: StoreError.self) {
            try await store.eraseOldOrders(at: later(Self.life + 1))
        }
        try await store.backUp(to: folder.path + "/copy.sqlite")
        #expect(!(try holdsPhone(folder.path + "/copy.sqlite")))
    }

    @Test("the log forgets a parcel's phone number too, within the hour after it left")
    func parcelBytes() async throws {
        let store = try folder.open()
        func holds(_ text: String) throws -> Bool {
            let bytes = FileManager.default.contents(atPath: folder.file + "-wal") ?? Data()
            return bytes.range(of: Data(text.utf8)) != nil
        }
        func parcel(_ index: Int) -> ExpectedParcel {
            let number = StoreFolder.parcel(index).number
            return ExpectedParcel(
                number: number, carrier: .zto, receiver: "村*甲", phoneTail: "739\(index)",
                weigh: false)
        }
        try await store.forgetErased(at: time)
        guard
            case .received(_, let code, _) = try await store.record(
                .receive(parcel(0), mass: nil), at: time)
        else {
            Issue.record("not received")
            return
        }
        let expected = FeedRow(cursor: 1, item: .expect(parcel(1)))
        try await store.apply(FeedPage(rows: [expected], next: 1, more: false))
        _ = try await store.record(.handOut(number: parcel(0).number, code: code), at: time)
        let withdrawn = FeedRow(cursor: 2, item: .withdraw(number: parcel(1).number))
        try await store.apply(FeedPage(rows: [withdrawn], next: 2, more: false))
        for index in 0...1 { #expect(try holds("村*甲739\(index)")) }
        try await store.forgetErased(at: later(3_599_999))
        #expect(try holds("村*甲7390"))
        try await store.forgetErased(at: later(3_600_000))
        for index in 0...1 { #expect(!(try holds("村*甲739\(index)"))) }
        store.close()
    }

    @Test("what was never printed goes after some days, wherever it had come to")
    func erased() async throws {
        let store = try folder.open()
        _ = try await store.orderLabel(Self.label, at: time)
        for state in [LabelJobState.unknown, .sent, .printing] {
            let job = try await store.orderLabel(Self.label, at: time)
            try await store.setLabelJob(job, state)
        }
        let underWay = try #require(try await store.labelJob(4))
        let kept = try await store.orderLabel(Self.label, at: later(Self.life))
        #expect(try await store.eraseOldOrders(at: later(Self.life)) == 0)
        #expect(try await store.eraseOldOrders(at: later(Self.life + 1)) == 4)
        #expect(try await store.unknownLabelJobs(limit: 9).isEmpty)
        #expect(try await store.queuedLabels().map(\.first) == [kept])
        let unknown = [3, 4].map {
            Fact.orderedLabelPrinted(
                OrderedLabelPrinted(
                    template: "lot-60x40", job: $0, copies: 1, outcome: .unknown, reprint: false))
        }
        #expect(try await facts(store) == unknown)
        // The printer's late word on one of them is written, and is no reason to ask anybody.
        try await store.setLabelJob(underWay.id, .printing)
        try await store.settleLabelJob(underWay, .unknown, at: time)
        try await store.requeueLabelJob(underWay.id)
        #expect(try await store.unknownLabelJobs(limit: 9).isEmpty)
        #expect(try await store.queuedLabels().map(\.first) == [kept])
    }

    @Test("a clock that jumps drops nothing and keeps nothing for ever")
    func jumps() async throws {
        let store = try folder.open()
        let year = 365 * Self.day
        _ = try await store.orderLabel(Self.label, at: time)
        // Set ahead or back in the same boot, trusted or not.
        for wall in [year, -year] {
            for trust in [ClockTrust.unknown, .batteryClock, .synchronised] {
                let now = later(Self.day, wall: wall, trust: trust)
                #expect(try await store.eraseOldOrders(at: now) == 0)
            }
        }
        // Another boot with a clock nobody set: years ahead or back, it proves nothing.
        for wall in [year, -year] {
            let now = later(5_000, wall: wall, boot: "second", trust: .unknown)
            #expect(try await store.eraseOldOrders(at: now) == 0)
        }
        // But three days' running time is enough, whatever the clock says.
        let end = later(2 * Self.day, wall: -year, boot: "second", trust: .unknown)
        #expect(try await store.eraseOldOrders(at: end) == 1)
    }

    @Test("time in which it was off counts where the clock is right on both sides")
    func off() async throws {
        let store = try folder.open()
        _ = try await store.orderLabel(Self.label, at: time)
        _ = try await store.orderLabel(
            Self.label, at: StoreFolder.time(time.wall, trust: .unknown))
        let next = later(60_000, wall: Self.life + 1, boot: "second")
        #expect(try await store.eraseOldOrders(at: next) == 1)
        #expect(try await store.queuedLabels().map(\.first) == [2])
    }

    @Test("ordered by a clock that was ahead: it counts from when the clock is right again")
    func ahead() async throws {
        let store = try folder.open()
        let wrong = StoreFolder.time(time.wall + 365 * Self.day)
        _ = try await store.orderLabel(Self.label, at: wrong)
        #expect(try await store.eraseOldOrders(at: later(1_000, boot: "second")) == 0)
        let due = later(2_000, wall: Self.life + 1_001, boot: "third")
        #expect(try await store.eraseOldOrders(at: due) == 1)
    }

    @Test("a machine that is never on for long comes to an end too")
    func shortBoots() async throws {
        let store = try folder.open()
        _ = try await store.orderLabel(Self.label, at: time)
        var boots = 0
        repeat {
            boots += 1
            try #require(boots < 1_000)
        } while try await store.eraseOldOrders(
            at: StoreFolder.time(0, boot: "boot \(boots)", up: 5_000, trust: .unknown)) == 0
        #expect(boots > 100)
    }
}
