import DeviceProtocols
import Synchronization

/// Waits with a damaged packet for the scanner to send it again: only one that does not come is a
/// fault of the counter.
final class ResendGrace: Sendable {
    /// How long a scanner may take: its own wait for an answer, and the packet's way.
    static let length = Duration.milliseconds(ScannerRemote.answerTime + 1000)

    private let due = Mutex<Duration?>(nil)
    private let wait = WakeableWait()

    /// A packet came damaged and was asked for again.
    func damaged(at now: Duration) {
        due.withLock { $0 = $0 ?? now + Self.length }
        wait.wake()
    }

    /// A packet came whole, or the line was lost, which shows elsewhere.
    func ended() { due.withLock { $0 = nil } }

    /// Whether the packet did not come in time; told once.
    func isOver(at now: Duration) -> Bool {
        due.withLock { due in
            guard let end = due, end <= now else { return false }
            due = nil
            return true
        }
    }

    /// Waits until a packet did not come in time; false when the task is cancelled.
    func expired() async -> Bool {
        while !Task.isCancelled {
            let now = StationClock.precise()
            if isOver(at: now) { return true }
            await wait.wait(for: due.withLock { $0 }.map { max(.zero, $0 - now) })
        }
        return false
    }
}
