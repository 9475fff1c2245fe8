internal import StationJournal

/// Puts a station's times on the county's clock.
///
/// The request says what the station's clock showed when it was sent, so the difference to the
/// county's is known. Inside one boot the time since boot counts, so that a clock set between two
/// entries does not tear them apart. Nothing is later than its arrival or earlier than the entry
/// before it. Order never comes from here.
struct ClockCorrection {
    /// A difference up to this is the road, not the clock; in milliseconds.
    ///
    /// The station's clock is sent in whole seconds.
    static let tolerance: Int64 = 2000

    private let arrived: Int64
    private let difference: Int64
    private var last: Int64
    /// Wall clock minus time since boot at the last entry of each boot.
    private var starts: [String: Int64] = [:]

    init(_ times: [EntryTime?], arrived: Int64, stationClock: Int64?, last: Int64) {
        self.arrived = arrived
        self.last = last
        let found = stationClock.map { arrived.subtractingReportingOverflow($0).partialValue } ?? 0
        difference = found.magnitude <= Self.tolerance.magnitude ? 0 : found
        var boot: String?
        for case let time? in times.reversed() where time.boot != boot {
            boot = time.boot
            guard starts[time.boot] == nil else { continue }
            starts[time.boot] = time.wall &- time.up
        }
    }

    /// The corrected time of the next entry; an unreadable one takes the time of the one before.
    mutating func next(_ time: EntryTime?) -> Int64 {
        guard let time else { return last }
        let wall = (starts[time.boot] ?? 0) &+ time.up &+ difference
        last = max(last, min(wall, arrived))
        return last
    }
}
