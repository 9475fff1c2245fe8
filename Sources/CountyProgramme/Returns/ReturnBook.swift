/// Which report: the form, who sends it in, and for which time.
public struct ReturnKey: Sendable, Hashable {
    /// The form.
    public let form: String
    /// The reporting unit.
    public let unit: String
    /// The first and last day it covers.
    public let span: ClosedRange<Day>

    /// The report of a unit for a stretch of time.
    public init(form: String, unit: String, span: ClosedRange<Day>) {
        self.form = form
        self.unit = unit
        self.span = span
    }
}

/// What stands in one item of a report.
public enum ReturnValue: Sendable, Hashable {
    /// A number with its unit.
    case number(Quantity)
    /// Words, or the name of a file.
    case text(String)
}

/// One version of a report; it is never changed once it is there.
public struct ReturnVersion: Sendable, Equatable {
    /// Counted from 1.
    public let number: Int
    /// What it says, by item.
    public let values: [String: ReturnValue]
    /// Who filled it in.
    public let by: String
    /// When it was sent in by the sender's word, and when it was recorded.
    public let time: ProofOfTime
    /// Why it takes the place of an earlier one; empty for the first.
    public let note: String
    /// Who approved it, in the order of the form's roles.
    public internal(set) var approvals: [Approval] = []
    /// Whether all roles have approved it, so that only a new version can correct it.
    public internal(set) var isLocked = false

    /// An approval.
    public struct Approval: Sendable, Hashable {
        /// The role.
        public let role: String
        /// The person.
        public let person: String
        /// The day.
        public let day: Day
    }
}

/// An item that is not the same in two versions.
public struct ItemChange: Sendable, Equatable {
    /// The item.
    public let item: String
    /// What it said; nil when it was empty.
    public let old: ReturnValue?
    /// What it says now; nil when it is empty.
    public let new: ReturnValue?

    /// A change of an item.
    public init(item: String, old: ReturnValue?, new: ReturnValue?) {
        self.item = item
        self.old = old
        self.new = new
    }
}

/// The reports of a county, with their versions, approvals and locks.
public struct ReturnBook: Sendable, Equatable {
    /// The forms.
    public let forms: [ReturnForm]
    private var reports: [ReturnKey: [ReturnVersion]] = [:]

    /// An empty book for some forms.
    public init(_ forms: [ReturnForm]) {
        self.forms = forms
    }

    /// The form of an id.
    public func form(_ id: String) -> ReturnForm? { forms.first { $0.id == id } }
    /// All versions of a report, the first one first.
    public func versions(of key: ReturnKey) -> [ReturnVersion] { reports[key] ?? [] }
    /// The version that holds: the last locked one.
    public func approved(_ key: ReturnKey) -> ReturnVersion? {
        reports[key]?.last(where: \.isLocked)
    }

    /// What the facts say for the computed items of a report, and what is missing.
    ///
    /// - Parameters:
    ///   - key: The report.
    ///   - book: The facts.
    ///   - place: The unit's place as the facts name it.
    ///   - known: As the facts stood at the end of this day; nil for as they stand.
    /// - Returns: Values by item, and the gaps of those without.
    public func computed(
        _ key: ReturnKey, from book: IndicatorBook, at place: ReportPlace, known: Day? = nil
    ) -> (values: [String: ReturnValue], gaps: [String: [IndicatorAnswer.Gap]]) {
        var values: [String: ReturnValue] = [:]
        var gaps: [String: [IndicatorAnswer.Gap]] = [:]
        for item in form(key.form)?.items ?? [] {
            guard case .indicator(let id) = item.origin else { continue }
            let answer = book.answer(id, in: key.span, at: place.code, known: known)
            if let value = answer?.value {
                values[item.name] = .number(value)
            } else {
                gaps[item.name] = answer?.readings.flatMap(\.gaps) ?? []
            }
        }
        return (values, gaps)
    }

