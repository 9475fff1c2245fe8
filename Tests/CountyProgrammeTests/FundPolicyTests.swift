import CountyProgramme
import Testing

/// Limits and forbidden uses of a policy year, at commitment, contract and payment.
struct FundPolicyTests {
    private static let day = Day("2018-09-03") ?? Day(number: 0)
    private static let ruling = Ruling(by: "县领导小组", on: day, ground: "试验")

    private static func policies() throws -> [FundPolicy] {
        try FundPolicy.policies(in: PlanPacks.files("law") + PlanPacks.files("wuhua"))
    }

    private static func check(
        year: Int, kind: String = "central", _ classes: [String: (String, String)]
    ) throws -> FundCheck {
        FundCheck(
            policies: try policies(), grants: ["central": .init(year: year, kind: kind)],
            classes: classes.mapValues {
                LineClass(classes: [$0.0], uses: [$0.1], ruling: ruling)
            })
    }

    private static func commitment(_ id: String, _ line: String, _ amount: Int) -> Voucher {
        Voucher(
            id: id, day: day,
            event: .commitment(FundedLine(line: line, fund: "central"), Fen(amount)),
            proofs: ["批复"])
    }

    private static func ledger(_ more: Voucher...) throws -> FundLedger {
        let event = FundEvent.appropriation(
            fund: "central", treasuryLine: "2160299", Fen(1000))
        return try FundLedger([Voucher(id: "0", day: day, event: event, proofs: ["指标文件"])] + more)
    }

    /// The 2018 rule after somebody has ruled that nothing is on its negative list.
    private static func ruled() throws -> [FundPolicy] {
        let files = try PlanPacks.files("law").map { file in
            let old = "negative: {is: unknown, why: 手头的整理没有列出2018年的负面清单}"
            #expect(file.name != "funds.yaml" || file.text.contains(old))
            return PackFile(
                name: file.name,
                text: file.text.replacing(
                    old, with: "negative: {is: [], by: 县领导小组, on: 2018-06-01, ground: 试验}"))
        }
        return try FundPolicy.policies(in: files)
    }

    @Test("All that the law states is marked unverified; what was not read is open")
    func standing() throws {
        let law = try FundPolicy.policies(in: PlanPacks.files("law"))
        #expect(law.map(\.year) == [2017, 2018, 2019, 2020, 2021])
        #expect(law.allSatisfy { $0.standing == .unverified })
        #expect(law.filter { !$0.shares.isOpen }.map(\.year) == [2018])
        #expect(law.filter { !$0.negative.isOpen }.map(\.year) == [2020, 2021])
    }

