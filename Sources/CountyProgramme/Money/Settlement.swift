/// An amount one party owes another: freight, goods, a service.
public struct SettlementItem: Sendable, Hashable {
    /// Unique among the items: a waybill, an order.
    public let id: String
    /// The day it counts for.
    public let day: Day
    /// Who owes.
    public let debtor: String
    /// Who is owed.
    public let creditor: String
    /// For what.
    public let what: String
    /// How much; above nought.
    public let amount: Fen

    /// An amount owed.
    public init(
        id: String, day: Day, debtor: String, creditor: String, what: String, amount: Fen
    ) {
        self.id = id
        self.day = day
        self.debtor = debtor
        self.creditor = creditor
        self.what = what
        self.amount = amount
    }
}

/// Amounts between parties of a span, struck against one another: what each has to pay or gets.
public struct Settlement: Sendable, Equatable {
    /// The span.
    public let span: ClosedRange<Day>
    /// The items that count, by day and id.
    public let items: [SettlementItem]
    /// The items that do not, and why.
    public let doubts: [Doubt]
    /// What each party gets in the end; negative when it has to pay.
    ///
    /// All of them together are nought.
    public let balances: [String: Fen]

    /// Why an item does not count.
    public enum Doubt: Sendable, Hashable {
        /// It stands there twice.
        case again(SettlementItem)
        /// Its amount is not above nought, or it owes itself.
        case malformed(SettlementItem)
    }

    /// Strikes the items of a span.
    ///
    /// - Throws: `QuantityError.overflow`.
    public init(
        of items: some Sequence<SettlementItem>, in span: ClosedRange<Day>
    ) throws(QuantityError) {
        var counted: [SettlementItem] = []
        var doubts: [Doubt] = []
        var balances: [String: Fen] = [:]
        var seen: Set<String> = []
        for item in items.filter({ span.contains($0.day) }).sorted(by: Self.isEarlier) {
            guard item.amount > .zero, item.debtor != item.creditor else {
                doubts.append(.malformed(item))
                continue
            }
            guard seen.insert(item.id).inserted else {
                doubts.append(.again(item))
                continue
            }
            counted.append(item)
            balances[item.debtor] = try balances[item.debtor, default: .zero]
                .subtracting(item.amount)
            balances[item.creditor] = try balances[item.creditor, default: .zero]
                .adding(item.amount)
        }
        self.span = span
        self.items = counted
        self.doubts = doubts
        self.balances = balances
    }

    private static func isEarlier(_ first: SettlementItem, _ second: SettlementItem) -> Bool {
        (first.day, first.id) < (second.day, second.id)
    }

    /// The items of one party, each as what it gets or pays.
    public func statement(of party: String) -> [(item: SettlementItem, amount: Fen)] {
        items.compactMap { item in
            if item.creditor == party { return (item, item.amount) }
            guard item.debtor == party else { return nil }
            return (item, Fen(-item.amount.count))
        }
    }
}
