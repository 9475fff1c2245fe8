internal import Synchronization

/// Whether the caller of one exchange still wants its answer.
///
/// An exchange that waits behind another is given up at once when it is cancelled; one that runs
/// looks at ``isCancelled``.
final class Cancellation: Sendable {
    typealias Caller = CheckedContinuation<Result<HTTPAnswer, TransportError>, Never>

    private struct State {
        var isCancelled = false
        /// Whoever takes it out resumes it.
        var caller: Caller?
    }

    private let state = Mutex(State())

    /// Once true, always true.
    var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// The caller waits for its turn from now on.
    func wait(_ caller: Caller) {
        let isCancelled = state.withLock { state in
            if !state.isCancelled { state.caller = caller }
            return state.isCancelled
        }
        if isCancelled { caller.resume(returning: .failure(.cancelledBeforeSending)) }
    }

    /// The caller's turn has come; nil when it has gone.
    func begin() -> Caller? {
        state.withLock { state in
            defer { state.caller = nil }
            return state.caller
        }
    }

    /// The caller no longer wants the answer.
    func cancel() {
        let waiting = state.withLock { state in
            state.isCancelled = true
            defer { state.caller = nil }
            return state.caller
        }
        waiting?.resume(returning: .failure(.cancelledBeforeSending))
    }
}
