import County
import CountyProgramme
import Identifiers
import StrictYAML

/// Something done with a report, as the county's store keeps it.
struct KeptReturn: Codable {
    static let book = "returns"

    enum Kind: String, Codable {
        case submit, approve
    }

    /// A number with its unit, or words.
    struct Value: Codable {
        var quantity: String?
        var text: String?
    }

    let kind: Kind
    let form: String
    let unit: String
    let from: String
    let to: String
    /// The code of the unit's place; nil for the county.
    var at: String?
    /// The day it was sent in by the sender's word.
    var on: String?
    var values: [String: Value]?
    var note: String?
    var role: String?

    init(_ kind: Kind, _ key: ReturnKey) {
        self.kind = kind
        form = key.form
        unit = key.unit
        from = key.span.lowerBound.description
        to = key.span.upperBound.description
    }

    var key: ReturnKey? {
        guard let from = Day(from), let to = Day(to), from <= to else { return nil }
        return ReturnKey(form: form, unit: unit, span: from...to)
    }

    /// Its id as the so-manieth thing done with its report.
    func id(_ number: Int) -> String { "\(form) \(unit) \(from) \(to) \(number)" }
}

extension KeptReturn.Value {
    init(_ value: ReturnValue) {
        switch value {
        case .number(let quantity): self.init(quantity: quantity.description)
        case .text(let text): self.init(text: text)
        }
    }

    var value: ReturnValue? {
        quantity.flatMap { Quantity($0) }.map { .number($0) } ?? text.map { .text($0) }
    }
}

/// The reports a county keeps, with what the facts say now.
struct KeptReturns {
    let office: Office
    let facts: KeptFacts
    private let kept: KeptBook<KeptReturn>
    private(set) var book: ReturnBook
    private(set) var places: [ReturnKey: ReportPlace] = [:]
    private var counts: [ReturnKey: Int] = [:]

    init(_ office: Office) async throws {
        self.office = office
        facts = try await KeptFacts(office)
        kept = try await office.book(KeptReturn.book, of: KeptReturn.self)
        book = ReturnBook(office.rules.returns)
        for entry in kept.written { try apply(entry.act, by: entry.by, on: entry.day) }
    }

    /// A form of the pack.
    ///
    /// - Throws: `CountyError` with the nearest name.
    func form(_ id: String) throws -> ReturnForm {
        guard let form = book.form(id) else {
            throw CountyError.noSuch("报表", "form", id, among: book.forms.map(\.id))
        }
        return form
    }

    /// The units that have reported by a form for some days, in order.
    func units(of form: String, for span: ClosedRange<Day>) -> [String] {
        counts.keys.filter { $0.form == form && $0.span == span }.map(\.unit).sorted()
    }

    private mutating func apply(_ act: KeptReturn, by person: String, on day: Day) throws {
        guard let key = act.key else {
            throw CountyError(
                .software, "县库里的报表 \(act.form) 读不懂。", "a report of \(act.form) cannot be read.")
        }
        do throws(ReturnRefusal) {
            switch act.kind {
            case .submit:
                let claimed = act.on.flatMap { Day($0) } ?? day
                try book.submit(
                    key, (act.values ?? [:]).compactMapValues(\.value), by: person,
                    time: ProofOfTime(claimed: claimed, captured: day), note: act.note ?? "")
                places[key] =
                    act.at.flatMap { DivisionCode($0) }.map { .division($0) } ?? .county
            case .approve: try book.approve(key, as: act.role ?? "", by: person, on: day)
            }
        } catch {
            throw CountyError(
                .badData, "\(key.form) \(key.unit)：\(error.chinese)。",
                "\(key.form) \(key.unit): \(error.english).")
        }
        counts[key, default: 0] += 1
    }

    /// Does something with a report, in the book and in the store.
    mutating func take(_ act: KeptReturn, by person: String) async throws {
        try apply(act, by: person, on: Office.today)
        let number = act.key.flatMap { counts[$0] } ?? 0
        try await kept.write([(act.id(number), act)], by: person)
    }
}

extension CountyError {
    /// There is nothing of that name in the pack.
    static func noSuch(
        _ chinese: String, _ english: String, _ id: String, among known: [String]
    ) -> CountyError {
        let near = Spelling.nearest(to: id, among: known)
        return CountyError(
            .usage, "没有\(chinese)“\(id)”" + (near.map { "，最接近的是“\($0)”。" } ?? "。"),
            "there is no \(english) '\(id)'" + (near.map { ", nearest is '\($0)'." } ?? "."))
    }
}
