internal import DeviceProtocols
internal import DotMatrix

/// A label as pictures for ESC/POS printers (source: Epson ESC/POS command reference).
///
/// The language places text by lines, not by dots, and clones differ in its page mode; a picture
/// comes out the same on all of them. White rows are fed, not sent.
struct ESCPOSWriter {
    private static let esc: UInt8 = 0x1B
    private static let gs: UInt8 = 0x1D
    /// Rows of one picture: small printers hold no more at 72 bytes a row.
    private static let rowsAtOnce = 128
    /// From the head to the tear-off edge in most printers, in millimetres.
    private static let headToEdge = 15
    /// White rows below this are cheaper sent than fed.
    private static let leastFeed = 8

    let sheet: LabelSheet

    func bytes(of label: Bitmap) -> [UInt8] {
        var one = [Self.esc, UInt8(ascii: "@")]
        // Feeds count in dots: the unit of motion is one dot in both directions.
        let unit = UInt8(clamping: sheet.printer.dpi)
        one += [Self.gs, UInt8(ascii: "P"), unit, unit]
        var y = 0
        while y < label.height {
            let white = whiteRows(label, from: y)
            if white >= Self.leastFeed || y + white == label.height {
                one += feed(white)
                y += white
                continue
            }
            let end = pictureEnd(label, from: y)
            one += picture(label, rows: y..<end)
            y = end
        }
        switch sheet.printer.afterLabel {
        // Feeds to the knife and cuts, leaving a bridge of paper.
        case .cut: one += [Self.gs, UInt8(ascii: "V"), 66, 0]
        // Feeds what stands below the head to the edge.
        case .tear: one += feed(Self.headToEdge * sheet.printer.dotsPerMillimetre)
        case .none, .peel: break
        }
        return Array(repeatElement(one, count: sheet.copies).joined())
    }

    private func whiteRows(_ label: Bitmap, from y: Int) -> Int {
        (y..<label.height).prefix { label.row($0).allSatisfy { $0 == 0 } }.count
    }

    private func pictureEnd(_ label: Bitmap, from start: Int) -> Int {
        var end = start
        while end < label.height, end - start < Self.rowsAtOnce {
            let white = whiteRows(label, from: end)
            if white >= Self.leastFeed || end + white == label.height { break }
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

    /// `GS v 0`: rows of bytes, as wide as the last black dot needs.
    private func picture(_ label: Bitmap, rows: Range<Int>) -> [UInt8] {
        let used = rows.map { y in
            label.row(y).lastIndex { $0 != 0 }.map { $0 - y * label.bytesPerRow }
        }
        let width = 1 + (used.compactMap(\.self).max() ?? 0)
        var bytes: [UInt8] = [Self.gs, UInt8(ascii: "v"), UInt8(ascii: "0"), 0]
        bytes += [UInt8(width & 0xFF), UInt8(width >> 8)]
        bytes += [UInt8(rows.count & 0xFF), UInt8(rows.count >> 8)]
        for y in rows { bytes += label.row(y).prefix(width) }
        return bytes
    }
}
