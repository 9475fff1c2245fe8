import CountyProgramme
import SeededRandom
import StrictYAML
import Testing

/// Days on display, versions, objections and answers.
struct DisclosureTests {
    /// 2019-06-03 is a Monday.
    private static let monday = Day("2019-06-03") ?? Day(number: 0)
    private static let site = "县政府网站"

    private static func time(_ offset: Int, recorded: Int? = nil) -> ProofOfTime {
        ProofOfTime(
            claimed: monday.adding(days: offset),
            captured: monday.adding(days: recorded ?? offset))
    }

    private static func candidate(
        _ name: String, _ offset: Int, recorded: Int? = nil
    ) -> Publication {
        Publication(
            item: "candidates", about: "trace", channel: site, fields: ["承办单位候选人": name],
            time: time(offset, recorded: recorded))
    }

    /// The candidates' five days, with the open points ruled on.
    private static func rules() throws -> Rulebook {
        let files = RuleFiles.files("luoshan").map { file in
            let ruled = ", by: 县领导小组, on: 2018-01-01, ground: 试验}"
            return (
                file.name,
                file.text
                    .replacing("first_day: {is: unknown", with: "first_day: {is: false\(ruled) #")
                    .replacing("if_closed: {is: unknown", with: "if_closed: {is: same\(ruled) #")
            )
        }
        return try Rulebook(files: files)
    }

