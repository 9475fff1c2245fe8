internal import FoundationEssentials

/// The machine's wall clock: the one place in a county that asks for the time.
public enum CurrentTime {
    /// Milliseconds since 1970 UTC.
    public static func milliseconds() -> Int64 {
        Int64(Date().timeIntervalSince1970 * 1000)
    }
}
