import CountyProgramme
import SeededRandom
import Testing

/// The books of the funds: double entry, order, limits, what lies idle.
struct FundLedgerTests {
    private static let start = Day("2018-06-01") ?? Day(number: 0)
    private static let line = FundedLine(line: "budget.r1", fund: "central")

    private static func voucher(_ id: String, _ days: Int, _ event: FundEvent) -> Voucher {
        Voucher(id: id, day: start.adding(days: days), event: event, proofs: ["凭证\(id)"])
    }

    /// Vouchers that books take one after another; what they refuse is left out.
    private static func accepted(seed: UInt64) -> [Voucher] {
        var random = SeededGenerator(seed: seed)
        var ledger = FundLedger()
        for number in 0..<60 {
            let fund = ["central", "county"].randomElement(using: &random) ?? ""
            let line = FundedLine(line: "l\(Int.random(in: 1...3, using: &random))", fund: fund)
            let contract = "c\(Int.random(in: 1...6, using: &random))"
            let amount = Fen(Int.random(in: -5...400, using: &random) * 100)
            let events: [FundEvent] = [
                .appropriation(fund: fund, treasuryLine: "2160299", amount),
                .commitment(line, amount), .contract(id: contract, line, party: "承办方", amount),
                .change(contract: contract, amount),
                .payment(
                    contract: contract, stage: "s\(Int.random(in: 1...3, using: &random))",
                    worth: amount, retained: Fen(amount.count / 20)),
                .release(contract: contract, amount), .clawBack(contract: contract, amount),
            ]
            guard let event = events.randomElement(using: &random) else { continue }
            let before = ledger
            do throws(FundRefusal) {
                try ledger.post(voucher("\(number)", number / 2, event))
            } catch {
                #expect(ledger == before && !error.problems.isEmpty)
            }
        }
        return ledger.vouchers
    }

    @Test(
        "Every voucher balances, so do all accounts, and money is neither made nor lost",
        arguments: 0..<UInt64(24))
    func conserved(seed: UInt64) throws {
        let vouchers = Self.accepted(seed: seed)
        let ledger = try FundLedger(vouchers)
        for voucher in vouchers {
            let lines = try #require(try ledger.postings(of: voucher))
            #expect(try Fen.sum(of: lines.map(\.amount)) == .zero, "\(voucher)")
        }
        for days in stride(from: 0, to: 30, by: 5) {
            let day = Self.start.adding(days: days)
            let balances = try ledger.balances(on: day)
            #expect(try Fen.sum(of: balances.values) == .zero)
            for fund in ["central", "county"] {
                let idle = try ledger.idleMoney(of: fund, on: day)
                let bank = balances[.bank(fund: fund)] ?? .zero
                #expect(try Fen.sum(of: idle.map(\.amount)) == bank, "seed \(seed)")
                #expect(bank >= .zero)
                #expect(idle.allSatisfy { $0.amount > .zero && $0.age >= 0 })
                let share = try ledger.disbursement(of: fund, on: day)
                #expect(try share.received == share.paid.adding(bank))
                #expect(share.rate.map { .zero <= $0 && $0 <= .one } != false)
            }
        }
    }

    @Test("The order in which vouchers come in does not matter", arguments: 0..<UInt64(12))
    func order(seed: UInt64) throws {
        let vouchers = Self.accepted(seed: seed)
        var random = SeededGenerator(seed: seed &+ 1000)
        let other = vouchers.shuffled(using: &random)
        let one = try FundLedger(vouchers)
        let two = try FundLedger(other)
        for days in 0..<31 {
            let day = Self.start.adding(days: days)
            #expect(try one.balances(on: day) == two.balances(on: day), "seed \(seed)")
        }
    }

    private static let contract: [Voucher] = [
        voucher("1", 0, .appropriation(fund: "central", treasuryLine: "2160299", Fen(1_000_000))),
        voucher("2", 1, .commitment(line, Fen(600_000))),
        voucher("3", 2, .contract(id: "甲", line, party: "承办方", Fen(500_000))),
        voucher(
            "4", 3,
            .payment(
                contract: "甲", stage: "第一期", worth: Fen(200_000), retained: Fen(10_000))),
    ]

