import County
import CountyProgramme
import Identifiers

/// A fact as the county's store keeps it; its id, the day it was recorded and who wrote it stand
/// beside it.
struct KeptFact: Codable {
    static let book = "facts"

    let measure: String
    let day: String
    let place: String?
    let quantity: String
    let attributes: [String: String]
    let subject: String?
    let programme: String?
    /// The file it came in, with the line; nil for one typed in.
    let file: String?
    let line: Int?
    let replaces: String?
    /// Why it replaces another.
    let reason: String?

    init(_ fact: Fact, reason: String? = nil) {
        measure = fact.measure
        day = fact.day.description
        place = fact.place?.description
        quantity = fact.quantity.description
        attributes = fact.attributes
        subject = fact.subject
        programme = fact.programme
        (file, line) =
            if case .line(let file, let number) = fact.source { (file, number) } else { (nil, nil) }
        replaces = fact.replaces
        self.reason = reason
    }

    /// The fact; nil for what no version of this program writes.
    func fact(_ id: String, by person: String, recorded: Day) -> Fact? {
        guard let day = Day(day), let quantity = Quantity(quantity) else { return nil }
        let source: FactSource =
            if let file, let line { .line(file: file, number: line) } else { .entry(by: person) }
        return Fact(
            id: id, measure: measure, day: day, place: place.flatMap { DivisionCode($0) },
            quantity: quantity, attributes: attributes, subject: subject, programme: programme,
            source: source, recorded: recorded, replaces: replaces)
    }
}

/// The facts a county keeps, with all indicators of its plan.
struct KeptFacts {
    let office: Office
    let kept: KeptBook<KeptFact>
    /// The facts there are; commands add to it before they write.
    var book: IndicatorBook

    init(_ office: Office) async throws {
        self.office = office
        kept = try await office.book(KeptFact.book, of: KeptFact.self)
        book = IndicatorBook(office.rules.indicators, of: office.pack)
        for entry in kept.written {
            guard let fact = entry.act.fact(entry.id, by: entry.by, recorded: entry.day) else {
                throw Self.strange(entry.id, Message("读不懂", "it cannot be read"))
            }
            do throws(FactRefusal) {
                try book.append(fact)
            } catch {
                throw Self.strange(entry.id, Message(error.chinese, error.english))
            }
        }
    }

    private static func strange(_ id: String, _ why: Message) -> CountyError {
        CountyError(
            .badData, "县库里的数据 \(id) 不合现在的方案包：\(why.chinese)。方案包改过了吗？",
            "the county's fact \(id) does not fit the pack as it is: \(why.english). Has the pack "
                + "been changed?")
    }

    /// A fact of the book.
    ///
    /// - Throws: `CountyError` when there is none.
    func fact(_ id: String) throws -> Fact {
        guard let fact = book.facts.fact(id) else {
            throw CountyError(
                .badData, "没有数据 \(id)。用 countyctl facts list 查看。",
                "there is no fact \(id). See countyctl facts list.")
        }
        return fact
    }

    /// Writes facts to the store.
    func write(_ facts: [Fact], by person: String, reason: String? = nil) async throws {
        try await kept.write(facts.map { ($0.id, KeptFact($0, reason: reason)) }, by: person)
    }
}
