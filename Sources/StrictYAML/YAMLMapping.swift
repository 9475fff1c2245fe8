/// A mapping being read key by key; it remembers what was asked for.
public struct YAMLMapping {
    /// The mapping itself, for errors about it as a whole.
    public let node: YAMLNode
    private let entries: [YAMLNode.Entry]
    private var asked: [String] = []

    init(node: YAMLNode, entries: [YAMLNode.Entry]) {
        self.node = node
        self.entries = entries
    }

    /// The value of a key, or nil when the key is absent.
    public mutating func optional(_ key: String) -> YAMLNode? {
        if !asked.contains(key) { asked.append(key) }
        return entries.first { $0.key == key }?.value
    }

    /// The value of a key that must be there.
    /// - Throws: when it is absent.
    public mutating func required(_ key: String) throws(YAMLError) -> YAMLNode {
        if let value = optional(key) { return value }
        throw YAMLError(
            file: node.file, line: node.line, column: node.column,
            message: "key '\(key)' is missing", chinese: "缺少键 '\(key)'，请补上", missingKey: key)
    }

    /// Text that must be there.
    ///
    /// - Throws: see ``YAMLNode/string()``.
    public mutating func string(_ key: String) throws(YAMLError) -> String {
        try required(key).string()
    }

    /// Text, or nil when the key is absent.
    ///
    /// - Throws: see ``YAMLNode/string()``.
    public mutating func optionalString(_ key: String) throws(YAMLError) -> String? {
        guard let value = optional(key) else { return nil }
        return try value.string()
    }

    /// A whole number that must be there.
    ///
    /// - Throws: see ``YAMLNode/int(in:)``.
    public mutating func int(_ key: String, in range: ClosedRange<Int>) throws(YAMLError) -> Int {
        try required(key).int(in: range)
    }

    /// A whole number, or nil when the key is absent.
    ///
    /// - Throws: see ``YAMLNode/int(in:)``.
    public mutating func optionalInt(
        _ key: String, in range: ClosedRange<Int>
    ) throws(YAMLError) -> Int? {
        guard let value = optional(key) else { return nil }
        return try value.int(in: range)
    }

    /// A decimal number as written, that must be there.
    ///
    /// - Throws: see ``YAMLNode/decimal()``.
    public mutating func decimal(_ key: String) throws(YAMLError) -> String {
        try required(key).decimal()
    }

    /// A decimal number as written, or nil.
    ///
    /// - Throws: see ``YAMLNode/decimal()``.
    public mutating func optionalDecimal(_ key: String) throws(YAMLError) -> String? {
        guard let value = optional(key) else { return nil }
        return try value.decimal()
    }

    /// A bool, or the given value when the key is absent.
    ///
    /// - Throws: see ``YAMLNode/bool()``.
    public mutating func bool(_ key: String, absent: Bool) throws(YAMLError) -> Bool {
        guard let value = optional(key) else { return absent }
        return try value.bool()
    }

    /// A word of an enumeration that must be there.
    ///
    /// - Throws: see ``YAMLNode/choice(_:)``.
    public mutating func choice<Choice>(
        _ key: String, _ type: Choice.Type = Choice.self
    ) throws(YAMLError) -> Choice
    where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
        try required(key).choice(type)
    }

    /// A word of an enumeration, or nil.
    ///
    /// - Throws: see ``YAMLNode/choice(_:)``.
    public mutating func optionalChoice<Choice>(
        _ key: String, _ type: Choice.Type = Choice.self
    ) throws(YAMLError) -> Choice?
    where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
        guard let value = optional(key) else { return nil }
        return try value.choice(type)
    }

    /// The members of a list; none when the key is absent.
    ///
    /// - Throws: see ``YAMLNode/list()``.
    public mutating func list(_ key: String) throws(YAMLError) -> [YAMLNode] {
        guard let value = optional(key) else { return [] }
        return try value.list()
    }

    /// A list of texts; none when the key is absent.
    ///
    /// - Throws: when a member is not text.
    public mutating func strings(_ key: String) throws(YAMLError) -> [String] {
        var texts: [String] = []
        for member in try list(key) { texts.append(try member.string()) }
        return texts
    }

    /// The error for the first key that nobody asked for.
    func unknownKey() -> YAMLError? {
        guard let entry = entries.first(where: { !asked.contains($0.key) }) else { return nil }
        let absent = asked.filter { key in !entries.contains { $0.key == key } }
        let near =
            Spelling.slip(of: entry.key, among: absent)
            ?? Spelling.slip(of: entry.key, among: asked)
        return unknown(entry, nearest: near)
    }

    /// A missing key beside a misspelt one is better explained by the misspelt one.
    func explain(_ error: YAMLError) -> YAMLError {
        guard let missing = error.missingKey, error.line == node.line, error.column == node.column,
            let entry = entries.first(where: {
                !asked.contains($0.key) && Spelling.slip(of: $0.key, among: [missing]) != nil
            })
        else { return error }
        return unknown(entry, nearest: missing)
    }

    private func unknown(_ entry: YAMLNode.Entry, nearest: String?) -> YAMLError {
        let known = asked.sorted().joined(separator: ", ")
        return entry.keyNode.error(
            "unknown key '\(entry.key)', "
                + (nearest.map { "nearest is '\($0)'" } ?? "known here: \(known)"),
            chinese: "不认识的键 '\(entry.key)'，"
                + (nearest.map { "最接近的是 '\($0)'" } ?? "这里可以写：\(known)"))
    }
}
