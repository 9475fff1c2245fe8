internal import DeviceProtocols
internal import DotMatrix
internal import LabelRaster

/// Something a printer cannot draw.
struct DrawingProblem: Error, Equatable {
    let message: String
}

/// The memory in which a printer draws a label, from the commands' own numbers.
struct LabelCanvas {
    /// The most strings and symbols one label tells of.
    static let mostStrings = 1_000

    private(set) var picture: Bitmap
    private(set) var text: [String] = []
    private(set) var symbols: [String] = []
    private let typeface: Typeface
    private var lastText: (text: String, x: Int, y: Int)?

    init?(width: Int, height: Int, typeface: Typeface) {
        guard let picture = Bitmap(width: width, height: height) else { return nil }
        self.picture = picture
        self.typeface = typeface
    }

    /// Draws text of a printer's font.
    ///
    /// Characters it lacks leave a gap and are thrown at the end.
    mutating func draw(
        _ string: String, font: PrinterOptions.Font, multipliers: (x: Int, y: Int),
        at: (x: Int, y: Int), quarterTurns: Int
    ) throws(DrawingProblem) {
        note(string, at: at)
        let (line, missing) = try line(of: string, font: font)
        if let line {
            guard let large = line.magnified(x: multipliers.x, y: multipliers.y) else {
                throw DrawingProblem(message: "text is too large")
            }
            place(large, at: at, quarterTurns: quarterTurns)
        }
        guard missing.isEmpty else {
            let codes = missing.map { "U+" + String($0.value, radix: 16, uppercase: true) }
            throw DrawingProblem(
                message: "font \(font.name) lacks \(codes.joined(separator: " "))")
        }
    }

    /// Draws a symbol; linear ones get a height, matrix ones the size of a module.
    mutating func draw(
        _ content: String, as symbology: Symbology, module: Int, height: Int?,
        at: (x: Int, y: Int), quarterTurns: Int
    ) throws(DrawingProblem) {
        let modules: SymbolModules
        do throws(SymbolError) {
            modules = try SymbolModules(content, as: symbology)
        } catch {
            throw DrawingProblem(message: error.description)
        }
        guard let dots = modules.bitmap(module: module, height: height) else {
            throw DrawingProblem(message: "a symbol is too large")
        }
        if symbols.count < Self.mostStrings { symbols.append(content) }
        place(dots, at: at, quarterTurns: quarterTurns)
    }

    /// Draws a picture whose white dots are ones.
    mutating func draw(
        invertedRows bytes: [UInt8], rowBytes: Int, height: Int, mode: Int, at: (x: Int, y: Int)
    ) throws(DrawingProblem) {
        let inverted = bytes.map { ~$0 }
        guard let dots = Bitmap(width: rowBytes * 8, height: height, bytes: inverted),
            let combination = [Bitmap.Combination.replace, .or, .xor].dropFirst(mode).first
        else { throw DrawingProblem(message: "BITMAP is too large or of an unknown mode") }
        picture.draw(dots, x: at.x, y: at.y, by: combination)
    }

    /// Lays a picture on the label; its black dots only.
    mutating func draw(_ dots: Bitmap, at: (x: Int, y: Int)) {
        picture.draw(dots, x: at.x, y: at.y)
    }

    /// The upper part of the label, down to a row; nil when nothing is left of it.
    func cut(below height: Int) -> LabelCanvas? {
        guard
            var part = LabelCanvas(
                width: picture.width, height: min(height, picture.height), typeface: typeface)
        else { return nil }
        part.picture.draw(picture, x: 0, y: 0)
        part.text = text
        part.symbols = symbols
        return part
    }

    mutating func bar(x: Int, y: Int, width: Int, height: Int, black: Bool? = true) {
        picture.fill(x: x, y: y, width: width, height: height, black: black)
    }

    mutating func box(x: Int, y: Int, right: Int, bottom: Int, thickness: Int) {
        let width = right - x
        let height = bottom - y
        bar(x: x, y: y, width: width, height: thickness)
        bar(x: x, y: bottom - thickness, width: width, height: thickness)
        bar(x: x, y: y, width: thickness, height: height)
        bar(x: right - thickness, y: y, width: thickness, height: height)
    }

    /// TSPL turns clockwise about the given dot, which is where the text's first corner stays.
    private mutating func place(_ dots: Bitmap, at: (x: Int, y: Int), quarterTurns: Int) {
        let turned = dots.rotated(quarterTurns: quarterTurns)
        let x = quarterTurns == 1 || quarterTurns == 2 ? at.x - turned.width : at.x
        let y = quarterTurns == 2 || quarterTurns == 3 ? at.y - turned.height : at.y
        picture.draw(turned, x: x, y: y)
    }

    /// Bold text is the same string struck again a dot or two beside.
    private mutating func note(_ string: String, at: (x: Int, y: Int)) {
        if let last = lastText, last.text == string, abs(last.x - at.x) <= 2,
            abs(last.y - at.y) <= 2
        {
            return
        }
        lastText = (string, at.x, at.y)
        if text.count < Self.mostStrings { text.append(string) }
    }

    /// A line of cells, and the characters that have no picture in it.
    private func line(
        of string: String, font: PrinterOptions.Font
    ) throws(DrawingProblem) -> (Bitmap?, [Unicode.Scalar]) {
        if string.isEmpty { return (nil, []) }
        let (line, missing) = typeface.cells(
            string, width: font.width, height: font.height, isChinese: font.covers == .chinese
        ) { Self.covers(font, $0) }
        guard let line else { throw DrawingProblem(message: "text is too long") }
        return (line, missing)
    }

    /// Chinese printer fonts hold the two-byte characters of GB 18030, the others ASCII.
    private static func covers(_ font: PrinterOptions.Font, _ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value >= 0x20 && scalar.value != 0x7F }
        return font.covers == .chinese && GB18030.encode(String(scalar))?.count == 2
    }
}
