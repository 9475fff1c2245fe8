import CountyProgramme
import Testing

/// How a plan stands on a day, and what differs between two packs.
struct PlanStateTests {
    static let packs = ["gengma", "luoshan", "wuhua", "xinhe", "xixian"]

    private static func state(_ id: String, _ day: String) throws -> PlanState {
        try PlanPacks.pack(id).state(
            on: try #require(Day(day)), rules: try RuleFiles.rulebook(id))
    }

    @Test("Luoshan in the middle of its plan: what is late, what comes next, which phase runs")
    func luoshan() throws {
        let state = try Self.state("luoshan", "2020-01-15")
        #expect(state.late.contains { $0.milestone.id == "due-centre" && $0.daysLeft == -15 })
        #expect(!state.late.contains { $0.milestone.id == "due-platform-open" })
        #expect(state.next.map(\.milestone.id) == ["due-platform-open"])
        #expect(state.next.first?.daysLeft == 45)
        #expect(state.phases.map(\.standing) == [.past, .current, .coming, .coming])
        #expect(state.isValid)
        #expect(try !Self.state("luoshan", "2018-05-15").isValid)
    }

    @Test("on the day itself a milestone is not late")
    func lastDay() throws {
        let state = try Self.state("luoshan", "2019-12-31")
        let centre = try #require(state.milestones.first { $0.milestone.id == "due-centre" })
        #expect(centre.standing == .coming)
        #expect(centre.daysLeft == 0)
    }

    @Test("as days pass, what is late stays late", arguments: packs)
    func monotone(_ id: String) throws {
        let pack = try PlanPacks.pack(id)
        let rules = try RuleFiles.rulebook(id)
        let first = try #require(Day("2018-01-01"))
        var late: Set<String> = []
        for step in 0..<20 {
            let state = pack.state(on: first.adding(months: 3 * step), rules: rules)
            let now = Set(state.late.map(\.milestone.id))
            #expect(late.isSubset(of: now))
            late = now
            for clock in state.clocks { #expect(clock.due.last.map { state.day <= $0 } ?? true) }
        }
    }

    @Test("a limit by the calendar names its next day; one by an event names none")
    func clocks() throws {
        let text = """
            clocks:
              - id: monthly
                rows: []
                event: 每月
                act: 报送
                count: {day_of_month: 10, months_later: 1}
                limit: within
                inclusive: true
                if_closed: same
                src: L1 每月10日前
              - id: publicity
                rows: []
                event: 公示
                act: 公示
                count: {calendar_days: 5}
                limit: at-least
                first_day: {is: unknown, why: 没有说}
                if_closed: same
                src: L2 不少于5天

            """
        let pack = try PlanPacks.pack("luoshan")
        let rules = try Rulebook(files: [("clocks.yaml", text)])
        let day = try #require(Day("2019-06-11"))
        let state = pack.state(on: day, rules: rules)
        #expect(state.clocks.map(\.due) == [[try #require(Day("2019-07-10"))], []])
        #expect(state.clocks[0].month == CalendarMonth("2019-06"))
        let own = pack.openQuestions.map(\.place)
        #expect(state.questions.map(\.place) == ["clocks/publicity/first_day"] + own)
    }

    @Test("each unknown of the rule files is asked once", arguments: packs)
    func questions(_ id: String) throws {
        let lines = RuleFiles.files(id).flatMap { $0.text.split(separator: "\n") }
        let written = lines.count { !$0.hasPrefix("#") && $0.contains("{is: unknown") }
        let places = try RuleFiles.rulebook(id).openQuestions.map(\.place)
        #expect(places.count == written)
        #expect(Set(places).count == places.count)
    }

    @Test("a pack and itself do not differ", arguments: packs)
    func same(_ id: String) throws {
        let pack = try PlanPacks.pack(id)
        #expect(pack.changes(from: pack).isEmpty)
        let rules = try RuleFiles.rulebook(id)
        #expect(rules.changes(from: rules).isEmpty)
    }

    @Test("a corrected figure is one change, and the finding it settles is another")
    func corrected() throws {
        let old = try PlanPacks.pack("luoshan")
        let extent = try #require(Extent("6850 万元"))
        let new = try #require(old.replacing(figure: "investment", with: extent))
        let changes = new.changes(from: old)
        #expect(changes.map(\.id) == ["investment/stated"])
        #expect(changes.first?.kind == .changed)
        #expect(changes.first?.new?.contains("6850 万元 [corrected]") == true)
        let findings = new.check().changes(from: old.check())
        #expect(findings.contains { $0.kind == .removed && $0.id == "claim.investment" })
    }

    @Test("what is added one way is removed the other way")
    func mirrored() throws {
        let luoshan = try PlanPacks.pack("luoshan")
        let xixian = try PlanPacks.pack("xixian")
        let forth = xixian.changes(from: luoshan)
        let back = luoshan.changes(from: xixian)
        func names(_ changes: [PackChange], _ kind: PackChange.Kind) -> Set<String> {
            Set(changes.filter { $0.kind == kind }.map { "\($0.section)/\($0.id)" })
        }
        #expect(!names(forth, .added).isEmpty)
        #expect(names(forth, .added) == names(back, .removed))
        #expect(names(forth, .removed) == names(back, .added))
        #expect(names(forth, .changed) == names(back, .changed))
    }
}
