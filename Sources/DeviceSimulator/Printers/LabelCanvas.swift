internal import DotMatrix
internal import LabelRaster

/// Something a printer cannot draw.
struct DrawingProblem: Error, Equatable {
    let message: String
}

/// What came of a command: the label it finished, and what of it was not drawn.
struct DrawingOutcome {
    var job: PrintJob?
    /// Understood, and more than the simulator can draw.
    var ignored: String?
    /// Not understood, or not to be done.
    var problem: String?

    var effects: [SimulatorEffect] {
        var effects: [SimulatorEffect] = []
        if let ignored { effects.append(.event(.ignored(ignored))) }
        if let problem { effects.append(.event(.error(problem))) }
        return effects
    }
}

/// The memory in which a printer draws a label, from the commands' own numbers.
struct LabelCanvas {
    /// The most strings and symbols one label tells of.
    static let mostStrings = 1_000
    /// The longest text of one command, in bytes.
    static let longestText = 4_096

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

    /// The same label on paper of another size: what hangs over its edges is lost.
    func resized(width: Int, height: Int) -> LabelCanvas? {
        guard var resized = LabelCanvas(width: width, height: height, typeface: typeface) else {
            return nil
        }
        resized.picture.draw(picture, x: 0, y: 0)
        resized.text = text
        resized.symbols = symbols
        resized.lastText = lastText
        return resized
    }

    /// Draws text of a printer's font.
    ///
    /// Characters it lacks leave a gap and are thrown at the end.
    mutating func draw(_ text: CellText, at place: DrawingPlace) throws(DrawingProblem) {
        note(text.string, at: (place.x, place.y))
        let (dots, missing) = try text.dots(in: typeface)
        if let dots { draw(dots, at: place) }
        guard missing.isEmpty else { throw Self.missing(missing, in: text.font) }
    }

    static func missing(_ scalars: [Unicode.Scalar], in font: CellFont) -> DrawingProblem {
        let codes = scalars.prefix(20).map { "U+" + String($0.value, radix: 16, uppercase: true) }
        return DrawingProblem(message: "font \(font.name) lacks \(codes.joined(separator: " "))")
    }

    /// Draws a symbol, turned as it is told.
    mutating func draw(_ symbol: SymbolDots, at place: DrawingPlace) {
        note(symbol: symbol.content)
        draw(symbol.dots, at: place)
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

    /// Lays a picture on the label, turned and combined as the place says.
    mutating func draw(_ dots: Bitmap, at place: DrawingPlace) {
        let turned = dots.rotated(quarterTurns: place.quarterTurns)
        let origin = place.origin(width: turned.width, height: turned.height)
        picture.draw(turned, x: origin.x, y: origin.y, by: place.combination)
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

    /// Remembers a text; bold text is the same string struck again a dot or two beside.
    mutating func note(_ string: String, at: (x: Int, y: Int)) {
        if let last = lastText, last.text == string, abs(last.x - at.x) <= 2,
            abs(last.y - at.y) <= 2
        {
            return
        }
        lastText = (string, at.x, at.y)
        if text.count < Self.mostStrings { text.append(string) }
    }

    mutating func note(symbol content: String) {
        if symbols.count < Self.mostStrings { symbols.append(content) }
    }
}
