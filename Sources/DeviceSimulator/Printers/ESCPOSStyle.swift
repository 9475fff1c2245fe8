internal import DeviceProtocols
internal import LabelRaster

/// How an ESC/POS printer sets text, from the commands that change it.
struct ESCPOSStyle {
    /// Font A of nearly all receipt printers, and their Chinese font beside it.
    private static let chinese = CellFont(name: "A", width: 24, height: 24, coverage: .gb18030)
    private static let fontB = CellFont(name: "B", width: 9, height: 17, coverage: .ascii)

    private let dpi: Int
    private var usesFontB = false
    private var multipliers = (x: 1, y: 1)
    private var chineseMultipliers = (x: 1, y: 1)
    private var isBold = false
    private var isStruckTwice = false
    private var spacing = 0
    private var chineseSpacing = (left: 0, right: 0)
    /// Bytes from 0x81 on begin Chinese characters.
    private var isChinese: Bool
    private var unit: (x: Int, y: Int)
    private var alignment = 0
    private(set) var lineSpacing = ESCPOSDrawing.usualLineSpacing
    private(set) var leftMargin = 0
    private(set) var areaWidth: Int?

    init(_ options: PrinterOptions) {
        dpi = options.dpi
        isChinese = options.encoding == .gb18030
        unit = (options.dpi, options.dpi)
    }

    var font: CellFont { usesFontB ? Self.fontB : Self.chinese }
    /// A tabulator stop stands at every eighth character of font A.
    var tab: Int { 8 * 12 }

    func horizontal(_ units: Int) -> Int { units * dpi / unit.x }
    func vertical(_ units: Int) -> Int { units * dpi / unit.y }

    /// How far a line of some width is moved to the right in its room.
    func shift(of width: Int, in room: Int) -> Int {
        let slack = max(0, room - width)
        return alignment == 1 ? slack / 2 : alignment == 2 ? slack : 0
    }

    /// Whether the command was one that changes the style.
    mutating func set(_ name: [UInt8], _ parameters: [UInt8]) -> Bool {
        let n = parameters.first ?? 0
        switch String(decoding: name, as: UTF8.self) {
        case "\u{1B}!":
            usesFontB = n & 0x01 != 0
            isBold = n & 0x08 != 0
            multipliers = (n & 0x20 == 0 ? 1 : 2, n & 0x10 == 0 ? 1 : 2)
        case "\u{1D}!":
            multipliers = (Int(n >> 4 & 7) + 1, Int(n & 7) + 1)
            chineseMultipliers = multipliers
        case "\u{1C}!": chineseMultipliers = (n & 0x04 == 0 ? 1 : 2, n & 0x08 == 0 ? 1 : 2)
        case "\u{1C}W": chineseMultipliers = n & 1 == 0 ? (1, 1) : (2, 2)
        case "\u{1B}M": usesFontB = n == 1 || n == 49
        case "\u{1B}E": isBold = n & 1 != 0
        case "\u{1B}G": isStruckTwice = n & 1 != 0
        case "\u{1B} ": spacing = horizontal(Int(n))
        case "\u{1C}S" where parameters.count == 2:
            chineseSpacing = (horizontal(Int(n)), horizontal(Int(parameters[1])))
        case "\u{1C}&": isChinese = true
        case "\u{1C}.": isChinese = false
        case "\u{1B}a": alignment = Int(n >= 48 ? n - 48 : n)
        case "\u{1B}2": lineSpacing = ESCPOSDrawing.usualLineSpacing
        case "\u{1B}3": lineSpacing = vertical(Int(n))
        case "\u{1D}L": leftMargin = horizontal(ESCPOSDrawing.number(parameters))
        case "\u{1D}W": areaWidth = horizontal(ESCPOSDrawing.number(parameters))
        case "\u{1D}P" where parameters.count == 2:
            unit = (n == 0 ? dpi : Int(n), parameters[1] == 0 ? dpi : Int(parameters[1]))
        case "\u{1B}-": return n & 0x03 == 0
        default: return false
        }
        return true
    }

    /// One character of a line, and how far the next one stands from it.
    struct Piece {
        let text: CellText
        let advance: Int
    }

    /// The characters of some bytes: single ones, and pairs or fours in the Chinese mode.
    func pieces(of bytes: [UInt8]) -> [Piece] {
        var pieces: [Piece] = []
        var rest = bytes[...]
        while let byte = rest.first {
            let isWide = isChinese && (0x81...0xFE).contains(byte)
            let count = !isWide ? 1 : (0x30...0x39).contains(rest.dropFirst().first ?? 0) ? 4 : 2
            let character = Array(rest.prefix(count))
            rest = rest.dropFirst(count)
            // A byte of a code page, or half a character: shown as what the fonts lack.
            let string = GB18030.decode(character) ?? "\u{FFFD}"
            pieces.append(isWide ? wide(string) : narrow(byte < 0x80 ? string : "\u{FFFD}"))
        }
        return pieces
    }

    private func narrow(_ string: String) -> Piece {
        let text = CellText(
            string: string, font: font, multipliers: multipliers, boldness: boldness)
        let width = usesFontB ? Self.fontB.width : Self.chinese.width / 2
        return Piece(text: text, advance: (width + spacing) * multipliers.x)
    }

    private func wide(_ string: String) -> Piece {
        let text = CellText(
            string: string, font: Self.chinese, multipliers: chineseMultipliers,
            boldness: boldness)
        let width = chineseSpacing.left + Self.chinese.width + chineseSpacing.right
        return Piece(text: text, advance: width * chineseMultipliers.x)
    }

    private var boldness: Int { isBold || isStruckTwice ? 1 : 0 }
}
