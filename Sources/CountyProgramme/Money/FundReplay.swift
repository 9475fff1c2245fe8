/// Goes through vouchers by day and sees whether each is covered when it comes.
struct FundReplay: Sendable {
    private var balances: [Account: Fen] = [:]
    private var contracts: [String: FundedLine] = [:]
    private var ids: Set<String> = []
    private var stages: Set<[String]> = []

    /// What a voucher would change, and what is wrong with it.
    private struct Step {
        var problems: [FundProblem.Kind] = []
        var balances: [Account: Fen] = [:]
    }

    /// Takes a voucher whatever is wrong with it, so that what follows from it is seen too.
    mutating func take(_ voucher: Voucher) -> [FundProblem] {
        let step = step(of: voucher)
        commit(step, voucher)
        return step.problems.map { FundProblem(voucher: voucher.id, kind: $0) }
    }

    /// Takes a voucher that comes after all others; one that is refused changes nothing.
    mutating func post(_ voucher: Voucher) throws(FundRefusal) {
        let step = step(of: voucher)
        guard step.problems.isEmpty else {
            throw FundRefusal(
                problems: step.problems.map { FundProblem(voucher: voucher.id, kind: $0) })
        }
        commit(step, voucher)
    }

    private func step(of voucher: Voucher) -> Step {
        var step = Step(problems: formal(voucher))
        do {
            if let lines = try Self.postings(of: voucher.event, contracts: contracts) {
                try book(lines, in: &step)
            } else if let id = voucher.event.contractNamed {
                step.problems.append(.noContract(id))
            }
        } catch {
            step.problems.append(.overflow)
        }
        return step
    }

    private mutating func commit(_ step: Step, _ voucher: Voucher) {
        ids.insert(voucher.id)
        switch voucher.event {
        case .contract(let id, let line, _, _): contracts[id] = contracts[id] ?? line
        case .payment(let contract, let stage, _, _): stages.insert([contract, stage])
        default: break
        }
        balances.merge(step.balances) { _, new in new }
    }

    /// What is wrong with a voucher whatever stands in the books' accounts.
    private func formal(_ voucher: Voucher) -> [FundProblem.Kind] {
        var found: [FundProblem.Kind] = []
        if ids.contains(voucher.id) { found.append(.idTwice) }
        if voucher.proofs.allSatisfy(\.isEmpty) { found.append(.noProof) }
        switch voucher.event {
        case .contract(let id, _, _, let amount):
            if contracts[id] != nil { found.append(.contractTwice(id)) }
            if amount <= .zero { found.append(.badAmount) }
        case .change(_, let amount):
            if amount == .zero { found.append(.badAmount) }
        case .payment(let contract, let stage, let worth, let retained):
            if stages.contains([contract, stage]) { found.append(.stageTwice(stage)) }
            if worth <= .zero || retained < .zero || retained > worth { found.append(.badAmount) }
        case .appropriation(_, _, let amount), .commitment(_, let amount), .release(_, let amount),
            .clawBack(_, let amount):
            if amount <= .zero { found.append(.badAmount) }
        }
        return found
    }

    /// Books the lines; an account that may not cross nought says by how much it would.
    private func book(_ lines: [Posting], in step: inout Step) throws(QuantityError) {
        for line in lines {
            let old = step.balances[line.account] ?? balances[line.account, default: .zero]
            let new = try old.adding(line.amount)
            step.balances[line.account] = new
            let over = line.account.isCredit ? new : try Fen.zero.subtracting(new)
            if over > .zero { step.problems.append(.exceeds(line.account, by: over)) }
        }
    }

    /// The lines of an event; nil when its contract is not known.
    static func postings(
        of event: FundEvent, contracts: [String: FundedLine]
    ) throws(QuantityError) -> [Posting]? {
        switch event {
        case .appropriation(let fund, let line, let amount):
            return try move(amount, .treasury(fund: fund, line: line), .bank(fund: fund))
        case .commitment(let line, let amount):
            return try move(amount, .promised(line), .committed(line))
        case .contract(let id, let line, _, let amount):
            return try move(amount, .committed(line), .contracted(contract: id))
        case .change(let id, let amount):
            guard let line = contracts[id] else { return nil }
            return try move(amount, .committed(line), .contracted(contract: id))
        case .payment(let id, _, let worth, let retained):
            guard let line = contracts[id] else { return nil }
            let bank = Account.bank(fund: line.fund)
            return try move(worth, .contracted(contract: id), .promised(line))
                + move(worth.subtracting(retained), bank, .spent(line))
                + move(retained, .retained(contract: id), .spent(line))
        case .release(let id, let amount):
            guard let line = contracts[id] else { return nil }
            return try move(amount, .bank(fund: line.fund), .retained(contract: id))
        case .clawBack(let id, let amount):
            guard let line = contracts[id] else { return nil }
            return try move(amount, .spent(line), .bank(fund: line.fund))
        }
    }

    /// Credit one account, debit the other.
    private static func move(
        _ amount: Fen, _ from: Account, _ to: Account
    ) throws(QuantityError) -> [Posting] {
        guard amount != .zero else { return [] }
        let credit = try Fen.zero.subtracting(amount)
        return [Posting(account: from, amount: credit), Posting(account: to, amount: amount)]
    }
}

extension FundEvent {
    /// Its place among what happens on one day.
    var rank: Int {
        switch self {
        case .appropriation: 0
        case .commitment: 1
        case .contract: 2
        case .change: 3
        case .payment: 4
        case .release: 5
        case .clawBack: 6
        }
    }

    /// The contract it builds on.
    var contractNamed: String? {
        switch self {
        case .change(let id, _), .payment(let id, _, _, _), .release(let id, _),
            .clawBack(let id, _):
            id
        case .appropriation, .commitment, .contract: nil
        }
    }
}

extension Account {
    /// Whether its balance stands on the credit side.
    var isCredit: Bool {
        switch self {
        case .treasury, .retained, .promised: true
        case .bank, .spent, .committed, .contracted: false
        }
    }
}
