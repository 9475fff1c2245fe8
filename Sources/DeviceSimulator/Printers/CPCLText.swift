internal import DeviceProtocols
internal import DotMatrix
internal import LabelRaster

/// What commands of CPCL set for those that follow in the same label.
struct CPCLSettings {
    var multipliers = (x: 1, y: 1)
    /// Dots that text is struck again beside.
    var boldness = 0
    /// Dots between characters.
    var spacing = 0
    var alignment = DrawingPlace.Alignment.start
    /// Where the line ends to which `CENTER` and `RIGHT` refer; the page's width without.
    var lineEnd: Int?
    /// The font and the distance of the readable line under bars; nil for none.
    var caption: (font: CellFont, gap: Int)?
}

/// `TEXT font size x y data`, taken apart.
struct CPCLTextStyle {
    var font: String
    var size: Int
    var x: Int
    var y: Int
    let quarterTurns: Int
    var string: String

    init(_ line: String, quarterTurns: Int) throws(DrawingProblem) {
        // The data keeps its spaces, all but the one before it.
        let fields = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
        let numbers = fields.dropFirst(2).prefix(3).compactMap { Int(parameter: $0.utf8) }
        guard fields.count >= 5, numbers.count == 3, numbers.allSatisfy({ $0 >= 0 }) else {
            throw DrawingProblem(message: "TEXT wants a font, a size, a place and text")
        }
        font = String(fields[1])
        (size, x, y) = (numbers[0], numbers[1], numbers[2])
        self.quarterTurns = quarterTurns
        string = fields.count > 5 ? String(fields[5]) : ""
    }
}

extension CPCLDrawing {
    /// Cells of the resident fonts, by number and size.
    ///
    /// The proportional ones are drawn with cells of their average width; 24 and 55 are the Chinese
    /// fonts of printers for China.
    private static let residentFonts: [String: [(width: Int, height: Int)]] = [
        "0": [(8, 9), (16, 9), (8, 18), (16, 18), (32, 18), (16, 36), (32, 36)],
        "1": [(24, 48)], "2": [(10, 12), (10, 24)],
        "4": [
            (24, 47), (48, 94), (23, 45), (46, 90), (90, 180), (135, 270), (180, 360), (225, 450),
        ],
        "5": [(12, 24), (24, 48), (23, 46), (46, 92)], "6": [(28, 27)],
        "7": [(12, 24), (24, 48)], "8": [(24, 24)], "24": [(24, 24)], "55": [(16, 16)],
    ]
    private static let chineseFonts: Set<String> = ["8", "24", "55"]

    func font(_ name: String, size: Int) throws(DrawingProblem) -> CellFont {
        if size == 0, let font = options.fonts.first(where: { $0.name == name }) {
            return CellFont(font)
        }
        guard let cells = Self.residentFonts[name], cells.indices.contains(size) else {
            throw DrawingProblem(message: "no font '\(name.prefix(40))' of size \(size)")
        }
        return CellFont(
            name: name, width: cells[size].width, height: cells[size].height,
            coverage: Self.chineseFonts.contains(name) ? .gb18030 : .ascii)
    }

    private func text(_ string: String, _ font: CellFont) -> CellText {
        CellText(
            string: string, font: font, multipliers: settings.multipliers,
            spacing: settings.spacing, boldness: settings.boldness)
    }

    mutating func draw(_ style: CPCLTextStyle) throws(DrawingProblem) {
        let font = try font(style.font, size: style.size)
        let place = place(style.x, style.y, quarterTurns: style.quarterTurns)
        let line = text(style.string, font)
        try canvas?.draw(line, at: place)
    }

    /// Whether a word was a setting that is understood.
    mutating func set(_ word: String, _ arguments: [String]) throws(DrawingProblem) -> Bool {
        switch word {
        case "SETMAG":
            let n = try Self.numbers(arguments, 2, word)
            guard (0...16).contains(n[0]), (0...16).contains(n[1]) else {
                throw DrawingProblem(message: "SETMAG: magnifications are 1 to 16")
            }
            settings.multipliers = (max(1, n[0]), max(1, n[1]))
        case "SETBOLD":
            settings.boldness = min(try Self.numbers(arguments, 1, word)[0], 5)
        case "SETSP":
            settings.spacing = min(try Self.numbers(arguments, 1, word)[0], 100)
        case "LEFT": (settings.alignment, settings.lineEnd) = (.start, nil)
        case "CENTER", "RIGHT":
            settings.alignment = word == "CENTER" ? .middle : .end
            settings.lineEnd =
                arguments.isEmpty ? nil : try Self.numbers(arguments, 1, word)[0]
        case "BARCODE-TEXT":
            if arguments.first == "OFF" {
                settings.caption = nil
            } else {
                let n = try Self.numbers(Array(arguments.dropFirst()), 2, word)
                settings.caption = (try font(arguments[0], size: n[0]), n[1])
            }
        default: return false
        }
        return true
    }

    /// A line inside of a block.
    mutating func obey(_ line: String, in block: Block) throws(DrawingProblem) -> Block {
        switch block {
        case .qr(let place, let module, nil): return .qr(place, module: module, content: line)
        case .qr, .skipped: return block
        case .concatenation(let x, let y):
            // A font, its size, how far it is let down, and the text.
            let style = try CPCLTextStyle("T " + Self.padded(line), quarterTurns: 0)
            let font = try font(style.font, size: style.size)
            let piece = text(style.string, font)
            let place = DrawingPlace(x: offset + x, y: y + style.x)
            try canvas?.draw(piece, at: place)
            let length = try piece.dots(in: typeface).dots?.width ?? 0
            return .concatenation(x: x + length, y: y)
        case .lines(let height, nil):
            let style = try CPCLTextStyle(line + " ", quarterTurns: 0)
            return .lines(height: height, style: style)
        case .lines(let height, var style?):
            style.string = line
            try draw(style)
            style.y += height
            return .lines(height: height, style: style)
        }
    }

    /// `font size offset text` with a place behind the offset, as `TEXT` has one.
    private static func padded(_ line: String) -> String {
        let fields = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: true)
        return fields.prefix(3).joined(separator: " ") + " 0 " + (fields.dropFirst(3).first ?? "")
    }
}
