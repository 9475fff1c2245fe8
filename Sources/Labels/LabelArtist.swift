public import DotMatrix

/// Who draws what a label is made of: given by whoever has fonts and a symbol encoder.
///
/// Labels knows where things stand and how large they are, not what a character looks like.
public struct LabelArtist: Sendable {
    /// From one character to the next at a height in dots; nil when the fonts lack the character.
    public var advance: @Sendable (_ scalar: Unicode.Scalar, _ pixels: Int) -> Int?
    /// One line of text, as high as asked; nil for blank text.
    public var line: @Sendable (_ text: String, _ pixels: Int) -> Bitmap?
    /// Text as a printer's font of fixed cells shows it: nearly, for each maker has its own.
    public var cells: @Sendable (_ text: String, _ cell: PrinterCell) -> Bitmap?
    /// A symbol, one dot a module, without quiet zones; linear ones have one row.
    public var symbol:
        @Sendable (_ content: String, _ symbology: LabelSymbology) throws(LabelError)
            -> Bitmap
    /// A picture of the folder of pictures, made as large as asked.
    public var picture: @Sendable (_ name: String, _ width: Int, _ height: Int) -> Bitmap?

    /// An artist from what it can do.
    public init(
        advance: @escaping @Sendable (Unicode.Scalar, Int) -> Int?,
        line: @escaping @Sendable (String, Int) -> Bitmap?,
        cells: @escaping @Sendable (String, PrinterCell) -> Bitmap?,
        symbol: @escaping @Sendable (String, LabelSymbology) throws(LabelError) -> Bitmap,
        picture: @escaping @Sendable (String, Int, Int) -> Bitmap?
    ) {
        self.advance = advance
        self.line = line
        self.cells = cells
        self.symbol = symbol
        self.picture = picture
    }
}

/// The cell of a printer's own font, in dots.
public struct PrinterCell: Sendable, Hashable {
    /// Width of a full-width character, or of any character of an ASCII font.
    public var width: Int
    /// Height of the cell.
    public var height: Int
    /// Whether it is a Chinese font, whose ASCII takes half a cell.
    public var isChinese: Bool
}
