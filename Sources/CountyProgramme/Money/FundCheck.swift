/// Holds a use of money against the policies of its year before it happens.
public struct FundCheck: Sendable {
    /// The policies of the law and of the county.
    public let policies: [FundPolicy]
    /// Under which year's policy each fund was granted, and what the policies call it.
    public let grants: [String: Grant]
    /// What each line is for, as far as somebody has decided.
    public let classes: [String: LineClass]
    /// What each line may cost; nil only for funds that no budget divides into lines.
    public let caps: LineCaps?

    /// The policy year of a fund.
    public struct Grant: Sendable, Hashable {
        /// The year.
        public let year: Int
        /// What the policies call the fund, such as `central`.
        public let kind: String
        /// All that was granted; nil where only what has come in is known.
        public let amount: Fen?

        /// A fund granted under a year's policy.
        public init(year: Int, kind: String, amount: Fen? = nil) {
            self.year = year
            self.kind = kind
            self.amount = amount
        }
    }

    /// A check of these rules and decisions.
    public init(
        policies: [FundPolicy], grants: [String: Grant], classes: [String: LineClass],
        caps: LineCaps? = nil
    ) {
        self.caps = caps
        self.policies = policies
        self.grants = grants
        self.classes = classes
    }

    /// Whether a commitment, a contract, a change of one or a payment may be made.
    ///
    /// The books stay as they are. At each stage a line may take what its row of the budget gives it,
    /// as filed by the voucher's day. Shares are of the whole grant where its amount is known, else of
    /// what the fund has received; they have to hold on the voucher's day and with all that was
    /// booked for later days.
    /// - Returns: the verdict, with the lines counted; other vouchers only have to suit the books.
    public func verdict(on voucher: Voucher, in ledger: FundLedger) -> FundVerdict {
        var grounds: [FundVerdict.Ground] = []
        switch ledger.whatIf(voucher) {
        case .failure(let refusal): grounds = refusal.problems.map { .books($0) }
        case .success: break
        }
        guard let use = FundUse(of: voucher, in: ledger) else {
            return FundVerdict(grounds: grounds, counted: [], standings: [])
        }
        guard let grant = grants[use.line.fund] else {
            grounds.append(.open(Self.noYear(use.line.fund)))
            return FundVerdict(grounds: grounds, counted: [], standings: [])
        }
        let binding = policies.filter { $0.fund == grant.kind && $0.year == grant.year }
        if binding.isEmpty { grounds.append(.noPolicy(fund: use.line.fund, year: grant.year)) }
        if classes[use.line.line] == nil { grounds.append(.noClass(line: use.line.line)) }
        var counted: [FundVerdict.Counted] = []
        do throws(QuantityError) {
            counted = try use.counted(in: ledger, classes, to: voucher.day)
            for policy in binding { grounds += forbidden(policy, use.line.line) }
            // A voucher dated back must not pass what was taken since.
            for day in [voucher.day, .last] {
                let paidIn = try ledger.disbursement(of: use.line.fund, on: day).received
                let received = grant.amount ?? paidIn
                let taken = try use.counted(in: ledger, classes, to: day)
                for policy in binding { grounds += try shares(policy, taken, of: received) }
                let own = taken.first { $0.line == use.line.line }?.amount ?? .zero
                let over = try caps?.ground(use.line, taken: own, on: voucher.day)
                grounds += [over].compactMap(\.self)
            }
        } catch {
            grounds.append(.overflow)
        }
        var seen: Set<FundVerdict.Ground> = []
        return FundVerdict(
            grounds: grounds.filter { seen.insert($0).inserted }, counted: counted,
            standings: binding.map(\.standing))
    }

    private func forbidden(_ policy: FundPolicy, _ line: String) -> [FundVerdict.Ground] {
        guard let negative = policy.negative.value else {
            return [.open(Self.unread(policy, "negative", policy.negative.why))]
        }
        guard let uses = classes[line]?.uses else { return [] }
        return negative.filter(uses.contains).map { .forbidden(use: $0) }
    }

