import DeviceProtocols
import Logging
import Synchronization

/// How many records one kind of event may still write: a noisy line must not flood the journal.
///
/// A bucket of `capacity` records that fills by one every `refill`. What does not fit is counted and
/// told with the next record.
struct RecordBudget: Sendable {
    static let capacity = 5
    static let refill = Duration.seconds(30)

    private var left = Self.capacity
    private var filledAt: Duration?
    private var suppressed = 0

    /// The number of records left out before this one; nil when this one is left out too.
    mutating func take(at now: Duration) -> Int? {
        let since = filledAt ?? now
        let more = Int((now - since) / Self.refill)
        left = min(Self.capacity, left + max(0, more))
        filledAt = left == Self.capacity ? now : since + Self.refill * more
        guard left > 0 else {
            suppressed += 1
            return nil
        }
        left -= 1
        defer { suppressed = 0 }
        return suppressed
    }
}

/// Writes what happens at one device to the journal, with the same fields each time: device,
/// profile, port, event, and for bytes that belong to no frame the reason.
final class DeviceLog: Sendable {
    private let logger: Logger
    private let fields: Logger.Metadata
    private let budgets = Mutex<[String: RecordBudget]>([:])
    private let port = Mutex<String?>(nil)

    init(_ logger: Logger, device: String, profile: String) {
        self.logger = logger
        fields = ["device": "\(device)", "profile": "\(profile)"]
    }

    func setPort(_ name: String?) {
        port.withLock { $0 = name }
    }

    /// Writes a record unless there were too many of its kind.
    func note(
        _ level: Logger.Level, _ event: String, _ message: @autoclosure () -> String,
        _ more: @autoclosure () -> Logger.Metadata = [:]
    ) {
        let now = StationClock.monotonic()
        let taken = budgets.withLock { $0[event, default: RecordBudget()].take(at: now) }
        guard let suppressed = taken else { return }
        var metadata = fields.merging(more()) { $1 }
        metadata["event"] = "\(event)"
        if let port = port.withLock({ $0 }) { metadata["port"] = "\(port)" }
        if suppressed > 0 { metadata["suppressed"] = "\(suppressed)" }
        logger.log(level: level, "\(message())", metadata: metadata)
    }
}
