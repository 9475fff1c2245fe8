internal import Synchronization

/// Holds a line's events until their one follower takes them; bounded, and honest about what it
/// had to leave out.
final class EventQueue: Sendable {
    /// The most bytes that wait for a slow follower; some minutes of a busy scanner.
    static let byteLimit = 64 * 1024
    /// The most events that wait; neighbouring chunks are one event.
    static let eventLimit = 256

    private struct State {
        var events: [LineEvent] = []
        var byteCount = 0
        var isFinished = false
        /// When the oldest bytes that wait came.
        var oldestArrival: Duration?
        /// When the bytes handed out last had come.
        var arrival = Duration.zero
        var follower: CheckedContinuation<LineEvent?, Never>?
    }

    private let state = Mutex(State())

    /// The events as a stream for one follower.
    func stream() -> AsyncStream<LineEvent> {
        AsyncStream {
            await self.next()
        } onCancel: {
            self.finish()
        }
    }

    /// When the bytes handed out last came off the line, by ``monotonicNow()``; of joined chunks
    /// the first.
    var arrival: Duration { state.withLock { $0.arrival } }

    /// Adds an event, or counts what does not fit.
    func put(_ event: LineEvent) {
        let follower = state.withLock { state -> CheckedContinuation<LineEvent?, Never>? in
            guard !state.isFinished else { return nil }
            if case .bytes = event, state.oldestArrival == nil {
                state.oldestArrival = monotonicNow()
            }
            if let follower = state.follower {
                state.follower = nil
                Self.noteArrival(of: event, &state)
                return follower
            }
            Self.add(event, to: &state)
            return nil
        }
        follower?.resume(returning: event)
    }

    /// No further events; what waits is still handed out.
    func finish() {
        let follower = state.withLock { state in
            state.isFinished = true
            defer { state.follower = nil }
            return state.follower
        }
        follower?.resume(returning: nil)
    }

    private func next() async -> LineEvent? {
        await withCheckedContinuation { continuation in
            let ready: LineEvent?? = state.withLock { state in
                guard state.events.isEmpty else { return Self.takeFirst(of: &state) }
                guard !state.isFinished else { return .some(nil) }
                precondition(state.follower == nil, "a line's events have one follower")
                state.follower = continuation
                return nil
            }
            if let ready { continuation.resume(returning: ready) }
        }
    }

    private static func takeFirst(of state: inout State) -> LineEvent {
        let event = state.events.removeFirst()
        if case .bytes(let bytes) = event { state.byteCount -= bytes.count }
        noteArrival(of: event, &state)
        return event
    }

    private static func noteArrival(of event: LineEvent, _ state: inout State) {
        guard case .bytes = event else { return }
        state.arrival = state.oldestArrival ?? monotonicNow()
        if state.byteCount == 0 { state.oldestArrival = nil }
    }

    private static func add(_ event: LineEvent, to state: inout State) {
        switch (state.events.last, event) {
        case (_, .bytes(let bytes)) where state.byteCount + bytes.count > byteLimit:
            addDropped(bytes.count, to: &state)
        case (.bytes(let earlier), .bytes(let bytes)):
            state.events[state.events.count - 1] = .bytes(earlier + bytes)
            state.byteCount += bytes.count
        case (.idle, .idle):
            break
        default:
            if state.events.count >= eventLimit { giveUpWaiting(&state) }
            if case .bytes(let bytes) = event { state.byteCount += bytes.count }
            state.events.append(event)
        }
    }

    private static func addDropped(_ count: Int, to state: inout State) {
        if case .dropped(let earlier) = state.events.last {
            state.events[state.events.count - 1] = .dropped(byteCount: earlier + count)
        } else {
            state.events.append(.dropped(byteCount: count))
        }
    }

    /// The follower has not moved for hundreds of events: keep the count of the bytes, so that
    /// the newest event, which tells how the line stands, has room.
    private static func giveUpWaiting(_ state: inout State) {
        let lost = state.events.reduce(0) { sum, event in
            switch event {
            case .bytes(let bytes): sum + bytes.count
            case .dropped(let count): sum + count
            default: sum
            }
        }
        state.events = [.dropped(byteCount: lost)]
        state.byteCount = 0
        state.oldestArrival = nil
    }
}
