/// A 12-digit code of an administrative division, from province down to village.
///
/// Source: the statistical division codes of the National Bureau of Statistics: two digits each for
/// province, city and county (GB/T 2260), three each for township (GB/T 10114) and village.
public struct DivisionCode: Sendable, Hashable, Codable, LosslessStringConvertible {
    /// The levels, from the widest to the narrowest.
    public enum Level: Int, Sendable, Comparable, CaseIterable {
        /// 省
        case province
        /// 市
        case city
        /// 县
        case county
        /// 乡镇
        case township
        /// 村
        case village

        /// Whether the left level is the wider one.
        public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }

        /// How many leading digits tell divisions of this level apart.
        public var digits: Int { [2, 4, 6, 9, 12][rawValue] }
    }

    /// The twelve digits.
    public let description: String

    /// Reads twelve digits; nil when they are no such code.
    ///
    /// Below an empty level nothing may follow, but for the four cities without counties, whose
    /// townships stand under county 00.
    public init?(_ description: String) {
        let bytes = Array(description.utf8)
        guard bytes.count == 12, bytes.isAllDigits else { return nil }
        let parts = [0..<2, 2..<4, 4..<6, 6..<9, 9..<12].map { bytes[$0].decimalValue }
        guard (11...82).contains(parts[0]), parts[1] > 0 || parts[2...].allSatisfy({ $0 == 0 }),
            parts[3] > 0 || parts[4] == 0
        else { return nil }
        self.description = description
    }

    /// Reads a barcode `CZD-411521104203`; nil for another form.
    public init?(barcode: String) {
        guard barcode.utf8.count == 16, barcode.hasPrefix(CodePrefix.division.rawValue)
        else { return nil }
        self.init(String(barcode.dropFirst(4)))
    }

    /// Decodes the twelve digits.
    public init(from decoder: any Decoder) throws {
        self = try Self.decodedText(from: decoder)
    }

    /// Encodes the twelve digits.
    public func encode(to encoder: any Encoder) throws {
        try encodeText(to: encoder)
    }

    /// The form in a barcode: prefix and digits.
    public var barcode: String { CodePrefix.division.rawValue + description }

    /// The level of the division.
    public var level: Level {
        Level.allCases.first { level in
            description.utf8.dropFirst(level.digits).allSatisfy { $0 == 0x30 }
        } ?? .village
    }

    /// The division of a wider level that this one lies in, or itself at its own level.
    ///
    /// Returns nil for a narrower level.
    public func ancestor(_ level: Level) -> DivisionCode? {
        guard level <= self.level else { return nil }
        let kept = description.prefix(level.digits)
        return DivisionCode(kept + String(repeating: "0", count: 12 - kept.count))
    }

    /// Whether this division is `other` or lies in it.
    public func isWithin(_ other: DivisionCode) -> Bool {
        description.hasPrefix(other.description.prefix(other.level.digits))
    }
}
