/// The facts of a county, append-only, with their corrections.
///
/// The same fact may arrive again and again without effect, so that files and stations can be
/// imported twice. Taking a fact costs the same however many there are.
public struct FactBook: Sendable {
    private var entries: [Fact] = []
    private var positions: [String: Int] = [:]
    private var replacements: [Int: Int] = [:]
    private var measures: [String: MeasureIndex] = [:]

    private struct MeasureIndex: Sendable {
        let unit: Unit
        var days: [Day: [Int]] = [:]
    }

    /// What taking a fact changed.
    public enum Change: Sendable, Hashable {
        /// Nothing: the book had it.
        case none
        /// A new fact.
        case added(Fact)
        /// A fact took the place of another.
        case corrected(from: Fact, to: Fact)
    }

    /// An empty book.
    public init() {}

    /// How many facts there are, replaced ones included.
    public var count: Int { entries.count }

    /// Takes a fact; a refused one leaves the book as it was.
    ///
    /// - Throws: `FactRefusal`.
    @discardableResult
    public mutating func append(_ fact: Fact) throws(FactRefusal) -> Change {
        if let position = positions[fact.id] {
            guard entries[position] == fact else { throw refusal(fact, .otherContent) }
            return .none
        }
        try check(fact)
        let replaced = try fact.replaces.map { old throws(FactRefusal) in
            try place(of: old, for: fact)
        }
        let position = entries.count
        entries.append(fact)
        positions[fact.id] = position
        measures[fact.measure, default: MeasureIndex(unit: fact.quantity.unit)]
            .days[fact.day, default: []].append(position)
        guard let replaced else { return .added(fact) }
        replacements[replaced] = position
        return .corrected(from: entries[replaced], to: fact)
    }

    private func check(_ fact: Fact) throws(FactRefusal) {
        guard !fact.id.isEmpty, !fact.measure.isEmpty else { throw refusal(fact, .unnamed) }
        guard (Day.earliest...Day.latest).contains(fact.day),
            (Day.earliest...Day.latest).contains(fact.recorded)
        else { throw refusal(fact, .impossibleDay) }
        guard fact.day <= fact.recorded else { throw refusal(fact, .recordedBeforeItsDay) }
        guard let unit = measures[fact.measure]?.unit else { return }
        guard unit.isComparable(to: fact.quantity.unit) else {
            throw refusal(fact, .unlikeUnits(fact.quantity.unit.symbol, unit.symbol))
        }
    }

    private func place(of old: String, for fact: Fact) throws(FactRefusal) -> Int {
        guard let position = positions[old] else { throw refusal(fact, .nothingToReplace(old)) }
        if let later = replacements[position] {
            throw refusal(fact, .alreadyReplaced(old, by: entries[later].id))
        }
        guard entries[position].measure == fact.measure else {
            throw refusal(fact, .replacesOtherMeasure(old))
        }
        guard entries[position].recorded <= fact.recorded else {
            throw refusal(fact, .recordedBeforeReplaced(old))
        }
        return position
    }

    private func refusal(_ fact: Fact, _ fault: FactRefusal.Fault) -> FactRefusal {
        FactRefusal(fact: fact.id, fault: fault)
    }

    /// The fact of an id, replaced or not.
    public func fact(_ id: String) -> Fact? { positions[id].map { entries[$0] } }

    func position(of id: String) -> Int? { positions[id] }

    /// A fact with all that took its place, the first one first; empty for an unknown id.
    public func corrections(of id: String) -> [Fact] {
        var chain: [Fact] = []
        var next = positions[id]
        while let position = next {
            chain.append(entries[position])
            next = replacements[position]
        }
        return chain
    }

    /// The measures there are facts of, in order.
    public var measureNames: [String] { measures.keys.sorted() }

    /// The facts of a measure that hold, by day, on one day in the order they came.
    ///
    /// - Parameters:
    ///   - measure: The measure.
    ///   - days: The days looked at; nil for all.
    ///   - known: As the book stood at the end of this day; nil for as it stands.
    /// - Returns: The facts; empty for a measure without any.
    public func facts(
        of measure: String, in days: ClosedRange<Day>? = nil, known: Day? = nil
    ) -> [Fact] {
        guard let index = measures[measure] else { return [] }
        let wanted = index.days.keys.filter { days?.contains($0) ?? true }.sorted()
        return wanted.flatMap { day in
            (index.days[day] ?? []).filter { holds($0, known) }.map { entries[$0] }
        }
    }

    private func holds(_ position: Int, _ known: Day?) -> Bool {
        guard let known else { return replacements[position] == nil }
        guard entries[position].recorded <= known else { return false }
        guard let later = replacements[position] else { return true }
        return entries[later].recorded > known
    }
}
