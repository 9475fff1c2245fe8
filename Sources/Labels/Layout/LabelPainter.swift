internal import DotMatrix

/// Draws a laid-out label, or one piece of it, into dots.
struct LabelPainter {
    let artist: LabelArtist

    /// The whole label.
    func paint(_ layout: LabelLayout) throws(LabelError) -> Bitmap {
        guard var label = Bitmap(width: layout.width, height: layout.height) else {
            throw .tooLong
        }
        for piece in layout.pieces {
            switch piece {
            case .bar(let bar): label.fill(x: bar.x, y: bar.y, width: bar.width, height: bar.height)
            case .box(let box, let thickness):
                for side in box.sides(thickness: thickness) {
                    label.fill(x: side.x, y: side.y, width: side.width, height: side.height)
                }
            case .text, .symbol, .picture:
                guard let dots = try picture(of: piece) else { continue }
                label.draw(dots, x: piece.bounds.x, y: piece.bounds.y)
            }
        }
        return label
    }

    /// The dots of a text, symbol or picture, to be laid at its bounds' corner; nil for blank text.
    func picture(of piece: LabelLayout.Piece) throws(LabelError) -> Bitmap? {
        switch piece {
        case .text(let text):
            return text.isBold
                ? self.line(text).flatMap(Self.struckTwice)?.rotated(
                    quarterTurns: text.place.quarterTurns)
                : self.line(text)?.rotated(quarterTurns: text.place.quarterTurns)
        case .symbol(let symbol):
            let modules = try artist.symbol(symbol.content, symbol.symbology)
            let height = symbol.symbology.isLinear ? symbol.place.height : symbol.module
            guard let dots = modules.magnified(x: symbol.module, y: height) else {
                throw .tooLong
            }
            return dots.rotated(quarterTurns: symbol.place.quarterTurns)
        case .picture(let name, let place):
            guard let dots = artist.picture(name, place.width, place.height) else {
                throw .missingPicture(name)
            }
            return dots.rotated(quarterTurns: place.quarterTurns)
        case .bar, .box: return nil
        }
    }

    private func line(_ text: LabelLayout.Text) -> Bitmap? {
        switch text.hand {
        case .picture(let pixels): artist.line(text.text, pixels)
        case .printer(let font):
            artist.cells(text.text, font.cell)?.magnified(x: font.xMultiplier, y: font.yMultiplier)
        }
    }

    private static func struckTwice(_ line: Bitmap) -> Bitmap? {
        guard var bold = Bitmap(width: line.width + 1, height: line.height) else { return nil }
        bold.draw(line, x: 0, y: 0)
        bold.draw(line, x: 1, y: 0)
        return bold
    }
}

extension DotRectangle {
    /// The four bars of a frame drawn inside of it.
    func sides(thickness: Int) -> [DotRectangle] {
        [
            DotRectangle(x: x, y: y, width: width, height: thickness),
            DotRectangle(x: x, y: bottom - thickness, width: width, height: thickness),
            DotRectangle(x: x, y: y, width: thickness, height: height),
            DotRectangle(x: right - thickness, y: y, width: thickness, height: height),
        ]
    }
}
