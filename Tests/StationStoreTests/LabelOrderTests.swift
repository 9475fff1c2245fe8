import Foundation
import GRDB
import Identifiers
import KeeperDesk
import StationJournal
import StationStore
import Testing

/// Labels ordered by their template's name, the paper they need, and labels nobody needs any more.
@Suite("Label jobs")
struct LabelOrderTests {
    private static let lot = OrderedLabel(
        template: "lot-60x40", fields: #"{"producer":"村*甲"}"#, copies: 2)
    private static let day: Int64 = 86_400_000

    private let folder: StoreFolder
    private let time = StoreFolder.time()

    init() throws { folder = try StoreFolder() }

    /// A store with the paper for pickup labels loaded.
    private func open(create: Bool = true) async throws -> StationStore {
        let store = try folder.open(create: create)
        _ = try await store.loadedMedium(first: "60x40+2")
        return store
    }

    private func facts(_ store: StationStore) async throws -> [Fact] {
        try await store.entries(after: 0, limit: 100).map { try Entry(decoding: $0.body).fact }
    }

    /// What is kept of what stood on ordered labels, read past the store.
    private func fields() throws -> [String] {
        var configuration = Configuration()
        configuration.readonly = true
        return try DatabaseQueue(path: folder.file, configuration: configuration).read { db in
            try String.fetchAll(db, sql: "SELECT fields FROM label_job WHERE fields IS NOT NULL")
        }
    }

    @Test("an order outlives a restart; once printed only template and outcome are kept of it")
    func order() async throws {
        let first = try await open()
        let id = try await first.orderLabel(Self.lot, at: time)
        first.close()
        #expect(try fields() == [Self.lot.fields])

        let store = try await open(create: false)
        let waiting = QueuedLabels(template: "lot-60x40", first: id, count: 1)
        #expect(try await store.queuedLabels() == [waiting])
        #expect(try await store.nextLabelJob() == nil, "no pickup label")
        let job = try #require(try await store.nextLabelJob(of: "lot-60x40"))
        #expect(job.subject == .ordered(Self.lot))
        #expect(try await store.claimLabelJob(id, on: "60x40+2"))
        try await store.settleLabelJob(job, .confirmed, at: time)
        #expect(
            try await facts(store) == [
                .orderedLabelPrinted(
                    OrderedLabelPrinted(
                        template: "lot-60x40", job: id, copies: 2, outcome: .confirmed,
                        reprint: false))
            ])
        #expect(try await store.labelJob(id) == nil)
        store.close()
        #expect(try fields() == [])
    }

