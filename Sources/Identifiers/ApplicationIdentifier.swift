/// The characters a component may use.
enum CharacterRepertoire: Sendable {
    /// Decimal digits.
    case digits
    /// The 82 characters of ISO/IEC 646 that GS1 allows: no space, `#`, `$`, `@`, `[`, `\`, `]`, `^`.
    case set82
    /// Digits, capitals, `#`, `-`, `/`.
    case set39
    /// The file-safe, URI-safe base 64 alphabet, with `=` as padding.
    case set64

    func contains(_ byte: UInt8) -> Bool {
        switch self {
        case .digits: return byte.isDigit
        case .set39:
            return byte.isDigit || byte.isUppercase || byte == 0x23 || byte == 0x2D || byte == 0x2F
        case .set64:
            return byte.isDigit || byte.isLetter || byte == 0x2D || byte == 0x5F || byte == 0x3D
        case .set82:
            if byte.isDigit || byte.isLetter || byte == 0x5F { return true }
            return (0x21...0x22).contains(byte) || (0x25...0x2F).contains(byte)
                || (0x3A...0x3F).contains(byte)
        }
    }
}

/// A part of a value: so many characters of one set, with rules for them.
struct Component: Sendable {
    let repertoire: CharacterRepertoire
    let length: ClosedRange<Int>
    let rules: [ContentRule]
    var isOptional = false

    /// Exactly `count` digits.
    static func n(_ count: Int, _ rules: ContentRule...) -> Component {
        Component(repertoire: .digits, length: count...count, rules: rules)
    }
    /// One to `count` digits.
    static func n(upTo count: Int, _ rules: ContentRule...) -> Component {
        Component(repertoire: .digits, length: 1...count, rules: rules)
    }
    /// Exactly `count` characters of set 82.
    static func x(_ count: Int, _ rules: ContentRule...) -> Component {
        Component(repertoire: .set82, length: count...count, rules: rules)
    }
    /// One to `count` characters of set 82.
    static func x(upTo count: Int, _ rules: ContentRule...) -> Component {
        Component(repertoire: .set82, length: 1...count, rules: rules)
    }
    /// One to `count` characters of set 39.
    static func y(upTo count: Int, _ rules: ContentRule...) -> Component {
        Component(repertoire: .set39, length: 1...count, rules: rules)
    }
    /// One to `count` characters of set 64.
    static func z(upTo count: Int, _ rules: ContentRule...) -> Component {
        Component(repertoire: .set64, length: 1...count, rules: rules)
    }
    /// The same component, which may be absent at the end of a value.
    var optional: Component {
        var copy = self
        copy.isOptional = true
        return copy
    }
}

/// A row of the table of application identifiers.
struct ApplicationIdentifier: Sendable {
    /// The digits that all identifiers of the row begin with.
    let digits: String
    /// The last digit, where the row is a family such as 310n; nil for a single identifier.
    let lastDigit: ClosedRange<Int>?
    let components: [Component]
    /// Whether the length is known from the first two digits, so that no separator is needed.
    let isPredefined: Bool
    /// Of each list one must stand beside it; `01+21` is both of them, `n` any digit.
    let needs: [[String]]
    /// None of these may stand beside it.
    let bars: [String]
    /// The sequences of qualifiers it takes as a Digital Link key; nil when it is no key.
    let linkQualifiers: [[String]]?
    /// Whether it may be an attribute in the query of a Digital Link.
    let isLinkAttribute: Bool

    init(
        _ digits: String, last lastDigit: ClosedRange<Int>? = nil, _ components: [Component],
        predefined: Bool = false, needs: [[String]] = [], bars: [String] = [],
        key: [[String]]? = nil, attribute: Bool = true
    ) {
        self.digits = digits
        self.lastDigit = lastDigit
        self.components = components
        isPredefined = predefined
        self.needs = needs
        self.bars = bars
        linkQualifiers = key
        isLinkAttribute = attribute
    }

    /// Digits of an identifier of this row.
    var length: Int { digits.utf8.count + (lastDigit == nil ? 0 : 1) }

    /// Whether every value has the same length.
    var isFixedLength: Bool {
        components.allSatisfy { !$0.isOptional && $0.length.lowerBound == $0.length.upperBound }
    }

    /// Where the value that starts at `start` ends, read up to `end` at most.
    func valueEnd(in bytes: [UInt8], from start: Int, to end: Int) throws(Flaw) -> Int {
        var position = start
        for component in components {
            if component.isOptional && position == end { break }
            let stop = min(end, position + component.length.upperBound)
            let value = bytes[position..<stop]
            if let wrong = value.firstIndex(where: { !component.repertoire.contains($0) }) {
                throw Flaw(.charset, wrong)
            }
            guard value.count >= component.length.lowerBound else { throw Flaw(.tooShort, end) }
            for rule in component.rules {
                if let flaw = rule.flaw(in: value) { throw flaw }
            }
            position = stop
        }
        return position
    }
}
