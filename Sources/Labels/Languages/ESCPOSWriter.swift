internal import DeviceProtocols
internal import DotMatrix

/// A label as lines and pictures for ESC/POS printers (source: Epson ESC/POS command reference).
///
/// The language places text by lines, not by dots, and clones differ in its page mode. So the label is
/// worked off downwards: lines and symbols that stand alone in their rows are told by the printer's
/// own commands where its profile lists fonts and symbols, white rows are fed, and what is left is sent
/// as pictures, which come out the same on all of them.
struct ESCPOSWriter {
    private static let esc: UInt8 = 0x1B
    private static let fs: UInt8 = 0x1C
    private static let gs: UInt8 = 0x1D
    /// Rows of one picture: small printers hold no more at 72 bytes a row.
    private static let rowsAtOnce = 128
    /// From the head to the tear-off edge in most printers, in millimetres.
    private static let headToEdge = 15
    /// White rows below this are cheaper sent than fed.
    private static let leastFeed = 8
    /// Equal rows below this, such as those of bars, are not worth a picture of their own.
    private static let leastEqual = 16

    let sheet: LabelSheet

    /// One label; the language has no command for copies.
    func bytes(of layout: LabelLayout, painted label: Bitmap) -> [UInt8] {
        let strips = ESCPOSStrip.all(of: layout)
        var one = [Self.esc, UInt8(ascii: "@")]
        // Feeds count in dots: the unit of motion is one dot in both directions.
        let unit = UInt8(clamping: sheet.printer.dpi)
        one += [Self.gs, UInt8(ascii: "P"), unit, unit]
        // Chinese mode; in it ASCII stays what it is.
        if !strips.isEmpty { one += [Self.fs, UInt8(ascii: "&")] }
        var y = 0
        for strip in strips {
            one += pictures(label, rows: y..<strip.rows.lowerBound)
            one += bytes(of: strip)
            y = strip.rows.upperBound
        }
        one += pictures(label, rows: y..<label.height)
        switch sheet.printer.afterLabel {
        // Feeds to the knife and cuts, leaving a bridge of paper.
        case .cut: one += [Self.gs, UInt8(ascii: "V"), 66, 0]
        // Feeds what stands below the head to the edge.
        case .tear: one += feed(Self.headToEdge * sheet.printer.dotsPerMillimetre)
        case .none, .peel: break
        }
        return one
    }

    /// Rows that no command of the printer's own covers.
    private func pictures(_ label: Bitmap, rows: Range<Int>) -> [UInt8] {
        var bytes: [UInt8] = []
        var y = rows.lowerBound
        while y < rows.upperBound {
            let white = whiteRows(label, y..<rows.upperBound)
            if white >= Self.leastFeed || y + white == rows.upperBound {
                bytes += feed(white)
                y += white
                continue
            }
            let equal = equalRows(label, y..<rows.upperBound)
            if equal >= Self.leastEqual {
                let doubled = min(equal, 2 * Self.rowsAtOnce) / 2
                bytes += picture(label, rows: y..<y + doubled, isDoubled: true)
                y += 2 * doubled
                continue
            }
            let end = pictureEnd(label, y..<rows.upperBound)
            bytes += picture(label, rows: y..<end)
            y = end
        }
        return bytes
    }

    private func whiteRows(_ label: Bitmap, _ rows: Range<Int>) -> Int {
        rows.prefix { label.row($0).allSatisfy { $0 == 0 } }.count
    }

    private func equalRows(_ label: Bitmap, _ rows: Range<Int>) -> Int {
        let first = label.row(rows.lowerBound)
        return rows.prefix { label.row($0).elementsEqual(first) }.count
    }

    private func pictureEnd(_ label: Bitmap, _ rows: Range<Int>) -> Int {
        var end = rows.lowerBound
        while end < rows.upperBound, end - rows.lowerBound < Self.rowsAtOnce {
            let white = whiteRows(label, end..<rows.upperBound)
            if white >= Self.leastFeed || end + white == rows.upperBound { break }
            if white == 0, equalRows(label, end..<rows.upperBound) >= Self.leastEqual { break }
            end += max(1, white)
        }
        return end
    }

