import CountyProgramme
import Identifiers
import Testing

/// Reports: who sent them in and when, who approved them, and what changed afterwards.
struct ReturnTests {
    private static let month = SampleFacts.day("2018-08-01")...SampleFacts.day("2018-08-31")

    private static func time(_ claimed: String, _ captured: String? = nil) -> ProofOfTime {
        ProofOfTime(
            claimed: SampleFacts.day(claimed), captured: SampleFacts.day(captured ?? claimed))
    }

    private static func key(_ unit: String, _ form: String = "monthly-progress") -> ReturnKey {
        ReturnKey(form: form, unit: unit, span: month)
    }

    private static let words: [String: ReturnValue] = ["运行推进情况": .text("正常")]

    @Test("A report is approved by another person, locked, and corrected by a new version")
    func versions() throws {
        var book = ReturnBook(try RuleFiles.rulebook("gengma").returns)
        let key = Self.key("甲镇")
        try book.submit(key, Self.words, by: "甲", time: Self.time("2018-08-20"))
        #expect(book.approved(key) == nil)
        let office = "县农村电商领导小组办公室"
        #expect(throws: ReturnRefusal.samePerson("甲")) {
            try book.approve(key, as: office, by: "甲", on: SampleFacts.day("2018-08-21"))
        }
        #expect(throws: ReturnRefusal.notTheirTurn(expected: office)) {
            try book.approve(key, as: "县商务局", by: "乙", on: SampleFacts.day("2018-08-21"))
        }
        try book.approve(key, as: office, by: "乙", on: SampleFacts.day("2018-08-21"))
        #expect(book.approved(key)?.number == 1)
        #expect(throws: ReturnRefusal.nothingThere) {
            try book.approve(key, as: office, by: "丙", on: SampleFacts.day("2018-08-22"))
        }
        let changed: [String: ReturnValue] = ["运行推进情况": .text("有困难")]
        #expect(throws: ReturnRefusal.noReason) {
            try book.submit(key, changed, by: "甲", time: Self.time("2018-09-03"))
        }
        try book.submit(key, changed, by: "甲", time: Self.time("2018-09-03"), note: "漏报")
        // The locked one holds until the new one is approved too.
        #expect(book.approved(key)?.number == 1)
        #expect(
            book.changes(of: key, from: 1, to: 2) == [
                ItemChange(item: "运行推进情况", old: .text("正常"), new: .text("有困难"))
            ])
        try book.approve(key, as: office, by: "乙", on: SampleFacts.day("2018-09-04"))
        #expect(book.approved(key)?.number == 2)
        #expect(book.versions(of: key).map(\.isLocked) == [true, true])
    }

    @Test("What a form does not take is refused and changes nothing")
    func refusals() throws {
        var book = ReturnBook(try RuleFiles.rulebook("gengma").returns)
        let time = Self.time("2018-08-20")
        let half = SampleFacts.day("2018-08-01")...SampleFacts.day("2018-08-15")
        let cases: [(ReturnKey, [String: ReturnValue], ReturnRefusal)] = [
            (Self.key("甲镇", "weekly"), Self.words, .noForm("weekly")),
            (
                ReturnKey(form: "monthly-progress", unit: "甲镇", span: half), Self.words,
                .wrongDays(.month)
            ),
            (Self.key("甲镇"), [:], .missing("运行推进情况")),
            (Self.key("甲镇"), ["运行推进情况": .text("")], .missing("运行推进情况")),
            (
                Self.key("甲镇"), Self.words.merging(["天气": .text("晴")]) { first, _ in first },
                .unexpected("天气")
            ),
            (
                Self.key("甲镇"), ["运行推进情况": .number(Quantity(.one, .none))],
                .malformed("运行推进情况")
            ),
        ]
        for (key, values, refusal) in cases {
            #expect(throws: refusal) { try book.submit(key, values, by: "甲", time: time) }
        }
        #expect(book == ReturnBook(try RuleFiles.rulebook("gengma").returns))
    }

    @Test("Who reported, who was late and who is missing; what is open is asked")
    func standing() throws {
        let rules = try RuleFiles.rulebook("gengma")
        var book = ReturnBook(rules.returns)
        try book.submit(Self.key("甲镇"), Self.words, by: "甲", time: Self.time("2018-08-20"))
        try book.submit(Self.key("乙镇"), Self.words, by: "乙", time: Self.time("2018-09-10"))
        let standing = try #require(
            book.standing(
                of: "monthly-progress", for: Self.month, units: ["甲镇", "乙镇", "丙镇"],
                on: SampleFacts.day("2018-09-30"), rules: rules))
        #expect(standing.missing == ["丙镇"])
        #expect(standing.unapproved == ["甲镇", "乙镇"])
        #expect(standing.completeness == (try Rational(2, over: 3)))
        #expect(standing.timeliness == (try Rational(1, over: 3)))
        #expect(standing.lines.map(\.verdict?.state) == [.onTime, .late, .overdue])
        #expect(standing.questions.isEmpty)
        // Seen earlier, the second one had not come yet.
        let before = book.standing(
            of: "monthly-progress", for: Self.month, units: ["甲镇", "乙镇"],
            on: SampleFacts.day("2018-09-09"), rules: rules)
        #expect(before?.missing == ["乙镇"])
        // Between the 24th and the 27th it depends on how the plan is read.
        try book.submit(Self.key("丙镇"), Self.words, by: "丙", time: Self.time("2018-08-25"))
        let open = try #require(
            book.standing(
                of: "monthly-progress", for: Self.month, units: ["丙镇"],
                on: SampleFacts.day("2018-09-30"), rules: rules))
        #expect(open.timeliness == nil)
        #expect(!open.questions.isEmpty)
    }

    @Test("No report is taken while nobody has said how often it is due")
    func openCycle() throws {
        let rules = try RuleFiles.rulebook("luoshan")
        var book = ReturnBook(rules.returns)
        let key = Self.key("县商务局", "project-progress")
        do throws(ReturnRefusal) {
            try book.submit(key, [:], by: "甲", time: Self.time("2018-08-20"))
            Issue.record("the report was taken")
        } catch {
            guard case .open(let question) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(question.place == "returns/project-progress/cycle")
        }
    }

    @Test("Facts that come after the lock show as drift; the table holds what was approved")
    func drift() throws {
        let rules = try RuleFiles.rulebook("wuhua")
        var facts = IndicatorBook(rules.indicators, of: try PlanPacks.pack("wuhua"))
        var book = ReturnBook(rules.returns)
        let key = Self.key("县中小企业局", "ministry")
        for (id, measure, quantity) in [
            ("1", "trade", "123456 元"), ("2", "stations", "1 个"), ("3", "training", "40 人次"),
            ("4", "household-sales", "99 元"),
        ] {
            try facts.append(
                SampleFacts.fact(
                    id, measure, quantity, day: "2018-08-10",
                    attributes: measure == "stations" ? ["层级": "村级电商服务站"] : [:]))
        }
        let computed = book.computed(key, from: facts, at: .county)
        #expect(computed.gaps.isEmpty)
        var values = computed.values
        values["进度"] = .text("按计划")
        values["资金拨付"] = .number(try #require(Quantity("500000 元")))
        try book.submit(key, values, by: "甲", time: Self.time("2018-09-02"))
        let units = ["县中小企业局", "县邮政公司"]
        #expect(try book.table(of: "ministry", for: Self.month, units: units)?.leftOut == units)
        try book.approve(key, as: "县电商办", by: "乙", on: SampleFacts.day("2018-09-03"))
        #expect(book.drift(of: key, from: facts, at: .county) == [])
        try facts.append(
            SampleFacts.fact(
                "5", "trade", "123400 元", day: "2018-08-10", recorded: "2018-09-10",
                replaces: "1"))
        #expect(
            book.drift(of: key, from: facts, at: .county) == [
                ItemChange(
                    item: "交易数据", old: Quantity("123456 元").map(ReturnValue.number),
                    new: Quantity("123400 元").map(ReturnValue.number))
            ])
        let table = try #require(try book.table(of: "ministry", for: Self.month, units: units))
        #expect(table.leftOut == ["县邮政公司"])
        #expect(table.isChecked == false)
        #expect(table.headings.count == 10)
        #expect(
            table.rows == [
                [
                    .text("县中小企业局"), .day(Self.month.lowerBound), .day(Self.month.upperBound),
                    .number("1"), .number("12.35"), .number("99"), .number("40"), .text("按计划"),
                    .number("50.00"), .empty,
                ]
            ])
    }

    @Test("Without facts a computed item has no value and says why")
    func gaps() throws {
        let rules = try RuleFiles.rulebook("wuhua")
        let facts = IndicatorBook(rules.indicators, of: try PlanPacks.pack("wuhua"))
        let computed = ReturnBook(rules.returns).computed(
            Self.key("县中小企业局", "ministry"), from: facts, at: .county)
        #expect(computed.values.isEmpty)
        #expect(computed.gaps["交易数据"] == [.noFacts(measure: "trade", span: Self.month)])
    }
}
