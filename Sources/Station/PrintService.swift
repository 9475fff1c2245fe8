import DataFolder
import DeviceProtocols
import FailPoints
import Identifiers
import Labels
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
    let source: LabelSource
    /// Fonts kept in the printer; nil for one that keeps none.
    let fonts: FontShelf?
    let board: KioskBoard
    let clock: StationClock
    let logger: Logger

    /// Most bytes that stand in the system's buffer when all are written.
    private static let bufferMax = 4096
    /// A template that is missing for so long is gone: who saves one may unlink it first.
    static let missingMax = Duration.seconds(2)

    /// Since when labels have waited for templates that cannot be used.
    private typealias Spoilt = [String: Duration]

    func run() async throws {
        var machine = PrintMachine(evidence: printer.evidence, isAsked: printer.isAsked)
        let alarm = Alarm()
        var hasLookedBack = false
        var told: StoreError?
        var spoilt: Spoilt = [:]
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
                    try await work(&machine, &spoilt)
                    let now = StationClock.monotonic()
                    alarm.set(
                        machine.wakeAt ?? fonts?.answerBy(now: now) ?? missingUntil(spoilt, now))
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
    private func work(_ machine: inout PrintMachine, _ spoilt: inout Spoilt) async throws {
        while !Task.isShuttingDownGracefully {
            try await doubtPaper(isIdle: !machine.isBusy)
            if !machine.isBusy { await askForFonts() }
            let task = machine.isBusy ? PrintTask() : try await nextTask(&spoilt)
            let now = StationClock.monotonic()
            let action = machine.step(
                printer.view, next: task.job, newPaper: task.newPaper, now: now)
            defer { printer.setBusy(machine.isBusy) }
            switch action {
            case .wait: return
            case .measure(let paper): guard try await measure(paper, &machine) else { return }
            case .measured(let paper):
                try await store.measuredMedium(paper)
                machine.settled()
            case .send(let job):
                // What could not be sent waits for the line's next change, not for the next turn.
                guard try await send(job, on: task.paper, &machine) else { return }
            case .markPrinting(let job): try await store.setLabelJob(job.id, .printing)
            case .settle(let job, let outcome):
                try await settle(job, outcome)
                machine.settled()
            }
        }
    }

    /// Asks a printer that is at rest and ready; what cannot be written is asked another time.
    private func askForFonts() async {
        guard printer.isIdle, let question = fonts?.question(now: StationClock.monotonic()) else {
            return
        }
        try? await reader.write(question, within: .seconds(2))
    }

    // MARK: What is next

    /// What there is to do once the printer is free.
    private struct PrintTask {
        var paper = ""
        /// The paper to be measured first.
        var newPaper: String?
        var job: LabelJob?
    }

    /// While other paper is wanted, a printer that was open or off may hold either, also when that
    /// was in the middle of a label.
    private func doubtPaper(isIdle: Bool) async throws {
        let view = printer.view
        // At work a printer may be deaf for long; at rest it answers.
        let isOff = isIdle && printer.isAsked && view == .silent
        guard isOff || view.mayHaveOtherPaper else { return }
        let medium = try await store.loadedMedium(first: source.paper(nil).description)
        // Paper that nobody has begun to measure was answered for since: the printer is still as it
        // was then. To doubt it now would have the next question mean what the last one meant.
        guard medium.isMeasured || !isIdle else { return }
        if medium.wanted != nil, !medium.isDoubtful { try await store.doubtMedium() }
    }

    private func nextTask(_ spoilt: inout Spoilt) async throws -> PrintTask {
        let medium = try await store.loadedMedium(first: source.paper(nil).description)
        let plan = PaperPlan(
            loaded: LabelMedium(medium.loaded), isDoubtful: medium.isDoubtful,
            queued: try await queued(&spoilt))
        let wanted = plan.wanted?.description
        if wanted != medium.wanted { try await store.wantMedium(wanted) }
        await board.askForPaper(plan, isDoubtful: medium.isDoubtful)
        var task = PrintTask(paper: medium.loaded)
        if medium.isDoubtful { return task }
        if !medium.isMeasured { task.newPaper = medium.loaded }
        let waitsForFonts = fonts?.answerBy(now: StationClock.monotonic()) != nil
        if let next = plan.next, !waitsForFonts {
            task.job = try await store.nextLabelJob(of: next.template)
        }
        return task
    }

    private func queued(
        _ spoilt: inout Spoilt
    ) async throws -> [(labels: QueuedLabels, paper: LabelMedium)] {
        var queued: [(labels: QueuedLabels, paper: LabelMedium)] = []
        for labels in try await store.queuedLabels() {
            do {
                queued.append((labels, try source.paper(labels.template)))
                spoilt[labels.template ?? ""] = nil
            } catch {
                try await wait(labels, error, &spoilt)
            }
        }
        return queued
    }

    /// Labels wait for a template that somebody may be in the middle of changing; those of one that
    /// is gone are given up.
    private func wait(
        _ labels: QueuedLabels, _ error: any Error, _ spoilt: inout Spoilt
    ) async throws {
        let template = labels.template ?? ""
        let now = StationClock.monotonic()
        let isMissing = if case DataFolderError.unknownTemplate = error { true } else { false }
        guard let since = spoilt[template] else {
            spoilt[template] = now
            logger.error(
                "labels wait for their template",
                metadata: ["template": "\(template)", "why": "\(error)"])
            if !isMissing { await board.show(.labelsWait(for: template), counts: nil) }
            return
        }
        guard isMissing else { return spoilt[template] = now }
        guard now - since >= Self.missingMax else { return }
        spoilt[template] = nil
        while let job = try await store.nextLabelJob(of: labels.template) {
            try await refuse(job, error)
        }
    }

    /// When to look again for templates that were missing just now; nil for never.
    private func missingUntil(_ spoilt: Spoilt, _ now: Duration) -> Duration? {
        spoilt.values.map { $0 + Self.missingMax }.filter { $0 > now }.min()
    }

    // MARK: Paper

    /// False when the printer could not be told.
    private func measure(_ paper: String, _ machine: inout PrintMachine) async throws -> Bool {
        let bytes = LabelMedium(paper).map(source.calibration) ?? []
        guard !bytes.isEmpty else {
            try await store.measuredMedium(paper)
            return true
        }
        do {
            try await cancelWhenGracefulShutdown {
                try await reader.write(bytes, within: allowance(bytes.count))
            }
            machine.measuring(
                paper, now: StationClock.monotonic(), onWire: timeOnWire(bytes.count))
            return true
        } catch let error as LineError {
            logger.warning("paper not measured", metadata: ["why": "\(error)"])
            return false
        }
    }

    // MARK: Labels

    /// False when the label did not go out.
    private func send(
        _ job: LabelJob, on paper: String, _ machine: inout PrintMachine
    ) async throws -> Bool {
        failPoint(.h5Before)
        let bytes: [UInt8]
        let labels: Int
        do {
            let label = try source.render(job, fonts?.usable)
            // Its template was changed since it was planned: it is planned again.
            guard LabelMedium(paper)?.takes(label.paper) == true else { return true }
            (bytes, labels) = (label.bytes + printer.evidence.mark, label.labels)
        } catch {
            // A mistake in its template is found, and waited for, where labels are planned.
            if (try? source.paper(job.template)) != nil { try await refuse(job, error) }
            return true
        }
        guard try await store.claimLabelJob(job.id, on: paper) else { return true }
        await board.paperStays()
        do {
            printer.writesLabel()
            try await cancelWhenGracefulShutdown {
                try await reader.write(bytes, within: allowance(bytes.count))
            }
            let (now, onWire) = (StationClock.monotonic(), timeOnWire(bytes.count))
            printer.wroteLabel(arrives: now + onWire)
            machine.sent(job, labels: labels, now: now, onWire: onWire)
            failPoint(.h5After)
            return true
        } catch let error as LineError {
            logger.warning("label not sent", metadata: ["job": "\(job.id)", "why": "\(error)"])
            guard error.nothingWasWritten else {
                machine.broken(job, now: StationClock.monotonic())
                return true
            }
            try await store.requeueLabelJob(job.id)
            return false
        }
    }

    /// Nothing left the printer: no fate to journal and nothing to look for.
    private func refuse(_ job: LabelJob, _ error: any Error) async throws {
        logger.error("label not drawn", metadata: ["job": "\(job.id)", "why": "\(error)"])
        try await store.giveUpLabelJob(job.id)
        await board.show(.labelNotDrawn(job), counts: nil)
    }

    /// How long a printer may take to accept so many bytes: twice their time on the wire, and a minute.
    private func allowance(_ count: Int) -> Duration {
        .seconds(60) + .milliseconds(count * 20_000 / max(1, baud))
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
        await board.askAboutLabel(try? await store.unknownLabelJobs(limit: 1).first)
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
