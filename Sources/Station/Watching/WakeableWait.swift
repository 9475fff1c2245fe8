import Synchronization

/// Lets one task wait for a time, or until somebody wakes it.
final class WakeableWait: Sendable {
    private struct State {
        var isWoken = false
        /// Waiting makes no sense any more: the time is over, or the task is cancelled.
        var isOver = false
        var sleeper: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Ends the wait, or the next one if nobody waits.
    func wake() {
        let sleeper = state.withLock { state in
            state.isWoken = true
            defer { state.sleeper = nil }
            return state.sleeper
        }
        sleeper?.resume()
    }

    /// Waits for `limit`, without end if it is nil, until woken or until the task is cancelled.
    func wait(for limit: Duration?) async {
        state.withLock { $0.isOver = false }
        await withTaskGroup(of: Void.self) { group in
            if let limit { group.addTask { try? await Task.sleep(for: limit) } }
            group.addTask { await self.woken() }
            await group.next()
            group.cancelAll()
        }
    }

    private func woken() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDone = state.withLock { state in
                    guard !state.isWoken, !state.isOver else { return true }
                    state.sleeper = continuation
                    return false
                }
                if isDone { continuation.resume() }
            }
            state.withLock { $0.isWoken = false }
        } onCancel: {
            let sleeper = state.withLock { state in
                state.isOver = true
                defer { state.sleeper = nil }
                return state.sleeper
            }
            sleeper?.resume()
        }
    }
}
