/// What has to be known of a label printer to draw for it and to understand its answers.
public struct PrinterOptions: Sendable, Hashable {
    /// Page description language.
    public enum Language: String, Sendable, Hashable, CaseIterable {
        case tspl
    }

    /// Bytes of text in native commands.
    public enum TextEncoding: String, Sendable, Hashable, CaseIterable {
        case gb18030
        case utf8 = "utf-8"
        case ascii
    }

    /// What a set bit of a picture means.
    public enum Polarity: String, Sendable, Hashable, CaseIterable {
        case oneIsWhite = "one-is-white"
        case oneIsBlack = "one-is-black"
    }

    /// A font that lives in the printer.
    public struct Font: Sendable, Hashable {
        /// Which characters a font has.
        public enum Coverage: String, Sendable, Hashable, CaseIterable {
            case ascii, chinese
        }

        /// The name used in commands, such as `TSS24.BF2`.
        public let name: String
        /// Cell of a full-width character (of any character, in an ASCII font), in dots.
        public let width: Int
        /// Height of the cell in dots.
        public let height: Int
        /// Which characters it has.
        public let covers: Coverage
    }

    /// How the printer answers a status request.
    public enum StatusReply: String, Sendable, Hashable, CaseIterable {
        /// One byte of bits (`ESC !?`).
        case byte
        /// STX, 4 bytes, ETX, CR LF (`ESC !S`).
        case frame
        /// Either, told apart by their bytes.
        case either
        /// None: many clones never answer, and silence then means nothing.
        case none
    }

    /// Page description language.
    public let language: Language
    /// Dots per inch of the head.
    public let dpi: Int
    /// Printable width in dots.
    public let widthDots: Int
    /// Bytes of text in native commands.
    public let encoding: TextEncoding
    /// Fonts that live in the printer.
    public let fonts: [Font]
    /// What a set bit of a picture means.
    public let polarity: Polarity
    /// How status requests are answered.
    public let statusReply: StatusReply
    /// Meaning of each bit of the status byte, from bit 0 on; nil where none is documented.
    public let statusBits: [PrinterCondition?]
    /// Whether status may be asked for while a label is being printed.
    public let answersWhilePrinting: Bool

    /// Dots per millimetre as printers count them: 8 at 203 dpi, 12 at 300, 24 at 600.
    public var dotsPerMillimetre: Int { (dpi + 5) * 10 / 254 }
}
