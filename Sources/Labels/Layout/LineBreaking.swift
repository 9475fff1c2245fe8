/// Where a text may break into lines: between Chinese characters and at spaces, but no line begins
/// with a closing mark or ends with an opening one (避头尾; source: W3C, Requirements for Chinese
/// Text Layout, 3.1.3, and GB/T 15834).
enum LineBreaking {
    private static let notFirst: Set<Unicode.Scalar> = Set(
        "，。、；：？！．｡､）》〉」』】〕｝〗〙＞”’…—·～〜／％‰℃°,.;:?!)]}>%/".unicodeScalars)
    private static let notLast: Set<Unicode.Scalar> = Set(
        "（《〈「『【〔｛〖〘＜“‘([{<￥¥$＄£№".unicodeScalars)

    /// The pieces a text may be broken into; joined again they are the text.
    ///
    /// A space belongs to the piece before it. Latin words and numbers stay whole, and so do marks
    /// with the character they belong to.
    static func pieces(of text: String) -> [Substring] {
        var pieces: [Substring] = []
        var start = text.startIndex
        var previous: Character?
        for index in text.indices {
            let character = text[index]
            if let previous, canBreak(between: previous, and: character) {
                pieces.append(text[start..<index])
                start = index
            }
            previous = character
        }
        if start < text.endIndex { pieces.append(text[start...]) }
        return pieces
    }

    private static func canBreak(between left: Character, and right: Character) -> Bool {
        guard let last = left.unicodeScalars.last, let first = right.unicodeScalars.first else {
            return false
        }
        if right == " " { return false }
        if left == " " { return true }
        if notFirst.contains(first) || notLast.contains(last) { return false }
        return isWide(first) || isWide(last)
    }

    /// Ideographs, kana and full-width forms: a line may break at each of them.
    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x2E80...0x9FFF, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFF60, 0x20000...0x3FFFF:
            true
        default: false
        }
    }

    /// Lines not wider than the room, as many as it takes.
    ///
    /// A piece that is wider than a whole line is broken anywhere; no character is ever lost.
    static func lines(
        of text: String, room: Int, width: (Substring) -> Int
    ) -> [String] {
        var lines: [String] = []
        var line = ""[...]
        for piece in pieces(of: text) {
            let joined = line.isEmpty ? piece : text[line.startIndex..<piece.endIndex]
            if width(trimmed(joined)) <= room {
                line = joined
                continue
            }
            if !line.isEmpty { lines.append(String(trimmed(line))) }
            line = piece
            while width(trimmed(line)) > room, line.count > 1 {
                let head = longestStart(of: line, room: room, width: width)
                lines.append(String(head))
                line = line[head.endIndex...]
            }
        }
        if !trimmed(line).isEmpty { lines.append(String(trimmed(line))) }
        return lines
    }

    /// At least one character.
    private static func longestStart(
        of piece: Substring, room: Int, width: (Substring) -> Int
    ) -> Substring {
        var end = piece.index(after: piece.startIndex)
        while end < piece.endIndex, width(piece[..<piece.index(after: end)]) <= room {
            end = piece.index(after: end)
        }
        return piece[..<end]
    }

    private static func trimmed(_ line: Substring) -> Substring {
        guard let last = line.lastIndex(where: { $0 != " " }) else { return "" }
        return line[...last]
    }
}
