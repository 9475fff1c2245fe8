public import Identifiers

/// What facts can be about: its unit and the dimensions it is told apart by.
public struct Measure: Sendable, Equatable {
    /// The name facts and indicators refer to it by.
    public let id: String
    /// What it is called, in Chinese.
    public let name: String
    /// The unit it is added up in.
    public let unit: Unit
    /// The words that each dimension knows, as printed where the plan prints them.
    public let dimensions: [String: [String]]
    /// Where the plan names it; nil for one of ours.
    public let source: Source?
}

/// A number a plan asks about, as a formula over facts.
public struct Indicator: Sendable, Equatable {
    /// The name by which targets, returns and boards refer to it.
    public let id: String
    /// What it is called, in Chinese.
    public let name: String
    /// The ledger rows it carries.
    public let rows: [String]
    /// The unit of the result.
    public let unit: Unit
    /// Over which stretch of time it is taken; open where the plan does not say it.
    public let cycle: Setting<Cycle>
    /// What is added up; the numerator of a share.
    public let value: [Part]
    /// What it is divided by: none, one, or each of those the plan prints.
    public let over: [Part]
    /// Whether the change against a year before is asked for.
    public let change: Change?
    /// Where the plan asks for it; nil for one of ours.
    public let source: Source?

    /// One number in a formula.
    public enum Part: Sendable, Hashable {
        /// Counted from facts.
        case counted(Term)
        /// Another indicator, defined before, over the same stretch of time.
        case indicator(String)
        /// A figure of the plan.
        case figure(String)
        /// One of a unit, for what is counted in each place.
        case one(Unit)
        /// Nobody knows what to take; why.
        case open(why: String)
    }

    /// What is looked at beside the number itself.
    public enum Change: String, Sendable, CaseIterable {
        /// By how much of its former value it has grown.
        case growth
        /// By how much of its former value it has shrunk.
        case reduction
    }
}

/// What is counted of the facts of one measure.
public struct Term: Sendable, Hashable {
    /// How it is counted.
    public let kind: Kind
    /// The measure.
    public let measure: String
    /// The words a fact needs one of to count, by dimension.
    public let filter: [String: [String]]
    /// The unit of the count.
    public let unit: Unit

    /// How facts are counted.
    public enum Kind: Sendable, Hashable {
        /// Their quantities are added up.
        case sum
        /// Facts of a quantity other than nought.
        case facts
        /// Distinct subjects with more than nought between them.
        case subjects
        /// Distinct places of a level with more than nought between them.
        case places(DivisionCode.Level)
        /// The last quantity of each subject, or place, up to the end of the time, added up.
        case latest
        /// Distinct places of a level whose last quantities come to more than nought.
        case covered(DivisionCode.Level)
    }

    /// Whether only the last quantity of each subject or place counts.
    var isStock: Bool {
        switch kind {
        case .latest, .covered: true
        case .sum, .facts, .subjects, .places: false
        }
    }

    /// Whether a fact has the attributes asked for.
    func matches(_ fact: Fact) -> Bool {
        filter.isEmpty
            || filter.allSatisfy { dimension, words in
                fact.attributes[dimension].map(words.contains) ?? false
            }
    }

    /// What tells one stock from another: the subject, else place and attributes.
    func series(of fact: Fact) -> String {
        if let subject = fact.subject { return subject }
        let kind = fact.attributes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return ([fact.place?.description ?? ""] + kind).joined(separator: "\u{1F}")
    }

    /// What is counted once; nil when the fact does not say it.
    func distinct(of fact: Fact) -> String? {
        switch kind {
        case .places(let level), .covered(let level):
            fact.place?.ancestor(level)?.description
        case .sum, .facts, .subjects, .latest: fact.subject
        }
    }
}

/// How long a stretch of time is that an indicator or a report covers.
public enum Cycle: String, Sendable, CaseIterable {
    /// One day.
    case day
    /// A calendar month.
    case month
    /// Three months from January, April, July or October.
    case quarter
    /// A calendar year.
    case year
    /// From the start of the programme.
    case whole

    /// The stretch that holds a day.
    ///
    /// - Parameters:
    ///   - day: The day.
    ///   - start: The first day of the programme; a later one than `day` is ignored.
    /// - Returns: Its first and last day.
    public func span(of day: Day, since start: Day) -> ClosedRange<Day> {
        let month = CalendarMonth(of: day)
        switch self {
        case .day: return day...day
        case .month: return month.firstDay...month.lastDay
        case .quarter: return ClockRule.Period.quarter.span(of: month)
        case .year: return ClockRule.Period.year.span(of: month)
        case .whole: return min(start, day)...day
        }
    }
}

/// What a county counts: its measures, indicators, targets and boards.
public struct IndicatorCatalogue: Sendable, Equatable {
    /// Measures, in the order of the file.
    public internal(set) var measures: [Measure] = []
    /// Indicators, each after those it rests on.
    public internal(set) var indicators: [Indicator] = []
    /// Which figure of the plan each indicator has to reach.
    public internal(set) var targets: [Target] = []
    /// Indicators shown together.
    public internal(set) var boards: [Board] = []
    /// Things that two programmes must not both claim.
    public internal(set) var claims: [ClaimRule] = []
    /// Systems of statistics, with the measures that belong to them.
    public internal(set) var systems: [StatisticsSystem] = []
    /// How sales are told to poor households.
    public internal(set) var poverty: [PovertyRule] = []

    /// The measure of an id.
    public func measure(_ id: String) -> Measure? { measures.first { $0.id == id } }
    /// The indicator of an id.
    public func indicator(_ id: String) -> Indicator? { indicators.first { $0.id == id } }
    /// The target of an id.
    public func target(_ id: String) -> Target? { targets.first { $0.id == id } }
    /// The board of an id.
    public func board(_ id: String) -> Board? { boards.first { $0.id == id } }

    /// Two packs' catalogues cannot be told apart by anything else than their content.
    init() {}
}

/// A figure of the plan that an indicator has to reach.
public struct Target: Sendable, Equatable {
    /// Unique among targets.
    public let id: String
    /// The ledger rows it carries.
    public let rows: [String]
    /// The indicator.
    public let indicator: String
    /// The figure, with its bound and the day it is stated for.
    public let figure: String
    /// The level whose every place has to reach it; nil when the county as a whole has to.
    public let each: DivisionCode.Level?
}

/// Indicators shown together on a wall, a page or in a bulletin.
public struct Board: Sendable, Equatable {
    /// Unique among boards.
    public let id: String
    /// The title as printed, or ours.
    public let title: String
    /// The ledger rows it carries.
    public let rows: [String]
    /// The indicators, in order.
    public let indicators: [String]
    /// For whom it is.
    public let readers: [String]
    /// Hours after which what it shows is no longer fresh; open where the plan does not say it.
    public let freshHours: Setting<Int>
    /// Where the plan asks for it.
    public let source: Source?
}
