import CountyProgramme
import Testing

/// Ledger rows about money that goes to somebody: each takes its own scheme through claims, and
/// fails when its words are taken out of the pack.
struct SupportRowTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let id: String
        let pack: String
        /// Words of the row's scheme or watch, as the pack has them.
        let words: [String]

        var testDescription: String { "\(id) \(pack)" }
    }

    static let rows: [Row] = [
        Row(
            id: "D06", pack: "luoshan",
            words: ["结算", "咨询", "县级物流配送集散中心增值服务", "仓储", "分拣", "初加工", "预冷", "配送", "金融", "对账单"]),
        Row(
            id: "D21", pack: "luoshan",
            words: ["政府购买服务", "统一配送", "统一仓储", "统一分拣", "统一车辆", "统一标识", "服务合同", "配送量清单"]),
        Row(id: "D21", pack: "xixian", words: ["政府购买服务", "统一乡村配送", "统一转件下乡", "服务合同", "配送量清单"]),
        Row(id: "D33", pack: "xinhe", words: ["通过补贴降低物流成本", "品牌农产品", "运单"]),
        Row(id: "F29", pack: "xixian", words: ["不按计划开展培训", "情节严重"]),
        Row(
            id: "F03", pack: "luoshan",
            words: ["公益性培训", "培训记录", "市场性培训", "组织流程评估", "培训方案评估", "培训效果评估"]),
        Row(
            id: "F49", pack: "xixian",
            words: ["电商公益性培训", "培训机构日常运营补贴", "电商人才培训专项经费", "培训资料登记备案", "培训检查验收"]),
        Row(id: "P13", pack: "wuhua", words: ["服务券购买服务", "服务券", "服务单"]),
        Row(
            id: "P14", pack: "luoshan",
            words: ["政府购买服务", "代收代发", "中转仓储", "分拨配送", "物流服务", "快件信息发布", "代销代购", "服务合同", "服务量清单"]),
        Row(id: "P14", pack: "xixian", words: ["政府购买服务", "供需信息服务", "生产生活信息服务", "服务合同", "服务量清单"]),
        Row(id: "P19", pack: "wuhua", words: ["拨付支付", "项目工程实施进度"]),
        Row(id: "P20", pack: "wuhua", words: ["镇、村两级相关建设费用实行补贴", "场地租金", "装修", "设备设施配套", "费用单据"]),
        Row(id: "Q38", pack: "wuhua", words: ["资金管理", "分配使用", "项目效益"]),
    ]

    private static let day = Day("2018-06-01") ?? Day(number: 0)
    private static let year = day...day.adding(days: 365)
    private static let ruling = "by: 县领导小组, on: 2018-01-01, ground: 试验}"

    @Test("A row's money goes its way by the row's own words", arguments: rows)
    func row(_ row: Row) throws {
        let files = RuleFiles.files(row.pack, only: "/support.yaml")
        #expect(try Self.problems(of: row, in: files) == [])
        for word in row.words {
            let changed = RuleFiles.replacing(word, in: files)
            #expect(try Self.problems(of: row, in: changed) != [], "\(row.id) without \(word)")
        }
    }

    @Test("P05: the share of each category in each source, beside the one printed")
    func shares() throws {
        let pack = try PlanPacks.pack("xixian")
        let shares = try pack.computedShares()
        #expect(shares.count == 15 && shares.allSatisfy { $0.stated != nil })
        let upper = shares.filter { $0.column == "upper" }.compactMap(\.computed)
        let whole = try #require(try Quantity.sum(of: upper))
        #expect(whole == Quantity(Rational(100), .percent))
        for share in shares {
            let amount = try #require(pack.figures[share.amount]?.extent?.figure)
            let more = try amount.adding(Quantity(.one, amount.unit))
            let changed = try #require(
                pack.replacing(figure: share.amount, with: .exactly(more)))
            let other = try changed.computedShares().first { $0.share == share.share }
            #expect(other?.computed != share.computed)
        }
    }

    /// Texts in which somebody has decided what the plan leaves open.
    private static func decided(_ files: [RuleFiles.File]) -> [RuleFiles.File] {
        files.map { file in
            var text = file.text
            for (key, value) in [("rate", "2 元/件"), ("share", "50%"), ("part", "25%")] {
                while let start = text.firstRange(of: "\(key): {is: unknown"),
                    let end = text[start.lowerBound...].firstIndex(of: "}")
                {
                    text.replaceSubrange(
                        start.lowerBound...end, with: "\(key): {is: \(value), \(ruling)")
                }
            }
            return (file.name, text)
        }
    }

    private static func problems(of row: Row, in files: [RuleFiles.File]) throws -> [String] {
        let open = try Rulebook(files: files)
        let rules = try Rulebook(files: decided(files))
        if let watch = rules.support.watches.first(where: { $0.rows.contains(row.id) }) {
            return try watchProblems(watch, row)
        }
        let schemes = rules.support.schemes.filter { $0.rows.contains(row.id) }
        guard !schemes.isEmpty else { return ["no scheme"] }
        let words = schemes.flatMap {
            [$0.title] + $0.uses + $0.papers + $0.faults.map(\.words)
        }
        let wanting = row.words.filter { !words.contains($0) }
        guard wanting.isEmpty else { return wanting }
        return try schemes.flatMap { scheme in
            switch scheme.way {
            case .settlement: try settlementProblems(scheme)
            case .voucher: try voucherProblems(scheme) + awardProblems(scheme, rules, open)
            case .subsidy, .purchase: try awardProblems(scheme, rules, open)
            }
        }
    }

    private static func claim(
        _ id: String, _ scheme: SupportScheme, use: String? = nil, object: String? = nil,
        without paper: String? = nil
    ) -> SupportClaim {
        SupportClaim(
            id: id, scheme: scheme.id, subject: "承办方甲", object: object ?? id,
            use: use ?? scheme.uses.first ?? "", day: day, volume: Quantity("3 件"),
            cost: Fen(1_000), papers: Set(scheme.papers.filter { $0 != paper }))
    }

    private static func awardProblems(
        _ scheme: SupportScheme, _ rules: Rulebook, _ open: Rulebook
    ) throws -> [String] {
        var problems: [String] = []
        let expected = scheme.rate == nil ? Fen(500) : Fen(600)
        var blocked = SupportBook(plan: open.support, totals: [:])
        blocked.add(claim("1", scheme))
        let asked = blocked.awards(on: year.upperBound).first
        if asked?.amount != nil || asked?.questions.isEmpty != false {
            problems.append("not asked")
        }
        var book = SupportBook(plan: rules.support, totals: [:])
        for use in scheme.uses { book.add(claim(use, scheme, use: use)) }
        for paper in scheme.papers { book.add(claim("无\(paper)", scheme, without: paper)) }
        book.add(claim("别的用途", scheme, use: "别的用途"))
        book.add(claim("重复", scheme, object: scheme.uses.min()))
        for award in book.awards(on: year.upperBound) {
            let id = award.claim.id
            if scheme.uses.contains(id) {
                if award.amount != expected { problems.append("\(id) \(award.grounds)") }
                let left = Fen(1_000 - expected.count)
                if award.left != left { problems.append("left \(id)") }
            } else if award.amount != nil || award.grounds.isEmpty {
                problems.append("paid \(id)")
            }
        }
        return try problems + faultProblems(scheme, rules, expected)
    }

    private static func faultProblems(
        _ scheme: SupportScheme, _ rules: Rulebook, _ expected: Fen
    ) throws -> [String] {
        try scheme.faults.compactMap { fault in
            var book = SupportBook(plan: rules.support, totals: [:])
            book.add(claim("1", scheme))
            book.add(
                SupportFault(
                    scheme: scheme.id, fault: fault.id, subject: "承办方甲", object: "1", day: day,
                    paper: "检查记录"))
            let award = book.awards(on: year.upperBound).first
            let wanted =
                if case .cut = fault.effect {
                    try expected.subtracting(expected.share(Rational(1, over: 4)))
                } else {
                    Fen.zero
                }
            return award?.amount == wanted ? nil : "\(fault.words) \(award?.grounds ?? [])"
        }
    }

    private static func settlementProblems(_ scheme: SupportScheme) throws -> [String] {
        let items = scheme.uses.enumerated().map { index, use in
            SettlementItem(
                id: use, day: day, debtor: "网店甲", creditor: index % 2 == 0 ? "快递乙" : "快递丙",
                what: use, amount: Fen(100 * (index + 1)))
        }
        let settlement = try Settlement(of: items + items.prefix(1), in: year)
        var problems: [String] = []
        if try Fen.sum(of: settlement.balances.values) != .zero { problems.append("not nought") }
        if settlement.doubts.count != 1 { problems.append("twice") }
        let own = try Fen.sum(of: settlement.statement(of: "网店甲").map(\.amount))
        if settlement.balances["网店甲"] != own { problems.append("statement") }
        return problems
    }

    private static func voucherProblems(_ scheme: SupportScheme) throws -> [String] {
        let service = scheme.uses.first ?? ""
        var book = VoucherBook(providers: ["服务商乙": [service]])
        try book.issue(
            ServiceVoucher(
                id: "券1", holder: "农户甲", service: service, worth: Fen(500), valid: year))
        let use = VoucherUse(
            voucher: "券1", holder: "农户甲", provider: "服务商乙", service: service, price: Fen(800),
            day: day)
        try book.use(use)
        let owed = try book.owed(in: year)
        #expect(throws: VoucherBook.Refusal.used(provider: "服务商乙", on: day)) { try book.use(use) }
        return owed == ["服务商乙": Fen(500)] && book.open(on: day).isEmpty ? [] : ["\(owed)"]
    }

    private static func watchProblems(_ watch: MoneyWatch, _ row: Row) throws -> [String] {
        let words = watch.aspects.map(\.words)
        let wanting = row.words.filter { !words.contains($0) }
        guard wanting.isEmpty else { return wanting }
        let line = FundedLine(line: "budget.r1", fund: "central")
        let sum = Fen(10_000)
        let events: [FundEvent] = [
            .appropriation(fund: "central", treasuryLine: "2160299", sum), .commitment(line, sum),
            .contract(id: "甲", line, party: "承办方", sum),
            .payment(contract: "甲", stage: "一", worth: Fen(6_000), retained: .zero),
        ]
        let ledger = try FundLedger(
            events.enumerated().map { index, event in
                Voucher(
                    id: "\(index)", day: day.adding(days: index), event: event, proofs: ["凭证"])
            })
        func trail(_ proofs: [WatchProof]) throws -> FundTrail? {
            try ledger.trails(of: watch, proofs: proofs, on: year.upperBound).first
        }
        var problems: [String] = []
        let none = try trail([])
        if none?.steps.map(\.isMissing) != watch.aspects.map({ _ in true }) {
            problems.append("not missing")
        }
        if none?.ahead.count != 1 { problems.append("not ahead") }
        let proofs = try watch.aspects.map { aspect in
            WatchProof(
                contract: "甲", point: aspect.point, day: day.adding(days: 3),
                progress: aspect.point == .progress ? try Rational(3, over: 5) : nil,
                paper: aspect.words)
        }
        let all = try trail(proofs)
        if all?.steps.contains(where: \.isMissing) != false { problems.append("still missing") }
        if all?.ahead != [] { problems.append("ahead") }
        return problems
    }
}
