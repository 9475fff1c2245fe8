internal import DotMatrix
internal import LabelRaster

/// A symbol in the dots a printer was told to make it of, without quiet zones.
struct SymbolDots {
    /// What a scanner reads.
    let content: String
    private(set) var dots: Bitmap
    /// How much of the dots is a line of text below the bars.
    private(set) var captionHeight = 0

    /// A linear symbol.
    /// - Parameters:
    ///   - content: What it encodes.
    ///   - symbology: How.
    ///   - narrow: Dots of the narrowest bar.
    ///   - wide: Dots of a wide bar, where the symbology has two widths.
    ///   - height: Of the bars.
    /// - Throws: `DrawingProblem` for content the symbology cannot hold, and for a size nobody prints.
    init(
        _ content: String, as symbology: Symbology, narrow: Int, wide: Int, height: Int
    ) throws(DrawingProblem) {
        let content = Self.bracketed(content, symbology)
        let modules = try Self.modules(content, symbology)
        let bars =
            symbology.hasTwoWidths
            ? modules.bitmap(narrow: narrow, wide: wide, height: height)
            : modules.bitmap(module: narrow, height: height)
        guard let bars else { throw DrawingProblem(message: "a symbol is too large") }
        self.content = content
        dots = bars
    }

    /// A Code 128 symbol of chosen characters.
    init(_ characters: Code128Characters, module: Int, height: Int) throws(DrawingProblem) {
        guard let bars = characters.modules?.magnified(x: module, y: height) else {
            throw DrawingProblem(message: "a symbol is empty or too large")
        }
        content = characters.text
        dots = bars
    }

    /// A symbol of squares.
    init(_ content: String, as symbology: Symbology, module: Int) throws(DrawingProblem) {
        let content = Self.bracketed(content, symbology)
        guard let squares = try Self.modules(content, symbology).bitmap(module: module) else {
            throw DrawingProblem(message: "a symbol is too large")
        }
        self.content = content
        dots = squares
    }

    /// Printers are told GS1 identifiers as `(01)…`; the symbol encoder wants them as `[01]…`.
    private static func bracketed(_ content: String, _ symbology: Symbology) -> String {
        guard symbology == .gs1Code128 || symbology == .gs1DataMatrix else { return content }
        return String(content.map { $0 == "(" ? "[" : $0 == ")" ? "]" : $0 })
    }

    private static func modules(
        _ content: String, _ symbology: Symbology
    ) throws(DrawingProblem) -> SymbolModules {
        do throws(SymbolError) {
            return try SymbolModules(content, as: symbology)
        } catch {
            throw DrawingProblem(message: error.description)
        }
    }

    /// Sets a line of text under or over the bars, in the middle of them.
    ///
    /// A line that is wider than the bars makes the whole wider, as it does on paper.
    mutating func caption(_ line: Bitmap, gap: Int, isAbove: Bool = false) {
        let width = max(dots.width, line.width)
        guard var whole = Bitmap(width: width, height: dots.height + gap + line.height) else {
            return
        }
        // The bars stay where they were told to stand; only the line is moved.
        let left = max(0, (dots.width - line.width) / 2)
        whole.draw(dots, x: 0, y: isAbove ? line.height + gap : 0)
        whole.draw(line, x: left, y: isAbove ? 0 : dots.height + gap)
        dots = whole
        if !isAbove { captionHeight += gap + line.height }
    }
}
