internal import DeviceProtocols
internal import Glibc
public import StationJournal
internal import Synchronization

/// The clocks of the machine, read the way journal entries want them.
public struct StationClock: Sendable {
    /// The kernel's name of this boot.
    public let boot: String
    private let county = CountyTime()

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

    /// The county said what time it is.
    func heard(countyTime: Int64) {
        county.heard(countyTime, up: Self.milliseconds(CLOCK_BOOTTIME))
    }

    /// The day it is in China: by the county since it was heard, else by this machine where its
    /// clock may be trusted; nil where nobody knows.
    func today() -> CivilDate? {
        let now = now()
        if let wall = county.wall(up: now.up) { return ChinaTime.day(wall) }
        return ChinaTime.today(now)
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

/// The county's time, carried on by the time since boot: the machine's own clock may be years off,
/// and may be set while the program runs.
final class CountyTime: Sendable {
    private let heard = Mutex<(wall: Int64, up: Int64)?>(nil)

    /// The county said `wall` when the machine had run for `up` milliseconds.
    func heard(_ wall: Int64, up: Int64) {
        heard.withLock { $0 = (wall, up) }
    }

    /// The county's time now; nil when it was never heard.
    func wall(up: Int64) -> Int64? {
        heard.withLock { $0.map { $0.wall + up - $0.up } }
    }
}
