internal import Glibc

/// Wakes a thread that waits in poll(2); a raised signal stays raised until cleared.
final class WakeSignal: Sendable {
    /// Readable while a wake-up is due.
    let descriptor: Int32
    private let input: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        // A socket pair rather than a pipe: its flags can be set in the same call.
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        precondition(socketpair(AF_UNIX, kind, 0, &ends) == 0, "no descriptor left")
        descriptor = ends[0]
        input = ends[1]
    }

    deinit {
        close(descriptor)
        close(input)
    }

    /// Makes the descriptor readable.
    func raise() {
        var mark: UInt8 = 1
        write(input, &mark, 1)
    }

    /// Makes the descriptor unreadable again.
    func clear() {
        withUnsafeTemporaryAllocation(byteCount: 64, alignment: 1) { marks in
            while read(descriptor, marks.baseAddress, marks.count) > 0 {}
        }
    }

    /// Waits until then, or until raised.
    func wait(until: Duration) {
        var waits = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        poll(&waits, 1, (until - monotonicNow()).pollMilliseconds)
        clear()
    }
}