    private func shares(
        _ policy: FundPolicy, _ counted: [FundVerdict.Counted], of received: Fen
    ) throws(QuantityError) -> [FundVerdict.Ground] {
        guard let limits = policy.shares.value else {
            return [.open(Self.unread(policy, "shares", policy.shares.why))]
        }
        guard !limits.isEmpty else { return [] }
        let missing = counted.filter { $0.classes == nil }
        var grounds: [FundVerdict.Ground] = missing.map { .noClass(line: $0.line) }
        let known = counted.filter { $0.classes != nil }
        for limit in limits {
            let inside = known.filter { $0.classes?.contains(limit.name) == true }
            let outside = known.filter { $0.classes?.contains(limit.name) == false }
            let bound = try Rational(received.count).multiplied(by: limit.share)
            if limit.isLeast {
                let others = try Fen.sum(of: outside.map(\.amount))
                let room = try Rational(received.count).subtracting(bound)
                if room < Rational(others.count) {
                    grounds.append(.below(limit, others: others, of: received))
                }
            } else {
                let has = try Fen.sum(of: inside.map(\.amount))
                if bound < Rational(has.count) {
                    grounds.append(.above(limit, has: has, of: received))
                }
            }
        }
        return grounds
    }

    private static func noYear(_ fund: String) -> OpenQuestion {
        OpenQuestion(
            place: "funds/\(fund)/year", "资金 \(fund) 属于哪个政策年度还没有定",
            "the policy year of fund \(fund) is not decided")
    }

    private static func unread(_ policy: FundPolicy, _ key: String, _ why: String) -> OpenQuestion {
        OpenQuestion(
            place: "funds/\(policy.id)/\(key)", "\(policy.document)：\(why)",
            "\(policy.document): \(key) not known")
    }
}

/// What a voucher would use of a line, and at which stage of the money's way.
private struct FundUse {
    enum Stage {
        case commitment, contract, payment
    }

    let line: FundedLine
    let stage: Stage
    private let voucher: Voucher

    init?(of voucher: Voucher, in ledger: FundLedger) {
        self.voucher = voucher
        switch voucher.event {
        case .commitment(let line, _):
            self.line = line
            stage = .commitment
        case .contract(_, let line, _, _):
            self.line = line
            stage = .contract
        case .change(let id, _), .payment(let id, _, _, _), .release(let id, _):
            guard let line = ledger.contracts(on: voucher.day)[id] else { return nil }
            self.line = line
            if case .change = voucher.event { stage = .contract } else { stage = .payment }
        case .appropriation, .clawBack: return nil
        }
    }

    /// What each line of the fund has taken at this stage, with the voucher.
    func counted(
        in ledger: FundLedger, _ classes: [String: LineClass], to day: Day
    ) throws(QuantityError) -> [FundVerdict.Counted] {
        var taken: [String: Fen] = [:]
        let contracts = ledger.contracts(on: day)
        for other in ledger.vouchers + [voucher] where other.day <= day {
            guard let (line, amount) = try part(of: other.event, contracts),
                line.fund == self.line.fund
            else { continue }
            taken[line.line] = try taken[line.line, default: .zero].adding(amount)
        }
        return taken.sorted { $0.key < $1.key }.map { line, amount in
            FundVerdict.Counted(line: line, classes: classes[line]?.classes, amount: amount)
        }
    }

    private func part(
        of event: FundEvent, _ contracts: [String: FundedLine]
    ) throws(QuantityError) -> (FundedLine, Fen)? {
        switch (stage, event) {
        case (.commitment, .commitment(let line, let amount)): (line, amount)
        case (.contract, .contract(_, let line, _, let amount)): (line, amount)
        case (.contract, .change(let id, let amount)): contracts[id].map { ($0, amount) }
        case (.payment, .payment(let id, _, let worth, _)): contracts[id].map { ($0, worth) }
        case (.payment, .clawBack(let id, let amount)):
            if let line = contracts[id] { (line, try Fen.zero.subtracting(amount)) } else { nil }
        default: nil
        }
    }
}

extension Setting {
    /// Why it is open; nothing when it is not.
    fileprivate var why: String { if case .open(let why) = self { why } else { "" } }
}
