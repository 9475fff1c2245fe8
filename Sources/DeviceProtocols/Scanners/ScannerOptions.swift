/// How a scanner frames its codes on the line.
public struct ScannerOptions: Sendable, Hashable {
    /// What ends a code.
    public enum Suffix: Sendable, Hashable {
        /// CR, LF or CR LF, whichever comes.
        case lineEnd
        /// Exactly these bytes; a CR alone may then be part of the payload.
        case bytes([UInt8])
        /// Nothing: the length or the idle gap ends a code.
        case none
    }

    /// How a scanner's answers to commands begin and end; they are no codes.
    public struct AnswerMarks: Sendable, Hashable {
        /// The first bytes; never a line end.
        public let start: [UInt8]
        /// The last bytes.
        public let end: [UInt8]

        /// Makes marks.
        public init(start: [UInt8], end: [UInt8]) {
            self.start = start
            self.end = end
        }
    }

    /// Longest prefix or suffix, in bytes.
    public static let longestAffix = 16
    /// Longest payload a profile may allow, in bytes; the largest QR code holds 7,089 digits.
    public static let longestPayload = 8192
    /// Longest command a profile may name, in bytes.
    public static let longestCommand = 64
    /// Allowed fixed lengths, in bytes: at least as long as an AIM identifier, so that its presence
    /// is known before the end, and short enough to search again after a wrong length.
    public static let fixedLengths = 3...512

    /// Bytes before every code; empty for none.
    public var prefix: [UInt8]
    /// What ends a code.
    public var suffix: Suffix
    /// Whether `]`, a letter and a digit or letter at the start are the AIM identifier.
    public var readsAIM: Bool
    /// The payload's length where all codes have the same, prefix, AIM and suffix apart.
    public var fixedLength: Int?
    /// Longest payload accepted, in bytes.
    public var longest: Int
    /// Whether a silence ends a code as its suffix would.
    public var idleGapCompletes: Bool
    /// How long the same code is not taken again, in milliseconds; nil leaves it to the station.
    public var duplicateMilliseconds: Int?
    /// The bytes of commands, besides those the protocol itself has.
    public var commands: [ScannerCommand: [UInt8]]
    /// How its answers to commands look; nil where it sends none.
    ///
    /// Only without prefix and fixed length: there nothing tells an answer from a code.
    public var answer: AnswerMarks?
    /// How it shows when it types like a keyboard; nil where that is not known.
    public var keyboardMode: KeyboardMode?

    /// Makes options; the defaults fit most scanners.
    public init(
        prefix: [UInt8] = [], suffix: Suffix = .lineEnd, readsAIM: Bool = true,
        fixedLength: Int? = nil, longest: Int = ScannerOptions.longestPayload,
        idleGapCompletes: Bool = false, duplicateMilliseconds: Int? = nil,
        commands: [ScannerCommand: [UInt8]] = [:], answer: AnswerMarks? = nil,
        keyboardMode: KeyboardMode? = nil
    ) {
        self.prefix = prefix
        self.suffix = suffix
        self.readsAIM = readsAIM
        self.fixedLength = fixedLength
        self.longest = longest
        self.idleGapCompletes = idleGapCompletes
        self.duplicateMilliseconds = duplicateMilliseconds
        self.commands = commands
        self.answer = answer
        self.keyboardMode = keyboardMode
    }
}
