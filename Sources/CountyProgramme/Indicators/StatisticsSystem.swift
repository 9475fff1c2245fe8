/// A county's own system of statistics: which measures belong to it, each with one definition.
public struct StatisticsSystem: Sendable, Equatable {
    /// Unique among the systems.
    public let id: String
    /// The title as printed, or ours.
    public let title: String
    /// The ledger rows it carries.
    public let rows: [String]
    /// The measures, in order.
    public let measures: [String]
    /// Where the plan asks for it.
    public let source: Source
}

/// What a measure means, and what is made of it.
public struct Definition: Sendable, Equatable {
    /// The measure with its unit, its words and its place in the plan.
    public let measure: Measure
    /// The indicators that count it.
    public let indicators: [Indicator]
    /// Other measures of the same name; one name should mean one thing.
    public let sameName: [String]
}

extension IndicatorCatalogue {
    /// The definitions of a system's measures, in order; empty for an unknown one.
    public func definitions(of id: String) -> [Definition] {
        let system = systems.first { $0.id == id }
        return (system?.measures ?? []).compactMap { name in
            guard let measure = measure(name) else { return nil }
            return Definition(
                measure: measure, indicators: indicators.filter { $0.counts(name) },
                sameName: measures.filter { $0.name == measure.name && $0.id != name }.map(\.id))
        }
    }
}

extension Indicator {
    /// Whether it counts facts of a measure.
    fileprivate func counts(_ measure: String) -> Bool {
        (value + over).contains { part in
            if case .counted(let term) = part { term.measure == measure } else { false }
        }
    }
}
