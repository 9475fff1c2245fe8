internal import DotMatrix

/// Where a printer was told to draw something, and which way it is turned.
struct DrawingPlace {
    /// What of the drawing stands at the given dot.
    enum Anchor {
        /// The corner where reading begins, above the text: TSPL and CPCL.
        case corner
        /// The top left corner of what lies on the label: ZPL's `^FO`.
        case topLeft
        /// Where reading begins on the line that characters stand on: ZPL's `^FT`.
        case foot
    }

    /// How the drawing lies about the dot, along the direction of reading.
    enum Alignment {
        case start, middle, end
    }

    var x: Int
    var y: Int
    /// Clockwise.
    var quarterTurns = 0
    var anchor = Anchor.corner
    var alignment = Alignment.start
    /// What of the drawing lies below its foot.
    var descent = 0
    var combination = Bitmap.Combination.or

    /// The top left corner of a drawing that has been turned.
    func origin(width: Int, height: Int) -> (x: Int, y: Int) {
        let turns = ((quarterTurns % 4) + 4) % 4
        var origin = (x: x, y: y)
        switch (anchor, turns) {
        case (.topLeft, _), (.corner, 0), (.foot, 1): break
        case (.corner, 1), (.foot, 2): origin.x -= width
        case (.corner, 3), (.foot, 0): origin.y -= height
        default: origin = (x - width, y - height)
        }
        let length = turns % 2 == 0 ? width : height
        let back =
            switch alignment {
            case .start: 0
            case .middle: length / 2
            case .end: length
            }
        let down = anchor == .foot ? descent : 0
        switch turns {
        case 0: return (origin.x - back, origin.y + down)
        case 1: return (origin.x - down, origin.y - back)
        case 2: return (origin.x + back, origin.y - down)
        default: return (origin.x + down, origin.y + back)
        }
    }
}
