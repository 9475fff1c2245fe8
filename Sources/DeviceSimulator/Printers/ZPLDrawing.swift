internal import DeviceProtocols
internal import DotMatrix
internal import LabelRaster

/// Obeys the commands between `^XA` and `^XZ` (source: Zebra's ZPL II programming guide).
struct ZPLDrawing {
    private static let defaultHeightMillimetres = 40
    private static let copies = 1...99_999_999
    /// Commands that change nothing in what is drawn here.
    private static let harmless: Set<String> = [
        "CW", "FX", "JM", "JU", "JZ", "MC", "MD", "MF", "MM", "MN", "MT", "PR", "PF", "PH", "PP",
        "SZ",
        "XB", "ID", "EG", "ST", "SP", "ML", "KD", "SS", "JB", "JJ", "JT", "KN",
    ]
    /// Commands that would change what is drawn, in a way that is not simulated, unless they say this.
    private static let unsimulated: [String: [String]] = [
        "PM": ["N", ""], "PO": ["N", ""], "LR": ["N", ""], "LS": ["0", ""], "LT": ["0", ""],
        "MU": ["D", ""], "FP": ["H", ""],
    ]

    let options: PrinterOptions
    let typeface: Typeface
    private var width: Int
    private var height: Int
    private var home = (x: 0, y: 0)
    private var copies = 1
    /// The field that `^FS` will end.
    var field = ZPLField()
    /// What holds for all fields until it is changed.
    var defaults = ZPLDefaults()
    var canvas: LabelCanvas?
    /// Fonts it was sent and keeps without power; nil for a printer that stores none.
    var fonts: ZPLFontMemory?
    /// The format under way asked or changed the memory: where it draws nothing, no label comes out.
    var isErrand = false

    init(options: PrinterOptions, typeface: Typeface) {
        self.options = options
        fonts = options.fontBytes.map { ZPLFontMemory(capacity: $0) }
        self.typeface = typeface
        width = options.widthDots
        height = Self.defaultHeightMillimetres * options.dotsPerMillimetre
    }

    var isInFormat: Bool { canvas != nil }

    /// The label's length in dots, as the status tells it.
    var length: String { ZPLPrinter.digits(min(height, 9_999), 4) }

    mutating func reset() {
        let kept = fonts
        self = ZPLDrawing(options: options, typeface: typeface)
        fonts = kept
    }

    /// Obeys a command: the label it finishes, and what it would have drawn.
    mutating func obey(
        _ word: String, _ parameters: [UInt8]
    ) throws(DrawingProblem) -> DrawingOutcome {
        let values = ZPLParameters(word: word, bytes: parameters)
        switch word {
        case "XA": start()
        case "XZ": return finish()
        case "PW": try resize(width: values.number(0), height: height)
        case "LL": try resize(width: width, height: values.number(0))
        case "LH": home = try values.point()
        case "FO", "FT":
            let point = try values.point()
            field.x = home.x + point.x
            field.y = home.y + point.y
            field.isAtFoot = word == "FT"
        case "FS": return endField()
        case "PQ": copies = try values.number(0)
        case "GF":
            guard canvas != nil else {
                throw DrawingProblem(message: "^GF outside of ^XA and ^XZ")
            }
            field.content = .picture(try ZPLGraphic(parameters).picture)
        case "GB": field.content = .box(try ZPLBox(values))
        case "FD", "FV": field.data = parameters
        case "FR": field.isReversed = true
        case "FH": field.hexadecimalSign = parameters.first ?? UInt8(ascii: "_")
        case _ where word.hasPrefix("B") && word != "BY": try barcode(word, values)
        case _ where word.hasPrefix("A"): try font(word, values)
        case _ where try set(word, values): break
        default: return DrawingOutcome(ignored: ignored(word, values))
        }
        return DrawingOutcome()
    }

    /// What a command would have drawn; nil where it draws nothing.
    private func ignored(_ word: String, _ values: ZPLParameters) -> String? {
        if Self.harmless.contains(word) { return nil }
        if let usual = Self.unsimulated[word], usual.contains(values.text(0)) { return nil }
        return "^\(word)"
    }

    private mutating func start() {
        canvas = LabelCanvas(width: width, height: height, typeface: typeface)
        (copies, field, isErrand) = (1, ZPLField(), false)
        field.x = home.x
        field.y = home.y
    }

