import DeviceProtocols
import Foundation
import GRDB
import KeeperDesk
import Logging
import ServiceLifecycle
import StationJournal
import StationStore
import Synchronization
import Testing

@testable import Station

/// What the desk does at its heartbeat.
@Suite("The desk keeps house")
struct HousekeepingTests {
    private let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/house-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
    }

    private func open() throws -> StationStore {
        try StationStore(
            path: folder + "/station.sqlite", create: true,
            station: try #require(StationID("tiepu-01")), epoch: 1,
            shelves: try #require(
                ShelfPlan(layers: [ShelfLayer(shelf: 1, layer: 1, capacity: 40)])))
    }

    @Test("a label in doubt is asked about at the next beat, whoever's word took the question away")
    func doubtfulLabel() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = try open()
        let board = KioskBoard(station: "t", devices: [], clock: StationClock())
        let inbox = DeskInbox()
        let (beats, beat) = AsyncStream.makeStream(of: Void.self)
        let desk = DeskService(
            inbox: inbox, store: store, board: board, clock: StationClock(), scale: ScaleInUse(),
            logger: Logger(label: "house") { _ in LogLines() }, progress: { beat.yield() })
        let running = Task {
            defer { beat.finish() }
            try await desk.run()
        }
        var beating = beats.makeAsyncIterator()
        #expect(inbox.offer(.tick))
        try #require(await beating.next(isolation: nil) != nil)
        let job = try await store.orderLabel(
            OrderedLabel(template: "lot-60x40", fields: "{}", copies: 1),
            at: StationClock().now())
        try await store.setLabelJob(job, .unknown)
        #expect(inbox.offer(.tick))
        try #require(await beating.next(isolation: nil) != nil)
        #expect(await board.state.doubtfulLabel?.job == job)
        running.cancel()
        _ = try? await running.value
        store.close()
    }

    @Test("erasing that fails is logged once, not at each beat, and shown as no failed scan")
    func toldOnce() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var store = try open()
        let now = StationClock().now()
        let old = EntryTime(
            wall: now.wall - 4 * 86_400_000, boot: "before", up: 0, trust: .synchronised)
        _ = try await store.orderLabel(
            OrderedLabel(template: "lot-60x40", fields: "{}", copies: 1), at: old)
        store.close()
        try await DatabaseQueue(path: folder + "/station.sqlite").write { db in
            // Long ago by the time the machine has run, whatever its clock says.
            try db.execute(
                sql: """
                    UPDATE run_time SET total = 400000000;
                    CREATE TRIGGER full BEFORE UPDATE OF fields ON label_job
                    BEGIN SELECT RAISE(ABORT, 'no room'); END;
                    """)
        }
        store = try open()
        let lines = LogLines()
        let board = KioskBoard(station: "t", devices: [], clock: StationClock())
        let before = await board.state.scan
        let inbox = DeskInbox()
        let (beats, beat) = AsyncStream.makeStream(of: Void.self)
        let desk = DeskService(
            inbox: inbox, store: store, board: board, clock: StationClock(), scale: ScaleInUse(),
            logger: Logger(label: "house") { _ in lines }, progress: { beat.yield() })
        let running = Task {
            defer { beat.finish() }
            try await desk.run()
        }
        var beating = beats.makeAsyncIterator()
        for _ in 1...4 {
            #expect(inbox.offer(.tick))
            try #require(await beating.next(isolation: nil) != nil, "the desk has ended")
        }
        #expect(lines.all.count { $0.contains("old orders") } == 1, "\(lines.all)")
        #expect(await board.state.scan == before)
        running.cancel()
        _ = try? await running.value
        store.close()
    }
}

/// What was logged.
private final class LogLines: LogHandler, Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func log(event: LogEvent) {
        lines.withLock { $0.append("\(event.message)") }
    }

    subscript(metadataKey _: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
}
