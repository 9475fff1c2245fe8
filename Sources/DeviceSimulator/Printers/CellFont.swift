internal import DeviceProtocols
internal import DotMatrix
internal import LabelRaster

/// A font of fixed cells that lives in a printer; sizes in dots.
struct CellFont {
    /// Which characters a font has.
    enum Coverage {
        case ascii
        /// The two-byte characters of GB 18030 too; ASCII takes half a cell.
        case gb18030
        /// A downloaded font, with whatever it was made with; ASCII takes half a cell.
        case anything
    }

    let name: String
    /// Of a full-width character, or of any character of an ASCII font.
    let width: Int
    let height: Int
    let coverage: Coverage

    /// What is shown of a cell below the line the characters stand on.
    var descent: Int { height - height * (coverage == .ascii ? 86 : 88) / 100 }

    func covers(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value >= 0x20 && scalar.value != 0x7F }
        switch coverage {
        case .ascii: return false
        case .gb18030: return GB18030.encode(String(scalar))?.count == 2
        case .anything: return true
        }
    }
}

extension CellFont {
    init(_ font: PrinterOptions.Font) {
        self.init(
            name: font.name, width: font.width, height: font.height,
            coverage: font.covers == .chinese ? .gb18030 : .ascii)
    }
}

/// A line of text as a printer was told to set it.
struct CellText {
    let string: String
    let font: CellFont
    var multipliers = (x: 1, y: 1)
    /// Dots of space behind each character, before magnification.
    var spacing = 0
    /// How many dots each character is struck again to the right.
    var boldness = 0

    /// The line's dots, nil for an empty one; and the characters that left a gap.
    func dots(
        in typeface: Typeface
    ) throws(DrawingProblem) -> (dots: Bitmap?, missing: [Unicode.Scalar]) {
        if string.isEmpty { return (nil, []) }
        guard string.utf8.count <= LabelCanvas.longestText else {
            throw DrawingProblem(message: "a text is longer than \(LabelCanvas.longestText) bytes")
        }
        let (line, missing) = typeface.cells(
            string, width: font.width, height: font.height, isChinese: font.coverage != .ascii
        ) { font.covers($0) }
        guard let line, let spaced = spacing > 0 ? spread(line) : line,
            let large = spaced.magnified(x: multipliers.x, y: multipliers.y)
        else { throw DrawingProblem(message: "a text is too large") }
        return (boldness > 0 ? struckAgain(large) : large, missing)
    }

    private func spread(_ line: Bitmap) -> Bitmap? {
        let cells = string.unicodeScalars.map {
            $0.isASCII && font.coverage != .ascii ? font.width / 2 : font.width
        }
        guard
            var wide = Bitmap(width: line.width + cells.count * spacing, height: line.height)
        else { return nil }
        var (from, to) = (0, 0)
        for width in cells {
            if let cell = line.cropped(x: from, y: 0, width: width, height: line.height) {
                wide.draw(cell, x: to, y: 0)
            }
            from += width
            to += width + spacing
        }
        return wide
    }

    private func struckAgain(_ line: Bitmap) -> Bitmap? {
        guard var bold = Bitmap(width: line.width + boldness, height: line.height) else {
            return nil
        }
        for beside in 0...boldness { bold.draw(line, x: beside, y: 0) }
        return bold
    }
}
