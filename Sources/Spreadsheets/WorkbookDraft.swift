internal import CXlsxWriter

/// A workbook to be written.
public struct WorkbookDraft: Sendable {
    /// Its sheets; the first one is shown when it is opened.
    public var sheets: [SheetDraft]
    /// When it was made, in seconds since 1970.
    public var created: Int64

    /// A workbook of these sheets.
    public init(sheets: [SheetDraft], created: Int64) {
        self.sheets = sheets
        self.created = created
    }
}

/// A sheet to be written: headings, what may stand below them, and rows.
public struct SheetDraft: Sendable {
    /// Its name: 31 characters at most, none of `[]:*?/\`.
    public var name: String
    /// Its columns.
    public var columns: [Column]
    /// The rows below the headings.
    public var rows: [[SheetCell]]
    /// Rows below the headings that are prepared to be filled in.
    public var blankRows: Int

    /// A column with its heading.
    public struct Column: Sendable {
        /// The heading.
        public var heading: String
        /// What is told beside the heading; nil for nothing.
        public var note: String?
        /// What may stand below.
        public var kind: Kind
        /// Whether the heading is marked as needed.
        public var isRequired: Bool

        /// A column.
        public init(
            _ heading: String, _ kind: Kind = .text, note: String? = nil, isRequired: Bool = false
        ) {
            self.heading = heading
            self.kind = kind
            self.note = note
            self.isRequired = isRequired
        }
    }

    /// What may stand in a column.
    public enum Kind: Sendable, Hashable {
        /// Text; digits that are typed stay text.
        case text
        /// A whole number, not negative.
        case count
        /// A number.
        case number
        /// A day.
        case day
        /// One of listed words.
        case choice([String])
    }

    /// A sheet.
    public init(_ name: String, columns: [Column], rows: [[SheetCell]] = [], blankRows: Int = 0) {
        self.name = name
        self.columns = columns
        self.rows = rows
        self.blankRows = blankRows
    }
}

extension WorkbookDraft {
    /// Writes it (ECMA-376, `.xlsx`); an existing file is replaced.
    ///
    /// - Throws: `SheetError.unwritable`, `SheetError.tooLarge`.
    public func write(to path: String) throws(SheetError) {
        for sheet in sheets {
            guard sheet.rows.count < CellPlace.rowMax else {
                throw .tooLarge(what: .cells, limit: CellPlace.rowMax)
            }
        }
        // Rows leave memory one by one; what is in between lies in unnamed files.
        var options = lxw_workbook_options()
        options.constant_memory = 1
        guard let book = workbook_new_opt(path, &options) else {
            throw .unwritable(path: path, reason: "no memory")
        }
        var properties = lxw_doc_properties()
        properties.created = Int(created)
        workbook_set_properties(book, &properties)
        let writing = WorkbookWriting(book)
        var status = LXW_NO_ERROR
        for sheet in sheets where status == LXW_NO_ERROR { status = writing.add(sheet) }
        if status == LXW_NO_ERROR { status = writing.addChoices() }
        let closing = workbook_close(book)
        guard status == LXW_NO_ERROR, closing == LXW_NO_ERROR else {
            let failed = status == LXW_NO_ERROR ? closing : status
            throw .unwritable(path: path, reason: String(cString: lxw_strerror(failed)))
        }
    }
}

/// The library's workbook with the formats its sheets share.
private final class WorkbookWriting {
    private static let choicesName = "代码"
    private static let textWidth = 18.0

    private let book: UnsafeMutablePointer<lxw_workbook>
    private let heading: UnsafeMutablePointer<lxw_format>?
    private let needed: UnsafeMutablePointer<lxw_format>?
    private let text: UnsafeMutablePointer<lxw_format>?
    private let day: UnsafeMutablePointer<lxw_format>?
    /// Without it a number would take the format of its column.
    private let general: UnsafeMutablePointer<lxw_format>?
    private var choices: [[String]] = []

    init(_ book: UnsafeMutablePointer<lxw_workbook>) {
        self.book = book
        heading = workbook_add_format(book)
        needed = workbook_add_format(book)
        text = workbook_add_format(book)
        day = workbook_add_format(book)
        general = workbook_add_format(book)
        for format in [heading, needed] {
            format_set_bold(format)
            format_set_num_format(format, "@")
            format_set_bottom(format, UInt8(LXW_BORDER_THIN.rawValue))
            format_set_text_wrap(format)
        }
        format_set_bg_color(heading, 0xE2EFDA)
        format_set_bg_color(needed, 0xFCE4D6)
        format_set_num_format(text, "@")
        format_set_num_format(day, "yyyy-mm-dd")
        format_set_num_format(general, "General")
    }

