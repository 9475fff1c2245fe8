internal import DeviceProtocols
internal import DotMatrix
internal import LabelRaster

/// Obeys the lines of label sessions (source: Zebra's Mobile Printer CPCL Programming Manual).
struct CPCLDrawing {
    private static let copies = 1...1_024
    private static let words: [String: String] = [
        "B": "BARCODE", "VB": "VBARCODE", "T": "TEXT", "VT": "VTEXT", "T90": "TEXT90",
        "T180": "TEXT180", "T270": "TEXT270", "L": "LINE", "IL": "INVERSE-LINE", "PW": "PAGE-WIDTH",
        "EG": "EXPANDED-GRAPHICS", "G": "EXPANDED-GRAPHICS", "GRAPHICS": "EXPANDED-GRAPHICS",
    ]
    /// Commands that change nothing in what is drawn here.
    private static let harmless: Set<String> = [
        "FORM", "CONTRAST", "TONE", "SPEED", "GAP-SENSE", "BAR-SENSE", "NO-PACE", "PACE",
        "POSTFEED", "PREFEED", "PRESENT-AT", "ENCODING", "COUNTRY", "JOURNAL", "WAIT", "BEEP",
        "ON-FEED", "REWIND-OFF", "REWIND-ON", "SETMAG", "SETBOLD", "SETSP", "IN-DOTS", "DENSITY",
        "LABEL", "TEAR", "LEFT", "ON-OUT-OF-PAPER", "PAPER-JAM",
    ]

    private enum State {
        case outside
        case session
        /// The lines of a QR code or of joined text, up to this word.
        case block(until: String)
        /// Between `! UTILITIES` and `PRINT`.
        case utilities
    }

    private let options: PrinterOptions
    private let typeface: Typeface
    private var state = State.outside
    private var offset = 0
    private var copies = 1
    private var width: Int
    private var canvas: LabelCanvas?

    init(options: PrinterOptions, typeface: Typeface) {
        self.options = options
        self.typeface = typeface
        width = options.widthDots
    }

    var isInSession: Bool { canvas != nil }

    mutating func reset() { self = CPCLDrawing(options: options, typeface: typeface) }

    /// Obeys a line: the label it finishes, and what it would have drawn.
    mutating func obey(
        _ line: [UInt8]
    ) throws(DrawingProblem) -> (PrintJob?, ignored: String?) {
        let text = GB18030.decode(line) ?? ByteNotation.hexText(line)
        let fields = text.split(separator: " ").map(String.init)
        guard let first = fields.first else { return (nil, nil) }
        switch state {
        case .outside: return (nil, try outside(fields, text))
        case .utilities:
            if first == "PRINT" || first == "END" { state = .outside }
            return (nil, nil)
        case .block(let end):
            if first == end { state = .session }
            return (nil, nil)
        case .session: return try session(first, Array(fields.dropFirst()), text)
        }
    }

    mutating func picture(
        rowBytes: Int, height: Int, x: Int, y: Int, bytes: [UInt8]
    ) throws(DrawingProblem) {
        guard canvas != nil else { throw DrawingProblem(message: "CG outside of a label") }
        guard let dots = Bitmap(width: rowBytes * 8, height: height, bytes: bytes) else {
            throw DrawingProblem(message: "a picture is too large")
        }
        canvas?.draw(dots, at: (offset + x, y))
    }

    /// `! offset 200 200 height quantity` begins a label, `! UTILITIES` a list of settings; `! U1 …`
    /// is a setting of its own.
    private mutating func outside(
        _ fields: [String], _ text: String
    ) throws(DrawingProblem) -> String? {
        guard fields[0] == "!" else { return text }
        if fields.count == 2, fields[1] == "UTILITIES" {
            state = .utilities
            return nil
        }
        let numbers = fields.dropFirst().compactMap(Int.init)
        guard fields.count == 6, numbers.count == 5 else { return text }
        let height = numbers[3]
        guard (0...options.widthDots).contains(numbers[0]), Self.copies.contains(numbers[4]),
            let label = LabelCanvas(width: width, height: height, typeface: typeface)
        else { throw DrawingProblem(message: "'\(text)' is no label this printer has") }
        (offset, copies, canvas, state) = (numbers[0], numbers[4], label, .session)
        return nil
    }

