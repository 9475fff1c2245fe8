public import Identifiers

/// An indicator told apart by a dimension or by place.
public struct Breakdown: Sendable, Equatable {
    /// The whole, in the unit of what is counted.
    public let whole: Quantity
    /// The parts, by word or code; what does not say it stands last under nil.
    public let parts: [Part]
    /// What the parts have in common: their sum less the whole.
    ///
    /// Sums have nothing in common. Of what is counted once, a trainee who came to two kinds of
    /// classes is in both parts and once in the whole.
    public let overlap: Quantity

    /// One part.
    public struct Part: Sendable, Equatable {
        /// The word of the dimension or the code of the place; nil for facts that do not say it.
        public let key: String?
        /// Its share of the whole.
        public let quantity: Quantity
        /// How many facts it was counted from.
        public let facts: Int
    }
}

/// What an indicator is told apart by.
public enum Dimension: Sendable, Hashable {
    /// An attribute of its facts.
    case attribute(String)
    /// The place, at a level.
    case place(DivisionCode.Level)

    func key(of fact: Fact) -> String? {
        switch self {
        case .attribute(let name): fact.attributes[name]
        case .place(let level): fact.place?.ancestor(level)?.description
        }
    }
}

extension IndicatorBook {
    /// What is counted by an indicator, told apart; nil for an unknown indicator or one that rests on
    /// figures or other indicators.
    ///
    /// - Throws: `QuantityError`.
    public func breakdown(
        of id: String, by dimension: Dimension, in span: ClosedRange<Day>,
        at place: DivisionCode? = nil, known: Day? = nil
    ) throws(QuantityError) -> Breakdown? {
        guard let indicator = catalogue.indicator(id) else { return nil }
        var whole: Quantity?
        var parts: [String?: (quantity: Quantity, facts: Int)] = [:]
        for part in indicator.value {
            guard case .counted(let term) = part else { return nil }
            let counted = facts.counted(term, in: span, at: place, known: known)
            let total = Quantity(try term.total(of: counted), term.unit)
            whole = try whole.map { sum throws(QuantityError) in try sum.adding(total) } ?? total
            for (key, facts) in Dictionary(grouping: counted, by: dimension.key) {
                let amount = Quantity(try term.total(of: facts), term.unit)
                let before = parts[key] ?? (Quantity(.zero, term.unit), 0)
                parts[key] = (try before.quantity.adding(amount), before.facts + facts.count)
            }
        }
        guard let whole else { return nil }
        var sum = Quantity(.zero, whole.unit)
        for part in parts.values { sum = try sum.adding(part.quantity) }
        // Facts that do not say it come last.
        let sorted = parts.sorted {
            ($0.key == nil ? 1 : 0, $0.key ?? "") < ($1.key == nil ? 1 : 0, $1.key ?? "")
        }
        return Breakdown(
            whole: whole,
            parts: sorted.map {
                Breakdown.Part(key: $0.key, quantity: $0.value.quantity, facts: $0.value.facts)
            }, overlap: try sum.subtracting(whole))
    }
}

/// Which of the units that should have reported have done so.
public struct Completeness: Sendable, Equatable {
    /// Units that should report.
    public let expected: [DivisionCode]
    /// Those of them without a fact; a fact of nought is a report.
    public let missing: [DivisionCode]

    /// The share that reported; nil when nobody has to.
    public var rate: Rational? {
        try? Rational(expected.count - missing.count, over: expected.count)
    }
}

extension IndicatorBook {
    /// Which places have reported anything of an indicator's measures in a stretch of time.
    ///
    /// - Parameters:
    ///   - id: The indicator.
    ///   - span: The first and last day.
    ///   - expected: The places that should report; a fact of a place inside one counts for it.
    ///   - known: As the facts stood at the end of this day; nil for as they stand.
    /// - Returns: The missing ones; nil for an unknown indicator.
    public func completeness(
        of id: String, in span: ClosedRange<Day>, expected: [DivisionCode], known: Day? = nil
    ) -> Completeness? {
        guard let indicator = catalogue.indicator(id) else { return nil }
        var reported: Set<DivisionCode> = []
        for case .counted(let term) in indicator.value + indicator.over {
            for fact in facts.facts(of: term.measure, in: span, known: known) {
                guard let place = fact.place else { continue }
                for level in DivisionCode.Level.allCases {
                    if let wider = place.ancestor(level) { reported.insert(wider) }
                }
            }
        }
        return Completeness(expected: expected, missing: expected.filter { !reported.contains($0) })
    }
}
