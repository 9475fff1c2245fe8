/// The books of a county's funds: double entry, with the same answer in whatever order the vouchers
/// came in.
public struct FundLedger: Sendable, Equatable {
    /// All vouchers, by day, on a day what pays in before what pays out, then by id.
    public private(set) var vouchers: [Voucher] = []
    /// How the books stand after the last voucher.
    private var replay = FundReplay()

    /// Empty books.
    public init() {}

    /// Books of vouchers in any order.
    ///
    /// - Throws: `FundRefusal` with all that is wrong.
    public init(_ vouchers: some Sequence<Voucher>) throws(FundRefusal) {
        try self.init(sorted: vouchers.sorted(by: Self.isEarlier))
    }

    private init(sorted vouchers: [Voucher]) throws(FundRefusal) {
        self.vouchers = vouchers
        var problems: [FundProblem] = []
        for voucher in vouchers { problems += replay.take(voucher) }
        guard problems.isEmpty else { throw FundRefusal(problems: problems) }
    }

    private static func isEarlier(_ first: Voucher, _ second: Voucher) -> Bool {
        (first.day, first.event.rank, first.id) < (second.day, second.event.rank, second.id)
    }

    /// Equal when they hold the same vouchers; all else follows from these.
    public static func == (left: FundLedger, right: FundLedger) -> Bool {
        left.vouchers == right.vouchers
    }

    /// Takes a voucher; a refused one leaves the books as they were.
    ///
    /// A voucher that comes last costs the same however many there are; for one dated back all later
    /// ones are gone through again.
    /// - Throws: `FundRefusal` with all that is wrong, on its day or on a later one because of it.
    public mutating func post(_ voucher: Voucher) throws(FundRefusal) {
        guard let last = vouchers.last, Self.isEarlier(voucher, last) else {
            try replay.post(voucher)
            vouchers.append(voucher)
            return
        }
        var low = 0
        var high = vouchers.count
        while low < high {
            let middle = (low + high) / 2
            if Self.isEarlier(voucher, vouchers[middle]) { high = middle } else { low = middle + 1 }
        }
        var all = vouchers
        all.insert(voucher, at: low)
        self = try Self(sorted: all)
    }

    /// A voucher as booked: its lines add up to nothing.
    ///
    /// - Returns: nil when it names a contract the books do not have.
    /// - Throws: `QuantityError.overflow`.
    public func postings(of voucher: Voucher) throws(QuantityError) -> [Posting]? {
        try FundReplay.postings(of: voucher.event, contracts: contracts(on: voucher.day))
    }

    /// What stands in every account at the end of a day.
    ///
    /// - Throws: `QuantityError.overflow`.
    public func balances(on day: Day) throws(QuantityError) -> [Account: Fen] {
        var balances: [Account: Fen] = [:]
        let contracts = contracts(on: day)
        for voucher in vouchers where voucher.day <= day {
            let lines = try FundReplay.postings(of: voucher.event, contracts: contracts) ?? []
            for line in lines {
                balances[line.account] = try balances[line.account, default: .zero]
                    .adding(line.amount)
            }
        }
        return balances
    }

    /// What stands in one account at the end of a day.
    ///
    /// - Throws: `QuantityError.overflow`.
    public func balance(of account: Account, on day: Day) throws(QuantityError) -> Fen {
        try balances(on: day)[account] ?? .zero
    }

    /// An account's movements up to a day, with the voucher of each.
    ///
    /// - Throws: `QuantityError.overflow`.
    public func statement(
        of account: Account, to day: Day
    ) throws(QuantityError) -> [(voucher: Voucher, amount: Fen)] {
        var lines: [(voucher: Voucher, amount: Fen)] = []
        let contracts = contracts(on: day)
        for voucher in vouchers where voucher.day <= day {
            let postings = try FundReplay.postings(of: voucher.event, contracts: contracts) ?? []
            for posting in postings where posting.account == account {
                lines.append((voucher, posting.amount))
            }
        }
        return lines
    }

    /// The contracts made by a day, with the line that pays for each.
    public func contracts(on day: Day) -> [String: FundedLine] {
        var contracts: [String: FundedLine] = [:]
        for voucher in vouchers where voucher.day <= day {
            if case .contract(let id, let line, _, _) = voucher.event { contracts[id] = line }
        }
        return contracts
    }

    /// What the books would be after a voucher, and what would be wrong with it; they stay as they
    /// are.
    public func whatIf(_ voucher: Voucher) -> Result<FundLedger, FundRefusal> {
        Result { () throws(FundRefusal) -> FundLedger in
            var copy = self
            try copy.post(voucher)
            return copy
        }
    }
}

/// Why the books do not take vouchers.
public struct FundRefusal: Error, Sendable, Equatable {
    /// All that is wrong, in the order of the days.
    public let problems: [FundProblem]
}

/// One thing that is wrong with a voucher.
public struct FundProblem: Sendable, Hashable {
    /// The voucher.
    public let voucher: String
    /// What is wrong.
    public let kind: Kind

    /// What can be wrong.
    public enum Kind: Sendable, Hashable {
        /// Another voucher has its id.
        case idTwice
        /// The amount is nought or points the wrong way.
        case badAmount
        /// The numbers are too large for the books.
        case overflow
        /// No paper proves it.
        case noProof
        /// There is no such contract on that day.
        case noContract(String)
        /// The contract is there already.
        case contractTwice(String)
        /// The stage has been paid already.
        case stageTwice(String)
        /// More than stands in an account; by how much.
        case exceeds(Account, by: Fen)
    }
}
