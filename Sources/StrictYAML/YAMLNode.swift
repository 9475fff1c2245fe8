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
    public func error(_ message: String, chinese: String? = nil) -> YAMLError {
        YAMLError(file: file, line: line, column: column, message: message, chinese: chinese)
    }

    /// The text as written; quoted and unquoted alike.
    /// - Throws: when this is a list or a mapping, or nothing is written at all.
    public func string() throws(YAMLError) -> String {
        guard case .scalar(let text, let isPlain) = content else {
            throw expected("text", "文字")
        }
        guard !(isPlain && (text.isEmpty || text == "~" || text == "null")) else {
            throw error(
                "no value is given; write one, or leave the key out", chinese: "没有写值：请写上，或去掉这个键")
        }
        return text
    }

    /// A whole number in decimal digits, without leading zeros and without quotes.
    /// - Throws: when it is not one, or lies outside `range`.
    public func int(in range: ClosedRange<Int>) throws(YAMLError) -> Int {
        let text = try plainText(expected: "a whole number", "整数")
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy(isDigit), let value = Int(text) else {
            throw error(
                "expected a whole number, found '\(text)'", chinese: "这里要写整数，现在是 '\(text)'")
        }
        guard digits == "0" || !digits.hasPrefix("0") else {
            throw error(
                "'\(text)' has leading zeros; quote it if it is a code, not a number",
                chinese: "'\(text)' 以零开头：如果是代码而不是数，请加引号")
        }
        guard range.contains(value) else {
            throw error(
                "\(value) is out of range \(range.lowerBound)…\(range.upperBound)",
                chinese: "\(value) 超出范围 \(range.lowerBound)…\(range.upperBound)")
        }
        return value
    }

    /// A decimal number such as `-12.50`, as written: never through binary floating point.
    /// - Throws: when it is not one.
    public func decimal() throws(YAMLError) -> String {
        let text = try plainText(expected: "a decimal number", "小数")
        let unsigned = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let parts = unsigned.split(separator: ".", omittingEmptySubsequences: false)
        let isNumber =
            parts.count <= 2 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }
        guard isNumber, parts[0] == "0" || !parts[0].hasPrefix("0") else {
            throw error(
                "expected a decimal number such as 12.50, found '\(text)'",
                chinese: "这里要写小数，如 12.50，现在是 '\(text)'")
        }
        return text
    }

    /// `true` or `false`, nothing else.
    /// - Throws: when it is neither, so that `NO` and `off` are never guessed at.
    public func bool() throws(YAMLError) -> Bool {
        switch try plainText(expected: "true or false", "true 或 false") {
        case "true": return true
        case "false": return false
        case let text:
            throw error(
                "expected true or false, found '\(text)'",
                chinese: "这里只能写 true 或 false，现在是 '\(text)'")
        }
    }

    /// One of the words of an enumeration.
    /// - Throws: when it is none of them; the error lists them all.
    public func choice<Choice>(_ type: Choice.Type = Choice.self) throws(YAMLError) -> Choice
    where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
        let text = try string()
        guard let value = Choice(rawValue: text) else {
            let words = Choice.allCases.map(\.rawValue)
            let all = words.joined(separator: ", ")
            throw error("'\(text)' is not one of \(all)", chinese: "'\(text)' 不对，可以写：\(all)")
        }
        return value
    }

    /// Whether this is a mapping.
    public var isMapping: Bool {
        if case .mapping = content { true } else { false }
    }

    /// What stands directly below: the members of a list, without keys, or the values of a mapping.
    public var children: [(key: String?, value: YAMLNode)] {
        switch content {
        case .scalar: []
        case .list(let members): members.map { (nil, $0) }
        case .mapping(let entries): entries.map { ($0.key, $0.value) }
        }
    }

    /// The members of a list.
    /// - Throws: when this is not a list.
    public func list() throws(YAMLError) -> [YAMLNode] {
        guard case .list(let members) = content else {
            throw expected("a list", "列表，如 [a, b]")
        }
        return members
    }

    /// The pairs of a mapping whose keys are data (codes, names), in the order written.
    /// - Throws: when this is not a mapping.
    public func entries() throws(YAMLError) -> [(key: String, keyNode: YAMLNode, value: YAMLNode)] {
        guard case .mapping(let entries) = content else {
            throw expected("keys and values", "键和值")
        }
        return entries.map { ($0.key, $0.keyNode, $0.value) }
    }

    /// Reads a mapping whose keys are known: every key that `body` does not ask for is an error.
    /// - Throws: whatever `body` throws, and `YAMLError` for an unknown key.
    public func mapping<Value>(_ body: (inout YAMLMapping) throws -> Value) throws -> Value {
        guard case .mapping(let entries) = content else {
            throw expected("keys and values", "键和值")
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

    private func expected(_ english: String, _ chinese: String) -> YAMLError {
        error(
            "expected \(english), found \(kind.english)",
            chinese: "这里要写\(chinese)，现在是\(kind.chinese)")
    }

    private func plainText(
        expected: String, _ chinese: String
    ) throws(YAMLError) -> String {
        let text = try string()
        guard case .scalar(_, isPlain: true) = content else {
            throw error(
                "expected \(expected) without quotes, found '\(text)' in quotes",
                chinese: "\(chinese)不要加引号，现在是带引号的 '\(text)'")
        }
        return text
    }

    private var kind: (english: String, chinese: String) {
        switch content {
        case .scalar: ("a single value", "单个值")
        case .list: ("a list", "列表")
        case .mapping: ("keys and values", "键和值")
        }
    }

    private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
