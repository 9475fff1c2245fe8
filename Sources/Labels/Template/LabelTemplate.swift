/// A label as data: its medium, the fields it is filled with, and what stands where.
public struct LabelTemplate: Sendable, Hashable {
    /// What is printed on.
    public enum Medium: Sendable, Hashable {
        /// Labels of one size on a roll, with a gap between two.
        case label(width: Millimetres, height: Millimetres, gap: Millimetres)
        /// Paper without end, as long as its content and a margin at the bottom.
        case roll(width: Millimetres, bottom: Millimetres)
    }

    /// Whose secret a field is, for the privacy linter.
    public enum PersonalData: String, Sendable, Hashable, CaseIterable {
        /// A person's name.
        case name
        /// A telephone number, or its end.
        case phone
        /// An address.
        case address
    }

    /// A field of the data.
    public struct Field: Sendable, Hashable {
        /// What it holds.
        public enum Kind: Sendable, Hashable {
            /// Text, perhaps that of a person.
            case text(PersonalData?)
            /// A condition.
            case flag
            /// Any number of rows with text fields of their own.
            case rows([Field])
        }

        /// The name, as between braces in the elements.
        public let name: String
        /// What it means, for people.
        public let meaning: String
        /// What it holds.
        public let kind: Kind
        /// A made-up value that fits; empty for fields of rows, whose samples are with the rows.
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
        /// Printed smaller, down to the smallest size, then cut.
        case shrink
        /// Cut at once.
        case cut
    }

    /// How a text is printed.
    public struct TextStyle: Sendable, Hashable {
        /// Height of the characters.
        public let size: Millimetres
        /// Least height of the characters before text is cut rather than shrunk.
        public let smallest: Millimetres
        /// The most lines; a text of more than one breaks between words and Chinese characters.
        public let lines: Int
        /// Whether it takes as many lines as it needs, moving down what follows (rolls only).
        public let grows: Bool
        /// Where the text stands in its place.
        public let alignment: Alignment
        /// What happens to text that is too wide.
        public let fit: Fit
        /// Whether it is struck twice, one dot apart.
        public let bold: Bool
    }

    /// How a symbol is printed.
    public struct SymbolStyle: Sendable, Hashable {
        /// Which symbology.
        public let symbology: LabelSymbology
        /// The least width of the narrowest bar or square.
        public let module: Millimetres
    }

    /// What an element is.
    public indirect enum Content: Sendable, Hashable {
        /// Text; its lines share the place's height.
        case text([Fragment], TextStyle)
        /// A symbol; the place includes the quiet zones.
        case symbol([Fragment], SymbolStyle)
        /// A picture from the folder of pictures, as large as its place.
        case picture(name: String)
        /// A filled rectangle: a line.
        case line
        /// A frame.
        case box(thickness: Millimetres)
        /// The elements once for each row of a field, one place below the other; no more than `most`
        /// on a label, and as many labels as it takes.
        case rows(field: String, most: Int, elements: [Element])
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

    /// When an element is printed.
    public enum Condition: Sendable, Hashable {
        /// The flag is true, the text is not empty, or there are rows.
        case when(String)
        /// The flag is false, the text empty, or there are no rows.
        case unless(String)

        /// The field it looks at.
        public var field: String {
            switch self {
            case .when(let name), .unless(let name): name
            }
        }
    }

    /// One thing on the label.
    public struct Element: Sendable, Hashable {
        /// What it is.
        public let content: Content
        /// Where it is.
        public let place: Place
        /// How often it is turned clockwise by a quarter.
        public let quarterTurns: Int
        /// When it is printed; nil for always.
        public let condition: Condition?
    }

    /// The most labels the rows of one job may take.
    static let mostLabels = 100

    /// Fields every template has: which label of how many this is, where rows take several.
    public static let builtInFields = ["page", "pages"]

    /// The name: that of its file.
    public let name: String
    /// The name for people.
    public let title: String
    /// What is printed on.
    public let medium: Medium
    /// The fields of the data.
    public let fields: [Field]
    /// What stands where, in the order of printing.
    public let elements: [Element]

    /// The width of label or paper.
    public var width: Millimetres {
        switch medium {
        case .label(let width, _, _), .roll(let width, _): width
        }
    }

    /// The height of a label; nil for paper without end.
    public var height: Millimetres? {
        switch medium {
        case .label(_, let height, _): height
        case .roll: nil
        }
    }

    /// Made-up data that fits the label.
    public var sample: [String: LabelValue] {
        Dictionary(fields.map { ($0.name, $0.sample) }, uniquingKeysWith: { first, _ in first })
    }

    /// A field's rows with its declared columns only: a row may not stand in for another field.
    func rows(of name: String, in data: [String: LabelValue]) -> [[String: String]]? {
        guard case .rows(let columns)? = fields.first(where: { $0.name == name })?.kind,
            case .rows(let rows)? = data[name]
        else { return nil }
        let names = Set(columns.map(\.name))
        return rows.map { row in row.filter { names.contains($0.key) } }
    }
}

/// The symbologies of labels, by the carrier the scanner reports (AIM identifiers of ISO/IEC 15424).
public enum LabelSymbology: Sendable, Hashable {
    /// Code 128 (`]C0`).
    case code128
    /// GS1-128 from element strings in brackets (`]C1`).
    case gs1Code128
    /// EAN-13 from 12 or 13 digits (`]E0`).
    case ean13
    /// QR code (`]Q1`).
    case qr(QRLevel)
    /// Data Matrix (`]d1`).
    case dataMatrix
    /// GS1 Data Matrix from element strings in brackets (`]d2`).
    case gs1DataMatrix

    /// QR error correction levels, by the letters printers use.
    public enum QRLevel: String, Sendable, Hashable, CaseIterable {
        case low = "L"
        case medium = "M"
        case quartile = "Q"
        case high = "H"
    }

    /// Whether it is a row of bars, whose height is free.
    public var isLinear: Bool {
        switch self {
        case .code128, .gs1Code128, .ean13: true
        case .qr, .dataMatrix, .gs1DataMatrix: false
        }
    }

    /// Quiet zone at each side, in modules (ISO/IEC 15417, 15420, 18004, 16022).
    var quiet: Int {
        switch self {
        case .code128, .gs1Code128: 10
        case .ean13: 11
        case .qr: 4
        case .dataMatrix, .gs1DataMatrix: 1
        }
    }
}
