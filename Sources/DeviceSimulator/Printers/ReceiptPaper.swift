internal import DotMatrix
internal import LabelRaster

/// The paper that comes out of a receipt printer: it has no end but the knife, or the hand.
struct ReceiptPaper {
    /// Longest receipt before it is torn off, in dots.
    static let longest = 8_192

    private let width: Int
    private let typeface: Typeface
    private var canvas: LabelCanvas?
    /// Receipts that are off and were not fetched.
    private var finished: [LabelCanvas] = []
    /// How far the paper has come, in dots.
    private(set) var position = 0

    init(width: Int, typeface: Typeface) {
        self.width = width
        self.typeface = typeface
    }

    /// Something hangs out of the printer.
    var isLoose: Bool { canvas != nil }

    /// Feeds paper; what gets too long is torn off above.
    mutating func feed(_ dots: Int) throws(DrawingProblem) {
        guard dots > 0 else { return }
        guard position + dots <= Self.longest else {
            end()
            throw DrawingProblem(message: "a receipt is longer than \(Self.longest) dots: torn off")
        }
        begin()
        position += dots
    }

    /// Draws on the paper, down from where it is.
    mutating func draw(_ dots: Bitmap, x: Int, y: Int) {
        begin()
        canvas?.draw(dots, at: (x, position + y))
    }

    mutating func note(_ text: String) {
        begin()
        // Each line is a text of its own, wherever it stands.
        canvas?.note(text, at: (0, position))
    }

    mutating func note(symbol content: String) {
        begin()
        canvas?.note(symbol: content)
    }

    /// What stands above the knife is a receipt of its own.
    mutating func end() {
        defer { (canvas, position) = (nil, 0) }
        if let part = canvas?.resized(width: width, height: position) { finished.append(part) }
    }

    mutating func takeFinished() -> [LabelCanvas] {
        defer { finished = [] }
        return finished
    }

    private mutating func begin() {
        guard canvas == nil else { return }
        canvas = LabelCanvas(width: width, height: Self.longest, typeface: typeface)
    }
}
