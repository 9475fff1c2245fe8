import DeviceProtocols
import StationJournal
import StationStore

/// What is known of the printer now.
enum PrinterView: Hashable, Sendable {
    /// Its line is not open.
    case gone
    /// Its line is open but it has not answered lately.
    case silent
    /// What it said, and when.
    case says([PrinterCondition], at: Duration)
}

/// Carries one label at a time to the printer and decides what became of it.
///
/// Pure: whoever runs it executes the action and calls again. A label is sent only to a printer
/// that has just said it is ready, and is never sent twice: when the line breaks under way, or the
/// printer never showed that it printed, its fate is unknown and a person decides.
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
    /// A status older than this is no ground to send on.
    static let statusLife = Duration.seconds(3)

    private enum Evidence {
        case none
        case printing
        case trouble
        /// It stopped answering under way: it may have been switched off and forgotten the label.
        case lostSight
    }

    private struct UnderWay {
        let job: LabelJob
        let since: Duration
        var evidence = Evidence.none
        /// Decided, but perhaps not written yet.
        var fate: PrintOutcome?
    }

    private var underWay: UnderWay?

    /// A label is at the printer: ask it more often.
    var isBusy: Bool { underWay != nil }

    /// The bytes of the job went out at `now`.
    mutating func sent(_ job: LabelJob, now: Duration) {
        underWay = UnderWay(job: job, since: now)
    }

    /// Some of the bytes of the job may have gone out at `now`, not all.
    mutating func broken(_ job: LabelJob, now: Duration) {
        underWay = UnderWay(job: job, since: now, fate: .unknown)
    }

    /// What was decided is written; until then the same decision is given again.
    mutating func settled() {
        underWay = nil
    }

    /// Decides on the present view.
    mutating func step(_ printer: PrinterView, next: LabelJob?, now: Duration) -> Action {
        guard let current = underWay else {
            guard let next, case .says([.ready], let at) = printer, now - at <= Self.statusLife
            else { return .wait }
            return .send(next)
        }
        if let fate = current.fate { return .settle(current.job, fate) }
        switch printer {
        case .gone: return settle(current.job, .unknown)
        case .silent:
            underWay?.evidence = .lostSight
            return .wait
        case .says(_, let at) where at <= current.since: return .wait
        case .says(let conditions, _): return progress(current, conditions, now)
        }
    }

    private mutating func progress(
        _ current: UnderWay, _ conditions: [PrinterCondition], _ now: Duration
    ) -> Action {
        if conditions == [.ready] {
            // After paper out or an open cover these printers print the label anew by themselves.
            switch current.evidence {
            case .printing, .trouble: return settle(current.job, .confirmed)
            case .lostSight: return settle(current.job, .unknown)
            case .none: break
            }
            guard now - current.since > Self.printingWithin else { return .wait }
            return settle(current.job, .unknown)
        }
        let isPrinting = conditions.contains(.printing)
        if current.evidence == .lostSight { return .wait }
        underWay?.evidence = isPrinting ? .printing : .trouble
        return isPrinting && current.evidence != .printing ? .markPrinting(current.job) : .wait
    }

    private mutating func settle(_ job: LabelJob, _ outcome: PrintOutcome) -> Action {
        underWay?.fate = outcome
        return .settle(job, outcome)
    }
}
