/// A label as data: its size, the fields it is filled with, and what stands where.
public struct LabelTemplate: Sendable, Hashable {
    /// A field of the data.
    public struct Field: Sendable, Hashable {
        /// The name, as between braces in the elements.
        public let name: String
        /// What it means, for people.
        public let meaning: String
        /// A made-up value that fits.
        public let sample: LabelValue
    }

    /// Text with fields in it.
    public enum Fragment: Sendable, Hashable {
        /// Text that always stands there.
        case literal(String)
        /// The value of a field.
        case field(String)
    }

    /// Where text stands in its place.
    public enum Alignment: String, Sendable, Hashable, CaseIterable {
        case left, center, right
    }

    /// What happens to text that is too wide.
    public enum Fit: String, Sendable, Hashable, CaseIterable {
        /// Printed smaller, down to the smallest height, then cut.
        case shrink
        /// Cut at once.
        case cut
    }

    /// How a text is printed.
    public struct TextStyle: Sendable, Hashable {
        /// Least height of the characters before text is cut rather than shrunk.
        public let smallest: Millimetres
        /// Where the text stands in its place.
        public let alignment: Alignment
        /// What happens to text that is too wide.
        public let fit: Fit
        /// Whether it is struck twice, one dot apart.
        public let bold: Bool
    }

    /// What an element is.
    public enum Content: Sendable, Hashable {
        /// One line of text; the place's height is that of the characters.
        case text([Fragment], TextStyle)
        /// Code 128; the place includes the quiet zones at both sides.
        case code128([Fragment], module: Millimetres)
        /// QR code; the place includes the quiet zone.
        case qr([Fragment], module: Millimetres, level: QRLevel)
        /// A filled rectangle: a line.
        case line
        /// A frame.
        case box(thickness: Millimetres)
    }

    /// QR error correction levels, by the letters printers use.
    public enum QRLevel: String, Sendable, Hashable, CaseIterable {
        case low = "L"
        case medium = "M"
        case quartile = "Q"
        case high = "H"
    }

    /// A rectangle on the label, from its top left corner.
    public struct Place: Sendable, Hashable {
        /// From the label's left edge.
        public let x: Millimetres
        /// From the label's top edge.
        public let y: Millimetres
        /// To the right.
        public let width: Millimetres
        /// Downwards.
        public let height: Millimetres
    }

    /// One thing on the label.
    public struct Element: Sendable, Hashable {
        /// What it is.
        public let content: Content
        /// Where it is.
        public let place: Place
        /// The flag that has to be true for it to be printed; nil for always.
        public let condition: String?
    }

    /// The name: that of its file.
    public let name: String
    /// The name for people.
    public let title: String
    /// The label's width.
    public let width: Millimetres
    /// The label's height.
    public let height: Millimetres
    /// Between two labels on the roll.
    public let gap: Millimetres
    /// The fields of the data.
    public let fields: [Field]
    /// What stands where, in the order of printing.
    public let elements: [Element]

    /// Made-up data that fits the label.
    public var sample: [String: LabelValue] {
        Dictionary(fields.map { ($0.name, $0.sample) }, uniquingKeysWith: { first, _ in first })
    }
}
