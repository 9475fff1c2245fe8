internal import Synchronization

/// Shows that a loop comes round: the loop stamps it at every turn, the watchdog looks at it.
///
/// An idle loop is healthy and must stamp too, so it never waits for work without limit: it waits
/// at most ``longestWait`` and then comes round with nothing to do. A loop with a step that may
/// rightly take long (an upload on a slow link) gets an allowance above that step's own deadline.
public final class ProgressProbe: Sendable {
    /// What the loop is called in the status line and the log, such as `writer`.
    public let name: String
    /// A turn that takes longer than this is stuck.
    public let allowance: Duration

    private let lastTurn: Mutex<SuspendingClock.Instant>

    /// A probe of a loop that is about to start.
    /// - Parameters:
    ///   - name: what the loop is called.
    ///   - allowance: the longest a healthy turn may take, waiting included.
    ///   - now: the moment of the first stamp.
    public init(_ name: String, allowance: Duration, at now: SuspendingClock.Instant = .now) {
        self.name = name
        self.allowance = allowance
        lastTurn = Mutex(now)
    }

    /// The longest the loop may wait for work before it comes round: half of the allowance.
    public var longestWait: Duration { allowance / 2 }

    /// The loop came round.
    public func turn(at now: SuspendingClock.Instant = .now) {
        lastTurn.withLock { $0 = max($0, now) }
    }

    /// Whether the present turn has taken too long.
    ///
    /// Time the machine slept does not count.
    public func isStuck(at now: SuspendingClock.Instant = .now) -> Bool {
        lastTurn.withLock { now - $0 } > allowance
    }
}
