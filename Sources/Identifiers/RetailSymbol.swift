/// What an EAN/UPC symbol says: a GTIN, an add-on of two or five digits, or both.
public struct RetailSymbol: Sendable, Hashable {
    /// The GTIN as 14 digits; nil for an add-on sent by itself.
    public let gtin: String?
    /// The add-on; nil where there is none.
    public let addOn: String?

    /// Reads the data sent behind an AIM identifier of the EAN/UPC family.
    ///
    /// `]E0` stands for 13 digits (UPC-A, and EAN-8 with some scanners, come unpadded), `]E1` and
    /// `]E2` for an add-on of two and five digits alone, `]E3` for 13 digits with an add-on, `]E4`
    /// for EAN-8. Source: ISO/IEC 15424. Throws the reason when the data are none of this.
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
        case ("3", 15), ("3", 18):
            gtin = try Self.padded(bytes[..<13])
            addOn = bytes[13...].text
        case ("0", 13), ("0", 12), ("0", 8), ("4", 8):
            gtin = try Self.padded(bytes[...])
            addOn = nil
        default:
            throw IdentificationError(.length)
        }
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
