internal import DeviceProtocols

/// A way to draw a text at one size, and how wide it gets.
struct TypeSize {
    let hand: LabelLayout.Text.Hand
    let artist: LabelArtist

    var height: Int {
        switch hand {
        case .printer(let font): font.height
        case .picture(let pixels): pixels
        }
    }

    func width(of text: some StringProtocol) -> Int {
        switch hand {
        case .printer(let font): font.width(of: text)
        case .picture(let pixels):
            text.unicodeScalars.reduce(0) { $0 + (artist.advance($1, pixels) ?? pixels) }
        }
    }

    /// The longest beginning of a text that fits, with a sign that something is missing.
    func cut(_ text: String, to room: Int) -> String {
        let sign =
            if case .printer(let font) = hand, font.font.covers == .ascii { ".." } else { "…" }
        var left = room - width(of: sign)
        var kept = ""
        for character in text {
            left -= width(of: String(character))
            if left < 0 { break }
            kept.append(character)
        }
        return kept + sign
    }
}

/// A text in lines that fit their room.
struct FittedText {
    let size: TypeSize
    let lines: [String]
    /// Something had to be left out.
    let isCut: Bool

    /// Fits paragraphs into a room.
    /// - Parameters:
    ///   - paragraphs: What to print.
    ///   - sizes: The sizes that may be used, the wanted one first; at least one.
    ///   - room: Width in dots.
    ///   - most: The most lines.
    init?(_ paragraphs: [String], sizes: [TypeSize], room: Int, most: Int) {
        for size in sizes {
            let lines = Self.lines(paragraphs, size, room: room, most: most)
            if lines.count <= most, lines.allSatisfy({ size.width(of: $0) <= room }) {
                (self.size, self.lines, isCut) = (size, lines, false)
                return
            }
        }
        guard let size = sizes.last else { return nil }
        var lines = Self.lines(paragraphs, size, room: room, most: most)
        if lines.count > most {
            // The last line takes all that is left, and is cut.
            lines = Array(lines[..<(most - 1)]) + [lines[(most - 1)...].joined()]
        }
        self.size = size
        self.lines = lines.map { size.width(of: $0) <= room ? $0 : size.cut($0, to: room) }
        isCut = true
    }

    private static func lines(
        _ paragraphs: [String], _ size: TypeSize, room: Int, most: Int
    ) -> [String] {
        guard most > 1 else { return paragraphs }
        return paragraphs.flatMap { paragraph in
            paragraph.isEmpty
                ? [""] : LineBreaking.lines(of: paragraph, room: room) { size.width(of: $0) }
        }
    }
}
