internal import DeviceProtocols
internal import DotMatrix

/// What a writer has to know besides the label: the medium, the printer, and how many.
struct LabelSheet {
    let medium: LabelTemplate.Medium
    let printer: PrinterOptions
    let copies: Int
    /// Fonts of ours that the printer holds.
    var storedFonts: StoredFonts?

    /// One label in the printer's language, with its copies.
    /// - Throws: `LabelError.tooManyBytes` instead of more than `most`.
    func bytes(
        of layout: LabelLayout, painter: LabelPainter, most: Int
    ) throws(LabelError) -> [UInt8] {
        let one = try bytes(of: layout, painter: painter)
        // Others have a command for copies.
        let repeats = printer.language == .escpos ? copies : 1
        guard one.count * repeats <= most else {
            throw .tooManyBytes(most: LabelRenderer.bytesMax)
        }
        return repeats == 1 ? one : Array(repeatElement(one, count: repeats).joined())
    }

    private func bytes(
        of layout: LabelLayout, painter: LabelPainter
    ) throws(LabelError) -> [UInt8] {
        switch printer.language {
        case .tspl:
            var writer = TSPLWriter(sheet: self)
            return try writer.bytes(of: layout, painter: painter)
        case .zpl:
            var writer = ZPLWriter(sheet: self)
            return try writer.bytes(of: layout, painter: painter)
        case .cpcl:
            var writer = CPCLWriter(sheet: self)
            return try writer.bytes(of: layout, painter: painter)
        case .escpos:
            return ESCPOSWriter(sheet: self).bytes(of: layout, painted: try painter.paint(layout))
        }
    }

    /// Text in the printer's character set.
    func bytes(of text: LabelLayout.Text) -> [UInt8] {
        // Harmless ASCII and two-byte characters only: `PrinterOptions.canDraw` saw to it.
        printer.encoding == .utf8 ? Array(text.text.utf8) : GB18030.encode(text.text) ?? []
    }

    /// A length in dots as millimetres, for languages that count so.
    func millimetres(_ dots: Int) -> Millimetres {
        Millimetres(micrometres: dots * 1_000 / printer.dotsPerMillimetre)
    }
}

/// A language that has a command for each piece of a label.
protocol LabelWriter {
    /// What is written so far.
    var bytes: [UInt8] { get set }
    /// The medium, the printer, and how many.
    var sheet: LabelSheet { get }

    /// Everything before the first piece.
    mutating func begin(_ layout: LabelLayout)
    /// Text in a font of the printer; the bytes are in its character set.
    mutating func text(_ text: [UInt8], _ font: FontChoice, at place: TurnedRectangle)
    /// A symbol the printer draws.
    mutating func symbol(_ symbol: LabelLayout.Symbol)
    /// A filled rectangle.
    mutating func bar(_ bar: DotRectangle)
    /// A frame drawn inside of a rectangle.
    mutating func box(_ box: DotRectangle, thickness: Int)
    /// Dots, laid over what is there.
    mutating func picture(_ dots: Bitmap, x: Int, y: Int)
    /// Text in a font of ours that the printer holds.
    mutating func storedText(_ text: String, font: String, pixels: Int, x: Int, y: Int)
    /// Everything after the last piece.
    mutating func end()
}

extension LabelWriter {
    /// One label.
    mutating func bytes(
        of layout: LabelLayout, painter: LabelPainter
    ) throws(LabelError) -> [UInt8] {
        begin(layout)
        for piece in layout.pieces {
            switch piece {
            case .text(let text):
                if case .printer(let font) = text.hand {
                    self.text(text, font)
                } else if let stored = try storedText(text, piece, painter) {
                    bytes += stored
                } else {
                    try drawn(piece, painter)
                }
            case .symbol(let symbol):
                if symbol.isNative { self.symbol(symbol) } else { try drawn(piece, painter) }
            case .picture: try drawn(piece, painter)
            case .bar(let bar): self.bar(bar)
            case .box(let box, let thickness): self.box(box, thickness: thickness)
            }
        }
        end()
        return bytes
    }

    /// A text in fonts of ours that the printer holds, the characters that it lacks drawn; nil where
    /// a picture of the whole is shorter.
    private func storedText(
        _ text: LabelLayout.Text, _ piece: LabelLayout.Piece, _ painter: LabelPainter
    ) throws(LabelError) -> [UInt8]? {
        guard case .picture(let pixels) = text.hand, text.place.quarterTurns == 0,
            let runs = sheet.storedFonts?.runs(
                of: text.text, pixels: pixels, artist: painter.artist)
        else { return nil }
        var (stored, drawn) = (self, self)
        stored.bytes = []
        drawn.bytes = []
        for run in runs {
            var part = text
            part.text = run.text
            part.place = text.place.part(
                x: run.x, y: 0, width: run.end - run.x + (text.isBold ? 1 : 0), height: pixels)
            guard let font = run.font else {
                try stored.drawn(.text(part), painter)
                continue
            }
            let corner = part.place.bounds
            for strike in 0...(text.isBold ? 1 : 0) {
                stored.storedText(
                    run.text, font: font, pixels: pixels, x: corner.x + strike, y: corner.y)
            }
        }
        try drawn.drawn(piece, painter)
        return stored.bytes.count < drawn.bytes.count ? stored.bytes : nil
    }

    mutating func storedText(_ text: String, font: String, pixels: Int, x: Int, y: Int) {
        assertionFailure("only ZPL printers store fonts")
    }

    private mutating func drawn(
        _ piece: LabelLayout.Piece, _ painter: LabelPainter
    ) throws(LabelError) {
        guard let dots = try painter.picture(of: piece), let ink = dots.ink,
            let tight = dots.cropped(x: ink.x, y: ink.y, width: ink.width, height: ink.height)
        else { return }
        picture(tight, x: piece.bounds.x + ink.x, y: piece.bounds.y + ink.y)
    }

    private mutating func text(_ text: LabelLayout.Text, _ font: FontChoice) {
        var place = text.place
        let bytes = sheet.bytes(of: text)
        if text.isBold {
            place = place.part(x: 0, y: 0, width: place.width - 1, height: place.height)
        }
        self.text(bytes, font, at: place)
        guard text.isBold else { return }
        let beside = text.place.part(x: 1, y: 0, width: place.width, height: place.height)
        self.text(bytes, font, at: beside)
    }

    mutating func command(_ text: String) {
        bytes += text.utf8
        bytes += [0x0D, 0x0A]
    }
}

extension Bitmap {
    /// The smallest rectangle that holds all black dots; nil for a white picture.
    var ink: DotRectangle? {
        let isBlack: (ArraySlice<UInt8>) -> Bool = { $0.contains { $0 != 0 } }
        guard let top = (0..<height).first(where: { isBlack(row($0)) }),
            let bottom = (0..<height).last(where: { isBlack(row($0)) })
        else { return nil }
        var columns = [UInt8](repeating: 0, count: bytesPerRow)
        for y in top...bottom {
            for (index, byte) in row(y).enumerated() { columns[index] |= byte }
        }
        let first = columns.firstIndex { $0 != 0 } ?? 0
        let last = columns.lastIndex { $0 != 0 } ?? 0
        let left = first * 8 + columns[first].leadingZeroBitCount
        let right = last * 8 + 7 - columns[last].trailingZeroBitCount
        return DotRectangle(x: left, y: top, width: right - left + 1, height: bottom - top + 1)
    }
}
