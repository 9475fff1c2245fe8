/// Comma-separated text (RFC 4180) that spreadsheet programs open as it is meant.
public enum CSVText {
    /// The rows as text, headed by the byte order mark by which spreadsheet programs know UTF-8.
    ///
    /// A cell that such a program would take for a formula gets a tab in front, which ``CSVRows``
    /// takes away again.
    public static func of(_ rows: [[String]]) -> String {
        "\u{FEFF}" + rows.map { $0.map(cell).joined(separator: ",") + "\r\n" }.joined()
    }

    private static func cell(_ text: String) -> String {
        let text = isFormula(text) ? "\t" + text : text
        let needsQuotes = text.unicodeScalars.contains { ["\"", ",", "\n", "\r"].contains($0) }
        guard needsQuotes else { return text }
        // By scalars: a quote with a combining mark is one character and still a quote.
        var quoted = String.UnicodeScalarView("\"".unicodeScalars)
        for scalar in text.unicodeScalars {
            if scalar == "\"" { quoted.append(scalar) }
            quoted.append(scalar)
        }
        return String(quoted) + "\""
    }

    /// Whether a spreadsheet program might compute it: full-width signs count as the others do, a
    /// negative number is only a number.
    private static func isFormula(_ text: String) -> Bool {
        let starts: Set<UnicodeScalar> = ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"]
        guard let first = text.unicodeScalars.first, starts.contains(first) else { return false }
        let isDigit: (UInt8) -> Bool = { (0x30...0x39).contains($0) || $0 == 0x2E }
        let isNumber = text.utf8.count > 1 && text.utf8.dropFirst().allSatisfy(isDigit)
        return !(first == "-" && isNumber)
    }
}