    @Test("Nothing is paid twice, beyond its contract, its fund or without a paper")
    func refusals() throws {
        let ledger = try FundLedger(Self.contract)
        func problems(_ voucher: Voucher) -> [FundProblem.Kind] {
            switch ledger.whatIf(voucher) {
            case .success: []
            case .failure(let refusal): refusal.problems.map(\.kind)
            }
        }
        func pay(_ stage: String, _ worth: Int, contract: String = "甲") -> Voucher {
            Self.voucher(
                "5", 4,
                .payment(contract: contract, stage: stage, worth: Fen(worth), retained: .zero))
        }
        #expect(problems(pay("第二期", 300_000)) == [])
        #expect(problems(pay("第一期", 1)) == [.stageTwice("第一期")])
        #expect(problems(pay("第二期", 0)) == [.badAmount])
        #expect(problems(pay("第二期", 300_001)) == [.exceeds(.contracted(contract: "甲"), by: Fen(1))])
        #expect(problems(pay("第二期", 1, contract: "乙")) == [.noContract("乙")])
        let again = Voucher(
            id: "4", day: Self.start.adding(days: 9), event: pay("二", 1).event,
            proofs: ["凭证"])
        #expect(problems(again) == [.idTwice])
        let bare = Voucher(
            id: "5", day: Self.start.adding(days: 9), event: pay("二", 1).event,
            proofs: [])
        #expect(problems(bare) == [.noProof])
        #expect(
            problems(Self.voucher("5", 4, .release(contract: "甲", Fen(10_001))))
                == [.exceeds(.retained(contract: "甲"), by: Fen(1))])
        #expect(
            problems(Self.voucher("5", 4, .clawBack(contract: "甲", Fen(200_001))))
                == [.exceeds(.spent(Self.line), by: Fen(1))])
        #expect(
            problems(Self.voucher("5", 4, .change(contract: "甲", Fen(100_001))))
                == [.exceeds(.committed(Self.line), by: Fen(1))])
    }

    @Test("Retention stays in the bank until released, claw-back returns, and all tie to outside")
    func ties() throws {
        var ledger = try FundLedger(Self.contract)
        let day = Self.start.adding(days: 20)
        let bank = Account.bank(fund: "central")
        #expect(try ledger.balance(of: bank, on: day) == Fen(810_000))
        try ledger.post(Self.voucher("6", 10, .release(contract: "甲", Fen(10_000))))
        try ledger.post(Self.voucher("7", 11, .clawBack(contract: "甲", Fen(50_000))))
        #expect(try ledger.balance(of: bank, on: day) == Fen(850_000))
        #expect(try ledger.disbursement(of: "central", on: day).rate == Rational(15, over: 100))
        let idle = try ledger.idleMoney(of: "central", on: day)
        #expect(idle.map(\.since) == [Self.start] && idle.map(\.age) == [20])
        #expect(idle.map(\.amount) == [Fen(850_000)])
        let treasury = Account.treasury(fund: "central", line: "2160299")
        let stated = [treasury: Fen(1_000_000), bank: Fen(850_000)]
        #expect(try ledger.differences(from: stated, on: day) == [])
        let wrong = [treasury: Fen(1_000_000), bank: Fen(849_999)]
        let found = try ledger.differences(from: wrong, on: day)
        #expect(found.map(\.account) == [bank])
        #expect(found.map(\.booked) == [Fen(850_000)] && found.map(\.stated) == [Fen(849_999)])
        #expect(try ledger.differences(from: [bank: Fen(850_000)], on: day).count == 1)
    }

    @Test(
        "Stages add up to the contract; an open or a wrong share gives no amounts",
        arguments: [1, 100, 12_345_677, 33])
    func stages(amount: Int) throws {
        let third = Setting.printed(try Rational(1, over: 3))
        let twentieth = Setting.printed(try Rational(1, over: 20))
        let plan = PaymentPlan(
            stages: [.init("签约", third), .init("建成", third), .init("验收", third)],
            retention: twentieth)
        let dues = try plan.dues(of: Fen(amount))
        #expect(try Fen.sum(of: dues.map(\.worth)) == Fen(amount))
        #expect(dues.allSatisfy { $0.retained <= $0.worth })
        let short = PaymentPlan(stages: [.init("签约", third)], retention: twentieth)
        #expect(throws: PaymentPlan.Blocked.shares(try Rational(1, over: 3))) {
            try short.dues(of: Fen(amount))
        }
        let open = PaymentPlan(stages: [.init("签约", .open(why: "方案没有印"))], retention: twentieth)
        #expect(throws: PaymentPlan.Blocked.self) { try open.dues(of: Fen(amount)) }
    }

    @Test("Vouchers taken one by one, in order or not, make the books they make together")
    func oneByOne() throws {
        let stages = (0..<4_000).map { number in
            Self.voucher(
                "p\(number)", 4 + number / 10,
                .payment(contract: "c", stage: "\(number)", worth: Fen(5), retained: Fen(1)))
        }
        let first = [
            Self.voucher(
                "a", 0, .appropriation(fund: "central", treasuryLine: "2160299", Fen(50_000))),
            Self.voucher("b", 1, .commitment(Self.line, Fen(40_000))),
            Self.voucher("c", 2, .contract(id: "c", Self.line, party: "承办方", Fen(30_000))),
        ]
        var ledger = FundLedger()
        for voucher in first + stages { try ledger.post(voucher) }
        #expect(try ledger == FundLedger(first + stages))
        let back = Self.voucher("x", 3, .change(contract: "c", Fen(-10_001)))
        let before = ledger
        #expect(throws: FundRefusal.self) { try ledger.post(back) }
        let twice = #expect(throws: FundRefusal.self) { try ledger.post(stages[7]) }
        #expect(twice?.problems.map(\.kind).contains(.idTwice) == true)
        #expect(ledger == before)
        try ledger.post(Self.voucher("y", 3, .change(contract: "c", Fen(-10_000))))
        #expect(ledger.vouchers.count == 4_004)
        let over = Self.voucher(
            "z", 900, .payment(contract: "c", stage: "z", worth: Fen(1), retained: .zero))
        #expect(throws: FundRefusal.self) { try ledger.post(over) }
    }
}
