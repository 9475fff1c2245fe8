/// What has to be known of a label printer to draw for it and to understand its answers.
public struct PrinterOptions: Sendable, Hashable {
    /// Page description language.
    public enum Language: String, Sendable, Hashable, CaseIterable {
        case tspl, zpl, cpcl, escpos
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

    /// Symbols that ESC/POS printers draw by commands of their own, where they have them.
    public enum Symbol: String, Sendable, Hashable, CaseIterable {
        case code128
        case qr
    }

    /// How the printer answers a status request.
    public enum StatusReply: String, Sendable, Hashable, CaseIterable {
        /// One byte of bits (TSPL `ESC !?`, CPCL `ESC h`).
        case byte
        /// STX, 4 bytes, ETX, CR LF (TSPL `ESC !S`).
        case frame
        /// A byte or a frame, told apart by their bytes (TSPL).
        case either
        /// One byte of other bits (CPCL `ESC i`).
        case extended
        /// Three lines of numbers (ZPL `~HS`).
        case lines
        /// Four bytes to four questions (ESC/POS `DLE EOT`).
        case round
        /// Four bytes at every change (ESC/POS `GS a`).
        case automatic
        /// None: many clones never answer, and silence then means nothing.
        case none

        /// Whether an answer can hold the bytes of XON and XOFF, so that software flow control
        /// would swallow it.
        var canHoldFlowControl: Bool {
            switch self {
            case .byte, .either, .extended: true
            case .frame, .lines, .round, .automatic, .none: false
            }
        }

        /// Status bytes whose bits the profile explains.
        var mappedBytes: Int {
            switch self {
            case .byte, .either, .extended: 1
            case .round, .automatic: 4
            case .frame, .lines, .none: 0
            }
        }
    }

    /// How pictures are sent.
    public enum Graphics: String, Sendable, Hashable, CaseIterable {
        /// As they are.
        case plain
        /// Run lengths by letters (ZPL).
        case runs
        /// Deflated, in base 64 (ZPL of newer printers).
        case z64
    }

    /// What the printer does with a finished label.
    public enum AfterLabel: String, Sendable, Hashable, CaseIterable {
        /// Nothing.
        case none
        /// Feeds it to the tear-off edge.
        case tear
        /// Cuts it off.
        case cut
        /// Peels it from its backing and waits until it is taken.
        case peel
    }

    /// What it means when a status request is not answered.
    public enum Silence: String, Sendable, Hashable, CaseIterable {
        /// The maker says that the printer does not answer while it has a fault.
        case fault
        /// Anything: it may be printing, switched off, or never answer at all.
        case unknown
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
    /// Symbols an ESC/POS printer draws itself; those of other languages all draw the same ones.
    public let symbols: [Symbol]
    /// Memory for fonts that are sent to the printer once, in bytes, by its maker's word; nil for one
    /// that stores none.
    public let fontBytes: Int?
    /// What a set bit of a picture means.
    public let polarity: Polarity
    /// How pictures are sent.
    public let graphics: Graphics
    /// What the printer does with a finished label.
    public let afterLabel: AfterLabel
    /// How status requests are answered.
    public let statusReply: StatusReply
    /// Meaning of each bit of each status byte, from bit 0 on: nil where none is documented, the
    /// empty set where it says nothing of readiness.
    public let statusBits: [[PrinterConditions?]]
    /// What it means when a status request is not answered.
    public let silence: Silence
    /// Whether status may be asked for while a label is being printed.
    public let answersWhilePrinting: Bool

    /// Dots per millimetre as printers count them: 8 at 203 dpi, 12 at 300, 24 at 600.
    public var dotsPerMillimetre: Int { (dpi + 5) * 10 / 254 }
}
