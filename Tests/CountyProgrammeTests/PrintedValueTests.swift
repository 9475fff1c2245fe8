import CountyProgramme
import StrictYAML
import Testing

/// A value that is said to be printed is held against its words.
struct PrintedValueTests {
    private static func pack(_ files: [String: String]) throws -> ProgrammePack {
        try ProgrammePack(
            files: [PackFile(name: "pack.yaml", text: PackReadingTests.head)]
                + files.map { PackFile(name: $0.key, text: $0.value) })
    }

    private static func findings(figure: String) throws -> [String] {
        try pack(["figures.yaml": "figures:\n  - {id: a, name: 甲, \(figure)}\n"]).check()
            .findings.map(\.id)
    }

    @Test(
        "Digits, numerals and scales that give the value pass",
        arguments: [
            #"is: 7350 万元, printed: "7350", src: L139 累计投资7350万元"#,
            #"is: 73500000 元, printed: 7350万元, src: L139 累计投资7350万元"#,
            #"is: 15 亿元, src: L28 交易额15亿元"#,
            #"is: ">= 15 亿元", src: L28 交易额达到15亿元"#,
            #"is: 3.8 亿公斤, printed: "3.8", src: L469 水稻年产量3.8亿公斤"#,
            #"is: "> 1900 辆", printed: "1900", src: L421 车辆1900余辆"#,
            #"is: "> 5 万亩", printed: "5", src: L469 优质茶基地5万多亩"#,
            #"is: 5 工作日, printed: ５, src: L401 公告期限为５个工作日"#,
            #"is: ">= 1%", printed: 1％, src: L20 常住人口的1％以上"#,
            #"is: 20%, printed: 百分之二十, src: L20 增长百分之二十"#,
            #"is: 20%, printed: "20", src: L20 提高20个百分点"#,
            #"is: 1/3, printed: 三分之一, src: L51 三分之一行政村"#,
            #"is: 2..3 年, printed: 两至三年, src: L89 通过两至三年系统学习"#,
            #"is: 20..30 万元, printed: "20-30", src: L89 补助20-30万元"#,
            #"is: 25 个, printed: 二十五, src: L89 二十五个"#,
            #"is: 1200000 元, printed: 一百二十万, src: L89 一百二十万元"#,
            #"is: 100%, printed: 全覆盖, src: L65 实现两级全覆盖"#,
            #"is: 3 类, printed: 甲、乙、丙, src: L65 包括甲、乙、丙"#,
            #"is: -5 分值, printed: "5", src: L51 不合格扣5分"#,
            #"is: "~ 1000 ㎡", printed: "1000", src: "L103 在 1000 m<sup>2</sup> 左右""#,
            #"is: 9 个, standing: assumed"#,
            #"is: 9 个, standing: corrected, src: L1 8个"#,
            #"is: unknown, why: 没有写"#,
        ])
    func gives(figure: String) throws {
        #expect(try Self.findings(figure: figure).filter { $0.hasPrefix("printed") } == [])
    }

    @Test(
        "Another number, scale, bound or place is found",
        arguments: [
            #"is: 99999 万元, printed: "7350", src: L139 累计投资7350万元"#,
            #"is: 7350 亿元, printed: "7350", src: L139 累计投资7350万元"#,
            #"is: 7350 元, printed: "7350", src: L139 累计投资7350万元"#,
            #"is: 5 亿元, printed: "5", src: L28 交易额15亿元"#,
            #"is: 1 亿元, printed: "1", src: L28 交易额1.5亿元"#,
            #"is: 15 亿元, printed: 十五, src: L28 交易额15亿元"#,
            #"is: 1900 辆, printed: "1900", src: L421 车辆1900余辆"#,
            #"is: ">= 5 个", printed: "5", src: L480 绿色农产品5个"#,
            #"is: "<= 5 个", printed: "5", src: L480 不少于5个"#,
            #"is: 80 个, printed: "80%", src: L480 覆盖80%行政村"#,
            #"is: 100%, printed: 大部分, src: L65 覆盖大部分行政村"#,
            #"is: 4 类, printed: 甲、乙、丙, src: L65 包括甲、乙、丙"#,
            #"is: 2..4 年, printed: 两至三年, src: L89 通过两至三年系统学习"#,
            #"is: 1 个, printed: 一, src: L89 十一个"#,
        ])
    func differs(figure: String) throws {
        #expect(try Self.findings(figure: figure) == ["printed.a"])
    }

