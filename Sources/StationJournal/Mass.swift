/// A mass as a whole number of milligrams, so that sums tie out; never a binary float.
///
/// Range: ±9.2 × 10¹² kg, far beyond any scale. Negative masses are values (a tared pan).
public struct Mass: Hashable, Comparable, Codable, Sendable {
    /// Milligrams.
    public let milligrams: Int64

    /// A mass of so many milligrams.
    public init(milligrams: Int64) {
        self.milligrams = milligrams
    }

    /// Order by weight.
    public static func < (left: Mass, right: Mass) -> Bool {
        left.milligrams < right.milligrams
    }

    /// Decodes a bare integer of milligrams.
    public init(from decoder: any Decoder) throws {
        milligrams = try decoder.singleValueContainer().decode(Int64.self)
    }

    /// Encodes a bare integer of milligrams.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milligrams)
    }

    /// Kilograms with three decimals, rounded half away from zero: `1.250`.
    public var kilograms: String {
        let grams = (milligrams.magnitude + 500) / 1000
        let fraction = String(grams % 1000)
        let padded = String(repeating: "0", count: 3 - fraction.count) + fraction
        return (milligrams < 0 && grams > 0 ? "-" : "") + "\(grams / 1000).\(padded)"
    }
}
