import KeeperDesk
import StationJournal
import StationStore
import Testing

@Suite("The outbox and the feed")
struct OutboxTests {
    private let folder: StoreFolder
    private let time = StoreFolder.time()

    init() throws {
        folder = try StoreFolder()
    }

    private func filled(_ count: Int) async throws -> StationStore {
        let store = try folder.open()
        for index in 0..<count {
            _ = try await store.record(.receive(StoreFolder.parcel(index), mass: nil), at: time)
        }
        return store
    }

    private func receipt(_ store: StationStore, through: Int64) async throws -> Receipt {
        let entries = try await store.entries(after: through - 1, limit: 1)
        return Receipt(
            acknowledgedThrough: through, link: entries[0].link.hex, verdicts: [], serverTime: 0)
    }

    @Test("only a receipt with the right hash moves the outbox on")
    func acknowledge() async throws {
        let store = try await filled(5)
        let batch = try #require(try await store.pendingBatch(limit: 3))
        #expect(batch.firstSequence == 1 && batch.bodies.count == 3)
        #expect(
            batch.previousLink == HashChain(station: folder.station, epoch: 1).link)
        #expect(try await store.pendingCount() == 5)

        let wrong = Receipt(
            acknowledgedThrough: 3, link: String(repeating: "0", count: 64), verdicts: [],
            serverTime: 0)
        await #expect(throws: StoreError.forked(sequence: 3)) { try await store.acknowledge(wrong) }
        #expect(try await store.pendingCount() == 5)

        try await store.acknowledge(try await receipt(store, through: 3))
        let rest = try #require(try await store.pendingBatch(limit: 10))
        #expect(rest.firstSequence == 4 && rest.bodies.count == 2)
        #expect(rest.previousLink == (try await store.entries(after: 2, limit: 1))[0].link)
        // An old receipt that arrives late takes nothing back.
        try await store.acknowledge(try await receipt(store, through: 2))
        #expect(try await store.pendingCount() == 2)
        try await store.acknowledge(try await receipt(store, through: 5))
        #expect(try await store.pendingBatch(limit: 10) == nil)
        try await store.rewind(to: 1)
        #expect(try await store.pendingCount() == 4)
    }

    @Test("a receipt for entries that do not exist is a fork")
    func acknowledgedTooMuch() async throws {
        let store = try await filled(1)
        let receipt = Receipt(acknowledgedThrough: 2, link: "", verdicts: [], serverTime: 0)
        await #expect(throws: StoreError.forked(sequence: 2)) {
            try await store.acknowledge(receipt)
        }
    }

    @Test("request counters are never handed out twice, not even across a crash")
    func counters() async throws {
        let store = try folder.open()
        let first = try await store.takeRequestCounters(64, above: 3)
        #expect(first == 4..<68)
        store.close()
        let again = try folder.open()
        #expect(try await again.takeRequestCounters(64, above: 3) == 68..<132)
    }

    @Test("a page of the feed counts once, and never undoes what the station did")
    func feed() async throws {
        let store = try folder.open()
        let (one, two) = (StoreFolder.parcel(1), StoreFolder.parcel(2))
        let page = FeedPage(
            rows: [
                FeedRow(cursor: 1, item: .expect(one)), FeedRow(cursor: 2, item: .expect(two)),
                FeedRow(cursor: 3, item: .unknown(kind: "price")),
            ], next: 3, more: false)
        try await store.apply(page)
        try await store.apply(page)
        #expect(try await store.feedCursor() == 3)
        #expect(try await store.counts(wall: time.wall).expected == 2)

        _ = try await store.record(.receive(one, mass: nil), at: time)
        let late = FeedPage(
            rows: [
                FeedRow(cursor: 4, item: .expect(one)),
                FeedRow(cursor: 5, item: .withdraw(number: two.number)),
                FeedRow(cursor: 6, item: .withdraw(number: two.number)),
            ], next: 6, more: false)
        try await store.apply(late)
        #expect(
            try await store.counts(wall: time.wall) == TodayCounts(received: 1, inStock: 1))
        #expect(try await store.knowledge(for: .parcel(number: one.number)).expected == nil)
    }

    @Test("a feed begun anew brings back nothing that is already here")
    func feedAnew() async throws {
        let store = try folder.open()
        let (one, two) = (StoreFolder.parcel(1), StoreFolder.parcel(2))
        let page = FeedPage(
            rows: [
                FeedRow(cursor: 1, item: .expect(one)), FeedRow(cursor: 2, item: .expect(two)),
            ], next: 2, more: false)
        try await store.apply(page)
        _ = try await store.record(.receive(one, mass: nil), at: time)
        try await store.restartFeed()
        #expect(try await store.feedCursor() == 0)
        try await store.apply(page)
        #expect(
            try await store.counts(wall: time.wall)
                == TodayCounts(received: 1, inStock: 1, expected: 1))
    }

    @Test("labels: doubt after a crash, a reprint is marked, a person can confirm")
    func labels() async throws {
        let store = try await filled(2)
        let first = try #require(try await store.nextLabelJob())
        try await store.setLabelJob(first.id, .sent)
        let second = try #require(try await store.nextLabelJob())
        #expect(second.id == first.id + 1)
        try await store.settleLabelJob(second, .confirmed, at: time)
        store.close()

        let again = try folder.open()
        #expect(try await again.doubtLabelJobsUnderWay(at: time) == 1)
        #expect(try await again.doubtLabelJobsUnderWay(at: time) == 0)
        #expect(try await again.nextLabelJob() == nil)
        #expect(try await again.unknownLabelJobs(limit: 9).map(\.id) == [first.id])
        guard case .reprintQueued(let queued) = try await again.record(.reprintLast, at: time)
        else {
            Issue.record("no reprint")
            return
        }
        let reprint = try #require(try await again.nextLabelJob())
        #expect(reprint == queued)
        #expect(reprint.reprint && reprint.subject == first.subject)
        #expect(try await again.unknownLabelJobs(limit: 9).isEmpty)
        #expect(try await again.record(.confirmUnknownLabel, at: time) == .nothingToDo)
    }
}
