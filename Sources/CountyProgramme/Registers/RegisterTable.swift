extension Register {
    /// All open records as a table (RFC 4180) with the names of the fields as the header.
    public var csv: String {
        let header = type.fields.map { CSVRows.quoted($0.name) }.joined(separator: ",")
        let rows = records.map { record in
            type.fields.map { CSVRows.quoted(record.values[$0.name]?.written ?? "") }
                .joined(separator: ",")
        }
        return ([header] + rows).map { $0 + "\r\n" }.joined()
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
    /// Lines that are wrong come back as problems, the others as records. A header with a name that
    /// is no field of the register is a problem of its line, and then nothing is read.
    public func records(
        csv text: String
    ) -> (records: [(line: Int, record: RegisterRecord)], problems: [TableProblem]) {
        let rows = CSVRows.read(text)
        guard let header = rows.first else { return ([], []) }
        let columns = header.cells.map { cell in
            fields.first { $0.name == cell }?.name ?? ""
        }
        var problems: [TableProblem] = zip(header.cells, columns).filter(\.1.isEmpty).map {
            TableProblem(
                line: header.line, chinese: "表头“\($0.0)”不是本登记簿的字段",
                english: "the heading '\($0.0)' is no field of this register", problems: [])
        }
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
        do throws(RecordRefusal) {
            return try record(entered)
        } catch {
            throw TableProblem(line: line, chinese: "", english: "", problems: error.problems)
        }
    }
}

/// Rows of a CSV text, with the line each one begins on.
enum CSVRows {
    /// A cell as it is written, in quotes where it needs them.
    static func quoted(_ text: String) -> String {
        guard text.contains(where: { $0 == "\"" || $0 == "," || $0.isNewline }) else { return text }
        return "\"" + text.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
    }

    static func read(_ text: String) -> [(line: Int, cells: [String])] {
        var rows: [(line: Int, cells: [String])] = []
        var cells: [String] = []
        var cell = ""
        var line = 1
        var start = 1
        var isQuoted = false
        var characters = Array(text)[...]
        if characters.first == "\u{FEFF}" { characters.removeFirst() }
        func endRow() {
            cells.append(cell)
            if cells != [""] { rows.append((start, cells)) }
            cells = []
            cell = ""
        }
        while let character = characters.popFirst() {
            if character.isNewline { line += 1 }
            switch character {
            case "\"" where isQuoted && characters.first == "\"":
                characters.removeFirst()
                cell.append("\"")
            case "\"" where isQuoted || cell.isEmpty: isQuoted.toggle()
            case "," where !isQuoted:
                cells.append(cell)
                cell = ""
            case _ where character.isNewline && !isQuoted:
                endRow()
                start = line
            default: cell.append(character)
            }
        }
        if !cell.isEmpty || !cells.isEmpty { endRow() }
        return rows
    }
}
