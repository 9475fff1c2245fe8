import CountyProgramme
import Testing

/// Records, their versions, masks, duplicates and how long they are kept.
struct RegisterTests {
    private static let day = Day("2020-03-02") ?? Day(number: 0)
    private static let time = ProofOfTime(claimed: day, captured: day)

    private static func producers() throws -> RegisterType {
        try #require(try RuleFiles.rulebook("xinhe").register("producers"))
    }

    private static func entered(_ name: String, _ person: String) -> [String: String] {
        [
            "企业名称": name, "法人": person, "联系方式": "0319-0000000", "主要经营范围": "小杂粮",
            "产地信息": "某村",
        ]
    }

    @Test("Everything wrong with a record is said at once")
    func problems() throws {
        var entered = Self.entered("甲公司", "村民甲")
        entered["法人"] = "　"
        entered["联系方式"] = "不告诉你"
        entered["胡写"] = "1"
        let type = try Self.producers()
        let refusal = #expect(throws: RecordRefusal.self) { try type.record(entered) }
        #expect(refusal?.problems.map(\.field) == ["法人", "联系方式", "胡写"])
        #expect(refusal?.problems.map(\.chinese).last == "没有“胡写”这一项")
    }

    @Test("A change on a stale version is refused, and the history keeps all")
    func versions() throws {
        let type = try Self.producers()
        var register = Register(type)
        let first = try type.record(Self.entered("甲公司", "村民甲"))
        let second = try type.record(Self.entered("甲公司", "村民乙"))
        try register.add(first, by: "丙", time: Self.time)
        try register.revise(
            ["甲公司"], to: second, base: 1, by: "丙", time: Self.time, note: "法人变更")
        let stale = #expect(throws: RecordRefusal.self) {
            try register.revise(["甲公司"], to: first, base: 1, by: "丁", time: Self.time, note: "")
        }
        #expect(stale?.problems.map(\.fault) == [.changedMeanwhile(2)])
        let again = #expect(throws: RecordRefusal.self) {
            try register.add(first, by: "丁", time: Self.time)
        }
        #expect(again?.problems.map(\.fault) == [.duplicate])
        #expect(register.history(of: ["甲公司"]).map(\.number) == [1, 2])
        #expect(register.record(["甲公司"]) == second)
    }

    @Test("Personal fields are masked for those who do not need them")
    func masks() throws {
        let type = try Self.producers()
        let record = try type.record(Self.entered("甲公司", "村民甲"))
        let shown = type.shown(record, unmasked: false)
        #expect(shown.first { $0.field == "法人" }?.text == "村**")
        #expect(shown.first { $0.field == "联系方式" }?.text == "031*****0000")
        #expect(type.shown(record, unmasked: true).first { $0.field == "法人" }?.text == "村民甲")
    }

    @Test("Two names with one legal person at one place are shown as likely the same")
    func duplicates() throws {
        let type = try Self.producers()
        var register = Register(type)
        for name in ["甲公司", "甲公司（新河）", "乙公司"] {
            let person = name == "乙公司" ? "村民乙" : "村民甲"
            try register.add(
                try type.record(Self.entered(name, person)), by: "丙", time: Self.time)
        }
        let pairs = register.likelyDuplicates()
        #expect(pairs.map(\.shared) == [["法人", "产地信息"]])
        #expect(pairs.first?.first == ["甲公司"])
    }

    @Test("Nothing expires while nobody has said how long to keep it")
    func retention() throws {
        let type = try Self.producers()
        var register = Register(type)
        try register.add(
            try type.record(Self.entered("甲公司", "村民甲")), by: "丙", time: Self.time)
        try register.revise(["甲公司"], to: nil, base: 1, by: "丙", time: Self.time, note: "注销")
        #expect(register.expired(on: Self.day.adding(months: 600)) == nil)
        let files = RuleFiles.decided(
            RuleFiles.files("xinhe", kind: "/registers/", row: "I18"))
        let decided = try #require(try Rulebook(files: files).register("producers"))
        var kept = Register(decided)
        try kept.add(
            try decided.record(Self.entered("甲公司", "村民甲")), by: "丙", time: Self.time)
        try kept.revise(["甲公司"], to: nil, base: 1, by: "丙", time: Self.time, note: "注销")
        #expect(kept.expired(on: Self.day) == [])
        #expect(kept.expired(on: Self.day.adding(months: 1)) == [["甲公司"]])
    }

    @Test("A table with a wrong line gives the others and says what is wrong with it")
    func table() throws {
        let type = try Self.producers()
        let text = """
            \u{FEFF}企业名称,法人,主要经营范围,产地信息
            甲公司,村民甲,"小杂粮,红枣",某村
            乙公司,,红枣,某村
            丙公司,村民丙
            """
        let (records, problems) = type.records(csv: text)
        #expect(records.map(\.line) == [2])
        #expect(records.first?.record.values["主要经营范围"] == .text("小杂粮,红枣"))
        #expect(problems.map(\.line) == [3, 4])
        #expect(problems.first?.problems.map(\.fault) == [.missing])
        #expect(problems.last?.english == "expected 4 columns, found 2")
        let wrong = type.records(csv: "企业,法人\r\n甲,乙\r\n")
        #expect(wrong.records.isEmpty)
        #expect(wrong.problems.map(\.chinese) == ["表头“企业”不是本登记簿的字段"])
    }

    @Test(
        "A table goes out masked; without masks only for a named person and purpose, and it is kept"
    )
    func masksOfTables() throws {
        let type = try Self.producers()
        var register = Register(type)
        try register.add(
            try type.record(Self.entered("=甲公司", "村民甲")), by: "丙", time: Self.time)
        #expect(register.csv.hasPrefix("\u{FEFF}企业名称,"))
        #expect(register.csv.contains("\t=甲公司,") && !register.csv.contains("村民甲"))
        let masked = type.records(csv: register.csv)
        #expect(masked.records.isEmpty && masked.problems.map(\.line) == [2])
        for (person, purpose) in [("", "核对"), ("丙", "")] {
            let refused = register.unmaskedCSV(by: person, for: purpose, time: Self.time)
            #expect(refused == nil)
        }
        #expect(register.unmaskings.isEmpty)
        let clear = register.unmaskedCSV(by: "丙", for: "核对", time: Self.time)
        let open = try #require(clear)
        #expect(type.records(csv: open).records.map(\.record) == register.records)
        #expect(register.unmaskings.map(\.by) == ["丙"] && register.unmaskings[0].count == 1)
    }

    @Test(
        "A heading twice or a quote left open is told, and nothing is read",
        arguments: [
            ("企业名称,企业名称\n甲,乙\n", 1, "表头“企业名称”写了两次"),
            ("企业名称,法人\n甲,乙\n\"丙,丁\n戊,己\n", 3, "引号没有关闭"),
        ])
    func notATable(_ text: String, _ line: Int, _ chinese: String) throws {
        let (records, problems) = try Self.producers().records(csv: text)
        #expect(records.isEmpty && problems.map(\.line) == [line])
        #expect(problems.map(\.chinese) == [chinese])
    }

    @Test("A credit code needs its check character")
    func creditCode() {
        #expect(FieldType.creditCode.value("91350100M000100Y43") != nil)
        #expect(FieldType.creditCode.value("91350100M000100Y44") == nil)
        #expect(FieldType.creditCode.value("91350100M000100Y4") == nil)
    }
}
