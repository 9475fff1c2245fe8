/// An AIM symbology identifier such as `]C1`, which a scanner sends before the data if asked to.
///
/// Source: ISO/IEC 15424.
public struct AIMIdentifier: Sendable, Hashable, LosslessStringConvertible {
    /// The code letter, which stands for the symbology.
    public let letter: Character
    /// The modifier: a digit or letter that tells the variant.
    public let modifier: Character

    /// Reads exactly three characters: `]`, a letter and a digit or letter, all ASCII.
    public init?(_ text: some StringProtocol) {
        self.init(bytes: Array(text.utf8.prefix(4)))
    }

    /// Reads exactly three bytes.
    init?(bytes: some Collection<UInt8>) {
        let bytes = Array(bytes)
        guard bytes.count == 3, bytes[0] == 0x5D, bytes[1].isLetter,
            bytes[2].isLetter || bytes[2].isDigit
        else { return nil }
        letter = Character(Unicode.Scalar(bytes[1]))
        modifier = Character(Unicode.Scalar(bytes[2]))
    }

    /// The three characters.
    public var description: String { "]\(letter)\(modifier)" }

    /// Whether the data are GS1 element strings by the symbol's own word (FNC1 in first place).
    public var announcesElementStrings: Bool {
        switch (letter, modifier) {
        case ("C", "1"), ("e", "0"), ("d", "2"), ("Q", "3"), ("J", "1"): true
        default: false
        }
    }

    /// Whether the symbol is of the EAN/UPC family.
    public var isRetail: Bool { letter == "E" }
}
