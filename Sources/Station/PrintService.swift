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

    init() {
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

    func setBusy(_ isBusy: Bool) {
        state.withLock { $0.isBusy = isBusy }
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
    /// The wait between two looks for room on a full disk.
    static let roomWait = Duration.seconds(1)

    let store: StationStore
    let printer: PrinterDesk
    let reader: LineReader
    let render: @Sendable (LabelJob) throws -> [UInt8]
    let board: KioskBoard
    let clock: StationClock
    let logger: Logger

    func run() async throws {
        let doubtful = try await store.doubtLabelJobsUnderWay(at: clock.now())
        if doubtful > 0 { await showDoubt() }
        var machine = PrintMachine()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in store.journalSignals().cancelOnGracefulShutdown() { printer.wake() }
            }
            for await _ in printer.changes.cancelOnGracefulShutdown() {
                try await work(&machine)
            }
            group.cancelAll()
        }
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
            case .markPrinting(let job): _ = try await note(job, .printing)
            case .settle(let job, let outcome): try await settle(job, outcome)
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
            try await settle(job, .unknown)
            return false
        }
        guard try await note(job, .sent) else { return false }
        do throws(LineError) {
            try await reader.write(bytes, within: .seconds(60))
            machine.sent(job, now: StationClock.monotonic())
            failPoint(.h5After)
            return true
        } catch {
            logger.warning("label not sent", metadata: ["job": "\(job.id)", "why": "\(error)"])
            if error.nothingWasWritten, try await note(job, .queued) { return false }
            try await settle(job, .unknown)
            return false
        }
    }

    /// False when the disk is full: a label that cannot be noted is not sent, and one on its way
    /// is settled without this step.
    private func note(_ job: LabelJob, _ state: LabelJobState) async throws -> Bool {
        do {
            try await store.setLabelJob(job.id, state)
            return true
        } catch {
            guard case .diskFull = error else { throw error }
            return false
        }
    }

    /// Notes a label's fate; while the disk is full it waits for room.
    ///
    /// Told to end meanwhile, it leaves the job under way, which is in doubt at the next start.
    private func settle(_ job: LabelJob, _ outcome: PrintOutcome) async throws {
        var isNoted = false
        while !isNoted {
            do {
                try await store.settleLabelJob(job, outcome, at: clock.now())
                isNoted = true
            } catch {
                guard case .diskFull = error else { throw error }
                logger.warning("label not settled, disk full", metadata: ["job": "\(job.id)"])
                try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.roomWait) }
                if Task.isCancelled || Task.isShuttingDownGracefully { return }
            }
        }
        if outcome == .unknown { await showDoubt() }
    }

    private func showDoubt() async {
        let jobs = (try? await store.unknownLabelJobs(limit: 1)) ?? []
        await board.change { state in
            state.doubtfulLabel = jobs.first.map {
                DoubtfulLabel(big: $0.code.description, question: KioskText.labelQuestion)
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