    private mutating func session(
        _ first: String, _ arguments: [String], _ text: String
    ) throws(DrawingProblem) -> (PrintJob?, ignored: String?) {
        let word = Self.words[first] ?? first
        switch word {
        case "PRINT": return (finish(), nil)
        case "END", "ABORT":
            (state, canvas) = (.outside, nil)
        case "PAGE-WIDTH": try pageWidth(arguments)
        case "EXPANDED-GRAPHICS": try expanded(arguments)
        case "LINE": try line(arguments)
        case "BOX": try box(arguments)
        case "BARCODE", "VBARCODE":
            // Two-dimensional codes stand in lines of their own.
            if arguments.first == "QR" { state = .block(until: "ENDQR") }
            if arguments.first == "PDF-417" { state = .block(until: "ENDPDF") }
            return (nil, text)
        case "CONCAT", "VCONCAT":
            state = .block(until: "ENDCONCAT")
            return (nil, text)
        case "ML", "MULTILINE":
            state = .block(until: "ENDML")
            return (nil, text)
        case _ where Self.harmless.contains(word) || word.hasPrefix(";"): break
        default: return (nil, text)
        }
        return (nil, nil)
    }

    private mutating func finish() -> PrintJob? {
        defer { (state, canvas) = (.outside, nil) }
        return canvas.map { PrintJob(canvas: $0, remaining: copies) }
    }

    private mutating func pageWidth(_ arguments: [String]) throws(DrawingProblem) {
        let dots = try Self.numbers(arguments, 1, "PAGE-WIDTH")[0]
        guard dots <= options.widthDots, let canvas,
            var narrow = LabelCanvas(
                width: dots, height: canvas.picture.height, typeface: typeface)
        else { throw DrawingProblem(message: "PAGE-WIDTH: not a width this printer has") }
        narrow.draw(canvas.picture, at: (0, 0))
        width = dots
        self.canvas = narrow
    }

    /// `EG bytes-in-a-row height x y data`, the data in hexadecimal.
    private mutating func expanded(_ arguments: [String]) throws(DrawingProblem) {
        let numbers = try Self.numbers(arguments, 4, "EG")
        let (rowBytes, height) = (numbers[0], numbers[1])
        guard rowBytes > 0, height > 0, rowBytes * height <= CPCLReader.largestPicture,
            let bytes = ByteNotation.hex(arguments.dropFirst(4).joined()),
            bytes.count == rowBytes * height
        else { throw DrawingProblem(message: "EG: the data does not fit its numbers") }
        try picture(
            rowBytes: rowBytes, height: height, x: numbers[2], y: numbers[3], bytes: bytes)
    }

    private mutating func line(_ arguments: [String]) throws(DrawingProblem) {
        let n = try Self.numbers(arguments, 5, "LINE")
        guard n[0] == n[2] || n[1] == n[3] else {
            throw DrawingProblem(message: "LINE: slanting lines are not simulated")
        }
        let (left, top) = (min(n[0], n[2]), min(n[1], n[3]))
        let (long, tall) = (abs(n[2] - n[0]), abs(n[3] - n[1]))
        canvas?.bar(
            x: offset + left, y: top, width: max(long, n[4]), height: max(tall, n[4]))
    }

    private mutating func box(_ arguments: [String]) throws(DrawingProblem) {
        let n = try Self.numbers(arguments, 5, "BOX")
        canvas?.box(
            x: offset + n[0], y: n[1], right: offset + n[2], bottom: n[3], thickness: n[4])
    }

    private static func numbers(
        _ arguments: [String], _ count: Int, _ word: String
    ) throws(DrawingProblem) -> [Int] {
        let numbers = arguments.prefix(count).compactMap { TSPLLine.integer($0.utf8) }
        guard numbers.count == count, numbers.allSatisfy({ $0 >= 0 }) else {
            throw DrawingProblem(message: "\(word) wants \(count) numbers")
        }
        return numbers
    }
}
