internal import DotMatrix
internal import LabelRaster

extension CPCLDrawing {
    private static let symbologies: [String: Symbology] = [
        "128": .code128, "UCCEAN128": .gs1Code128, "39": .code39, "93": .code93,
        "EAN13": .ean13, "EAN-13": .ean13, "EAN8": .ean8, "UPCA": .upcA, "CODABAR": .codabar,
        "I2OF5": .interleaved25,
    ]
    /// Tenths of the ratio of a wide bar to a narrow one, by the number in the command.
    private static let ratios: [Int: Int] = [0: 15, 1: 20, 2: 25, 3: 30, 4: 35]

    /// `BARCODE type width ratio height x y data`, drawn at once; or the block that follows a
    /// two-dimensional one and the word that ends it.
    mutating func symbol(
        _ arguments: [String], _ line: String, quarterTurns: Int
    ) throws(DrawingProblem) -> (block: Block, end: String)? {
        let type = arguments.first ?? ""
        switch type {
        case "QR":
            return (try qr(Array(arguments.dropFirst()), quarterTurns: quarterTurns), "ENDQR")
        case "PDF-417": return (.skipped, "ENDPDF")
        case "AZTEC": return (.skipped, "ENDAZTEC")
        case "DATAMATRIX": return (.skipped, "ENDDATAMATRIX")
        default: break
        }
        guard let symbology = Self.symbologies[type] else {
            throw DrawingProblem(message: "BARCODE: type '\(type.prefix(20))' is not simulated")
        }
        let n = try Self.numbers(Array(arguments.dropFirst()), 5, "BARCODE")
        let fields = line.split(separator: " ", maxSplits: 7, omittingEmptySubsequences: true)
        guard (1...20).contains(n[0]), (1...2_000).contains(n[2]), fields.count == 8,
            let tenths = Self.ratios[n[1]] ?? ((20...30).contains(n[1]) ? n[1] : nil)
        else { throw DrawingProblem(message: "BARCODE: impossible width, ratio or height") }
        var symbol = try SymbolDots(
            String(fields[7]), as: symbology, narrow: n[0], wide: n[0] * tenths / 10, height: n[2])
        if let caption = settings.caption {
            let text = CellText(string: symbol.content, font: caption.font)
            if let dots = try text.dots(in: typeface).dots {
                symbol.caption(dots, gap: caption.gap)
            }
        }
        let place = place(n[3], n[4], quarterTurns: quarterTurns)
        canvas?.draw(symbol, at: place)
        return nil
    }

    /// `BARCODE QR x y [M model] [U module]`.
    private func qr(
        _ arguments: [String], quarterTurns: Int
    ) throws(DrawingProblem) -> Block {
        let n = try Self.numbers(arguments, 2, "BARCODE QR")
        var module = 6
        var rest = arguments.dropFirst(2)
        while let key = rest.popFirst() {
            guard let value = rest.popFirst().flatMap({ Int(parameter: $0.utf8) }) else {
                throw DrawingProblem(message: "BARCODE QR: \(key.prefix(20)) has no number")
            }
            switch key {
            case "M" where value == 2: break
            case "U" where (1...32).contains(value): module = value
            default:
                throw DrawingProblem(message: "BARCODE QR: \(key.prefix(20)) \(value) is unknown")
            }
        }
        return .qr(place(n[0], n[1], quarterTurns: quarterTurns), module: module, content: nil)
    }

    /// The end of a block: a QR code's content is its level, `A` for automatic modes, and the data.
    mutating func finish(_ block: Block) throws(DrawingProblem) {
        guard case .qr(let place, let module, let line) = block else { return }
        let text = Substring(line ?? "")
        guard let comma = text.firstIndex(of: ","),
            let level = QRLevel(rawValue: String(text.prefix(1))),
            text[..<comma].dropFirst().prefix(1) == "A"
        else { throw DrawingProblem(message: "BARCODE QR: only data such as 'MA,text' is drawn") }
        let content = String(text[text.index(after: comma)...])
        canvas?.draw(try SymbolDots(content, as: .qr(level), module: module), at: place)
    }
}
