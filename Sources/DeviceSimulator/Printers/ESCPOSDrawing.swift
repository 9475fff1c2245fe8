internal import DeviceProtocols
internal import DotMatrix
internal import LabelRaster

/// Obeys the commands of ESC/POS that put something on paper
/// (source: Epson's command references; HPRT's programming manuals for Chinese characters).
struct ESCPOSDrawing {
    static let usualLineSpacing = 30
    /// The most pieces of one line: a command may move back and print over what is there.
    private static let mostPieces = 500
    /// Commands that change nothing in what is drawn here.
    private static let harmless: Set<[UInt8]> = Set(
        [
            "\u{1B}t", "\u{1B}R", "\u{1B}U", "\u{1B}c", "\u{1B}p", "\u{1B}=", "\u{1B}B", "\u{1B}S",
            "\u{1B}D", "\u{1B}u", "\u{1B}v", "\u{1B}r", "\u{1D}a", "\u{1D}f", "\u{1D}b",
            "\u{1D}(E", "\u{1D}(H", "\u{1D}(K", "\u{1D}(N", "\u{1D}(D", "\u{1D}(M",
        ].map { Array($0.utf8) })
    /// Commands that change nothing when their parameter is 0, and else something not drawn here.
    private static let off: Set<[UInt8]> = Set(
        ["\u{1B}V", "\u{1B}{", "\u{1B}%", "\u{1D}B", "\u{1C}-", "\u{1C}C"].map { Array($0.utf8) })

    let options: PrinterOptions
    let typeface: Typeface
    var paper: ReceiptPaper
    var style: ESCPOSStyle
    var symbols = ESCPOSSymbolSettings()
    private var line: [(dots: Bitmap, x: Int)] = []
    /// Where the next character of the line goes, in dots from the left margin.
    private var pen = 0
    /// The widest the line has been.
    private var reach = 0
    private var lineText = ""
    /// A picture of `GS ( L` that waits to be printed.
    private var stored: Bitmap?

    init(options: PrinterOptions, typeface: Typeface) {
        self.options = options
        self.typeface = typeface
        paper = ReceiptPaper(width: options.widthDots, typeface: typeface)
        style = ESCPOSStyle(options)
    }

    /// Obeys a command; gives what it would have drawn.
    mutating func obey(
        _ name: [UInt8], _ parameters: [UInt8]
    ) throws(DrawingProblem) -> String? {
        let first = Int(parameters.first ?? 0)
        switch String(decoding: name, as: UTF8.self) {
        case "\u{1B}@": initialize()
        case "\u{1B}J": try printLine(feeding: style.vertical(first))
        case "\u{1B}d": try printLine(feeding: first * style.lineSpacing)
        case "\u{1B}i", "\u{1B}m", "\u{1D}V": try cut(parameters)
        case "\u{0C}", "\u{1D}\u{0C}":
            try printLine(feeding: 0)
            paper.end()
        case "\u{1B}$": move(to: style.horizontal(Self.number(parameters)))
        case "\u{1B}\\": move(to: pen + style.horizontal(Self.signed(parameters)))
        case "\u{09}": move(to: (pen / style.tab + 1) * style.tab)
        case "\u{1B}*": try columns(parameters)
        case "\u{1D}(L", "\u{1D}8L": return try graphics(name, parameters)
        case "\u{1D}k": try barcode(parameters)
        case "\u{1D}(k": return try matrix(parameters)
        default:
            if style.set(name, parameters) || symbols.set(name, parameters) { return nil }
            if Self.harmless.contains(name) { return nil }
            if Self.off.contains(name), first & 0x01 == 0 { return nil }
            return "command \(ByteNotation.hexText(name + parameters.prefix(80)))"
        }
        return nil
    }

    private mutating func initialize() {
        style = ESCPOSStyle(options)
        symbols = ESCPOSSymbolSettings()
        (line, pen, reach, lineText) = ([], 0, 0, "")
    }

    private mutating func cut(_ parameters: [UInt8]) throws(DrawingProblem) {
        guard line.isEmpty else {
            throw DrawingProblem(message: "GS V in the middle of a line is not obeyed")
        }
        if parameters.count == 2 { try paper.feed(style.vertical(Int(parameters[1]))) }
        paper.end()
    }

    static func number(_ bytes: [UInt8]) -> Int {
        bytes.count < 2 ? 0 : Int(bytes[0]) | Int(bytes[1]) << 8
    }

    private static func signed(_ bytes: [UInt8]) -> Int {
        let number = number(bytes)
        return number < 0x8000 ? number : number - 0x10000
    }
}

// MARK: Lines

extension ESCPOSDrawing {
    /// Room for what is printed, in dots.
    var areaWidth: Int {
        max(1, min(style.areaWidth ?? .max, options.widthDots - style.leftMargin))
    }

    mutating func lineFeed() throws(DrawingProblem) {
        try printLine(feeding: style.lineSpacing)
    }

