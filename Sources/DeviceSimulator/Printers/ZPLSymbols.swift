internal import DotMatrix
internal import LabelRaster

/// A linear symbol as a command of ZPL asks for it.
struct ZPLBars {
    enum Kind {
        case code128(mode: String)
        case other(Symbology)
    }

    let kind: Kind
    let height: Int
    let quarterTurns: Int
    let isCaptioned: Bool
    let isCaptionAbove: Bool
}

extension ZPLDrawing {
    /// The commands of linear symbols: the symbology, and which parameters are the height and whether
    /// there is a readable line.
    private static let linear: [String: (symbology: Symbology, height: Int, caption: Int)] = [
        "BC": (.code128, 1, 2), "B3": (.code39, 2, 3), "BA": (.code93, 1, 2),
        "BE": (.ean13, 1, 2), "B8": (.ean8, 1, 2), "BU": (.upcA, 1, 2),
        "B2": (.interleaved25, 1, 2), "BK": (.codabar, 2, 3),
    ]
    /// Dots between bars and their readable line, for each dot of the module.
    private static let captionGap = 2
    /// Zebra's printers draw a QR code so far below its field's origin.
    private static let qrShift = 10

    mutating func barcode(_ word: String, _ values: ZPLParameters) throws(DrawingProblem) {
        let turns = try values.quarterTurns(0) ?? defaults.quarterTurns
        switch word {
        case "BQ":
            let module = try values.number(2, absent: 2)
            guard ["", "2"].contains(values.text(1)), (1...100).contains(module) else {
                throw DrawingProblem(message: "^BQ: model 2 and modules of 1 to 100 dots only")
            }
            field.content = .qr(module: module)
        case "BX":
            let module = try values.number(1, absent: defaults.module)
            guard ["", "200"].contains(values.text(2)), (1...100).contains(module) else {
                throw DrawingProblem(message: "^BX: quality 200 and modules of 1 to 100 dots only")
            }
            field.content = .squares(.dataMatrix, module: module, quarterTurns: turns)
        default:
            guard let linear = Self.linear[word] else {
                return field.content = .unknown("^\(word)")
            }
            let height = try values.number(linear.height, absent: defaults.height)
            guard (1...32_000).contains(height) else {
                throw DrawingProblem(message: "^\(word): impossible height")
            }
            let isCaptioned = values.text(linear.caption) != "N"
            let kind: ZPLBars.Kind =
                word == "BC"
                ? .code128(mode: values.text(5).isEmpty ? "N" : values.text(5))
                : .other(linear.symbology)
            field.content = .bars(
                ZPLBars(
                    kind: kind, height: height, quarterTurns: turns, isCaptioned: isCaptioned,
                    isCaptionAbove: values.text(linear.caption + 1) == "Y"))
        }
    }

    mutating func draw(_ bars: ZPLBars) throws(DrawingProblem) {
        let data = ascii(field.bytes)
        let module = defaults.module
        var symbol: SymbolDots
        switch bars.kind {
        case .code128(mode: "N"):
            symbol = try SymbolDots(
                Code128Characters(zpl: field.bytes), module: module, height: bars.height)
        case .code128(mode: "A"):
            symbol = try SymbolDots(
                data, as: .code128, narrow: module, wide: module, height: bars.height)
        case .code128(mode: "D"):
            symbol = try SymbolDots(
                data, as: .gs1Code128, narrow: module, wide: module, height: bars.height)
        case .code128(let mode):
            throw DrawingProblem(message: "^BC: mode \(mode.prefix(10)) is not simulated")
        case .other(let symbology):
            symbol = try SymbolDots(
                data, as: symbology, narrow: module, wide: module * defaults.ratio / 10,
                height: bars.height)
        }
        if bars.isCaptioned {
            let font = CellFont(name: "A", width: 6, height: 9, coverage: .ascii)
            let text = CellText(
                string: symbol.content.filter { $0 >= " " }, font: font,
                multipliers: (module, module))
            if let line = try text.dots(in: typeface).dots {
                symbol.caption(
                    line, gap: Self.captionGap * module, isAbove: bars.isCaptionAbove)
            }
        }
        canvas?.draw(
            symbol,
            at: field.place(quarterTurns: bars.quarterTurns, descent: symbol.captionHeight))
    }

    /// The data begins with the level, the input mode and a comma: `QA,text`; `M` asks for the
    /// characters' mode in one more letter.
    mutating func drawQR(module: Int) throws(DrawingProblem) {
        let data = field.bytes
        guard data.count > 3, let level = QRLevel(rawValue: ascii([data[0]])),
            data[2] == UInt8(ascii: ",")
        else { throw DrawingProblem(message: "^BQ: data such as 'QA,text' only") }
        var content = data[3...]
        if data[1] == UInt8(ascii: "M") {
            let mode = content.popFirst()
            guard mode == UInt8(ascii: "A") || mode == UInt8(ascii: "N") else {
                throw DrawingProblem(message: "^BQ: of the manual modes only A and N are drawn")
            }
        } else if data[1] != UInt8(ascii: "A") {
            throw DrawingProblem(message: "^BQ: the input mode is A or M")
        }
        let symbol = try SymbolDots(ascii(Array(content)), as: .qr(level), module: module)
        var place = field.place()
        if !field.isAtFoot { place.y += Self.qrShift }
        canvas?.draw(symbol, at: place)
    }
}

extension Code128Characters {
    /// Content of ZPL's Code 128 in mode N: `>` and a character choose sets and functions; set B
    /// without.
    init(zpl bytes: [UInt8]) throws(DrawingProblem) {
        self.init()
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: ">"), let code = rest.popFirst() else {
                try add(byte)
                continue
            }
            switch Character(Unicode.Scalar(code)) {
            case "9", "7": choose(.a)
            case ":", "6": choose(.b)
            case ";", "5": choose(.c)
            case "8": addFNC1()
            case "4": addShift()
            case "2": addFunction(96)
            case "3": addFunction(97)
            case "0": try add(UInt8(ascii: ">"))
            case "<": try add(UInt8(ascii: "^"))
            case "=": try add(UInt8(ascii: "~"))
            case "1": try add(0x7F)
            default:
                throw DrawingProblem(message: "^BC: no function > \(String(code, radix: 16))")
            }
        }
    }
}
