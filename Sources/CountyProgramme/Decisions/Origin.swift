internal import StrictYAML

/// Whether the plan prints an entry of a rule file, and which of its words are ours nevertheless.
public struct Origin: Sendable, Hashable {
    /// Where it is printed; nil for an entry of our own making.
    public let source: Source?
    /// Its words that the plan does not print.
    public let ownWords: [String]

    /// Whether the plan prints it.
    public var isPrinted: Bool { source != nil }

    /// Those of its words that the plan prints.
    public func printed(of words: [String]) -> [String] {
        isPrinted ? words.filter { !ownWords.contains($0) } : []
    }

    /// Reads `src` or `ours: true`, and `ours_words` among `words`.
    static func read(
        _ entry: inout YAMLMapping, words: [String], _ kind: String, _ chinese: String
    ) throws -> Origin {
        let source = try entry.printedSource(kind, chinese)
        let own = try entry.strings("ours_words")
        for word in own where source == nil || !words.contains(word) {
            throw entry.node.error(
                "'\(word)' is no word of a printed \(kind)",
                chinese: "'\(word)' 不是这个有出处的\(chinese)里的词")
        }
        return Origin(source: source, ownWords: own)
    }
}

extension YAMLMapping {
    /// Where an entry is printed; nil for one of ours.
    ///
    /// It has to be one of the two.
    mutating func printedSource(_ kind: String, _ chinese: String) throws -> Source? {
        let source = try optional("src")?.source()
        let isOurs = try bool("ours", absent: false)
        guard isOurs == (source == nil) else {
            let article = "aeiou".contains(kind.prefix(1)) ? "an" : "a"
            throw node.error(
                "\(article) \(kind) is either printed (src) or ours (ours: true)",
                chinese: "\(chinese)要么有原文出处 src，要么写 ours: true（我们自拟），二者必居其一")
        }
        return source
    }
}
