internal import Glibc

/// The time since the machine started, without the time it slept.
func monotonicNow() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
}

extension Duration {
    /// For poll(2): whole milliseconds, rounded up so that a wait never ends early; at most a
    /// minute.
    var pollMilliseconds: Int32 {
        let (seconds, attoseconds) = min(max(self, .zero), .seconds(60)).components
        let part = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return Int32(seconds * 1000 + part)
    }
}
