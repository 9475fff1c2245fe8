import CountyProgramme
import Testing

/// Ledger rows about money: each takes the plan's own line or fund through the books, from the
/// grant to the last payment, and fails when its figure is taken out or changed.
struct FundRowTests {
    /// A row with the pack, what the plan calls the line or fund, and the amount printed for it.
    struct Row: Sendable, CustomTestStringConvertible {
        let id: String
        let pack: String
        /// Ids of figures, cells of tables included, with the yuan they add up to.
        let figures: [String]
        let name: String
        let yuan: Int
        /// A price for one period, paid so many times.
        var price: (figure: String, yuan: Int, times: Int)?

        var testDescription: String { id }
    }

    private static let day = Day("2018-06-01") ?? Day(number: 0)
    private static let later = day.adding(days: 365)

    @Test("A row's money goes its whole way and every fen is found again", arguments: rows)
    func row(_ row: Row) throws {
        let pack = try PlanPacks.pack(row.pack)
        #expect(try Self.problems(of: row, in: pack) == [])
        let own = row.figures + [row.price?.figure].compactMap { $0 }
        for id in own {
            let figure = try #require(pack.figures[id]?.extent)
            let other = try figure.figure.adding(Quantity(.one, figure.unit))
            let changed = try #require(pack.replacing(figure: id, with: .exactly(other)))
            #expect(try Self.problems(of: row, in: changed) != [], "\(row.id) does not need \(id)")
        }
    }

    /// What is wrong with a row in a pack; nothing when its money adds up at every stage.
    private static func problems(of row: Row, in pack: ProgrammePack) throws -> [String] {
        var amounts: [Fen] = []
        for id in row.figures {
            guard let quantity = pack.figures[id]?.extent?.figure else { return ["no \(id)"] }
            let money =
                try quantity.unit.isComparable(to: Unit("元") ?? .none) ? quantity : yearly(quantity)
            guard let amount = try Fen(money) else { return ["\(id) is no money"] }
            amounts.append(amount)
        }
        let names = row.figures.compactMap { name(of: $0, in: pack) }
        guard names.contains(where: { $0.contains(row.name) }) else { return ["no \(row.name)"] }
        let total = try Fen.sum(of: amounts)
        guard total == Fen(row.yuan * 100) else { return ["\(total.count) fen"] }
        do {
            return try faults(in: books(row, amounts, in: pack), total)
        } catch let refusal as FundRefusal {
            return refusal.problems.map { "\($0)" }
        }
    }

    /// A sum for each year is booked for one.
    private static func yearly(_ quantity: Quantity) throws -> Quantity {
        try quantity.multiplied(by: Quantity(.one, Unit("年") ?? .none))
    }

    private static func name(of figure: String, in pack: ProgrammePack) -> String? {
        let cells = pack.tables.flatMap { table in
            (table.rows + table.subtotals + [table.total].compactMap { $0 }).flatMap { row in
                row.cells.map { ($0, row.name) }
            }
        }
        let funds = pack.funds.map { ($0.amount, $0.name) }
        return (cells + funds).first { $0.0 == figure }?.1 ?? pack.figures[figure]?.name
    }

    /// Grants, commits, contracts and pays each amount, in stages, 5 % kept back until the end.
    private static func books(
        _ row: Row, _ amounts: [Fen], in pack: ProgrammePack
    ) throws -> FundLedger {
        var vouchers: [Voucher] = []
        func add(_ days: Int, _ event: FundEvent) {
            vouchers.append(
                Voucher(
                    id: "\(vouchers.count)", day: day.adding(days: days), event: event,
                    proofs: ["凭证"]))
        }
        for (index, amount) in amounts.enumerated() {
            let line = FundedLine(line: row.figures[index], fund: "fund")
            let contract = "合同\(index)"
            add(0, .appropriation(fund: "fund", treasuryLine: "2160299", amount))
            add(1, .commitment(line, amount))
            add(2, .contract(id: contract, line, party: "承办方", amount))
            for (number, due) in try dues(row, amount, in: pack).enumerated() {
                add(
                    3 + number,
                    .payment(
                        contract: contract, stage: due.stage, worth: due.worth,
                        retained: due.retained))
                if due.retained > .zero { add(300, .release(contract: contract, due.retained)) }
            }
        }
        return try FundLedger(vouchers)
    }

