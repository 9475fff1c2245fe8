import Testing

/// The table of what each row of the ledger can do, and the test that shows it.
@Suite("Coverage of the ledger")
struct LedgerTests {
    private static let path = "Tests/Coverage/ledger.csv"

    /// How many rows each area of the ledger has.
    private static let areas: KeyValuePairs = [
        "A": 30, "B": 24, "C": 51, "D": 69, "E": 28, "F": 49, "G": 40, "H": 24, "I": 59, "J": 18,
        "K": 41, "L": 17, "M": 47, "N": 19, "O": 21, "P": 40, "Q": 44, "R": 34,
    ]

    struct Row: Sendable, CustomTestStringConvertible {
        let id: String
        let state: String
        let place: String
        let test: String
        let note: String

        var testDescription: String { id }
    }

    private static let rows: [Row] = Checkout.lines(path).dropFirst().compactMap { line in
        let cells = cells(of: line)
        guard cells.count == 5 else { return nil }
        return Row(id: cells[0], state: cells[1], place: cells[2], test: cells[3], note: cells[4])
    }

    private static let shown: [Row] = rows.filter { ["works", "partly"].contains($0.state) }

    private static func cells(of line: Substring) -> [String] {
        var cells = [""]
        var isQuoted = false
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: cells.append("")
            default: cells[cells.count - 1].append(character)
            }
        }
        return cells
    }

    @Test("every row of the ledger stands there once, in order")
    func everyRow() {
        let ids = Self.areas.flatMap { area, count in
            (1...count).map { "\(area)\($0 < 10 ? "0" : "")\($0)" }
        }
        #expect(ids.count == 655)
        #expect(Checkout.lines(Self.path).first == "id,state,where,test,note")
        #expect(Self.rows.map(\.id) == ids)
    }

    @Test("a state is one of four, and says what it has to")
    func states() {
        for row in Self.rows {
            switch row.state {
            case "works", "partly": #expect(!row.place.isEmpty && !row.test.isEmpty, "\(row.id)")
            case "not software": #expect(!row.note.isEmpty && row.test.isEmpty, "\(row.id)")
            case "not yet": #expect(row.test.isEmpty, "\(row.id)")
            default: Issue.record("\(row.id): \(row.state)")
            }
        }
    }

    @Test("at least 250 rows are shown to work, in the programs or in the library")
    func enough() {
        #expect(Self.shown.count >= 250)
    }

    @Test("the test a row names is there, runs, and takes the row", arguments: shown)
    func namedTest(row: Row) throws {
        let parts = row.test.split { ".()".contains($0) }.map(String.init)
        try #require(parts.count == 2 || parts.count == 3, "\(row.test)")
        let file = Checkout.swiftFiles(under: "Tests").first { $0.hasSuffix("/\(parts[0]).swift") }
        let text = try #require(file.flatMap(Checkout.text), "no suite \(parts[0])")
        let start = try #require(
            text.firstRange(of: " func \(parts[1])("), "no function \(parts[1])")
        let attribute = text[..<start.lowerBound].split(separator: "@Test").last ?? ""
        #expect(!attribute.contains("func "), "\(parts[1]) is no test")
        #expect(!attribute.contains(".disabled") && !attribute.contains(".enabled"))
        if parts.count == 3 {
            #expect(parts[2] == row.id)
            #expect(text.contains("\"\(row.id)\""), "\(parts[0]) does not take \(row.id)")
        } else {
            #expect(text.contains(row.id), "\(parts[0]) does not say \(row.id)")
        }
    }
}
