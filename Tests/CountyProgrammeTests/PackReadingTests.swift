import CountyProgramme
import Foundation
import StrictYAML
import Testing

/// Packs are read strictly, and say in two languages what they expected.
struct PackReadingTests {
    static let head = """
        pack:
          id: sample
          county: {code: "990000000000", name: 样例县}
          number: 样政办〔2020〕1号
          issued: {is: 2020-01-01, src: L1 2020年1月1日}
          version: 1
          from: 2020-01-01
        """

    struct Mistake: Sendable, CustomTestStringConvertible {
        let name: String
        let file: String
        let text: String
        var testDescription: String { name }
    }

    static let mistakes = [
        Mistake(
            name: "unknown-key", file: "figures.yaml",
            text: "figures:\n  - {id: a, name: 甲, is: 3 个, scr: L1 三个}"),
        Mistake(
            name: "bad-number", file: "figures.yaml", text: "figures:\n  - {id: a, name: 甲, is: 三个}"
        ),
        Mistake(
            name: "unknown-without-reason", file: "figures.yaml",
            text: "figures:\n  - {id: a, name: 甲, is: unknown}"),
        Mistake(
            name: "reason-without-unknown", file: "figures.yaml",
            text: "figures:\n  - {id: a, name: 甲, is: 3 个, why: 没有写}"),
        Mistake(
            name: "same-id", file: "figures.yaml",
            text:
                "figures:\n  - {id: a, name: 甲, is: 3 个, src: L1 3个}\n  - {id: a, name: 乙, is: 4 个, src: L1 4个}"
        ),
        Mistake(
            name: "bad-source", file: "figures.yaml",
            text: "figures:\n  - {id: a, name: 甲, is: 3 个, src: 第一行}"),
        Mistake(
            name: "bad-role", file: "figures.yaml",
            text: "figures:\n  - {id: a, name: 甲, is: 3 个, role: goal}"),
        Mistake(
            name: "unknown-figure", file: "structure.yaml",
            text: "sums:\n  - {id: s, total: totl, parts: [total]}"),
        Mistake(
            name: "bad-formula", file: "structure.yaml",
            text:
                "claims:\n  - {id: c, left: total, relation: \"=\", right: \"total *\", because: 因为}"
        ),
        Mistake(
            name: "bad-relation", file: "structure.yaml",
            text: "claims:\n  - {id: c, left: total, relation: \"==\", right: total, because: 因为}"),
        Mistake(
            name: "bad-day", file: "schedule.yaml",
            text: "phases:\n  - {id: p, name: 一, is: 2020-02-30}"),
        Mistake(
            name: "missing-key", file: "schedule.yaml", text: "phases:\n  - {id: p, is: 2020-02-28}"
        ),
        Mistake(
            name: "cells", file: "money.yaml",
            text:
                "tables:\n  - id: t\n    title: 表\n    unit: 万元\n    columns:\n      - {id: a, name: 甲}\n      - {id: b, name: 乙}\n    rows:\n      - {id: r, name: 行, lines: [1], cells: [3]}"
        ),
        Mistake(
            name: "bad-cell", file: "money.yaml",
            text:
                "tables:\n  - id: t\n    title: 表\n    unit: 万元\n    columns:\n      - {id: a, name: 甲}\n    rows:\n      - {id: r, name: 行, lines: [1], cells: [三]}"
        ),
        Mistake(name: "unknown-file", file: "figure.yaml", text: "figures: []"),
        Mistake(
            name: "unknown-party", file: "parties.yaml",
            text:
                "parties:\n  - {id: commerce, name: 县商务局}\nduties:\n  - {party: comerce, kind: lead, is: 牵头, src: L1 牵头}"
        ),
        Mistake(
            name: "unknown-level", file: "stations.yaml",
            text:
                "kinds:\n  - {id: a, tier: townshp}"
        ),
        Mistake(
            name: "missing-tier", file: "stations.yaml",
            text:
                "kinds:\n  - {id: a}"
        ),
        Mistake(
            name: "unknown-basis", file: "stations.yaml",
            text:
                "kinds:\n  - {id: a, tier: village}\ncounts:\n  - {id: c, kinds: [a], figure: total, basis: all}"
        ),
        Mistake(
            name: "basis-without-reason", file: "stations.yaml",
            text:
                "kinds:\n  - {id: a, tier: village}\ncounts:\n  - {id: c, kinds: [a], figure: total, basis: unknown}"
        ),
        Mistake(
            name: "unknown-kind", file: "stations.yaml",
            text:
                "kinds:\n  - {id: village-point, tier: village}\nnetworks:\n  - {id: n, name: {is: 甲, src: L1 甲}, into: [vilage-point]}"
        ),
        Mistake(
            name: "unknown-denominator", file: "stations.yaml",
            text:
                "kinds:\n  - {id: a, tier: village}\ncoverage:\n  - {id: c, kinds: [a], of: villages, figures: [total]}"
        ),
        Mistake(
            name: "unknown-link", file: "stations.yaml",
            text:
                "chains:\n  - id: c\n    name: {is: 甲, src: L1 甲}\n    links:\n      - {id: county, is: 甲, src: L1 甲}\n      - {id: town, is: 乙, src: L1 乙, above: conty}"
        ),
        Mistake(
            name: "bad-code", file: "places.yaml",
            text:
                "places:\n  - {code: \"99000000000\", name: 甲}"
        ),
        Mistake(
            name: "missing-parent", file: "places.yaml",
            text:
                "places:\n  - {code: \"410101001000\", name: 甲, to: 2019-12-31}\n  - {code: \"410101001000\", name: 乙, from: 2019-12-31}"
        ),
        Mistake(
            name: "span-reversed", file: "places.yaml",
            text:
                "places:\n  - {code: \"410101000000\", name: 甲, from: 2020-01-02, to: 2020-01-01}"
        ),
        Mistake(
            name: "unknown-successor", file: "parties.yaml",
            text:
                "parties:\n  - {id: old, name: 甲局, merged_into: {party: nwe, is: 2019-03-01, standing: unverified}}\n  - {id: new, name: 乙局}"
        ),
        Mistake(
            name: "post-each", file: "parties.yaml",
            text:
                "posts:\n  - {id: p, name: {is: 甲, src: L1 甲}, each: [hamlet]}"
        ),
        Mistake(
            name: "post-holder", file: "parties.yaml",
            text:
                "posts:\n  - {id: p, name: {is: 甲, src: L1 甲}, each: [county], holders: [persons]}"
        ),
        Mistake(
            name: "unknown-body", file: "parties.yaml",
            text:
                "posts:\n  - {id: p, name: {is: 甲, src: L1 甲}, each: [body group]}"
        ),
        Mistake(
            name: "body-role", file: "parties.yaml",
            text:
                "bodies:\n  - {id: b, kind: leading, name: {is: 甲, src: L1 甲}, seats: [{role: chairman, is: 县长, src: L1 县长}]}"
        ),
        Mistake(
            name: "value-without-place", file: "parties.yaml",
            text: "duties:\n  - {party: total, kind: lead, is: 牵头, src: L1 牵头, papers: [方案]}"),
        Mistake(
            name: "place-missing", file: "figures.yaml",
            text: "figures:\n  - {id: a, name: 甲, is: 3 个, standing: query}"),
        Mistake(
            name: "unknown-document", file: "figures.yaml",
            text: "figures:\n  - {id: a, name: 甲, is: 3 个, src: annex-1 L1 3个}"),
        Mistake(
            name: "scope", file: "figures.yaml",
            text: "figures:\n  - {id: a, name: 甲, is: 3 个, src: L1 3个, scope: a..b}"),
        Mistake(
            name: "within", file: "figures.yaml",
            text: "figures:\n  - {id: a, name: 甲, is: 3 个, src: L1 3个, within: 半年}"),
        Mistake(
            name: "within-part", file: "figures.yaml",
            text: "figures:\n  - {id: a, name: 甲, is: 3 个, src: L1 3个, within: 1/2 年}"),
        Mistake(
            name: "row-pair", file: "schedule.yaml",
            text: "projects:\n  - {id: p, row: budget}"),
        Mistake(
            name: "unit", file: "money.yaml",
            text: "tables:\n  - {id: t, title: 表, unit: 9, columns: [], rows: []}"),
        Mistake(
            name: "two-totals", file: "money.yaml",
            text:
                "tables:\n  - id: t\n    title: 表\n    unit: 元\n    columns: [{id: x, name: 甲, total: true}, {id: y, name: 乙, total: true}]\n    rows: []"
        ),
        Mistake(
            name: "unknown-group", file: "money.yaml",
            text:
                "tables:\n  - id: t\n    title: 表\n    unit: 元\n    columns: [{id: x, name: 甲}]\n    rows: [{id: r, name: 行, group: g, lines: [1], cells: [5]}]\n    subtotals: [{id: s, name: 小计, group: h, lines: [1], cells: [5]}]"
        ),
        Mistake(
            name: "phase-reversed", file: "schedule.yaml",
            text:
                "phases:\n  - {id: p, name: 一, begins: {is: 2020-01-01, src: L1 2020年1月1日}, is: 2019-01-01, src: L1 2019年1月1日}"
        ),
        Mistake(
            name: "decision-on-decision", file: "decisions.yaml",
            text:
                "decisions:\n  - {finding: decision.sum.s, decision: keep, by: 某局, on: 2020-02-01, reason: 理由, seen: [a]}"
        ),
        Mistake(
            name: "decision-empty", file: "decisions.yaml",
            text:
                "decisions:\n  - {finding: sum.s, decision: keep, by: \" \", on: 2020-02-01, reason: 理由, seen: [a]}"
        ),
        Mistake(
            name: "work-without-evidence", file: "work.yaml",
            text: "work:\n  - {id: w, title: 调研, phase: p, evidence: [], ours: true}"),
        Mistake(
            name: "work-without-day", file: "work.yaml",
            text: "work:\n  - {id: w, title: 调研, evidence: [报告], ours: true}"),
        Mistake(
            name: "empty-sum", file: "structure.yaml",
            text: "sums:\n  - {id: s, total: total, parts: []}"),
        Mistake(
            name: "other-id", file: "pack.yaml",
            text: head.replacingOccurrences(of: "id: sample", with: "id: other")),
        Mistake(name: "ends-first", file: "pack.yaml", text: head + "\n  to: 2019-12-31"),
        Mistake(name: "own-sister", file: "pack.yaml", text: head + "\n  sisters: [sample]"),
        Mistake(
            name: "county-code", file: "pack.yaml",
            text: head.replacingOccurrences(of: "990000000000", with: "99")),
        Mistake(name: "no-head", file: "work.yaml", text: "work: []"),
    ]

