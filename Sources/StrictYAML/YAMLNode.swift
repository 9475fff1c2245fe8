/// One value of a hand-written file, with the place where it stands.
///
/// Scalars stay as written: `0123` and `NO` are text until somebody asks for a number or a bool.
public struct YAMLNode: Sendable {
    /// The file as it was named by the caller.
    public let file: String
    /// Line, counted from 1.
    public let line: Int
    /// Column, counted from 1.
    public let column: Int
    let content: Content

    enum Content: Sendable {
        case scalar(text: String, isPlain: Bool)
        case list([YAMLNode])
        case mapping([Entry])
    }

    struct Entry: Sendable {
        let key: String
        let keyNode: YAMLNode
        let value: YAMLNode
    }

    /// An error that points at this value.
    public func error(_ message: String) -> YAMLError {
        YAMLError(file: file, line: line, column: column, message: message)
    }

    /// The text as written; quoted and unquoted alike.
    /// - Throws: when this is a list or a mapping, or nothing is written at all.
    public func string() throws(YAMLError) -> String {
        guard case .scalar(let text, let isPlain) = content else {
            throw error("expected text, found \(kind)")
        }
        guard !(isPlain && (text.isEmpty || text == "~" || text == "null")) else {
            throw error("no value is given; write one, or leave the key out")
        }
        return text
    }

    /// A whole number in decimal digits, without leading zeros and without quotes.
    /// - Throws: when it is not one, or lies outside `range`.
    public func int(in range: ClosedRange<Int>) throws(YAMLError) -> Int {
        let text = try plainText(expected: "a whole number")
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy(isDigit), let value = Int(text) else {
            throw error("expected a whole number, found '\(text)'")
        }
        guard digits == "0" || !digits.hasPrefix("0") else {
            throw error("'\(text)' has leading zeros; quote it if it is a code, not a number")
        }
        guard range.contains(value) else {
            throw error("\(value) is out of range \(range.lowerBound)…\(range.upperBound)")
        }
        return value
    }

    /// A decimal number such as `-12.50`, as written: never through binary floating point.
    /// - Throws: when it is not one.
    public func decimal() throws(YAMLError) -> String {
        let text = try plainText(expected: "a decimal number")
        let unsigned = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let parts = unsigned.split(separator: ".", omittingEmptySubsequences: false)
        let isNumber =
            parts.count <= 2 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }
        guard isNumber, parts[0] == "0" || !parts[0].hasPrefix("0") else {
            throw error("expected a decimal number such as 12.50, found '\(text)'")
        }
        return text
    }

    /// `true` or `false`, nothing else.
    /// - Throws: when it is neither, so that `NO` and `off` are never guessed at.
    public func bool() throws(YAMLError) -> Bool {
        switch try plainText(expected: "true or false") {
        case "true": return true
        case "false": return false
        case let text: throw error("expected true or false, found '\(text)'")
        }
    }

    /// One of the words of an enumeration.
    /// - Throws: when it is none of them; the error lists them all.
    public func choice<Choice>(_ type: Choice.Type = Choice.self) throws(YAMLError) -> Choice
    where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
        let text = try string()
        guard let value = Choice(rawValue: text) else {
            let words = Choice.allCases.map(\.rawValue)
            throw error("'\(text)' is not one of \(words.joined(separator: ", "))")
        }
        return value
    }

    /// The members of a list.
    /// - Throws: when this is not a list.
    public func list() throws(YAMLError) -> [YAMLNode] {
        guard case .list(let members) = content else {
            throw error("expected a list, found \(kind)")
        }
        return members
    }

    /// The pairs of a mapping whose keys are data (codes, names), in the order written.
    /// - Throws: when this is not a mapping.
    public func entries() throws(YAMLError) -> [(key: String, keyNode: YAMLNode, value: YAMLNode)] {
        guard case .mapping(let entries) = content else {
            throw error("expected keys and values, found \(kind)")
        }
        return entries.map { ($0.key, $0.keyNode, $0.value) }
    }

    /// Reads a mapping whose keys are known: every key that `body` does not ask for is an error.
    /// - Throws: whatever `body` throws, and `YAMLError` for an unknown key.
    public func mapping<Value>(_ body: (inout YAMLMapping) throws -> Value) throws -> Value {
        guard case .mapping(let entries) = content else {
            throw error("expected keys and values, found \(kind)")
        }
        var mapping = YAMLMapping(node: self, entries: entries)
        let value: Value
        do {
            value = try body(&mapping)
        } catch let error as YAMLError {
            throw mapping.explain(error)
        }
        if let unknown = mapping.unknownKey() { throw unknown }
        return value
    }

    private func plainText(expected: String) throws(YAMLError) -> String {
        let text = try string()
        guard case .scalar(_, isPlain: true) = content else {
            throw error("expected \(expected) without quotes, found '\(text)' in quotes")
        }
        return text
    }

    private var kind: String {
        switch content {
        case .scalar: "a single value"
        case .list: "a list"
        case .mapping: "keys and values"
        }
    }

    private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
