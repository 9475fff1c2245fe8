internal import DeviceProtocols
internal import DotMatrix
internal import LabelRaster

/// Obeys the commands between `^XA` and `^XZ` (source: Zebra's ZPL II programming guide).
struct ZPLDrawing {
    private static let defaultHeightMillimetres = 40
    private static let copies = 1...99_999_999
    /// Commands that change nothing in what is drawn here.
    private static let harmless: Set<String> = [
        "BY", "CF", "CI", "CW", "FB", "FH", "FR", "FW", "FX", "JM", "JU", "JZ", "LR", "LS", "LT",
        "MC", "MD", "MF", "MM", "MN", "MT", "MU", "PM", "PO", "PR", "PF", "PH", "PP", "SE", "SZ",
        "TB", "XB", "ID", "EG", "FN", "FP", "ST", "SP", "ML", "KD", "SS", "JB", "JJ", "JT", "KN",
    ]

    private let options: PrinterOptions
    private let typeface: Typeface
    private var width: Int
    private var height: Int
    private var home = (x: 0, y: 0)
    private var origin = (x: 0, y: 0)
    /// Where the origin is a picture's foot, as after `^FT`.
    private var isOriginAtFoot = false
    private var copies = 1
    /// What the next `^FD` is the content of.
    private var field = "text"
    private var canvas: LabelCanvas?

    init(options: PrinterOptions, typeface: Typeface) {
        self.options = options
        self.typeface = typeface
        width = options.widthDots
        height = Self.defaultHeightMillimetres * options.dotsPerMillimetre
    }

    var isInFormat: Bool { canvas != nil }

    /// The label's length in dots, as the status tells it.
    var length: String { ZPLPrinter.digits(min(height, 9_999), 4) }

    mutating func reset() { self = ZPLDrawing(options: options, typeface: typeface) }

    /// Obeys a command: the label it finishes, and what it would have drawn.
    mutating func obey(
        _ word: String, _ parameters: [UInt8]
    ) throws(DrawingProblem) -> (PrintJob?, ignored: String?) {
        switch word {
        case "XA": start()
        case "XZ": return (finish(), nil)
        case "PW": try resize(width: Self.number(parameters, 0, word), height: height)
        case "LL": try resize(width: width, height: Self.number(parameters, 0, word))
        case "LH": home = try Self.point(parameters, word)
        case "FO", "FT":
            let point = try Self.point(parameters, word)
            origin = (home.x + point.x, home.y + point.y)
            isOriginAtFoot = word == "FT"
        case "FS": field = "text"
        case "PQ": copies = try Self.number(parameters, 0, word)
        case "GF": try graphic(parameters)
        case "GB": try box(parameters)
        case "FD", "FV", "SN":
            return (nil, ignored(parameters))
        case _ where word.hasPrefix("B"): field = "^\(word)"
        case _ where word.hasPrefix("A"): field = "text"
        case _ where Self.harmless.contains(word): break
        default: return (nil, "^\(word)")
        }
        return (nil, nil)
    }

    private func ignored(_ parameters: [UInt8]) -> String {
        "\(field): \(String(decoding: parameters.prefix(200), as: UTF8.self))"
    }

    private mutating func start() {
        canvas = LabelCanvas(width: width, height: height, typeface: typeface)
        (origin, copies, field, isOriginAtFoot) = (home, 1, "text", false)
    }

    private mutating func finish() -> PrintJob? {
        defer { canvas = nil }
        guard let canvas, Self.copies.contains(copies) else { return nil }
        return PrintJob(canvas: canvas, remaining: copies)
    }

    /// A size given inside a format holds for what stands in it already.
    private mutating func resize(width newWidth: Int, height newHeight: Int) throws(DrawingProblem)
    {
        guard newWidth <= options.widthDots,
            var larger = LabelCanvas(width: newWidth, height: newHeight, typeface: typeface)
        else { throw DrawingProblem(message: "not a size this printer has") }
        (width, height) = (newWidth, newHeight)
        guard let canvas else { return }
        larger.draw(canvas.picture, at: (0, 0))
        self.canvas = larger
    }

    private mutating func graphic(_ parameters: [UInt8]) throws(DrawingProblem) {
        guard canvas != nil else { throw DrawingProblem(message: "^GF outside of ^XA and ^XZ") }
        let picture = try ZPLGraphic(parameters).picture
        let top = isOriginAtFoot ? origin.y - picture.height : origin.y
        canvas?.draw(picture, at: (origin.x, top))
    }

    /// `^GBwidth,height,thickness,colour`: one side may be left out, and is as long as the line is
    /// thick.
    private mutating func box(_ parameters: [UInt8]) throws(DrawingProblem) {
        let fields = Self.fields(parameters)
        let thickness = fields.count > 2 ? try Self.number(parameters, 2, "GB", absent: 1) : 1
        let width = max(thickness, try Self.number(parameters, 0, "GB", absent: thickness))
        let height = max(thickness, try Self.number(parameters, 1, "GB", absent: thickness))
        guard width <= Bitmap.maximumSide, height <= Bitmap.maximumSide else {
            throw DrawingProblem(message: "^GB: impossible size")
        }
        let top = isOriginAtFoot ? origin.y - height : origin.y
        let isWhite = fields.count > 3 && fields[3].elementsEqual("W".utf8)
        if isWhite {
            canvas?.bar(x: origin.x, y: top, width: width, height: height, black: false)
        } else {
            canvas?.box(
                x: origin.x, y: top, right: origin.x + width, bottom: top + height,
                thickness: thickness)
        }
    }

    private static func fields(_ parameters: [UInt8]) -> [ArraySlice<UInt8>] {
        parameters.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    }

    /// A whole number up to 32000, or the value for one left out.
    private static func number(
        _ parameters: [UInt8], _ index: Int, _ word: String, absent: Int? = nil
    ) throws(DrawingProblem) -> Int {
        let fields = fields(parameters)
        let text =
            fields.indices.contains(index) ? String(decoding: fields[index], as: UTF8.self) : ""
        let digits = text.filter { $0 != " " }
        if digits.isEmpty, let absent { return absent }
        guard digits.utf8.count <= 8, let number = Int(digits), number >= 0 else {
            throw DrawingProblem(message: "^\(word): parameter \(index + 1) is no number")
        }
        return number
    }

    private static func point(
        _ parameters: [UInt8], _ word: String
    ) throws(DrawingProblem) -> (x: Int, y: Int) {
        let x = try number(parameters, 0, word, absent: 0)
        let y = try number(parameters, 1, word, absent: 0)
        guard max(x, y) <= 32_000 else {
            throw DrawingProblem(message: "^\(word): no place on a label")
        }
        return (x, y)
    }
}
