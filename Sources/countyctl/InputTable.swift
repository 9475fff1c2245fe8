import County
import CountyProgramme
import Spreadsheets

/// A table of a file whose first row names its columns.
struct InputTable {
    /// Problems told at most; the rest is counted.
    private static let problemsMax = 50

    /// A row below the headings.
    struct Row {
        /// Its number in the file.
        let number: Int
        /// Texts by the names of the columns; empty cells are left out.
        let cells: [String: String]
    }

    let file: String
    let columns: [String]
    private(set) var rows: [Row] = []
    private var problems: [(row: Int, message: Message)] = []

    /// Reads a table; columns may be called by any of the names given for them.
    ///
    /// - Throws: `CountyError` for what is no table at all.
    init(_ file: String, names: [String: String]) throws {
        self.file = file
        let sheet = try Self.sheet(file)
        columns = (sheet.rows.first?.cells ?? []).map { cell in
            let heading = Self.text(cell) ?? ""
            return names[heading] ?? heading
        }
        let named = columns.filter { !$0.isEmpty }
        for name in Set(named.filter { name in named.count { $0 == name } > 1 }).sorted() {
            refuse(
                sheet.rows.first?.number ?? 1,
                Message("表头“\(name)”写了两次", "the heading '\(name)' is there twice"))
        }
        for row in sheet.rows.dropFirst() {
            var cells: [String: String] = [:]
            for (column, cell) in zip(columns, row.cells) where !column.isEmpty {
                if case .fault(let fault) = cell {
                    refuse(row.number, Message(fault.chinese, fault.english))
                }
                if let text = Self.text(cell), !text.isEmpty { cells[column] = text }
            }
            rows.append(Row(number: row.number, cells: cells))
        }
    }

    /// Reads a workbook or CSV as it is.
    ///
    /// - Throws: `CountyError`.
    static func sheet(_ file: String, named name: String? = nil) throws -> Sheet {
        let limits = SheetLimits()
        let bytes = try InputFile.read(file, limit: limits.file)
        do {
            return try OutputFile.isWorkbook(file)
                ? Sheet.xlsx(bytes, sheet: name, limits: limits) : Sheet.csv(bytes, limits: limits)
        } catch let error as SheetError {
            throw CountyError(
                .badData, "\(file)：\(error.chinese)", "\(file): \(error.english)")
        }
    }

    private static func text(_ cell: SheetCell) -> String? {
        switch cell {
        case .empty, .fault: nil
        case .text(let text): text
        case .number(let digits): digits
        case .day(let number), .moment(let number, _): Day(number: number).description
        case .flag(let isYes): isYes ? "是" : "否"
        }
    }

    /// Notes what is wrong with a row.
    mutating func refuse(_ row: Int, _ message: Message) { problems.append((row, message)) }

    /// Tells everything that is wrong.
    ///
    /// - Throws: `CountyError` when something is.
    func demandNoProblems() throws {
        guard !problems.isEmpty else { return }
        for (row, message) in problems.prefix(Self.problemsMax) {
            Terminal.tell(
                Message("\(file):\(row): \(message.chinese)", "\(file):\(row): \(message.english)"))
        }
        throw CountyError(
            .badData, "\(file) 有 \(problems.count) 处错，请改正后重试。",
            "\(file) has \(problems.count) problems, correct them and try again.")
    }
}

extension InputTable.Row {
    /// A cell that has to be filled in.
    func demanded(_ column: String, _ chinese: String) throws(RowProblem) -> String {
        guard let text = cells[column] else {
            throw RowProblem(Message("“\(chinese)”要填写", "'\(column)' has to be filled in"))
        }
        return text
    }

    /// A day that has to be filled in.
    func day(_ column: String, _ chinese: String) throws(RowProblem) -> Day {
        let text = try demanded(column, chinese)
        guard let day = Day(text) else {
            throw RowProblem(
                Message(
                    "“\(chinese)”要写成 2019-03-04，现在是“\(text)”",
                    "'\(column)' is a day such as 2019-03-04, found '\(text)'"))
        }
        return day
    }
}

/// Why a row of a table is not taken.
struct RowProblem: Error {
    let message: Message

    init(_ message: Message) { self.message = message }
}
