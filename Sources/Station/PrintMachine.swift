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

extension PrinterView {
    /// Somebody may have changed the paper: the printer is open, empty or not there.
    var mayHaveOtherPaper: Bool {
        switch self {
        case .gone: true
        case .silent: false
        case .says(let report): !Set(report.conditions).isDisjoint(with: [.coverOpen, .paperOut])
        }
    }
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
        /// Have the printer measure the paper that was put in.
        case measure(String)
        /// It has measured it.
        case measured(String)
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

    /// A printer that is asked and has said nothing for so long in the middle of a label does not
    /// come back to it.
    static let quietMax = Duration.seconds(600)
    /// One that answers nothing while it prints may print many labels meanwhile: each takes no longer.
    static let labelTime = Duration.seconds(5)

    /// A printer told to measure paper may say "ready" so long before it starts.
    static let measureStart = Duration.seconds(1)
    /// One that never says how it is has measured by then.
    static let measureTime = Duration.seconds(5)

    private struct Measuring {
        let paper: String
        /// When the last byte is off the wire.
        let arrives: Duration
        /// It said that something is wrong: what it measured may be anything.
        var sawTrouble = false
        /// When it last said something since.
        var lastReport: Duration?
    }

    private enum Seen {
        case nothing
        case printing
        case trouble
        /// It stopped answering under way: it may have been switched off and forgotten the label.
        case lost
    }

    private struct UnderWay {
        let job: LabelJob
        /// How many labels it prints.
        let labels: Int
        let since: Duration
        /// When the last byte is off the wire.
        let arrives: Duration
        var seen = Seen.nothing
        var lastReport: Duration?
        var isSilent = false
        /// Decided, but perhaps not written yet.
        var fate: PrintOutcome?

        /// When its silence has lasted too long.
        var givesUpAt: Duration {
            max(arrives, lastReport ?? arrives) + PrintMachine.quietMax
                + PrintMachine.labelTime * (labels - 1)
        }
    }

    private let evidence: PrintEvidence
    /// It tells its state when asked.
    private let isAsked: Bool
    private var underWay: UnderWay?
    private var measuring: Measuring?
    /// Measuring was begun again after a silence: a printer may be that slow each time.
    private var hasMeasuredTwice = false

    /// A machine for a printer that gives this evidence; `isAsked` is false where it never says how
    /// it is.
    init(evidence: PrintEvidence = .work, isAsked: Bool = true) {
        self.evidence = evidence
        self.isAsked = isAsked
    }

    /// A label is at the printer, or paper to be measured: ask it more often.
    var isBusy: Bool { underWay != nil || measuring != nil }

    /// When something is decided though nothing happens; nil for never.
    var wakeAt: Duration? {
        if let underWay {
            guard underWay.fate == nil else { return nil }
            guard isAsked else { return underWay.arrives }
            return underWay.isSilent ? underWay.givesUpAt : nil
        }
        return isAsked ? nil : measuring.map { $0.arrives + Self.measureTime }
    }

    /// The printer was told at `now` to measure paper; the last byte is off the wire after `onWire`.
    mutating func measuring(_ paper: String, now: Duration, onWire: Duration = .zero) {
        measuring = Measuring(paper: paper, arrives: now + onWire)
    }

    /// The bytes of the job, so many labels, went out at `now`; the last is off the wire after
    /// `onWire`.
    mutating func sent(
        _ job: LabelJob, labels: Int = 1, now: Duration, onWire: Duration = .zero
    ) {
        underWay = UnderWay(job: job, labels: labels, since: now, arrives: now + onWire)
    }

    /// Some of the bytes of the job may have gone out at `now`, not all.
    mutating func broken(_ job: LabelJob, now: Duration) {
        underWay = UnderWay(job: job, labels: 1, since: now, arrives: now, fate: .unknown)
    }

    /// What was decided is written; until then the same decision is given again.
    mutating func settled() {
        underWay = nil
        measuring = nil
        hasMeasuredTwice = false
    }

    /// Decides on the present view; paper that nobody has measured comes before the next label.
    mutating func step(
        _ printer: PrinterView, next: LabelJob?, newPaper: String? = nil, now: Duration
    ) -> Action {
        if let measuring { return stillMeasuring(measuring, printer, now) }
        guard let current = underWay else {
            guard takesLabels(printer, now) else { return .wait }
            if let newPaper { return .measure(newPaper) }
            return next.map { .send($0) } ?? .wait
        }
        if let fate = current.fate { return .settle(current.job, fate) }
        if printer == .gone { return settle(current.job, .unknown) }
        guard isAsked else {
            return now < current.arrives ? .wait : settle(current.job, .unconfirmed)
        }
        // One that says what is wrong and then nothing until that is mended is not silent.
        underWay?.isSilent = printer == .silent
        if printer == .silent, now >= current.givesUpAt { return settle(current.job, .unknown) }
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

    /// Measuring that was cut off or met with trouble is begun again.
    private mutating func stillMeasuring(
        _ current: Measuring, _ printer: PrinterView, _ now: Duration
    ) -> Action {
        switch printer {
        case .gone:
            measuring = nil
            return .wait
        case .silent:
            // What it was deaf to tells only when it speaks again: it may still measure.
            guard !isAsked, now >= current.arrives + Self.measureTime else { return .wait }
            return .measured(current.paper)
        case .says(let report):
            guard report.at > current.arrives else { return .wait }
            defer { measuring?.lastReport = report.at }
            let gap = report.at - (current.lastReport ?? current.arrives)
            if gap > Self.measureTime, !hasMeasuredTwice {
                // Deaf for so long it may have been switched off.
                hasMeasuredTwice = true
                measuring = nil
                return .wait
            }
            guard report.isReady else {
                if report.conditions != [.printing] { measuring?.sawTrouble = true }
                return .wait
            }
            guard !current.sawTrouble else {
                measuring = nil
                return .wait
            }
            let hasStarted = report.at > current.arrives + Self.measureStart
            return hasStarted ? .measured(current.paper) : .wait
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
