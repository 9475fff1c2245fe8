internal import CommaSeparated

extension Register {
    /// All open records as a table (RFC 4180) with the names of the fields as the header; personal
    /// fields are masked.
    public var csv: String { table(unmasked: false) }

    /// All open records as a table without masks; who asks and what for is kept in ``unmaskings``.
    ///
    /// - Returns: nil when nobody is named or no purpose.
    public mutating func unmaskedCSV(
        by person: String, for purpose: String, time: ProofOfTime
    ) -> String? {
        guard !person.isEmpty, !purpose.isEmpty, !time.isAhead else { return nil }
        unmaskings.append(
            Unmasking(by: person, purpose: purpose, time: time, count: records.count))
        return table(unmasked: true)
    }

    private func table(unmasked: Bool) -> String {
        let rows = records.map { record in
            let shown = Dictionary(
                type.shown(record, unmasked: unmasked).map { ($0.field, $0.text) }
            ) { first, _ in first }
            return type.fields.map { shown[$0.name] ?? "" }
        }
        return CSVText.of([type.fields.map(\.name)] + rows)
    }
}

/// A line of a table that could not be taken over.
public struct TableProblem: Error, Sendable, Equatable {
    /// Line of the file, from 1.
    public let line: Int
    /// What is wrong with the line as a whole, in Chinese; empty when single fields are wrong.
    public let chinese: String
    /// The same in English.
    public let english: String
    /// What is wrong with its fields.
    public let problems: [FieldProblem]
}

extension RegisterType {
    /// Reads a table whose header names fields in any order.
    ///
    /// Lines that are wrong come back as problems, the others as records. A masked cell of a personal
    /// field is wrong. Text that is no table, or a header with a name that is no field of the register
    /// or stands there twice, is a problem of its line, and then nothing is read.
    public func records(
        csv text: String
    ) -> (records: [(line: Int, record: RegisterRecord)], problems: [TableProblem]) {
        let rows: [CSVRows.Row]
        do throws(CSVFault) {
            rows = try CSVRows.all(of: text)
        } catch {
            return (
                [],
                [
                    TableProblem(
                        line: error.line, chinese: error.chinese, english: error.english,
                        problems: [])
                ]
            )
        }
        guard let header = rows.first else { return ([], []) }
        let columns = header.cells
        var problems = headerProblems(columns, line: header.line)
        guard problems.isEmpty else { return ([], problems) }
        var records: [(line: Int, record: RegisterRecord)] = []
        for row in rows.dropFirst() {
            do throws(TableProblem) {
                records.append((row.line, try record(row.cells, columns, line: row.line)))
            } catch {
                problems.append(error)
            }
        }
        return (records, problems)
    }

    private func headerProblems(_ columns: [String], line: Int) -> [TableProblem] {
        var seen: Set<String> = []
        return columns.compactMap { name in
            guard field(name) != nil else {
                return TableProblem(
                    line: line, chinese: "表头“\(name)”不是本登记簿的字段",
                    english: "the heading '\(name)' is no field of this register", problems: [])
            }
            if seen.insert(name).inserted { return nil }
            return TableProblem(
                line: line, chinese: "表头“\(name)”写了两次",
                english: "the heading '\(name)' is there twice", problems: [])
        }
    }

    private func record(
        _ cells: [String], _ columns: [String], line: Int
    ) throws(TableProblem) -> RegisterRecord {
        guard cells.count == columns.count else {
            throw TableProblem(
                line: line, chinese: "应有 \(columns.count) 列，现有 \(cells.count) 列",
                english: "expected \(columns.count) columns, found \(cells.count)", problems: [])
        }
        var entered: [String: String] = [:]
        for (column, cell) in zip(columns, cells) { entered[column] = cell }
        let masked = fields.filter { $0.mask != .none && entered[$0.name]?.contains("*") == true }
        do throws(RecordRefusal) {
            guard masked.isEmpty else {
                throw RecordRefusal(
                    problems: masked.map {
                        FieldProblem(
                            field: $0.name,
                            fault: .malformed(chinese: "没有遮挡的原文", english: "text without a mask"),
                            found: entered[$0.name] ?? "")
                    })
            }
            return try record(entered)
        } catch {
            throw TableProblem(line: line, chinese: "", english: "", problems: error.problems)
        }
    }
}
