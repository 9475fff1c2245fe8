/// Decides what a line's reader does next: when to open, to look after the path, to report
/// silence, to wait.
///
/// It knows no clock, thread or descriptor: `now` is any monotonic time since a fixed moment, and
/// ``LineReader`` carries out each ``Step``. The delays are chosen so that a lost line is noticed,
/// and a line that came back is taken up, within 2 s.
public struct LineKeeper: Sendable {
    /// What to do now.
    public enum Step: Sendable, Equatable {
        /// Try to open the line.
        case open
        /// Leave the line alone until then.
        case pause(until: Duration)
        /// Wait for bytes, at most until then.
        case listen(until: Duration)
        /// Look whether the path still names the open device.
        case checkPath
        /// Tell that nothing came for the idle gap.
        case reportIdle
        /// Nothing more: the line was to be opened once only.
        case finish
    }

    /// The wait before the first new attempt; doubled after each further one.
    public static let firstDelay = Duration.milliseconds(200)
    /// The longest wait between two attempts.
    public static let longestDelay = Duration.seconds(1)
    /// The time between two looks at the path of a silent line.
    public static let pathInterval = Duration.milliseconds(500)
    /// Looks in a row at which the path must be missing: a link may be remade in between.
    public static let missesUntilGone = 2
    /// A line that stays open so long starts again at the first delay when it is lost.
    public static let steadyAfter = Duration.seconds(2)

    private enum State {
        case closed(nextAttempt: Duration)
        case open(since: Duration)
        case finished
    }

    private let idleGap: Duration?
    private let watchesPath: Bool
    private let reopens: Bool
    private var state: State
    private var delay = Self.firstDelay
    private var nextPathCheck = Duration.zero
    private var misses = 0
    private var idleAt: Duration?

    /// A line that has not been opened yet.
    /// - Parameters:
    ///   - idleGap: silence after bytes that is worth an event; nil for none.
    ///   - watchesPath: whether the line has a path that can vanish.
    ///   - reopens: false to end at the first failure or loss.
    public init(idleGap: Duration?, watchesPath: Bool, reopens: Bool) {
        self.idleGap = idleGap
        self.watchesPath = watchesPath
        self.reopens = reopens
        state = .closed(nextAttempt: .zero)
    }

    /// What to do at `now`.
    public mutating func step(at now: Duration) -> Step {
        switch state {
        case .finished:
            return .finish
        case .closed(let nextAttempt):
            return now < nextAttempt ? .pause(until: nextAttempt) : .open
        case .open:
            if let idleAt, idleAt <= now {
                self.idleAt = nil
                return .reportIdle
            }
            if watchesPath, nextPathCheck <= now {
                nextPathCheck = now + Self.pathInterval
                return .checkPath
            }
            let pathCheck = watchesPath ? nextPathCheck : now + Self.longestDelay
            return .listen(until: min(idleAt ?? pathCheck, pathCheck))
        }
    }

    /// The line was opened.
    public mutating func opened(at now: Duration) {
        state = .open(since: now)
        misses = 0
        idleAt = nil
        nextPathCheck = now + Self.pathInterval
    }

    /// The line could not be opened.
    public mutating func failed(at now: Duration) {
        retryLater(at: now)
    }

    /// Bytes came.
    public mutating func heard(at now: Duration) {
        idleAt = idleGap.map { now + $0 }
    }

    /// The path was looked at; true when the device must be taken for gone.
    public mutating func pathSeen(_ present: Bool) -> Bool {
        misses = present ? 0 : misses + 1
        return misses >= Self.missesUntilGone
    }

    /// The open line ended.
    public mutating func lost(at now: Duration) {
        if case .open(let since) = state, now - since >= Self.steadyAfter {
            delay = Self.firstDelay
        }
        retryLater(at: now)
    }

    private mutating func retryLater(at now: Duration) {
        guard reopens else {
            state = .finished
            return
        }
        state = .closed(nextAttempt: now + delay)
        delay = min(delay * 2, Self.longestDelay)
        idleAt = nil
    }
}
