internal import DeviceProtocols

/// Text made safe for a printer's own fonts and its quoted strings.
///
/// Whatever the content was, the result has no quote, no backslash and no control character, so
/// that it can end neither a string nor a command, and no byte of it can pass for an escape.
struct PrinterText: Equatable {
    /// Stands for a character that the printer's font lacks: the typographers' sign for it.
    static let missingSign: Unicode.Scalar = "〓"

    /// The text to print.
    private(set) var text = ""
    /// Whether quotes, backslashes or control characters were replaced or left out.
    private(set) var wasReplaced = false
    /// Characters that were replaced by the missing sign.
    private(set) var missing: [Unicode.Scalar] = []

    init(_ raw: String, encoding: PrinterOptions.TextEncoding) {
        // The whole text at once is the usual case and saves a conversion for every character.
        let allKnown =
            encoding == .gb18030
            && GB18030.encode(raw)?.count
                == raw.unicodeScalars.reduce(0) { $0 + ($1.isASCII ? 1 : 2) }
        for scalar in raw.unicodeScalars {
            take(scalar, encoding: encoding, isKnown: allKnown)
        }
        if encoding == .gb18030 { guardTrailBytes() }
    }

    private mutating func take(
        _ scalar: Unicode.Scalar, encoding: PrinterOptions.TextEncoding, isKnown: Bool
    ) {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
            wasReplaced = true
            let isBreak = ["\r", "\n", "\t", "\u{2028}", "\u{2029}"].contains(scalar)
            if isBreak, text.last != " " { text.append(" ") }
            return
        case .privateUse, .unassigned: return miss(scalar)
        default: break
        }
        switch scalar {
        case "\"":
            wasReplaced = true
            text.append(encoding == .ascii ? "'" : "”")
        case "\\":
            wasReplaced = true
            text.append(encoding == .ascii ? "/" : "＼")
        case _ where scalar.isASCII || isKnown: text.unicodeScalars.append(scalar)
        default:
            Self.isInFont(scalar, encoding) ? text.unicodeScalars.append(scalar) : miss(scalar)
        }
    }

    private mutating func miss(_ scalar: Unicode.Scalar) {
        missing.append(scalar)
        text.unicodeScalars.append(Self.missingSign)
    }

    /// Printers' Chinese fonts hold what has two bytes in GB 18030; the four-byte characters they lack.
    private static func isInFont(
        _ scalar: Unicode.Scalar, _ encoding: PrinterOptions.TextEncoding
    ) -> Bool {
        switch encoding {
        case .ascii: false
        case .gb18030, .utf8: GB18030.encode(String(scalar))?.count == 2
        }
    }

    /// The second byte of a character may be that of a backslash: printers that look at single bytes
    /// would take it with a following `[` or the closing quote for an escape.
    private mutating func guardTrailBytes() {
        guard let bytes = GB18030.encode(text), bytes.contains(0x5C) else { return }
        var safe = ""
        var isAfterBackslashByte = false
        for scalar in text.unicodeScalars {
            safe.unicodeScalars.append(isAfterBackslashByte && scalar == "[" ? "［" : scalar)
            isAfterBackslashByte = GB18030.encode(String(scalar))?.last == 0x5C
        }
        if isAfterBackslashByte { safe.append(" ") }
        text = safe
    }
}
