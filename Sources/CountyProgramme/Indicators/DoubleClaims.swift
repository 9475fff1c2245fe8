internal import Identifiers

/// A thing that only one programme may claim as its result.
public struct ClaimRule: Sendable, Equatable {
    /// Unique among the rules.
    public let id: String
    /// What is claimed, in Chinese.
    public let name: String
    /// The measures whose facts claim it.
    public let measures: [String]
    /// What makes two claims claims of the same thing.
    public let key: [Key]

    /// One part of what tells things apart.
    public enum Key: Sendable, Hashable {
        /// Whom or what the fact is about.
        case subject
        /// The day.
        case day
        /// The place.
        case place
        /// An attribute, such as the number of an order.
        case attribute(String)

        func text(of fact: Fact) -> String? {
            switch self {
            case .subject: fact.subject
            case .day: fact.day.description
            case .place: fact.place?.description
            case .attribute(let name): fact.attributes[name]
            }
        }
    }
}

/// One thing that several programmes claim.
public struct DoubleClaim: Sendable, Equatable {
    /// What it is: the parts of the rule's key, in order.
    public let key: [String]
    /// The programmes.
    public let programmes: [String]
    /// Every claim, by day.
    public let facts: [Fact]
}

/// What was found under one rule.
public struct ClaimReview: Sendable, Equatable {
    /// The rule.
    public let rule: ClaimRule
    /// Things claimed by more than one programme, in order of their keys.
    public let double: [DoubleClaim]
    /// Claims that do not say what they claim, so that nobody can tell.
    public let undecidable: [Fact]
}

extension IndicatorBook {
    /// What several programmes claim as their own: the same outlet, trainee, machine or sale.
    ///
    /// A fact of nought, and one that no programme claims, is no claim.
    public func doubleClaims(
        in span: ClosedRange<Day>? = nil, known: Day? = nil
    ) -> [ClaimReview] {
        catalogue.claims.map { rule in
            var claims: [[String]: [Fact]] = [:]
            var undecidable: [Fact] = []
            for measure in rule.measures {
                for fact in facts.facts(of: measure, in: span, known: known)
                where fact.programme != nil && fact.quantity.value != .zero {
                    let key = rule.key.compactMap { $0.text(of: fact) }
                    guard key.count == rule.key.count else {
                        undecidable.append(fact)
                        continue
                    }
                    claims[key, default: []].append(fact)
                }
            }
            let double = claims.compactMap { key, facts -> DoubleClaim? in
                let programmes = Set(facts.compactMap(\.programme)).sorted()
                guard programmes.count > 1 else { return nil }
                return DoubleClaim(
                    key: key, programmes: programmes,
                    facts: facts.sorted { ($0.day, $0.id) < ($1.day, $1.id) })
            }
            return ClaimReview(
                rule: rule,
                double: double.sorted { $0.key.lexicographicallyPrecedes($1.key) },
                undecidable: undecidable)
        }
    }
}
