import FailPoints
import Identifiers
import KeeperDesk
import Logging
import ServiceLifecycle
import StationJournal
import StationStore
import Synchronization

/// What comes to the counter.
enum DeskInput: Sendable {
    /// A code was scanned or typed; nil when its bytes are no text.
    ///
    /// From a scanner with the time its last byte came.
    case code(String?, ScanArrival? = nil)
    /// The scale says something else than before.
    case weight(Weighing)
    /// A person settled the label in doubt that was shown.
    case doubtfulLabel(job: Int64, wasPrinted: Bool)
    /// A person was asked for other paper: it is in the printer.
    case paper(String, PaperAnswer)
    /// Time passed: show counts of a new day, and show the watchdog that the store answers.
    case tick
}

/// What a person answers who was asked for other paper.
enum PaperAnswer: String, Codable, Sendable {
    /// It is in the printer.
    case changed
    /// The same paper as before is in it.
    case kept
    /// What waits for it is not to be printed.
    case dropped
}

/// The way to the counter: bounded, and who brings something is told when it cannot be taken.
struct DeskInbox: Sendable {
    /// Inputs that may wait.
    ///
    /// A keeper scans at most a few a second and each takes milliseconds: a full inbox means the
    /// disk hangs, and then a scan must be refused, not kept for later.
    static let waitingMax = 64
    /// Inputs of one device that may wait: one that floods must leave room for the others.
    static let shareMax = 24

    /// An input, and which device it is from.
    struct Arrival: Sendable {
        let input: DeskInput
        let device: String?
    }

    let arrivals: AsyncStream<Arrival>
    private let continuation: AsyncStream<Arrival>.Continuation
    private let shares = Shares()

    init() {
        (arrivals, continuation) = AsyncStream.makeStream(
            bufferingPolicy: .bufferingOldest(Self.waitingMax))
    }

    /// False when the input was not taken.
    func offer(_ input: DeskInput, from device: String? = nil) -> Bool {
        guard let device else { return put(Arrival(input: input, device: nil)) }
        guard shares.take(device) else { return false }
        let isTaken = put(Arrival(input: input, device: device))
        if !isTaken { shares.giveBack(device) }
        return isTaken
    }

    private func put(_ arrival: Arrival) -> Bool {
        if case .enqueued = continuation.yield(arrival) { true } else { false }
    }

    /// What the desk took up makes room for the same device.
    func take(_ arrival: Arrival) -> DeskInput {
        if let device = arrival.device { shares.giveBack(device) }
        return arrival.input
    }

    /// How many inputs of each device wait.
    private final class Shares: Sendable {
        private let waiting = Mutex<[String: Int]>([:])

        func take(_ device: String) -> Bool {
            waiting.withLock { waiting in
                guard waiting[device, default: 0] < DeskInbox.shareMax else { return false }
                waiting[device, default: 0] += 1
                return true
            }
        }

        func giveBack(_ device: String) {
            waiting.withLock { $0[device, default: 1] -= 1 }
        }
    }
}

/// Takes inputs one at a time through identification, decision, commit and screen.
struct DeskService: Service {
    let inbox: DeskInbox
    let store: StationStore
    let board: KioskBoard
    let clock: StationClock
    /// What matters here of the scale there is now.
    let scale: ScaleInUse
    let logger: Logger
    /// A question that came to light less long ago was not read.
    var readingTime = Duration.seconds(1)
    let progress: @Sendable () -> Void

    func run() async throws {
        try await run(on: store)
    }

    /// On the store's thread: from the scanned text to the commit nothing changes threads.
    private func run(on store: isolated StationStore) async throws {
        var desk = Desk()
        var housekeeping = Housekeeping()
        await showDoubtfulLabel()
        for await arrival in inbox.arrivals.cancelOnGracefulShutdown() {
            desk.emptyPan = scale.emptyPan
            try await handle(inbox.take(arrival), &desk, &housekeeping)
            await demandWeight(&desk)
            progress()
        }
    }

    private func handle(
        _ input: DeskInput, _ desk: inout Desk, _ housekeeping: inout Housekeeping
    ) async throws {
        do {
            switch input {
            case .code(let text, let arrival):
                arrival?.reachedDesk()
                try await execute(try await decide(text, &desk))
            case .weight(let weighing):
                guard let decision = desk.weighed(weighing) else { return }
                try await execute(decision)
            case .doubtfulLabel(let job, let wasPrinted):
                try await execute(.record(.settleLabel(job: job, wasPrinted: wasPrinted)))
            case .paper(let medium, let answer): try await paper(medium, answer)
            case .tick:
                try await keepHouse(&housekeeping)
                // Whoever prints asks too: what one of the two has just read may be old by now.
                await board.askAboutLabel(try await store.unknownLabelJobs(limit: 1).first)
                let counts = CountPanel(try await store.counts(wall: clock.now().wall))
                if await board.state.today != counts { await board.change { $0.today = counts } }
            }
        } catch let error as StoreError {
            // Cancelled because another service failed: the store's complaint is of that only.
            guard !Task.isCancelled else { return }
            try await tell(error)
        }
    }

