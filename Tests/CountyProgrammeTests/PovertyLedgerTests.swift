import CountyProgramme
import Identifiers
import SeededRandom
import Testing

/// Each yuan of a sale is counted once, however many households and recorders claim it.
struct PovertyLedgerTests {
    private static func files(_ rule: String?) -> [RuleFiles.File] {
        RuleFiles.files("wuhua").filter { $0.name.hasSuffix("/indicators.yaml") }.map { file in
            let decided = rule.map { "{is: \($0), by: 县领导小组, on: 2018-08-01, ground: 试验}" }
            var text = file.text
            if let decided {
                text = text.replacing(
                    "indirect_rule: {is: unknown, why: 方案没有说间接销售的钱怎么算到户}",
                    with: "indirect_rule: \(decided)")
            }
            let two = "{is: 2, by: 县领导小组, on: 2018-08-01, ground: 试验}"
            return (
                file.name,
                text.replacing(
                    "fewest: {is: unknown, why: 方案没有说几户以下不能公开合计}", with: "fewest: \(two)")
            )
        }
    }

    private static func book(_ rule: String?) throws -> IndicatorBook {
        IndicatorBook(try Rulebook(files: files(rule)).indicators, of: try PlanPacks.pack("wuhua"))
    }

    private static let year = SampleFacts.day("2020-01-01")...SampleFacts.day("2020-12-31")

    private static func sale(_ order: String, _ amount: String) -> Fact {
        SampleFacts.fact("sale \(order)", "trade", amount, attributes: ["订单号": order])
    }

    private static func claim(
        _ id: String, _ order: String?, _ household: String?, _ amount: String,
        _ way: String = "直接",
        place: String = "441424100201"
    ) -> Fact {
        var attributes = ["方式": way]
        attributes["订单号"] = order
        return SampleFacts.fact(
            id, "household-sales", amount, place: place, attributes: attributes,
            subject: household)
    }

    private static func ledger(_ rule: String?, _ facts: [Fact]) throws -> PovertyLedger {
        var book = try book(rule)
        for fact in facts { try book.append(fact) }
        return book.povertyLedger(try #require(book.catalogue.poverty.first), in: year)
    }

    @Test("A household's part of a sale counts once; direct comes before indirect")
    func once() throws {
        let ledger = try Self.ledger(
            "claimed",
            [
                Self.sale("A", "100 元"), Self.claim("1", "A", "户1", "30 元", "间接"),
                Self.claim("2", "A", "户1", "30 元"), Self.claim("3", "A", "户1", "30 元"),
                Self.claim("4", "A", "户2", "20 元", "间接"),
            ])
        #expect(ledger.lines.map(\.fact.id) == ["2", "4"])
        #expect(try ledger.total() == Quantity("50 元"))
        #expect(try ledger.total(way: "直接") == Quantity("30 元"))
        #expect(ledger.leftOut.map(\.fact.id) == ["1", "3"])
        #expect(ledger.leftOut.allSatisfy { $0.reason == .countedAlready(by: "2") })
    }

    @Test("What names no household or sale, or more than the sale, does not count")
    func leftOut() throws {
        let ledger = try Self.ledger(
            "claimed",
            [
                Self.sale("A", "50 元"), Self.claim("1", "A", "户1", "30 元"),
                Self.claim("2", "A", "户2", "30 元"), Self.claim("3", "B", "户1", "1 元"),
                Self.claim("4", nil, "户1", "1 元"), Self.claim("5", "A", nil, "1 元"),
            ])
        #expect(ledger.lines.isEmpty)
        #expect(try ledger.total() == nil)
        let fifty = try #require(Quantity("50 元"))
        #expect(
            ledger.leftOut.map(\.reason) == [
                .moreThanSale(fifty), .moreThanSale(fifty), .unknownSale("B"), .noSale,
                .noHousehold,
            ])
    }

    @Test("Indirect sales wait for a decision; then they are shared out exactly")
    func indirect() throws {
        let facts = [
            Self.sale("A", "100 元"), Self.claim("1", "A", "户1", "40 元"),
            Self.claim("2", "A", "户2", "1 元", "间接"), Self.claim("3", "A", "户3", "1 元", "间接"),
            Self.claim("4", "A", "户4", "1 元", "间接"),
        ]
        let open = try Self.ledger(nil, facts)
        #expect(try open.total() == Quantity("40 元"))
        for omission in open.leftOut {
            guard case .open(let question) = omission.reason else {
                Issue.record("nothing is asked")
                continue
            }
            #expect(question.choices == ["claimed", "equal"])
        }
        let equal = try Self.ledger("equal", facts)
        #expect(equal.lines.map(\.amount) == ["40 元", "20 元", "20 元", "20 元"].map { Quantity($0) })
        #expect(try equal.total() == Quantity("100 元"))
    }

