import CountyProgramme
import Testing

/// The printed tables, cell by cell.
struct TableTests {
    struct Line: Sendable, CustomTestStringConvertible {
        let pack: String
        let row: [String]
        var testDescription: String { "\(pack) \(row[2])" }
    }

    static let budget = TestData.rows("tables.csv").filter { $0[1] == "budget" }
        .map { Line(pack: $0[0], row: $0) }
    static let shares = TestData.rows("tables.csv").filter { $0[1] == "shares" }
        .map { Line(pack: $0[0], row: $0) }
    static let packs: [String: ProgrammePack] = Dictionary(
        uniqueKeysWithValues: ["luoshan", "xixian", "wuhua"].compactMap { id in
            (try? PlanPacks.pack(id)).map { (id, $0) }
        })

    @Test(arguments: budget)
    func budgetLineIsAsPrinted(_ line: Line) throws {
        let pack = try #require(Self.packs[line.pack])
        let table = try #require(pack.tables.first { $0.id == "budget" })
        let total = try #require(table.total)
        let all = table.rows + table.subtotals + [total]
        let row = try #require(all.first { $0.id == line.row[2] })
        #expect(row.number.map(String.init) ?? "" == line.row[3])
        #expect(row.name == line.row[4])
        let printed = line.row[5].split(separator: " ").map(String.init)
        #expect(row.cells.map { pack.figures[$0]?.stated.printed } == printed)
        for (id, text) in zip(row.cells, printed) {
            let figure = try #require(pack.figures[id])
            let value = try #require(Rational(text == "—" ? "0" : text))
            #expect(figure.extent == .exactly(Quantity(value, table.unit)))
            let near = try #require(Int(line.row[6]))
            #expect((near...(near + 8)).contains(figure.stated.source?.line ?? 0))
        }
    }

    @Test func noLineIsLeftOut() throws {
        for (id, pack) in Self.packs {
            let lines = pack.tables.flatMap { $0.rows + $0.subtotals }.count + pack.tables.count
            #expect(lines == Self.budget.filter { $0.pack == id }.count)
        }
        #expect(Self.packs.count == 3)
        #expect(Self.budget.count == 74)
    }

    @Test(arguments: shares)
    func shareLineIsAsPrinted(_ line: Line) throws {
        let pack = try #require(Self.packs[line.pack])
        let printed = line.row[5].split(separator: " ").map(String.init)
        for (place, id) in ["upper", "county", "social"].enumerated() {
            let column = try #require(pack.shares.first { $0.id == id })
            let cell = column.cells[try #require(Int(line.row[2])) - 1]
            #expect(pack.figures[cell.amount]?.stated.printed == printed[2 * place])
            #expect(pack.figures[cell.share]?.stated.printed == printed[2 * place + 1])
        }
    }
}
