import CountyProgramme
import Identifiers
import Testing

/// How far targets are reached, under every reading the plan allows.
struct TargetProgressTests {
    private static func state(
        _ target: String, _ facts: [Fact], on day: String, places: [DivisionCode]? = nil
    ) throws -> TargetProgress {
        var book = try IndicatorTests.book()
        for fact in facts { try book.append(fact) }
        return try #require(
            book.progress(of: target, on: SampleFacts.day(day), places: places))
    }

    private static func stations(_ count: Int) -> Fact {
        SampleFacts.fact("1", "stock", "\(count) 个", day: "2019-02-01", subject: "站1")
    }

    @Test(
        "A target is reached, on its way, behind, missed or beyond",
        arguments: [
            (10, "2019-12-31", TargetProgress.State.reached), (11, "2019-12-31", .beyond),
            (6, "2019-12-31", .ahead), (4, "2019-12-31", .behind), (9, "2020-12-31", .missed),
        ])
    func states(_ count: Int, _ day: String, _ state: TargetProgress.State) throws {
        let progress = try Self.state("planned", [Self.stations(count)], on: day)
        #expect(progress.state == state)
        #expect(progress.due == SampleFacts.day("2020-12-31"))
        #expect(progress.readings.first?.done == (try Rational(count, over: 10)))
        #expect(progress.questions.isEmpty)
    }

    @Test("A range has two ends, and a target without a day stays open")
    func range() throws {
        #expect(try Self.state("range", [Self.stations(2)], on: "2021-01-01").state == .open)
        #expect(try Self.state("range", [Self.stations(4)], on: "2021-01-01").state == .reached)
        #expect(try Self.state("range", [Self.stations(6)], on: "2021-01-01").state == .beyond)
        #expect(try Self.state("range", [], on: "2021-01-01").state == .blocked)
    }

    @Test("Yearly or from the start: asked only where it makes a difference")
    func cycles() throws {
        let old = SampleFacts.fact("1", "sales", "60 元", day: "2019-05-01")
        let new = SampleFacts.fact("2", "sales", "50 元", day: "2021-05-01")
        let open = try Self.state("yearly", [old, new], on: "2021-12-31")
        #expect(open.state == .undecided)
        #expect(open.readings.map(\.state) == [.missed, .reached])
        #expect(open.questions.map(\.place) == ["indicators/money/cycle"])
        let more = SampleFacts.fact("3", "sales", "50 元", day: "2021-06-01")
        let settled = try Self.state("yearly", [old, new, more], on: "2021-12-31")
        #expect(settled.state == .reached)
        #expect(settled.questions.isEmpty)
    }

    @Test("A target of every township names those that are short, and asks for the list")
    func each() throws {
        let towns = ["411521100000", "411521101000"].compactMap { DivisionCode($0) }
        let facts = [
            SampleFacts.fact("1", "stock", "2 个", place: "411521100201", subject: "站1"),
            SampleFacts.fact("2", "stock", "1 个", place: "411521101201", subject: "站2"),
        ]
        let progress = try Self.state("each", facts, on: "2020-03-05", places: towns)
        #expect(progress.state == .behind)
        #expect(progress.short == [towns[1]])
        #expect(progress.due == SampleFacts.day("2021-01-01"))
        let unknown = try Self.state("each", facts, on: "2020-03-05")
        #expect(unknown.state == .blocked)
        #expect(unknown.questions.map(\.place) == ["targets/each/each"])
    }

    @Test("The register of targets has every target of the plan", arguments: RuleFiles.names)
    func register(_ name: String) throws {
        let pack = try PlanPacks.pack(name)
        let book = IndicatorBook(try RuleFiles.rulebook(name).indicators, of: pack)
        let register = book.targetRegister(
            on: SampleFacts.day("2020-06-30"), order: pack.figureOrder)
        let targets = pack.figureOrder.filter { pack.figures[$0]?.role == .target }
        #expect(register.map(\.figure.id) == targets)
        // Without a single fact nothing is reached, and nothing is silently nought.
        #expect(register.flatMap(\.progress).allSatisfy { $0.state == .blocked })
        #expect(register.contains { !$0.progress.isEmpty })
    }

    @Test("A sale, an outlet, a trainee claimed by two programmes is found, once is not")
    func claims() throws {
        var book = try IndicatorTests.book()
        let claims: [(String, String?, String?)] = [
            ("1", "甲项目", "A1"), ("2", "乙项目", "A1"), ("3", "甲项目", "A2"), ("4", "甲项目", "A2"),
            ("5", nil, "A1"), ("6", "乙项目", nil),
        ]
        for (id, programme, order) in claims {
            try book.append(
                SampleFacts.fact(
                    id, "sales", "1 元", attributes: order.map { ["订单号": $0] } ?? [:],
                    programme: programme))
        }
        let review = try #require(book.doubleClaims().first)
        #expect(review.double.map(\.key) == [["A1"]])
        #expect(review.double.first?.programmes == ["乙项目", "甲项目"])
        #expect(review.double.first?.facts.map(\.id) == ["1", "2"])
        #expect(review.undecidable.map(\.id) == ["6"])
        // Withdrawn by a correction to nought, it is claimed once.
        try book.append(
            SampleFacts.fact(
                "7", "sales", "0 元", attributes: ["订单号": "A1"], programme: "乙项目",
                replaces: "2"))
        #expect(book.doubleClaims().first?.double == [])
    }

    @Test(
        "Each rule of a pack finds what two programmes claim by any of its measures",
        arguments: RuleFiles.names)
    func claimRules(pack: String) throws {
        let core = try PlanPacks.files(pack).filter {
            ["pack.yaml", "figures.yaml"].contains($0.name)
        }
        let book = IndicatorBook(
            try RuleFiles.rulebook(pack).indicators, of: try ProgrammePack(files: core))
        #expect(book.catalogue.claims.contains { $0.id == "sales" })
        for rule in book.catalogue.claims {
            for measure in try rule.measures.map({ try #require(book.catalogue.measure($0)) }) {
                var book = book
                for (id, programme, thing) in [
                    ("1", "甲项目", "A1"), ("2", "乙项目", "A1"), ("3", "甲项目", "A2"), ("4", "甲项目", "A2"),
                ] {
                    var words = measure.dimensions.compactMapValues(\.first)
                    words["订单号"] = thing
                    try book.append(
                        SampleFacts.fact(
                            id, measure.id, "1 \(measure.unit.symbol)", place: "411521100201",
                            attributes: words, subject: thing, programme: programme))
                }
                let review = book.doubleClaims().first { $0.rule.id == rule.id }
                #expect(review?.double.map { $0.facts.map(\.id) } == [["1", "2"]])
                #expect(review?.undecidable.isEmpty == true)
            }
        }
    }
}
