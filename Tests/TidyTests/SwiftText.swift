/// A Swift source as far as these tests have to understand it: its code with comments and string
/// contents blanked out, line for line.
struct SwiftText {
    /// A function and the lines from its first to its closing brace.
    struct Function: Equatable {
        let name: String
        let line: Int
        let length: Int
    }

    let lines: [String]

    init(_ text: String) {
        var blanker = Blanker(text)
        lines = blanker.run().split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
    }

    /// The modules imported, without the declarations picked out of them.
    var imports: Set<String> {
        var modules: Set<String> = []
        for line in lines {
            let words = line.split(separator: " ").drop { word in
                word.hasPrefix("@") || Self.accessWords.contains(String(word))
            }
            guard words.first == "import" else { continue }
            let rest = words.dropFirst().drop { Self.importKinds.contains(String($0)) }
            guard let module = rest.first?.split(separator: ".").first else { continue }
            modules.insert(String(module))
        }
        return modules
    }

    private static let accessWords: Set = [
        "public", "package", "internal", "private", "fileprivate",
    ]
    private static let importKinds: Set = [
        "struct", "class", "enum", "protocol", "func", "var", "let", "typealias",
    ]

    /// The names of the types declared.
    var types: [String] {
        let keywords: Set = ["struct", "class", "enum", "actor", "protocol", "typealias"]
        return lines.flatMap { line -> [String] in
            let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_") }
            return zip(words, words.dropFirst()).compactMap { keyword, name in
                guard keywords.contains(String(keyword)), name.first?.isUppercase == true else {
                    return nil
                }
                return String(name)
            }
        }
    }

    /// Functions, initialisers and tests with their lengths in lines.
    var functions: [Function] {
        lines.indices.compactMap { index in
            guard let name = Self.functionName(lines[index]) else { return nil }
            guard let end = closingLine(from: index) else { return nil }
            return Function(name: name, line: index + 1, length: end - index + 1)
        }
    }

    private static func functionName(_ line: String) -> String? {
        let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
        if let keyword = words.firstIndex(of: "func"), keyword + 1 < words.count {
            return words[keyword + 1]
        }
        let start = line.drop { $0 == " " }
        for keyword in ["init", "deinit"] where words.contains(keyword) {
            let before = words.prefix { $0 != keyword }
            let isDeclaration = before.allSatisfy {
                accessWords.contains($0) || ["convenience", "required", "override"].contains($0)
            }
            if isDeclaration, !start.hasPrefix(".") { return keyword }
        }
        return nil
    }

    /// The line on which the body's brace is closed; closures among the parameters are none.
    ///
    /// Nil when a declaration without a body comes to its end before one opens.
    private func closingLine(from start: Int) -> Int? {
        var parentheses = 0
        var braces = 0
        for index in start..<lines.count {
            for character in lines[index] {
                switch character {
                case "(", "[": parentheses += 1
                case ")", "]": parentheses -= 1
                case _ where braces == 0 && parentheses > 0: break
                case "{": braces += 1
                case "}":
                    guard braces > 0 else { return nil }
                    braces -= 1
                    if braces == 0 { return index }
                default: break
                }
            }
            let isBlank = lines[index].allSatisfy { $0 == " " }
            if braces == 0, parentheses == 0, isBlank { return nil }
        }
        return nil
    }
}

/// Replaces comments and the contents of strings by spaces; line ends stay.
private struct Blanker {
    private let text: [Character]
    private var at = 0
    private var output: [Character] = []

    init(_ text: String) {
        self.text = Array(text)
        output.reserveCapacity(self.text.count)
    }

    mutating func run() -> String {
        code(untilParenthesis: false)
        return String(output)
    }

    private func sees(_ word: String) -> Bool {
        let characters = Array(word)
        guard at + characters.count <= text.count else { return false }
        return text[at..<at + characters.count].elementsEqual(characters)
    }

    private mutating func keep() {
        output.append(text[at])
        at += 1
    }

    private mutating func blank(_ count: Int = 1) {
        for _ in 0..<count where at < text.count {
            output.append(text[at].isNewline ? "\n" : " ")
            at += 1
        }
    }

    /// Copies code; inside an interpolation up to its closing parenthesis.
    private mutating func code(untilParenthesis: Bool) {
        var depth = 0
        while at < text.count {
            if sees("//") {
                while at < text.count, !text[at].isNewline { blank() }
            } else if sees("/*") {
                comment()
            } else if let hashes = stringStart() {
                string(hashes: hashes)
            } else if untilParenthesis, text[at] == ")", depth == 0 {
                return
            } else {
                if text[at] == "(" { depth += 1 }
                if text[at] == ")" { depth -= 1 }
                keep()
            }
        }
    }

    private mutating func comment() {
        var depth = 0
        repeat {
            if sees("/*") {
                depth += 1
                blank(2)
            } else if sees("*/") {
                depth -= 1
                blank(2)
            } else {
                blank()
            }
        } while depth > 0 && at < text.count
    }

    /// The number of `#` before a quote here; nil when no string starts here.
    private func stringStart() -> Int? {
        var end = at
        while end < text.count, text[end] == "#" { end += 1 }
        return end < text.count && text[end] == "\"" ? end - at : nil
    }

    private mutating func string(hashes: Int) {
        let hash = String(repeating: "#", count: hashes)
        blank(hashes)
        let quotes = sees("\"\"\"") ? "\"\"\"" : "\""
        blank(quotes.count)
        while at < text.count, !sees(quotes + hash) {
            if sees("\\" + hash + "(") {
                blank(2 + hashes)
                code(untilParenthesis: true)
                blank()
            } else if sees("\\" + hash) {
                blank(2 + hashes)
            } else if quotes == "\"", text[at].isNewline {
                return
            } else {
                blank()
            }
        }
        blank(quotes.count + hashes)
    }
}