    /// Takes a report, or a new version of one.
    ///
    /// - Parameters:
    ///   - key: The report.
    ///   - values: What it says; computed items as ``computed(_:from:at:known:)`` gave them.
    ///   - person: Who filled it in.
    ///   - time: When it was sent in and recorded.
    ///   - note: Why it takes the place of an earlier version.
    /// - Throws: `ReturnRefusal`; the book stays as it was.
    public mutating func submit(
        _ key: ReturnKey, _ values: [String: ReturnValue], by person: String, time: ProofOfTime,
        note: String = ""
    ) throws(ReturnRefusal) {
        guard let form = form(key.form) else { throw .noForm(key.form) }
        switch form.cycle {
        case .open(let why):
            throw .open(
                OpenQuestion(
                    place: "returns/\(form.id)/cycle", "要先核定：\(why)",
                    "to be decided by the county: cycle"))
        case .printed(let cycle), .decided(let cycle, _):
            let whole = cycle.span(of: key.span.upperBound, since: key.span.lowerBound)
            guard whole == key.span else { throw .wrongDays(cycle) }
        }
        try Self.check(values, form)
        let earlier = versions(of: key)
        guard earlier.isEmpty || !note.isEmpty else { throw .noReason }
        reports[key, default: []].append(
            ReturnVersion(
                number: earlier.count + 1, values: values, by: person, time: time, note: note))
    }

    private static func check(
        _ values: [String: ReturnValue], _ form: ReturnForm
    ) throws(ReturnRefusal) {
        for name in values.keys.sorted() where form.item(name) == nil { throw .unexpected(name) }
        for item in form.items {
            guard let value = values[item.name] else {
                guard !item.isRequired else { throw .missing(item.name) }
                continue
            }
            switch (item.origin, value) {
            case (.indicator, .number): break
            case (.number(let unit), .number(let quantity)):
                guard quantity.unit.isComparable(to: unit) else { throw .malformed(item.name) }
            case (.text, .text(let text)), (.attachment, .text(let text)):
                guard !text.isEmpty else { throw .missing(item.name) }
            case (.indicator, .text), (.number, .text), (.text, .number), (.attachment, .number):
                throw .malformed(item.name)
            }
        }
    }

    /// Approves the last version of a report; the last role locks it.
    ///
    /// - Throws: `ReturnRefusal`; the book stays as it was.
    public mutating func approve(
        _ key: ReturnKey, as role: String, by person: String, on day: Day
    ) throws(ReturnRefusal) {
        guard let form = form(key.form) else { throw .noForm(key.form) }
        guard var versions = reports[key], var last = versions.popLast(), !last.isLocked else {
            throw .nothingThere
        }
        let expected = form.approve[last.approvals.count]
        guard role == expected else { throw .notTheirTurn(expected: expected) }
        guard person != last.by, !last.approvals.contains(where: { $0.person == person }) else {
            throw .samePerson(person)
        }
        last.approvals.append(ReturnVersion.Approval(role: role, person: person, day: day))
        last.isLocked = last.approvals.count == form.approve.count
        reports[key] = versions + [last]
    }

    /// What two versions of a report say differently, in the order of the form.
    public func changes(of key: ReturnKey, from old: Int, to new: Int) -> [ItemChange] {
        let versions = versions(of: key)
        guard versions.indices.contains(old - 1), versions.indices.contains(new - 1) else {
            return []
        }
        return changes(of: key, from: versions[old - 1].values, to: versions[new - 1].values)
    }

    /// Where a locked report no longer says what the facts say, because facts came or were put
    /// right after it was locked.
    ///
    /// - Parameters:
    ///   - key: The report.
    ///   - book: The facts.
    ///   - place: The unit's place as the facts name it.
    /// - Returns: The items with what is locked and what would be reported now.
    public func drift(
        of key: ReturnKey, from book: IndicatorBook, at place: ReportPlace
    ) -> [ItemChange] {
        guard let locked = approved(key) else { return [] }
        let now = computed(key, from: book, at: place).values
        let names = Set(form(key.form)?.items.filter(\.isComputed).map(\.name) ?? [])
        return changes(of: key, from: locked.values, to: now).filter { names.contains($0.item) }
    }

    private func changes(
        of key: ReturnKey, from old: [String: ReturnValue], to new: [String: ReturnValue]
    ) -> [ItemChange] {
        (form(key.form)?.items ?? []).compactMap { item in
            guard old[item.name] != new[item.name] else { return nil }
            return ItemChange(item: item.name, old: old[item.name], new: new[item.name])
        }
    }
}

extension ReturnForm.Item {
    /// Whether it is computed from facts.
    public var isComputed: Bool {
        if case .indicator = origin { true } else { false }
    }
}
