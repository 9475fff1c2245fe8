import CountyProgramme
import SeededRandom
import Testing

/// Contracts and their changes, things bought, budgets moved, money struck against money.
struct MoneyBookTests {
    private static let day = Day("2018-06-01") ?? Day(number: 0)
    private static let line = FundedLine(line: "budget.r1", fund: "central")

    private static func ledger(_ more: [FundEvent] = []) throws -> FundLedger {
        let events: [FundEvent] =
            [
                .appropriation(fund: "central", treasuryLine: "2160299", Fen(10_000)),
                .commitment(line, Fen(8_000)),
                .contract(id: "甲", line, party: "承办方", Fen(5_000)),
            ] + more
        return try FundLedger(
            events.enumerated().map { index, event in
                Voucher(
                    id: "\(index)", day: day.adding(days: index), event: event,
                    proofs: ["凭证\(index)"])
            })
    }

    @Test("A contract tells what changed it, what is earned, kept back and returned")
    func contract() throws {
        let ledger = try Self.ledger([
            .change(contract: "甲", Fen(1_000)),
            .payment(contract: "甲", stage: "一", worth: Fen(3_000), retained: Fen(300)),
            .release(contract: "甲", Fen(100)), .clawBack(contract: "甲", Fen(50)),
        ])
        let early = try #require(try ledger.standing(of: "甲", on: Self.day.adding(days: 2)))
        #expect(early.worth == Fen(5_000) && early.changes.isEmpty && early.earned == .zero)
        let late = try #require(try ledger.standing(of: "甲", on: Self.day.adding(days: 9)))
        #expect(late.original == Fen(5_000) && late.worth == Fen(6_000))
        #expect(late.changes.map(\.proofs) == [["凭证3"]])
        #expect(try late.overrun() == Rational(1, over: 5))
        #expect(late.earned == Fen(3_000) && late.retained == Fen(200) && late.returned == Fen(50))
        #expect(try ledger.standing(of: "乙", on: Self.day.adding(days: 9)) == nil)
    }

