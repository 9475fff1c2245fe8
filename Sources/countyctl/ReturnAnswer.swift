import County
import CountyProgramme
import Spreadsheets

/// A report with all its versions, as `countyctl return` prints it.
struct ReturnAnswer: Encodable {
    struct Version: Encodable {
        let number: Int
        let values: [String: String]
        let by: String
        let on: String
        let written_on: String
        let note: String
        let approvals: [Approval]
        let locked: Bool
    }

    struct Approval: Encodable {
        let role: String
        let by: String
        let on: String
    }

    struct Change: Encodable {
        let item: String
        let locked: String?
        let now: String?
    }

    let form: String
    let title: String
    let unit: String
    let from: String
    let to: String
    let versions: [Version]
    /// The role that approves next; null when none has to.
    let next: String?
    /// Where the facts say something else than the locked version.
    let drift: [Change]
    /// What the facts would say in a first version; empty once there is one.
    let computed: [String: String]
    let missing: [String: [AnswerText]]
    private let items: [String]

    enum CodingKeys: String, CodingKey {
        case form, title, unit, from, to, versions, next, drift, computed, missing
    }

    init(_ key: ReturnKey, _ returns: KeptReturns) throws {
        let form = try returns.form(key.form)
        self.form = form.id
        title = form.title
        unit = key.unit
        from = key.span.lowerBound.description
        to = key.span.upperBound.description
        items = form.items.map(\.name)
        let all = returns.book.versions(of: key)
        versions = all.map(Self.version)
        next = all.last.flatMap { $0.isLocked ? nil : form.approve[$0.approvals.count] }
        let place = returns.places[key] ?? .county
        drift = returns.book.drift(of: key, from: returns.facts.book, at: place).map {
            Change(item: $0.item, locked: $0.old?.written, now: $0.new?.written)
        }
        let now = returns.book.computed(key, from: returns.facts.book, at: place)
        computed = all.isEmpty ? now.values.mapValues(\.written) : [:]
        missing = now.gaps.mapValues { $0.map(\.text) }
    }

    private static func version(_ version: ReturnVersion) -> Version {
        Version(
            number: version.number, values: version.values.mapValues(\.written), by: version.by,
            on: version.time.claimed.description, written_on: version.time.captured.description,
            note: version.note,
            approvals: version.approvals.map {
                Approval(role: $0.role, by: $0.person, on: $0.day.description)
            }, locked: version.isLocked)
    }

    func print(_ output: JSONOption) throws {
        if output.json { return try Terminal.json(self) }
        Terminal.line("\(title)\t\(unit)\t\(from) – \(to)")
        for version in versions { show(version) }
        for name in items {
            if let value = computed[name] { Terminal.line("    \(name)：\(value)") }
            for gap in missing[name] ?? [] {
                Terminal.line("    \(name)：缺 \(gap.zh) · \(gap.en)")
            }
        }
        if let next { Terminal.line("  等审核 · waits for approval\t\(next)") }
        for change in drift {
            Terminal.line(
                "  数据已变 · the facts changed\t\(change.item)：\(change.locked ?? "-") → \(change.now ?? "-")"
            )
        }
    }

    private func show(_ version: Version) {
        let state = version.locked ? "已锁定 · locked" : "未审完 · not approved"
        Terminal.line(
            "  #\(version.number)\t\(state)\t\(version.by)\t\(version.on) (\(version.written_on))\t\(version.note)"
        )
        for name in items {
            version.values[name].map { Terminal.line("    \(name)：\($0)") }
        }
        for approval in version.approvals {
            Terminal.line("    \(approval.role)\t\(approval.by)\t\(approval.on)")
        }
    }
}

extension ReturnValue {
    /// As it is written.
    var written: String {
        switch self {
        case .number(let quantity): quantity.description
        case .text(let text): text
        }
    }
}

/// Who has reported, as `countyctl return list` prints it.
struct StandingAnswer: Encodable {
    struct Line: Encodable {
        let unit: String
        let version: Int?
        let locked: Bool
        let state: String?
        let due: [String]
        let days_late: Int
    }

    let form: String
    let from: String
    let to: String
    let units: [Line]
    let missing: [String]
    let unapproved: [String]
    let completeness: String?
    /// Null while it is not known of all whether they were in time.
    let timeliness: String?
    let open: [AnswerText]

    init(_ standing: ReturnStanding) {
        form = standing.form
        from = standing.span.lowerBound.description
        to = standing.span.upperBound.description
        units = standing.lines.map { line in
            Line(
                unit: line.unit, version: line.version?.number,
                locked: line.version?.isLocked ?? false, state: line.verdict?.state.rawValue,
                due: line.verdict?.deadlines.map(\.day.description) ?? [],
                days_late: line.verdict?.daysLate ?? 0)
        }
        missing = standing.missing
        unapproved = standing.unapproved
        completeness = standing.completeness.flatMap(ReadingAnswer.percent)
        timeliness = standing.timeliness.flatMap(ReadingAnswer.percent)
        open = standing.questions.map { AnswerText($0.chinese, $0.english) }
    }

    func show() {
        for line in units {
            let state =
                line.version.map {
                    "#\($0) " + (line.locked ? "已锁定 · locked" : "未审完 · not approved")
                }
                ?? "没有报 · missing"
            let late = line.days_late > 0 ? "迟 \(line.days_late) 天 · days late" : ""
            Terminal.line("\(line.unit)\t\(state)\t\(line.due.joined(separator: " / "))\t\(late)")
        }
        Terminal.line("完整率 · complete\t\(completeness ?? "?")\t及时率 · in time\t\(timeliness ?? "?")")
        for question in open { Terminal.line("未定 · open\t\(question.zh) · \(question.en)") }
    }
}

/// Approved reports as a table: in the receiver's columns where the pack has them, else item by item.
struct ReturnSheet {
    private let title: String
    private let headings: [String]
    private let rows: [[ReturnTable.Cell]]

    init(
        _ form: ReturnForm, _ span: ClosedRange<Day>, _ units: [String], _ book: ReturnBook
    ) throws {
        title = form.id
        do throws(QuantityError) {
            if let table = try book.table(of: form.id, for: span, units: units) {
                (headings, rows) = (table.headings, table.rows)
                return
            }
        } catch {
            throw CountyError(
                .badData, "有的数字和表头的单位不合，看 returns.yaml 的 mapping。",
                "a number does not fit the unit of its column; see returns.yaml, mapping.")
        }
        headings = ["填报单位", "开始日期", "截止日期"] + form.items.map(\.name)
        rows = units.map { unit in
            let values = book.approved(ReturnKey(form: form.id, unit: unit, span: span))?.values
            return [.text(unit), .day(span.lowerBound), .day(span.upperBound)]
                + form.items.map { item in
                    (values?[item.name]?.written).map { .text($0) } ?? .empty
                }
        }
    }

    /// As texts, for CSV.
    var texts: [[String]] {
        [headings]
            + rows.map { row in
                row.map { cell in
                    switch cell {
                    case .text(let text), .number(let text): text
                    case .day(let day): day.description
                    case .empty: ""
                    }
                }
            }
    }

    /// As a sheet of a workbook.
    var draft: SheetDraft {
        SheetDraft(
            title, columns: headings.map { SheetDraft.Column($0) },
            rows: rows.map { row in
                row.map { cell in
                    switch cell {
                    case .text(let text): .text(text)
                    case .number(let digits): .number(digits)
                    case .day(let day): .day(day.number)
                    case .empty: .empty
                    }
                }
            })
    }
}
