internal import DotMatrix

/// The memory in which a ZPL printer keeps the fonts it was sent; it outlives a loss of power
/// (source: Zebra's ZPL II programming guide: ~DB, ^HW, ^ID).
struct ZPLFontMemory {
    private static let drive = "E:"
    /// What a font takes besides its characters.
    private static let overhead = 64

    private let capacity: Int
    private var fonts: [String: StoredBitmapFont] = [:]

    init(capacity: Int) { self.capacity = capacity }

    private var used: Int { fonts.values.reduce(0) { $0 + $1.size + Self.overhead } }

    /// Keeps a font, in place of one of the same name.
    mutating func store(_ font: StoredBitmapFont) throws(DrawingProblem) {
        guard font.drive == Self.drive else {
            throw DrawingProblem(message: "~DB: only the memory E: is simulated")
        }
        let old = fonts[font.name].map { $0.size + Self.overhead } ?? 0
        guard used - old + font.size + Self.overhead <= capacity else {
            throw DrawingProblem(message: "~DB: the memory is full, \(font.name) is not stored")
        }
        fonts[font.name] = font
    }

    /// The font of a name such as `E:NAME.FNT`.
    func font(_ path: String) throws(DrawingProblem) -> StoredBitmapFont {
        let name = path.uppercased().dropFirst(Self.drive.utf8.count).dropLast(".FNT".utf8.count)
        guard path.uppercased().hasPrefix(Self.drive), let font = fonts[String(name)] else {
            throw DrawingProblem(message: "^A@: the memory has no \(path)")
        }
        return font
    }

    /// `^ID`: a name, or a pattern with asterisks.
    mutating func delete(_ pattern: String) {
        for name in fonts.keys where Self.matches("\(Self.drive)\(name).FNT", pattern) {
            fonts[name] = nil
        }
    }

    /// The list of what a pattern names, as `^HW` is answered.
    func directory(_ pattern: String) -> String {
        let rows = fonts.keys.sorted().filter { Self.matches("\(Self.drive)\($0).FNT", pattern) }
            .map { "* \($0).FNT  \(Self.sixWide(fonts[$0]?.size ?? 0))     \r\n" }
        return "\r\nDIR \(pattern)\r\n\(rows.joined())\r\n-\(capacity - used) bytes free\r\n"
    }

    private static func sixWide(_ number: Int) -> String {
        let text = "\(number)"
        return String(repeating: " ", count: max(0, 6 - text.utf8.count)) + text
    }

    /// Whether a name fits a pattern in which an asterisk stands for any characters.
    private static func matches(_ name: String, _ pattern: String) -> Bool {
        let parts = pattern.uppercased().split(separator: "*", omittingEmptySubsequences: false)
        var rest = name[...]
        for (index, part) in parts.enumerated() {
            if index == 0 {
                guard rest.hasPrefix(part) else { return false }
                rest = rest.dropFirst(part.count)
            } else if index == parts.count - 1 {
                return rest.hasSuffix(part)
            } else if let found = rest.firstRange(of: part) {
                rest = rest[found.upperBound...]
            } else if !part.isEmpty {
                return false
            }
        }
        return rest.isEmpty
    }
}

/// A font as `~DB` sends it: a picture of each character.
struct StoredBitmapFont {
    /// One character.
    struct Glyph {
        let dots: Bitmap
        /// From the pen to the left edge, and from the line characters stand on up to the top.
        let x: Int
        let y: Int
        let advance: Int
    }

    /// Sizes beyond these are no label's.
    private static let longestSide = 1_024
    private static let mostCharacters = 256

    let drive: String
    let name: String
    private let height: Int
    private let width: Int
    /// From the top of a cell to the line characters stand on, that row counted.
    private let baseline: Int
    /// How far a character moves on that the font lacks.
    private let blank: Int
    private let glyphs: [Unicode.Scalar: Glyph]

    /// Bytes of memory.
    var size: Int { glyphs.values.reduce(0) { $0 + $1.dots.bytes.count + 10 } }
    /// What is shown of a cell below the line characters stand on.
    var descent: Int { max(0, height - baseline) }

    /// Reads `d:o.x,a,h,w,base,space,#char,©,data`.
    init(_ parameters: [UInt8]) throws(DrawingProblem) {
        let fields = parameters.split(
            separator: UInt8(ascii: ","), maxSplits: 8, omittingEmptySubsequences: false
        ).map { String(decoding: $0, as: UTF8.self).filter { $0 != " " } }
        guard fields.count == 9, fields[0].utf8.count <= 14,
            fields[0].uppercased().hasSuffix(".FNT"),
            let colon = fields[0].firstIndex(of: ":"), ["N", ""].contains(fields[1])
        else { throw DrawingProblem(message: "~DB: no font's name or turn") }
        drive = fields[0][...colon].uppercased()
        name = fields[0][colon...].dropFirst().dropLast(4).uppercased()
        let numbers = fields[2...6].compactMap { Int($0) }
        guard numbers.count == 5,
            numbers[0..<4].allSatisfy({ (1...Self.longestSide).contains($0) }),
            (1...Self.mostCharacters).contains(numbers[4]), !name.isEmpty
        else { throw DrawingProblem(message: "~DB: a number is missing or impossible") }
        (height, width, baseline, blank) = (numbers[0], numbers[1], numbers[2], numbers[3])
        var glyphs: [Unicode.Scalar: Glyph] = [:]
        let entries = fields[8].split(separator: "#", omittingEmptySubsequences: true)
        for entry in entries {
            let (scalar, glyph) = try Self.glyph(entry)
            glyphs[scalar] = glyph
        }
        guard entries.count == numbers[4], glyphs.count == numbers[4] else {
            throw DrawingProblem(message: "~DB: not as many characters as were announced")
        }
        self.glyphs = glyphs
    }

