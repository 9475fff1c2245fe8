import CountyProgramme
import Testing

/// What is checked is computed: whoever changes a word, a number, a row or a relation of a plan
/// changes what is found.
struct StructureMutationTests {
    /// A change of a line: the other words, or nil for taking it out.
    private typealias Change = (String) -> [String?]

    /// How many lines of a kind are changed at most, spread over all of them.
    private static let most = 8

    /// For each line that has a change one that is accepted shows, or all are refused.
    ///
    /// - Returns: How many lines have one.
    private func eachChangeShows(
        _ id: String, _ file: String, where isMeant: (String) -> Bool, _ change: Change
    ) throws -> Int {
        let text = try PackText(id)
        let meant = text.lines(file).enumerated().filter { isMeant($0.element) }
            .map { (place: $0.offset, line: $0.element, others: change($0.element)) }
            .filter { place, line, others in others.contains { $0 != line } }
        for index in stride(from: 0, to: meant.count, by: meant.count / Self.most + 1) {
            let (place, line, others) = meant[index]
            let outcomes = others.lazy.map { text.with($0, at: place, of: file).outcome() }
            let shows = outcomes.contains { $0 != nil && $0 != text.before }
            #expect(
                shows || outcomes.allSatisfy { $0 == nil }, "\(id)/\(file):\(place + 1) \(line)")
        }
        return meant.count
    }

    private func figures(_ id: String) throws -> [String] {
        let pack = try PlanPacks.pack(id)
        return pack.figureOrder.filter { pack.figures[$0]?.extent != nil }
    }

    @Test(
        "Words that other counties are compared with", arguments: ["gengma", "luoshan", "xixian"])
    func words(id: String) throws {
        let count = try eachChangeShows(
            id, "structure.yaml", where: { $0.contains(", sentence: ") }
        ) {
            [$0.setting("is", to: "别的说法")]
        }
        #expect(count > 1)
    }

    @Test("Numbers and items of lists", arguments: ["luoshan", "xinhe", "xixian"])
    func items(id: String) throws {
        let isItem = { (line: String) in
            line.hasPrefix("      - {no: ") || line.hasPrefix("      - {is: ")
        }
        let count = try eachChangeShows(id, "structure.yaml", where: isItem) { line in
            [line.setting("no", to: "99") ?? line.replacing("{is:", with: "{no: 99, is:"), nil]
        }
        #expect(count > 10)
    }

    @Test("Formulas", arguments: PlanPacks.ids)
    func formulas(id: String) throws {
        let count = try eachChangeShows(
            id, "structure.yaml", where: { $0.contains(", relation: ") }
        ) {
            line in
            guard let right = line.value(of: "right"), let left = line.value(of: "left") else {
                return []
            }
            let formula = right.filter { $0 != "\"" }
            return ["( \(formula) ) * [1009]", "( \(formula) ) / [1009]", left].map {
                line.setting("right", to: "\"\($0)\"")
            }
        }
        #expect(count > 0)
    }

    @Test(
        "What a total, share, growth, count or source of money is held against",
        arguments: PlanPacks.ids)
    func references(id: String) throws {
        let figures = try figures(id)
        let lists = try PlanPacks.pack(id).lists.map(\.id)
        var count = 0
        for key in ["left", "total", "stated", "share", "amount", "base", "value", "growth"] {
            for file in ["structure.yaml", "money.yaml"] {
                let isMeant = { (line: String) in
                    // A source without a column is compared with nothing but the others' sum, and a
                    // shared measure with counties that may not be beside it.
                    !(file == "money.yaml" && !line.contains("column: budget."))
                        && !(line.contains("{id: delivery-"))
                }
                count += try eachChangeShows(id, file, where: isMeant) { line in
                    guard let old = line.value(of: key), figures.contains(old) else { return [] }
                    return figures.prefix(3).map { line.setting(key, to: $0) }
                }
            }
        }
        count += try eachChangeShows(id, "structure.yaml", where: { $0.contains(", lists: [") }) {
            line in lists.map { line.setting("lists", to: "[\($0)]") }
        }
        count += try eachChangeShows(id, "structure.yaml", where: { $0.contains(", parts: [") }) {
            line in
            let parts = line.value(of: "parts")?.dropFirst().dropLast() ?? ""
            let fewer = parts.split(separator: ", ").dropLast().joined(separator: ", ")
            return [line.setting("parts", to: "[\(fewer)]")]
        }
        #expect(count > 1)
    }

    @Test("The side a relation allows", arguments: PlanPacks.ids)
    func relations(id: String) throws {
        let text = try PackText(id)
        let pack = try text.pack()
        for (place, line) in text.lines("structure.yaml").enumerated() {
            guard let relation = line.value(of: "relation"), let left = line.value(of: "left"),
                let claim = line.value(of: "id").flatMap({ id in pack.claims.first { $0.id == id } }
                ),
                ([left] + claim.right.figures).allSatisfy({ pack.figures[$0]?.extent != nil }),
                let value = pack.figures[left]?.extent?.figure
            else { continue }
            let others = ["\"=\"", "\">=\"", "\"<=\""].filter { $0 != relation }
            for other in others {
                let words = line.setting("relation", to: other)
                let changed = try text.with(words, at: place, of: "structure.yaml").pack()
                let factors = [Rational(1009), Rational(1_000_000), try Rational(1, over: 1009)]
                let shows = try factors.contains { factor in
                    let number = Quantity(try value.value.multiplied(by: factor), value.unit)
                    let outcomes = try [pack, changed].map { pack in
                        let copy = try #require(
                            pack.replacing(figure: left, with: .exactly(number)))
                        return FindingOutcome.all(of: copy, beside: text.sisters)
                    }
                    return outcomes.first != outcomes.last
                }
                #expect(shows, "\(claim.id) \(other)")
            }
        }
    }

    @Test("Rows of a table", arguments: ["luoshan", "wuhua", "xixian"])
    func rows(id: String) throws {
        let pack = try PlanPacks.pack(id)
        let table = try #require(pack.tables.first)
        let rows = pack.projects.compactMap(\.row).map(\.row)
        let groups = Set(table.rows.compactMap(\.group)).sorted()
        let isRow = { (line: String) in
            line.hasPrefix("      - {id: ") && line.contains(", cells: [")
                && line.contains(", group: ")
        }
        let isTableRow = { (line: String) in
            isRow(line) && table.rows.contains { $0.id == line.value(of: "id") }
        }
        let moved = try eachChangeShows(id, "money.yaml", where: isTableRow) { line in
            groups.map { line.setting("group", to: $0) }
        }
        let doubled = try eachChangeShows(id, "money.yaml", where: isRow) { line in
            [line.setting("id", to: "again").map { "\(line)\n\($0)" }]
        }
        #expect(moved == table.rows.count)
        #expect(doubled == table.rows.count + table.subtotals.count)
        let isOfProject = { (line: String) in
            isTableRow(line) && rows.contains { $0 == line.value(of: "id") }
        }
        for (key, value) in [("no", "99"), ("name", "别的名字")] {
            let named = try eachChangeShows(id, "money.yaml", where: isOfProject) { line in
                [line.setting(key, to: value)]
            }
            #expect(named == rows.count)
        }
    }

    @Test("Headings, numbers and rows of projects", arguments: ["luoshan", "xixian"])
    func projects(id: String) throws {
        let pack = try PlanPacks.pack(id)
        let rows = try #require(pack.tables.first).rows.map(\.id)
        let projects = pack.projects.count
        let headings = try eachChangeShows(
            id, "schedule.yaml", where: { $0.hasPrefix("    heading: {") }
        ) { [$0.setting("is", to: "别的标题")] }
        let numbers = try eachChangeShows(
            id, "schedule.yaml", where: { $0.hasPrefix("    no: ") }
        ) { _ in ["    no: 99"] }
        let placed = try eachChangeShows(
            id, "schedule.yaml", where: { $0.hasPrefix("    row: ") }
        ) { _ in rows.prefix(2).map { "    row: budget.\($0)" } }
        #expect(headings == projects && numbers == projects && placed == projects)
    }

    @Test("Dates as they are printed", arguments: PlanPacks.ids)
    func printedDays(id: String) throws {
        let isDay = { (line: String) in
            line.hasPrefix("      - {id: due-") || line.hasPrefix("  - {id: ")
        }
        _ = try eachChangeShows(id, "schedule.yaml", where: isDay) { line in
            [line.setting("printed", to: "2020底前")]
        }
    }

    @Test("Phases that hold or follow the projects", arguments: ["luoshan", "xixian"])
    func phases(id: String) throws {
        let text = try PackText(id)
        var flags = 0
        for (place, line) in text.lines("schedule.yaml").enumerated() {
            for key in ["holds_projects", "follows_projects"] {
                guard let without = line.without(key), let phase = line.value(of: "id") else {
                    continue
                }
                flags += 1
                let early = try #require(Day("1999-01-01"))
                let changed = text.with(without, at: place, of: "schedule.yaml")
                let outcomes = try [text, changed].map { text in
                    let copy = try #require(try text.pack().replacing(day: phase, with: early))
                    return FindingOutcome.all(of: copy, beside: text.sisters)
                }
                #expect(outcomes.first != outcomes.last, "\(id) \(phase) \(key)")
            }
        }
        #expect(flags == 2)
    }

    @Test("Parties, duties and what has to be apart", arguments: PlanPacks.ids)
    func duties(id: String) throws {
        let pack = try PlanPacks.pack(id)
        let holders = Set(pack.duties.map(\.party))
        _ = try eachChangeShows(
            id, "parties.yaml",
            where: { line in line.value(of: "id").map(holders.contains) == true }
        ) { [$0.without("exists")] }
        guard let separation = pack.separations.first else { return }
        let duties = try eachChangeShows(
            id, "parties.yaml", where: { $0.hasPrefix("  - {party: ") }
        ) { line in
            let both = [separation.first, separation.second].compactMap {
                line.setting("kind", to: $0)
            }
            return [([line] + both).joined(separator: "\n")]
        }
        #expect(duties == pack.duties.count)
        let apart = try eachChangeShows(
            id, "parties.yaml", where: { $0.hasPrefix("  - {first: ") }
        ) { _ in [nil] }
        #expect(apart == pack.separations.count)
    }

    @Test("Names and annexes", arguments: ["luoshan", "xixian"])
    func namesAndParts(id: String) throws {
        let names = try PlanPacks.pack(id).names.compactMap(\.value.value)
        let changed = try eachChangeShows(
            id, "parties.yaml", where: { $0.hasPrefix("  - {is: ") }
        ) { line in
            names.map { line.setting("is", to: String($0.reversed())) }
        }
        #expect(changed == names.count)
        let parts = try eachChangeShows(id, "pack.yaml", where: { $0.contains(", listed: ") }) {
            line in
            [line.without("present") ?? line.replacing("}", with: ", present: L999 附件}")]
        }
        let all = try PlanPacks.pack(id).parts.count
        #expect(parts == all)
    }

    @Test("A value that is needed and becomes unknown", arguments: PlanPacks.ids)
    func unknown(id: String) throws {
        let pack = try PlanPacks.pack(id)
        let used = pack.check(beside: []).used
        let isNeeded = { (line: String) in
            guard let figure = line.value(of: "id").flatMap({ pack.figures[$0] }),
                figure.extent != nil
            else { return false }
            return figure.role == .target || figure.role == .standard || used.contains(figure.id)
        }
        let count = try eachChangeShows(id, "figures.yaml", where: isNeeded) { line in
            [(line.without("printed") ?? line).setting("is", to: "unknown, why: 没有写")]
        }
        #expect(count > 10)
    }

    @Test("A value that nothing needs may stay unknown")
    func notNeeded() throws {
        let text = try PackText("luoshan")
        for id in ["railway-east", "rice", "school-years"] {
            let lines = text.lines("figures.yaml")
            let place = try #require(lines.firstIndex { $0.value(of: "id") == id })
            let line = (lines[place].without("printed") ?? "").setting(
                "is", to: "unknown, why: 没有写")
            #expect(
                text.with(line, at: place, of: "figures.yaml").outcome() == text.before, "\(id)")
        }
    }
}
