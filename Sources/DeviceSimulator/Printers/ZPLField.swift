internal import DeviceProtocols
internal import DotMatrix
internal import LabelRaster

/// What holds for all fields of ZPL until it is changed.
struct ZPLDefaults {
    /// `^CF`: the font's letter, its height and width in dots (0: as the other says).
    var font = (letter: "A", height: 9, width: 5)
    /// `^FW`.
    var quarterTurns = 0
    /// `^BY`: dots of a narrow bar, tenths of the ratio of a wide one, and the height of bars.
    var module = 2
    var ratio = 30
    var height = 10
    /// `^CI`: the character set.
    var characters = 0
}

/// One field of ZPL: where it stands and what it is, up to its `^FS`.
struct ZPLField {
    /// What the field's data is drawn as.
    enum Content {
        case text(CellFont, multipliers: (x: Int, y: Int), quarterTurns: Int)
        /// Text of a font that was sent to the printer.
        case storedText(StoredBitmapFont, multipliers: (x: Int, y: Int), quarterTurns: Int)
        case bars(ZPLBars)
        case squares(Symbology, module: Int, quarterTurns: Int)
        case qr(module: Int)
        case picture(Bitmap)
        case box(ZPLBox)
        /// A command that is not simulated.
        case unknown(String)
    }

    var x = 0
    var y = 0
    /// The origin is where characters stand, as after `^FT`.
    var isAtFoot = false
    var isReversed = false
    /// `^FH`: what begins a byte in hexadecimal.
    var hexadecimalSign: UInt8?
    var data: [UInt8]?
    var content: Content?

    func place(quarterTurns: Int = 0, descent: Int = 0) -> DrawingPlace {
        DrawingPlace(
            x: x, y: y, quarterTurns: quarterTurns, anchor: isAtFoot ? .foot : .topLeft,
            descent: descent, combination: isReversed ? .xor : .or)
    }