    private static func display(
        _ book: DisclosureBook, _ rules: Rulebook, on offset: Int
    ) throws -> ChannelDisplay {
        let standing = try #require(
            book.standing(
                of: "candidates", about: "trace", on: monday.adding(days: offset),
                limits: rules.limits))
        return try #require(standing.displays.first)
    }

    @Test("Five days run from the day it went up, and begin again with a change")
    func restart() throws {
        let rules = try Self.rules()
        var book = DisclosureBook(plan: rules.disclosure)
        try book.publish(Self.candidate("甲公司", 0))
        #expect(try Self.display(book, rules, on: 5).state == .running)
        #expect(try Self.display(book, rules, on: 6).state == .served)
        try book.publish(Self.candidate("乙公司", 4))
        let again = try Self.display(book, rules, on: 6)
        #expect(again.state == .running)
        #expect(again.spell?.version == 2)
        #expect(again.lastDays == [Self.monday.adding(days: 9)])
        #expect(try Self.display(book, rules, on: 10).state == .served)
        // On the third day nobody knew of the change yet.
        #expect(try Self.display(book, rules, on: 3).spell?.version == 1)
    }

    @Test("Taken down early is too short; put up again, the days begin anew")
    func withdrawn() throws {
        let rules = try Self.rules()
        var book = DisclosureBook(plan: rules.disclosure)
        try book.publish(Self.candidate("甲公司", 0))
        try book.takeDown(
            item: "candidates", about: "trace", channel: Self.site, time: Self.time(3),
            reason: "网站维护")
        #expect(try Self.display(book, rules, on: 20).state == .tooShort)
        try book.publish(Self.candidate("甲公司", 7))
        #expect(try Self.display(book, rules, on: 10).state == .running)
        #expect(try Self.display(book, rules, on: 13).state == .served)
        #expect(try Self.display(book, rules, on: 13).spell?.version == 1)
    }

    @Test("A display recorded only afterwards is not proven")
    func unproven() throws {
        let rules = try Self.rules()
        var book = DisclosureBook(plan: rules.disclosure)
        try book.publish(Self.candidate("甲公司", 0, recorded: 6))
        #expect(try Self.display(book, rules, on: 6).state == .unproven)
        #expect(try Self.display(book, rules, on: 12).state == .served)
    }

    @Test("Three channels start one clock; which of them does is asked only when they differ")
    func channels() throws {
        let rules = try Self.rules()
        var book = DisclosureBook(plan: rules.disclosure)
        let channels = ["省级财政部门指定的媒体", "市级政府采购中心", "县级政府采购中心"]
        let fields = ["采购项目公告": "一", "采购文件": "二", "采购项目预算金额": "三"]
        func publish(_ channel: String, _ offset: Int) throws {
            try book.publish(
                Publication(
                    item: "tender-notice", about: "trace", channel: channel, fields: fields,
                    time: Self.time(offset)))
        }
        func standing(_ offset: Int) throws -> DisclosureStanding {
            try #require(
                book.standing(
                    of: "tender-notice", about: "trace", on: Self.monday.adding(days: offset),
                    limits: rules.limits))
        }
        for channel in channels.dropLast() { try publish(channel, 0) }
        #expect(try standing(1).missingChannels == ["县级政府采购中心"])
        try publish(channels[2], 2)
        // From Monday or from Wednesday, and Friday is the Dragon Boat Festival.
        #expect(
            try standing(3).displays[0].lastDays == [
                Self.monday.adding(days: 8), Self.monday.adding(days: 10),
            ])
        #expect(try standing(3).displays.map(\.state) == [.running, .running, .running])
        #expect(try standing(9).displays.map(\.state) == Array(repeating: .undecided, count: 3))
        #expect(try standing(9).questions.map(\.place) == ["clocks/tender-notice/starts_with"])
        #expect(try standing(9).isServed == nil)
    }

    @Test("Filing, answers and the clocks of publication are told apart")
    func answers() throws {
        let rules = try Self.rules()
        var book = DisclosureBook(plan: rules.disclosure)
        let result = Publication(
            item: "tender-result", about: "trace", channel: "县级政府采购中心",
            fields: ["采购结果": "甲公司"], time: Self.time(3))
        try book.publish(result)
        let events = ["result-published": Self.monday]
        let standing = try #require(
            book.standing(
                of: "tender-result", about: "trace", on: Self.monday.adding(days: 9),
                events: events, limits: rules.limits))
        #expect(standing.published.map(\.state) == [.late])
        #expect(standing.missingChannels == ["省级财政部门指定的媒体", "市级政府采购中心"])
        let objection = Objection(id: "7", text: "评分有误", received: Self.time(4))
        try book.object(objection, to: "tender-result", about: "trace")
        #expect(throws: DisclosureRefusal.objection("7")) {
            try book.object(
                Objection(id: "7", text: "别的", received: Self.time(4)), to: "tender-result",
                about: "trace")
        }
        #expect(throws: DisclosureRefusal.beforeLast(objection.received.claimed)) {
            try book.answer(
                "7", to: "tender-result", about: "trace", with: RecordDriver.digest(1),
                time: Self.time(2))
        }
        #expect(throws: DisclosureRefusal.noFiling("省商务厅", [])) {
            try book.file(
                item: "tender-result", about: "trace", with: "省商务厅", time: Self.time(5))
        }
        #expect(throws: DisclosureRefusal.noField("采购结论", nearest: "采购结果")) {
            try book.publish(
                Publication(
                    item: "tender-result", about: "trace", channel: "县级政府采购中心",
                    fields: ["采购结论": "甲公司"], time: Self.time(5)))
        }
    }

    @Test("A quarter without its publication is told")
    func quarterly() throws {
        let rules = try RuleFiles.rulebook("gengma")
        var book = DisclosureBook(plan: rules.disclosure)
        for (about, offset) in [("一", 0), ("二", 120)] {
            try book.publish(
                Publication(
                    item: "quarterly", about: about, channel: "公示栏",
                    fields: ["项目建设进度": "一半"], time: Self.time(offset)))
        }
        let standing = try #require(
            book.standing(
                of: "quarterly", about: "二", on: Self.monday.adding(days: 240),
                limits: rules.limits))
        #expect(standing.tallies.map(\.missing) == [0, 1, 0, 1])
        #expect(standing.missingFields == ["本《方案》", "资金使用情况"])
    }

    @Test("Whatever is published, a display never ends before its days", arguments: 1...20)
    func random(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let rules = try Self.rules()
        var book = DisclosureBook(plan: rules.disclosure)
        var day = 0
        var lastChange = 0
        for _ in 0..<20 {
            day += Int.random(in: 0...3, using: &random)
            let name = "\(Int.random(in: 1...3, using: &random))号公司"
            let before = book
            try book.publish(Self.candidate(name, day))
            if book != before { lastChange = day }
            let display = try Self.display(book, rules, on: day)
            #expect(display.lastDays == [Self.monday.adding(days: lastChange + 5)])
            #expect((display.state == .served) == (day > lastChange + 5))
        }
    }

    @Test("A wrong disclosure file is refused with place and remedy", arguments: faults)
    func refused(old: String, new: String, chinese: String) throws {
        let text = """
            channels:
              - {id: site, name: 网站, ours: true}
            items:
              - {id: a, title: 甲, channels: [site], display: {is: unknown, why: w}, ours: true}
            """
        let clock = """
            clocks:
              - {id: c, event: e, act: b, count: {times: 1, per: year}, limit: within, src: L1 x}
            """
        let files = [("clocks.yaml", clock), ("disclosure.yaml", text)]
        #expect(try Rulebook(files: files).disclosure.items.count == 1)
        let error = #expect(throws: YAMLError.self) {
            try Rulebook(files: [files[0], ("disclosure.yaml", text.replacing(old, with: new))])
        }
        #expect(error?.chineseDescription == chinese)
    }

    static let faults: [(old: String, new: String, chinese: String)] = [
        ("[site]", "[sit]", "disclosure.yaml:4:34: 没有渠道 'sit'，最接近的是 'site'"),
        (
            "{is: unknown, why: w}", "c",
            "disclosure.yaml:4:50: 时限 'c' 的 limit 要是 at-least, exactly"
        ),
    ]
}