    @Test("Never more than the sales came to, and no claim is lost", arguments: 0..<12)
    func conserved(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var facts: [Fact] = []
        for order in 0..<8 {
            let amount = Int.random(in: 0...90, using: &random)
            if order > 0 { facts.append(Self.sale("\(order)", "\(amount) 元")) }
            for number in 0..<Int.random(in: 0...6, using: &random) {
                facts.append(
                    Self.claim(
                        "\(order) \(number)", "\(order)",
                        "户\(Int.random(in: 0...4, using: &random))",
                        "\(Int.random(in: 1...30, using: &random)) 元",
                        Bool.random(using: &random) ? "直接" : "间接"))
            }
        }
        for rule in [nil, "claimed", "equal"] {
            let ledger = try Self.ledger(rule, facts.shuffled(using: &random))
            let claimed = facts.filter { $0.measure == "household-sales" }.map(\.id)
            let told = ledger.lines.map(\.fact.id) + ledger.leftOut.map(\.fact.id)
            #expect(told.sorted() == claimed.sorted())
            for (sale, lines) in Dictionary(grouping: ledger.lines, by: \.sale) {
                let whole = facts.first { $0.id == "sale \(sale)" }?.quantity.value
                let sum = try Quantity.sum(of: lines.map(\.amount))?.value
                #expect(try #require(sum) <= #require(whole))
                #expect(Set(lines.map(\.household)).count == lines.count)
            }
        }
    }

    @Test("A village sees its own households, the county's commerce only totals of enough of them")
    func views() throws {
        let ledger = try Self.ledger(
            "claimed",
            [
                Self.sale("A", "100 元"), Self.claim("1", "A", "户1", "30 元"),
                Self.claim("2", "A", "户2", "20 元", place: "441424101201"),
            ])
        let home = try #require(DivisionCode("441424100201"))
        let other = try #require(DivisionCode("441424101201"))
        #expect(
            try ledger.view(as: "村级站点", of: home, into: home)
                == .households(["户1": try #require(Quantity("30 元"))]))
        #expect(try ledger.view(as: "村级站点", of: home, into: other) == .refused)
        #expect(try ledger.view(as: "村级站点", of: home, into: nil) == .refused)
        #expect(try ledger.view(as: "路人", of: nil, into: nil) == .refused)
        #expect(
            try ledger.view(as: "县商务主管部门", of: nil, into: nil)
                == .totals(amount: Quantity("50 元"), households: 2))
        #expect(try ledger.view(as: "县商务主管部门", of: nil, into: home) == .tooFew)
        guard case .households(let all) = try ledger.view(as: "县扶贫开发局", of: nil, into: nil)
        else {
            Issue.record("the poverty office sees no households")
            return
        }
        #expect(all.count == 2)
    }

    @Test("A total is not shown before somebody says how few households are too few")
    func fewest() throws {
        let rules = try RuleFiles.rulebook("wuhua").indicators
        let book = IndicatorBook(rules, of: try PlanPacks.pack("wuhua"))
        let ledger = book.povertyLedger(try #require(rules.poverty.first), in: Self.year)
        guard case .open(let question) = try ledger.view(as: "县商务主管部门", of: nil, into: nil)
        else {
            Issue.record("a total is shown")
            return
        }
        #expect(question.place == "indicators/poverty/household-sales/fewest")
    }

    @Test(
        "N09: sales of poor households are recorded by the plan's own words",
        arguments: ["建档立卡贫穷户网上销售产品记录", "直接", "间接"])
    func row(_ word: String) throws {
        func problems(_ files: [RuleFiles.File]) throws -> [String] {
            let rules = try Rulebook(files: files).indicators
            guard let rule = rules.poverty.first(where: { $0.rows.contains("N09") }) else {
                return ["no rule"]
            }
            var book = IndicatorBook(rules, of: try PlanPacks.pack("wuhua"))
            for way in ["直接", "间接"] {
                try book.append(Self.sale(way, "9 元"))
                try book.append(Self.claim("claim \(way)", way, "户1", "9 元", way))
            }
            let ledger = book.povertyLedger(rule, in: Self.year)
            let total = try ledger.total()
            return total == Quantity("18 元") && rule.title.contains("销售产品记录") ? [] : ["\(ledger)"]
        }
        #expect(try problems(Self.files("claimed")) == [])
        let without = try? problems(RuleFiles.replacing(word, in: Self.files("claimed")))
        #expect(without != [], "N09 does not need \(word)")
    }
}
