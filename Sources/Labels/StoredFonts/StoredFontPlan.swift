public import DeviceProtocols

/// Which fonts pay their place in a printer's memory, the most useful first.
public struct StoredFontPlan: Sendable {
    /// The fonts, in the order in which they are to be stored.
    public let fonts: [StoredFont]
    /// Whether all that is useful fits the memory.
    public let isWhole: Bool

    /// What is worth storing at a size, in micrometres.
    private static let order: [(size: Int, pages: [CharacterPage])] =
        [3_000, 4_000, 3_500, 5_000, 6_000, 7_000, 8_000, 9_000, 10_000].map { ($0, [.latin]) }
        + [
            (3_000, [.common]), (3_000, CharacterPage.others), (4_000, [.common]),
            (5_000, [.common]), (3_500, [.common]), (4_000, CharacterPage.others),
            (7_000, [.common]),
        ]

    /// Draws the fonts for a printer; nil for one that stores none.
    ///
    /// This draws some ten thousand characters and takes about a second.
    /// - Parameters:
    ///   - printer: What the profile says of it.
    ///   - room: Free memory in bytes; nil for what the profile says.
    ///   - artist: Who draws characters.
    public init?(for printer: PrinterOptions, room: Int? = nil, artist: LabelArtist) {
        guard let capacity = printer.fontBytes else { return nil }
        // A tenth stays free for what else a printer keeps there.
        var left = min(room ?? capacity, capacity) * 9 / 10
        var fonts: [StoredFont] = []
        var isWhole = true
        let per = printer.dotsPerMillimetre
        for (size, pages) in Self.order {
            let pixels = Millimetres(micrometres: size).dots(per: per)
            var group: [StoredFont] = []
            var rest = left
            for page in pages where rest >= 0 {
                guard let font = StoredFont(page, pixels: pixels, artist: artist) else { continue }
                rest -= font.storedBytes
                group.append(font)
            }
            // Part of a size is of little use: a line needs all its characters.
            guard rest >= 0 else {
                isWhole = false
                continue
            }
            left = rest
            fonts += group
        }
        self.fonts = fonts
        self.isWhole = isWhole
    }

    /// Bytes that go over the line when all are stored.
    public var wireBytes: Int { fonts.reduce(0) { $0 + $1.command.count } }
    /// About how much memory they take in the printer.
    public var storedBytes: Int { fonts.reduce(0) { $0 + $1.storedBytes } }
    /// How many pictures of characters they hold.
    public var characters: Int { fonts.reduce(0) { $0 + $1.characters } }
}
