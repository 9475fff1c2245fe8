internal import CFreeType
public import DotMatrix
internal import Synchronization

/// Why there is no picture of a text.
public enum TypefaceError: Error, Sendable, Equatable, CustomStringConvertible {
    /// None of the font files that were looked for is installed.
    case notInstalled(searched: [String])
    /// The installed fonts have no picture of this character: never drawn as an empty box.
    case missingGlyph(Unicode.Scalar)
    /// FreeType refused, with its error number.
    case freeType(Int32)

    /// The reason and what to do next.
    public var description: String {
        switch self {
        case .notInstalled(let searched):
            "no Chinese font found (looked for \(searched.joined(separator: ", "))); "
                + "install the Debian package fonts-wqy-zenhei or fonts-noto-cjk"
        case .missingGlyph(let scalar):
            "the installed fonts lack U+\(String(scalar.value, radix: 16, uppercase: true))"
        case .freeType(let code): "FreeType error \(code)"
        }
    }
}

/// The picture of one character, to be placed at a pen on a baseline.
public struct Glyph: Sendable, Equatable {
    /// The dots; nil for blank characters.
    public let bitmap: Bitmap?
    /// From the pen to the left edge of the dots.
    public let left: Int
    /// From the baseline up to the top edge of the dots.
    public let top: Int
    /// From this pen to the next.
    public let advance: Int
}

/// Installed Chinese fonts of fixed pitch, drawn in black and white without grey.
///
/// FreeType draws grey and we draw the line: its own black-and-white mode loses whole strokes of one
/// common character in six at 16 dots (票 and 产 among them).
/// Several fonts form a chain: a character the first lacks is taken from the next.
public final class Typeface: Sendable {
    /// Where a font file is looked for, and which face in it.
    ///
    /// The family matters: face 0 of a Noto collection is Japanese and draws other forms.
    public struct Source: Sendable, Equatable {
        /// The font file.
        public var path: String
        /// The family name of the face wanted in it.
        public var family: String
        /// A place and a family name.
        public init(path: String, family: String) {
            self.path = path
            self.family = family
        }
    }

    /// The fonts of fonts-wqy-zenhei and fonts-noto-cjk.
    ///
    /// WenQuanYi first: it is the small one that kiosks have; Noto fills in rare characters.
    public static let debianSources = [
        Source(
            path: "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
            family: "WenQuanYi Zen Hei Mono"),
        Source(
            path: "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
            family: "Noto Sans Mono CJK SC"),
    ]

    /// The largest size of a character, in dots.
    public static let maximumPixels = 1_024

    private let faces: Mutex<FaceChain>

    /// Opens every one of the sources that is installed.
    public init(sources: [Source] = Typeface.debianSources) throws(TypefaceError) {
        let chain = try FaceChain(sources: sources)
        guard !chain.isEmpty else { throw .notInstalled(searched: sources.map(\.path)) }
        faces = Mutex(chain)
    }

    /// The picture of a character, an em being the given number of dots (1 to `maximumPixels`).
    public func glyph(_ scalar: Unicode.Scalar, pixels: Int) throws(TypefaceError) -> Glyph {
        let size = min(max(pixels, 1), Self.maximumPixels)
        // Mutex.withLock rethrows any error type only as a Result here.
        return try faces.withLock { chain in
            Result { () throws(TypefaceError) in try chain.glyph(scalar, pixels: size) }
        }.get()
    }

    /// One line of text, as tall as an em and as wide as its advances; nil for an empty text.
    public func line(_ text: String, pixels: Int) throws(TypefaceError) -> Bitmap? {
        var glyphs: [Glyph] = []
        for scalar in text.unicodeScalars { glyphs.append(try glyph(scalar, pixels: pixels)) }
        guard var bitmap = Bitmap(width: glyphs.reduce(0) { $0 + $1.advance }, height: pixels)
        else { return nil }
        var pen = 0
        for glyph in glyphs {
            if let dots = glyph.bitmap {
                bitmap.draw(
                    dots, x: pen + glyph.left, y: Self.baseline(of: pixels) - glyph.top)
            }
            pen += glyph.advance
        }
        return bitmap
    }

    /// Text as a printer's font of fixed cells shows it, nearly: each maker draws its own characters.
    /// - Parameters:
    ///   - text: One line.
    ///   - width: Of a cell, in dots.
    ///   - height: Of a cell, in dots.
    ///   - isChinese: Whether ASCII takes half a cell.
    ///   - covers: Whether the printer's font has a character.
    /// - Returns: The line, nil for an empty text or one too long; and the characters left blank.
    public func cells(
        _ text: String, width: Int, height: Int, isChinese: Bool,
        covers: (Unicode.Scalar) -> Bool = { _ in true }
    ) -> (line: Bitmap?, missing: [Unicode.Scalar]) {
        let cells = text.unicodeScalars.map { ($0, isChinese && $0.isASCII ? width / 2 : width) }
        let length = cells.reduce(0) { $0 + $1.1 }
        guard var line = Bitmap(width: length, height: height) else { return (nil, []) }
        var missing: [Unicode.Scalar] = []
        var left = 0
        for (scalar, width) in cells {
            if covers(scalar),
                let cell = cell(scalar, width: width, height: height, isChinese: isChinese)
            {
                line.draw(cell, x: left, y: 0)
            } else {
                missing.append(scalar)
            }
            left += width
        }
        return (line, missing)
    }

