/// Something seen by whoever watches the money: a check made, works measured, an effect shown.
public struct WatchProof: Sendable, Hashable {
    /// The contract.
    public let contract: String
    /// At which point of the money's way.
    public let point: MoneyWatch.Point
    /// The day.
    public let day: Day
    /// The part of the works seen to be done, 0…1; nil where that was not looked at.
    public let progress: Rational?
    /// The paper that shows it.
    public let paper: String

    /// A proof of these parts.
    public init(
        contract: String, point: MoneyWatch.Point, day: Day, progress: Rational? = nil,
        paper: String
    ) {
        self.contract = contract
        self.point = point
        self.day = day
        self.progress = progress
        self.paper = paper
    }
}

/// One contract's money watched all its way: what was checked, what was not, what was paid ahead.
public struct FundTrail: Sendable, Equatable {
    /// The contract.
    public let contract: String
    /// The line and fund that pay for it.
    public let line: FundedLine
    /// The aspects watched, in the order of the watch.
    public let steps: [Step]
    /// Payments that came before the works that earn them.
    public let ahead: [Ahead]

    /// One aspect on the day looked at.
    public struct Step: Sendable, Hashable {
        /// The aspect.
        public let aspect: MoneyWatch.Aspect
        /// The day from which it had to be watched; nil while nothing of the kind has happened.
        public let since: Day?
        /// The day it was first seen by a paper; nil while it was not.
        public let seen: Day?

        /// Whether something happened and nobody has seen it.
        public var isMissing: Bool { since != nil && seen == nil }
    }

    /// A payment by which more is paid than the works are worth.
    public struct Ahead: Sendable, Hashable {
        /// The voucher.
        public let voucher: String
        /// The part of the contract paid with it.
        public let paid: Rational
        /// The part of the works proven by that day; nil when none was.
        public let proven: Rational?
    }
}

extension FundLedger {
    /// How the money of each contract was watched by a day, by contract.
    ///
    /// - Throws: `QuantityError.overflow`.
    public func trails(
        of watch: MoneyWatch, proofs: [WatchProof], on today: Day
    ) throws(QuantityError) -> [FundTrail] {
        let known = proofs.filter { $0.day <= today && !$0.paper.isEmpty }
        let byContract = Dictionary(grouping: known, by: \.contract)
        let events = contractEvents(to: today)
        var trails: [FundTrail] = []
        for (id, line) in contracts(on: today).sorted(by: { $0.key < $1.key }) {
            let proofs = (byContract[id] ?? []).sorted { $0.day < $1.day }
            let since = starts(of: id, line, in: events[id] ?? [])
            let steps = watch.aspects.map { aspect in
                FundTrail.Step(
                    aspect: aspect, since: since[aspect.point],
                    seen: proofs.first { $0.point == aspect.point }?.day)
            }
            trails.append(
                FundTrail(
                    contract: id, line: line, steps: steps,
                    ahead: try Self.ahead(events[id] ?? [], proofs)))
        }
        return trails
    }

    private func contractEvents(to today: Day) -> [String: [Voucher]] {
        Dictionary(grouping: vouchers.filter { $0.day <= today }) { voucher in
            if case .contract(let id, _, _, _) = voucher.event { return id }
            return voucher.event.contractNamed ?? ""
        }
    }

    /// From when each point has to be watched.
    private func starts(
        of contract: String, _ line: FundedLine, in events: [Voucher]
    ) -> [MoneyWatch.Point: Day] {
        var starts: [MoneyWatch.Point: Day] = [:]
        for voucher in events {
            switch voucher.event {
            case .contract:
                starts[.commitment] = voucher.day
                starts[.contract] = voucher.day
                starts[.progress] = voucher.day
            case .payment:
                starts[.payment] = starts[.payment] ?? voucher.day
                starts[.effect] = starts[.effect] ?? voucher.day
            default: break
            }
        }
        return starts
    }

