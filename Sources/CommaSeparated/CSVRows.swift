/// Splits comma-separated text (RFC 4180) into rows.
///
/// A byte order mark and blank lines are passed over, blanks around a cell taken away.
public struct CSVRows: Sendable {
    private var rest: Substring.UnicodeScalarView
    private var line = 1

    /// A row and the line it begins on, from 1.
    public typealias Row = (line: Int, cells: [String])

    /// The rows of a text.
    public init(_ text: String) {
        rest = text[...].unicodeScalars
        if rest.first == "\u{FEFF}" { rest.removeFirst() }
    }

    /// All rows of a text.
    ///
    /// - Throws: ``CSVFault`` at the first place that cannot be read.
    public static func all(of text: String) throws(CSVFault) -> [Row] {
        var rows = CSVRows(text)
        var all: [Row] = []
        while let row = try rows.next() { all.append(row) }
        return all
    }

    /// The next row; nil at the end.
    ///
    /// - Throws: ``CSVFault``; nothing can be read after it.
    public mutating func next() throws(CSVFault) -> Row? {
        while let first = rest.first, first == "\n" || first == "\r" { endLine() }
        guard !rest.isEmpty else { return nil }
        let start = line
        var cells: [String] = []
        while true {
            cells.append(try cell(start))
            guard let separator = rest.first else { return (start, cells) }
            guard separator == "," else {
                endLine()
                return (start, cells)
            }
            rest.removeFirst()
        }
    }

    /// Goes past one end of a line: `\n`, `\r` or both.
    private mutating func endLine() {
        if rest.popFirst() == "\r", rest.first == "\n" { rest.removeFirst() }
        line += 1
    }

    private mutating func cell(_ start: Int) throws(CSVFault) -> String {
        guard rest.first == "\"" else {
            let end = rest.firstIndex { $0 == "," || $0 == "\n" || $0 == "\r" } ?? rest.endIndex
            defer { rest = rest[end...] }
            let text = rest[..<end]
            guard !text.contains("\"") else { throw CSVFault(line: start, kind: .quoteInside) }
            return Self.trimmed(text)
        }
        rest.removeFirst()
        var text = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            if scalar == "\"" {
                guard rest.first == "\"" else {
                    guard rest.isEmpty || [",", "\n", "\r"].contains(rest.first) else {
                        throw CSVFault(line: start, kind: .afterQuote)
                    }
                    return Self.trimmed(text[...])
                }
                rest.removeFirst()
            }
            if scalar == "\n" || (scalar == "\r" && rest.first != "\n") { line += 1 }
            text.append(scalar)
        }
        throw CSVFault(line: start, kind: .openQuote)
    }

    private static func trimmed(_ text: Substring.UnicodeScalarView) -> String {
        let isBlank: (UnicodeScalar) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\u{3000}" }
        let end = text.lastIndex { !isBlank($0) }.map(text.index(after:)) ?? text.startIndex
        return String(Substring(text[..<end].drop(while: isBlank)))
    }
}

/// Why comma-separated text cannot be read.
public struct CSVFault: Error, Sendable, Hashable {
    /// The line the row begins on, from 1.
    public let line: Int
    /// What is wrong.
    public let kind: Kind

    /// A fault of a line.
    public init(line: Int, kind: Kind) {
        self.line = line
        self.kind = kind
    }

    /// What can be wrong.
    public enum Kind: Sendable, CaseIterable {
        /// A quote inside a cell without quotes.
        case quoteInside
        /// Characters after a closing quote.
        case afterQuote
        /// A quote that is not closed.
        case openQuote
    }

    /// In Chinese, without the line.
    public var chinese: String {
        switch kind {
        case .quoteInside: "引号只能包住整列"
        case .afterQuote: "引号后多了字符"
        case .openQuote: "引号没有关闭"
        }
    }

    /// In English, without the line.
    public var english: String {
        switch kind {
        case .quoteInside: "a quote inside a field without quotes"
        case .afterQuote: "characters after a closing quote"
        case .openQuote: "a quote is not closed"
        }
    }
}
