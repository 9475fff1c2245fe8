internal import DeviceProtocols
internal import DotMatrix
internal import LabelRaster

/// Obeys the lines of label sessions (source: Zebra's Mobile Printer CPCL Programming Manual).
struct CPCLDrawing {
    private static let copies = 1...1_024
    private static let words: [String: String] = [
        "B": "BARCODE", "VB": "VBARCODE", "BT": "BARCODE-TEXT", "T": "TEXT", "VT": "TEXT90",
        "VTEXT": "TEXT90", "T90": "TEXT90", "T180": "TEXT180", "T270": "TEXT270", "L": "LINE",
        "IL": "INVERSE-LINE", "PW": "PAGE-WIDTH", "ML": "MULTILINE",
        "EG": "EXPANDED-GRAPHICS", "G": "EXPANDED-GRAPHICS", "GRAPHICS": "EXPANDED-GRAPHICS",
    ]
    /// Commands that change nothing in what is drawn here.
    private static let harmless: Set<String> = [
        "FORM", "CONTRAST", "TONE", "SPEED", "GAP-SENSE", "BAR-SENSE", "NO-PACE", "PACE",
        "POSTFEED", "PREFEED", "PRESENT-AT", "COUNTRY", "JOURNAL", "WAIT", "BEEP",
        "ON-FEED", "REWIND-OFF", "REWIND-ON", "IN-DOTS", "DENSITY", "LABEL", "TEAR",
        "ON-OUT-OF-PAPER", "PAPER-JAM",
    ]

    /// What several lines say together.
    enum Block {
        /// A QR code: its place, module and turn; its content is the first line.
        case qr(DrawingPlace, module: Int, content: String?)
        /// Texts that are set one behind the other.
        case concatenation(x: Int, y: Int)
        /// Lines of text of this height, from a `TEXT` command on.
        case lines(height: Int, style: CPCLTextStyle?)
        /// What is not drawn here.
        case skipped
    }

    private enum State {
        case outside
        case session
        /// Up to this word.
        case block(Block, until: String)
        /// Between `! UTILITIES` and `PRINT`.
        case utilities
    }

    let options: PrinterOptions
    let typeface: Typeface
    private var state = State.outside
    private(set) var offset = 0
    private var copies = 1
    private(set) var width: Int
    var canvas: LabelCanvas?
    /// What the commands before have set for the texts and symbols that follow.
    var settings = CPCLSettings()
    private var isUTF8 = false

    init(options: PrinterOptions, typeface: Typeface) {
        self.options = options
        self.typeface = typeface
        width = options.widthDots
    }

    var isInSession: Bool { canvas != nil }

    mutating func reset() { self = CPCLDrawing(options: options, typeface: typeface) }

    /// Obeys a line: the label it finishes, and what it would have drawn.
    mutating func obey(_ line: [UInt8]) throws(DrawingProblem) -> DrawingOutcome {
        let decoded = isUTF8 ? String(validating: line, as: UTF8.self) : GB18030.decode(line)
        let text = decoded ?? ByteNotation.hexText(line)
        let fields = text.split(separator: " ").map(String.init)
        guard let first = fields.first else { return DrawingOutcome() }
        switch state {
        case .outside: return DrawingOutcome(ignored: try outside(fields, text))
        case .utilities:
            if first == "PRINT" || first == "END" { state = .outside }
            return DrawingOutcome()
        case .block(let block, let end):
            if first == end {
                state = .session
                try finish(block)
            } else {
                state = .block(try obey(text, in: block), until: end)
            }
            return DrawingOutcome()
        case .session:
            guard decoded != nil else {
                throw DrawingProblem(message: "bytes are not in the printer's character set")
            }
            return try session(first, Array(fields.dropFirst()), text)
        }
    }

    mutating func picture(
        rowBytes: Int, height: Int, x: Int, y: Int, bytes: [UInt8]
    ) throws(DrawingProblem) {
        guard canvas != nil else { throw DrawingProblem(message: "CG outside of a label") }
        guard let dots = Bitmap(width: rowBytes * 8, height: height, bytes: bytes) else {
            throw DrawingProblem(message: "a picture is too large")
        }
        let place = place(x, y)
        canvas?.draw(dots, at: place)
    }