    /// The data with its hexadecimal bytes put in.
    var bytes: [UInt8] {
        guard let sign = hexadecimalSign else { return data ?? [] }
        var bytes: [UInt8] = []
        var rest = (data ?? [])[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == sign, rest.count >= 2, let value = UInt8(digits, radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }
}

extension ZPLDrawing {
    /// Cells of the resident bitmap fonts at 203 dpi, the gap to the next character included.
    private static let residentFonts: [String: (width: Int, height: Int, drawn: Int)] = [
        "A": (6, 9, 5), "B": (9, 11, 7), "C": (12, 18, 10), "D": (12, 18, 10), "E": (20, 28, 15),
        "F": (16, 26, 13), "G": (48, 60, 40), "H": (19, 21, 13),
    ]
    /// Font E and H of printers with 12 dots a millimetre.
    private static let finerFonts: [String: (width: Int, height: Int, drawn: Int)] = [
        "E": (26, 42, 20), "H": (30, 34, 22),
    ]

    /// Whether a word set something for the fields that follow.
    mutating func set(_ word: String, _ values: ZPLParameters) throws(DrawingProblem) -> Bool {
        switch word {
        case "CF":
            let letter = values.text(0).isEmpty ? defaults.font.letter : values.text(0)
            defaults.font = (
                letter, try values.number(1, absent: 0), try values.number(2, absent: 0)
            )
        case "FW": defaults.quarterTurns = try values.quarterTurns(0) ?? 0
        case "BY":
            defaults.module = try values.number(0, absent: defaults.module)
            let ratio = values.text(1).split(separator: ".").compactMap { Int($0) }
            if let whole = ratio.first, (2...3).contains(whole) {
                defaults.ratio = min(30, whole * 10 + min(ratio.dropFirst().first ?? 0, 9))
            }
            defaults.height = try values.number(2, absent: defaults.height)
            guard (1...10).contains(defaults.module), (1...32_000).contains(defaults.height) else {
                throw DrawingProblem(message: "^BY: impossible module or height")
            }
        case "CI": defaults.characters = try values.number(0, absent: 0)
        case "SE": break
        default: return false
        }
        return true
    }

    /// `^Afo,h,w`: the font's letter is the word's second.
    mutating func font(_ word: String, _ values: ZPLParameters) throws(DrawingProblem) {
        let height = try values.number(1, absent: 0)
        let width = try values.number(2, absent: 0)
        let turns = try values.quarterTurns(0) ?? defaults.quarterTurns
        if word == "A@", let fonts, values.text(3).uppercased().hasSuffix(".FNT") {
            let font = try fonts.font(values.text(3))
            field.content = .storedText(
                font, multipliers: font.multipliers(height: height, width: width),
                quarterTurns: turns)
            return
        }
        field.content = try text(
            String(word.dropFirst()), height: height, width: width, quarterTurns: turns)
    }

    private func text(
        _ letter: String, height: Int, width: Int, quarterTurns: Int
    ) throws(DrawingProblem) -> ZPLField.Content {
        guard max(height, width) <= Typeface.maximumPixels else {
            throw DrawingProblem(message: "^A: characters are too large")
        }
        let own = options.fonts.first { $0.name == letter }.map {
            (width: $0.width, height: $0.height, drawn: $0.width)
        }
        let finer = options.dotsPerMillimetre >= 12 ? Self.finerFonts[letter] : nil
        guard let cell = own ?? finer ?? Self.residentFonts[letter] else {
            // A font of any size: font 0 has no Chinese, the others were brought there for it.
            let size = height > 0 ? height : width > 0 ? width : 15
            let font = CellFont(
                name: letter, width: width > 0 ? width : size, height: size,
                coverage: letter == "0" ? .ascii : .anything)
            // Characters of font 0 are about half as wide as they are high.
            let narrow = CellFont(
                name: letter, width: max(1, font.width / 2), height: size, coverage: .ascii)
            return .text(
                letter == "0" ? narrow : font, multipliers: (1, 1), quarterTurns: quarterTurns)
        }
        let y = height > 0 ? min(10, max(1, (height + cell.height / 2) / cell.height)) : 1
        let x = width > 0 ? min(10, max(1, (width + cell.drawn / 2) / cell.drawn)) : y
        let chinese = options.fonts.contains { $0.name == letter && $0.covers == .chinese }
        let font = CellFont(
            name: letter, width: cell.width, height: cell.height,
            coverage: chinese ? .gb18030 : .ascii)
        return .text(font, multipliers: (x, y), quarterTurns: quarterTurns)
    }

    /// Draws the field under way; gives what it would have drawn.
    mutating func drawField() throws(DrawingProblem) -> String? {
        guard canvas != nil else { return nil }
        var content = field.content
        if content == nil, field.data != nil {
            let font = defaults.font
            content = try text(
                font.letter, height: font.height, width: font.width,
                quarterTurns: defaults.quarterTurns)
        }
        switch content {
        case nil: break
        case .picture(let dots): canvas?.draw(dots, at: field.place())
        case .box(let box): try draw(box)
        case .unknown(let word):
            return "\(word): \(String(decoding: field.bytes.prefix(200), as: UTF8.self))"
        case .text(let font, let multipliers, let turns):
            guard field.data != nil else { break }
            let text = CellText(string: try string(), font: font, multipliers: multipliers)
            let descent = font.descent * multipliers.y
            try canvas?.draw(text, at: field.place(quarterTurns: turns, descent: descent))
        case .storedText(let font, let multipliers, let turns):
            guard field.data != nil else { break }
            try draw(try string(), in: font, multipliers: multipliers, quarterTurns: turns)
        case .bars(let bars): try draw(bars)
        case .squares(let symbology, let module, let turns):
            let symbol = try SymbolDots(ascii(field.bytes), as: symbology, module: module)
            canvas?.draw(symbol, at: field.place(quarterTurns: turns))
        case .qr(let module): try drawQR(module: module)
        }
        return nil
    }

    private mutating func draw(_ box: ZPLBox) throws(DrawingProblem) {
        var place = field.place()
        if box.isWhite, !field.isReversed {
            let top = field.isAtFoot ? field.y - box.height : field.y
            canvas?.bar(x: field.x, y: top, width: box.width, height: box.height, black: false)
            return
        }
        if box.isWhite { place.combination = .xor }
        canvas?.draw(try box.dots(), at: place)
    }

    /// The data as text: in UTF-8 after `^CI28`, in GB 18030 after `^CI26`, else ASCII only.
    func string() throws(DrawingProblem) -> String {
        let decoded: String? =
            switch defaults.characters {
            case 28: String(validating: field.bytes, as: UTF8.self)
            case 26: GB18030.decode(field.bytes)
            default:
                field.bytes.allSatisfy { $0 < 0x80 }
                    ? String(decoding: field.bytes, as: UTF8.self) : nil
            }
        guard let decoded else {
            throw DrawingProblem(
                message: "^FD: bytes are not in character set \(defaults.characters)")
        }
        return decoded
    }

    func ascii(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
