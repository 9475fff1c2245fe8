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
                message: "the file is longer than \(Self.longestText) bytes; split it")
        }
        if let alias = AliasSearch.first(in: text, file: file) { throw alias }
        root = try Self.compose(text, file: file)
    }

    private static func compose(_ text: String, file: String) throws(YAMLError) -> YAMLNode {
        do {
            let parser = try Parser(yaml: text)
            // The nodes hold their anchors weakly: the parser has to outlive the conversion, or
            // anchors would pass unseen.
            return try withExtendedLifetime(parser) {
                guard let node = try parser.singleRoot() else {
                    throw YAMLError(file: file, line: 1, column: 1, message: "the file is empty")
                }
                return try convert(node, file: file, depth: 0)
            }
        } catch let error as YAMLError {
            throw error
        } catch let error as YamlError {
            throw explain(error, file: file)
        } catch {
            throw YAMLError(file: file, line: 1, column: 1, message: "not readable as YAML")
        }
    }

    private static func explain(_ error: YamlError, file: String) -> YAMLError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return YAMLError(
                file: file, line: mark.line, column: mark.column, message: "not YAML: \(problem)")
        case .reader(let problem, let offset, _, let text):
            let before = text.prefix(offset ?? 0)
            let line = before.count { $0.isNewline } + 1
            let column = before.reversed().prefix { !$0.isNewline }.count + 1
            return YAMLError(
                file: file, line: line, column: column, message: "unreadable text: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            return YAMLError(
                file: file, line: context.mark.line, column: context.mark.column,
                message: "key '\(duplicates.first ?? "")' is written more than once")
        default:
            return YAMLError(file: file, line: 1, column: 1, message: "not readable as YAML")
        }
    }

    private static func convert(
        _ node: Node, file: String, depth: Int, isKey: Bool = false
    ) throws(YAMLError) -> YAMLNode {
        let line = node.mark?.line ?? 1
        let column = node.mark?.column ?? 1
        func refuse(_ message: String) -> YAMLError {
            YAMLError(file: file, line: line, column: column, message: message)
        }
        guard node.anchor == nil else {
            throw refuse("anchors and aliases (& and *) are refused; write the value out")
        }
        guard isKey || !isTagged(node) else {
            throw refuse("tags (! and !!) are refused; what a value is follows from its key")
        }
        guard depth < deepestNesting else {
            throw refuse("nested deeper than \(deepestNesting) levels")
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
        of node: Node, file: String, depth: Int, refuse: (String) -> YAMLError
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
            throw refuse("anchors and aliases (& and *) are refused; write the value out")
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
                throw keyNode.error("a key must be a single word or text")
            }
            let value = try convert(value, file: file, depth: depth + 1)
            entries.append(YAMLNode.Entry(key: text, keyNode: keyNode, value: value))
        }
        return entries
    }
}