    @Test("an order repeated under its token is one job; the token is no key to another order")
    func repeated() async throws {
        let store = try await open()
        let id = try await store.orderLabel(Self.lot, token: "a", at: time)
        #expect(try await store.orderLabel(Self.lot, token: "a", at: time) == id)
        #expect(try await store.queuedLabels().map(\.count) == [1])
        #expect(try await store.orderLabel(Self.lot, token: "b", at: time) != id)
        #expect(try await store.orderLabel(Self.lot, at: time) != id)
        let other = OrderedLabel(template: "lot-60x40", fields: "{}", copies: 2)
        await #expect(throws: StoreError.self) {
            try await store.orderLabel(other, token: "a", at: time)
        }
        // Also when the first is printed and forgotten.
        let job = try #require(try await store.labelJob(id))
        try await store.settleLabelJob(job, .confirmed, at: time)
        #expect(try await store.orderLabel(Self.lot, token: "a", at: time) == id)
        #expect(try await store.queuedLabels().map(\.count) == [2])
        // What became of it is known all the same.
        #expect(try await store.labelJobState(id) == .confirmed)
        _ = try await store.dropQueuedOrders(of: ["lot-60x40"])
        let dropped = try await store.orderLabel(Self.lot, token: "b", at: time)
        #expect(try await store.labelJobState(dropped) == .givenUp)
        #expect(try await store.labelJobState(999) == nil)
    }

    @Test("an order in doubt keeps its data for the reprint, which is marked")
    func reprint() async throws {
        let store = try await open()
        let id = try await store.orderLabel(Self.lot, at: time)
        try await store.setLabelJob(id, .printing)
        #expect(try await store.doubtLabelJobsUnderWay(at: time) == 1)
        #expect(try await store.labelJob(id)?.subject == .ordered(Self.lot))
        let answer = try await store.record(.settleLabel(job: id, wasPrinted: false), at: time)
        guard case .reprintQueued(let job) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(job.reprint && job.subject == .ordered(Self.lot))
        #expect(try await store.labelJob(id) == nil)
        // "Print the last label again" is about parcels: what stood on the other is gone.
        try await store.settleLabelJob(job, .confirmed, at: time)
        #expect(try await store.record(.reprintLast, at: time) == .nothingToDo)
    }

    @Test("a label goes to the printer only on the paper it was meant for, measured and undoubted")
    func paper() async throws {
        let store = try await open()
        let id = try await store.orderLabel(Self.lot, at: time)
        try await store.wantMedium("76x130+2")
        #expect(try await store.changeMedium(to: "100x150+2") == .notWanted)
        #expect(try await store.changeMedium(to: "76x130+2") == .changed("76x130+2"))
        #expect(!(try await store.claimLabelJob(id, on: "76x130+2")), "not measured")
        try await store.measuredMedium("60x40+2")
        #expect(!(try await store.claimLabelJob(id, on: "76x130+2")), "that was another paper")
        try await store.measuredMedium("76x130+2")
        #expect(!(try await store.claimLabelJob(id, on: "60x40+2")), "that paper has gone")
        try await store.doubtMedium()
        #expect(!(try await store.claimLabelJob(id, on: "76x130+2")), "in doubt")
        try await store.keepMedium()
        #expect(try await store.claimLabelJob(id, on: "76x130+2"))
        try await store.wantMedium("60x40+2")
        #expect(try await store.changeMedium(to: "60x40+2") == .labelUnderWay)
        store.close()
        let again = try folder.open(create: false)
        let medium = try await again.loadedMedium(first: "60x40+2")
        #expect(medium.loaded == "76x130+2" && medium.isMeasured && medium.wanted == "60x40+2")
    }

    @Test("labels of a parcel that has gone are not printed, not asked about, not shown")
    func gone() async throws {
        let store = try await open()
        guard
            case .received(let parcel, let code, _) = try await store.record(
                .receive(StoreFolder.parcel(0), mass: nil), at: time)
        else {
            Issue.record("not received")
            return
        }
        let first = try #require(try await store.nextLabelJob())
        #expect(try await store.claimLabelJob(first.id, on: "60x40+2"))
        _ = try await store.record(.reprintLast, at: time)
        let second = try #require(try await store.nextLabelJob())
        #expect(try await store.labelJob(second.id) != nil)
        _ = try await store.record(.handOut(number: parcel.number, code: code), at: time)

        #expect(try await store.nextLabelJob() == nil)
        #expect(!(try await store.claimLabelJob(second.id, on: "60x40+2")))
        #expect(try await store.labelJob(second.id) == nil)
        // The one under way could not be written: it does not wait again.
        try await store.requeueLabelJob(first.id)
        #expect(try await store.nextLabelJob() == nil)
        // Or nobody knows whether it came out: it is journalled so, and nobody is asked.
        try await store.setLabelJob(first.id, .sent)
        #expect(try await store.doubtLabelJobsUnderWay(at: time) == 1)
        #expect(try await store.unknownLabelJobs(limit: 9).isEmpty)
        let last = try await facts(store).last
        #expect(
            last
                == .labelPrinted(
                    LabelPrinted(
                        number: parcel.number, job: first.id, outcome: .unknown, reprint: false)))
        #expect(try await store.record(.reprintLast, at: time) == .nothingToDo)
    }

    @Test("a store of an earlier version keeps its labels")
    func migrated() async throws {
        let old = try await open()
        _ = try await old.record(.receive(StoreFolder.parcel(0), mass: nil), at: time)
        old.close()
        try await DatabaseQueue(path: folder.file).write { db in
            try db.execute(
                sql: """
                    DROP TABLE medium;
                    DROP TABLE run_time;
                    CREATE TABLE old (id INTEGER PRIMARY KEY,
                        number TEXT NOT NULL REFERENCES parcel (number),
                        reprint INTEGER NOT NULL, state TEXT NOT NULL) STRICT;
                    INSERT INTO old SELECT id, number, reprint, state FROM label_job;
                    DROP TABLE label_job;
                    ALTER TABLE old RENAME TO label_job;
                    CREATE INDEX label_job_open ON label_job (id)
                        WHERE state IN ('queued', 'sent', 'printing', 'unknown');
                    DELETE FROM grdb_migrations WHERE identifier LIKE '3 %';
                    """)
        }
        let store = try await open(create: false)
        let job = try #require(try await store.nextLabelJob())
        guard case .pickup(let label) = job.subject else {
            Issue.record("\(job)")
            return
        }
        #expect(label.number == StoreFolder.parcel(0).number)
        #expect(try await store.loadedMedium(first: "60x40+2").isMeasured)
    }
}
