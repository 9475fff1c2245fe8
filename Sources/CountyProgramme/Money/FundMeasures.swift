extension FundLedger {
    /// How far a fund has been paid out by a day.
    public struct Disbursement: Sendable, Hashable {
        /// Paid in by the treasury.
        public let received: Fen
        /// Paid out, less what came back.
        public let paid: Fen
        /// The share paid out; nil while nothing has come in.
        public let rate: Rational?
    }

    /// Money of a fund that has come in and not gone out.
    public struct IdleMoney: Sendable, Hashable {
        /// The day it came in.
        public let since: Day
        /// Days it has been lying.
        public let age: Int
        /// How much of it is left.
        public let amount: Fen
    }

    /// Where the books and a statement from outside differ.
    public struct Difference: Sendable, Hashable {
        /// The account.
        public let account: Account
        /// As in these books.
        public let booked: Fen
        /// As in the statement; nil when it does not have the account.
        public let stated: Fen?
    }

    /// How far a fund has been paid out by a day.
    ///
    /// - Throws: `QuantityError.overflow`.
    public func disbursement(of fund: String, on day: Day) throws(QuantityError) -> Disbursement {
        let received = try Fen.sum(of: receipts(of: fund, to: day).map(\.amount))
        let left = try balance(of: .bank(fund: fund), on: day)
        let paid = try received.subtracting(left)
        let rate =
            received == .zero ? nil : try Rational(paid.count).divided(by: Rational(received.count))
        return Disbursement(received: received, paid: paid, rate: rate)
    }

    /// Money of a fund lying in its account, oldest first; what came in first counts as paid first.
    ///
    /// - Throws: `QuantityError.overflow`.
    public func idleMoney(of fund: String, on day: Day) throws(QuantityError) -> [IdleMoney] {
        var paid = try disbursement(of: fund, on: day).paid
        var idle: [IdleMoney] = []
        for receipt in receipts(of: fund, to: day) {
            let used = min(paid, receipt.amount)
            paid = try paid.subtracting(used)
            let left = try receipt.amount.subtracting(used)
            guard left > .zero else { continue }
            let age = day.number - receipt.day.number
            idle.append(IdleMoney(since: receipt.day, age: age, amount: left))
        }
        return idle
    }

    private func receipts(of fund: String, to day: Day) -> [(day: Day, amount: Fen)] {
        vouchers.compactMap { voucher in
            guard voucher.day <= day, case .appropriation(fund, _, let amount) = voucher.event
            else { return nil }
            return (voucher.day, amount)
        }
    }

    /// Where the treasury's and the bank's accounts differ from what the two state for a day.
    ///
    /// Amounts are stated as positive numbers. An account the statement leaves out differs too.
    /// - Throws: `QuantityError.overflow`.
    public func differences(
        from statement: [Account: Fen], on day: Day
    ) throws(QuantityError) -> [Difference] {
        let booked = try balances(on: day).filter { $0.key.isOutside }
        var differences: [Difference] = []
        for account in Set(booked.keys).union(statement.keys) {
            let balance = booked[account] ?? .zero
            let own = account.isCredit ? try Fen.zero.subtracting(balance) : balance
            guard statement[account] != own else { continue }
            differences.append(
                Difference(account: account, booked: own, stated: statement[account]))
        }
        return differences.sorted { "\($0.account)" < "\($1.account)" }
    }
}

extension Account {
    /// Whether somebody else keeps books of it too.
    var isOutside: Bool {
        switch self {
        case .treasury, .bank: true
        case .spent, .retained, .committed, .contracted, .promised: false
        }
    }
}
