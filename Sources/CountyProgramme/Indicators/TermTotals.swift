public import Identifiers

/// What a term comes to over some facts.
struct TermTotal: Sendable, Equatable {
    /// The count or sum, in the term's unit.
    var value: Rational
    /// How many facts of the measure there were at all, those of nought included.
    var seen: Int
}

extension Term {
    /// The facts that count, of those of the measure up to the end of the time.
    ///
    /// The facts have to come by day, and on one day in the order of the book.
    func counted(_ facts: [Fact], in span: ClosedRange<Day>) -> [Fact] {
        guard isStock else {
            return facts.filter { span.contains($0.day) && matches($0) }
        }
        var last: [String: Fact] = [:]
        for fact in facts where fact.day <= span.upperBound { last[series(of: fact)] = fact }
        return last.values.filter(matches).sorted { ($0.day, $0.id) < ($1.day, $1.id) }
    }

    /// What facts that count come to.
    ///
    /// - Throws: `QuantityError`.
    func total(of facts: [Fact]) throws(QuantityError) -> Rational {
        switch kind {
        case .sum, .latest:
            var total = Rational.zero
            for fact in facts { total = try total.adding(amount(of: fact)) }
            return total
        case .facts: return Rational(facts.count { $0.quantity.value != .zero })
        case .subjects, .places, .covered:
            var net: [String: Rational] = [:]
            for fact in facts {
                guard let key = distinct(of: fact) else { continue }
                net[key] = try net[key, default: .zero].adding(fact.quantity.value)
            }
            return Rational(net.values.count { $0 > .zero })
        }
    }

    /// A fact's quantity in the term's unit; as it is where only its sign matters.
    func amount(of fact: Fact) throws(QuantityError) -> Rational {
        switch kind {
        case .sum, .latest:
            // Most facts are written in the unit of their measure already.
            guard fact.quantity.unit.symbol != unit.symbol else { return fact.quantity.value }
            return try fact.quantity.converted(to: unit).value
        case .facts, .subjects, .places, .covered: return fact.quantity.value
        }
    }
}

extension FactBook {
    /// The facts a term counts in a stretch of time and within a place.
    ///
    /// - Parameters:
    ///   - term: The term.
    ///   - span: The first and last day; a stock is taken at the last day.
    ///   - place: The place; nil for the county.
    ///   - known: As the book stood at the end of this day; nil for as it stands.
    /// - Returns: The facts, by day.
    public func counted(
        _ term: Term, in span: ClosedRange<Day>, at place: DivisionCode? = nil, known: Day? = nil
    ) -> [Fact] {
        term.counted(looked(at: term, in: span, known), in: span).filter { $0.lies(within: place) }
    }

    /// What a term comes to, computed from the facts themselves.
    ///
    /// - Throws: `QuantityError`.
    func total(
        _ term: Term, in span: ClosedRange<Day>, at place: DivisionCode?, known: Day?
    ) throws(QuantityError) -> TermTotal {
        let facts = looked(at: term, in: span, known)
        let counted = term.counted(facts, in: span).filter { $0.lies(within: place) }
        return TermTotal(
            value: try term.total(of: counted), seen: facts.count { $0.lies(within: place) })
    }

    private func looked(at term: Term, in span: ClosedRange<Day>, _ known: Day?) -> [Fact] {
        let first = term.isStock ? Day.earliest : span.lowerBound
        let days = min(first, span.upperBound)...span.upperBound
        return facts(of: term.measure, in: days, known: known)
    }
}

extension Fact {
    /// Whether it happened in a place; every fact of a county happened in the county.
    func lies(within place: DivisionCode?) -> Bool {
        guard let place, place.level > .county else { return true }
        return self.place?.isWithin(place) == true
    }
}

extension Day {
    /// 0001-01-01.
    static let earliest = Day(number: -719_162)
    /// 9999-12-31.
    static let latest = Day(number: 2_932_896)
}
