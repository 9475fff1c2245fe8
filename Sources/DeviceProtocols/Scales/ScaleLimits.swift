public import StrictYAML

/// Between which weights a scale may be trusted, and in which steps it tells them; each nil where
/// unknown.
///
/// In files: `min: "100 g"`, `max: "30 kg"`, `interval: "10 g"`, as they stand on the scale's plate.
public struct ScaleLimits: Sendable, Hashable {
    /// The least weight (Min) in milligrams.
    public var minimum: Int64?
    /// The greatest weight (Max) in milligrams.
    public var maximum: Int64?
    /// The verification interval (e) in milligrams.
    public var interval: Int64?

    /// Makes limits.
    public init(minimum: Int64? = nil, maximum: Int64? = nil, interval: Int64? = nil) {
        self.minimum = minimum
        self.maximum = maximum
        self.interval = interval
    }

    /// Reads the keys `min`, `max` and `interval` of a mapping.
    /// - Throws: `YAMLError` for a value that is no weight, or a minimum above the maximum.
    public init(reading mapping: inout YAMLMapping) throws {
        let minimum = try mapping.optional("min")?.milligrams()
        let maximumNode = mapping.optional("max")
        let maximum = try maximumNode?.milligrams()
        let interval = try mapping.optional("interval")?.milligrams()
        if let maximumNode, let maximum, let least = [minimum, interval].compactMap(\.self).max() {
            guard least < maximum else {
                throw maximumNode.error(
                    "max has to be more than min and interval",
                    chinese: "max 要大于 min 和 interval")
            }
        }
        self.init(minimum: minimum, maximum: maximum, interval: interval)
    }

    /// These limits, and where one is unknown that of `other`.
    public func completed(by other: ScaleLimits) -> ScaleLimits {
        ScaleLimits(
            minimum: minimum ?? other.minimum, maximum: maximum ?? other.maximum,
            interval: interval ?? other.interval)
    }
}

extension YAMLNode {
    /// A weight such as `30 kg` or `0.005 kg`: exact, more than nothing.
    fileprivate func milligrams() throws -> Int64 {
        let text = try string()
        let parts = text.split(separator: " ")
        guard parts.count == 2, let unit = MassUnit(rawValue: String(parts[1])),
            parts[0].utf8.first.map({ (0x30...0x39).contains($0) }) == true,
            let number = SentNumber(text: parts[0]), number.digits > 0,
            let milligrams = number.milligrams(in: unit)
        else {
            throw error(
                "expected a weight such as \"30 kg\" or \"5 g\", found '\(text)'",
                chinese: "要写重量，如 \"30 kg\" 或 \"5 g\"，写的是 '\(text)'")
        }
        return milligrams
    }
}

extension SentNumber {
    fileprivate init?(text: Substring) {
        let number = Array(text.utf8).withUnsafeBufferPointer { SentNumber($0[...]) }
        guard let number else { return nil }
        self = number
    }
}
