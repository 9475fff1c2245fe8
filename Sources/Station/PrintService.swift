import DeviceProtocols
import FailPoints
import Identifiers
import Logging
import SerialLines
import ServiceLifecycle
import StationJournal
import StationStore

/// Follows the label jobs of the store and carries them to the printer one by one.
struct PrintService: Service {
    let store: StationStore
    let printer: PrinterDesk
    let reader: LineReader
    /// The line's rate in bits per second.
    let baud: Int
    let render: @Sendable (LabelJob) throws -> [UInt8]
    let board: KioskBoard
    let clock: StationClock
    let logger: Logger

    /// Most bytes that stand in the system's buffer when all are written.
    private static let bufferMax = 4096

    func run() async throws {
        var machine = PrintMachine(evidence: printer.evidence, isAsked: printer.isAsked)
        let alarm = Alarm()
        var hasLookedBack = false
        var told: StoreError?
        printer.wake()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in store.journalSignals().cancelOnGracefulShutdown() { printer.wake() }
            }
            group.addTask { await alarm.run { printer.wake() } }
            for await _ in printer.changes.cancelOnGracefulShutdown() {
                do {
                    if !hasLookedBack { try await lookBack() }
                    hasLookedBack = true
                    try await work(&machine)
                    alarm.set(machine.wakeAt)
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
            bytes = try render(job) + printer.evidence.mark
        } catch {
            logger.error("label not drawn", metadata: ["job": "\(job.id)", "why": "\(error)"])
            // Nothing left the printer: no fate to journal and nothing to look for.
            try await store.setLabelJob(job.id, .givenUp)
            await board.show(.labelNotDrawn(job.code), counts: nil)
            return true
        }
        guard try await store.claimLabelJob(job.id) else { return true }
        do {
            printer.writesLabel()
            try await cancelWhenGracefulShutdown {
                try await reader.write(bytes, within: .seconds(60))
            }
            printer.wroteLabel()
            machine.sent(job, now: StationClock.monotonic(), onWire: timeOnWire(bytes.count))
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

    /// How long bytes of the system's buffer take to the printer: ten bits each.
    private func timeOnWire(_ count: Int) -> Duration {
        .milliseconds(min(count, Self.bufferMax) * 10_000 / max(1, baud))
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

extension PrintEvidence {
    /// What is sent behind a label; empty for nothing.
    var mark: [UInt8] {
        switch self {
        case .mark(let bytes), .nextAnswer(let bytes): bytes
        case .work, .none: []
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
