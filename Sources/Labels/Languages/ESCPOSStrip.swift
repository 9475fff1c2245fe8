/// Rows of a label that an ESC/POS printer makes by one command of its own.
struct ESCPOSStrip {
    /// What stands in the rows, and nothing else does.
    enum Content {
        /// Texts of one height, from the left.
        case line([(text: LabelLayout.Text, font: FontChoice)])
        case symbol(LabelLayout.Symbol, Code)
    }

    /// A symbol in the printer's terms.
    enum Code {
        /// The data of `GS k 73`.
        case bars([UInt8])
        /// The level of `GS ( k`, function 169.
        case squares(level: UInt8)
    }

    /// Feeds count to 255.
    private static let tallest = 255

    let rows: Range<Int>
    let content: Content

    /// The strips of a label from the top; what shares its rows with anything else is in none.
    static func all(of layout: LabelLayout) -> [ESCPOSStrip] {
        var strips: [ESCPOSStrip] = []
        for piece in layout.pieces {
            let rows = piece.bounds.y..<piece.bounds.bottom
            if rows.isEmpty || rows.lowerBound < 0 || rows.upperBound > layout.height { continue }
            if strips.contains(where: { $0.rows == rows }) { continue }
            let beside = layout.pieces.filter {
                $0.bounds.y < rows.upperBound && rows.lowerBound < $0.bounds.bottom
            }
            guard beside.allSatisfy({ ($0.bounds.y..<$0.bounds.bottom) == rows }),
                let content = content(of: beside)
            else { continue }
            strips.append(ESCPOSStrip(rows: rows, content: content))
        }
        return strips.sorted { $0.rows.lowerBound < $1.rows.lowerBound }
    }

    private static func content(of pieces: [LabelLayout.Piece]) -> Content? {
        if pieces.count == 1, case .symbol(let symbol) = pieces[0] {
            return code(of: symbol).map { .symbol(symbol, $0) }
        }
        var texts: [(text: LabelLayout.Text, font: FontChoice)] = []
        for case .text(let text) in pieces {
            guard case .printer(let font) = text.hand else { return nil }
            texts.append((text, font))
        }
        guard texts.count == pieces.count, pieces[0].bounds.height <= tallest else { return nil }
        texts.sort { $0.text.place.bounds.x < $1.text.place.bounds.x }
        let stands = zip(texts, texts.dropFirst()).allSatisfy {
            $0.text.place.bounds.right <= $1.text.place.bounds.x
        }
        return stands ? .line(texts) : nil
    }

    private static func code(of symbol: LabelLayout.Symbol) -> Code? {
        guard symbol.isNative else { return nil }
        switch symbol.symbology {
        case .code128:
            // Printers know bars of two dots and more.
            guard symbol.module >= 2, symbol.place.bounds.height <= tallest else { return nil }
            return .bars(Code128Sets.data(of: symbol.content))
        case .qr(let level):
            let levels: [LabelSymbology.QRLevel] = [.low, .medium, .quartile, .high]
            return levels.firstIndex(of: level).map { .squares(level: 48 + UInt8($0)) }
        case .gs1Code128, .ean13, .dataMatrix, .gs1DataMatrix: return nil
        }
    }
}

/// The code sets of a Code 128 symbol, which an ESC/POS printer does not choose by itself.
enum Code128Sets {
    /// Fewer digits are not shorter in set C, with the way there and back.
    private static let worthwhile = 4

    /// ASCII as the data of `GS k 73`: set C for runs of digits, a byte for two of them; else set B.
    static func data(of content: String) -> [UInt8] {
        var data: [UInt8] = []
        var isInC: Bool?
        var rest = Array(content.utf8)[...]
        while let byte = rest.first {
            let digits = rest.prefix { (0x30...0x39).contains($0) }.count
            // Of an odd number the first stands in set B; at the start of the symbol the last does.
            let isOneTooMany = digits % 2 == 1 && isInC == false
            if digits >= worthwhile, !isOneTooMany {
                if isInC != true { data += [UInt8(ascii: "{"), UInt8(ascii: "C")] }
                isInC = true
                let pairs = rest.prefix(digits / 2 * 2)
                data += stride(from: pairs.startIndex, to: pairs.endIndex, by: 2).map {
                    (pairs[$0] - 0x30) * 10 + pairs[$0 + 1] - 0x30
                }
                rest = rest.dropFirst(pairs.count)
            } else {
                if isInC != false { data += [UInt8(ascii: "{"), UInt8(ascii: "B")] }
                isInC = false
                data += byte == UInt8(ascii: "{") ? [byte, byte] : [byte]
                rest = rest.dropFirst()
            }
        }
        return data
    }
}
