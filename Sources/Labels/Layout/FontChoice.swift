internal import DeviceProtocols

/// A printer's own font at a magnification.
struct FontChoice: Equatable {
    /// Larger steps make unsightly blocks.
    static let maximumMultiplier = 4

    let font: PrinterOptions.Font
    let xMultiplier: Int
    let yMultiplier: Int

    var height: Int { font.height * yMultiplier }
    var cell: PrinterCell {
        PrinterCell(width: font.width, height: font.height, isChinese: font.covers == .chinese)
    }

    /// Width of a text in dots: ASCII takes half a cell of a Chinese font, all else a whole one.
    func width(of text: some StringProtocol) -> Int {
        text.unicodeScalars.reduce(0) { $0 + width(of: $1) }
    }

    private func width(of scalar: Unicode.Scalar) -> Int {
        let half = font.covers == .chinese && scalar.isASCII
        return (half ? font.width / 2 : font.width) * xMultiplier
    }

    /// All choices not higher than a limit, best first: high, then wide, then from a large cell.
    ///
    /// Characters may be up to twice as high as they are wide, never wider than high.
    static func all(
        for text: String, in fonts: [PrinterOptions.Font], atMost height: Int
    ) -> [FontChoice] {
        let needsChinese = text.unicodeScalars.contains { !$0.isASCII }
        var choices: [FontChoice] = []
        for font in fonts where font.covers == .chinese || !needsChinese {
            for y in 1...maximumMultiplier where font.height * y <= height {
                for x in ((y + 1) / 2)...y {
                    choices.append(FontChoice(font: font, xMultiplier: x, yMultiplier: y))
                }
            }
        }
        return choices.sorted { $0.rank > $1.rank }
    }

    private var rank: (Int, Int, Int) { (height, width(of: "0"), font.height) }
}
