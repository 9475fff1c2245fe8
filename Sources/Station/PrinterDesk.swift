import DeviceProtocols
import ServiceLifecycle
import Synchronization

/// The printer as its line session sees it, for whoever prints.
final class PrinterDesk: Sendable {
    /// Where the mark behind a label stands, for a printer whose next answer it is.
    private enum Mark {
        case none
        /// So many answers to earlier questions come before it.
        case awaited(earlier: Int, isWritten: Bool)
        /// Another question has gone out behind it: answers cannot be told apart any more.
        case passed
    }

    private struct State {
        var isOpen = false
        var isSilent = false
        var report: PrinterReport?
        var isBusy = false
        /// A question of this time is not answered yet.
        var isAsked = false
        var mark = Mark.none
        /// Bytes of a label wait to go out.
        var isWriting = false
        /// When the last of them is off the wire: before, no question can have reached it.
        var hearsFrom = Duration.zero
    }

    /// How often a working printer is asked, and an idle one.
    static let busyGap = Duration.milliseconds(50)
    static let idleGap = Duration.milliseconds(500)
    /// How often one is asked at work that must not be: only to see whether it is still there.
    static let seldomGap = Duration.seconds(2)
    /// How long nothing is asked while the next answer is the mark.
    static let markGap = Duration.seconds(10)

    let changes: AsyncStream<Void>
    /// What the printer gives to know a label's fate by.
    let evidence: PrintEvidence
    /// It says how it is when asked.
    let isAsked: Bool
    private let answersWhilePrinting: Bool
    private let signal: AsyncStream<Void>.Continuation
    private let state = Mutex(State())
    private let timer: PollTimer

    init(_ profile: DeviceProfile, timer: PollTimer) {
        evidence = profile.printer?.evidence ?? .none
        isAsked = profile.poll != nil
        answersWhilePrinting = profile.printer?.answersWhilePrinting ?? true
        self.timer = timer
        (changes, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    var view: PrinterView {
        state.withLock { state in
            guard state.isOpen else { return .gone }
            guard !state.isSilent, let report = state.report else { return .silent }
            return .says(report)
        }
    }

    /// It takes a label now.
    var isIdle: Bool {
        guard !isBusy else { return false }
        guard case .says(let report) = view else { return !isAsked && view == .silent }
        return report.isReady
    }

    /// The wait between two questions; nil while one would stand behind a label's bytes.
    var pollGap: Duration? {
        state.withLock { state in
            if state.isWriting { return nil }
            if case .awaited = state.mark { return Self.markGap }
            guard state.isBusy else { return Self.idleGap }
            return answersWhilePrinting ? Self.busyGap : Self.seldomGap
        }
    }

    var isBusy: Bool { state.withLock { $0.isBusy } }

    func setBusy(_ isBusy: Bool) {
        let isNews = state.withLock { state in
            defer { (state.isBusy, state.isWriting) = (isBusy, false) }
            if !isBusy { state.mark = .none }
            return state.isBusy != isBusy || state.isWriting
        }
        if isNews { timer.wake() }
    }

    func lineIs(open: Bool) {
        state.withLock {
            $0.isOpen = open
            $0.isSilent = false
            $0.report = nil
            $0.isAsked = false
            $0.mark = .none
            $0.isWriting = false
            $0.hearsFrom = .zero
        }
        wake()
    }

    /// It has not answered for long.
    func isSilent() {
        state.withLock { $0.isSilent = true }
        wake()
    }

    /// What it said last was trouble.
    var isInTrouble: Bool {
        state.withLock { state in
            guard let first = state.report?.conditions.first else { return false }
            return first != .ready && first != .printing
        }
    }

    /// A question goes out now.
    func asks() {
        state.withLock { state in
            state.isAsked = true
            guard case .awaited(let earlier, let isWritten) = state.mark else { return }
            state.mark =
                isWritten ? .passed : .awaited(earlier: earlier + 1, isWritten: false)
        }
    }

    /// The bytes of a label, the mark behind them, go out now: from here on it is busy.
    func writesLabel() {
        state.withLock { state in
            (state.isBusy, state.isWriting) = (true, true)
            state.report?.markedAt = nil
            guard case .nextAnswer = evidence else { return }
            state.mark = .awaited(earlier: state.isAsked ? 1 : 0, isWritten: false)
        }
    }

    /// They are out; the last is off the wire at `time`.
    func wroteLabel(arrives time: Duration) {
        state.withLock { state in
            (state.isWriting, state.hearsFrom) = (false, time)
            guard case .awaited(let earlier, _) = state.mark else { return }
            state.mark = .awaited(earlier: earlier, isWritten: true)
        }
        timer.wake()
    }

    /// Whether a question would have reached it by `now`; its silence says nothing before.
    func hears(at now: Duration) -> Bool {
        state.withLock { !$0.isWriting && now >= $0.hearsFrom }
    }

    func says(_ status: PrinterStatus, at time: Duration) {
        state.withLock { state in
            if status.isEndMark {
                state.report?.markedAt = time
                return
            }
            var marked = state.report?.markedAt
            switch state.mark {
            case .awaited(0, true):
                marked = time
                state.mark = .none
            case .awaited(let earlier, let isWritten):
                state.mark = .awaited(earlier: max(0, earlier - 1), isWritten: isWritten)
            case .none, .passed: break
            }
            state.report = PrinterReport(
                conditions: status.state, at: time, remaining: status.remaining, markedAt: marked)
            state.isSilent = false
            state.isAsked = false
        }
        wake()
    }

    func wake() {
        signal.yield()
    }
}

/// Rings at a time that may be changed.
final class Alarm: Sendable {
    private let due = Mutex<Duration?>(nil)
    private let wait = WakeableWait()

    /// Rings at `time`; nil for not at all.
    func set(_ time: Duration?) {
        let isNews = due.withLock { due in
            defer { due = time }
            return due != time
        }
        if isNews { wait.wake() }
    }

    func run(_ ring: () -> Void) async {
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            let now = StationClock.monotonic()
            let due = due.withLock { $0 }
            if let due, due <= now {
                set(nil)
                ring()
            } else {
                await wait.wait(for: due.map { $0 - now })
            }
        }
    }
}
