/// How bytes are written in profiles and recordings: `STX '01.250' CR`, `1B 21 3F`, `0d0a`.
///
/// Words are divided by spaces. A word is an even number of hexadecimal digits, the ASCII name of a
/// control character, or text between single or double quotes (as UTF-8, without escapes).
public enum ByteNotation {
    /// Why a text is no byte notation.
    public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
        /// The word that was not understood.
        public let word: String

        /// What is wrong and what is allowed.
        public var description: String {
            "'\(word)' is neither hex bytes, a control character's name nor quoted text"
        }
    }

    /// The bytes that a text stands for.
    /// - Throws: ``Failure`` for the first word not understood.
    public static func bytes(_ text: String) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = text[...]
        while true {
            rest = rest.drop { $0 == " " || $0 == "\t" }
            guard let first = rest.first else { return bytes }
            if first == "'" || first == "\"" {
                guard let end = rest.dropFirst().firstIndex(of: first) else {
                    throw Failure(word: String(rest))
                }
                bytes += rest[rest.index(after: rest.startIndex)..<end].utf8
                rest = rest[rest.index(after: end)...]
            } else {
                let word = rest.prefix { $0 != " " && $0 != "\t" }
                guard let more = hex(word) ?? ASCIIControl.byName[String(word)].map({ [$0] }) else {
                    throw Failure(word: String(word))
                }
                bytes += more
                rest = rest[word.endIndex...]
            }
        }
    }

    /// Bytes as people read them best: text in quotes, control characters by name, the rest in hex.
    ///
    /// ``bytes(_:)`` gives the same bytes back.
    public static func text(_ bytes: some Sequence<UInt8>) -> String {
        var words: [String] = []
        var quoted: [UInt8] = []
        func closeQuote() {
            guard !quoted.isEmpty else { return }
            words.append("'\(String(decoding: quoted, as: UTF8.self))'")
            quoted = []
        }
        for byte in bytes {
            if (0x20...0x7E).contains(byte), byte != UInt8(ascii: "'") {
                quoted.append(byte)
            } else {
                closeQuote()
                words.append(ASCIIControl.name(of: byte) ?? hexText([byte]))
            }
        }
        closeQuote()
        return words.joined(separator: " ")
    }

    /// Bytes of an even number of hexadecimal digits of either case, or nil.
    public static func hex(_ text: some StringProtocol) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = nibble(digits[index]), let low = nibble(digits[index + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    /// Lower-case hexadecimal digits of bytes, two for each.
    public static func hexText(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x37
        case 0x61...0x66: digit - 0x57
        default: nil
        }
    }
}
