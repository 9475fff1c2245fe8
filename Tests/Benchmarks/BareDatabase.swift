import GRDBSQLite

/// A value in a row, in the form in which SQLite takes it.
enum BareValue: Hashable {
    case null
    case integer(Int64)
    case text([UInt8])
    case blob([UInt8])

    static func text(_ text: String) -> BareValue { .text(Array(text.utf8)) }
    static func integer(_ value: Int) -> BareValue { .integer(Int64(value)) }
}

/// Why SQLite did not do it.
struct BareError: Error, CustomStringConvertible {
    let description: String
}

/// SQLite's own C interface and nothing around it: what the stores are measured beside.
final class BareDatabase {
    private var connection: OpaquePointer?
    private var statements: [OpaquePointer] = []

    init(path: String, settings: [String] = []) throws {
        var connection: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX
        let code = sqlite3_open_v2(path, &connection, flags, nil)
        guard code == SQLITE_OK, let connection else {
            throw BareError(description: "\(path): SQLite \(code)")
        }
        self.connection = connection
        for setting in settings { try run("PRAGMA \(setting)") }
    }

    deinit { close() }

    /// Folds the write-ahead log back; nothing works after it.
    func close() {
        for statement in statements { sqlite3_finalize(statement) }
        statements = []
        sqlite3_close(connection)
        connection = nil
    }

    func run(_ sql: String) throws {
        try demand(sqlite3_exec(connection, sql, nil, nil, nil), SQLITE_OK)
    }

    func prepare(_ sql: String) throws -> BareStatement {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(
            connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        try demand(code, SQLITE_OK)
        guard let statement else { throw BareError(description: "no statement: \(sql)") }
        statements.append(statement)
        return BareStatement(pointer: statement)
    }

    /// All rows of a query.
    func rows(_ sql: String) throws -> [[BareValue]] {
        let statement = try prepare(sql)
        var rows: [[BareValue]] = []
        while let row = try statement.next() { rows.append(row) }
        return rows
    }

    private func demand(_ code: CInt, _ wanted: CInt) throws {
        guard code == wanted else {
            throw BareError(
                description: "SQLite \(code): \(String(cString: sqlite3_errmsg(connection)))")
        }
    }
}

/// A statement prepared once.
struct BareStatement {
    let pointer: OpaquePointer

    /// Tells SQLite to copy what it is given, as `SQLITE_TRANSIENT` does in C.
    private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    /// Runs a statement that gives no rows.
    func run(_ values: [BareValue] = []) throws {
        for (index, value) in values.enumerated() { bind(value, CInt(index + 1)) }
        let code = sqlite3_step(pointer)
        sqlite3_reset(pointer)
        guard code == SQLITE_DONE else { throw BareError(description: "SQLite \(code)") }
    }

    /// The next row; nil after the last.
    func next() throws -> [BareValue]? {
        switch sqlite3_step(pointer) {
        case SQLITE_ROW: return (0..<sqlite3_column_count(pointer)).map(column)
        case SQLITE_DONE:
            sqlite3_reset(pointer)
            return nil
        case let code: throw BareError(description: "SQLite \(code)")
        }
    }

    private func bind(_ value: BareValue, _ index: CInt) {
        switch value {
        case .null: sqlite3_bind_null(pointer, index)
        case .integer(let value): sqlite3_bind_int64(pointer, index, value)
        case .text(let bytes):
            bytes.withUnsafeBytes { bytes in
                let text = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
                sqlite3_bind_text(pointer, index, text, CInt(bytes.count), Self.transient)
            }
        case .blob(let bytes):
            _ = bytes.withUnsafeBytes { bytes in
                sqlite3_bind_blob(
                    pointer, index, bytes.baseAddress, CInt(bytes.count), Self.transient)
            }
        }
    }

    private func column(_ index: CInt) -> BareValue {
        func bytes(_ start: UnsafeRawPointer?) -> [UInt8] {
            let count = Int(sqlite3_column_bytes(pointer, index))
            return Array(UnsafeRawBufferPointer(start: start, count: count))
        }
        return switch sqlite3_column_type(pointer, index) {
        case SQLITE_INTEGER: .integer(sqlite3_column_int64(pointer, index))
        case SQLITE_TEXT: .text(bytes(sqlite3_column_text(pointer, index)))
        case SQLITE_BLOB: .blob(bytes(sqlite3_column_blob(pointer, index)))
        default: .null
        }
    }
}