    private static func dues(
        _ row: Row, _ amount: Fen, in pack: ProgrammePack
    ) throws -> [PaymentPlan.Due] {
        guard let price = row.price else {
            let half = Setting.printed(try Rational(1, over: 2))
            let kept = Setting.printed(try Rational(5, over: 100))
            let plan = PaymentPlan(
                stages: [.init("开工", half), .init("验收", half)], retention: kept)
            return try plan.dues(of: amount)
        }
        let figure = try #require(pack.figures[price.figure]?.extent).figure
        let each = try Fen(Quantity(figure.value, Unit("元") ?? .none))
        let worth = try #require(each)
        return (1...price.times).map {
            .init(stage: "第\($0)期", worth: worth, retained: .zero)
        }
    }

    private static func faults(in ledger: FundLedger, _ total: Fen) throws -> [String] {
        var faults: [String] = []
        let early = try ledger.disbursement(of: "fund", on: day)
        if early.received != total || early.rate != .zero { faults.append("not received") }
        let idle = try ledger.idleMoney(of: "fund", on: day.adding(days: 1))
        if try Fen.sum(of: idle.map(\.amount)) != total { faults.append("not idle") }
        let end = try ledger.disbursement(of: "fund", on: later)
        if end.paid != total || end.rate != .one {
            faults.append("not all paid: \(end.paid.count)")
        }
        let stated: [Account: Fen] = [
            .treasury(fund: "fund", line: "2160299"): total, .bank(fund: "fund"): .zero,
        ]
        if try !ledger.differences(from: stated, on: later).isEmpty { faults.append("not tied") }
        return faults
    }

    @Test("P10: money sought from departments has no amount until one is granted")
    func departments() throws {
        for id in ["luoshan", "xixian"] {
            let pack = try PlanPacks.pack(id)
            let fund = try #require(pack.funds.first { $0.name.contains("商务、科技、工信、农牧、人社") })
            let figure = try #require(pack.figures[fund.amount])
            #expect(figure.extent == nil)
            var ledger = FundLedger()
            #expect(try ledger.disbursement(of: fund.id, on: Self.later).rate == nil)
            let event = FundEvent.appropriation(
                fund: fund.id, treasuryLine: "2160299", Fen(500_000))
            try ledger.post(Voucher(id: "1", day: Self.day, event: event, proofs: ["批复"]))
            #expect(try ledger.disbursement(of: fund.id, on: Self.later).received == Fen(500_000))
        }
    }

    @Test("P16: each fund has its own account, and one never pays for another")
    func ownAccounts() throws {
        let pack = try PlanPacks.pack("wuhua")
        var ledger = FundLedger()
        var whole: [Fen] = []
        for fund in pack.funds {
            let quantity = try #require(pack.figures[fund.amount]?.extent?.figure)
            let amount = try #require(try Fen(quantity))
            whole.append(amount)
            let event = FundEvent.appropriation(
                fund: fund.id, treasuryLine: "2160299", amount)
            try ledger.post(Voucher(id: fund.id, day: Self.day, event: event, proofs: ["指标"]))
            let lines = try ledger.statement(of: .bank(fund: fund.id), to: Self.later)
            #expect(lines.map(\.amount) == [amount])
        }
        #expect(whole == [Fen(2_000_000_000), Fen(475_000_000), Fen(1_525_000_000)])
        let line = FundedLine(line: "budget.r1-1", fund: "province")
        let sum = Fen(475_000_001)
        let events: [FundEvent] = [
            .commitment(line, sum), .contract(id: "甲", line, party: "承办方", sum),
        ]
        for (index, event) in events.enumerated() {
            try ledger.post(
                Voucher(id: "\(index)", day: Self.day, event: event, proofs: ["合同"]))
        }
        let pay = FundEvent.payment(contract: "甲", stage: "一", worth: sum, retained: .zero)
        let refusal = #expect(throws: FundRefusal.self) {
            try ledger.post(Voucher(id: "9", day: Self.day, event: pay, proofs: ["发票"]))
        }
        #expect(
            refusal?.problems.map(\.kind) == [.exceeds(.bank(fund: "province"), by: Fen(1))])
    }
}

