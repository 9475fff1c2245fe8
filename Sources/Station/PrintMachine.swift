import DeviceProtocols
import StationJournal
import StationStore

/// What a printer said last.
struct PrinterReport: Hashable, Sendable {
    /// Its conditions; ready only alone.
    var conditions: [PrinterCondition]
    /// When it said so.
    var at: Duration
    /// Labels still to come, where it counts them.
    var remaining: Int?
    /// When it answered the mark behind the label under way.
    var markedAt: Duration?

    var isReady: Bool { conditions == [.ready] }
}

/// What is known of the printer now.
enum PrinterView: Hashable, Sendable {
    /// Its line is not open.
    case gone
    /// Its line is open but it has not answered lately, or is never asked.
    case silent
    /// What it said, and when.
    case says(PrinterReport)
}

/// Carries one label at a time to the printer and decides what became of it.
///
/// Pure: whoever runs it executes the action and calls again. A label is sent only to a printer
/// that has just said it is ready, where it says anything at all, and is never sent twice: when the
/// line breaks under way, or the printer never gave the evidence it has, its fate is unknown and a
/// person decides. A printer without evidence gives unconfirmed labels.
struct PrintMachine: Sendable {
    /// What to do now.
    enum Action: Hashable, Sendable {
        /// Nothing until something changes.
        case wait
        /// Mark the job sent, then write its bytes.
        case send(LabelJob)
        /// Note that the printer works on it.
        case markPrinting(LabelJob)
        /// Its fate is known, or known to be unknown.
        case settle(LabelJob, PrintOutcome)
    }

    /// A printer that is ready so long after the bytes went out and was never seen printing has
    /// swallowed them.
    static let printingWithin = Duration.seconds(5)
    /// The same of a printer that says "ready" all the while and answers behind the label.
    static let markWithin = Duration.seconds(20)
    /// A status older than this is no ground to send on.
    static let statusLife = Duration.seconds(3)
    /// A printer that is asked many times a second and was deaf for so long may have been switched
    /// off and on.
    static let deafMax = Duration.seconds(2)

    private enum Seen {
        case nothing
        case printing
        case trouble
        /// It stopped answering under way: it may have been switched off and forgotten the label.
        case lost
    }

    private struct UnderWay {
        let job: LabelJob
        let since: Duration
        /// When the last byte is off the wire.
        let arrives: Duration
        var seen = Seen.nothing
        var lastReport: Duration?
        /// Decided, but perhaps not written yet.
        var fate: PrintOutcome?
    }

    private let evidence: PrintEvidence
    /// It tells its state when asked.
    private let isAsked: Bool
    private var underWay: UnderWay?

    /// A machine for a printer that gives this evidence; `isAsked` is false where it never says how
    /// it is.
    init(evidence: PrintEvidence = .work, isAsked: Bool = true) {
        self.evidence = evidence
        self.isAsked = isAsked
    }

    /// A label is at the printer: ask it more often.
    var isBusy: Bool { underWay != nil }

    /// When something is decided though nothing happens; nil for never.
    var wakeAt: Duration? {
        isAsked || underWay?.fate != nil ? nil : underWay?.arrives
    }

    /// The bytes of the job went out at `now`; the last is off the wire after `onWire`.
    mutating func sent(_ job: LabelJob, now: Duration, onWire: Duration = .zero) {
        underWay = UnderWay(job: job, since: now, arrives: now + onWire)
    }

    /// Some of the bytes of the job may have gone out at `now`, not all.
    mutating func broken(_ job: LabelJob, now: Duration) {
        underWay = UnderWay(job: job, since: now, arrives: now, fate: .unknown)
    }

    /// What was decided is written; until then the same decision is given again.
    mutating func settled() {
        underWay = nil
    }

    /// Decides on the present view.
    mutating func step(_ printer: PrinterView, next: LabelJob?, now: Duration) -> Action {
        guard let current = underWay else {
            guard let next, takesLabels(printer, now) else { return .wait }
            return .send(next)
        }
        if let fate = current.fate { return .settle(current.job, fate) }
        if printer == .gone { return settle(current.job, .unknown) }
        guard isAsked else {
            return now < current.arrives ? .wait : settle(current.job, .unconfirmed)
        }
        switch printer {
        case .says(let report) where report.at > current.since:
            noteGap(report)
            return report.isReady ? ready(current.job, report, now) : notReady(report)
        case .silent where now >= current.arrives:
            if evidence == .work || evidence == .none { underWay?.seen = .lost }
            return .wait
        default: return .wait
        }
    }

    private func takesLabels(_ printer: PrinterView, _ now: Duration) -> Bool {
        guard isAsked else { return printer != .gone }
        guard case .says(let report) = printer else { return false }
        return report.isReady && now - report.at <= Self.statusLife
    }

    /// A printer that says "ready" after a while of deafness need not be the one it was before.
    private mutating func noteGap(_ report: PrinterReport) {
        if evidence == .work, let last = underWay?.lastReport, report.at - last > Self.deafMax {
            underWay?.seen = .lost
        }
        underWay?.lastReport = report.at
    }

    private mutating func ready(
        _ job: LabelJob, _ report: PrinterReport, _ now: Duration
    ) -> Action {
        guard let current = underWay else { return .wait }
        switch (evidence, current.seen) {
        case (.work, .printing), (.work, .trouble): return settle(job, .confirmed)
        case (.work, .lost), (.none, .lost): return settle(job, .unknown)
        case (.work, .nothing):
            return settle(job, .unknown, ifAfter: current.arrives + Self.printingWithin, now)
        case (.none, _):
            return settle(job, .unconfirmed, ifAfter: current.arrives + Self.printingWithin, now)
        case (.mark, let seen), (.nextAnswer, let seen):
            guard let marked = report.markedAt, marked > current.since else {
                return settle(job, .unknown, ifAfter: current.arrives + Self.markWithin, now)
            }
            // What it said before the mark may have been said before the label.
            guard report.at >= marked else { return .wait }
            // These go on where they stopped, or throw a spoilt label away.
            return settle(job, seen == .trouble ? .unknown : .confirmed)
        }
    }

    private mutating func notReady(_ report: PrinterReport) -> Action {
        guard let current = underWay else { return .wait }
        // What is still counted was not forgotten.
        if current.seen == .lost, report.remaining ?? 0 == 0 { return .wait }
        let isPrinting = report.conditions == [.printing]
        if evidence == .work || !isPrinting { underWay?.seen = isPrinting ? .printing : .trouble }
        return isPrinting && current.seen != .printing ? .markPrinting(current.job) : .wait
    }

    private mutating func settle(
        _ job: LabelJob, _ outcome: PrintOutcome, ifAfter time: Duration, _ now: Duration
    ) -> Action {
        now > time ? settle(job, outcome) : .wait
    }

    private mutating func settle(_ job: LabelJob, _ outcome: PrintOutcome) -> Action {
        underWay?.fate = outcome
        return .settle(job, outcome)
    }
}
