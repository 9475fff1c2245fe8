import CountyProgramme
import Identifiers
import SeededRandom
import StrictYAML
import Testing

/// Indicators are kept up to date fact by fact and come to what the facts say.
struct IndicatorTests {
    static let measures = """
        measures:
          - {id: sales, name: 销售, unit: 元, dims: {渠道: [内销, 外销]}, ours: true}
          - {id: stock, name: 站点, unit: 个, dims: {层级: [镇, 村]}, ours: true}
        indicators:
          - {id: total, name: 合计, rows: [], unit: 元, cycle: month, value: [{sum: sales}], ours: true}
          - {id: inside, name: 内销, rows: [], unit: 元, cycle: month, value: [{sum: sales, where: {渠道: 内销}}], ours: true}
          - {id: sellers, name: 卖家, rows: [], unit: 户, cycle: year, value: [{subjects: sales, unit: 户}], ours: true}
          - {id: orders, name: 笔数, rows: [], unit: 笔, cycle: year, value: [{facts: sales, unit: 笔}], ours: true}
          - {id: villages, name: 村, rows: [], unit: 村, cycle: year, value: [{places: sales, level: village, unit: 村}], ours: true}
          - {id: open, name: 站点, rows: [], unit: 个, cycle: whole, value: [{latest: stock}], ours: true}
          - {id: towns, name: 有站点的镇, rows: [], unit: 镇, cycle: whole, value: [{covered: stock, level: township, unit: 镇, where: {层级: 镇}}], ours: true}
          - {id: per-station, name: 每站销售, rows: [], unit: 元/个, cycle: year, value: [{sum: sales}], over: [{latest: stock}], ours: true}
          - {id: growth, name: 增长, rows: [], unit: "%", cycle: year, value: [{sum: sales}], change: growth, ours: true}
          - {id: coverage, name: 覆盖率, rows: [], unit: "%", cycle: whole, value: [{latest: stock}], over: [{figure: planned}, {figure: other}, {is: unknown, why: 没有写}], ours: true}
          - {id: money, name: 钱, rows: [], unit: 元, cycle: {is: unknown, why: 没有写}, value: [{sum: sales}], ours: true}
          - {id: per-town, name: 每镇, rows: [], unit: 个/镇, cycle: whole, value: [{latest: stock}], over: [{one: 镇}], ours: true}
        targets:
          - {id: planned, rows: [], indicator: open, figure: planned}
          - {id: range, rows: [], indicator: open, figure: range}
          - {id: yearly, rows: [], indicator: money, figure: money}
          - {id: each, rows: [], indicator: per-town, figure: each, each: township}
        claims:
          - {id: sale, name: 一笔销售, measures: [sales], key: [订单号]}
        """

    private static let figures = """
        figures:
          - {id: planned, name: 站点, is: 10 个, role: target, by: 2020-12-31, standing: assumed}
          - {id: other, name: 站点, is: 20 个, standing: assumed}
          - {id: range, name: 站点, is: 3..5 个, role: target, standing: assumed}
          - {id: money, name: 钱, is: ">= 100 元", role: target, by: 2021-12-31, standing: assumed}
          - {id: each, name: 每镇, is: ">= 2 个/镇", role: target, within: 2 年, standing: assumed}
        """

    private static let head = """
        pack:
          id: sample
          county: {code: "411521000000", name: 样例县}
          number: 样例
          issued: {is: 2019-01-01, src: L1 2019年1月1日}
          version: 1
          from: 2019-01-01
        """

    static var files: [(name: String, text: String)] {
        [("indicators.yaml", measures), ("figures.yaml", figures), ("pack.yaml", head)]
    }

    static func book(_ files: [(name: String, text: String)] = files) throws -> IndicatorBook {
        let pack = try ProgrammePack(files: files.map { PackFile(name: $0.name, text: $0.text) })
        return IndicatorBook(try Rulebook(files: files).indicators, of: pack)
    }

    private static let year = SampleFacts.day("2020-01-01")...SampleFacts.day("2020-12-31")

