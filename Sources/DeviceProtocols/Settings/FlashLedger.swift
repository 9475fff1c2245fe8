/// How often each device's flash was written on which day, and what was written there last.
///
/// The caller keeps it in a file; it knows no clock. A kiosk's clock may be wrong by years, so each
/// day has a count of its own: a day far ahead locks nothing once the clock is right again, and
/// today's count is still there. A clock that is put elsewhere while the machine runs begins no new
/// day.
public struct FlashLedger: Sendable, Equatable, Codable {
    /// A point in time by every clock there is.
    public struct Moment: Sendable, Equatable {
        /// The day, such as `2026-11-21`.
        public var date: String
        /// Milliseconds since 1970 by the wall clock, right or wrong.
        public var wall: Int64
        /// The kernel's name of this boot.
        public var boot: String
        /// Milliseconds since that boot.
        public var up: Int64

        /// Makes a moment.
        public init(date: String, wall: Int64, boot: String, up: Int64) {
            self.date = date
            self.wall = wall
            self.boot = boot
            self.up = up
        }
    }

    /// The flash writes of one day, and the clocks at the last of them.
    struct Day: Sendable, Equatable, Codable {
        var date: String
        var writes: Int
        var wall: Int64 = 0
        var boot = ""
        var up: Int64 = 0

        /// Whether the clock says another day now although less than one has passed: it was put
        /// elsewhere meanwhile.
        func isToday(at moment: Moment) -> Bool {
            let elapsed = moment.up - up
            guard boot == moment.boot, !boot.isEmpty, (0..<FlashLedger.day).contains(elapsed)
            else { return false }
            return abs(moment.wall - wall - elapsed) > FlashLedger.mostDrift
        }
    }

    /// What is known of one device.
    struct Entry: Sendable, Equatable {
        /// Days on which flash was written, the last written last.
        var days: [Day] = []
        /// Values last written to flash, by the setting's key.
        var values: [String: String] = [:]
    }

    /// Days remembered of a device; beyond that the one written longest ago is forgotten.
    static let mostDays = 8
    private static let day: Int64 = 86_400_000
    /// A clock that is this much off, in milliseconds, was not merely trimmed.
    private static let mostDrift: Int64 = 3_600_000

    /// Entries by device.
    private var devices: [String: Entry] = [:]

    /// An empty ledger.
    public init() {}

    /// Flash writes of a device on a day.
    public func writes(of device: String, on date: String) -> Int {
        devices[device]?.days.first { $0.date == date }?.writes ?? 0
    }

    /// How often a device's flash may still be written today.
    public func writesLeft(of device: String, at moment: Moment, limit: Int) -> Int {
        let spent = (devices[device]?.days ?? [])
            .filter { $0.date == moment.date || $0.isToday(at: moment) }
            .reduce(0) { $0 + $1.writes }
        return max(0, limit - spent)
    }

    /// Values known to be in a device's flash.
    public func values(of device: String) -> [String: String] {
        devices[device]?.values ?? [:]
    }

    /// Notes flash writes, before they are sent.
    public mutating func note(writes: Int, of device: String, at moment: Moment) {
        guard writes > 0 else { return }
        var entry = devices[device] ?? Entry()
        let before = self.writes(of: device, on: moment.date)
        entry.days.removeAll { $0.date == moment.date }
        entry.days.append(
            Day(
                date: moment.date, writes: before + writes, wall: moment.wall, boot: moment.boot,
                up: moment.up))
        entry.days = entry.days.suffix(Self.mostDays)
        devices[device] = entry
    }

    /// Notes values that are in flash now.
    public mutating func note(values: [String: String], of device: String) {
        guard !values.isEmpty else { return }
        devices[device, default: Entry()].values.merge(values) { _, new in new }
    }
}

extension FlashLedger.Entry: Codable {
    private enum CodingKeys: String, CodingKey {
        case days, values
        /// One day only, as the first ledgers had it.
        case date, writes
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        values = try container.decode([String: String].self, forKey: .values)
        if let date = try container.decodeIfPresent(String.self, forKey: .date) {
            let writes = try container.decode(Int.self, forKey: .writes)
            days = [FlashLedger.Day(date: date, writes: writes)]
        } else {
            days = try container.decode([FlashLedger.Day].self, forKey: .days)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(days, forKey: .days)
        try container.encode(values, forKey: .values)
    }
}