    private static func errors(_ mistake: Mistake) -> String {
        let hasHead = mistake.file != "pack.yaml" && mistake.name != "no-head"
        let files =
            (hasHead ? [PackFile(name: "pack.yaml", text: head)] : [])
            + [PackFile(name: mistake.file, text: mistake.text)]
            + (mistake.file == "figures.yaml"
                ? []
                : [
                    PackFile(
                        name: "figures.yaml",
                        text: "figures:\n  - {id: total, name: 合计, is: 3 万元, src: L1 3万元}")
                ])
        do {
            _ = try ProgrammePack(id: "sample", files: files)
            return "accepted"
        } catch let error as YAMLError {
            return "\(error)\n\(error.chineseDescription)"
        } catch {
            return "other: \(error)"
        }
    }

    /// To renew `Golden/pack-errors.txt`, set `RENEW_GOLDEN` and look at the difference.
    @Test func messagesAreAsRecorded() throws {
        let text = Self.mistakes.map { "# \($0.name)\n\(Self.errors($0))\n" }.joined(
            separator: "\n")
        let file = TestData.folder.appending(path: "Golden/pack-errors.txt")
        if ProcessInfo.processInfo.environment["RENEW_GOLDEN"] != nil {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
    }

    @Test func packWithoutHeadIsRefused() {
        #expect(throws: YAMLError.self) { try ProgrammePack(id: "sample", files: []) }
        #expect(throws: YAMLError.self) {
            try ProgrammePack(id: "other", files: [PackFile(name: "pack.yaml", text: Self.head)])
        }
    }

