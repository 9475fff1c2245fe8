internal import DeviceProtocols
internal import DotMatrix

/// One font to be kept in the printer: a page of characters at one size, drawn by us.
///
/// Its name holds a sum of its dots, so that a printer's list of names says which dots it has.
public struct StoredFont: Sendable, Hashable {
    /// The name in the printer, such as `C0O15JQ2`: C, size in dots, page, and a sum of its dots.
    public let name: String
    /// The command that stores it.
    public let command: [UInt8]
    /// About how much memory it takes in the printer, in bytes.
    public let storedBytes: Int
    /// How many characters it holds.
    public let characters: Int

    /// The name under which a printer lists it.
    public var fileName: String { "\(name).\(Self.fileExtension)" }

    static let fileExtension = "FNT"
    /// What every name begins with: fonts that are not ours are left alone.
    static let namePrefix = "C"
    private static let nameLength = 8
    /// Sizes in dots that text on labels has: names of other fonts hardly ever say one of them.
    private static let sizes = 8...255
    private static let sumLength = 4
    /// Of a character's numbers and of a font's, as flash keeps them: not told by the maker.
    private static let characterOverhead = 16
    private static let fontOverhead = 128
    /// Blanks as wide as these measure what a glyph has beside its own width.
    private static let probe: Unicode.Scalar = " "

    /// Draws the font; nil when the installed fonts have none of its characters, or not the blank.
    init?(_ page: CharacterPage, pixels: Int, artist: LabelArtist) {
        guard let blank = Self.blank(of: page, pixels: pixels, artist: artist),
            let margin = artist.advance(Self.probe, pixels)
        else { return nil }
        let glyphs = page.characters.compactMap {
            StoredGlyph($0, pixels: pixels, margin: margin, artist: artist)
        }
        guard !glyphs.isEmpty else { return nil }
        var data: [UInt8] = []
        for glyph in glyphs { glyph.write(to: &data) }
        let widest = glyphs.reduce(blank) { max($0, $1.advance) }
        let shape = ",N,\(pixels),\(widest),1,\(blank),\(glyphs.count),CUNZHAN,"
        let sum = Self.sum(Array(shape.utf8) + data)
        name =
            Self.namePrefix + Self.digits(pixels, 2) + Self.digits(page.number, 1)
            + Self.digits(Int(sum % 1_679_616), Self.sumLength)
        command = Array("~DBE:\(name).\(Self.fileExtension)\(shape)".utf8) + data
        characters = glyphs.count
        storedBytes = glyphs.reduce(Self.fontOverhead) {
            $0 + $1.dots.bytes.count + Self.characterOverhead
        }
    }

    /// How far a character that the page lacks moves on: as a space, or as a Chinese character.
    static func blank(of page: CharacterPage, pixels: Int, artist: LabelArtist) -> Int? {
        page == .latin ? artist.advance(" ", pixels) : artist.advance("一", pixels)
    }

    /// The page and the size that a name stands for; nil for one that is not ours.
    static func place(of name: String) -> (page: CharacterPage, pixels: Int)? {
        guard name.utf8.count == nameLength, name.hasPrefix(namePrefix),
            name.utf8.allSatisfy(isDigit),
            let pixels = Int(name.dropFirst().prefix(2), radix: 36), sizes.contains(pixels),
            let page = Int(name.dropFirst(3).prefix(1), radix: 36),
            page < CharacterPage.others.count + 2
        else { return nil }
        return (CharacterPage(number: page), pixels)
    }

    /// As ``digits(_:_:)`` writes them.
    private static func isDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
    }

    private static func digits(_ number: Int, _ count: Int) -> String {
        let text = String(number, radix: 36, uppercase: true)
        return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }

    /// FNV-1a of 64 bits, folded.
    private static func sum(_ bytes: [UInt8]) -> UInt64 {
        var sum: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return (sum >> 32) ^ (sum & 0xFFFF_FFFF)
    }
}

/// One character of a font to be stored.
private struct StoredGlyph {
    let scalar: Unicode.Scalar
    /// From the pen to the left edge of the dots.
    let left: Int
    let advance: Int
    let dots: Bitmap

    /// Draws a character between two blanks, so that what reaches over its own width is kept.
    init?(_ scalar: Unicode.Scalar, pixels: Int, margin: Int, artist: LabelArtist) {
        guard let advance = artist.advance(scalar, pixels),
            let line = artist.line(" \(scalar) ", pixels), let ink = line.ink
        else { return nil }
        let x = min(ink.x, margin)
        // From the top of the cell on: where dots hang from is what makers tell least clearly.
        guard
            let dots = line.cropped(x: x, y: 0, width: ink.right - x, height: ink.bottom)
        else { return nil }
        (self.scalar, self.advance, self.dots) = (scalar, advance, dots)
        left = x - margin
    }

    /// `#code.height.width.x.y.advance.dots` (source: Zebra ZPL II programming guide, ~DB).
    ///
    /// The cell's first row is the one characters stand on, and every glyph hangs from it: read
    /// downwards or upwards, an offset of nothing is the same.
    func write(to bytes: inout [UInt8]) {
        let code = String(scalar.value, radix: 16, uppercase: true)
        let padded = String(repeating: "0", count: max(0, 4 - code.utf8.count)) + code
        bytes += "#\(padded).\(dots.height).\(dots.width).\(left).0.\(advance).".utf8
        for byte in dots.bytes {
            bytes.append(Self.hex[Int(byte >> 4)])
            bytes.append(Self.hex[Int(byte & 15)])
        }
    }

    private static let hex = Array("0123456789ABCDEF".utf8)
}
