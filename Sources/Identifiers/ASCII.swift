extension UInt8 {
    /// The group separator, which stands for FNC1 in transmitted GS1 data.
    static let groupSeparator: UInt8 = 0x1D

    var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    var isUppercase: Bool { self >= 0x41 && self <= 0x5A }
    var isLetter: Bool { isUppercase || (self >= 0x61 && self <= 0x7A) }

    /// The value of a decimal digit; meaningless for anything else.
    var digitValue: Int { Int(self) - 0x30 }

    /// The value of a hexadecimal digit in either case.
    var hexValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x37
        case 0x61...0x66: self - 0x57
        default: nil
        }
    }
}

extension Collection<UInt8> {
    /// Whether all bytes are decimal digits; true of nothing at all.
    var isAllDigits: Bool { allSatisfy(\.isDigit) }

    /// The number the bytes spell; meant for at most 18 bytes known to be digits.
    var decimalValue: Int { reduce(0) { $0 * 10 + $1.digitValue } }

    /// The bytes as text.
    var text: String { String(decoding: self, as: UTF8.self) }
}