    @Test("Things bought: unseen, seen twice on one picture, given up without leave, over contract")
    func assets() throws {
        var book = AssetBook()
        func asset(_ tag: String, _ cost: Int) -> PublicAsset {
            PublicAsset(
                tag: tag, name: "分拣机", owner: "县商务局", contract: "甲", cost: Fen(cost),
                bought: Self.day.adding(days: 3))
        }
        book.add(asset("A1", 3_000))
        book.add(asset("A2", 2_500))
        book.add(asset("A2", 1))
        book.add(asset("A3", 0))
        let seen = Self.day.adding(days: 10)
        for tag in ["A1", "A2"] {
            book.add(AssetSighting(tag: tag, day: seen, place: "县级仓", photo: "同一张"))
        }
        book.add(AssetSighting(tag: "A9", day: seen, place: "县级仓", photo: "九"))
        book.add(
            AssetDisposal(
                tag: "A1", day: Self.day.adding(days: 5), approval: "", proceeds: .zero))
        let today = Self.day.adding(days: 33)
        #expect(book.held(on: today).map(\.tag) == ["A2", "A3"])
        #expect(book.lastSeen(on: today)["A2"]?.place == "县级仓")
        let doubts = try book.doubts(on: today, unseenAfter: 25, in: Self.ledger())
        #expect(
            doubts == [
                .tagTwice("A2"), .unseen(tag: "A3", days: 30),
                .photoTwice(photo: "同一张", tags: ["A1", "A2"]), .unknown(tag: "A9"),
                .noApproval(tag: "A1"), .seenAfterDisposal(tag: "A1", on: seen),
                .overContract("甲", by: Fen(500)),
            ])
    }

    @Test(
        "A budget moved within the whole asks from when on it is filed; a changed whole always is")
    func revision() throws {
        let pack = try PlanPacks.pack("wuhua")
        let table = try #require(pack.tables.first)
        func wanted(_ first: String, _ second: String) throws -> [String: Quantity] {
            [
                "budget.r1-1.sum": try #require(Quantity(first)),
                "budget.r1-2.sum": try #require(Quantity(second)),
            ]
        }
        let open = Setting<Rational>.open(why: "方案没有写调整多少要重新备案")
        let moved = try wanted("600000 元", "900000 元")
        let first = try #require(try pack.revision(moved, of: table, limit: open))
        #expect(first.outcome == .undecided && first.questions.count == 1)
        #expect(first.moves.count == 2)
        #expect(try first.part == Rational(1, over: 100))
        #expect(
            !first.broken.contains { $0.kind == .table && $0.id.hasPrefix("table.budget.total") })
        let ten = Setting.printed(try Rational(1, over: 10))
        #expect(try pack.revision(moved, of: table, limit: ten)?.outcome == .free)
        let none = Setting.printed(try Rational(1, over: 1_000))
        #expect(try pack.revision(moved, of: table, limit: none)?.outcome == .file)
        let more = try wanted("1000000 元", "900000 元")
        let grown = try #require(try pack.revision(more, of: table, limit: ten))
        #expect(grown.outcome == .file && grown.broken.contains { $0.kind == .table })
        #expect(try pack.revision(["price-1-1": .init(.one, .none)], of: table, limit: ten) == nil)
    }

    @Test("What is struck between parties adds up to nought", arguments: 0..<UInt64(16))
    func settlement(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let parties = ["甲", "乙", "丙", "丁"]
        let items = (0..<60).map { number in
            SettlementItem(
                id: "\(Int.random(in: 0..<50, using: &random))",
                day: Self.day.adding(days: number % 7),
                debtor: parties.randomElement(using: &random) ?? "",
                creditor: parties.randomElement(using: &random) ?? "", what: "运费",
                amount: Fen(Int.random(in: -10...900, using: &random)))
        }
        let span = Self.day...Self.day.adding(days: 5)
        let settlement = try Settlement(of: items.shuffled(using: &random), in: span)
        #expect(try Fen.sum(of: settlement.balances.values) == .zero)
        #expect(
            settlement.items.count + settlement.doubts.count
                == items.count { span.contains($0.day) })
        for party in parties {
            let lines = settlement.statement(of: party)
            #expect(try Fen.sum(of: lines.map(\.amount)) == settlement.balances[party] ?? .zero)
        }
    }

    @Test("No scheme gives out more than it has, whatever is claimed", arguments: 0..<UInt64(16))
    func awards(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let text = """
            schemes:
              - {id: s, title: t, way: subsidy, uses: [u], rate: 3 元/件, share: 40%, total: whole, papers: [p],
                 faults: [{id: f, words: w, effect: cut, part: 10%, src: L1 w}, {id: g, words: v, effect: reclaim, src: L1 v}], src: L1 t}
            """
        let plan = try Rulebook(files: [("support.yaml", text)]).support
        let whole = Fen(20_000)
        var book = SupportBook(plan: plan, totals: ["whole": whole])
        for number in 0..<80 {
            book.add(
                SupportClaim(
                    id: "\(number)", scheme: "s",
                    subject: "\(Int.random(in: 0..<6, using: &random))",
                    object: "\(Int.random(in: 0..<60, using: &random))", use: "u",
                    day: Self.day.adding(days: Int.random(in: 0..<90, using: &random)),
                    volume: Quantity(
                        Rational(Int.random(in: 0..<9, using: &random)), Unit("件") ?? .none),
                    cost: Fen(Int.random(in: 0..<5_000, using: &random)), papers: ["p"]))
        }
        for fault in ["f", "g"] {
            book.add(
                SupportFault(
                    scheme: "s", fault: fault, subject: "1", object: "7",
                    day: Self.day.adding(days: 45), paper: "记录"))
        }
        let awards = book.awards(on: Self.day.adding(days: 100))
        #expect(awards.count == 80)
        #expect(try Fen.sum(of: awards.compactMap(\.amount)) <= whole)
        #expect(
            Set(awards.filter { $0.amount != nil }.map(\.claim.object)).count
                == awards.filter { $0.amount != nil }.count)
        for award in awards {
            if let amount = award.amount {
                #expect(amount >= .zero && award.reclaimed <= amount)
                let cost = try #require(award.claim.cost)
                #expect(try amount <= cost.share(Rational(2, over: 5)))
            } else {
                #expect(!award.grounds.isEmpty || !award.questions.isEmpty)
            }
        }
        var blind = SupportBook(plan: plan, totals: [:])
        blind.add(awards[0].claim)
        #expect(blind.awards(on: Self.day.adding(days: 100)).first?.questions.count == 1)
    }
}