extension FundRowTests {
    private static func column(_ number: Int) -> [String] {
        let column = ["sum", "upper", "county", "social"][number]
        return [1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16].map {
            "budget.r\($0).\(column)"
        }
    }

    static let rows: [Row] = [
        Row(
            id: "A30", pack: "wuhua", figures: ["budget.r1-3.sum"], name: "运营费用",
            yuan: 2_988_000, price: ("price-1-3", 83_000, 36)),
        Row(
            id: "C39", pack: "wuhua",
            figures: ["budget.r5-1.sum", "budget.r5-2.sum", "budget.r5-3.sum"], name: "场地租金",
            yuan: 6_544_000),
        Row(
            id: "C40", pack: "wuhua", figures: ["budget.r4-5.sum"], name: "运营费用（含水电、网络等）",
            yuan: 2_880_000, price: ("price-4-5", 60_000, 48)),
        Row(
            id: "D40", pack: "wuhua", figures: ["budget.r3-5.sum"], name: "支持冷链库建设补助",
            yuan: 4_500_000),
        Row(
            id: "D43", pack: "wuhua", figures: ["budget.r4-4.sum"], name: "物流配送设备设施（含物流车）补贴",
            yuan: 1_236_000),
        Row(
            id: "G25", pack: "wuhua", figures: ["budget.r3-6.sum"], name: "农产品初加工基地建设补助",
            yuan: 1_000_000, price: ("price-3-6", 200_000, 5)),
        Row(
            id: "H21", pack: "wuhua", figures: ["budget.r3-7.sum"], name: "农产品标准化体系建设奖补",
            yuan: 1_500_000),
        Row(
            id: "I54", pack: "wuhua", figures: ["budget.r2-2.sum"], name: "农产品溯源系统（含二维码防伪标志）",
            yuan: 1_500_000, price: ("year-2-2", 500_000, 3)),
        Row(
            id: "K29", pack: "wuhua", figures: ["budget.r3-8.sum"], name: "农产品品牌建设（品牌培育）奖补",
            yuan: 1_500_000),
        Row(id: "P04", pack: "luoshan", figures: column(2), name: "电子商务公共服务中心", yuan: 10_000_000),
        Row(id: "P06", pack: "luoshan", figures: column(1), name: "电子商务公共服务平台", yuan: 15_000_000),
        Row(id: "P07", pack: "wuhua", figures: ["fund-province"], name: "省级财政支持", yuan: 4_750_000),
        Row(
            id: "P08", pack: "xixian", figures: ["fund-county"], name: "县财政专项扶持资金", yuan: 10_000_000
        ),
        Row(id: "P09", pack: "luoshan", figures: column(3), name: "农村冷链物流仓储体系", yuan: 43_500_000),
        Row(id: "P11", pack: "gengma", figures: ["fund-award"], name: "以奖代补", yuan: 5_000_000),
        Row(
            id: "P12", pack: "wuhua", figures: ["fund-yearly"], name: "每年电子商务产业发展专项资金",
            yuan: 5_000_000),
        Row(
            id: "P29", pack: "wuhua", figures: ["budget.r6-3.sum"], name: "项目审核、监理、评审等相关费用",
            yuan: 500_000),
    ]
}
