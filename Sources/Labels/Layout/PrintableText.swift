internal import DeviceProtocols

/// Text as it can be printed: without control characters, and without characters nobody can draw.
struct PrintableText: Equatable {
    /// Stands for a character that the fonts lack: the typographers' sign for it, never an empty box.
    static let missingSign: Unicode.Scalar = "〓"

    /// The text to print, a line of it at each line break of the original.
    private(set) var paragraphs: [String] = [""]
    /// Whether control or formatting characters were left out.
    private(set) var wasCleaned = false
    /// Characters that were replaced by the missing sign.
    private(set) var missing: [Unicode.Scalar] = []

    /// Cleans a text.
    /// - Parameters:
    ///   - raw: Any text.
    ///   - keepsBreaks: Whether its line breaks begin new lines; else they become spaces.
    ///   - isKnown: Whether somebody can draw the character.
    init(_ raw: String, keepsBreaks: Bool, isKnown: (Unicode.Scalar) -> Bool) {
        for scalar in raw.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator:
                breakOrDrop(scalar, keepsBreaks: keepsBreaks)
            case .format, .surrogate: wasCleaned = true
            case .privateUse, .unassigned: miss(scalar)
            default: isKnown(scalar) ? append(scalar) : miss(scalar)
            }
        }
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        paragraphs[paragraphs.count - 1].unicodeScalars.append(scalar)
    }

    private mutating func miss(_ scalar: Unicode.Scalar) {
        missing.append(scalar)
        append(Self.missingSign)
    }

    private mutating func breakOrDrop(_ scalar: Unicode.Scalar, keepsBreaks: Bool) {
        switch scalar {
        case "\n", "\u{2028}", "\u{2029}":
            if keepsBreaks { return paragraphs.append("") }
            wasCleaned = true
            if paragraphs.last?.last != " " { append(" ") }
        case "\t":
            wasCleaned = true
            append(" ")
        default: wasCleaned = true
        }
    }
}

extension PrinterOptions {
    /// Whether the printer itself can draw a text: its fonts have all the characters, and no byte of
    /// it could end a string or a command in any of the languages.
    ///
    /// What it cannot draw is sent as a picture, so that nothing in a name can become a command.
    func canDraw(_ text: String) -> Bool {
        if fonts.isEmpty { return false }
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.allSatisfy(Self.isHarmless) }
        // Printers' Chinese fonts hold what has two bytes in GB 18030. A second byte may be that of
        // a backslash or a quote's neighbour: printers that look at single bytes stumble over it.
        guard encoding != .ascii, fonts.contains(where: { $0.covers == .chinese }),
            let bytes = GB18030.encode(text),
            bytes.count == text.unicodeScalars.reduce(0, { $0 + ($1.isASCII ? 1 : 2) })
        else { return false }
        return bytes.allSatisfy { $0 >= 0x80 || Self.isHarmless($0) }
    }

    /// Printable ASCII without what means something in a command language: quotes and backslash
    /// (TSPL), caret, tilde and underscore (ZPL).
    static func isHarmless(_ byte: UInt8) -> Bool {
        (0x20...0x7E).contains(byte) && ![0x22, 0x5C, 0x5E, 0x5F, 0x7E].contains(byte)
    }
}
