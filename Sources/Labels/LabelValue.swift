/// What a field of a label is filled with.
public enum LabelValue: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByBooleanLiteral
{
    /// Text to print; the empty text prints nothing.
    case text(String)
    /// Whether elements with this condition are printed.
    case flag(Bool)

    /// A text.
    public init(stringLiteral value: String) { self = .text(value) }
    /// A flag.
    public init(booleanLiteral value: Bool) { self = .flag(value) }
}

extension LabelValue: Codable {
    /// Reads a JSON string or bool.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    /// Writes a JSON string or bool.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .flag(let flag): try container.encode(flag)
        }
    }
}