    /// A point of the label; after `CENTER` and `RIGHT` what is drawn lies about the line's middle or
    /// at its end.
    func place(_ x: Int, _ y: Int, quarterTurns: Int = 0) -> DrawingPlace {
        var place = DrawingPlace(x: offset + x, y: y)
        place.quarterTurns = quarterTurns
        guard quarterTurns == 0 else { return place }
        place.alignment = settings.alignment
        switch settings.alignment {
        case .start: break
        case .middle: place.x = (settings.lineEnd ?? self.width) / 2
        case .end: place.x = settings.lineEnd ?? self.width
        }
        return place
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
        settings = CPCLSettings()
        return nil
    }

    private mutating func session(
        _ first: String, _ arguments: [String], _ text: String
    ) throws(DrawingProblem) -> DrawingOutcome {
        let word = Self.words[first] ?? first
        switch word {
        case "PRINT", "POPRINT": return DrawingOutcome(job: finish())
        case "END", "ABORT": (state, canvas) = (.outside, nil)
        case "PAGE-WIDTH": try pageWidth(arguments)
        case "EXPANDED-GRAPHICS": try expanded(arguments)
        case "LINE", "INVERSE-LINE": try line(arguments, black: word == "LINE" ? true : nil)
        case "BOX": try box(arguments)
        case "TEXT", "TEXT90", "TEXT180", "TEXT270":
            // Turns count against the clock: the text climbs at 90 degrees.
            let turns = ["TEXT90": 3, "TEXT180": 2, "TEXT270": 1][word] ?? 0
            try draw(CPCLTextStyle(text, quarterTurns: turns))
        case "BARCODE", "VBARCODE":
            let turns = word == "VBARCODE" ? 3 : 0
            guard let block = try symbol(arguments, text, quarterTurns: turns) else { break }
            state = .block(block.block, until: block.end)
            if case .skipped = block.block { return DrawingOutcome(ignored: text) }
        case "CONCAT":
            let n = try Self.numbers(arguments, 2, word)
            state = .block(.concatenation(x: n[0], y: n[1]), until: "ENDCONCAT")
        case "MULTILINE":
            let height = try Self.numbers(arguments, 1, word)[0]
            state = .block(.lines(height: height, style: nil), until: "ENDML")
        case "VCONCAT":
            state = .block(.skipped, until: "ENDCONCAT")
            return DrawingOutcome(ignored: text)
        case "ENCODING": isUTF8 = arguments.first == "UTF-8"
        case _ where Self.harmless.contains(word) || word.hasPrefix(";"): break
        default: return DrawingOutcome(ignored: try set(word, arguments) ? nil : text)
        }
        return DrawingOutcome()
    }

    private mutating func finish() -> PrintJob? {
        defer { (state, canvas) = (.outside, nil) }
        return canvas.map { PrintJob(canvas: $0, remaining: copies) }
    }

    private mutating func pageWidth(_ arguments: [String]) throws(DrawingProblem) {
        let dots = try Self.numbers(arguments, 1, "PAGE-WIDTH")[0]
        guard dots <= options.widthDots, let canvas,
            let narrow = canvas.resized(width: dots, height: canvas.picture.height)
        else { throw DrawingProblem(message: "PAGE-WIDTH: not a width this printer has") }
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

    private mutating func line(_ arguments: [String], black: Bool?) throws(DrawingProblem) {
        let n = try Self.numbers(arguments, 5, "LINE")
        guard n[0] == n[2] || n[1] == n[3] else {
            throw DrawingProblem(message: "LINE: slanting lines are not simulated")
        }
        let (left, top) = (min(n[0], n[2]), min(n[1], n[3]))
        let (long, tall) = (abs(n[2] - n[0]), abs(n[3] - n[1]))
        canvas?.bar(
            x: offset + left, y: top, width: max(long, n[4]), height: max(tall, n[4]), black: black)
    }

    private mutating func box(_ arguments: [String]) throws(DrawingProblem) {
        let n = try Self.numbers(arguments, 5, "BOX")
        canvas?.box(
            x: offset + n[0], y: n[1], right: offset + n[2], bottom: n[3], thickness: n[4])
    }

    static func numbers(
        _ arguments: [String], _ count: Int, _ word: String
    ) throws(DrawingProblem) -> [Int] {
        let numbers = arguments.prefix(count).compactMap { Int(parameter: $0.utf8) }
        guard numbers.count == count, numbers.allSatisfy({ $0 >= 0 }) else {
            throw DrawingProblem(message: "\(word) wants \(count) numbers")
        }
        return numbers
    }
}