    private func feed(_ rows: Int) -> [UInt8] {
        var left = rows
        var bytes: [UInt8] = []
        while left > 0 {
            let step = min(left, 255)
            bytes += [Self.esc, UInt8(ascii: "J"), UInt8(step)]
            left -= step
        }
        return bytes
    }

    /// `GS v 0`: rows of bytes, as wide as the last black dot needs; doubled, each is printed twice.
    private func picture(
        _ label: Bitmap, rows: Range<Int>, isDoubled: Bool = false
    ) -> [UInt8] {
        let used = rows.map { y in
            label.row(y).lastIndex { $0 != 0 }.map { $0 - y * label.bytesPerRow }
        }
        let width = 1 + (used.compactMap(\.self).max() ?? 0)
        var bytes: [UInt8] = [Self.gs, UInt8(ascii: "v"), UInt8(ascii: "0")]
        bytes += [isDoubled ? 2 : 0]
        bytes += [UInt8(width & 0xFF), UInt8(width >> 8)]
        bytes += [UInt8(rows.count & 0xFF), UInt8(rows.count >> 8)]
        for y in rows { bytes += label.row(y).prefix(width) }
        return bytes
    }
}

// MARK: The printer's own lines and symbols

extension ESCPOSWriter {
    private func bytes(of strip: ESCPOSStrip) -> [UInt8] {
        switch strip.content {
        case .line(let texts): line(texts, height: strip.rows.count)
        case .symbol(let symbol, let code): self.symbol(symbol, code)
        }
    }

    /// `ESC $` for the place, `GS !` for the size, `ESC E` for bold; `ESC J` prints and feeds.
    private func line(_ texts: [(text: LabelLayout.Text, font: FontChoice)], height: Int) -> [UInt8]
    {
        var bytes: [UInt8] = []
        for (text, font) in texts {
            let size = UInt8((font.xMultiplier - 1) << 4 | (font.yMultiplier - 1))
            bytes += [Self.gs, UInt8(ascii: "!"), size]
            bytes += [Self.esc, UInt8(ascii: "E"), text.isBold ? 1 : 0]
            bytes += [Self.esc, UInt8(ascii: "$")] + Self.word(text.place.bounds.x)
            bytes += sheet.bytes(of: text)
        }
        return bytes + feed(height)
    }

    /// Symbols stand at the left margin: `GS L` moves it for them, and back.
    private func symbol(_ symbol: LabelLayout.Symbol, _ code: ESCPOSStrip.Code) -> [UInt8] {
        let module = UInt8(clamping: symbol.module)
        var bytes = [Self.gs, UInt8(ascii: "L")] + Self.word(symbol.place.bounds.x)
        switch code {
        case .bars(let data):
            let height = UInt8(clamping: symbol.place.bounds.height)
            bytes += [Self.gs, UInt8(ascii: "H"), 0, Self.gs, UInt8(ascii: "h"), height]
            bytes += [Self.gs, UInt8(ascii: "w"), module]
            bytes += [Self.gs, UInt8(ascii: "k"), 73, UInt8(clamping: data.count)] + data
        case .squares(let level):
            bytes += Self.qr(65, [50, 0]) + Self.qr(67, [module]) + Self.qr(69, [level])
            bytes += Self.qr(80, [48] + symbol.content.utf8) + Self.qr(81, [48])
        }
        return bytes + [Self.gs, UInt8(ascii: "L"), 0, 0]
    }

    /// `GS ( k` with one of the QR code's functions.
    private static func qr(_ function: UInt8, _ parameters: [UInt8]) -> [UInt8] {
        [gs, UInt8(ascii: "("), UInt8(ascii: "k")] + word(parameters.count + 2) + [49, function]
            + parameters
    }

    private static func word(_ number: Int) -> [UInt8] {
        [UInt8(number & 0xFF), UInt8(number >> 8 & 0xFF)]
    }
}
