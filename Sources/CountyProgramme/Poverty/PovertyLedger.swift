public import Identifiers

/// What poor households sold, each yuan counted once, with everything that was left out and why.
public struct PovertyLedger: Sendable, Equatable {
    /// The rule it was made by.
    public let rule: PovertyRule
    /// The stretch of time.
    public let span: ClosedRange<Day>
    /// What counts, by household and day.
    public let lines: [Line]
    /// What does not count.
    public let leftOut: [Omission]

    /// An amount that came to a household.
    public struct Line: Sendable, Equatable {
        /// The fact it rests on.
        public let fact: Fact
        /// The household's pseudonymous key.
        public let household: String
        /// The sale.
        public let sale: String
        /// How the household sold.
        public let way: String
        /// How much of the sale is the household's.
        public let amount: Quantity
    }

    /// A claim that does not count.
    public struct Omission: Sendable, Equatable {
        /// The fact.
        public let fact: Fact
        /// Why.
        public let reason: Reason
    }

    /// Why a claim does not count.
    public enum Reason: Sendable, Hashable {
        /// It names no household.
        case noHousehold
        /// It names no sale, so that nobody can tell whether it is counted already.
        case noSale
        /// It does not tell how the household sold.
        case noWay
        /// No sale of this name is recorded.
        case unknownSale(String)
        /// The household's part of this sale is counted by another fact.
        case countedAlready(by: String)
        /// Together more is claimed of the sale than it came to.
        case moreThanSale(Quantity)
        /// The amounts do not fit together.
        case error(QuantityError)
        /// The plan leaves open how such a sale is told to households.
        case open(OpenQuestion)
    }

    /// What counts, all together; nil when nothing does.
    ///
    /// - Throws: `QuantityError`.
    public func total(way: String? = nil) throws(QuantityError) -> Quantity? {
        try Quantity.sum(
            of: lines.filter { way == nil || $0.way == way }.map(\.amount))
    }
}

extension IndicatorBook {
    /// The poverty ledger of a stretch of time under a rule.
    ///
    /// - Parameters:
    ///   - rule: The rule.
    ///   - span: The first and last day of the claims.
    ///   - known: As the facts stood at the end of this day; nil for as they stand.
    /// - Returns: What counts and what is left out.
    public func povertyLedger(
        _ rule: PovertyRule, in span: ClosedRange<Day>, known: Day? = nil
    ) -> PovertyLedger {
        var claims: [String: [HouseholdClaim]] = [:]
        var leftOut: [PovertyLedger.Omission] = []
        for fact in facts.facts(of: rule.shares, in: span, known: known)
        where fact.quantity.value != .zero {
            switch HouseholdClaim.read(fact, rule) {
            case .success(let claim): claims[claim.sale, default: []].append(claim)
            case .failure(let refusal):
                leftOut.append(PovertyLedger.Omission(fact: fact, reason: refusal.reason))
            }
        }
        let amounts = saleAmounts(rule, of: Set(claims.keys), known: known)
        var lines: [PovertyLedger.Line] = []
        for (sale, claims) in claims {
            let shared = SaleShares(rule: rule, sale: sale, amount: amounts[sale], claims: claims)
            let result = shared.attribute()
            lines += result.lines
            leftOut += result.leftOut
        }
        return PovertyLedger(
            rule: rule, span: span,
            lines: lines.sorted {
                ($0.household, $0.fact.day, $0.fact.id) < ($1.household, $1.fact.day, $1.fact.id)
            },
            leftOut: leftOut.sorted { ($0.fact.day, $0.fact.id) < ($1.fact.day, $1.fact.id) })
    }

    /// What each sale came to, by the first measure that records it.
    private func saleAmounts(
        _ rule: PovertyRule, of sales: Set<String>, known: Day?
    ) -> [String: Result<Quantity, QuantityError>] {
        var amounts: [String: Result<Quantity, QuantityError>] = [:]
        for measure in rule.sales {
            var found: [String: Result<Quantity, QuantityError>] = [:]
            for fact in facts.facts(of: measure, known: known) {
                guard let sale = fact.attributes[rule.sale], sales.contains(sale),
                    amounts[sale] == nil
                else { continue }
                let before = found[sale] ?? .success(Quantity(.zero, fact.quantity.unit))
                found[sale] = before.flatMap { sum in
                    Result { () throws(QuantityError) in try sum.adding(fact.quantity) }
                }
            }
            amounts.merge(found) { first, _ in first }
        }
        return amounts
    }
}

/// A claim that names all it has to.
private struct HouseholdClaim {
    let fact: Fact
    let household: String
    let sale: String
    let way: String

    struct Refusal: Error {
        let reason: PovertyLedger.Reason
    }

    static func read(_ fact: Fact, _ rule: PovertyRule) -> Result<HouseholdClaim, Refusal> {
        guard let household = fact.subject else { return .failure(Refusal(reason: .noHousehold)) }
        guard let sale = fact.attributes[rule.sale] else {
            return .failure(Refusal(reason: .noSale))
        }
        guard let way = fact.attributes[rule.way], rule.ways.contains(way) else {
            return .failure(Refusal(reason: .noWay))
        }
        return .success(HouseholdClaim(fact: fact, household: household, sale: sale, way: way))
    }
}

/// The claims to one sale.
private struct SaleShares {
    let rule: PovertyRule
    let sale: String
    let amount: Result<Quantity, QuantityError>?
    let claims: [HouseholdClaim]

    typealias Attribution = (lines: [PovertyLedger.Line], leftOut: [PovertyLedger.Omission])

