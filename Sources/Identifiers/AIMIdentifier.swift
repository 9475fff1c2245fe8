/// An AIM symbology identifier such as `]C1`, which a scanner sends before the data if asked to.
///
/// Source: ISO/IEC 15424.
public struct AIMIdentifier: Sendable, Hashable, LosslessStringConvertible {
    /// The characters behind the `]`, kept as bytes: a scanner's code carries one.
    private let letterByte: UInt8
    private let modifierByte: UInt8

    /// Reads exactly three characters: `]`, a letter and a digit or letter, all ASCII.
    public init?(_ text: some StringProtocol) {
        self.init(bytes: Array(text.utf8.prefix(4)))
    }

    /// Makes an identifier of the two ASCII characters behind the `]`, or nil.
    public init?(letter: UInt8, modifier: UInt8) {
        guard letter.isLetter, modifier.isLetter || modifier.isDigit else { return nil }
        letterByte = letter
        modifierByte = modifier
    }

    /// Reads exactly three bytes.
    init?(bytes: some Collection<UInt8>) {
        let bytes = Array(bytes)
        guard bytes.count == 3, bytes[0] == 0x5D else { return nil }
        self.init(letter: bytes[1], modifier: bytes[2])
    }

    /// The code letter, which stands for the symbology.
    public var letter: Character { Character(Unicode.Scalar(letterByte)) }

    /// The modifier: a digit or letter that tells the variant.
    public var modifier: Character { Character(Unicode.Scalar(modifierByte)) }

    /// The three characters.
    public var description: String { "]\(letter)\(modifier)" }

    /// Whether the data are GS1 element strings by the symbol's own word (FNC1 in first place).
    public var announcesElementStrings: Bool {
        switch (Unicode.Scalar(letterByte), Unicode.Scalar(modifierByte)) {
        case ("C", "1"), ("e", "0"), ("d", "2"), ("Q", "3"), ("J", "1"): true
        default: false
        }
    }

    /// Whether the symbol is of the EAN/UPC family.
    public var isRetail: Bool { letterByte == UInt8(ascii: "E") }
}
