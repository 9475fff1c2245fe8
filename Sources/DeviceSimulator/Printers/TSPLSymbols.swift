internal import DeviceProtocols
internal import DotMatrix
internal import LabelRaster

extension TSPLDrawing {
    /// `BARCODE x,y,"type",height,readable,rotation,narrow,wide,[alignment,]"content"`.
    mutating func barcode(_ line: TSPLLine) throws(DrawingProblem) {
        let type = String(decoding: line.quoted(2) ?? [], as: UTF8.self).uppercased()
        let (height, readable) = (try number(line, 3), try number(line, 4))
        let (narrow, wide) = (try number(line, 6), try number(line, 7))
        guard (1...2_000).contains(height), (0...3).contains(readable),
            (1...20).contains(narrow), (1...60).contains(wide)
        else { throw DrawingProblem(message: "BARCODE: impossible height or module") }
        let bytes = try content(line)
        var symbol: SymbolDots
        if type == "128M" {
            symbol = try SymbolDots(
                Code128Characters(tspl: bytes), module: narrow, height: height)
        } else {
            guard let symbology = Self.symbologies[type] else {
                throw DrawingProblem(message: "BARCODE: type '\(type.prefix(20))' is not simulated")
            }
            symbol = try SymbolDots(
                String(decoding: bytes, as: UTF8.self), as: symbology, narrow: narrow, wide: wide,
                height: height)
        }
        if readable > 0 { try caption(&symbol) }
        let place = try place(line, turns: 5, alignment: line.arguments.count > 9 ? 8 : nil)
        canvas?.draw(symbol, at: place)
    }

    private static let symbologies: [String: Symbology] = [
        "128": .code128, "EAN128": .gs1Code128, "39": .code39, "93": .code93, "EAN13": .ean13,
        "EAN8": .ean8, "UPCA": .upcA, "25": .interleaved25, "CODA": .codabar,
    ]

    /// The readable line under the bars, in the first font that is large enough to be read.
    private func caption(_ symbol: inout SymbolDots) throws(DrawingProblem) {
        let font = options.fonts.first { $0.covers == .ascii && $0.height >= Self.captionHeight }
        guard let font else { return }
        let text = CellText(string: symbol.content, font: CellFont(font))
        if let dots = try text.dots(in: typeface).dots {
            symbol.caption(dots, gap: Self.captionGap)
        }
    }

    private static let captionHeight = 20
    private static let captionGap = 4

    /// `QRCODE x,y,level,cell,mode,rotation,[model,mask,area,]"content"`.
    mutating func qrcode(_ line: TSPLLine) throws(DrawingProblem) {
        guard let level = QRLevel(rawValue: line.text(2) ?? "") else {
            throw DrawingProblem(message: "QRCODE: the level is L, M, Q or H")
        }
        let cell = try number(line, 3)
        guard (1...10).contains(cell) else {
            throw DrawingProblem(message: "QRCODE: the cell is 1 to 10 dots")
        }
        guard line.text(4) == "A" else {
            throw DrawingProblem(message: "QRCODE: only mode A is simulated")
        }
        let text = String(decoding: try content(line), as: UTF8.self)
        let place = try place(line, turns: 5, alignment: nil)
        canvas?.draw(try SymbolDots(text, as: .qr(level), module: cell), at: place)
    }

    /// `DMATRIX x,y,width,height,[c…,x…,r…,a…,row,column,]"content"`: a letter before each setting.
    mutating func dataMatrix(_ line: TSPLLine) throws(DrawingProblem) {
        let at = try point(line)
        var place = DrawingPlace(x: at.x, y: at.y)
        var module = 1
        for index in 4..<max(4, line.arguments.count - 1) {
            guard let setting = line.text(index), let key = setting.first,
                let value = Int(parameter: setting.dropFirst().utf8)
            else { throw DrawingProblem(message: "DMATRIX: a setting is not understood") }
            switch key {
            case "x": module = value
            case "r" where value % 90 == 0: place.quarterTurns = value / 90
            default: throw DrawingProblem(message: "DMATRIX: '\(setting)' is not simulated")
            }
        }
        guard (1...40).contains(module) else {
            throw DrawingProblem(message: "DMATRIX: impossible module")
        }
        let text = String(decoding: try content(line), as: UTF8.self)
        canvas?.draw(try SymbolDots(text, as: .dataMatrix, module: module), at: place)
    }
}

extension Code128Characters {
    /// Content of TSPL's `128M`: `!` and three digits are a character by its value, of which 103 to
    /// 105 start the symbol; set B without.
    init(tspl bytes: [UInt8]) throws(DrawingProblem) {
        self.init()
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "!") else {
                try add(byte)
                continue
            }
            guard let value = Int(parameter: rest.prefix(3)), rest.count >= 3 else {
                throw DrawingProblem(message: "128M: no control code behind '!'")
            }
            rest = rest.dropFirst(3)
            switch value {
            case 96, 97: addFunction(value)
            case 98: addShift()
            case 99, 105: choose(.c)
            case 100, 104: choose(.b)
            case 101, 103: choose(.a)
            case 102: addFNC1()
            default: throw DrawingProblem(message: "128M: no control code \(value)")
            }
        }
    }
}
