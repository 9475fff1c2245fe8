import CountyProgramme
import SeededRandom
import StrictYAML
import Testing

/// Packs nobody wrote: they are read or refused, and what adds up passes.
struct RandomPackTests {
    private static let packs: [String: [PackFile]] = Dictionary(
        uniqueKeysWithValues: RuleFiles.names.map { ($0, (try? PlanPacks.files($0)) ?? []) })

    /// What is read from the files of a pack, to be held against what is read from damaged ones.
    private struct Reading {
        let pack: ProgrammePack
        let rules: Rulebook
        let policies: [FundPolicy]

        init(_ files: [PackFile]) throws {
            pack = try ProgrammePack(files: files)
            rules = try Rulebook(files: files.map { ($0.name, $0.text) })
            policies = try FundPolicy.policies(in: files)
        }

        func differs(from other: Reading) -> Bool {
            !pack.changes(from: other.pack).isEmpty || !rules.changes(from: other.rules).isEmpty
                || policies != other.policies
        }
    }

    private static let readings = packs.compactMapValues { try? Reading($0) }

    /// The values of a file without its comments, blanks and quotes.
    private static func values(_ text: String) -> String? {
        (try? YAMLDocument(text: text, file: "x.yaml").root).map(values)
    }

    private static func values(_ node: YAMLNode) -> String {
        if let members = try? node.list() { return "[\(members.map(values))]" }
        if let entries = try? node.entries() {
            return "{\(entries.map { "\($0.key): \(values($0.value))" }.sorted())}"
        }
        return (try? node.string()) ?? ""
    }

    /// An accepted file says the same, or what it says otherwise shows.
    private static func expectShown(
        _ reading: Reading, of id: String, _ damaged: PackFile
    ) throws {
        let original = try #require(packs[id]?.first { $0.name == damaged.name })
        guard values(original.text) != values(damaged.text) else { return }
        let before = try #require(readings[id])
        #expect(reading.differs(from: before), "\(id)/\(damaged.name)")
    }

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

    @Test(
        "A damaged file is refused with its place, or its damage shows", arguments: 0..<UInt64(96))
    func damagedPackIsReadOrRefused(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let id = RuleFiles.names[Int(seed) % RuleFiles.names.count]
        var files = try #require(Self.packs[id])
        let victim = try #require(files.indices.randomElement(using: &generator))
        let name = files[victim].name
        files[victim] = PackFile(name: name, text: Self.damaged(files[victim].text, &generator))
        do {
            let reading = try Reading(files)
            for day in [Day.first, Day("2019-06-30") ?? .first, .last] {
                #expect(reading.pack.state(on: day, rules: reading.rules).day == day)
            }
            #expect(reading.pack.check().checked > 0)
            try Self.expectShown(reading, of: id, files[victim])
        } catch let error as YAMLError {
            #expect(!error.message.isEmpty && error.line > 0)
            #expect(error.chineseMessage != error.message)
        }
    }