    /// Draws the field; whatever it was, the next begins afresh.
    private mutating func endField() -> DrawingOutcome {
        defer { field = ZPLField(x: home.x, y: home.y) }
        do throws(DrawingProblem) {
            return DrawingOutcome(ignored: try drawField())
        } catch {
            return DrawingOutcome(problem: error.message)
        }
    }

    private mutating func finish() -> DrawingOutcome {
        defer { canvas = nil }
        var outcome = endField()
        guard let canvas, Self.copies.contains(copies),
            !isErrand || canvas.picture.blackDots > 0
        else { return outcome }
        outcome.job = PrintJob(canvas: canvas, remaining: copies)
        return outcome
    }

    /// A size given inside a format holds for what stands in it already.
    private mutating func resize(width newWidth: Int, height newHeight: Int) throws(DrawingProblem)
    {
        guard newWidth <= options.widthDots, newWidth > 0,
            Bitmap(width: newWidth, height: newHeight) != nil
        else { throw DrawingProblem(message: "not a size this printer has") }
        (width, height) = (newWidth, newHeight)
        canvas = canvas?.resized(width: newWidth, height: newHeight)
    }
}

/// The parameters of a command, between commas.
struct ZPLParameters {
    private let word: String
    private let fields: [ArraySlice<UInt8>]

    init(word: String, bytes: [UInt8]) {
        self.word = word
        fields = bytes.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    }

    var count: Int { fields.count }

    /// A parameter without spaces; empty for one left out.
    func text(_ index: Int) -> String {
        guard fields.indices.contains(index) else { return "" }
        return String(decoding: fields[index], as: UTF8.self).filter { $0 != " " }
    }

    /// A whole number, or the value for one left out.
    func number(_ index: Int, absent: Int? = nil) throws(DrawingProblem) -> Int {
        let digits = text(index)
        if digits.isEmpty, let absent { return absent }
        guard digits.utf8.count <= 8, let number = Int(digits), number >= 0 else {
            throw DrawingProblem(message: "^\(word): parameter \(index + 1) is no number")
        }
        return number
    }

    func point() throws(DrawingProblem) -> (x: Int, y: Int) {
        let x = try number(0, absent: 0)
        let y = try number(1, absent: 0)
        guard max(x, y) <= 32_000 else {
            throw DrawingProblem(message: "^\(word): no place on a label")
        }
        return (x, y)
    }

    /// `N`, `R`, `I` and `B` as quarter turns clockwise; nil for one left out.
    func quarterTurns(_ index: Int) throws(DrawingProblem) -> Int? {
        switch text(index) {
        case "": return nil
        case "N": return 0
        case "R": return 1
        case "I": return 2
        case "B": return 3
        default: throw DrawingProblem(message: "^\(word): the turn is N, R, I or B")
        }
    }
}

/// `^GBwidth,height,thickness,colour`: one side may be left out, and is as long as the line is thick.
struct ZPLBox {
    let width: Int
    let height: Int
    let thickness: Int
    let isWhite: Bool

    init(_ values: ZPLParameters) throws(DrawingProblem) {
        thickness = max(1, try values.number(2, absent: 1))
        width = max(thickness, try values.number(0, absent: thickness))
        height = max(thickness, try values.number(1, absent: thickness))
        isWhite = values.text(3) == "W"
        guard width <= Bitmap.maximumSide, height <= Bitmap.maximumSide else {
            throw DrawingProblem(message: "^GB: impossible size")
        }
        guard ["", "0"].contains(values.text(4)) else {
            throw DrawingProblem(message: "^GB: round corners are not simulated")
        }
    }

    /// The frame's own dots.
    func dots() throws(DrawingProblem) -> Bitmap {
        guard var dots = Bitmap(width: width, height: height) else {
            throw DrawingProblem(message: "^GB: impossible size")
        }
        dots.fill(x: 0, y: 0, width: width, height: thickness)
        dots.fill(x: 0, y: height - thickness, width: width, height: thickness)
        dots.fill(x: 0, y: 0, width: thickness, height: height)
        dots.fill(x: width - thickness, y: 0, width: thickness, height: height)
        return dots
    }
}
