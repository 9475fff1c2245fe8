internal import Glibc
public import StationJournal

/// The clocks of the machine, read the way journal entries want them.
public struct StationClock: Sendable {
    /// The kernel's name of this boot.
    public let boot: String

    /// The clocks of this boot.
    public init() {
        var text = ""
        if let file = fopen("/proc/sys/kernel/random/boot_id", "r") {
            var line = [CChar](repeating: 0, count: 64)
            if fgets(&line, Int32(line.count), file) != nil {
                let bytes = line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }
                text = String(decoding: bytes, as: UTF8.self)
            }
            fclose(file)
        }
        boot = text.filter { $0 != "-" }
    }

    /// Now, in every clock there is.
    public func now() -> EntryTime {
        EntryTime(
            wall: Self.milliseconds(CLOCK_REALTIME), boot: boot,
            up: Self.milliseconds(CLOCK_BOOTTIME), trust: Self.trust())
    }

    /// Time that never jumps and goes on through suspend.
    static func monotonic() -> Duration {
        .milliseconds(milliseconds(CLOCK_BOOTTIME))
    }

    /// Time that never jumps, finer than a millisecond; the clock of ``LineReader/arrival``.
    static func precise() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// Milliseconds since 1970 by the wall clock, right or wrong.
    static func wall() -> Int64 { milliseconds(CLOCK_REALTIME) }

    private static func milliseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// systemd-timesyncd leaves a file when it has set the clock since boot
    /// (systemd-timesyncd.service(8)).
    private static func trust() -> ClockTrust {
        if access("/run/systemd/timesync/synchronized", F_OK) == 0 { return .synchronised }
        return access("/sys/class/rtc/rtc0", F_OK) == 0 ? .batteryClock : .unknown
    }
}