    func add(_ draft: SheetDraft) -> lxw_error {
        guard let sheet = workbook_add_worksheet(book, draft.name) else {
            return LXW_ERROR_PARAMETER_VALIDATION
        }
        for (index, column) in draft.columns.enumerated() {
            let index = lxw_col_t(index)
            worksheet_set_column(sheet, index, index, Self.textWidth, format(column.kind))
            let status = worksheet_write_string(
                sheet, 0, index, column.heading, column.isRequired ? needed : heading)
            guard status == LXW_NO_ERROR else { return status }
            restrict(column, index, sheet, rows: draft.rows.count + draft.blankRows)
        }
        worksheet_freeze_panes(sheet, 1, 0)
        for (number, row) in draft.rows.enumerated() {
            for (index, cell) in row.enumerated() {
                let status = write(cell, sheet, lxw_row_t(number + 1), lxw_col_t(index))
                guard status == LXW_NO_ERROR else { return status }
            }
        }
        return LXW_NO_ERROR
    }

    /// The listed words, on a hidden sheet of their own: in a rule they may have 255 letters only.
    func addChoices() -> lxw_error {
        guard !choices.isEmpty else { return LXW_NO_ERROR }
        guard let sheet = workbook_add_worksheet(book, Self.choicesName) else {
            return LXW_ERROR_PARAMETER_VALIDATION
        }
        let longest = choices.map(\.count).max() ?? 0
        for row in 0..<longest {
            for (column, words) in choices.enumerated() where row < words.count {
                let status = worksheet_write_string(
                    sheet, lxw_row_t(row), lxw_col_t(column), words[row], text)
                guard status == LXW_NO_ERROR else { return status }
            }
        }
        worksheet_hide(sheet)
        return LXW_NO_ERROR
    }

    private func format(_ kind: SheetDraft.Kind) -> UnsafeMutablePointer<lxw_format>? {
        switch kind {
        case .text, .choice: text
        case .count, .number: nil
        case .day: day
        }
    }

    private func restrict(
        _ column: SheetDraft.Column, _ index: lxw_col_t,
        _ sheet: UnsafeMutablePointer<lxw_worksheet>, rows: Int
    ) {
        if let note = column.note {
            let lines = note.split(separator: "\n").reduce(0) { $0 + 1 + $1.count / 18 }
            cxlsx_note(sheet, 0, index, note, Double(20 * (lines + 1)))
        }
        guard rows > 0 else { return }
        let last = lxw_row_t(min(rows, CellPlace.rowMax - 1))
        switch column.kind {
        case .text, .number: break
        case .count:
            cxlsx_at_least(sheet, 1, last, index, 1, 0, "请改正", "请填不小于 0 的整数。")
        case .day: cxlsx_days(sheet, 1, last, index, "请改正", "请填日期，如 2020-08-31。")
        case .choice(let words):
            cxlsx_choices(sheet, 1, last, index, range(of: words), "请改正", "请从下拉列表中选择。")
        }
    }

    private func range(of words: [String]) -> String {
        let place = choices.firstIndex(of: words) ?? choices.count
        if place == choices.count { choices.append(words) }
        let letters = CellPlace.letters(place + 1)
        return "='\(Self.choicesName)'!$\(letters)$1:$\(letters)$\(words.count)"
    }

    private func write(
        _ cell: SheetCell, _ sheet: UnsafeMutablePointer<lxw_worksheet>, _ row: lxw_row_t,
        _ column: lxw_col_t
    ) -> lxw_error {
        switch cell {
        case .empty, .fault: return LXW_NO_ERROR
        case .text(let value): return worksheet_write_string(sheet, row, column, value, text)
        case .number(let value):
            let digits = value.utf8.count { (0x30...0x39).contains($0) }
            guard digits <= 15, let number = Double(value) else {
                return worksheet_write_string(sheet, row, column, value, text)
            }
            return worksheet_write_number(sheet, row, column, number, general)
        case .day(let value):
            return worksheet_write_number(sheet, row, column, Double(value + 25_569), day)
        case .moment(let value, let second):
            return worksheet_write_number(
                sheet, row, column, Double(value + 25_569) + Double(second) / 86_400, day)
        case .flag(let value):
            return worksheet_write_boolean(sheet, row, column, value ? 1 : 0, general)
        }
    }
}