    /// One character in its cell, cut off at the cell's edges; nil when the fonts lack it.
    private func cell(
        _ scalar: Unicode.Scalar, width: Int, height: Int, isChinese: Bool
    ) -> Bitmap? {
        // ASCII cells have no room above capitals: their characters are drawn larger than the cell.
        let pixels = isChinese ? height : min(width * 2, height * 115 / 100)
        let baseline = isChinese ? Self.baseline(of: pixels) : height * 86 / 100
        guard var cell = Bitmap(width: width, height: height),
            let glyph = try? glyph(scalar, pixels: pixels)
        else { return nil }
        if let dots = glyph.bitmap {
            let slack = (width - glyph.advance) / 2
            cell.draw(dots, x: slack + glyph.left, y: baseline - glyph.top)
        }
        return cell
    }

    /// Where the baseline of a line lies, in dots from its top: Chinese type stands on 88 % of the em.
    public static func baseline(of pixels: Int) -> Int { (pixels * 88 + 50) / 100 }
}

/// The FreeType handles; used under the lock of `Typeface` only, for FreeType's are not thread-safe.
private struct FaceChain: ~Copyable {
    // FT_LOAD_RENDER and FT_LOAD_TARGET_LIGHT are macros Swift cannot see.
    private static let loadRender: Int32 = 1 << 2
    private static let loadTargetLight: Int32 = 1 << 16
    /// Grey from which a dot is black: below the middle, for thin strokes fall between two rows.
    private static let leastInk: UInt8 = 100
    private static let maximumFacesPerFile = 64

    /// Characters kept drawn; then all are forgotten and drawn anew, some 2 MB at 24 dots.
    private static let mostKept = 8_192

    private let library: FT_Library
    private var faces: [FT_Face] = []
    private var kept: [UInt64: Glyph] = [:]

    var isEmpty: Bool { faces.isEmpty }

    init(sources: [Typeface.Source]) throws(TypefaceError) {
        var library: FT_Library?
        let code = FT_Init_FreeType(&library)
        guard code == 0, let library else { throw .freeType(code) }
        self.library = library
        for source in sources {
            if let face = Self.open(source, library) { faces.append(face) }
        }
    }

    deinit {
        for face in faces { FT_Done_Face(face) }
        FT_Done_FreeType(library)
    }

    private static func open(_ source: Typeface.Source, _ library: FT_Library) -> FT_Face? {
        var index = 0
        while index < maximumFacesPerFile {
            var face: FT_Face?
            guard FT_New_Face(library, source.path, FT_Long(index), &face) == 0, let face else {
                return nil
            }
            let family = face.pointee.family_name.map { String(cString: $0) }
            if family == source.family { return face }
            let count = Int(face.pointee.num_faces)
            FT_Done_Face(face)
            index += 1
            if index >= count { return nil }
        }
        return nil
    }

    /// From memory, where it was drawn before: a label uses the same few hundred characters.
    mutating func glyph(_ scalar: Unicode.Scalar, pixels: Int) throws(TypefaceError) -> Glyph {
        let key = UInt64(scalar.value) << 32 | UInt64(pixels)
        if let glyph = kept[key] { return glyph }
        let glyph = try draw(scalar, pixels: pixels)
        if kept.count >= Self.mostKept { kept.removeAll(keepingCapacity: true) }
        kept[key] = glyph
        return glyph
    }

    private func draw(_ scalar: Unicode.Scalar, pixels: Int) throws(TypefaceError) -> Glyph {
        for face in faces {
            let index = FT_Get_Char_Index(face, FT_ULong(scalar.value))
            if index == 0 { continue }
            var code = FT_Set_Pixel_Sizes(face, 0, FT_UInt(pixels))
            guard code == 0 else { throw .freeType(code) }
            code = FT_Load_Glyph(face, index, Self.loadRender | Self.loadTargetLight)
            guard code == 0, let slot = face.pointee.glyph else { throw .freeType(code) }
            return Glyph(
                bitmap: Self.bitmap(of: slot.pointee.bitmap),
                left: Int(slot.pointee.bitmap_left), top: Int(slot.pointee.bitmap_top),
                advance: Int(slot.pointee.advance.x) >> 6)
        }
        throw .missingGlyph(scalar)
    }

    private static func bitmap(of source: FT_Bitmap) -> Bitmap? {
        guard let buffer = source.buffer,
            var bitmap = Bitmap(width: Int(source.width), height: Int(source.rows))
        else { return nil }
        for y in 0..<bitmap.height {
            let row = buffer + y * Int(source.pitch)
            for x in 0..<bitmap.width where row[x] >= leastInk {
                bitmap[x, y] = true
            }
        }
        return bitmap
    }
}
