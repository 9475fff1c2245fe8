internal import DeviceProtocols

/// A laid-out label as commands of TSPL (source: TSPL/TSPL2 programming manuals of TSC).
struct TSPLWriter {
    private var bytes: [UInt8] = []

    static func write(
        _ layout: LabelLayout, template: LabelTemplate, encoding: PrinterOptions.TextEncoding,
        copies: Int
    ) -> [UInt8] {
        var writer = TSPLWriter()
        writer.command("SIZE \(template.width) mm,\(template.height) mm")
        writer.command("GAP \(template.gap) mm,0 mm")
        writer.command("DIRECTION 1")
        writer.command("REFERENCE 0,0")
        if encoding == .utf8 { writer.command("CODEPAGE UTF-8") }
        writer.command("CLS")
        for piece in layout.pieces { writer.piece(piece, encoding) }
        writer.command("PRINT \(copies),1")
        return writer.bytes
    }

    private mutating func command(_ text: String) {
        bytes += text.utf8
        bytes += [0x0D, 0x0A]
    }

    private mutating func piece(
        _ piece: LabelLayout.Piece, _ encoding: PrinterOptions.TextEncoding
    ) {
        switch piece {
        case .text(let text, let choice, let x, let y, let bold):
            self.text(text, choice, x, y, encoding)
            if bold { self.text(text, choice, x + 1, y, encoding) }
        case .code128(let content, let x, let y, let module, let height):
            command("BARCODE \(x),\(y),\"128\",\(height),0,0,\(module),\(module),\"\(content)\"")
        case .qr(let content, let x, let y, let cell, let level):
            command("QRCODE \(x),\(y),\(level.rawValue),\(cell),A,0,\"\(content)\"")
        case .bar(let bar): command("BAR \(bar.x),\(bar.y),\(bar.width),\(bar.height)")
        case .box(let box, let thickness):
            let right = box.x + box.width
            command("BOX \(box.x),\(box.y),\(right),\(box.y + box.height),\(thickness)")
        }
    }

    private mutating func text(
        _ text: String, _ choice: FontChoice, _ x: Int, _ y: Int,
        _ encoding: PrinterOptions.TextEncoding
    ) {
        let size = "\(choice.xMultiplier),\(choice.yMultiplier)"
        bytes += "TEXT \(x),\(y),\"\(choice.font.name)\",0,\(size),\"".utf8
        switch encoding {
        // `PrinterText` let nothing through that has no bytes.
        case .gb18030: bytes += GB18030.encode(text) ?? []
        case .utf8, .ascii: bytes += text.utf8
        }
        command("\"")
    }
}