    /// Puts the line on paper; it is fed by its own height at least.
    private mutating func printLine(feeding dots: Int) throws(DrawingProblem) {
        let height = line.reduce(0) { max($0, $1.dots.height) }
        let shift = style.shift(of: reach, in: areaWidth)
        for piece in line {
            paper.draw(
                piece.dots, x: style.leftMargin + shift + piece.x, y: height - piece.dots.height)
        }
        if !lineText.isEmpty { paper.note(lineText) }
        (line, pen, reach, lineText) = ([], 0, 0, "")
        try paper.feed(max(height, dots))
    }

    private mutating func move(to x: Int) {
        if (0...areaWidth).contains(x) { pen = x }
    }

    /// Text goes into the line, and into further lines where it is full.
    mutating func add(_ bytes: [UInt8]) throws(DrawingProblem) {
        var missing: [Unicode.Scalar] = []
        if !line.isEmpty, !lineText.isEmpty { lineText += " " }
        for piece in style.pieces(of: bytes) {
            let width = piece.advance
            if pen + width > areaWidth, pen > 0 { try lineFeed() }
            guard line.count < Self.mostPieces else {
                throw DrawingProblem(message: "a line has more than \(Self.mostPieces) pieces")
            }
            lineText += piece.text.string
            let (dots, lacking) = try piece.text.dots(in: typeface)
            missing += lacking
            if let dots { line.append((dots, pen)) }
            pen += width
            reach = max(reach, pen)
        }
        if !missing.isEmpty { throw LabelCanvas.missing(missing, in: style.font) }
    }

    /// Puts something wide on paper that is no part of a line.
    func requireNewLine(_ name: String) throws(DrawingProblem) {
        guard line.isEmpty else {
            throw DrawingProblem(message: "\(name) in the middle of a line is not obeyed")
        }
    }

    mutating func place(_ dots: Bitmap) throws(DrawingProblem) {
        let x = style.leftMargin + style.shift(of: dots.width, in: areaWidth)
        let top = paper.position
        try paper.feed(dots.height)
        paper.draw(dots, x: x, y: top - paper.position)
    }
}

// MARK: Pictures

extension ESCPOSDrawing {
    /// `GS v 0`: modes 1 to 3 double the width, the height or both.
    mutating func picture(
        mode: UInt8, rowBytes: Int, height: Int, bytes: [UInt8]
    ) throws(DrawingProblem) {
        try requireNewLine("GS v 0")
        let scale = Int(mode >= 48 ? mode - 48 : mode)
        guard scale <= 3, let dots = Bitmap(width: rowBytes * 8, height: height, bytes: bytes),
            let large = dots.magnified(x: scale & 1 + 1, y: scale >> 1 + 1)
        else { throw DrawingProblem(message: "GS v 0: the picture is too large") }
        try place(large)
    }

    /// `ESC * m nL nH d…`: columns of 8 or 24 dots, from the top.
    private mutating func columns(_ parameters: [UInt8]) throws(DrawingProblem) {
        let deep = parameters[0] >= 32
        let rows = deep ? 24 : 8
        let data = parameters.dropFirst(3)
        guard [0, 1, 32, 33].contains(parameters[0]), line.count < Self.mostPieces,
            var dots = Bitmap(width: Self.number(Array(parameters[1...2])), height: rows)
        else { throw DrawingProblem(message: "ESC *: impossible picture") }
        for x in 0..<dots.width {
            for y in 0..<rows {
                let byte = data[data.startIndex + x * rows / 8 + y / 8]
                if byte & 0x80 >> UInt8(y % 8) != 0 { dots[x, y] = true }
            }
        }
        // Eight rows are a third as fine; even modes half as fine across.
        let wide = parameters[0] % 2 == 0 ? 2 : 1
        guard let large = dots.magnified(x: wide, y: deep ? 1 : 3) else {
            throw DrawingProblem(message: "ESC *: the picture is too large")
        }
        line.append((large, pen))
        pen += large.width
        reach = max(reach, pen)
    }

    /// `GS ( L` and `GS 8 L`: function 112 stores a picture, function 50 prints it.
    private mutating func graphics(
        _ name: [UInt8], _ parameters: [UInt8]
    ) throws(DrawingProblem) -> String? {
        let p = Array(parameters.dropFirst(name[1] == UInt8(ascii: "8") ? 4 : 2))
        guard p.count >= 2, p[0] == 48 else { return "GS ( L" }
        switch p[1] {
        case 112:
            guard p.count >= 10, p[2] == 48, (1...2).contains(p[3]), (1...2).contains(p[4]) else {
                throw DrawingProblem(message: "GS ( L: only one colour is simulated")
            }
            let (width, height) = (Self.number(Array(p[6...7])), Self.number(Array(p[8...9])))
            guard let dots = Bitmap(width: width, height: height, bytes: p.dropFirst(10)),
                let large = dots.magnified(x: Int(p[3]), y: Int(p[4]))
            else { throw DrawingProblem(message: "GS ( L: the data does not fit its numbers") }
            stored = large
        case 2, 50:
            try requireNewLine("GS ( L")
            guard let stored else { throw DrawingProblem(message: "GS ( L: no picture is stored") }
            self.stored = nil
            try place(stored)
        default: return "GS ( L function \(p[1])"
        }
        return nil
    }
}
