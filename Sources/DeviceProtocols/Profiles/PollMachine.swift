/// Decides when a device is asked for its state, and with which step.
///
/// Pure: time is any monotonic duration, and whoever runs it carries out each ``Step``. A round sends
/// the steps of a ``PollCommand`` in order, each only after the reply of the one before; a reply that
/// does not come within the poll's minimum gap ends the round, and the next one begins at its time.
public struct PollMachine: Sendable {
    /// What to do now.
    public enum Step: Sendable, Equatable {
        /// Send these bytes, then ask again.
        case send([UInt8])
        /// Nothing before that time; nil for nothing until something changes.
        case wait(until: Duration?)
    }

    private enum State {
        case closed
        /// Between rounds.
        case resting
        /// The step of this index was sent.
        case awaiting(Int, since: Duration, isReplied: Bool)
    }

    private let poll: PollCommand
    private let shortestGap: Duration
    private var state = State.closed
    /// When the last round began.
    private var roundBegan: Duration?
    /// The end of what was heard since the step was sent, shorter than its reply.
    private var tail: [UInt8] = []

    /// Rounds that ended because a step's reply did not come.
    public private(set) var abandonedRounds = 0

    /// A machine for a line that is not open yet.
    public init(_ poll: PollCommand) {
        self.poll = poll
        shortestGap = .milliseconds(poll.minimumGapMilliseconds)
    }

    /// The line was opened: the first round is due at once.
    public mutating func opened() {
        state = .resting
        roundBegan = nil
    }

    /// The line is gone, and with it the round under way.
    public mutating func closed() {
        state = .closed
        tail = []
    }

    /// Bytes came from the device; true when they end the wait for a step's reply.
    public mutating func heard(_ bytes: [UInt8]) -> Bool {
        guard case .awaiting(let index, let since, isReplied: false) = state else { return false }
        let reply = poll.steps[index].reply
        tail += bytes
        guard tail.contains(run: reply) else {
            tail.removeFirst(max(0, tail.count - reply.count + 1))
            return false
        }
        state = .awaiting(index, since: since, isReplied: true)
        return true
    }

    /// Decides.
    /// - Parameters:
    ///   - wantedGap: The time wanted between the beginnings of two rounds; nil while nobody wants an
    ///     answer. The poll's minimum gap is kept in any case.
    ///   - now: The time.
    /// - Returns: What to do; after `send` it is asked again at once.
    public mutating func step(wantedGap: Duration?, now: Duration) -> Step {
        switch state {
        case .closed: return .wait(until: nil)
        case .awaiting(let index, _, isReplied: true): return send(index + 1, now)
        case .awaiting(_, let since, isReplied: false):
            guard now >= since + shortestGap else { return .wait(until: since + shortestGap) }
            abandonedRounds += 1
            state = .resting
        case .resting: break
        }
        guard let wantedGap, !poll.steps.isEmpty else { return .wait(until: nil) }
        if let roundBegan {
            let due = roundBegan + max(shortestGap, wantedGap)
            guard now >= due else { return .wait(until: due) }
        }
        roundBegan = now
        return send(0, now)
    }

    private mutating func send(_ index: Int, _ now: Duration) -> Step {
        tail = []
        let step = poll.steps[index]
        state =
            index + 1 == poll.steps.count
            ? .resting : .awaiting(index, since: now, isReplied: step.reply.isEmpty)
        return .send(step.bytes)
    }
}

extension [UInt8] {
    fileprivate func contains(run: [UInt8]) -> Bool {
        guard let first = run.first, count >= run.count else { return run.isEmpty }
        return (0...(count - run.count)).contains { start in
            self[start] == first && self[start..<(start + run.count)].elementsEqual(run)
        }
    }
}
