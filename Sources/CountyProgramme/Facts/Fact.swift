public import Identifiers

/// One thing that happened or was counted on a day: what every indicator and report is made of.
///
/// A fact is never changed. A mistake is put right by another fact that replaces it; a quantity of
/// nought withdraws it.
public struct Fact: Sendable, Hashable {
    /// Unique in a book; an order line, a parcel, a line of a file always gets the same one.
    public let id: String
    /// What was measured: `online-sales`, `parcels-up`.
    public let measure: String
    /// The day it happened.
    public let day: Day
    /// Where it happened; nil for the county as a whole.
    public let place: DivisionCode?
    /// How much, with its unit.
    public let quantity: Quantity
    /// What kind it was, by dimension: `direction: up`, `mode: o2o`.
    public let attributes: [String: String]
    /// Whom or what it is about: a pseudonymous key of a household, person, outlet or machine.
    public let subject: String?
    /// The programme that claims it as its own result.
    public let programme: String?
    /// Where it comes from.
    public let source: FactSource
    /// The day it reached the books.
    public let recorded: Day
    /// The fact it puts right.
    public let replaces: String?

    /// A fact of these parts.
    public init(
        id: String, measure: String, day: Day, place: DivisionCode? = nil, quantity: Quantity,
        attributes: [String: String] = [:], subject: String? = nil, programme: String? = nil,
        source: FactSource, recorded: Day, replaces: String? = nil
    ) {
        self.id = id
        self.measure = measure
        self.day = day
        self.place = place
        self.quantity = quantity
        self.attributes = attributes
        self.subject = subject
        self.programme = programme
        self.source = source
        self.recorded = recorded
        self.replaces = replaces
    }
}

/// Where a fact comes from.
public enum FactSource: Sendable, Hashable {
    /// A record of a register, by its key.
    case record(register: String, key: [String])
    /// Typed in by a role at a unit.
    case entry(by: String)
    /// A line of a file, counted from 1.
    case line(file: String, number: Int)
}

extension FactSource: CustomStringConvertible {
    /// Short, for a column of a table.
    public var description: String {
        switch self {
        case .record(let register, let key): "\(register)/\(key.joined(separator: " "))"
        case .entry(let role): role
        case .line(let file, let number): "\(file):\(number)"
        }
    }
}
