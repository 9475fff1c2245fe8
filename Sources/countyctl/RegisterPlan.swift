import County
import CountyProgramme
import CountyStore
import Spreadsheets

/// What a filled-in table would change in a register, and every cell that is wrong.
struct RegisterPlan {
    /// Records in a table at most.
    static let rowsMax = 50_000

    /// Something wrong with a place of the table.
    struct Problem: Encodable {
        /// A cell such as `C5`, or a row.
        let place: String
        let chinese: String
        let english: String
    }

    private(set) var changes: [RegisterChange] = []
    private(set) var problems: [Problem] = []
    private(set) var added = 0
    private(set) var changed = 0
    private(set) var same = 0

    private let type: RegisterType
    private let standing: [[String]: RegisterRow]
    private let known: [String: Set<String>]
    private var columns: [String: Int] = [:]
    private var versionColumn: Int?
    private var rowOfKey: [[String]: Int] = [:]

    /// Compares a table with what the county has.
    ///
    /// - Parameters:
    ///   - sheet: The table, headings first.
    ///   - type: The register.
    ///   - standing: The register's open records by key.
    ///   - known: Keys of the open records of each register that this one refers to.
    init(
        _ sheet: Sheet, type: RegisterType, standing: [[String]: RegisterRow],
        known: [String: Set<String>]
    ) {
        self.type = type
        self.standing = standing
        self.known = known
        guard let header = sheet.rows.first else {
            add("A1", "表是空的", "the table is empty")
            return
        }
        readHeader(header)
        guard problems.isEmpty else { return }
        guard sheet.rows.count <= Self.rowsMax else {
            add(
                "A1", "超过 \(Self.rowsMax) 行，请分成几个文件",
                "more than \(Self.rowsMax) rows, split the file")
            return
        }
        for row in sheet.rows.dropFirst() { take(row) }
    }

    private mutating func add(_ place: String, _ chinese: String, _ english: String) {
        problems.append(Problem(place: place, chinese: chinese, english: english))
    }

    private mutating func readHeader(_ header: Sheet.Row) {
        for (index, cell) in header.cells.enumerated() {
            let place = "\(CellPlace(row: header.number, column: index + 1))"
            guard cell != .empty else { continue }
            let name = Self.text(cell) ?? ""
            if columns[name] != nil
                || (name == RegisterSheet.versionHeading && versionColumn != nil)
            {
                add(place, "表头“\(name)”出现两次", "the heading '\(name)' stands there twice")
            } else if type.field(name) != nil {
                columns[name] = index
            } else if name == RegisterSheet.versionHeading {
                versionColumn = index
            } else {
                let near = type.fields.map(\.name).joined(separator: "、")
                add(
                    place, "表头“\(name)”不是本登记簿的字段，应为：\(near)",
                    "the heading '\(name)' is no field of this register, which has: \(near)")
            }
        }
        for name in type.key where columns[name] == nil {
            add(
                "A\(header.number)", "缺少关键字段“\(name)”这一列",
                "the column of the key field '\(name)' is missing")
        }
    }

    private mutating func take(_ row: Sheet.Row) {
        let before = problems.count
        var entered: [String: String] = [:]
        for (name, index) in columns where index < row.cells.count {
            let cell = row.cells[index]
            if case .fault(let fault) = cell {
                add(place(name, row), fault.chinese, fault.english)
            } else {
                entered[name] = Self.text(cell)
            }
        }
        checkWidth(row)
        let key = type.key.map { Self.trimmed(entered[$0] ?? "") }
        let old = standing[key]
        complete(&entered, from: old, row)
        let isReadable = problems.count == before
        do throws(RecordRefusal) {
            let record = try type.record(entered)
            checkReferences(record, row)
            if isReadable, problems.count == before { take(record, old, row) }
        } catch {
            for problem in error.problems where isReadable || problem.fault != .missing {
                add(place(problem.field, row), problem.chinese, problem.english)
            }
        }
    }

