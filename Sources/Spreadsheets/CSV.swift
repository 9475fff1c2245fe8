extension Sheet {
    /// Reads a CSV file: RFC 4180 in UTF-8 with or without a byte order mark; blank lines passed over.
    ///
    /// - Throws: `SheetError`.
    public static func csv(
        _ bytes: [UInt8], limits: SheetLimits = SheetLimits()
    ) throws(SheetError) -> Sheet {
        guard bytes.count <= limits.file else {
            throw .tooLarge(what: .fileBytes, limit: limits.file)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
        var rows: [Row] = []
        var count = 0
        var lines = CSVRows(text)
        while let row = try lines.next() {
            var cells = row.fields.map { $0.isEmpty ? SheetCell.empty : .text($0) }
            count += cells.count
            guard count <= limits.cells else { throw .tooLarge(what: .cells, limit: limits.cells) }
            while cells.last == .empty { cells.removeLast() }
            if !cells.isEmpty { rows.append(Row(number: row.line, cells: cells)) }
        }
        return Sheet(name: "", rows: rows)
    }

    /// A CSV file of texts, with the byte order mark by which spreadsheet programs know UTF-8.
    ///
    /// A text that a spreadsheet program would take for a formula gets a tab in front, which readers
    /// of registers take away again.
    public static func csv(of rows: [[String]]) -> String {
        "\u{FEFF}" + rows.map { $0.map(field).joined(separator: ",") + "\r\n" }.joined()
    }

    private static func field(_ text: String) -> String {
        let isFormula = ["=", "+", "-", "@"].contains(text.first) && Double(text) == nil
        let text = isFormula ? "\t" + text : text
        let needsQuotes = text.unicodeScalars.contains { ["\"", ",", "\n", "\r"].contains($0) }
        return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
}

/// Splits RFC 4180 text into rows; blank lines are passed over.
public struct CSVRows {
    private var rest: Substring.UnicodeScalarView
    private var line = 1

    /// The rows of a text; a byte order mark is left out.
    public init(_ text: String) {
        rest = text[...].unicodeScalars
        if rest.first == "\u{FEFF}" { rest.removeFirst() }
    }

    /// The next row with the line it begins on, blanks around fields taken away; nil at the end.
    ///
    /// - Throws: `SheetError.quotes`.
    public mutating func next() throws(SheetError) -> (line: Int, fields: [String])? {
        while let first = rest.first, first == "\n" || first == "\r" {
            if first == "\n" { line += 1 }
            rest.removeFirst()
        }
        guard !rest.isEmpty else { return nil }
        let start = line
        var fields: [String] = []
        while true {
            fields.append(try field(start))
            guard let separator = rest.popFirst() else { return (start, fields) }
            if separator == "," { continue }
            if separator == "\r", rest.first == "\n" { rest.removeFirst() }
            line += 1
            return (start, fields)
        }
    }

    private mutating func field(_ start: Int) throws(SheetError) -> String {
        guard rest.first == "\"" else {
            let end = rest.firstIndex { $0 == "," || $0 == "\n" || $0 == "\r" } ?? rest.endIndex
            defer { rest = rest[end...] }
            let text = rest[..<end]
            guard !text.contains("\"") else { throw .quotes(line: start, fault: .inside) }
            return Self.trimmed(text)
        }
        rest.removeFirst()
        var text = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            if scalar == "\"" {
                guard rest.first == "\"" else {
                    guard rest.isEmpty || [",", "\n", "\r"].contains(rest.first) else {
                        throw .quotes(line: start, fault: .after)
                    }
                    return Self.trimmed(text[...])
                }
                rest.removeFirst()
            }
            if scalar == "\n" { line += 1 }
            text.append(scalar)
        }
        throw .quotes(line: start, fault: .open)
    }

    private static func trimmed(_ text: Substring.UnicodeScalarView) -> String {
        let isSpace: (UnicodeScalar) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\u{3000}" }
        let end = text.lastIndex { !isSpace($0) }.map(text.index(after:)) ?? text.startIndex
        return String(Substring(text[..<end].drop(while: isSpace)))
    }
}
