import DeviceProtocols
import FailPoints
import Identifiers
import Logging
import SerialLines
import ServiceLifecycle
import StationJournal
import StationStore
import Synchronization

/// The printer as its line session sees it, for whoever prints.
final class PrinterDesk: Sendable {
    private struct State {
        var isOpen = false
        var isSilent = false
        var conditions: [PrinterCondition] = []
        var at: Duration?
        var isBusy = false
    }

    /// How often a working printer is asked, and an idle one.
    static let busyGap = Duration.milliseconds(50)
    static let idleGap = Duration.milliseconds(500)

    let changes: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation
    private let state = Mutex(State())
    private let timer: PollTimer

    init(timer: PollTimer) {
        self.timer = timer
        (changes, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    var view: PrinterView {
        state.withLock { state in
            guard state.isOpen else { return .gone }
            guard !state.isSilent, let at = state.at else { return .silent }
            return .says(state.conditions, at: at)
        }
    }

    var pollGap: Duration { state.withLock { $0.isBusy ? Self.busyGap : Self.idleGap } }

    var isBusy: Bool { state.withLock { $0.isBusy } }

    func setBusy(_ isBusy: Bool) {
        let isNews = state.withLock { state in
            defer { state.isBusy = isBusy }
            return state.isBusy != isBusy
        }
        if isNews { timer.wake() }
    }

    func lineIs(open: Bool) {
        state.withLock {
            $0.isOpen = open
            $0.isSilent = false
            $0.at = nil
        }
        wake()
    }

    func isSilent() {
        state.withLock { $0.isSilent = true }
        wake()
    }

    func says(_ status: PrinterStatus, at time: Duration) {
        state.withLock {
            $0.conditions = status.state
            $0.at = time
            $0.isSilent = false
        }
        wake()
    }

    func wake() {
        signal.yield()
    }
}

/// Follows the label jobs of the store and carries them to the printer one by one.
struct PrintService: Service {
    let store: StationStore
    let printer: PrinterDesk
    let reader: LineReader
    let render: @Sendable (LabelJob) throws -> [UInt8]
    let board: KioskBoard
    let clock: StationClock
    let logger: Logger

    func run() async throws {
        var machine = PrintMachine()
        var hasLookedBack = false
        var told: StoreError?
        printer.wake()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in store.journalSignals().cancelOnGracefulShutdown() { printer.wake() }
            }
            for await _ in printer.changes.cancelOnGracefulShutdown() {
                do {
                    if !hasLookedBack { try await lookBack() }
                    hasLookedBack = true
                    try await work(&machine)
                    told = nil
                } catch let error as StoreError where !error.isFinal {
                    // A full disk stops labels, not the counter: tried again at the next change.
                    if told != error { logger.error("label waits", metadata: ["why": "\(error)"]) }
                    told = error
                }
            }
            group.cancelAll()
        }
    }

    /// Labels that were under way when the program ended have an unknown fate.
    private func lookBack() async throws {
        let doubtful = try await store.doubtLabelJobsUnderWay(at: clock.now())
        if doubtful > 0 { await showDoubt() }
    }

    /// Does everything that can be done now.
    private func work(_ machine: inout PrintMachine) async throws {
        while !Task.isShuttingDownGracefully {
            let next = machine.isBusy ? nil : try await store.nextLabelJob()
            let now = StationClock.monotonic()
            let action = machine.step(printer.view, next: next, now: now)
            defer { printer.setBusy(machine.isBusy) }
            switch action {
            case .wait: return
            case .send(let job):
                // What could not be sent waits for the line's next change, not for the next turn.
                guard try await send(job, &machine) else { return }
            case .markPrinting(let job): try await store.setLabelJob(job.id, .printing)
            case .settle(let job, let outcome):
                try await settle(job, outcome)
                machine.settled()
            }
        }
    }

    /// False when the label did not go out.
    private func send(_ job: LabelJob, _ machine: inout PrintMachine) async throws -> Bool {
        failPoint(.h5Before)
        let bytes: [UInt8]
        do {
            bytes = try render(job)
        } catch {
            logger.error("label not drawn", metadata: ["job": "\(job.id)", "why": "\(error)"])
            // Nothing left the printer: no fate to journal and nothing to look for.
            try await store.setLabelJob(job.id, .givenUp)
            await board.show(.labelNotDrawn(job.code), counts: nil)
            return true
        }
        guard try await store.claimLabelJob(job.id) else { return true }
        do {
            try await cancelWhenGracefulShutdown {
                try await reader.write(bytes, within: .seconds(60))
            }
            machine.sent(job, now: StationClock.monotonic())
            failPoint(.h5After)
            return true
        } catch let error as LineError {
            logger.warning("label not sent", metadata: ["job": "\(job.id)", "why": "\(error)"])
            guard error.nothingWasWritten else {
                machine.broken(job, now: StationClock.monotonic())
                return true
            }
            try await store.setLabelJob(job.id, .queued)
            return false
        }
    }

    private func settle(_ job: LabelJob, _ outcome: PrintOutcome) async throws {
        try await store.settleLabelJob(job, outcome, at: clock.now())
        if outcome == .unknown { await showDoubt() }
    }

    private func showDoubt() async {
        let jobs = (try? await store.unknownLabelJobs(limit: 1)) ?? []
        await board.change { state in
            state.doubtfulLabel = jobs.first.map {
                DoubtfulLabel(
                    job: $0.id, big: $0.code.description, question: KioskText.labelQuestion)
            }
        }
    }
}

extension LineError {
    /// The device cannot have seen a byte of what was to be written.
    var nothingWasWritten: Bool {
        switch self {
        case .notOpen, .writeQueueFull: true
        case .writeTimedOut(_, let written, _), .writeInterrupted(_, let written, _),
            .cancelled(_, let written, _):
            written == 0
        default: false
        }
    }
}
