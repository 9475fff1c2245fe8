internal import DeviceProtocols
internal import DotMatrix
internal import LabelRaster

/// Obeys TSPL commands: keeps the settings and draws into the label's memory
/// (source: TSPL/TSPL2 programming manuals of TSC).
struct TSPLDrawing {
    private static let defaultHeightMillimetres = 40
    /// Commands that change nothing in what is drawn.
    private static let harmless: Set<String> = [
        "DENSITY", "SPEED", "OFFSET", "SET", "SHIFT", "COUNTRY", "SOUND", "HOME", "GAPDETECT",
        "BLINE", "GAP", "EOP", "FEED", "BACKFEED", "FORMFEED",
    ]

    let options: PrinterOptions
    let typeface: Typeface
    private var width: Int
    private var height: Int
    private var reference = (x: 0, y: 0)
    private var codepage = ""
    var canvas: LabelCanvas?

    init(options: PrinterOptions, typeface: Typeface) {
        self.options = options
        self.typeface = typeface
        width = options.widthDots
        height = Self.defaultHeightMillimetres * options.dotsPerMillimetre
        clear()
    }

    /// Draws a command; for `PRINT` gives the job.
    mutating func obey(_ line: TSPLLine) throws(DrawingProblem) -> PrintJob? {
        switch line.word {
        case "SIZE": try size(line)
        case "DIRECTION": try direction(line)
        case "REFERENCE":
            let (x, y) = (try number(line, 0), try number(line, 1))
            reference = (x, y)
        case "CODEPAGE": codepage = (line.text(0) ?? "").uppercased()
        case "CLS": clear()
        case "TEXT": try text(line)
        case "BARCODE": try barcode(line)
        case "QRCODE": try qrcode(line)
        case "DMATRIX": try dataMatrix(line)
        case "BAR": try fill(line, black: true)
        case "ERASE": try fill(line, black: false)
        case "REVERSE": try fill(line, black: nil)
        case "BOX": try box(line)
        case "PRINT": return try print(line)
        case _ where Self.harmless.contains(line.word): break
        default: throw DrawingProblem(message: "unknown command '\(line.word.prefix(40))'")
        }
        return nil
    }

    mutating func bitmap(
        x: Int, y: Int, rowBytes: Int, height: Int, mode: Int, bytes: [UInt8]
    ) throws(DrawingProblem) {
        try canvas?.draw(
            invertedRows: options.polarity == .oneIsWhite ? bytes : bytes.map { ~$0 },
            rowBytes: rowBytes, height: height, mode: mode,
            at: (reference.x + x, reference.y + y))
    }

    private mutating func clear() {
        canvas = LabelCanvas(width: width, height: height, typeface: typeface)
    }

    func number(_ line: TSPLLine, _ index: Int) throws(DrawingProblem) -> Int {
        guard let number = line.number(index) else {
            throw DrawingProblem(message: "\(line.word): argument \(index + 1) is no number")
        }
        return number
    }

    func point(_ line: TSPLLine) throws(DrawingProblem) -> (x: Int, y: Int) {
        (reference.x + (try number(line, 0)), reference.y + (try number(line, 1)))
    }

    func quarterTurns(_ line: TSPLLine, _ index: Int) throws(DrawingProblem) -> Int {
        let degrees = try number(line, index)
        guard [0, 90, 180, 270].contains(degrees) else {
            throw DrawingProblem(message: "\(line.word): rotation \(degrees)")
        }
        return degrees / 90
    }

    func content(_ line: TSPLLine) throws(DrawingProblem) -> [UInt8] {
        guard let bytes = line.quoted(line.arguments.count - 1) else {
            throw DrawingProblem(message: "\(line.word): no quoted content")
        }
        return bytes
    }
}

extension TSPLDrawing {
    private mutating func size(_ line: TSPLLine) throws(DrawingProblem) {
        guard let newWidth = dots(line.text(0)), let newHeight = dots(line.text(1)),
            newWidth <= options.widthDots,
            Bitmap(width: newWidth, height: newHeight) != nil
        else { throw DrawingProblem(message: "SIZE: not a size this printer has") }
        (width, height) = (newWidth, newHeight)
        clear()
    }

