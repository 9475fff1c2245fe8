/// How long things took, in buckets that never change, so that two readings can be subtracted.
public struct LatencyHistogram: Codable, Sendable, Hashable {
    /// Upper bounds of the buckets in microseconds; one more bucket takes the rest.
    public static let bounds: [Int64] = [
        100, 250, 500, 1_000, 2_000, 5_000, 10_000, 50_000, 250_000, 1_000_000,
    ]

    /// How many fell in each bucket, the last above all bounds.
    public private(set) var buckets = [Int](repeating: 0, count: bounds.count + 1)
    /// The sum of all in microseconds.
    public private(set) var sum: Int64 = 0

    /// How many there were.
    public var count: Int { buckets.reduce(0, +) }

    /// Counts one; what lies before its own beginning counts as nothing.
    mutating func add(_ duration: Duration) {
        let (seconds, attoseconds) = max(duration, .zero).components
        let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
        let bucket = Self.bounds.firstIndex { microseconds <= $0 } ?? Self.bounds.count
        buckets[bucket] += 1
        sum += microseconds
    }

    /// The bound below which this share of all lies, in microseconds; nil for none, or above all
    /// bounds.
    public func bound(ofShare share: Double) -> Int64? {
        let wanted = Double(count) * share
        var seen = 0
        for (bound, bucket) in zip(Self.bounds, buckets) {
            seen += bucket
            if seen > 0, Double(seen) >= wanted { return bound }
        }
        return nil
    }
}
