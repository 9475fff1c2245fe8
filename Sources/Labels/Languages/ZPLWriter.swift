internal import DeviceProtocols
internal import DotMatrix

/// A label as commands of ZPL II (source: Zebra ZPL II programming guide).
struct ZPLWriter: LabelWriter {
    let sheet: LabelSheet
    var bytes: [UInt8] = []

    init(sheet: LabelSheet) { self.sheet = sheet }

    mutating func begin(_ layout: LabelLayout) {
        command("^XA^CI28^LH0,0^PW\(layout.width)^LL\(layout.height)")
        if case .roll = sheet.medium { command("^MNN") } else { command("^MNY") }
        switch sheet.printer.afterLabel {
        case .none: break
        case .tear: command("^MMT")
        case .cut: command("^MMC")
        case .peel: command("^MMP")
        }
    }

    /// The fields of a cell font are its height and width at this magnification.
    mutating func text(_ text: [UInt8], _ font: FontChoice, at place: TurnedRectangle) {
        let width = font.font.width * font.xMultiplier
        bytes += "\(place.origin)^A\(font.font.name)\(place.turn),\(font.height),\(width)^FD".utf8
        bytes += text
        command("^FS")
    }

    mutating func storedText(_ text: String, font: String, pixels: Int, x: Int, y: Int) {
        // The height of the cell itself: it is not magnified.
        let file = "\(font).\(StoredFont.fileExtension)"
        command("^FO\(x),\(y)^A@N,\(pixels),,E:\(file)^FD\(text)^FS")
    }

    mutating func symbol(_ symbol: LabelLayout.Symbol) {
        let place = symbol.place
        // Mode A: the printer chooses the code sets. Code 128 is the only symbol drawn here.
        command(
            "\(place.origin)^BY\(symbol.module)^BC\(place.turn),\(place.height),N,N,N,A"
                + "^FD\(symbol.content)^FS")
    }

    mutating func bar(_ bar: DotRectangle) {
        box(bar, thickness: min(bar.width, bar.height))
    }

    mutating func box(_ box: DotRectangle, thickness: Int) {
        command("^FO\(box.x),\(box.y)^GB\(box.width),\(box.height),\(thickness)^FS")
    }

    mutating func picture(_ dots: Bitmap, x: Int, y: Int) {
        let total = dots.bytes.count
        bytes += "^FO\(x),\(y)^GFA,\(total),\(total),\(dots.bytesPerRow),".utf8
        switch sheet.printer.graphics {
        case .plain, .runs: bytes += ZPLGraphics.runs(dots)
        case .z64: bytes += ZPLGraphics.z64(dots)
        }
        command("^FS")
    }

    mutating func end() {
        command("^PQ\(sheet.copies)^XZ")
    }
}

extension TurnedRectangle {
    /// ZPL names the top left corner of the field as it lies on the label.
    fileprivate var origin: String { "^FO\(bounds.x),\(bounds.y)" }
    fileprivate var turn: String { ["N", "R", "I", "B"][quarterTurns % 4] }
}