    @Test(
        "A rule nobody has read, a line without a class, a fund without a year: no pass",
        arguments: [2017, 2018, 2019, 2020, 2021, 2022])
    func undecided(year: Int) throws {
        let check = try Self.check(year: year, ["a": ("农村产品上行", "分级包装")])
        let verdict = check.verdict(on: Self.commitment("1", "a", 100), in: try Self.ledger())
        #expect(verdict.outcome == .undecided && !verdict.grounds.isEmpty)
        let bare = try Self.check(year: year, [:])
        let second = bare.verdict(on: Self.commitment("1", "a", 100), in: try Self.ledger())
        #expect(second.outcome == .undecided)
        #expect(second.grounds.contains(.noClass(line: "a")))
        let nobody = FundCheck(policies: try Self.policies(), grants: [:], classes: [:])
        #expect(
            nobody.verdict(on: Self.commitment("1", "a", 100), in: try Self.ledger()).outcome
                == .undecided)
    }

    @Test("A forbidden use is refused, whatever else is unknown")
    func forbidden() throws {
        for (year, use) in [(2020, "购买流量"), (2021, "楼堂馆所")] {
            let check = try Self.check(year: year, ["a": ("农村产品上行", use)])
            let verdict = check.verdict(on: Self.commitment("1", "a", 100), in: try Self.ledger())
            #expect(verdict.outcome == .refused)
            #expect(verdict.grounds.contains(.forbidden(use: use)))
        }
    }

    @Test(
        "Shares of 2018: the limit itself passes, a fen more does not, at each stage",
        arguments: [("电子商务公共服务中心", 150), ("培训", 500)])
    func shares(name: String, limit: Int) throws {
        let use = LineClass(classes: [name], uses: [], ruling: Self.ruling)
        let check = FundCheck(
            policies: try Self.ruled(), grants: ["central": .init(year: 2018, kind: "central")],
            classes: ["a": use])
        let books = try Self.ledger()
        let right = check.verdict(on: Self.commitment("1", "a", limit), in: books)
        #expect(right.outcome == .allowed, "\(right.grounds)")
        #expect(right.counted.map(\.line) == ["a"] && right.counted.map(\.classes) == [[name]])
        #expect(right.counted.map(\.amount) == [Fen(limit)])
        #expect(right.standings == [.unverified])
        let wrong = check.verdict(on: Self.commitment("1", "a", limit + 1), in: books)
        #expect(wrong.outcome == .refused)

        let line = FundedLine(line: "a", fund: "central")
        let committed = try Self.ledger(Self.commitment("1", "a", limit + 1))
        func voucher(_ id: String, _ event: FundEvent) -> Voucher {
            Voucher(id: id, day: Self.day, event: event, proofs: ["合同"])
        }
        func contract(_ amount: Int) -> Voucher {
            voucher("2", .contract(id: "甲", line, party: "承办方", Fen(amount)))
        }
        #expect(check.verdict(on: contract(limit), in: committed).outcome == .allowed)
        #expect(check.verdict(on: contract(limit + 1), in: committed).outcome == .refused)
        let signed = try FundLedger(committed.vouchers + [contract(limit + 1)])
        func pay(_ amount: Int) -> Voucher {
            voucher(
                "3", .payment(contract: "甲", stage: "一", worth: Fen(amount), retained: .zero))
        }
        #expect(check.verdict(on: pay(limit), in: signed).outcome == .allowed)
        #expect(check.verdict(on: pay(limit + 1), in: signed).outcome == .refused)
        #expect(signed.vouchers.count == 3)
    }

    @Test("Another line without a class keeps a share from being decided")
    func otherLine() throws {
        let use = LineClass(classes: ["农村产品上行"], uses: [], ruling: Self.ruling)
        let check = FundCheck(
            policies: try Self.ruled(), grants: ["central": .init(year: 2018, kind: "central")],
            classes: ["a": use])
        let books = try Self.ledger(Self.commitment("1", "b", 10))
        let verdict = check.verdict(on: Self.commitment("2", "a", 100), in: books)
        #expect(verdict.outcome == .undecided)
        #expect(verdict.grounds == [.noClass(line: "b")])
        #expect(verdict.counted.map(\.line) == ["a", "b"])
    }

    @Test("What the books refuse is refused before it is paid")
    func books() throws {
        let check = try Self.check(year: 2018, [:])
        let event = FundEvent.payment(
            contract: "甲", stage: "一", worth: Fen(1), retained: .zero)
        let voucher = Voucher(id: "1", day: Self.day, event: event, proofs: ["发票"])
        #expect(check.verdict(on: voucher, in: try Self.ledger()).outcome == .refused)
    }

    /// Ledger row Q39.
    @Test("Q39: Wuhua's own ban on halls and on building twice, for the county's money")
    func ownBan() throws {
        for use in ["楼堂馆所", "项目重复建设"] {
            let check = try Self.check(year: 2018, kind: "county", ["a": ("", use)])
            let verdict = check.verdict(on: Self.commitment("1", "a", 100), in: try Self.ledger())
            #expect(verdict.grounds == [.forbidden(use: use)])
            #expect(verdict.standings == [.printed])
        }
        let own = try #require(try Self.policies().first { $0.rows.contains("Q39") })
        #expect(own.source?.phrase.contains("楼堂馆所") == true)
        let other = try Self.check(year: 2018, kind: "county", ["a": ("", "站点装修")])
        let verdict = other.verdict(on: Self.commitment("1", "a", 100), in: try Self.ledger())
        #expect(verdict.outcome == .allowed)
    }

    @Test(
        "A policy file with a slip is refused with its place",
        arguments: [
            ("at_least: 50%", "at_least: 150%"), ("at_least: 50%", "at_least: 一半"),
            ("at_least: 50%, ", "at_least: 50%, at_most: 60%, "), ("at_least: 50%", "least: 50%"),
            ("standing: unverified", "standing: printed"), ("year: 2018", "year: 18"),
        ])
    func slips(old: String, new: String) throws {
        let text = """
            policies:
              - id: "2018"
                year: 2018
                fund: central
                document: 某号
                standing: unverified
                shares: [{at_least: 50%, class: 上行}]
                negative: []
            """
        let good = [PackFile(name: "funds.yaml", text: text)]
        #expect(try FundPolicy.policies(in: good).count == 1)
        let bad = [PackFile(name: "funds.yaml", text: text.replacing(old, with: new))]
        #expect(throws: (any Error).self) { try FundPolicy.policies(in: bad) }
    }

    @Test("A voucher dated back does not pass what was taken since; shares are of the whole grant")
    func datedBack() throws {
        func check(_ amount: Fen?) throws -> FundCheck {
            FundCheck(
                policies: try Self.ruled().filter { $0.year == 2018 },
                grants: ["central": .init(year: 2018, kind: "central", amount: amount)],
                classes: [
                    "centre": LineClass(
                        classes: ["电子商务公共服务中心"], uses: [], ruling: Self.ruling)
                ])
        }
        let ledger = try Self.ledger(Self.commitment("1", "centre", 100))
        let back = Voucher(
            id: "2", day: Self.day.adding(days: -30),
            event: .commitment(FundedLine(line: "centre", fund: "central"), Fen(100)),
            proofs: ["批复"])
        func isAbove(_ verdict: FundVerdict) -> Bool {
            verdict.grounds.contains { if case .above = $0 { true } else { false } }
        }
        #expect(isAbove(try check(nil).verdict(on: back, in: ledger)))
        #expect(isAbove(try check(Fen(1_300)).verdict(on: back, in: ledger)))
        #expect(!isAbove(try check(Fen(1_500)).verdict(on: back, in: ledger)))
    }

    @Test(
        "A line takes what its row of the budget gives it, at each stage, or as filed again since")
    func lineCaps() throws {
        let pack = try PlanPacks.pack("luoshan")
        let fund = try #require(pack.funds.first { $0.id == "county" })
        let table = try #require(pack.tables.first { $0.id == fund.column?.table })
        let place = try #require(table.columns.firstIndex { $0.id == fund.column?.column })
        func known(_ row: BudgetTable.Row) throws -> Fen? {
            guard let amount = pack.figures[row.cells[place]]?.extent?.figure else { return nil }
            return try Fen(amount)
        }
        let row = try #require(try table.rows.first { try known($0).map { $0 > .zero } ?? false })
        let cap = try #require(try known(row))
        let line = FundedLine(line: "\(table.id).\(row.id)", fund: "county")
        func grounds(
            _ amount: Int, _ refiled: [LineCaps.Refiling] = [], of line: FundedLine,
            _ more: [Voucher], _ event: (Fen) -> FundEvent
        ) throws -> [FundVerdict.Ground] {
            let check = FundCheck(
                policies: [], grants: ["county": .init(year: 2018, kind: "county")], classes: [:],
                caps: LineCaps(pack, refiled: refiled))
            let voucher = Voucher(
                id: "9", day: Self.day, event: event(Fen(amount)), proofs: ["批复"])
            return check.verdict(on: voucher, in: try FundLedger(more)).grounds.filter {
                switch $0 {
                case .overLine, .noRow: true
                default: false
                }
            }
        }
        let over = FundVerdict.Ground.overLine(line: line.line, has: Fen(cap.count + 1), of: cap)
        let commit: (Fen) -> FundEvent = { .commitment(line, $0) }
        #expect(try grounds(cap.count, of: line, [], commit) == [])
        #expect(try grounds(cap.count + 1, of: line, [], commit) == [over])
        let paidIn = Voucher(
            id: "0", day: Self.day,
            event: .appropriation(fund: "county", treasuryLine: "1", Fen(cap.count + 1)),
            proofs: ["指标文件"])
        let set = Voucher(
            id: "1", day: Self.day, event: .commitment(line, Fen(cap.count + 1)), proofs: ["批复"])
        let contract: (Fen) -> FundEvent = { .contract(id: "甲", line, party: "承办方", $0) }
        #expect(try grounds(cap.count + 1, of: line, [paidIn, set], contract) == [over])
        let signed = Voucher(
            id: "2", day: Self.day, event: contract(Fen(cap.count + 1)), proofs: ["合同"])
        let pay: (Fen) -> FundEvent = {
            .payment(contract: "甲", stage: "一", worth: $0, retained: .zero)
        }
        #expect(try grounds(cap.count + 1, of: line, [paidIn, set, signed], pay) == [over])
        let more = try #require(Quantity("100000 万元"))
        for (paper, day) in [("备案", Self.day), ("", Self.day), ("备案", Self.day.adding(days: 1))] {
            let filed = LineCaps.Refiling(
                day: day, paper: paper, cells: [row.cells[place]: more])
            let holds = !paper.isEmpty && day == Self.day
            #expect(
                try grounds(cap.count + 1, [filed], of: line, [], commit) == (holds ? [] : [over]))
        }
        let lost = FundedLine(line: "nowhere", fund: "county")
        #expect(
            try grounds(1, of: lost, []) { .commitment(lost, $0) } == [.noRow(line: "nowhere")])
    }
}