    @Test(
        "A key that is misspelt anywhere is refused in its file, by every reader")
    func everyKey() throws {
        let id = "xinhe"
        let files = try #require(Self.packs[id])
        let before = try #require(Self.readings[id])
        var seen: Set<String> = []
        for (place, file) in files.enumerated() {
            let kind = file.name.split(separator: "/").first.map(String.init) ?? file.name
            let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
            for (number, line) in lines.enumerated()
            where !line.drop(while: { $0 == " " }).hasPrefix("#") {
                for match in line.matches(of: #/(?:^|[\x7B,-]) *([a-z_]+): /#)
                where seen.insert("\(kind) \(match.output.1)").inserted {
                    let key = match.output.1
                    var other = lines
                    other[number] =
                        line[..<key.startIndex] + key + "x" + line[key.endIndex...]
                    var damaged = files
                    damaged[place] = PackFile(name: file.name, text: other.joined(separator: "\n"))
                    do {
                        let reading = try Reading(damaged)
                        #expect(reading.differs(from: before), "\(file.name): \(key)")
                    } catch let error as YAMLError {
                        #expect(error.file == file.name || error.file == kind, "\(error)")
                        #expect(error.chineseMessage != error.message)
                    }
                }
            }
        }
    }

    private static let hostile = [
        "-1", "0", "-9223372036854775808", "9223372036854775807 元", "1/0 元", "0000-01-01",
        "9999-12-31", "10000-01-01", "\"\\u0000\"", "[]", "{}", "\"\"", "unknown", "[[[[[]]]]]",
        "0.000000000000001 元", "万万万万万万万 元", "~ 1 %", "9223372036854775807..1 元",
    ]

    @Test(
        "A hostile value in any place is refused or computed, by every reader",
        arguments: 0..<UInt64(96))
    func hostileValues(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let id = RuleFiles.names[Int(seed) % RuleFiles.names.count]
        var files = try #require(Self.packs[id])
        let victim = try #require(files.indices.randomElement(using: &generator))
        var lines = files[victim].text.split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
        let places = lines.indices.filter { lines[$0].contains(": ") }
        guard let place = places.randomElement(using: &generator) else { return }
        let value = Self.hostile.randomElement(using: &generator) ?? ""
        let parts = lines[place].split(separator: ": ", maxSplits: 40).map(String.init)
        let cut = Int.random(in: 1..<parts.count, using: &generator)
        let rest = parts[cut].drop { !",}]".contains($0) }
        lines[place] = (parts[..<cut] + [value + rest] + parts[(cut + 1)...])
            .joined(separator: ": ")
        files[victim] = PackFile(name: files[victim].name, text: lines.joined(separator: "\n"))
        do {
            let reading = try Reading(files)
            #expect(reading.pack.check().checked > 0)
            #expect(reading.pack.state(on: .last, rules: reading.rules).pack == reading.pack.id)
            #expect(!reading.differs(from: reading))
            try Self.expectShown(reading, of: id, files[victim])
        } catch let error as YAMLError {
            #expect(error.line > 0 && error.chineseMessage != error.message)
        }
    }

    @Test(
        "Of a pack made up, every unknown value a sum needs is asked about and none is computed with",
        arguments: 0..<UInt64(48))
    func noSilentDefault(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var figures = "figures:\n"
        var unknown: Set<String> = []
        var values: [Int?] = []
        for number in 0..<24 {
            let isUnknown = Int.random(in: 0..<5, using: &generator) == 0
            let value = Int.random(in: 0..<1_000, using: &generator)
            values.append(isUnknown ? nil : value)
            if isUnknown { unknown.insert("f\(number)") }
            let what = isUnknown ? "is: unknown, why: 没有写" : "is: \(value) 元, src: L1 \(value)元"
            figures += "  - {id: f\(number), name: 数, \(what)}\n"
        }
        var structure = "sums:\n"
        var wrong: Set<String> = []
        var needed: Set<String> = []
        for number in 0..<12 {
            let members = (0..<4).map { _ in Int.random(in: 0..<24, using: &generator) }
            needed.formUnion(members.map { "f\($0)" })
            let parts = members.dropFirst().map { "f\($0)" }.joined(separator: ", ")
            structure += "  - {id: s\(number), total: f\(members[0]), parts: [\(parts)]}\n"
            let known = members.compactMap { values[$0] }
            if known.count == 4, known[0] != known[1...].reduce(0, +) {
                wrong.insert("sum.s\(number)")
            }
        }
        let report = try ProgrammePack(files: [
            PackFile(name: "pack.yaml", text: PackReadingTests.head),
            PackFile(name: "figures.yaml", text: figures),
            PackFile(name: "structure.yaml", text: structure),
        ]).check()
        #expect(Set(report.findings.filter { $0.kind == .sum }.map(\.id)) == wrong)
        let asked = report.findings.filter { $0.kind == .missing }.flatMap(\.evidence)
            .filter { $0.value.description == "unknown" }
        #expect(Set(asked.map(\.id)) == unknown.intersection(needed))
        #expect(Set(report.findings.map(\.id)).count == report.findings.count)
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
