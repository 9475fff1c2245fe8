/// How often each device's flash was written on which day, and what was written there last.
///
/// The caller keeps it in a file; it knows no clock.
public struct FlashLedger: Sendable, Equatable, Codable {
    /// What is known of one device.
    public struct Entry: Sendable, Equatable, Codable {
        /// The day of ``writes``, such as `2026-11-21`.
        public var date: String
        /// Flash writes on that day.
        public var writes: Int
        /// Values last written to flash, by the setting's key.
        public var values: [String: String]
    }

    /// Entries by device.
    public private(set) var devices: [String: Entry] = [:]

    /// An empty ledger.
    public init() {}

    /// Flash writes of a device on a day.
    public func writes(of device: String, on date: String) -> Int {
        guard let entry = devices[device], entry.date == date else { return 0 }
        return entry.writes
    }

    /// How often a device's flash may still be written on a day.
    ///
    /// A day before the last one noted means that the clock was put back: its writes count.
    public func writesLeft(of device: String, on date: String, limit: Int) -> Int {
        guard let entry = devices[device], entry.date >= date else { return limit }
        return max(0, limit - entry.writes)
    }

    /// Values known to be in a device's flash.
    public func values(of device: String) -> [String: String] {
        devices[device]?.values ?? [:]
    }

    /// Notes flash writes, before they are sent.
    public mutating func note(writes: Int, of device: String, on date: String) {
        guard writes > 0 else { return }
        var entry = devices[device] ?? Entry(date: date, writes: 0, values: [:])
        if entry.date < date {
            entry.date = date
            entry.writes = 0
        }
        entry.writes += writes
        devices[device] = entry
    }

    /// Notes values that are in flash now.
    public mutating func note(values: [String: String], of device: String, on date: String) {
        guard !values.isEmpty else { return }
        var entry = devices[device] ?? Entry(date: date, writes: 0, values: [:])
        entry.values.merge(values) { _, new in new }
        devices[device] = entry
    }
}
