/// What a field of a label is filled with.
public enum LabelValue: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByBooleanLiteral
{
    /// Text to print; the empty text prints nothing.
    case text(String)
    /// Whether elements with this condition are printed.
    case flag(Bool)
    /// Rows of texts by the names of their fields.
    case rows([[String: String]])

    /// A text.
    public init(stringLiteral value: String) { self = .text(value) }
    /// A flag.
    public init(booleanLiteral value: Bool) { self = .flag(value) }

    /// Whether a condition on it holds.
    var isPresent: Bool {
        switch self {
        case .text(let text): !text.isEmpty
        case .flag(let flag): flag
        case .rows(let rows): !rows.isEmpty
        }
    }
}

extension LabelValue: Codable {
    /// Reads a JSON string, bool, or array of objects of strings.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else {
            self = .rows(try container.decode([[String: String]].self))
        }
    }

    /// Writes a JSON string, bool, or array of objects of strings.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .flag(let flag): try container.encode(flag)
        case .rows(let rows): try container.encode(rows)
        }
    }
}
