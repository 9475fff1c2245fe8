import CountyProgramme
import StrictYAML
import Testing

/// Numbers, days and files at the edge of what can be written: answered or refused, never a crash.
struct HostileInputTests {
    @Test("Days stay within the calendar", arguments: [Int.min, -10_000_000, 10_000_000, Int.max])
    func days(count: Int) throws {
        let day = try #require(Day("2018-05-16"))
        let end = count < 0 ? Day.first : Day.last
        #expect(day.adding(days: count) == end && day.adding(months: count) == end)
        #expect(Day(number: count) == end)
        let month = CalendarMonth(of: day).adding(months: count)
        #expect(month == CalendarMonth(of: end) && CalendarMonth(index: count) == month)
        #expect(month.firstDay <= month.lastDay && month.firstDay.day == 1)
    }

    @Test("The calendar's ends are days like others")
    func ends() {
        #expect("\(Day.first) \(Day.last)" == "0001-01-01 9999-12-31")
        #expect(
            Day(year: 1, month: 1, day: 1) == .first && Day(year: 9999, month: 12, day: 31) == .last
        )
        #expect(Day.first.adding(days: -1) == .first && Day.last.adding(days: 1) == .last)
        #expect(CalendarMonth(of: .last).lastDay == .last)
        #expect(CalendarMonth(of: .first).adding(months: -1) == CalendarMonth(of: .first))
    }

    @Test("The least whole number has no counterpart, and says so")
    func leastNumber() throws {
        let least = Rational(Int.min)
        #expect(throws: QuantityError.overflow) { try least.negated }
        #expect(throws: QuantityError.overflow) { try least.magnitude }
        #expect(throws: QuantityError.overflow) { try Rational.zero.subtracting(least) }
        #expect(throws: QuantityError.overflow) { try least.rounded(to: .one) }
        #expect(try Rational(-1).subtracting(least) == Rational(Int.max))
        let fen = Fen(Int.min)
        #expect(throws: QuantityError.overflow) { try Fen.zero.subtracting(fen) }
        #expect(throws: QuantityError.overflow) { try fen.share(Rational(2)) }
    }

    @Test("Long units and formulas are refused, not descended into")
    func long() {
        #expect(Unit(String(repeating: "万", count: 200_000) + "元") == nil)
        #expect(Quantity("1 " + String(repeating: "/㎡", count: 100_000)) == nil)
        #expect(Formula(Array(repeating: "a", count: 200_000).joined(separator: " + ")) == nil)
        #expect(Formula(String(repeating: "( ", count: 200_000)) == nil)
        #expect(Quantity(String(repeating: "9", count: 1_000_000) + " 元") == nil)
    }

    @Test("A product that has no written unit shows its size in the units it names")
    func product() throws {
        let money = try #require(Quantity("3 元"))
        let people = try #require(Quantity("2 人"))
        let product = try money.multiplied(by: people)
        #expect(product.value == Rational(6) && product.unit.symbol == "人·元")
        #expect(try product.divided(by: people) == money)
    }

    @Test("Equal amounts have one hash in all units, unequal ones seldom")
    func hashes() throws {
        let two = try [#require(Quantity("1 万元")), #require(Quantity("10000 元"))]
        #expect(Set(two).count == 1)
        let yuan = try #require(Unit("元"))
        let many = (0..<20_000).map { Quantity(Rational($0), yuan) }
        #expect(Set(many).count == 20_000)
    }

    @Test("Days worked end with the calendar", arguments: ["next", "previous"])
    func endOfCalendar(closed: String) throws {
        let rules = try Rulebook(files: [
            (
                "holidays.yaml",
                """
                notices:
                  - id: last
                    title: t
                    year: 9999
                    announced: 9998-11-01
                    status: unverified
                    holidays: [{name: 末, off: [9999-12-25, 9999-12-31]}, {name: 始, off: [0001-01-01, 0001-01-07]}]
                """
            ),
            (
                "clocks.yaml",
                """
                clocks:
                  - {id: worked, event: e, act: a, count: {working_days: 30}, limit: within, first_day: true, src: L1 x}
                  - {id: moved, event: e, act: a, count: {calendar_days: 1}, limit: within, first_day: true, if_closed: \(closed), src: L1 x}
                """
            ),
        ])
        let worked = try #require(rules.clock("worked"))
        #expect(worked.due(.event(.last), in: rules.calendar).missingYears == [10_000])
        let moved = try #require(rules.clock("moved"))
        let edge: Day = closed == "next" ? .last : .first
        let answer = moved.due(.event(edge), in: rules.calendar)
        #expect(answer.missingYears == [closed == "next" ? 10_000 : 0])
        #expect(
            moved.verdict(.event(edge), done: nil, on: .last, in: rules.calendar).state
                == .undecided)
    }

    private static let hostile: [(name: String, text: String)] = [
        ("figures.yaml", "figures:\n  - {id: a, name: a, is: -9223372036854775808 元, src: L1 a}\n"),
        ("figures.yaml", "figures:\n  - {id: a, name: a, is: 1/0 元, src: L1 a}\n"),
        ("figures.yaml", "figures:\n  - {id: a, name: a, is: 0.9999999999999999 元, src: L1 a}\n"),
        ("figures.yaml", "figures:\n  - {id: a, name: a, is: 1 元, by: 0000-01-01, src: L1 a}\n"),
        ("figures.yaml", "figures:\n  - {id: a, name: a, is: 1 元, by: -001-01-01, src: L1 a}\n"),
        ("figures.yaml", "figures:\n  - {id: a, name: a, is: 1 元, within: 10 工作日, src: L1 a}\n"),
        ("figures.yaml", "figures:\n  - {id: a, name: a, is: 1 元, within: 1/2 年, src: L1 a}\n"),
        ("figures.yaml", "figures:\n  - {id: a, name: a, is: 1 元, scope: a..b, src: L1 a}\n"),
        ("figures.yaml", "figures:\n  - {id: a, name: a, is: 1 元, src: L9223372036854775808 a}\n"),
        ("figures.yaml", "figures: " + String(repeating: "[", count: 200_000)),
        ("figures.yaml", "figures: " + String(repeating: "{a: ", count: 100_000)),
        ("figures.yaml", "figures: \"" + String(repeating: "九", count: 4 << 20) + "\"\n"),
        ("pack.yaml", "pack: {id: a, county: {code: \"000000000001\", name: a}, version: 99999}\n"),
        ("schedule.yaml", "phases:\n  - {id: a, name: a, is: 10000-01-01, src: L1 a}\n"),
        ("clocks.yaml", "clocks:\n  - {id: a, count: {working_days: 9223372036854775808}}\n"),
        ("training.yaml", "id: a\ngroups: " + String(repeating: "[", count: 100_000)),
        ("workflows/a.yaml", "id: a\nsteps: [" + String(repeating: "{}, ", count: 10_000) + "]\n"),
        ("funds.yaml", "policies: [{id: a, year: -1}]\n"),
    ]

    @Test("A hostile file is refused with its place", arguments: hostile.indices)
    func refused(index: Int) throws {
        let file = Self.hostile[index]
        var files = [PackFile(name: "pack.yaml", text: PackReadingTests.head)]
        files.removeAll { $0.name == file.name }
        files.append(PackFile(name: file.name, text: file.text))
        let error = #expect(throws: YAMLError.self) {
            _ = try ProgrammePack(files: files)
            _ = try Rulebook(files: files.map { ($0.name, $0.text) })
            _ = try FundPolicy.policies(in: files)
        }
        #expect(error?.file == file.name && (error?.line ?? 0) > 0)
        #expect((error?.message.utf8.count ?? 0) < 2_000)
    }

    @Test("Numbers at the edge are computed or said to be too large")
    func edgeNumbers() throws {
        let figures = """
            figures:
              - {id: a, name: a, is: 9223372036854775807 元, role: target, measure: m, by: 2018-01-01, standing: assumed}
              - {id: b, name: b, is: 9223372036854775807 元, role: target, measure: m, within: 9223372036854775807 年, standing: assumed}
              - {id: c, name: c, is: 0 元, measure: m, within: 9223372036854775807 天, standing: assumed}
            """
        let structure = """
            sums:
              - {id: too-large, total: a, parts: [a, b]}
            claims:
              - {id: by-nought, left: a, relation: "=", right: a / c, because: {is: 理由, src: L1 a}}
            """
        let pack = try ProgrammePack(files: [
            PackFile(name: "pack.yaml", text: PackReadingTests.head),
            PackFile(name: "figures.yaml", text: figures),
            PackFile(name: "structure.yaml", text: structure),
        ])
        let report = pack.check()
        #expect(report.findings.map(\.id) == ["computation.too-large", "computation.by-nought"])
        #expect(report.findings.allSatisfy { $0.evidence.count > 1 } && !report.isSettled)
        #expect(pack.state(on: .last, rules: try Rulebook(files: [])).day == .last)
        #expect(pack.state(on: .first, rules: try Rulebook(files: [])).day == .first)
    }

    @Test("Very many statements of one thing are compared as far as told")
    func manyStatements() throws {
        let lines = (0..<700).map {
            "  - {id: f\($0), name: n, is: \($0) 个, role: target, measure: m, standing: assumed}\n"
        }
        let pack = try ProgrammePack(files: [
            PackFile(name: "pack.yaml", text: PackReadingTests.head),
            PackFile(name: "figures.yaml", text: "figures:\n" + lines.joined()),
        ])
        let report = pack.check()
        #expect(report.checked < 700 * 300)
        let told = try #require(report.findings.first { $0.kind == .computation })
        #expect(told.id == "computation.measure.m")
        let left = 700 * 699 / 2 - report.findings.count + 1
        #expect(told.computed == .words("\(left) 处没有比较 · left out"))
    }

    private static func pack(_ figures: String, _ structure: String, decisions: String = "")
        throws -> ProgrammePack
    {
        try ProgrammePack(files: [
            PackFile(name: "pack.yaml", text: PackReadingTests.head),
            PackFile(name: "figures.yaml", text: "figures:\n" + figures),
            PackFile(name: "structure.yaml", text: structure),
            PackFile(name: "decisions.yaml", text: "decisions: [\(decisions)]\n"),
        ])
    }

    @Test("The growth of many parts is held against the whole even where it has no short fraction")
    func longGrowth() throws {
        let rates = ["12.37", "8.91", "23.53", "17.11", "31.19", "5.77", "41.03", "2.39"]
        let lines = rates.enumerated().map { index, rate in
            "  - {id: v\(index), name: n, is: 1000003 元, standing: assumed}\n"
                + "  - {id: g\(index), name: n, is: \(rate)%, printed: \"\(rate)\", standing: assumed}\n"
        }
        let parts = rates.indices.map { "{value: v\($0), growth: g\($0)}" }.joined(separator: ", ")
        func findings(_ stated: String) throws -> [String] {
            let total =
                "  - {id: v, name: n, is: 8000024 元, standing: assumed}\n"
                + "  - {id: g, name: n, is: \(stated)%, printed: \"\(stated)\", standing: assumed}\n"
            let growth = "growth: [{id: all, total: {value: v, growth: g}, parts: [\(parts)]}]\n"
            return try Self.pack(lines.joined() + total, growth).check().findings.map {
                "\($0.id) \($0.computed?.description ?? "")"
            }
        }
        #expect(try findings("16.53") == [])
        #expect(try findings("16.5") == [])
        #expect(try findings("16.54") == ["growth.all 16.5339%"])
    }

    @Test("A decision on one computed value does not settle another")
    func decisionOnComputed() throws {
        let figures = """
              - {id: a, name: a, is: 30 个, standing: assumed}
              - {id: b, name: b, is: 7 个, standing: assumed}
            """
        func settled(_ right: String) throws -> Bool {
            let claim =
                "claims: [{id: c, left: a, relation: \"=\", right: \"\(right)\","
                + " because: {is: 理由, src: L1 a}}]\n"
            let decision =
                "{finding: claim.c, decision: keep, by: 某局, on: 2018-06-01,"
                + " reason: r, seen: [30 个, 7 个, 理由, 21 个]}"
            return try Self.pack(figures, claim, decisions: decision).check().isSettled
        }
        #expect(try settled("b * [3]"))
        #expect(try !settled("b * [7]"))
    }

    @Test("Two findings of one name can each be decided")
    func sameName() throws {
        let figures = """
              - {id: c, name: c, is: {is: unknown, why: w}, src: L1 a}
              - {id: d, name: d, is: 1 个, standing: assumed}
            """
            .replacing("is: {is: unknown, why: w}", with: "is: unknown, why: w")
        let structure = """
            sums: [{id: c, total: d, parts: [c]}]
            claims: [{id: c, left: d, relation: "=", right: c, because: {is: 理由, src: L1 a}}]
            """
        let ids = try Self.pack(figures, structure).check().findings.map(\.id)
        #expect(ids == ["missing.c", "missing.c.2"])
    }
}