    /// Facts of two measures in some places, corrections among them.
    private static func facts(_ random: inout SeededGenerator, _ count: Int = 120) -> [Fact] {
        let villages = [
            "411521100201", "411521100202", "411521101201", "411521101000", "411521000000",
        ]
        var facts: [Fact] = []
        for number in 0..<count {
            let isSale = Bool.random(using: &random)
            let old =
                Int.random(in: 0..<6, using: &random) == 0
                ? facts.randomElement(using: &random) : nil
            let replaced = Set(facts.compactMap(\.replaces))
            let base = old.flatMap { replaced.contains($0.id) ? nil : $0 }
            let measure = base?.measure ?? (isSale ? "sales" : "stock")
            let day = SampleFacts.day("2019-01-01").adding(
                days: Int.random(in: 0..<1000, using: &random))
            let words = measure == "sales" ? ["渠道": ["内销", "外销"]] : ["层级": ["镇", "村"]]
            let attributes = words.compactMapValues { $0.randomElement(using: &random) }
            facts.append(
                Fact(
                    id: "f\(number)", measure: measure, day: day,
                    place: villages.randomElement(using: &random).flatMap { DivisionCode($0) },
                    quantity: Quantity(
                        Rational(Int.random(in: 0...4, using: &random)),
                        Unit(measure == "sales" ? "元" : "个") ?? .none),
                    attributes: attributes, subject: "户\(Int.random(in: 0..<20, using: &random))",
                    source: .line(file: "样例.csv", number: number + 1),
                    recorded: max(day, base?.recorded ?? day), replaces: base?.id))
        }
        return facts
    }

    @Test("Kept fact by fact, an indicator is what the facts come to", arguments: 0..<4)
    func incremental(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var book = try Self.book()
        for fact in Self.facts(&random) { try book.append(fact) }
        let first = SampleFacts.day("2019-01-01")
        let places: [DivisionCode?] =
            [nil] + ["411521100000", "411521100201", "411521999000"].map { DivisionCode($0) }
        for _ in 0..<4 {
            let start = first.adding(days: Int.random(in: 0..<900, using: &random))
            let end = start.adding(days: Int.random(in: 0..<500, using: &random))
            let spans = [
                start...end, CalendarMonth(of: start).firstDay...CalendarMonth(of: end).lastDay,
            ]
            for indicator in book.catalogue.indicators {
                for span in spans {
                    for place in places {
                        let kept = book.answer(indicator.id, in: span, at: place)
                        // As known on the last day of all, nothing is left out: the facts decide.
                        let counted = book.answer(
                            indicator.id, in: span, at: place, known: SampleFacts.day("2099-01-01"))
                        #expect(kept == counted, "\(indicator.id) \(span) \(place as Any)")
                    }
                }
            }
        }
    }

