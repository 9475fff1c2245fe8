internal import DotMatrix
internal import LabelRaster

/// How an ESC/POS printer makes symbols, from the commands that change it.
struct ESCPOSSymbolSettings {
    /// Dots of the narrowest bar, and the height of bars.
    private(set) var module = 3
    private(set) var height = 162
    /// Readable lines: 1 above, 2 below, 3 both.
    private(set) var readable = 0
    fileprivate var qrModule = 3
    fileprivate var qrLevel = QRLevel.low
    fileprivate var qrData: [UInt8] = []

    /// Dots of a wide bar, where there are two widths.
    var wide: Int { (module * 5 + 1) / 2 }

    /// Whether the command was one that changes the settings.
    mutating func set(_ name: [UInt8], _ parameters: [UInt8]) -> Bool {
        let n = Int(parameters.first ?? 0)
        switch String(decoding: name, as: UTF8.self) {
        case "\u{1D}h" where n > 0: height = n
        case "\u{1D}w" where (1...6).contains(n): module = n
        case "\u{1D}H": readable = n >= 48 ? n - 48 : n
        default: return false
        }
        return true
    }
}

extension ESCPOSDrawing {
    private static let symbologies: [Int: Symbology] = [
        0: .upcA, 2: .ean13, 3: .ean8, 4: .code39, 5: .interleaved25, 6: .codabar, 7: .code93,
        9: .gs1Code128,
    ]
    private static let code128 = 8

    /// `GS k m d… NUL` for m up to 6, `GS k m n d…` from 65 on.
    mutating func barcode(_ parameters: [UInt8]) throws(DrawingProblem) {
        try requireNewLine("GS k")
        let isCounted = parameters[0] >= 65
        let system = Int(parameters[0]) - (isCounted ? 65 : 0)
        let data =
            isCounted ? Array(parameters.dropFirst(2)) : Array(parameters.dropFirst().dropLast())
        var symbol: SymbolDots
        if system == Self.code128, isCounted {
            symbol = try SymbolDots(
                Code128Characters(escpos: data), module: symbols.module, height: symbols.height)
        } else {
            guard let symbology = Self.symbologies[system], isCounted || system <= 6 else {
                throw DrawingProblem(message: "GS k: system \(parameters[0]) is not simulated")
            }
            symbol = try SymbolDots(
                String(decoding: data, as: UTF8.self), as: symbology, narrow: symbols.module,
                wide: symbols.wide, height: symbols.height)
        }
        guard symbol.dots.width <= areaWidth else {
            throw DrawingProblem(message: "GS k: wider than the paper, so not printed")
        }
        try caption(&symbol)
        try place(symbol.dots)
        paper.note(symbol: symbol.content)
    }

    private func caption(_ symbol: inout SymbolDots) throws(DrawingProblem) {
        guard (1...3).contains(symbols.readable) else { return }
        let text = CellText(string: symbol.content.filter { $0 >= " " }, font: style.font)
        guard let line = try text.dots(in: typeface).dots else { return }
        if symbols.readable & 1 != 0 { symbol.caption(line, gap: 0, isAbove: true) }
        if symbols.readable & 2 != 0 { symbol.caption(line, gap: 0) }
    }

    /// `GS ( k pL pH cn fn …`: of the matrix codes, QR is drawn.
    mutating func matrix(_ parameters: [UInt8]) throws(DrawingProblem) -> String? {
        let p = Array(parameters.dropFirst(2))
        guard p.count >= 3, p[0] == 49 else { return "GS ( k: a code that is not simulated" }
        switch p[1] {
        case 65 where p[2] == 50: break
        case 67 where (1...16).contains(p[2]): symbols.qrModule = Int(p[2])
        case 69 where (48...51).contains(p[2]):
            symbols.qrLevel = QRLevel.allCases[Int(p[2]) - 48]
        case 80 where p[2] == 48: symbols.qrData = Array(p.dropFirst(3))
        case 81 where p[2] == 48: try drawQR()
        default: return "GS ( k function \(p[1]) with \(p[2])"
        }
        return nil
    }

    private mutating func drawQR() throws(DrawingProblem) {
        try requireNewLine("GS ( k")
        let content = String(decoding: symbols.qrData, as: UTF8.self)
        let symbol = try SymbolDots(
            content, as: .qr(symbols.qrLevel), module: symbols.qrModule)
        guard symbol.dots.width <= areaWidth else {
            throw DrawingProblem(message: "GS ( k: wider than the paper, so not printed")
        }
        try place(symbol.dots)
        paper.note(symbol: content)
    }
}

extension Code128Characters {
    /// Data of `GS k 73`: a brace and a letter choose a set, digits and `S` are functions, two braces
    /// are one; in set C each byte is the value of two digits.
    init(escpos data: [UInt8]) throws(DrawingProblem) {
        self.init()
        guard data.first == UInt8(ascii: "{") else {
            throw DrawingProblem(message: "GS k: Code 128 begins with its code set")
        }
        var rest = data[...]
        var isInC = false
        while let byte = rest.popFirst() {
            // A brace is no value of two digits: 123 is beyond 99.
            guard byte == UInt8(ascii: "{"), let code = rest.popFirst() else {
                if isInC { try add(pair: Int(byte)) } else { try add(byte) }
                continue
            }
            switch Character(Unicode.Scalar(code)) {
            case "A": choose(.a)
            case "B": choose(.b)
            case "C": choose(.c)
            case "S": addShift()
            case "1": addFNC1()
            case "2": addFunction(97)
            case "3": addFunction(96)
            case "{": try add(byte)
            default:
                throw DrawingProblem(message: "GS k: no function { \(String(code, radix: 16))")
            }
            if "ABC".utf8.contains(code) { isInC = code == UInt8(ascii: "C") }
        }
    }
}
