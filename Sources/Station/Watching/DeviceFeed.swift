import DeviceProtocols
import Synchronization

/// Hands what happens at devices to the technicians who listen.
///
/// Nobody listening costs a look at one number.
final class DeviceFeed: Sendable {
    /// What a listener wants.
    struct Wish: Sendable {
        /// One device; nil for all.
        var device: String?
        /// Every chunk of bytes too.
        var bytes = false
        /// Bytes of scanners as they are.
        var raw = false
    }

    /// Listeners at once.
    static let listenersMax = 16
    /// Events that wait for a slow listener.
    static let waitingMax = 2048

    private struct Listener {
        let wish: Wish
        let events: AsyncStream<DeviceEvent>.Continuation
        var missed = 0
    }

    private struct State {
        var listeners: [Int: Listener] = [:]
        var next = 0
    }

    private let state = Mutex(State())
    private let count = Atomic(0)

    /// Whether anybody listens.
    var isHeard: Bool { count.load(ordering: .relaxed) > 0 }

    /// The events from now on; nil when too many listen already.
    func listen(_ wish: Wish) -> AsyncStream<DeviceEvent>? {
        let (stream, events) = AsyncStream.makeStream(
            of: DeviceEvent.self, bufferingPolicy: .bufferingOldest(Self.waitingMax))
        let id: Int? = state.withLock { state in
            guard state.listeners.count < Self.listenersMax else { return nil }
            defer { state.next += 1 }
            state.listeners[state.next] = Listener(wish: wish, events: events)
            count.store(state.listeners.count, ordering: .relaxed)
            return state.next
        }
        guard let id else { return nil }
        events.onTermination = { [weak self] _ in self?.leave(id) }
        return stream
    }

    private func leave(_ id: Int) {
        state.withLock { state in
            state.listeners[id] = nil
            count.store(state.listeners.count, ordering: .relaxed)
        }
    }

    /// Tells an event to whoever wants it; `make` is asked once for each listener.
    func publish(from device: String, _ make: (Wish) -> DeviceEvent?) {
        guard isHeard else { return }
        state.withLock { state in
            for (id, listener) in state.listeners {
                guard listener.wish.device ?? device == device, let event = make(listener.wish)
                else { continue }
                state.listeners[id]?.missed = Self.tell(event, to: listener)
            }
        }
    }

    /// Gives the number of events the listener misses now.
    private static func tell(_ event: DeviceEvent, to listener: Listener) -> Int {
        if listener.missed > 0 {
            let gap = DeviceEvent(
                event: .missed, device: "", wall: event.wall, up: event.up, count: listener.missed)
            guard case .enqueued = listener.events.yield(gap) else { return listener.missed + 1 }
        }
        if case .enqueued = listener.events.yield(event) { return 0 }
        return 1
    }
}
