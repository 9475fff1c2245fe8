public import CommaSeparated

/// A table as it stands in a file: rows of typed cells with their places.
public struct Sheet: Sendable, Equatable {
    /// The sheet's name; empty for CSV.
    public let name: String
    /// The rows that hold something, in order.
    public let rows: [Row]

    /// A table of these rows.
    public init(name: String, rows: [Row]) {
        self.name = name
        self.rows = rows
    }

    /// One row.
    public struct Row: Sendable, Equatable {
        /// Its number in the file, from 1; for CSV the line it begins on.
        public let number: Int
        /// The cells from column A on; those after the last one filled in are left out.
        public let cells: [SheetCell]

        /// A row of these cells.
        public init(number: Int, cells: [SheetCell]) {
            self.number = number
            self.cells = cells
        }
    }
}

/// What stands in a cell.
public enum SheetCell: Sendable, Hashable {
    /// Nothing.
    case empty
    /// Text.
    case text(String)
    /// A number as plain decimal digits, such as `-12.5`; 15 significant ones at most.
    case number(String)
    /// A day, as days since 1970-01-01.
    case day(Int)
    /// A day with a time of day in seconds.
    case moment(day: Int, second: Int)
    /// Yes or no.
    case flag(Bool)
    /// Something a spreadsheet shows that is no value.
    case fault(CellFault)
}

/// Why a cell has no value.
public enum CellFault: Sendable, Hashable {
    /// An error value such as `#REF!`.
    case errorValue(String)
    /// A formula whose result was not saved; formulas are never computed here.
    case notComputed
    /// A number of more than 15 digits: the spreadsheet program has lost the last ones.
    case digitsLost(String)
    /// A day no calendar has, such as 29 February 1900.
    case noSuchDay(String)

    /// In Chinese.
    public var chinese: String {
        switch self {
        case .errorValue(let text): "公式出错（\(text)）"
        case .notComputed: "公式没有保存结果，请在表格软件中打开并保存一次"
        case .digitsLost(let text): "数字“\(text)”超过 15 位，末几位已丢失，请把单元格设为文本后重填"
        case .noSuchDay(let text): "日期序号“\(text)”不是一个日期"
        }
    }

    /// In English.
    public var english: String {
        switch self {
        case .errorValue(let text): "a formula failed (\(text))"
        case .notComputed:
            "a formula without a saved result: open and save the file in a spreadsheet program"
        case .digitsLost(let text):
            "'\(text)' has more than 15 digits and lost the last ones: make the cell text, type again"
        case .noSuchDay(let text): "the serial number '\(text)' is no day"
        }
    }
}

/// The place of a cell, written `C5`.
public struct CellPlace: Sendable, Hashable, CustomStringConvertible {
    /// Rows of a sheet at most.
    public static let rowMax = 1_048_576
    /// Columns of a sheet at most.
    public static let columnMax = 16_384

    /// From 1.
    public let row: Int
    /// From 1: column A.
    public let column: Int

    /// A place by its numbers.
    public init(row: Int, column: Int) {
        self.row = row
        self.column = column
    }

    /// Reads `C5`; nil for anything else and for places outside a sheet.
    public init?(_ text: String) {
        var (row, column) = (0, 0)
        for byte in text.utf8 {
            switch byte {
            case 0x41...0x5A where row == 0: column = column * 26 + Int(byte) - 0x40
            case 0x30...0x39: row = row * 10 + Int(byte) - 0x30
            default: return nil
            }
            guard row <= Self.rowMax, column <= Self.columnMax else { return nil }
        }
        guard row > 0, column > 0 else { return nil }
        self.init(row: row, column: column)
    }

    /// The letters of a column.
    public static func letters(_ column: Int) -> String {
        var letters = ""
        var rest = column
        while rest > 0 {
            let letter = UInt8((rest - 1) % 26)
            letters = String(UnicodeScalar(0x41 + letter)) + letters
            rest = (rest - 1) / 26
        }
        return letters
    }

    /// `C5`.
    public var description: String { Self.letters(column) + "\(row)" }
}