    @Test(
        "A day is what is printed, to the month or the year",
        arguments: [
            ("is: 2019-12-31, printed: 2019年12月底, src: L38 2019年12月底前", true),
            ("is: 2019-12-31, printed: 2019年底前, src: L45 2019年底前", true),
            ("is: 2020-12-31, printed: 2020底前, src: L82 在2020底前", true),
            ("is: 2018-09-30, printed: 9月, src: L323 2018年6月至9月", true),
            ("is: 2018-06-10, printed: 6月上旬, src: L323 2018年6月上旬", true),
            ("is: 2018-05-16, printed: 二〇一八年五月十六日, src: L13 二〇一八年五月十六日", true),
            ("is: 2018-05-16, src: L13 2018年5月16日", true),
            ("is: 2030-01-01, printed: 2019年12月底, src: L38 2019年12月底前", false),
            ("is: 2019-12-30, printed: 2019年12月底, src: L38 2019年12月底前", false),
            ("is: 2019-09-30, printed: 9月, src: L323 2018年6月至9月", false),
            ("is: 2019-12-31, printed: 年内, src: L38 年内完成", false),
            ("is: 2019-12-31, printed: 2019年底, src: L38 2020年底", false),
        ])
    func days(phase: String, agrees: Bool) throws {
        let schedule = "phases: [{id: p, name: 一, \(phase)}]\n"
        let ids = try Self.pack(["schedule.yaml": schedule]).check().findings.map(\.id)
        #expect(ids.filter { $0.hasPrefix("printed") } == (agrees ? [] : ["printed.p"]))
    }

    @Test("A beginning is the first day of what is printed")
    func beginnings() throws {
        func ids(_ day: String) throws -> [String] {
            let begins = "begins: {is: \(day), printed: 2018年1月, src: L91 2018年1月—2018年11月}"
            let end = "is: 2018-11-30, printed: 2018年11月, src: L91 2018年1月—2018年11月"
            let schedule = "phases: [{id: p, name: 一, \(begins), \(end)}]\n"
            return try Self.pack(["schedule.yaml": schedule]).check().findings.map(\.id)
                .filter { $0.hasPrefix("printed") }
        }
        #expect(try ids("2018-01-01") == [])
        #expect(try ids("2018-01-31") == ["printed.p.begins"])
    }

    @Test("A place is in the plan or in a part of it")
    func documents() throws {
        func read(_ source: String) throws -> ProgrammePack {
            let head = PackReadingTests.head + "\nparts: [{id: annex-1, title: 附件}]\n"
            return try ProgrammePack(files: [
                PackFile(name: "pack.yaml", text: head),
                PackFile(
                    name: "figures.yaml",
                    text: "figures:\n  - {id: a, name: 甲, is: 1 个, src: \(source)}\n"),
            ])
        }
        #expect(try read("annex-1 L9 1个").figures["a"]?.stated.source?.document == "annex-1")
        #expect(try read("L9 1个").figures["a"]?.stated.source?.document == "plan")
        let error = #expect(throws: YAMLError.self) { try read("annex-2 L9 1个") }
        #expect(
            error?.chineseDescription
                == "figures.yaml:2:36: 方案没有附件 'annex-2'，最接近的是 'annex-1'")
    }

    @Test("A rule file names no document that the pack has not")
    func ruleDocuments() throws {
        let clock = """
            clocks: [{id: a, event: e, act: b, count: {working_days: 2}, limit: within,
                      first_day: true, src: nonsense L9 x}]
            """
        #expect(throws: YAMLError.self) {
            try Rulebook(files: [("pack.yaml", PackReadingTests.head), ("clocks.yaml", clock)])
        }
    }

    @Test(
        "What cannot be compared is asked about, not passed over",
        arguments: [
            (#"is: "~ 20%", role: target"#, "is: 80%, role: target", true),
            (#"is: "~ 20%", role: target"#, "is: 20%, role: target", false),
            ("is: 20%", "is: 80%, role: target", true),
            ("is: 20%", "is: 20%, role: target", false),
            ("is: 20%, role: status", "is: 80%, role: target", false),
            ("is: 20%, role: target, by: 2019-12-31", "is: 80%, role: target", true),
            ("is: 20%, role: target, by: 2019-12-31", "is: 20%, role: target", false),
            ("is: 20%, role: target, scope: a", "is: 80%, scope: b", false),
        ])
    func comparison(first: String, second: String, isAsked: Bool) throws {
        let figures = """
            figures:
              - {id: a, name: 甲, measure: m, \(first), standing: assumed}
              - {id: b, name: 乙, measure: m, \(second), standing: assumed}
            """
        let kinds = try Self.pack(["figures.yaml": figures]).check().findings.map(\.kind)
        #expect(kinds == (isAsked ? [.comparison] : []))
    }

    @Test("Of several stages the last is held against the target without a day")
    func lastStage() throws {
        let figures = """
            figures:
              - {id: a, name: 甲, measure: m, is: 50%, role: target, standing: assumed}
              - {id: b, name: 乙, measure: m, is: 30%, role: target, by: 2018-12-31, standing: assumed}
              - {id: c, name: 丙, measure: m, is: 50%, role: target, by: 2019-12-31, standing: assumed}
            """
        #expect(try Self.pack(["figures.yaml": figures]).check().findings.isEmpty)
        let more = figures.replacing("is: 50%, role: target, by", with: "is: 60%, role: target, by")
        #expect(
            try Self.pack(["figures.yaml": more]).check().findings.map(\.id) == ["comparison.a.c"])
    }
}
