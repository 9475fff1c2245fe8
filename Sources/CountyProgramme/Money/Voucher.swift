/// Something that happened to money, with the day it happened and the papers that prove it.
public struct Voucher: Sendable, Hashable {
    /// Unique in the ledger.
    public let id: String
    /// The day it counts for.
    public let day: Day
    /// What happened.
    public let event: FundEvent
    /// The papers behind it, by name.
    public let proofs: [String]

    /// A voucher of these parts.
    public init(id: String, day: Day, event: FundEvent, proofs: [String]) {
        self.id = id
        self.day = day
        self.event = event
        self.proofs = proofs
    }
}

/// The line of a budget and the fund that pays for it.
public struct FundedLine: Sendable, Hashable {
    /// Id of the line, such as `budget.r3-6`.
    public let line: String
    /// Id of the fund.
    public let fund: String

    /// A line paid by a fund.
    public init(line: String, fund: String) {
        self.line = line
        self.fund = fund
    }
}

/// What can happen to money.
public enum FundEvent: Sendable, Hashable {
    /// A fund is paid in, under the treasury's index line.
    case appropriation(fund: String, treasuryLine: String, Fen)
    /// Money is set aside for a line.
    case commitment(FundedLine, Fen)
    /// A contract takes up what was set aside.
    case contract(id: String, FundedLine, party: String, Fen)
    /// A contract is worth more, or less when negative.
    case change(contract: String, Fen)
    /// A stage is paid: its worth, of which a part is kept back.
    case payment(contract: String, stage: String, worth: Fen, retained: Fen)
    /// What was kept back is paid out.
    case release(contract: String, Fen)
    /// Money already paid comes back to the fund.
    case clawBack(contract: String, Fen)
}

/// Where money stands.
public enum Account: Sendable, Hashable {
    /// What the treasury has given under an index line; on the credit side.
    case treasury(fund: String, line: String)
    /// A fund's own bank account.
    case bank(fund: String)
    /// What a line has cost.
    case spent(FundedLine)
    /// What is kept back from a contractor; on the credit side.
    case retained(contract: String)
    /// Set aside for a line and not yet in a contract.
    case committed(FundedLine)
    /// In a contract and not yet due.
    case contracted(contract: String)
    /// The other side of the two: what will have to be paid for a line.
    case promised(FundedLine)
}

/// One line of a voucher's booking.
public struct Posting: Sendable, Hashable {
    /// Where.
    public let account: Account
    /// How much; debit positive, credit negative.
    public let amount: Fen
}
