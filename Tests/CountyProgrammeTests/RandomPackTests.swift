import CountyProgramme
import SeededRandom
import StrictYAML
import Testing

/// Packs nobody wrote: they are read or refused, and what adds up passes.
struct RandomPackTests {
    private static let files = (try? PlanPacks.files("luoshan")) ?? []

    /// A file with a few characters removed, doubled or exchanged.
    private static func damaged(_ text: String, _ generator: inout SeededGenerator) -> String {
        var characters = Array(text)
        for _ in 0..<Int.random(in: 1...4, using: &generator) where !characters.isEmpty {
            let place = Int.random(in: characters.indices, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: characters.remove(at: place)
            case 1: characters.insert(characters[place], at: place)
            case 2: characters[place] = "9"
            default:
                let other = Int.random(in: characters.indices, using: &generator)
                characters.swapAt(place, other)
            }
        }
        return String(characters)
    }

    @Test(arguments: 0..<48)
    func damagedPackIsReadOrRefused(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let victim = try #require(Self.files.indices.randomElement(using: &generator))
        var files = Self.files
        files[victim] = PackFile(
            name: files[victim].name, text: Self.damaged(files[victim].text, &generator))
        do {
            let report = try ProgrammePack(id: "luoshan", files: files).check()
            #expect(report.checked > 0)
        } catch let error as YAMLError {
            #expect(!error.message.isEmpty && error.line > 0)
            #expect(error.chineseMessage != error.message)
        }
    }

    /// A table of random amounts whose sums are right, except where one cell is moved.
    private static func table(
        moving cell: (row: Int, column: Int)?, _ generator: inout SeededGenerator
    ) -> String {
        let groups = Int.random(in: 1...3, using: &generator)
        var rows: [[Int]] = []
        var subtotals: [[Int]] = []
        var text = ""
        for group in 0..<groups {
            var sum = [0, 0, 0]
            for _ in 0..<Int.random(in: 2...4, using: &generator) {
                let parts = (0..<2).map { _ in Int.random(in: 1...9999, using: &generator) }
                var cells = [parts[0] + parts[1]] + parts
                sum = zip(sum, cells).map(+)
                if let cell, cell.row == rows.count { cells[cell.column] += 1 }
                text +=
                    "      - {id: r\(rows.count), name: 行\(rows.count), group: g\(group),"
                    + " lines: [1], cells: \(cells)}\n"
                rows.append(cells)
            }
            subtotals.append(sum)
        }
        text += "    subtotals:\n"
        for (group, cells) in subtotals.enumerated() {
            text +=
                "      - {id: s\(group), name: 小计, group: g\(group), lines: [1], cells: \(cells)}\n"
        }
        let total = subtotals.reduce([0, 0, 0]) { zip($0, $1).map(+) }
        return """
            tables:
              - id: t
                title: 表
                unit: 万元
                columns:
                  - {id: sum, name: 合计, total: true}
                  - {id: a, name: 甲}
                  - {id: b, name: 乙}
                rows:

            """ + text + "    total: {id: total, name: 合计, lines: [1], cells: \(total)}\n"
    }

    private static func report(_ money: String) throws -> CheckReport {
        try ProgrammePack(
            files: [
                PackFile(name: "pack.yaml", text: PackReadingTests.head),
                PackFile(name: "money.yaml", text: money),
            ]
        ).check()
    }

    @Test(arguments: 0..<32)
    func tableThatAddsUpPasses(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let report = try Self.report(Self.table(moving: nil, &generator))
        #expect(report.findings.filter { $0.kind == .table } == [])
        #expect(report.checked > 10)
    }

    @Test(arguments: 0..<32)
    func oneMovedCellIsFoundAcrossAndDown(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let column = Int.random(in: 0...2, using: &generator)
        let row = Int.random(in: 0...1, using: &generator)
        let report = try Self.report(Self.table(moving: (row, column), &generator))
        let ids = Set(report.findings.filter { $0.kind == .table }.map(\.id))
        let name = ["sum", "a", "b"][column]
        #expect(
            ids == [
                "table.t.r\(row).sum.across", "table.t.s0.\(name).down",
                "table.t.total.\(name).rows",
            ])
    }
}
