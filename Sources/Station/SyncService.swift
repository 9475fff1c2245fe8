import FailPoints
internal import FoundationEssentials
import Logging
import ServiceLifecycle
import StationJournal
import StationStore

/// Brings the journal to the county and the feed to the station, by one loop on one timer.
struct SyncService: Service {
    /// Entries in one batch at most.
    static let batchMax = 500
    /// Request counters taken from the store at a time; one commit per so many requests.
    static let counterBlock: Int64 = 64

    let store: StationStore
    let client: CountyClient
    /// The last request counter used for enrolment.
    let counterFloor: Int64
    let board: KioskBoard
    let pace: UploadMachine.Pace
    let wake: SyncWake
    let logger: Logger
    let progress: @Sendable () -> Void
    /// The county said what time it is, in milliseconds since 1970.
    let heardTime: @Sendable (Int64) -> Void

    func run() async throws {
        var session = Session()
        var machine = UploadMachine(pace: pace, now: StationClock.monotonic())
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in store.journalSignals().cancelOnGracefulShutdown() {
                    wake.raise(.journalGrew)
                }
            }
            group.addTask { try await keepTime() }
            for await reason in wake.reasons.cancelOnGracefulShutdown() {
                progress()
                try await turn(reason, &machine, &session)
            }
            group.cancelAll()
        }
    }

    /// Turns the loop at least once a second: waits are compared with the clock, never slept.
    private func keepTime() async throws {
        while !Task.isShuttingDownGracefully {
            try await Task.sleep(for: min(.seconds(1), max(pace.settle, .milliseconds(50))))
            wake.raise(.timer)
        }
    }

    private func turn(
        _ reason: SyncWake.Reason, _ machine: inout UploadMachine, _ session: inout Session
    ) async throws {
        let now = StationClock.monotonic()
        switch reason {
        case .journalGrew:
            machine.journalGrew(now: now)
            await showQueue()
        case .person: machine.askedByPerson(now: now)
        case .timer: break
        }
        guard now >= machine.next else { return }
        let outcome = try await contact(&session)
        machine.ended(
            outcome, now: StationClock.monotonic(), random: Double.random(in: 0..<1))
        await showQueue()
    }

    // MARK: One contact

    private struct Session {
        var counters: Range<Int64> = 0..<0
    }

    private func contact(_ session: inout Session) async throws -> UploadMachine.Outcome {
        do throws(CountyError) {
            while !Task.isShuttingDownGracefully, try await sendBatch(&session) {}
            while !Task.isShuttingDownGracefully, try await takeFeed(&session) {}
            await showLink(.online, KioskText.linkOnline)
            await board.countyWasReached()
            return .complete
        } catch {
            logger.warning("county not reached", metadata: ["why": "\(error)"])
            return await note(error)
        }
    }

    private func note(_ error: CountyError) async -> UploadMachine.Outcome {
        switch error {
        case .busy(let retryAfter):
            await showLink(.offline, KioskText.linkOffline)
            return .failed(retryAfter: retryAfter)
        case .refused(_, "fork", _): await showLink(.offline, KioskText.linkForked)
        case .refused: await showLink(.offline, KioskText.linkRefused)
        case .unreachable, .notACounty: await showLink(.offline, KioskText.linkOffline)
        }
        return .failed(retryAfter: nil)
    }

    private func nextCounter(_ session: inout Session) async throws(CountyError) -> Int64 {
        // The probe's allowance is for one exchange; a backlog of a year is many.
        progress()
        if session.counters.isEmpty {
            session.counters = try await stored { () throws(StoreError) in
                try await store.takeRequestCounters(
                    Self.counterBlock, above: counterFloor)
            }
        }
        return session.counters.removeFirst()
    }

    /// Sends the next entries; true when more wait.
    private func sendBatch(_ session: inout Session) async throws(CountyError) -> Bool {
        let batch = try await stored { () throws(StoreError) in
            try await store.pendingBatch(limit: Self.batchMax)
        }
        guard let batch else { return false }
        failPoint(.h6Before)
        let answer: Data
        do throws(CountyError) {
            answer = try await ask(
                "POST", "/station/v1/entries", counter: try await nextCounter(&session),
                body: batch.encoded(), type: "application/vnd.cunzhan.entries")
        } catch .refused(_, "sequence-gap", let expected?) where expected < batch.firstSequence {
            // The county lost its newest entries (restored from a backup): send them again.
            try await stored { () throws(StoreError) in try await store.rewind(to: expected - 1) }
            return true
        } catch {
            throw error
        }
        let receipt = try CountyClient.decode(Receipt.self, answer)
        let last = batch.firstSequence + Int64(batch.bodies.count) - 1
        guard receipt.acknowledgedThrough >= last,
            receipt.hasVerdicts(from: batch.firstSequence, through: last)
        else { throw .notACounty("a receipt without a verdict for every entry") }
        heardTime(receipt.serverTime)
        failPoint(.h6After)
        try await stored { () throws(StoreError) in try await store.acknowledge(receipt) }
        return batch.bodies.count == Self.batchMax
    }

    /// Takes over the next page of the feed; true when more waits.
    private func takeFeed(_ session: inout Session) async throws(CountyError) -> Bool {
        let cursor = try await stored { () throws(StoreError) in try await store.feedCursor() }
        let answer: Data
        do throws(CountyError) {
            answer = try await ask(
                "GET", "/station/v1/feed?after=\(cursor)&limit=\(FeedPage.countMax)",
                counter: try await nextCounter(&session))
        } catch .refused(_, "cursor-ahead", _) where cursor > 0 {
            try await stored { () throws(StoreError) in try await store.restartFeed() }
            return true
        } catch {
            throw error
        }
        let page = try CountyClient.decode(FeedPage.self, answer)
        guard page.next > cursor else { return false }
        try await stored { () throws(StoreError) in try await store.apply(page) }
        return page.more
    }

    /// Asks the county; told to end meanwhile, it does not wait for a slow link's answer.
    private func ask(
        _ method: String, _ target: String, counter: Int64, body: [UInt8] = [],
        type: String = "application/json"
    ) async throws(CountyError) -> Data {
        do {
            return try await cancelWhenGracefulShutdown {
                try await client.send(method, target, counter: counter, body: body, type: type)
            }
        } catch let error as CountyError {
            throw error
        } catch {
            throw .unreachable("\(error)")
        }
    }

    /// The store's own faults are met and shown at the desk; here they only end the contact.
    private func stored<T>(
        _ body: () async throws(StoreError) -> T
    ) async throws(CountyError) -> T {
        do throws(StoreError) {
            return try await body()
        } catch .forked(let sequence) {
            throw .refused(status: 409, code: "fork", expected: sequence)
        } catch {
            throw .unreachable("the station's store: \(error)")
        }
    }

    // MARK: Lamp

    private func showLink(_ state: LinkLamp.State, _ text: Phrase) async {
        let queue = (try? await store.pendingCount()) ?? 0
        let counts = try? await store.counts(wall: StationClock().now().wall)
        await board.change {
            $0.link = LinkLamp(state: state, text: text, queue: queue)
            if let counts { $0.today = CountPanel(counts) }
        }
    }

    private func showQueue() async {
        guard let queue = try? await store.pendingCount() else { return }
        await board.change { $0.link.queue = queue }
    }
}

/// What turns the sync loop.
struct SyncWake: Sendable {
    enum Reason: Sendable {
        case journalGrew, person, timer
    }

    let reasons: AsyncStream<Reason>
    private let continuation: AsyncStream<Reason>.Continuation

    init() {
        // A waking lost to the bound is made up for by the timer.
        (reasons, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(8))
    }

    func raise(_ reason: Reason) {
        continuation.yield(reason)
    }
}
