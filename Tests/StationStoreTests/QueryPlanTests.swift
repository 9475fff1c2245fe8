import GRDB
import KeeperDesk
import StationJournal
import Synchronization
import Testing

@testable import StationStore

/// What SQLite does for the statements that come with each scan and each label.
@Suite("Plans of the store's statements")
struct QueryPlanTests {
    private static let label = OrderedLabel(template: "lot-60x40", fields: "{}", copies: 1)

    private let folder: StoreFolder
    private let time = StoreFolder.time()

    init() throws { folder = try StoreFolder() }

    /// Everything a station does with labels.
    private func work(_ store: StationStore) async throws {
        for index in 0..<4 {
            _ = try await store.record(.receive(StoreFolder.parcel(index), mass: nil), at: time)
        }
        for _ in 0..<3 { _ = try await store.orderLabel(Self.label, token: nil, at: time) }
        _ = try await store.orderLabel(Self.label, token: "a", at: time)
        for template in [nil, "lot-60x40"] {
            let job = try #require(try await store.nextLabelJob(of: template))
            _ = try await store.labelJob(job.id)
            _ = try await store.claimLabelJob(job.id, on: "60x40+2")
            try await store.setLabelJob(job.id, .printing)
            _ = try await store.changeMedium(to: "76x130+2", asked: false)
            try await store.settleLabelJob(job, .unknown, at: time)
            _ = try await store.unknownLabelJobs(limit: 1)
            _ = try await store.record(.confirmUnknownLabel, at: time)
        }
        _ = try await store.queuedLabels()
        let next = try #require(try await store.nextLabelJob())
        _ = try await store.claimLabelJob(next.id, on: "60x40+2")
        try await store.requeueLabelJob(next.id)
        _ = try await store.claimLabelJob(next.id, on: "60x40+2")
        _ = try await store.doubtLabelJobsUnderWay(at: time)
        _ = try await store.record(.settleLabel(job: next.id, wasPrinted: false), at: time)
        guard case .pickup(let label) = next.subject else { return }
        _ = try await store.record(.handOut(number: label.number, code: label.code), at: time)
        _ = try await store.record(.reprintLast, at: time)
        _ = try await store.eraseOldOrders(at: time)
        _ = try await store.dropQueuedOrders(of: ["lot-60x40"])
    }

    /// The statements on labels that ran meanwhile.
    private func statements(
        _ store: StationStore, _ body: () async throws -> Void
    ) async throws -> Set<String> {
        let seen = Statements()
        try await store.queue.writeWithoutTransaction { db in
            db.trace { event in
                guard case .statement(let statement) = event else { return }
                seen.all.withLock { _ = $0.insert(statement.sql) }
            }
        }
        try await body()
        try await store.queue.writeWithoutTransaction { db in db.trace() }
        return seen.all.withLock { $0.filter { $0.contains("label_job") } }
    }

    private func plan(_ sql: String, _ store: StationStore) async throws -> [String] {
        try await store.queue.writeWithoutTransaction { db in
            let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + sql)
            statement.setUncheckedArguments([])
            return try Row.fetchAll(statement).map { $0["detail"] as String }
        }
    }

    @Test("none walks through all the labels there ever were")
    func noScan() async throws {
        let store = try folder.open()
        _ = try await store.loadedMedium(first: "60x40+2")
        let seen = try await statements(store) { try await work(store) }
        #expect(seen.count > 15)
        var indexed = 0
        for sql in seen {
            let plan = try await plan(sql, store)
            // An index here holds what waits or is not settled, nothing else.
            let scans = plan.filter { $0.contains("SCAN label_job") && !$0.contains("INDEX") }
            // The last label of all is found from the end.
            let isLast = sql.contains("ORDER BY id DESC LIMIT 1")
            #expect(scans.isEmpty || isLast, "\(sql): \(plan)")
            #expect(
                !plan.contains {
                    $0.contains("TEMP B-TREE FOR ORDER BY") && !sql.contains("min(id)")
                })
            if plan.contains(where: { $0.contains("label_job_queued") }) { indexed += 1 }
        }
        #expect(indexed >= 4, "what waits, the next, the dropped, those of a parcel")
        store.close()
    }

    @Test("a parcel taken in takes no more statements than it needs")
    func perParcel() async throws {
        let store = try folder.open()
        _ = try await store.record(.receive(StoreFolder.parcel(0), mass: nil), at: time)
        let seen = Statements()
        try await store.queue.writeWithoutTransaction { db in
            db.trace { _ in seen.count.withLock { $0 += 1 } }
        }
        _ = try await store.record(.receive(StoreFolder.parcel(1), mass: nil), at: time)
        try await store.queue.writeWithoutTransaction { db in db.trace() }
        // Begin and commit, six rows written or taken away, one look whether the code is free, the
        // tallies; what only this store changes is not read again.
        #expect(seen.count.withLock { $0 } == 10)
        store.close()
    }
}

private final class Statements: Sendable {
    let all = Mutex<Set<String>>([])
    let count = Mutex(0)
}
