internal import Synchronization

/// Collects where the listeners really listen and wakes whoever waits for all of them.
final class Listening: Sendable {
    /// The three doors of a county.
    enum Door: String, CaseIterable, Sendable {
        case https, pages, admin
    }

    private let ports = Mutex<[Door: Int]>([:])
    private let all: AsyncStream<Void>
    private let ready: AsyncStream<Void>.Continuation

    init() {
        (all, ready) = AsyncStream.makeStream()
    }

    /// A door is open; 0 stands for a socket without a port.
    func opened(_ door: Door, port: Int) {
        let count = ports.withLock { ports in
            ports[door] = port
            return ports.count
        }
        if count == Door.allCases.count { ready.finish() }
    }

    func port(_ door: Door) -> Int? {
        ports.withLock { $0[door] }
    }

    /// Returns once all are open or the task is cancelled.
    func awaitAll() async {
        for await _ in all {}
    }
}
