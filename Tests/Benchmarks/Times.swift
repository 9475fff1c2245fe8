extension Duration {
    var microseconds: Double { self / .microseconds(1) }
    var milliseconds: Double { self / .milliseconds(1) }
    var seconds: Double { self / .seconds(1) }
}

/// How long each of many equal pieces of work took, in microseconds.
struct Times {
    private(set) var values: [Double] = []

    mutating func add(_ time: Duration) { values.append(time.microseconds) }
    mutating func add(_ times: Times) { values += times.values }

    /// The time that this share of the pieces did not exceed (nearest rank).
    func percentile(_ share: Double) -> Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return .nan }
        let rank = Int((share * Double(sorted.count)).rounded(.up))
        return sorted[min(max(rank, 1), sorted.count) - 1]
    }
}

/// The middle one; of an even number the lower.
func median(_ values: [Double]) -> Double {
    values.isEmpty ? .nan : values.sorted()[(values.count - 1) / 2]
}