    @Test func filesOfOtherEnginesArePassedOver() throws {
        let pack = try ProgrammePack(
            id: "sample",
            files: [
                PackFile(name: "pack.yaml", text: Self.head),
                PackFile(name: "workflows/a.yaml", text: "not: [read, here"),
            ])
        #expect(pack.figures.isEmpty)
        #expect(pack.check().isSettled)
    }

    @Test func validityIsInclusive() throws {
        let text = Self.head + "\n  to: 2021-12-31\n"
        let pack = try ProgrammePack(
            id: "sample", files: [PackFile(name: "pack.yaml", text: text)])
        for (day, isValid) in [
            ("2019-12-31", false), ("2020-01-01", true), ("2021-12-31", true),
            ("2022-01-01", false),
        ] {
            let day = try #require(Day(day))
            #expect(pack.isValid(on: day) == isValid)
        }
    }
}

/// Decisions settle the findings they were taken on, and nothing else.
struct DecisionTests {
    private static let figures = """
        figures:
          - {id: stated, name: 合计, is: 10 万元, src: L1 合计10万元}
          - {id: a, name: 甲, is: 4 万元, src: L2 甲4万元}
          - {id: b, name: 乙, is: 5 万元, src: L3 乙5万元}
        """
    private static let structure = "sums:\n  - {id: all, total: stated, parts: [a, b]}"

