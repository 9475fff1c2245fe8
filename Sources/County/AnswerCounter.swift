internal import Synchronization

/// Answers by status since the daemon started, for /metrics.
final class AnswerCounter: Sendable {
    private let counts = Mutex<[Int: Int64]>([:])

    func count(_ status: Int) {
        counts.withLock { $0[status, default: 0] += 1 }
    }

    var byStatus: [(status: Int, count: Int64)] {
        counts.withLock { $0 }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