    /// `60 mm`, `480 dot`, or inches.
    private func dots(_ text: String?) -> Int? {
        guard let parts = text?.split(separator: " "), let first = parts.first,
            let value = DecimalWeight(String(first))?.thousandths, value > 0
        else { return nil }
        switch parts.dropFirst().first {
        case "mm": return value * options.dotsPerMillimetre / 1_000
        case "dot": return value / 1_000
        case nil: return value * options.dpi / 1_000
        default: return nil
        }
    }

    /// The paper's direction does not change how a person reads the label; mirror writing would.
    private func direction(_ line: TSPLLine) throws(DrawingProblem) {
        if line.number(1) == 1 { throw DrawingProblem(message: "mirror writing is not simulated") }
    }

    /// `TEXT x,y,"font",rotation,x-multiplier,y-multiplier,[alignment,]"content"`.
    private mutating func text(_ line: TSPLLine) throws(DrawingProblem) {
        guard let name = line.quoted(2) else { throw DrawingProblem(message: "TEXT: no font") }
        let fontName = String(decoding: name, as: UTF8.self)
        guard let font = options.fonts.first(where: { $0.name == fontName }) else {
            throw DrawingProblem(message: "TEXT: no font '\(fontName.prefix(40))' in this printer")
        }
        let bytes = try content(line)
        let isUTF8 = codepage == "UTF-8"
        let decoded = isUTF8 ? String(validating: bytes, as: UTF8.self) : GB18030.decode(bytes)
        guard let string = decoded else {
            throw DrawingProblem(message: "TEXT: bytes are not in the printer's character set")
        }
        let multipliers = (x: try number(line, 4), y: try number(line, 5))
        guard (1...10).contains(multipliers.x), (1...10).contains(multipliers.y) else {
            throw DrawingProblem(message: "TEXT: multipliers are 1 to 10")
        }
        let place = try place(line, turns: 3, alignment: line.arguments.count > 7 ? 6 : nil)
        try canvas?.draw(
            CellText(string: string, font: CellFont(font), multipliers: multipliers), at: place)
    }

    /// The point, the turn, and how text lies about the point: 0 and 1 begin there, 2 has its middle
    /// there, 3 ends there.
    func place(
        _ line: TSPLLine, turns: Int, alignment: Int?
    ) throws(DrawingProblem) -> DrawingPlace {
        let at = try point(line)
        var place = DrawingPlace(x: at.x, y: at.y)
        place.quarterTurns = try quarterTurns(line, turns)
        guard let alignment else { return place }
        switch try number(line, alignment) {
        case 0, 1: break
        case 2: place.alignment = .middle
        case 3: place.alignment = .end
        default: throw DrawingProblem(message: "\(line.word): the alignment is 0 to 3")
        }
        return place
    }

    private mutating func fill(_ line: TSPLLine, black: Bool?) throws(DrawingProblem) {
        let at = try point(line)
        let (width, height) = (try number(line, 2), try number(line, 3))
        canvas?.bar(x: at.x, y: at.y, width: width, height: height, black: black)
    }

    private mutating func box(_ line: TSPLLine) throws(DrawingProblem) {
        let at = try point(line)
        let (right, bottom) = (try number(line, 2), try number(line, 3))
        let thickness = try number(line, 4)
        guard line.arguments.count < 6 || line.number(5) == 0 else {
            throw DrawingProblem(message: "BOX: round corners are not simulated")
        }
        canvas?.box(
            x: at.x, y: at.y, right: reference.x + right, bottom: reference.y + bottom,
            thickness: thickness)
    }

    private func print(_ line: TSPLLine) throws(DrawingProblem) -> PrintJob? {
        let sets = try number(line, 0)
        let copies = line.arguments.count > 1 ? try number(line, 1) : 1
        guard (1...999).contains(sets), (1...999).contains(copies), let canvas else {
            throw DrawingProblem(message: "PRINT: impossible number of labels")
        }
        return PrintJob(canvas: canvas, remaining: sets * copies)
    }
}
