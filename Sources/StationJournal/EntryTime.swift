/// How far a kiosk's wall clock can be believed when an entry was written.
public enum ClockTrust: Int, Codable, Sendable {
    /// Never synchronised since it booted and no battery clock known.
    case unknown = 0
    /// Set from the battery clock.
    case batteryClock = 1
    /// Synchronised since it booted.
    case synchronised = 2
}

/// When an entry was written, in every clock the station has.
///
/// Order never comes from here: it comes from the sequence. The county corrects `wall` with the
/// boot id and the time since boot, because kiosk clocks are wrong.
public struct EntryTime: Hashable, Codable, Sendable {
    /// Milliseconds since 1970-01-01 UTC by the wall clock.
    public let wall: Int64
    /// Which boot of the machine, as the kernel names it.
    public let boot: String
    /// Milliseconds since that boot (CLOCK_BOOTTIME).
    public let up: Int64
    /// How far `wall` can be believed.
    public let trust: ClockTrust

    /// A time of these parts.
    public init(wall: Int64, boot: String, up: Int64, trust: ClockTrust) {
        self.wall = wall
        self.boot = boot
        self.up = up
        self.trust = trust
    }
}
