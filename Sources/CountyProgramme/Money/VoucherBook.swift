/// A paper its holder buys a service with; the provider is paid for it later.
public struct ServiceVoucher: Sendable, Hashable {
    /// Its number.
    public let id: String
    /// Who may use it.
    public let holder: String
    /// For which service.
    public let service: String
    /// What it is worth.
    public let worth: Fen
    /// The first and the last day it can be used.
    public let valid: ClosedRange<Day>

    /// A voucher of these parts.
    public init(
        id: String, holder: String, service: String, worth: Fen, valid: ClosedRange<Day>
    ) {
        self.id = id
        self.holder = holder
        self.service = service
        self.worth = worth
        self.valid = valid
    }
}

/// The use of a voucher.
public struct VoucherUse: Sendable, Hashable {
    /// The voucher.
    public let voucher: String
    /// Who used it.
    public let holder: String
    /// Who gave the service.
    public let provider: String
    /// Which service.
    public let service: String
    /// What it cost; what the voucher is worth more is lost.
    public let price: Fen
    /// The day.
    public let day: Day

    /// A use of these parts.
    public init(
        voucher: String, holder: String, provider: String, service: String, price: Fen, day: Day
    ) {
        self.voucher = voucher
        self.holder = holder
        self.provider = provider
        self.service = service
        self.price = price
        self.day = day
    }
}

/// Vouchers given out and used: each once, by its holder, for its service, in its time.
public struct VoucherBook: Sendable, Equatable {
    /// Why a voucher or a use of one is refused.
    public enum Refusal: Error, Sendable, Hashable {
        /// A voucher of that number is there already, or its worth is not above nought.
        case badVoucher(String)
        /// There is no such voucher.
        case noVoucher(String)
        /// It has been used; by whose service and when.
        case used(provider: String, on: Day)
        /// It belongs to somebody else.
        case notHolder(String)
        /// It is for another service.
        case otherService(String)
        /// The day lies outside these.
        case outside(ClosedRange<Day>)
        /// The price is not above nought.
        case badPrice
        /// The provider may not give the service.
        case notAdmitted(String)
    }

    /// Who may give which services.
    public let providers: [String: Set<String>]
    private var vouchers: [String: ServiceVoucher] = [:]
    private var uses: [String: VoucherUse] = [:]

    /// An empty book; `providers` says who may give which services.
    public init(providers: [String: Set<String>]) {
        self.providers = providers
    }

    /// Gives out a voucher.
    ///
    /// - Throws: `Refusal`.
    public mutating func issue(_ voucher: ServiceVoucher) throws(Refusal) {
        guard vouchers[voucher.id] == nil, voucher.worth > .zero else {
            throw .badVoucher(voucher.id)
        }
        vouchers[voucher.id] = voucher
    }

    /// Takes a use of a voucher.
    ///
    /// - Throws: `Refusal`; the book stays as it was.
    public mutating func use(_ use: VoucherUse) throws(Refusal) {
        guard let voucher = vouchers[use.voucher] else { throw .noVoucher(use.voucher) }
        if let earlier = uses[use.voucher] {
            throw .used(provider: earlier.provider, on: earlier.day)
        }
        guard voucher.holder == use.holder else { throw .notHolder(use.holder) }
        guard voucher.service == use.service else { throw .otherService(voucher.service) }
        guard voucher.valid.contains(use.day) else { throw .outside(voucher.valid) }
        guard use.price > .zero else { throw .badPrice }
        guard providers[use.provider]?.contains(use.service) == true else {
            throw .notAdmitted(use.provider)
        }
        uses[use.voucher] = use
    }

    /// What each provider is owed for the vouchers used in a span.
    ///
    /// - Throws: `QuantityError.overflow`.
    public func owed(in span: ClosedRange<Day>) throws(QuantityError) -> [String: Fen] {
        var owed: [String: Fen] = [:]
        for (id, use) in uses where span.contains(use.day) {
            let worth = min(use.price, vouchers[id]?.worth ?? .zero)
            owed[use.provider] = try owed[use.provider, default: .zero].adding(worth)
        }
        return owed
    }

    /// Vouchers that can still be used on a day or later, by number.
    public func open(on day: Day) -> [ServiceVoucher] {
        vouchers.values.filter { uses[$0.id] == nil && day <= $0.valid.upperBound }
            .sorted { $0.id < $1.id }
    }
}
