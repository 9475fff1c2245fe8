internal import DeviceProtocols
internal import DotMatrix

/// A label as commands of CPCL (source: Zebra CPCL programming guide).
struct CPCLWriter: LabelWriter {
    let sheet: LabelSheet
    var bytes: [UInt8] = []
    private var magnification = (x: 1, y: 1)

    init(sheet: LabelSheet) { self.sheet = sheet }

    mutating func begin(_ layout: LabelLayout) {
        // Offset; resolutions that every printer takes for its own dots; height; copies.
        command("! 0 200 200 \(layout.height) \(sheet.copies)")
        command("PAGE-WIDTH \(layout.width)")
    }

    mutating func text(_ text: [UInt8], _ font: FontChoice, at place: TurnedRectangle) {
        magnify(font.xMultiplier, font.yMultiplier)
        bytes += "TEXT \(font.font.name) 0 \(place.bounds.x) \(place.bounds.y) ".utf8
        bytes += text
        command("")
    }

    private mutating func magnify(_ x: Int, _ y: Int) {
        guard magnification != (x, y) else { return }
        magnification = (x, y)
        command("SETMAG \(x) \(y)")
    }

    mutating func symbol(_ symbol: LabelLayout.Symbol) {
        let bounds = symbol.place.bounds
        switch symbol.symbology {
        case .qr(let level):
            command("BARCODE QR \(bounds.x) \(bounds.y) M 2 U \(symbol.module)")
            command("\(level.rawValue)A,\(symbol.content)")
            command("ENDQR")
        case .code128, .gs1Code128, .ean13, .dataMatrix, .gs1DataMatrix:
            let type = symbol.symbology == .ean13 ? "EAN13" : "128"
            command(
                "BARCODE \(type) \(symbol.module) 1 \(symbol.place.height) \(bounds.x) \(bounds.y) "
                    + symbol.content)
        }
    }

    /// A line of CPCL grows to the right and downwards from its points by its width.
    mutating func bar(_ bar: DotRectangle) {
        if bar.width >= bar.height {
            command("LINE \(bar.x) \(bar.y) \(bar.right) \(bar.y) \(bar.height)")
        } else {
            command("LINE \(bar.x) \(bar.y) \(bar.x) \(bar.bottom) \(bar.width)")
        }
    }

    mutating func box(_ box: DotRectangle, thickness: Int) {
        command("BOX \(box.x) \(box.y) \(box.right) \(box.bottom) \(thickness)")
    }

    mutating func picture(_ dots: Bitmap, x: Int, y: Int) {
        bytes += "CG \(dots.bytesPerRow) \(dots.height) \(x) \(y) ".utf8
        bytes += dots.bytes
        command("")
    }

    mutating func end() {
        if case .label = sheet.medium { command("FORM") }
        command("PRINT")
    }
}
