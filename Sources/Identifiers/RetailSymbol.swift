/// What an EAN/UPC symbol says: a GTIN, an add-on of two or five digits, or both.
public struct RetailSymbol: Sendable, Hashable {
    /// The GTIN as 14 digits; nil for an add-on sent by itself.
    public let gtin: String?
    /// The add-on; nil where there is none.
    public let addOn: String?

    /// Reads the data sent behind an AIM identifier of the EAN/UPC family.
    ///
    /// `]E0` stands for 13 digits, `]E1` and `]E2` for an add-on of two and five digits alone, `]E3`
    /// for 13 digits with an add-on, `]E4` for EAN-8. Many scanners leave out the zeros in front of
    /// UPC-A, and send UPC-E as its 8 digits or EAN-8 as `]E0`: they are read too. Source: ISO/IEC
    /// 15424. Throws the reason when the data are none of this.
    public init(_ payload: String, modifier: Character) throws(IdentificationError) {
        try self.init(Array(payload.utf8), modifier: modifier)
    }

    init(_ bytes: [UInt8], modifier: Character) throws(IdentificationError) {
        guard !bytes.isEmpty else { throw IdentificationError(.empty, at: 0) }
        if let wrong = bytes.firstIndex(where: { !$0.isDigit }) {
            throw IdentificationError(.charset, at: wrong)
        }
        switch (modifier, bytes.count) {
        case ("1", 2), ("2", 5):
            gtin = nil
            addOn = bytes.text
        case ("3", 15), ("3", 18), ("3", 14), ("3", 17), ("3", 10), ("3", 13):
            let main = [15: 13, 18: 13, 14: 12, 17: 12][bytes.count] ?? 8
            gtin = try Self.main(bytes[..<main])
            addOn = bytes[main...].text
        case ("0", 13), ("0", 12), ("0", 8):
            gtin = try Self.main(bytes[...])
            addOn = nil
        case ("4", 8):
            gtin = try Self.padded(bytes[...])
            addOn = nil
        default:
            throw IdentificationError(.length)
        }
    }

    /// The GTIN of the symbol without add-on; eight digits are UPC-E where they can be.
    private static func main(_ digits: ArraySlice<UInt8>) throws(IdentificationError) -> String {
        if digits.count == 8, let expanded = expandedUPCE(Array(digits)) {
            return gtin14(expanded[...])
        }
        return try padded(digits)
    }

    /// The 12 digits that 8 digits of UPC-E stand for; nil when they are no UPC-E.
    ///
    /// Source: GS1 General Specifications, section 5.2.2.4.2: the last digit before the check digit
    /// says where zeros were left out.
    static func expandedUPCE(_ digits: [UInt8]) -> [UInt8]? {
        guard digits.count == 8, digits.isAllDigits, digits[0] <= 0x31 else { return nil }
        let kept = digits[1...5]
        let last = digits[6]
        let (head, zeros, tail): (ArraySlice<UInt8>, Int, ArraySlice<UInt8>) =
            switch last {
            case 0x30...0x32: (kept.prefix(2) + [last], 4, kept.suffix(3))
            case 0x33: (kept.prefix(3), 5, kept.suffix(2))
            case 0x34: (kept.prefix(4), 5, kept.suffix(1))
            default: (kept, 4, [last])
            }
        let out = [digits[0]] + head + [UInt8](repeating: 0x30, count: zeros) + tail + [digits[7]]
        return CheckDigits.endsInMod10(out[...]) ? out : nil
    }

    private static func padded(_ digits: ArraySlice<UInt8>) throws(IdentificationError) -> String {
        guard CheckDigits.endsInMod10(digits) else {
            throw IdentificationError(.checkDigit, ai: "01", at: digits.endIndex - 1)
        }
        return gtin14(digits)
    }

    /// A GTIN of 8, 12, 13 or 14 digits as 14.
    static func gtin14(_ digits: ArraySlice<UInt8>) -> String {
        String(repeating: "0", count: max(0, 14 - digits.count)) + digits.text
    }
}