    /// Reads `xxxx.h.w.x.y.i.data`.
    private static func glyph(
        _ entry: Substring
    ) throws(DrawingProblem) -> (Unicode.Scalar, Glyph) {
        let parts = entry.split(separator: ".", maxSplits: 6, omittingEmptySubsequences: false)
        let numbers = parts.dropFirst().prefix(5).compactMap { Int($0) }
        guard parts.count == 7, numbers.count == 5, (1...4).contains(parts[0].utf8.count),
            let scalar = UInt32(parts[0], radix: 16).flatMap(Unicode.Scalar.init),
            (1...longestSide).contains(numbers[0]), (1...longestSide).contains(numbers[1]),
            numbers[2...4].allSatisfy({ abs($0) <= longestSide }), numbers[4] >= 0,
            let dots = Self.dots(parts[6].utf8, width: numbers[1], height: numbers[0])
        else { throw DrawingProblem(message: "~DB: a character is damaged") }
        return (scalar, Glyph(dots: dots, x: numbers[2], y: numbers[3], advance: numbers[4]))
    }

    private static func dots(_ text: Substring.UTF8View, width: Int, height: Int) -> Bitmap? {
        var bytes: [UInt8] = []
        var high: UInt8?
        for digit in text {
            guard let value = Character(Unicode.Scalar(digit)).hexDigitValue.map(UInt8.init) else {
                return nil
            }
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        guard high == nil, bytes.count == (width + 7) / 8 * height else { return nil }
        return Bitmap(width: width, height: height, bytes: bytes)
    }

    /// How often each dot is repeated: whole times only, to come nearest to a size.
    func multipliers(height asked: Int, width askedWidth: Int) -> (x: Int, y: Int) {
        let y = asked > 0 ? min(10, max(1, (asked + height / 2) / height)) : 1
        let x = askedWidth > 0 ? min(10, max(1, (askedWidth + width / 2) / width)) : y
        return (x, y)
    }

    /// A line, with room on either side for what reaches over the ends; and what the font lacks.
    func line(_ text: String) -> (dots: Bitmap?, margin: Int, missing: [Unicode.Scalar]) {
        let margin = width
        var missing: [Unicode.Scalar] = []
        let length = text.unicodeScalars.reduce(0) { $0 + (glyphs[$1]?.advance ?? blank) }
        guard var line = Bitmap(width: length + 2 * margin, height: height) else {
            return (nil, margin, [])
        }
        var pen = margin
        for scalar in text.unicodeScalars {
            if let glyph = glyphs[scalar] {
                line.draw(glyph.dots, x: pen + glyph.x, y: baseline - 1 - glyph.y)
                pen += glyph.advance
            } else {
                if scalar != " " { missing.append(scalar) }
                pen += blank
            }
        }
        return (line, margin, missing)
    }
}

extension ZPLDrawing {
    /// Draws text of a font that was sent.
    mutating func draw(
        _ text: String, in font: StoredBitmapFont, multipliers: (x: Int, y: Int), quarterTurns: Int
    ) throws(DrawingProblem) {
        guard text.utf8.count <= LabelCanvas.longestText else {
            throw DrawingProblem(message: "a text is longer than \(LabelCanvas.longestText) bytes")
        }
        canvas?.note(text, at: (field.x, field.y))
        let (line, margin, missing) = font.line(text)
        guard let large = line?.magnified(x: multipliers.x, y: multipliers.y) else {
            throw DrawingProblem(message: "a text is empty or too large")
        }
        var place = field.place(
            quarterTurns: quarterTurns, descent: font.descent * multipliers.y)
        if quarterTurns % 2 == 0 {
            place.x -= (quarterTurns == 2 && field.isAtFoot ? -1 : 1) * margin * multipliers.x
        } else {
            place.y -= (quarterTurns == 3 && field.isAtFoot ? -1 : 1) * margin * multipliers.x
        }
        canvas?.draw(large, at: place)
        guard missing.isEmpty else {
            let codes = missing.prefix(20).map {
                "U+" + String($0.value, radix: 16, uppercase: true)
            }
            throw DrawingProblem(
                message: "font \(font.name) lacks \(codes.joined(separator: " "))")
        }
    }
}