    /// Payments beyond the part of the works that was proven by their day.
    private static func ahead(
        _ events: [Voucher], _ proofs: [WatchProof]
    ) throws(QuantityError) -> [FundTrail.Ahead] {
        var worth = Fen.zero
        var paid = Fen.zero
        var ahead: [FundTrail.Ahead] = []
        var proven: Rational?
        var next = 0
        for voucher in events {
            switch voucher.event {
            case .contract(_, _, _, let amount): worth = amount
            case .change(_, let amount): worth = try worth.adding(amount)
            case .payment(_, _, let amount, _):
                paid = try paid.adding(amount)
                while next < proofs.count, proofs[next].day <= voucher.day {
                    proven = [proven, proofs[next].progress].compactMap { $0 }.max()
                    next += 1
                }
                guard worth > .zero else { continue }
                let part = try Rational(paid.count).divided(by: Rational(worth.count))
                if part > proven ?? .zero {
                    ahead.append(.init(voucher: voucher.id, paid: part, proven: proven))
                }
            default: break
            }
        }
        return ahead
    }
}

/// A contract on a day, with everything that changed it.
public struct ContractStanding: Sendable, Equatable {
    /// Its id.
    public let id: String
    /// The line and fund that pay for it.
    public let line: FundedLine
    /// The other side.
    public let party: String
    /// The day it was made.
    public let made: Day
    /// What it was worth then.
    public let original: Fen
    /// What changed it, in order.
    public let changes: [(voucher: String, day: Day, amount: Fen, proofs: [String])]
    /// What it is worth now.
    public let worth: Fen
    /// What of it has been earned by stages paid.
    public let earned: Fen
    /// What of that is still kept back.
    public let retained: Fen
    /// What has come back.
    public let returned: Fen

    /// By which part the changes have raised it; negative when they lowered it.
    ///
    /// - Throws: `QuantityError`.
    public func overrun() throws(QuantityError) -> Rational {
        let more = try worth.subtracting(original)
        return try Rational(more.count).divided(by: Rational(original.count))
    }

    /// Equal in every part.
    public static func == (left: ContractStanding, right: ContractStanding) -> Bool {
        left.id == right.id && left.line == right.line && left.party == right.party
            && left.made == right.made && left.original == right.original
            && left.worth == right.worth && left.earned == right.earned
            && left.retained == right.retained && left.returned == right.returned
            && left.changes.elementsEqual(right.changes) { $0 == $1 }
    }
}

extension FundLedger {
    /// A contract as it stands on a day; nil for one that was not made by then.
    ///
    /// - Throws: `QuantityError.overflow`.
    public func standing(
        of contract: String, on today: Day
    ) throws(QuantityError) -> ContractStanding? {
        var head: (line: FundedLine, party: String, made: Day, amount: Fen)?
        var changes: [(voucher: String, day: Day, amount: Fen, proofs: [String])] = []
        var worth = Fen.zero
        var earned = Fen.zero
        var retained = Fen.zero
        var returned = Fen.zero
        for voucher in vouchers where voucher.day <= today {
            switch voucher.event {
            case .contract(contract, let line, let party, let amount):
                head = (line, party, voucher.day, amount)
                worth = try worth.adding(amount)
            case .change(contract, let amount):
                changes.append((voucher.id, voucher.day, amount, voucher.proofs))
                worth = try worth.adding(amount)
            case .payment(contract, _, let amount, let kept):
                earned = try earned.adding(amount)
                retained = try retained.adding(kept)
            case .release(contract, let amount): retained = try retained.subtracting(amount)
            case .clawBack(contract, let amount): returned = try returned.adding(amount)
            default: break
            }
        }
        guard let head else { return nil }
        return ContractStanding(
            id: contract, line: head.line, party: head.party, made: head.made,
            original: head.amount, changes: changes, worth: worth, earned: earned,
            retained: retained, returned: returned)
    }
}
