/// The UPU S10 number of a postal item, such as `RB123456785GB`.
///
/// Source: UPU standard S10-12: two letters of the service, eight digits, a check digit, two
/// letters of the country.
public struct S10: Sendable, Hashable, LosslessStringConvertible {
    /// The thirteen characters.
    public let description: String

    /// Reads thirteen characters in capitals; nil when they have another form or check digit.
    public init?(_ description: String) {
        let bytes = Array(description.utf8)
        guard S10.hasForm(bytes), S10.checkDigit(bytes[2..<10]) == bytes[10] else { return nil }
        self.description = description
    }

    /// The two letters of the service, such as `RB` for a registered item.
    public var service: String { String(description.prefix(2)) }

    /// The two letters of the country of origin (ISO 3166-1), such as `CN`.
    public var country: String { String(description.suffix(2)) }

    /// Offset of the check digit.
    static let checkDigitAt = 10

    static func hasForm(_ bytes: [UInt8]) -> Bool {
        bytes.count == 13 && bytes[0..<2].allSatisfy(\.isUppercase) && bytes[2..<11].isAllDigits
            && bytes[11..<13].allSatisfy(\.isUppercase)
    }

    /// The check digit of eight digits: weighted, modulo 11.
    static func checkDigit(_ digits: ArraySlice<UInt8>) -> UInt8 {
        let sum = zip(digits, [8, 6, 4, 2, 3, 5, 9, 7]).reduce(0) { $0 + $1.0.digitValue * $1.1 }
        switch 11 - sum % 11 {
        case 10: return 0x30
        case 11: return 0x35
        case let digit: return UInt8(0x30 + digit)
        }
    }
}
