/// One label filled with data and measured in dots: what pictures and printer languages start from.
struct LabelLayout: Equatable {
    /// Text at its place.
    struct Text: Equatable {
        /// Who draws the characters.
        enum Hand: Equatable {
            /// The printer, with a font of its own.
            case printer(FontChoice)
            /// We do, at a height in dots: the printer gets a picture.
            case picture(pixels: Int)
        }

        var text: String
        var hand: Hand
        var place: TurnedRectangle
        /// Struck again one dot to the right (in the direction of reading).
        var isBold: Bool
    }

    /// A symbol at its place, quiet zones not included.
    struct Symbol: Equatable {
        var symbology: LabelSymbology
        var content: String
        /// Dots for the narrowest bar or square.
        var module: Int
        var place: TurnedRectangle
        /// Whether the printer draws it by a command of its own.
        var isNative: Bool
    }

    /// One thing to print, in dots from the top left corner.
    enum Piece: Equatable {
        case text(Text)
        case symbol(Symbol)
        case picture(name: String, TurnedRectangle)
        case bar(DotRectangle)
        case box(DotRectangle, thickness: Int)

        /// Everything it blackens lies within.
        var bounds: DotRectangle {
            switch self {
            case .text(let text): text.place.bounds
            case .symbol(let symbol): symbol.place.bounds
            case .picture(_, let place): place.bounds
            case .bar(let rectangle), .box(let rectangle, _): rectangle
            }
        }
    }

    /// Size of the label in dots.
    var width: Int
    var height: Int
    var pieces: [Piece] = []
}

/// A rectangle in dots.
struct DotRectangle: Equatable {
    var x: Int
    var y: Int
    var width: Int
    var height: Int

    var right: Int { x + width }
    var bottom: Int { y + height }

    func overlaps(_ other: DotRectangle) -> Bool {
        x < other.right && other.x < right && y < other.bottom && other.y < bottom
    }

    func contains(_ other: DotRectangle) -> Bool {
        other.x >= x && other.y >= y && other.right <= right && other.bottom <= bottom
    }

    func moved(x: Int, y: Int) -> DotRectangle {
        DotRectangle(x: self.x + x, y: self.y + y, width: width, height: height)
    }
}

/// Something turned clockwise by quarters: where it lies, and how large it is for one who reads it.
struct TurnedRectangle: Equatable {
    /// As it lies on the label.
    var bounds: DotRectangle
    var quarterTurns: Int

    /// Along the direction of reading.
    var width: Int { quarterTurns % 2 == 0 ? bounds.width : bounds.height }
    /// Across it.
    var height: Int { quarterTurns % 2 == 0 ? bounds.height : bounds.width }

    /// A part of this, given as one who reads it sees it, as it lies on the label.
    func part(x: Int, y: Int, width: Int, height: Int) -> TurnedRectangle {
        let rectangle =
            switch quarterTurns {
            case 0: DotRectangle(x: x, y: y, width: width, height: height)
            case 1:
                DotRectangle(x: self.height - y - height, y: x, width: height, height: width)
            case 2:
                DotRectangle(
                    x: self.width - x - width, y: self.height - y - height, width: width,
                    height: height)
            default: DotRectangle(x: y, y: self.width - x - width, width: height, height: width)
            }
        return TurnedRectangle(
            bounds: rectangle.moved(x: bounds.x, y: bounds.y), quarterTurns: quarterTurns)
    }
}

extension LabelTemplate.Place {
    func dots(per millimetre: Int) -> DotRectangle {
        DotRectangle(
            x: x.dots(per: millimetre), y: y.dots(per: millimetre),
            width: width.dots(per: millimetre), height: height.dots(per: millimetre))
    }
}