    private mutating func checkWidth(_ row: Sheet.Row) {
        let widths = Array(columns.values) + [versionColumn].compactMap { $0 }
        for (index, cell) in row.cells.enumerated()
        where cell != .empty && !widths.contains(index) {
            add(
                "\(CellPlace(row: row.number, column: index + 1))", "这一列没有表头",
                "this column has no heading")
            return
        }
    }

    /// What the table leaves out or shows masked stays as it was.
    private mutating func complete(
        _ entered: inout [String: String], from old: RegisterRow?, _ row: Sheet.Row
    ) {
        for field in type.fields {
            let kept = old?.fields[field.name]
            if columns[field.name] == nil {
                entered[field.name] = kept
            } else if field.mask != .none, let text = entered[field.name], text.contains("*") {
                if let kept, field.mask.masked(kept) == Self.trimmed(text) {
                    entered[field.name] = kept
                } else {
                    add(
                        place(field.name, row), "“\(field.name)”是遮挡过的内容，请填原文",
                        "'\(field.name)' is masked: fill in what it stands for")
                }
            }
        }
    }

    private mutating func checkReferences(_ record: RegisterRecord, _ row: Sheet.Row) {
        for field in type.fields {
            guard case .reference(let register) = field.type, register != type.id,
                let key = record.values[field.name]?.written,
                known[register]?.contains(key) != true
            else { continue }
            let problem = FieldProblem(
                field: field.name, fault: .noSuchRecord(register: register), found: key)
            add(place(field.name, row), problem.chinese, problem.english)
        }
    }

    private mutating func take(_ record: RegisterRecord, _ old: RegisterRow?, _ row: Sheet.Row) {
        if let first = rowOfKey.updateValue(row.number, forKey: record.key) {
            rowOfKey[record.key] = first
            add(
                "\(row.number)", "与第 \(first) 行是同一条记录：\(record.key.joined(separator: " "))",
                "the same record as in row \(first): \(record.key.joined(separator: " "))")
            return
        }
        let fields = record.values.mapValues(\.written)
        guard fields != old?.fields else {
            same += 1
            return
        }
        if let base = base(row), base != old?.version ?? 0 {
            let version = old?.version ?? 0
            add(
                "\(row.number)", "导出之后别人改过这条记录（现为第 \(version) 版），请重新导出",
                "changed by somebody since it was exported (now version \(version)): export again")
            return
        }
        if old == nil { added += 1 } else { changed += 1 }
        changes.append(
            RegisterChange(
                key: record.key, fields: fields, base: old?.version ?? 0,
                references: references(record)))
    }

    private func references(_ record: RegisterRecord) -> [RegisterChange.Reference] {
        type.fields.compactMap { field in
            guard case .reference(let register) = field.type,
                let key = record.values[field.name]?.written
            else { return nil }
            return RegisterChange.Reference(register: register, key: [key])
        }
    }

    /// The version a row was made from; nil where the table does not say.
    private func base(_ row: Sheet.Row) -> Int? {
        guard let versionColumn, versionColumn < row.cells.count else { return nil }
        return Self.text(row.cells[versionColumn]).flatMap { Int($0) }
    }

    private func place(_ field: String, _ row: Sheet.Row) -> String {
        guard let column = columns[field] else { return "\(row.number)" }
        return "\(CellPlace(row: row.number, column: column + 1))"
    }

    /// A cell as it would have been typed into a form.
    private static func text(_ cell: SheetCell) -> String? {
        switch cell {
        case .empty, .fault: nil
        case .text(let text): trimmed(text)
        case .number(let text): text
        case .day(let number): Day(number: number).description
        case .moment(let day, let second):
            "\(Day(number: day)) \(second / 3600):\(second / 60 % 60):\(second % 60)"
        case .flag(let flag): FieldValue.yesNo(flag).written
        }
    }

    private static func trimmed(_ text: String) -> String {
        let isBlank: (Character) -> Bool = { $0 == "\u{3000}" || $0.isWhitespace }
        guard let first = text.firstIndex(where: { !isBlank($0) }),
            let last = text.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(text[first...last])
    }
}