    @Test("The parts of a sum add up; what parts of a count share is said", arguments: 0..<6)
    func parts(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var book = try Self.book()
        for fact in Self.facts(&random, 400) { try book.append(fact) }
        for id in ["total", "inside", "orders", "open"] {
            for dimension in [Dimension.attribute("渠道"), .place(.village), .place(.township)] {
                let breakdown = try #require(
                    try book.breakdown(of: id, by: dimension, in: Self.year))
                #expect(breakdown.overlap.value == .zero)
                #expect(breakdown.whole == book.answer(id, in: Self.year)?.value)
                #expect(breakdown.parts.dropLast().allSatisfy { $0.key != nil })
            }
        }
        let sellers = try #require(
            try book.breakdown(of: "sellers", by: .attribute("渠道"), in: Self.year))
        let sum = try Quantity.sum(of: sellers.parts.map(\.quantity))
        #expect(try sum?.subtracting(sellers.overlap) == sellers.whole)
        #expect(sellers.overlap.value > .zero)
    }

    @Test("An indicator tells the facts it counted")
    func lines() throws {
        var book = try Self.book()
        let one = SampleFacts.sale("1", "12 元")
        let two = SampleFacts.fact("2", "sales", "3 元", day: "2020-05-01")
        try book.append(one)
        try book.append(two)
        #expect(book.lines(of: "total", in: Self.year) == [one, two])
        #expect(book.lines(of: "inside", in: Self.year) == [])
        #expect(book.answer("total", in: Self.year)?.value == Quantity("15 元"))
        #expect(book.answer("inside", in: Self.year)?.value == Quantity("0 元"))
    }

    @Test("Without facts there is no value; nobody is taken to have reported nothing")
    func missing() throws {
        var book = try Self.book()
        let reading = try #require(book.answer("total", in: Self.year)?.readings.first)
        #expect(reading.value == nil)
        #expect(reading.gaps == [.noFacts(measure: "sales", span: Self.year)])
        try book.append(SampleFacts.sale("1", "0 元"))
        #expect(book.answer("total", in: Self.year)?.value == Quantity("0 元"))
        #expect(book.answer("nothing", in: Self.year) == nil)
    }

    @Test("Growth is against the same stretch a year before, and needs it")
    func growth() throws {
        var book = try Self.book()
        try book.append(SampleFacts.sale("1", "15 元"))
        let before = SampleFacts.day("2019-01-01")...SampleFacts.day("2019-12-31")
        #expect(
            book.answer("growth", in: Self.year)?.readings.first?.gaps == [
                .noFacts(measure: "sales", span: before)
            ])
        try book.append(SampleFacts.fact("2", "sales", "10 元", day: "2019-12-31"))
        #expect(book.answer("growth", in: Self.year)?.value == Quantity("50%"))
        let known = SampleFacts.day("2019-06-01")
        #expect(book.answer("growth", in: Self.year, known: known)?.value == nil)
    }

    @Test("Two printed denominators give two values, an unknown one a question")
    func denominators() throws {
        var book = try Self.book()
        try book.append(SampleFacts.fact("1", "stock", "5 个", subject: "站1"))
        let answer = try #require(book.answer("coverage", in: Self.year))
        #expect(answer.readings.map(\.value) == [Quantity("50%"), Quantity("25%"), nil])
        #expect(answer.value == nil)
        guard case .open(let question) = answer.readings.last?.gaps.first else {
            Issue.record("nothing is asked")
            return
        }
        #expect(question.place == "indicators/coverage")
        #expect(question.chinese.contains("没有写"))
    }

    @Test("Places without a report are named; nought is a report")
    func completeness() throws {
        var book = try Self.book()
        try book.append(SampleFacts.fact("1", "sales", "0 元", place: "411521100201"))
        let expected = ["411521100000", "411521101000"].compactMap { DivisionCode($0) }
        let result = try #require(
            book.completeness(of: "total", in: Self.year, expected: expected))
        #expect(result.missing.map(\.description) == ["411521101000"])
        #expect(result.rate == (try Rational(1, over: 2)))
        #expect(book.completeness(of: "total", in: Self.year, expected: [])?.rate == nil)
    }

    @Test("A measure, unit or word the pack does not know is refused")
    func strict() throws {
        var book = try Self.book()
        for (fact, fault) in [
            (SampleFacts.fact("1", "sale", "1 元"), FactRefusal.Fault.unknownMeasure("sale")),
            (SampleFacts.fact("1", "sales", "1 个"), .unlikeUnits("个", "元")),
            (
                SampleFacts.fact("1", "sales", "1 元", attributes: ["渠道": "网上"]),
                .unknownWord("渠道", "网上")
            ),
        ] {
            #expect(throws: FactRefusal(fact: "1", fault: fault)) { try book.append(fact) }
        }
        #expect(book.facts.count == 0)
    }

    @Test(
        "What the file cannot mean is refused with its line",
        arguments: [
            ("value: [{latest: stock}]", "value: [{latest: stok}]", "stok"),
            ("where: {渠道: 内销}", "where: {渠到: 内销}", "渠到"),
            ("figure: planned}", "figure: planed}", "planed"),
            ("indicator: open,", "indicator: opem,", "opem"),
            ("value: [{sum: sales}], ours: true}", "value: [], ours: true}", "value"),
            ("unit: 笔, cycle: year,", "unit: 笔,", "cycle"),
            ("level: village, ", "", "level"),
            ("change: growth, ours: true", "change: grows, ours: true", "grows"),
            ("change: growth, ours: true", "change: growth", "src"),
            ("- {id: inside,", "- {id: total,", "total"),
        ])
    func refusals(_ old: String, _ new: String, _ word: String) throws {
        var files = Self.files
        files[0].text = files[0].text.replacing(old, with: new, maxReplacements: 1)
        #expect(files[0].text != Self.files[0].text)
        let error = #expect(throws: YAMLError.self) { try Self.book(files) }
        #expect(error?.file == "indicators.yaml")
        #expect(error?.description.contains(word) == true, "\(error as Any)")
        #expect(error?.chineseDescription != error?.description)
    }
}