    /// What is left over of the house's work when the disk is full.
    struct Housekeeping {
        /// What was logged already.
        var told: StoreError?
    }

    /// Erases what stood on old orders, from the log of the store too.
    ///
    /// On a full disk it waits: that is logged once, and no scan has failed.
    private func keepHouse(_ housekeeping: inout Housekeeping) async throws {
        do {
            try await eraseOldOrders()
            housekeeping.told = nil
        } catch {
            guard !error.isFinal else { throw error }
            if housekeeping.told != error { tellOfHouse(error) }
            housekeeping.told = error
        }
    }

    private func eraseOldOrders() async throws(StoreError) {
        let expired = try await store.eraseOldOrders(at: clock.now())
        if expired > 0 {
            logger.warning("labels waited too long", metadata: ["jobs": "\(expired)"])
            await board.show(.ordersDropped(expired, isTooOld: true), counts: nil)
            await showDoubtfulLabel()
        }
        try await store.forgetErased(at: clock.now())
    }

    private func tellOfHouse(_ error: StoreError) {
        logger.error("old orders wait to be erased", metadata: ["reason": "\(error)"])
    }

    /// Answers the question that is shown; one that was put meanwhile is another.
    private func paper(_ medium: String, _ answer: PaperAnswer) async throws {
        guard let panel = await board.state.otherPaper, panel.medium == medium else {
            return await board.show(ScanPanel(.notWanted), counts: nil)
        }
        switch answer {
        case .changed:
            let change = panel.isBusy ? .labelUnderWay : try await store.changeMedium(to: medium)
            await board.show(ScanPanel(change), counts: nil)
        case .kept:
            guard panel.isDoubtful else { return }
            try await store.keepMedium()
            await board.show(.paperKept, counts: nil)
        case .dropped:
            guard panel.mayDrop else { return }
            let count = try await store.dropQueuedOrders(of: panel.templates)
            await board.show(.ordersDropped(count, isTooOld: false), counts: nil)
        }
    }

    private func demandWeight(_ desk: inout Desk) async {
        guard let demand = scale.demand else { return }
        let isWanted = desk.wantsWeight
        if !isWanted { desk.scaleIsNotAsked() }
        guard demand.set(isWanted), !isWanted else { return }
        await board.change { $0.weight = nil }
    }

    private func decide(_ text: String?, _ desk: inout Desk) async throws -> Decision {
        failPoint(.h2Before)
        guard let text else { return .tell(.unreadable("")) }
        let code = identify(text)
        let known = try await store.knowledge(for: DeskQuestion(about: code))
        let decision = desk.scanned(code, knowing: known)
        failPoint(.h2After)
        return decision
    }

    private func execute(_ decision: Decision) async throws {
        switch decision {
        case .tell(let notice):
            await board.show(ScanPanel(notice, localTime: ChinaTime.dayAndMinute), counts: nil)
        case .record(let intent):
            failPoint(.h3Before)
            let recorded = try await store.record(intent, at: clock.now())
            failPoint(.h3After)
            // The code for "yes" answers the one question that is shown.
            if intent == .confirmUnknownLabel, recorded == .nothingToDo,
                let medium = await board.state.otherPaper?.medium
            {
                return try await confirmPaper(medium)
            }
            // It is written: whatever becomes of the counts, the answer is not "not taken in".
            let counts = try? await store.counts(wall: clock.now().wall)
            await board.show(ScanPanel(recorded), counts: counts)
            switch recorded {
            case .labelConfirmed, .reprintQueued, .handedOut, .nothingToDo:
                await showDoubtfulLabel()
            case .received, .held: break
            }
        }
    }

    /// A second "yes" to the question before is none to this one.
    private func confirmPaper(_ medium: String) async throws {
        guard let age = await board.paperQuestionAge, age >= readingTime else {
            return await board.show(.readFirst, counts: nil)
        }
        try await paper(medium, .changed)
    }

    private func showDoubtfulLabel() async {
        await board.askAboutLabel(try? await store.unknownLabelJobs(limit: 1).first)
        guard let counts = try? await store.counts(wall: clock.now().wall) else { return }
        await board.change { $0.today = CountPanel(counts) }
    }

    /// Shows a failed write; after an error of the disk itself the program must not go on.
    private func tell(_ error: StoreError) async throws {
        logger.error("not stored", metadata: ["reason": "\(error)"])
        let panel = ScanPanel(notStored: error)
        await board.show(panel, counts: nil)
        guard error.isFinal else { return }
        await board.change { $0.stopped = panel.title }
        throw error
    }
}

/// Gives the desk something to do while nobody scans.
struct DeskHeartbeat: Service {
    static let interval = Duration.seconds(5)

    let inbox: DeskInbox

    func run() async throws {
        // Ended by cancellation too: that is how the others learn that one service has failed.
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            _ = inbox.offer(.tick)
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.interval) }
        }
    }
}