/// How much of a file is read; what goes beyond is refused, not cut.
public struct SheetLimits: Sendable {
    /// Bytes of the file.
    public var file = 64 << 20
    /// Parts a workbook is packed of.
    public var entries = 2_000
    /// Bytes all parts that are read unpack to, together.
    public var unpacked = 512 << 20
    /// Cells of a sheet, empty ones between filled ones counted.
    public var cells = 4_000_000

    /// The usual limits.
    public init() {}
}

/// Why a file could not be read or written as a table.
public enum SheetError: Error, Sendable, Equatable {
    /// No workbook at all.
    case notAWorkbook
    /// An old `.xls`, or a workbook with a password.
    case oldOrEncrypted
    /// A part of the file that is missing or cannot be read, and where.
    case damaged(part: String, place: String)
    /// More than the limit; what was counted.
    case tooLarge(what: Measure, limit: Int)
    /// No sheet of that name; the names there are.
    case noSheet(String, known: [String])
    /// A CSV file that is not UTF-8.
    case notUTF8
    /// A line of a CSV file that cannot be read.
    case fault(CSVFault)
    /// The file cannot be written; the library's reason.
    case unwritable(path: String, reason: String)

    /// What a limit counts.
    public enum Measure: Sendable, Equatable {
        /// Bytes of the file.
        case fileBytes
        /// Parts of the workbook.
        case entries
        /// Bytes after unpacking.
        case unpackedBytes
        /// Cells.
        case cells
    }
}

extension SheetError {
    /// In Chinese.
    public var chinese: String {
        switch self {
        case .notAWorkbook: "不是 .xlsx 工作簿。请在表格软件中另存为“Excel 工作簿 (.xlsx)”。"
        case .oldOrEncrypted: "是旧的 .xls 或带密码的文件。请去掉密码，另存为“Excel 工作簿 (.xlsx)”。"
        case .damaged(let part, let place):
            "文件损坏：\(part)\(place.isEmpty ? "" : " " + place)。请在表格软件中打开并重新保存。"
        case .tooLarge(let what, let limit):
            switch what {
            case .fileBytes: "文件超过 \(limit) 字节，请分成几个文件。"
            case .entries: "文件的部件超过 \(limit) 个，不像登记表。"
            case .unpackedBytes: "文件解开后超过 \(limit) 字节，请分成几个文件。"
            case .cells: "表格超过 \(limit) 个单元格，请删去空行空列或分成几个文件。"
            }
        case .noSheet(let name, let known):
            "没有工作表“\(name)”，文件里有：\(known.joined(separator: "、"))。"
        case .notUTF8: "不是 UTF-8。请在表格软件中另存为 .xlsx 或“CSV UTF-8”。"
        case .fault(let fault): "第 \(fault.line) 行：\(fault.chinese)。"
        case .unwritable(let path, let reason): "无法写 \(path)：\(reason)。"
        }
    }

    /// In English.
    public var english: String {
        switch self {
        case .notAWorkbook: "it is no .xlsx workbook. Save it as one in the spreadsheet program."
        case .oldOrEncrypted:
            "it is an old .xls or has a password. Take the password away and save it as .xlsx."
        case .damaged(let part, let place):
            "it is damaged: \(part)\(place.isEmpty ? "" : " " + place). Open and save it again."
        case .tooLarge(let what, let limit):
            switch what {
            case .fileBytes: "it has more than \(limit) bytes, split it."
            case .entries: "it is packed of more than \(limit) parts, which no register needs."
            case .unpackedBytes: "it unpacks to more than \(limit) bytes, split it."
            case .cells:
                "it has more than \(limit) cells: delete empty rows and columns, or split it."
            }
        case .noSheet(let name, let known):
            "there is no sheet '\(name)', only: \(known.joined(separator: ", "))."
        case .notUTF8: "it is not UTF-8. Save it as .xlsx or \"CSV UTF-8\" in the spreadsheet."
        case .fault(let fault): "line \(fault.line): \(fault.english)."
        case .unwritable(let path, let reason): "cannot write \(path): \(reason)."
        }
    }
}
