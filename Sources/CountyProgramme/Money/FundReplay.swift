/// Goes through vouchers by day and sees whether each is covered when it comes.
struct FundReplay {
    private var balances: [Account: Fen] = [:]
    private var contracts: [String: FundedLine] = [:]
    private var ids: Set<String> = []
    private var stages: Set<[String]> = []
    private var problems: [FundProblem] = []

    static func problems(of vouchers: [Voucher]) -> [FundProblem] {
        var replay = FundReplay()
        for voucher in vouchers { replay.take(voucher) }
        return replay.problems
    }

    private mutating func take(_ voucher: Voucher) {
        var found = formal(voucher)
        do {
            if case .contract(let id, let line, _, _) = voucher.event, contracts[id] == nil {
                contracts[id] = line
            }
            let lines = try Self.postings(of: voucher.event, contracts: contracts)
            if let lines {
                found += try book(lines)
            } else if let id = voucher.event.contractNamed {
                found.append(.noContract(id))
            }
        } catch {
            found.append(.overflow)
        }
        problems += found.map { FundProblem(voucher: voucher.id, kind: $0) }
    }

    /// What is wrong with a voucher whatever stands in the books' accounts.
    private mutating func formal(_ voucher: Voucher) -> [FundProblem.Kind] {
        var found: [FundProblem.Kind] = []
        if !ids.insert(voucher.id).inserted { found.append(.idTwice) }
        if voucher.proofs.allSatisfy(\.isEmpty) { found.append(.noProof) }
        switch voucher.event {
        case .contract(let id, _, _, let amount):
            if contracts[id] != nil { found.append(.contractTwice(id)) }
            if amount <= .zero { found.append(.badAmount) }
        case .change(_, let amount):
            if amount == .zero { found.append(.badAmount) }
        case .payment(let contract, let stage, let worth, let retained):
            if !stages.insert([contract, stage]).inserted { found.append(.stageTwice(stage)) }
            if worth <= .zero || retained < .zero || retained > worth { found.append(.badAmount) }
        case .appropriation(_, _, let amount), .commitment(_, let amount), .release(_, let amount),
            .clawBack(_, let amount):
            if amount <= .zero { found.append(.badAmount) }
        }
        return found
    }

    /// Books the lines; an account that may not cross nought says by how much it would.
    private mutating func book(_ lines: [Posting]) throws(QuantityError) -> [FundProblem.Kind] {
        var found: [FundProblem.Kind] = []
        for line in lines {
            let old = balances[line.account, default: .zero]
            let new = try old.adding(line.amount)
            balances[line.account] = new
            let over = line.account.isCredit ? new : try Fen.zero.subtracting(new)
            if over > .zero { found.append(.exceeds(line.account, by: over)) }
        }
        return found
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