    func attribute() -> Attribution {
        let (kept, doubled) = once()
        let total: Quantity
        switch amount {
        case nil: return omitting(kept, .unknownSale(sale), and: doubled)
        case .failure(let error): return omitting(kept, .error(error), and: doubled)
        case .success(let quantity): total = quantity
        }
        let indirect = kept.filter { rule.indirect.contains($0.way) }
        let direct = kept.filter { !rule.indirect.contains($0.way) }
        if case .open(let why) = rule.indirectRule, !indirect.isEmpty {
            let question = OpenQuestion(
                place: "indicators/poverty/\(rule.id)/indirect_rule", "要先核定：\(why)",
                "to be decided by the county: indirect_rule",
                choices: PovertyRule.IndirectRule.allCases.map(\.rawValue))
            let rest = fit(direct.map { ($0, $0.fact.quantity) }, in: total, doubled)
            return (
                rest.lines,
                rest.leftOut + indirect.map { .init(fact: $0.fact, reason: .open(question)) }
            )
        }
        do throws(QuantityError) {
            return fit(try amounts(direct, indirect, total), in: total, doubled)
        } catch {
            return omitting(kept, .error(error), and: doubled)
        }
    }

    /// One claim for each household: the way that comes first, on that the fact that came first.
    private func once() -> (kept: [HouseholdClaim], doubled: [PovertyLedger.Omission]) {
        func rank(_ claim: HouseholdClaim) -> (Int, Day, String) {
            (rule.ways.firstIndex(of: claim.way) ?? .max, claim.fact.day, claim.fact.id)
        }
        var kept: [String: HouseholdClaim] = [:]
        var doubled: [PovertyLedger.Omission] = []
        for claim in claims.sorted(by: { rank($0) < rank($1) }) {
            if let first = kept[claim.household] {
                doubled.append(.init(fact: claim.fact, reason: .countedAlready(by: first.fact.id)))
            } else {
                kept[claim.household] = claim
            }
        }
        return (kept.values.sorted { rank($0) < rank($1) }, doubled)
    }

    private func amounts(
        _ direct: [HouseholdClaim], _ indirect: [HouseholdClaim], _ total: Quantity
    ) throws(QuantityError) -> [(HouseholdClaim, Quantity)] {
        let own = direct.map { ($0, $0.fact.quantity) }
        guard rule.indirectRule.value == .equal, !indirect.isEmpty else {
            return own + indirect.map { ($0, $0.fact.quantity) }
        }
        var rest = total
        for (_, amount) in own { rest = try rest.subtracting(amount) }
        let part = Quantity(
            try rest.value.divided(by: Rational(indirect.count)), rest.unit)
        return own + indirect.map { ($0, part) }
    }

    /// All of them when they fit into the sale, none when they do not.
    private func fit(
        _ parts: [(claim: HouseholdClaim, amount: Quantity)], in total: Quantity,
        _ doubled: [PovertyLedger.Omission]
    ) -> Attribution {
        do throws(QuantityError) {
            var left = total
            for part in parts { left = try left.subtracting(part.amount) }
            guard left.value >= .zero, parts.allSatisfy({ $0.amount.value >= .zero }) else {
                return omitting(parts.map(\.claim), .moreThanSale(total), and: doubled)
            }
        } catch {
            return omitting(parts.map(\.claim), .error(error), and: doubled)
        }
        let lines = parts.map { part in
            PovertyLedger.Line(
                fact: part.claim.fact, household: part.claim.household, sale: sale,
                way: part.claim.way, amount: part.amount)
        }
        return (lines, doubled)
    }

    private func omitting(
        _ claims: [HouseholdClaim], _ reason: PovertyLedger.Reason,
        and doubled: [PovertyLedger.Omission]
    ) -> Attribution {
        ([], doubled + claims.map { .init(fact: $0.fact, reason: reason) })
    }
}

/// What a role sees of a poverty ledger.
public enum PovertyView: Sendable, Equatable {
    /// Single households, under their pseudonymous keys.
    case households([String: Quantity])
    /// Totals only.
    case totals(amount: Quantity?, households: Int)
    /// The total is of so few households that it would tell about one of them.
    case tooFew
    /// Nobody has said how few are too few.
    case open(OpenQuestion)
    /// The role may not look into this place.
    case refused
}

extension PovertyLedger {
    /// What a role may see of a place.
    ///
    /// - Parameters:
    ///   - role: The role.
    ///   - home: The place the role belongs to; nil for the county.
    ///   - place: The place looked into; nil for the county.
    /// - Returns: Households, totals, or why neither is shown.
    /// - Throws: `QuantityError`.
    public func view(
        as role: String, of home: DivisionCode?, into place: DivisionCode?
    ) throws(QuantityError) -> PovertyView {
        guard let view = rule.views.first(where: { $0.role == role }) else { return .refused }
        if view.level > .county {
            guard let home, home.level == view.level, let place, place.isWithin(home) else {
                return .refused
            }
        }
        let here = lines.filter { $0.fact.lies(within: place) }
        var amounts: [String: Quantity] = [:]
        for line in here {
            let before = amounts[line.household] ?? Quantity(.zero, line.amount.unit)
            amounts[line.household] = try before.adding(line.amount)
        }
        guard !view.seesHouseholds else { return .households(amounts) }
        switch rule.fewest {
        case .open(let why):
            return .open(
                OpenQuestion(
                    place: "indicators/poverty/\(rule.id)/fewest", "要先核定：\(why)",
                    "to be decided by the county: fewest"))
        case .printed(let fewest), .decided(let fewest, _):
            guard amounts.isEmpty || amounts.count >= fewest else { return .tooFew }
            return .totals(
                amount: try Quantity.sum(of: here.map(\.amount)), households: amounts.count)
        }
    }
}
