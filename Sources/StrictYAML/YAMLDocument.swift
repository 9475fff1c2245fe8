import Yams

/// A hand-written file, read strictly: one document, no anchors, aliases, tags or repeated keys,
/// bounded size and depth (YAML 1.1 as libyaml reads it).
public struct YAMLDocument: Sendable {
    /// Longest file, in bytes of UTF-8.
    public static let longestText = 8 << 20
    /// Deepest nesting of lists and mappings.
    public static let deepestNesting = 24

    /// The file as it was named by the caller.
    public let file: String
    /// The outermost value.
    public let root: YAMLNode

    /// Reads the text of a file; `file` is only used to name it in errors.
    /// - Throws: for anything that is not plain, bounded YAML.
    public init(text: String, file: String) throws(YAMLError) {
        self.file = file
        guard text.utf8.count <= Self.longestText else {
            throw YAMLError(
                file: file, line: 1, column: 1,
                message: "the file is longer than \(Self.longestText) bytes; split it",
                chinese: "文件超过 \(Self.longestText) 字节，请拆分")
        }
        if let alias = AliasSearch.first(in: text, file: file) { throw alias }
        root = try Self.compose(text, file: file)
    }

    private static func compose(_ text: String, file: String) throws(YAMLError) -> YAMLNode {
        do {
            // What a value is follows from its key, so nothing has to be guessed from its text: that
            // would run seven regular expressions over each key.
            let parser = try Parser(yaml: text, resolver: .basic)
            // The nodes hold their anchors weakly: the parser has to outlive the conversion, or
            // anchors would pass unseen.
            return try withExtendedLifetime(parser) {
                guard let node = try parser.singleRoot() else {
                    throw YAMLError(
                        file: file, line: 1, column: 1, message: "the file is empty",
                        chinese: "文件是空的")
                }
                return try convert(node, file: file, depth: 0)
            }
        } catch let error as YAMLError {
            throw error
        } catch let error as YamlError {
            throw explain(error, text, file: file)
        } catch {
            throw unreadable(file)
        }
    }

    static let aliasRefusal = (
        english: "anchors and aliases (& and *) are refused; write the value out",
        chinese: "不允许锚点（anchor &）和别名（alias *），请把值直接写出来"
    )

    private static func unreadable(_ file: String) -> YAMLError {
        YAMLError(
            file: file, line: 1, column: 1, message: "not readable as YAML", chinese: "不是能读的 YAML")
    }

    /// What the parser's words usually mean.
    private static func explain(
        _ problem: String, _ mark: Mark, _ text: String, file: String
    ) -> YAMLError {
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let indent = lines.indices.contains(mark.line - 1) ? lines[mark.line - 1] : Substring().utf8
        let isTab = indent.first { $0 != UInt8(ascii: " ") } == UInt8(ascii: "\t")
        return YAMLError(
            file: file, line: mark.line, column: mark.column,
            message: isTab
                ? "not YAML: the line is indented with a tab; use spaces"
                : "not YAML: \(problem); look at the indentation, and for a quote or bracket that"
                    + " is not closed here or further up",
            chinese: isTab
                ? "不是 YAML：这一行用了制表符（Tab）缩进，请改用空格"
                : "不是 YAML（\(problem)）：检查这里和上面的缩进，以及没有配对的引号或括号")
    }

    private static func explain(_ error: YamlError, _ text: String, file: String) -> YAMLError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return explain(problem, mark, text, file: file)
        case .reader(let problem, let offset, _, let text):
            let before = text.prefix(offset ?? 0)
            let line = before.count { $0.isNewline } + 1
            let column = before.reversed().prefix { !$0.isNewline }.count + 1
            return YAMLError(
                file: file, line: line, column: column, message: "unreadable text: \(problem)",
                chinese: "文字读不了：\(problem)；删掉这里看不见的字符")
        case .duplicatedKeysInMapping(let duplicates, let context):
            return YAMLError(
                file: file, line: context.mark.line, column: context.mark.column,
                message: "key '\(duplicates.first ?? "")' is written more than once",
                chinese: "键 '\(duplicates.first ?? "")' 写了不止一次，请只留一个")
        default:
            return unreadable(file)
        }
    }

    private static func convert(
        _ node: Node, file: String, depth: Int, isKey: Bool = false
    ) throws(YAMLError) -> YAMLNode {
        let line = node.mark?.line ?? 1
        let column = node.mark?.column ?? 1
        func refuse(_ message: String, _ chinese: String) -> YAMLError {
            YAMLError(file: file, line: line, column: column, message: message, chinese: chinese)
        }
        guard node.anchor == nil else {
            throw refuse(aliasRefusal.english, aliasRefusal.chinese)
        }
        guard isKey || !isTagged(node) else {
            throw refuse(
                "tags (! and !!) are refused; what a value is follows from its key",
                "不允许标签（! 和 !!），请去掉")
        }
        guard depth < deepestNesting else {
            throw refuse(
                "nested deeper than \(deepestNesting) levels", "嵌套超过 \(deepestNesting) 层")
        }
        let content = try content(of: node, file: file, depth: depth, refuse: refuse)
        return YAMLNode(file: file, line: line, column: column, content: content)
    }

    /// Whether somebody wrote a tag.
    ///
    /// Looked up without resolving: the stored tag is empty, or says "text" for a quoted scalar,
    /// unless it was written. Keys cannot be told, since the composer has resolved them.
    private static func isTagged(_ node: Node) -> Bool {
        switch node {
        case .scalar(let scalar):
            let name = scalar.tag.description
            return !name.isEmpty && !(scalar.style != .plain && name == Tag.Name.str.rawValue)
        case .sequence(let sequence): return !sequence.tag.description.isEmpty
        case .mapping(let mapping): return !mapping.tag.description.isEmpty
        case .alias: return false
        }
    }

    private static func content(
        of node: Node, file: String, depth: Int, refuse: (String, String) -> YAMLError
    ) throws(YAMLError) -> YAMLNode.Content {
        switch node {
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain || scalar.style == .any
            return .scalar(text: scalar.string, isPlain: isPlain)
        case .sequence(let sequence):
            var members: [YAMLNode] = []
            members.reserveCapacity(sequence.count)
            for member in sequence {
                members.append(try convert(member, file: file, depth: depth + 1))
            }
            return .list(members)
        case .mapping(let mapping):
            return .mapping(try entries(of: mapping, file: file, depth: depth))
        case .alias:
            throw refuse(aliasRefusal.english, aliasRefusal.chinese)
        }
    }

    private static func entries(
        of mapping: Node.Mapping, file: String, depth: Int
    ) throws(YAMLError) -> [YAMLNode.Entry] {
        var entries: [YAMLNode.Entry] = []
        entries.reserveCapacity(mapping.count)
        for (key, value) in mapping {
            let keyNode = try convert(key, file: file, depth: depth + 1, isKey: true)
            guard case .scalar(let text, _) = keyNode.content, text != "<<" else {
                throw keyNode.error(
                    "a key must be a single word or text", chinese: "键只能是一个词或一段文字")
            }
            let value = try convert(value, file: file, depth: depth + 1)
            entries.append(YAMLNode.Entry(key: text, keyNode: keyNode, value: value))
        }
        return entries
    }
}
