/// Finds an alias (`*name`) before the text is composed.
///
/// Composing checks keys for repetition, and a key built of aliases of aliases takes exponential
/// time to compare; so aliases have to be refused before, not after.
enum AliasSearch {
    static func first(in text: String, file: String) -> YAMLError? {
        guard text.utf8.contains(UInt8(ascii: "*")) else { return nil }
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            guard let column = column(of: Array(line)) else { continue }
            return YAMLError(
                file: file, line: index + 1, column: column + 1,
                message: YAMLDocument.aliasRefusal.english,
                chinese: YAMLDocument.aliasRefusal.chinese)
        }
        return nil
    }

    /// Offset of a `*name` that stands where a value may begin, outside quotes and comments.
    private static func column(of line: [UInt8]) -> Int? {
        var mayBegin = true
        var index = 0
        while index < line.count {
            let byte = line[index]
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"): break
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                index = line[(index + 1)...].firstIndex(of: byte) ?? index
                mayBegin = false
            case UInt8(ascii: "#") where index == 0 || line[index - 1] == UInt8(ascii: " "):
                return nil
            case UInt8(ascii: "*")
            where mayBegin && index + 1 < line.count && isName(line[index + 1]):
                return index
            default: mayBegin = isIndicator(byte)
            }
            index += 1
        }
        return nil
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"), 0x80...:
            true
        default: false
        }
    }

    private static func isIndicator(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ","),
            UInt8(ascii: "["), UInt8(ascii: "{"):
            true
        default: false
        }
    }
}
