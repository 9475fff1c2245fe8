internal import DotMatrix

/// The fonts of ours that a printer is known to hold.
public struct StoredFonts: Sendable, Hashable {
    /// By size in dots, the names of the pages' fonts.
    private let names: [Int: [CharacterPage: String]]

    /// Fonts by their names; names that are not ours are passed over.
    public init(names: some Sequence<String>) {
        var places: [Int: [CharacterPage: String]] = [:]
        for name in names {
            guard let place = StoredFont.place(of: name) else { continue }
            places[place.pixels, default: [:]][place.page] = name
        }
        self.names = places
    }

    /// Whether a name is one that this program gives.
    public static func isOurs(_ name: String) -> Bool { StoredFont.place(of: name) != nil }

    /// Whether fonts are still what the installed fonts of this machine draw.
    ///
    /// A newer version of them draws other dots: the print would differ from the preview. One font of
    /// Latin and one of Chinese characters stand for all.
    public static func areCurrent(_ names: some Sequence<String>, artist: LabelArtist) -> Bool {
        let places = names.compactMap { name in StoredFont.place(of: name).map { (name, $0) } }
            .sorted { $0.1.pixels < $1.1.pixels }
        return [CharacterPage.latin, .common].allSatisfy { page in
            guard let (name, place) = places.first(where: { $0.1.page == page }) else {
                return true
            }
            return StoredFont(page, pixels: place.pixels, artist: artist)?.name == name
        }
    }

    /// Part of a line of text: what stands in one font, or in none.
    struct Run: Equatable {
        /// Nil for characters that the printer does not hold: they are drawn.
        let font: String?
        /// From the left end of the line, in dots.
        let x: Int
        var text: String
        /// Where the next character would stand.
        var end: Int
    }

    /// Most blanks that are cheaper than a field of its own.
    private static let mostBlanks = 24

    /// A line in pieces of one font each; nil when the printer holds no such size.
    ///
    /// A piece reaches over characters of other fonts where blanks fit exactly.
    func runs(of text: String, pixels: Int, artist: LabelArtist) -> [Run]? {
        guard let pages = names[pixels] else { return nil }
        var runs: [Run] = []
        var last: [CharacterPage?: Int] = [:]
        var x = 0
        for scalar in text.unicodeScalars {
            guard let advance = artist.advance(scalar, pixels) else { return nil }
            defer { x += advance }
            if scalar == " " { continue }
            let page = CharacterPage.page(of: scalar).flatMap { pages[$0] == nil ? nil : $0 }
            if let index = last[page],
                let blanks = Self.blanks(
                    x - runs[index].end, page, pixels: pixels, artist: artist)
            {
                runs[index].text += String(repeating: " ", count: blanks)
                runs[index].text.unicodeScalars.append(scalar)
                runs[index].end = x + advance
            } else {
                last[page] = runs.count
                runs.append(
                    Run(
                        font: page.flatMap { pages[$0] }, x: x, text: String(scalar),
                        end: x + advance))
            }
        }
        guard runs.contains(where: { $0.font != nil }),
            !Self.hangsOver(text.unicodeScalars.first, pixels: pixels, artist: artist),
            !Self.hangsOver(text.unicodeScalars.last, pixels: pixels, artist: artist)
        else { return nil }
        let isCut = runs.contains { run in
            run.font == nil
                && [run.text.unicodeScalars.first, run.text.unicodeScalars.last].contains {
                    Self.hangsOver($0, pixels: pixels, artist: artist)
                }
        }
        return isCut ? nil : runs
    }

    /// Whether a character reaches over its own width: at the end of a line a picture cuts that off,
    /// and a font does not.
    private static func hangsOver(
        _ scalar: Unicode.Scalar?, pixels: Int, artist: LabelArtist
    ) -> Bool {
        guard let scalar, let advance = artist.advance(scalar, pixels),
            let margin = artist.advance(" ", pixels),
            let ink = artist.line(" \(scalar) ", pixels)?.ink
        else { return false }
        return ink.x < margin || ink.right > margin + advance
    }

    /// How many blanks fill a gap; nil when they do not, or cost more than a new piece.
    private static func blanks(
        _ gap: Int, _ page: CharacterPage?, pixels: Int, artist: LabelArtist
    ) -> Int? {
        if gap == 0 { return 0 }
        guard let page, let blank = StoredFont.blank(of: page, pixels: pixels, artist: artist),
            blank > 0,
            gap > 0, gap % blank == 0, gap / blank <= mostBlanks
        else { return nil }
        return gap / blank
    }
}
