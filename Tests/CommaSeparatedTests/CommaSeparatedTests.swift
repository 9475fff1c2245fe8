import CommaSeparated
import SeededRandom
import Testing

@Suite("Comma-separated text")
struct CommaSeparatedTests {
    @Test("Quotes, blank lines, every end of line, and the line each row begins on")
    func reads() throws {
        let text = "\u{FEFF}a, b \r\n\r\n\"甲\n,乙\",\"说\"\"好\"\"\"\n\r末\rx,"
        let rows = try CSVRows.all(of: text)
        #expect(rows.map(\.cells) == [["a", "b"], ["甲\n,乙", "说\"好\""], ["末"], ["x", ""]])
        #expect(rows.map(\.line) == [1, 3, 6, 7])
        #expect(try CSVRows.all(of: "").isEmpty && CSVRows.all(of: "\u{FEFF}\r\n\n\r").isEmpty)
        #expect(try CSVRows.all(of: ",\n")[0].cells == ["", ""])
    }

    @Test(
        "What cannot be read is told with its line",
        arguments: [
            ("a,b\nc\"d,e", CSVFault(line: 2, kind: .quoteInside)),
            ("\"a\"b", CSVFault(line: 1, kind: .afterQuote)),
            ("\"a\" ,b", CSVFault(line: 1, kind: .afterQuote)),
            ("a\n\"b\nc,d\n", CSVFault(line: 2, kind: .openQuote)),
        ])
    func faults(_ text: String, _ fault: CSVFault) {
        #expect(throws: fault) { try CSVRows.all(of: text) }
    }

    @Test(
        "What a spreadsheet program would compute is written as text and read back",
        arguments: [
            "=cmd|' /C calc'!A0", "+1+2", "-1+2", "@SUM(A1)", "+8613800000000", "＝1", "－甲", "-",
            "-.", "--1", "-1e5", "-inf",
        ])
    func formulas(_ text: String) throws {
        let written = CSVText.of([[text]])
        let isNumber = text == "-."
        #expect(written.hasPrefix("\u{FEFF}\t") || isNumber)
        #expect(try CSVRows.all(of: written).map(\.cells) == [[text]])
    }

    @Test("Numbers and words stay as they are", arguments: ["-5", "-12.50", "5", "甲-乙", "1+1"])
    func plain(_ text: String) {
        #expect(CSVText.of([[text]]) == "\u{FEFF}\(text)\r\n")
    }

    @Test("What begins with a tab or a line end is no formula either", arguments: ["\t=1", "\r=1"])
    func blanks(_ text: String) throws {
        let written = CSVText.of([[text]])
        #expect(written.contains("\t" + text))
        #expect(try CSVRows.all(of: written).first?.cells != nil)
    }

    @Test("Any table without blanks at the ends of cells is given back", arguments: 0..<64)
    func anyTable(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "甲", "\"", ",", "\n", "\r", "=", "-", "+", "@", "0", "\u{FEFF}", "\u{301}", "😀",
        ]
        let width = Int.random(in: 1...4, using: &random)
        let rows = (0..<Int.random(in: 1...9, using: &random)).map { _ in
            (0..<width).map { column in
                let count = Int.random(in: column == 0 ? 1...5 : 0...5, using: &random)
                return (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            }
        }
        let back = try CSVRows.all(of: CSVText.of(rows))
        #expect(back.map(\.cells) == rows)
    }

    @Test("Any text is read or told, in time that grows with its length", arguments: 0..<64)
    func anyText(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pieces = ["a", "\"", "\"\"", ",", "\n", "\r\n", " ", "\t", "\u{0}"]
        let text = (0..<200).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
        do throws(CSVFault) {
            let rows = try CSVRows.all(of: text)
            let lines = rows.map(\.line)
            #expect(rows.allSatisfy { !$0.cells.isEmpty } && lines == lines.sorted())
        } catch {
            #expect(error.line >= 1 && !error.chinese.isEmpty && !error.english.isEmpty)
        }
    }
}
