internal import Identifiers

/// The facts of a county with all indicators of its plan, kept up to date fact by fact.
///
/// A day's facts cost the same however many there are already.
public struct IndicatorBook: Sendable {
    /// What is counted.
    public let catalogue: IndicatorCatalogue
    /// The figures of the plan.
    public let figures: [String: PlanFigure]
    /// The first day of the programme: the day of issue, or the first day the pack holds.
    public let start: Day
    /// The facts.
    public private(set) var facts = FactBook()
    private var tallies: [TermTally] = []
    private var termIndex: [Term: Int] = [:]
    private var termsOfMeasure: [String: [Int]] = [:]
    private var places: [DivisionCode: Int] = [:]
    private let measures: [String: Measure]

    /// An empty book for a pack.
    ///
    /// - Parameters:
    ///   - catalogue: What is counted.
    ///   - pack: The pack whose figures it is held against.
    public init(_ catalogue: IndicatorCatalogue, of pack: ProgrammePack) {
        self.catalogue = catalogue
        figures = pack.figures
        start = pack.issued.value.value ?? pack.validFrom
        measures = Dictionary(catalogue.measures.map { ($0.id, $0) }) { first, _ in first }
        for part in catalogue.indicators.flatMap({ $0.value + $0.over }) {
            guard case .counted(let term) = part, termIndex[term] == nil else { continue }
            termIndex[term] = tallies.count
            termsOfMeasure[term.measure, default: []].append(tallies.count)
            tallies.append(TermTally(term))
        }
    }

    /// Takes a fact; a refused one leaves the book as it was.
    ///
    /// - Throws: `FactRefusal`, also for a measure the catalogue does not have.
    @discardableResult
    public mutating func append(_ fact: Fact) throws(FactRefusal) -> FactBook.Change {
        try check(fact)
        let position = facts.count
        let change = try facts.append(fact)
        switch change {
        case .none: break
        case .added(let fact): apply(fact, position: position, isAdded: true)
        case .corrected(let old, let new):
            apply(old, position: facts.position(of: old.id) ?? position, isAdded: false)
            apply(new, position: position, isAdded: true)
        }
        return change
    }

    private func check(_ fact: Fact) throws(FactRefusal) {
        guard let measure = measures[fact.measure] else {
            throw FactRefusal(fact: fact.id, fault: .unknownMeasure(fact.measure))
        }
        let unit = fact.quantity.unit
        guard unit.symbol == measure.unit.symbol || unit.isComparable(to: measure.unit) else {
            throw FactRefusal(
                fact: fact.id, fault: .unlikeUnits(unit.symbol, measure.unit.symbol))
        }
        for (dimension, word) in fact.attributes {
            guard measure.dimensions[dimension]?.contains(word) ?? true else {
                throw FactRefusal(fact: fact.id, fault: .unknownWord(dimension, word))
            }
        }
    }

    private mutating func apply(_ fact: Fact, position: Int, isAdded: Bool) {
        guard let terms = termsOfMeasure[fact.measure] else { return }
        let scopes = indices(of: fact.place)
        for index in terms {
            tallies[index].apply(fact, position: position, places: scopes, isAdded: isAdded)
        }
    }

    /// The whole county, the township and the village of a fact, as small numbers.
    private mutating func indices(of place: DivisionCode?) -> [Int] {
        var indices = [0]
        guard let place else { return indices }
        for level in [DivisionCode.Level.township, .village] {
            guard let code = place.ancestor(level) else { continue }
            let index = places[code] ?? places.count + 1
            places[code] = index
            indices.append(index)
        }
        return indices
    }

    func total(
        _ term: Term, in span: ClosedRange<Day>, at place: DivisionCode?, known: Day?
    ) throws(QuantityError) -> TermTotal {
        let scope = place.flatMap { $0.level > .county ? $0 : nil }
        guard known == nil, let tally = termIndex[term].map({ tallies[$0] }) else {
            return try facts.total(term, in: span, at: scope, known: known)
        }
        let index = scope.map { places[$0] } ?? 0
        if let total = try tally.total(in: span, at: scope, index: index) { return total }
        return try facts.total(term, in: span, at: scope, known: nil)
    }
}