    private static func report(
        decisions: String, figures: String = figures
    ) throws -> CheckReport {
        try ProgrammePack(
            id: "sample",
            files: [
                PackFile(name: "pack.yaml", text: PackReadingTests.head),
                PackFile(name: "figures.yaml", text: figures),
                PackFile(name: "structure.yaml", text: structure),
                PackFile(name: "decisions.yaml", text: decisions),
            ]
        ).check()
    }

    private static func decision(_ finding: String, seen: String) -> String {
        """
        decisions:
          - {finding: \(finding), decision: keep, by: 村民甲, on: 2020-02-01, reason: 两个都留, seen: [\(seen)]}
        """
    }

    @Test func decisionSettles() throws {
        let report = try Self.report(
            decisions: Self.decision("sum.all", seen: "10 万元, 4 万元, 5 万元, 9 万元"))
        #expect(report.findings.map(\.id) == ["sum.all"])
        #expect(report.findings.first?.decision?.verdict == .keep)
        #expect(report.isSettled)
    }

    @Test func decisionOnOtherValuesDoesNotHold() throws {
        let report = try Self.report(
            decisions: Self.decision("sum.all", seen: "10 万元, 4 万元, 4 万元, 8 万元"))
        #expect(report.findings.map(\.id) == ["sum.all", "decision.sum.all"])
        #expect(!report.isSettled)
    }

    @Test func decisionWithoutFindingIsOne() throws {
        let report = try Self.report(
            decisions: Self.decision("sum.none", seen: "1"),
            figures: Self.figures.replacingOccurrences(of: "10", with: "9"))
        #expect(report.findings.map(\.id) == ["decision.sum.none"])
        #expect(!report.isSettled)
    }

    @Test func planCorrectedByItsCountyPasses() throws {
        let report = try Self.report(
            decisions: "decisions: []",
            figures: Self.figures.replacingOccurrences(of: "10", with: "9"))
        #expect(report.findings.isEmpty)
        #expect(report.checked > 0)
        #expect(report.isSettled)
    }

    @Test func unknownPartBlocksTheSum() throws {
        let report = try Self.report(
            decisions: "decisions: []",
            figures: Self.figures.replacingOccurrences(
                of: "is: 5 万元,", with: "is: unknown, why: 没有写,"))
        #expect(report.findings.map(\.id) == ["missing.all"])
        #expect(report.findings.first?.computed?.description == "4 万元")
    }
}

/// Formulas over figures.
struct FormulaTests {
    private static let values = ["a": "6 人", "b": "3 人", "share": "50%", "year": "730 件/年"]

    @Test(arguments: [
        ("a + b", "9 人"), ("a - b - b", "0 人"), ("a * share", "3 人"), ("( a + b ) / b", "3"),
        ("a + b * share", "7.5 人"), ("year / [365 日/年]", "2 件/天"), ("[2] * [3]", "6"),
    ])
    func value(text: String, expected: String) throws {
        let formula = try #require(Formula(text))
        let value = try formula.value { Self.values[$0].flatMap { Quantity($0) } }
        #expect(value == Quantity(expected))
    }

    @Test(arguments: ["", "a +", "( a", "a b", "+ a", "a + )", "[x] + a", "[2 + a"])
    func whatIsNoFormulaIsRefused(text: String) {
        #expect(Formula(text) == nil)
    }

    @Test func unknownFigureGivesNoValue() throws {
        let formula = try #require(Formula("a + missing"))
        #expect(try formula.value { Self.values[$0].flatMap { Quantity($0) } } == nil)
        #expect(formula.figures == ["a", "missing"])
    }

    @Test func deepBracketsEnd() {
        let text =
            String(repeating: "( ", count: 10_000) + "a" + String(repeating: " )", count: 10_000)
        #expect(Formula(text) == nil)
    }
}
