public import Identifiers

/// The place of a reporting unit, as its facts name it.
public enum ReportPlace: Sendable, Hashable {
    /// All facts of the county.
    case county
    /// A township or village.
    case division(DivisionCode)

    /// The code; nil for the county.
    public var code: DivisionCode? {
        if case .division(let code) = self { code } else { nil }
    }
}

/// Who has sent in a report for a stretch of time, and who was in time.
public struct ReturnStanding: Sendable, Equatable {
    /// The form.
    public let form: String
    /// The first and last day it covers.
    public let span: ClosedRange<Day>
    /// One line for each unit that has to report, in order.
    public let lines: [Line]
    /// What has to be decided before it is known who was in time.
    public let questions: [OpenQuestion]

    /// A unit's report.
    public struct Line: Sendable, Equatable {
        /// The unit.
        public let unit: String
        /// The last version; nil when nothing was sent in.
        public let version: ReturnVersion?
        /// Whether it was in time, by its first version; nil while no clock is set.
        public let verdict: ClockVerdict?
    }

    /// Units that sent nothing in.
    public var missing: [String] { lines.filter { $0.version == nil }.map(\.unit) }
    /// Units whose report waits for approval.
    public var unapproved: [String] {
        lines.filter { $0.version?.isLocked == false }.map(\.unit)
    }
    /// The share of units that sent one in; nil when none has to.
    public var completeness: Rational? {
        try? Rational(lines.count - missing.count, over: lines.count)
    }
    /// The share of units that were in time; nil while that is not known of all.
    public var timeliness: Rational? {
        guard lines.allSatisfy({ $0.verdict.map { $0.state != .undecided } ?? false }) else {
            return nil
        }
        return try? Rational(
            lines.count { $0.verdict?.state == .onTime }, over: lines.count)
    }
}

extension ReturnBook {
    /// Who of the units has reported for a stretch of time, seen on a day; nil for an unknown form.
    ///
    /// - Parameters:
    ///   - id: The form.
    ///   - span: The first and last day the reports cover.
    ///   - units: The units that have to report.
    ///   - today: The day; what was recorded later is not known yet.
    ///   - rules: The clocks and the days worked.
    /// - Returns: A line for each unit.
    public func standing(
        of id: String, for span: ClosedRange<Day>, units: [String], on today: Day, rules: Rulebook
    ) -> ReturnStanding? {
        guard let form = form(id) else { return nil }
        let clock = form.clock.value.flatMap { rules.clock($0) }
        let lines = units.map { unit in
            let versions = versions(of: ReturnKey(form: id, unit: unit, span: span))
                .filter { $0.time.captured <= today }
            let verdict = clock?.verdict(
                clock?.occasion(of: span) ?? .event(span.upperBound), done: versions.first?.time,
                on: today, in: rules.calendar)
            return ReturnStanding.Line(unit: unit, version: versions.last, verdict: verdict)
        }
        var questions = Set(lines.flatMap { $0.verdict?.questions ?? [] })
        if case .open(let why) = form.clock {
            questions.insert(
                OpenQuestion(
                    place: "returns/\(id)/clock", "要先核定：\(why)",
                    "to be decided by the county: clock"))
        }
        return ReturnStanding(form: id, span: span, lines: lines, questions: questions.sorted())
    }
}

extension ClockRule {
    /// What a report for some days starts: the last month of a monthly rule, the last day of others.
    fileprivate func occasion(of span: ClosedRange<Day>) -> Occasion {
        switch count {
        case .dayOfMonth, .times: .month(CalendarMonth(of: span.upperBound))
        case .calendarDays, .workingDays: .event(span.upperBound)
        }
    }
}

/// Reports as the rows of the receiver's table.
public struct ReturnTable: Sendable, Equatable {
    /// The headings.
    public let headings: [String]
    /// One row for each approved report.
    public let rows: [[Cell]]
    /// Units whose report is not in it, because none is approved.
    public let leftOut: [String]
    /// Whether the columns were compared with the receiver's own table.
    public let isChecked: Bool

    /// What stands in a cell.
    public enum Cell: Sendable, Hashable {
        /// Words.
        case text(String)
        /// A number in the column's unit, as it is written.
        case number(String)
        /// A day.
        case day(Day)
        /// Nothing was reported.
        case empty
    }
}

extension ReturnBook {
    /// The approved reports of some units as rows of the receiver's table; nil for a form without
    /// one.
    ///
    /// - Throws: `QuantityError` when a number does not fit the unit of its column.
    public func table(
        of id: String, for span: ClosedRange<Day>, units: [String]
    ) throws(QuantityError) -> ReturnTable? {
        guard let form = form(id), !form.columns.isEmpty else { return nil }
        var rows: [[ReturnTable.Cell]] = []
        var leftOut: [String] = []
        for unit in units {
            let key = ReturnKey(form: id, unit: unit, span: span)
            guard let version = approved(key) else {
                leftOut.append(unit)
                continue
            }
            var row: [ReturnTable.Cell] = []
            for column in form.columns { row.append(try Self.cell(column, key, version)) }
            rows.append(row)
        }
        return ReturnTable(
            headings: form.columns.map(\.heading), rows: rows, leftOut: leftOut,
            isChecked: form.columnsAreChecked)
    }

    private static func cell(
        _ column: ReturnForm.Column, _ key: ReturnKey, _ version: ReturnVersion
    ) throws(QuantityError) -> ReturnTable.Cell {
        switch column.content {
        case .unit: return .text(key.unit)
        case .firstDay: return .day(key.span.lowerBound)
        case .lastDay: return .day(key.span.upperBound)
        case .item(let name):
            switch version.values[name] {
            case nil: return .empty
            case .text(let text): return .text(text)
            case .number(let quantity):
                let value = try quantity.converted(to: column.unit ?? quantity.unit).value
                return .number(column.places.map(value.decimal) ?? value.description)
            }
        }
    }
}
