/// How a value came into a pack.
public enum Standing: String, Sendable, CaseIterable {
    /// The plan prints it.
    case printed
    /// The plan prints something that has to be asked about.
    case query
    /// Nobody printed it; somebody assumed it.
    case assumed
    /// From a source that was not at hand to compare with.
    case unverified
    /// Set by the county in place of what is printed.
    case corrected
}

/// Where a value is printed.
public struct Source: Sendable, Hashable {
    /// One of the pack's documents.
    public let document: String
    /// Line of its text, counted from 1.
    public let line: Int
    /// The words as printed there.
    public let phrase: String

    /// A place in a document.
    public init(document: String, line: Int, phrase: String) {
        self.document = document
        self.line = line
        self.phrase = phrase
    }
}

/// A value, or the fact that nobody knows it.
///
/// Unknown is an answer of its own: it blocks what would be computed from it and asks for a
/// recorded decision. There is no default to fall back to.
public enum Known<Value: Sendable>: Sendable {
    /// The value.
    case known(Value)
    /// Why there is none.
    case unknown(why: String)

    /// The value, or nil when it is unknown.
    public var value: Value? {
        if case .known(let value) = self { value } else { nil }
    }
}

extension Known: CustomStringConvertible where Value: CustomStringConvertible {
    /// The value, or `unknown` with the reason.
    public var description: String {
        switch self {
        case .known(let value): value.description
        case .unknown(let why): "unknown (\(why))"
        }
    }
}
extension Known: Equatable where Value: Equatable {}
extension Known: Hashable where Value: Hashable {}

/// A value with where it stands and how far it can be trusted.
public struct Stated<Value: Sendable>: Sendable {
    /// The value, or why there is none.
    public let value: Known<Value>
    /// The number or words exactly as printed.
    public let printed: String
    /// Where it is printed; nil for what nobody printed.
    public let source: Source?
    /// How it came into the pack.
    public let standing: Standing

    /// A value with its provenance.
    public init(_ value: Known<Value>, printed: String, source: Source?, standing: Standing) {
        self.value = value
        self.printed = printed
        self.source = source
        self.standing = standing
    }
}

extension Stated: Equatable where Value: Equatable {}
extension Stated: Hashable where Value: Hashable {}

extension Stated: CustomStringConvertible where Value: CustomStringConvertible {
    /// The value with its standing, words and place: a changed phrase is a change too.
    public var description: String {
        let value = value.description
        let words = printed == value ? "" : " “\(printed)”"
        let place = source.map { " \($0.document) L\($0.line) \($0.phrase)" } ?? ""
        let standing = standing == .printed ? "" : " [\(standing.rawValue)]"
        return "\(value)\(standing)\(words)\(place)"
    }
}
