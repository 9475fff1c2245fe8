internal import FoundationEssentials
internal import GRDB
internal import GRDBSQLite
internal import StationJournal

/// The insertion of entries, bound by hand: with half a million a night it is the hot path, and
/// boxing ten values per row costs more than SQLite's own work.
struct EntryInsertion {
    /// Characters of a kind's name kept in the column at most; the body holds all of it.
    private static let kindLengthMax = 64
    /// Stands for the kind of an entry that cannot be read.
    private static let noKind = "-"

    private let database: Database
    private let statement: Statement
    private let pointer: OpaquePointer

    init(_ contact: StationContact, _ database: Database) throws {
        self.database = database
        statement = try database.cachedStatement(
            sql: """
                INSERT INTO entry (received_at, station, epoch, sequence, kind, verdict, body,
                    link, corrected_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                """)
        pointer = statement.sqliteStatement
        sqlite3_reset(pointer)
        sqlite3_bind_int64(pointer, 1, contact.arrived)
        sqlite3_bind_int64(pointer, 2, contact.key.stationNumber)
        sqlite3_bind_int64(pointer, 3, contact.key.epoch)
    }

    func insert(
        sequence: Int64, kind: String?, _ verdict: Verdict, body: [UInt8], link: [UInt8],
        corrected: Int64
    ) throws {
        sqlite3_bind_int64(pointer, 4, sequence)
        sqlite3_bind_int64(pointer, 9, corrected)
        let name = kind.flatMap { $0.isEmpty ? nil : String($0.prefix(Self.kindLengthMax)) }
        let code = Self.withText(name ?? Self.noKind) { kind in
            Self.withText(verdict.rawValue) { verdict in
                body.withUnsafeBytes { body in
                    link.withUnsafeBytes { link in
                        step(kind, verdict, body, link)
                    }
                }
            }
        }
        guard code == SQLITE_DONE else {
            throw DatabaseError(
                resultCode: ResultCode(rawValue: code), message: database.lastErrorMessage)
        }
    }

    /// Steps while all buffers are alive, so SQLite need not copy them.
    private func step(
        _ kind: UnsafeRawBufferPointer, _ verdict: UnsafeRawBufferPointer,
        _ body: UnsafeRawBufferPointer, _ link: UnsafeRawBufferPointer
    ) -> CInt {
        bindText(5, kind)
        bindText(6, verdict)
        bindBlob(7, body)
        bindBlob(8, link)
        let code = sqlite3_step(pointer)
        let final = sqlite3_reset(pointer)
        for index in 5...8 { sqlite3_bind_null(pointer, CInt(index)) }
        return code == SQLITE_DONE ? code : final
    }

    private func bindText(_ index: CInt, _ text: UnsafeRawBufferPointer) {
        sqlite3_bind_text(
            pointer, index, text.baseAddress?.assumingMemoryBound(to: CChar.self),
            CInt(text.count), nil)
    }

    private func bindBlob(_ index: CInt, _ bytes: UnsafeRawBufferPointer) {
        if bytes.isEmpty {
            sqlite3_bind_zeroblob(pointer, index, 0)
        } else {
            sqlite3_bind_blob(pointer, index, bytes.baseAddress, CInt(bytes.count), nil)
        }
    }

    private static func withText<Result>(
        _ text: String, _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        var text = text
        return text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
    }
}
