internal import DeviceProtocols
internal import DotMatrix

/// A label as commands of TSPL (source: TSPL/TSPL2 programming manuals of TSC).
struct TSPLWriter: LabelWriter {
    let sheet: LabelSheet
    var bytes: [UInt8] = []

    init(sheet: LabelSheet) { self.sheet = sheet }

    mutating func begin(_ layout: LabelLayout) {
        switch sheet.medium {
        case .label(let width, let height, let gap):
            command("SIZE \(width) mm,\(height) mm")
            command("GAP \(gap) mm,0 mm")
        case .roll(let width, _):
            command("SIZE \(width) mm,\(sheet.millimetres(layout.height)) mm")
            command("GAP 0 mm,0 mm")
        }
        command("DIRECTION 1")
        command("REFERENCE 0,0")
        switch sheet.printer.afterLabel {
        case .none: break
        case .tear: command("SET TEAR ON")
        case .cut: command("SET CUTTER 1")
        case .peel: command("SET PEEL ON")
        }
        if sheet.printer.encoding == .utf8 { command("CODEPAGE UTF-8") }
        command("CLS")
    }

    mutating func text(_ text: [UInt8], _ font: FontChoice, at place: TurnedRectangle) {
        let size = "\(font.xMultiplier),\(font.yMultiplier)"
        bytes += "TEXT \(place.corner),\"\(font.font.name)\",\(place.degrees),\(size),\"".utf8
        bytes += text
        command("\"")
    }

    mutating func symbol(_ symbol: LabelLayout.Symbol) {
        let place = symbol.place
        switch symbol.symbology {
        case .qr(let level):
            command(
                "QRCODE \(place.corner),\(level.rawValue),\(symbol.module),A,\(place.degrees),"
                    + "\"\(symbol.content)\"")
        case .ean13, .code128, .gs1Code128, .dataMatrix, .gs1DataMatrix:
            let type = symbol.symbology == .ean13 ? "EAN13" : "128"
            command(
                "BARCODE \(place.corner),\"\(type)\",\(place.height),0,\(place.degrees),"
                    + "\(symbol.module),\(symbol.module),\"\(symbol.content)\"")
        }
    }

    mutating func bar(_ bar: DotRectangle) {
        command("BAR \(bar.x),\(bar.y),\(bar.width),\(bar.height)")
    }

    mutating func box(_ box: DotRectangle, thickness: Int) {
        command("BOX \(box.x),\(box.y),\(box.right),\(box.bottom),\(thickness)")
    }

    /// Mode 1 lays black over what is there; in TSPL a set bit usually is white.
    mutating func picture(_ dots: Bitmap, x: Int, y: Int) {
        bytes += "BITMAP \(x),\(y),\(dots.bytesPerRow),\(dots.height),1,".utf8
        switch sheet.printer.polarity {
        case .oneIsBlack: bytes += dots.bytes
        case .oneIsWhite: bytes += dots.bytes.map { ~$0 }
        }
        command("")
    }

    mutating func end() {
        command("PRINT \(sheet.copies),1")
    }
}

extension TurnedRectangle {
    fileprivate var degrees: Int { quarterTurns * 90 }

    /// TSPL turns clockwise about the corner where the reading begins.
    fileprivate var corner: String {
        switch quarterTurns {
        case 0: "\(bounds.x),\(bounds.y)"
        case 1: "\(bounds.right),\(bounds.y)"
        case 2: "\(bounds.right),\(bounds.bottom)"
        default: "\(bounds.x),\(bounds.bottom)"
        }
    }
}
