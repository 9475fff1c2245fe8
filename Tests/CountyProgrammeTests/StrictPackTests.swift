import CountyProgramme
import StrictYAML
import Testing

/// What a pack may not leave unsaid or say twice, and what of it may not pass unnoticed.
struct StrictPackTests {
    private static func pack(_ files: [String: String]) throws -> ProgrammePack {
        let head = files["pack.yaml"] ?? PackReadingTests.head
        let others = files.filter { $0.key != "pack.yaml" }
        return try ProgrammePack(
            files: [PackFile(name: "pack.yaml", text: head)]
                + others.map { PackFile(name: $0.key, text: $0.value) })
    }

    private static let figures = """
        figures:
          - {id: a, name: a, is: 10 个, standing: assumed}
          - {id: b, name: b, is: 4 个, standing: assumed}
          - {id: c, name: c, is: 7 个, standing: assumed}
        """
    private static let decision = "finding: sum.s, decision: keep, on: 2018-06-01, seen: [a]"

    private static let refused: [(file: String, text: String)] = [
        ("decisions.yaml", "decisions: [{\(decision), by: \"\", reason: r}]"),
        ("decisions.yaml", "decisions: [{\(decision), by: 某局, reason: \" \"}]"),
        (
            "decisions.yaml",
            "decisions: [{\(decision), by: b, reason: r}, {\(decision), by: b, reason: r}]"
        ),
        (
            "decisions.yaml",
            "decisions: [{finding: decision.sum.s, decision: keep, on: 2018-06-01, seen: [a], by: b, reason: r}]"
        ),
        (
            "schedule.yaml",
            "phases: [{id: p, name: p, begins: {is: 2020-01-01, src: L1 2020年1月1日}, is: 2019-01-01, src: L1 2019年1月1日}]"
        ),
        ("structure.yaml", "sums: [{id: s, total: a, parts: []}]"),
        ("pack.yaml", PackReadingTests.head + "\n  to: 2019-12-31"),
        ("pack.yaml", PackReadingTests.head + "\n  sisters: [/etc]"),
        ("pack.yaml", PackReadingTests.head + "\n  sisters: [sample]"),
        (
            "money.yaml",
            """
            tables:
              - id: t
                title: t
                unit: 元
                columns: [{id: x, name: x}]
                rows: [{id: r, name: r, group: g, lines: [1], cells: [5]}]
                subtotals: [{id: s, name: s, group: "g ", lines: [1], cells: [999]}]
            """
        ),
        (
            "money.yaml",
            """
            tables:
              - id: t
                title: t
                unit: 元
                columns: [{id: x, name: x, total: true}, {id: y, name: y, total: true}]
                rows: [{id: r, name: r, lines: [1], cells: [5, 5]}]
            """
        ),
    ]

    @Test("Refused with its place", arguments: refused.indices)
    func refusedFile(index: Int) throws {
        let (file, text) = Self.refused[index]
        let error = #expect(throws: YAMLError.self) {
            try Self.pack(["figures.yaml": Self.figures, file: text])
        }
        #expect(error?.file == file)
    }

    @Test("An unknown day, an unknown wording and a table without a total do not pass")
    func unnoticed() throws {
        let schedule = """
            phases: [{id: p, name: p, is: unknown, why: 没有印, src: L1 p}]
            projects: [{id: x, milestones: [{id: m, name: m, is: unknown, why: 没有印, src: L1 p}]}]
            """
        let structure = "wordings: [{subject: s, aspect: n, is: unknown, why: 看不清, src: L1 s}]\n"
        let money = """
            funds: [{id: f, name: f, amount: a, column: t.x}]
            tables:
              - id: t
                title: t
                unit: 个
                columns: [{id: x, name: x}]
                rows: [{id: r, name: r, lines: [1], cells: [5]}, {id: q, name: q, lines: [1], cells: [4]}]
            """
        let report = try Self.pack([
            "figures.yaml": Self.figures, "schedule.yaml": schedule, "structure.yaml": structure,
            "money.yaml": money,
        ]).check()
        #expect(
            report.findings.map(\.id) == ["fund.f", "missing.p", "missing.m", "missing.s.n.1"])
        #expect(report.findings.first?.computed?.description == "1 个")
    }

    @Test(
        "Sums are held against bounds",
        arguments: [
            (">= 10 个", "4 个", "7 个", true), ("10 个", "4 个", "7 个", false),
            ("10 个", "<= 4 个", "6..9 个", true), ("20 个", "<= 4 个", "6..9 个", false),
            ("<= 10 个", "> 4 个", "> 6 个", false), ("~ 10 个", "4 个", "7 个", false),
            ("~ 11 个", "4 个", "7 个", true), (">= 12 个", "<= 4 个", "7 个", false),
        ])
    func bounds(whole: String, first: String, second: String, holds: Bool) throws {
        let figures = """
            figures:
              - {id: a, name: a, is: "\(whole)", standing: assumed}
              - {id: b, name: b, is: "\(first)", standing: assumed}
              - {id: c, name: c, is: "\(second)", standing: assumed}
            """
        let report = try Self.pack([
            "figures.yaml": figures, "structure.yaml": "sums: [{id: s, total: a, parts: [b, c]}]\n",
        ]).check()
        #expect(report.findings.isEmpty == holds)
    }

    @Test("Three equal parts printed as 33.3% each are no finding; a share too much is")
    func roundedShares() throws {
        func findings(_ last: String) throws -> [String] {
            let figures = """
                figures:
                  - {id: all, name: a, is: 3 元, standing: assumed}
                  - {id: v, name: a, is: 1 元, standing: assumed}
                  - {id: x, name: a, is: 33.3%, printed: "33.3", standing: assumed}
                  - {id: y, name: a, is: 33.3%, printed: "33.3", standing: assumed}
                  - {id: z, name: a, is: \(last)%, printed: "\(last)", standing: assumed}
                """
            let cells = ["x", "y", "z"].map { "{share: \($0), amount: v}" }.joined(separator: ", ")
            return try Self.pack([
                "figures.yaml": figures,
                "structure.yaml": "shares: [{id: s, base: all, cells: [\(cells)]}]\n",
            ]).check().findings.map(\.id)
        }
        #expect(try findings("33.3") == [])
        #expect(try findings("33.5") == ["share.z", "share.s"])
    }

    @Test("An alias that quotes over several lines hide is refused at once")
    func aliasBomb() {
        var text = "a: &a0 [x]\nb: \"\n"
        for level in 1...9 {
            text +=
                "  '\", &a\(level) ["
                + Array(repeating: "*a\(level - 1)", count: 9)
                .joined(separator: ", ") + "], \"'\n"
        }
        text += "\"\n? [*a9]\n: 1\n? [*a9, x]\n: 2\n"
        #expect(throws: YAMLError.self) { try YAMLDocument(text: text, file: "x.yaml") }
        #expect((try? YAMLDocument(text: "a: \"R&D * 3\"\n", file: "x.yaml")) != nil)
    }

    @Test("The highest grade comes first")
    func grades() {
        let sheet = """
            sheets:
              - {id: s, title: t, scope: c, src: L1 t, items: [{id: i, title: t, up_to: 100}],
                 grades: [{name: 合格, from: 60}, {name: 优, from: 90}]}
            """
        #expect(throws: YAMLError.self) { try Rulebook(files: [("assessment.yaml", sheet)]) }
        let right = sheet.replacing(
            "{name: 合格, from: 60}, {name: 优, from: 90}",
            with: "{name: 优, from: 90}, {name: 合格, from: 60}")
        #expect(throws: Never.self) { try Rulebook(files: [("assessment.yaml", right)]) }
    }
}
