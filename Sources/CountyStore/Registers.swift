internal import FoundationEssentials
internal import GRDB

extension CountyStore {
    /// Records in a page at most.
    public static let registerPageMax = 2_000

    /// Makes changes in one transaction: all or none.
    ///
    /// - Returns: How many records were made, changed and closed.
    /// - Throws: `RegisterRefusal` with everything in the way; `CountyStoreError`.
    public func write(_ entry: RegisterEntry, at now: Int64) async throws -> RegisterCount {
        try await write { database in
            let register = try Self.registerNumber(entry.name, keep: entry.keepMonths, database)
            var count = RegisterCount()
            var conflicts: [RegisterRefusal.Conflict] = []
            for change in entry.changes {
                let before = try Self.standing(change.key, in: register, database)
                if let reason = Self.conflict(before, change) {
                    conflicts.append(.init(key: change.key, reason: reason))
                } else {
                    try Self.append(change, entry, register, before, now, database)
                    if change.fields == nil {
                        count.closed += 1
                    } else if before == nil {
                        count.added += 1
                    } else {
                        count.changed += 1
                    }
                }
            }
            // Records of one table may refer to each other, so this comes after all are there.
            for change in entry.changes {
                for reference in change.references
                where try !Self.isOpen(reference, pack: entry.name.pack, database) {
                    conflicts.append(.init(key: change.key, reason: .dangling(reference)))
                }
            }
            guard conflicts.isEmpty else { throw RegisterRefusal(conflicts: conflicts) }
            try Self.note(
                .write, in: register, by: entry.by, entry.note, entry.changes.count, now, database)
            return count
        }
    }

    /// The open records of a register, by key, after a key as this returned it.
    ///
    /// - Throws: `CountyStoreError`.
    public func records(
        of name: RegisterName, after key: [String]?, limit: Int
    ) async throws -> [RegisterRow] {
        try await read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT key, fields, register_record.version FROM register_record
                    JOIN register ON register.number = register_record.register
                    JOIN register_version ON register_version.record = register_record.number
                        AND register_version.version = register_record.version
                    WHERE pack = ? AND name = ? AND closed_on IS NULL AND key > ?
                    ORDER BY key LIMIT ?
                    """,
                arguments: [name.pack, name.register, try key.map(Self.json) ?? "", limit])
            return try rows.map { row in
                RegisterRow(
                    key: try Self.value(row["key"]), fields: try Self.value(row["fields"]),
                    version: row["version"])
            }
        }
    }

    /// All versions of a record, the first one first; none when it is not there.
    ///
    /// - Throws: `CountyStoreError`.
    public func history(of key: [String], in name: RegisterName) async throws -> [RegisterVersion] {
        try await read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT register_version.* FROM register_version
                    JOIN register_record ON register_record.number = register_version.record
                    JOIN register ON register.number = register_record.register
                    WHERE pack = ? AND name = ? AND key = ? ORDER BY register_version.version
                    """,
                arguments: [name.pack, name.register, try Self.json(key)])
            return try rows.map { row in
                let fields: String? = row["fields"]
                return RegisterVersion(
                    version: row["version"], fields: try fields.map(Self.value),
                    by: row["person"], heldFrom: row["held_from"], writtenAt: row["written_at"],
                    note: row["note"])
            }
        }
    }

    /// How many records each register of a pack holds; those never written to are left out.
    ///
    /// - Throws: `CountyStoreError`.
    public func registers(of pack: String) async throws -> [RegisterTally] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT name, count(register_record.number) AS total,
                        count(closed_on) AS closed FROM register
                    LEFT JOIN register_record ON register_record.register = register.number
                    WHERE pack = ? GROUP BY name ORDER BY name
                    """, arguments: [pack]
            ).map { row in
                let (total, closed): (Int, Int) = (row["total"], row["closed"])
                return RegisterTally(register: row["name"], open: total - closed, closed: closed)
            }
        }
    }

    /// Writes down that records are handed out without masks; before it is done.
    ///
    /// - Throws: `CountyStoreError`.
    public func noteUnmasked(
        _ name: RegisterName, by person: String, reason: String, count: Int, at now: Int64
    ) async throws {
        try await write { database in
            let register = try Self.registerNumber(name, keep: nil, database)
            try Self.note(.unmasked, in: register, by: person, reason, count, now, database)
        }
    }

    /// What was done with the registers of a pack, the last first.
    ///
    /// - Throws: `CountyStoreError`.
    public func registerActs(of pack: String, limit: Int) async throws -> [RegisterAct] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT name, act, person, note, count, at FROM register_act
                    JOIN register ON register.number = register_act.register
                    WHERE pack = ? ORDER BY register_act.number DESC LIMIT ?
                    """, arguments: [pack, limit]
            ).compactMap { row in
                guard let kind = RegisterAct.Kind(rawValue: row["act"]) else { return nil }
                return RegisterAct(
                    register: row["name"], kind: kind, by: row["person"], note: row["note"],
                    count: row["count"], at: row["at"])
            }
        }
    }

    /// Erases closed records with all their versions when their time is over.
    ///
    /// What was erased can be read neither in the file nor in its log afterwards. A register whose
    /// time nobody has said is left alone.
    /// - Parameters:
    ///   - now: Milliseconds since 1970.
    ///   - isOver: Whether a record closed on a day and kept so many months is to go.
    /// - Returns: How many records were erased.
    /// - Throws: `CountyStoreError`.
    public func eraseClosed(
        at now: Int64, isOver: @escaping @Sendable (_ closedOn: String, _ months: Int) -> Bool
    ) async throws -> Int {
        let due = try await read { try Self.dueForErasure($0, isOver) }
        guard !due.isEmpty else { return 0 }
        let erased = try await write { database in
            try database.execute(sql: "PRAGMA secure_delete = ON")
            var total = 0
            for (register, day) in due {
                try database.execute(
                    sql: "DELETE FROM register_record WHERE register = ? AND closed_on = ?",
                    arguments: [register, day])
                let count = database.changesCount
                total += count
                try Self.note(.erase, in: register, by: "countyd", "", count, now, database)
            }
            return total
        }
        try await emptyLog()
        return erased
    }

    private func emptyLog() async throws {
        do {
            try await pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            // A reader holds the log; the next checkpoint overwrites it.
        } catch let error as DatabaseError {
            throw CountyStoreError(error, path: path)
        }
    }
}

extension CountyStore {
    private struct Standing {
        let number: Int64
        let version: Int
        let isClosed: Bool
    }

    private static func registerNumber(
        _ name: RegisterName, keep months: Int?, _ database: Database
    ) throws -> Int64 {
        try database.execute(
            sql: """
                INSERT INTO register (pack, name, keep_months) VALUES (?, ?, ?)
                ON CONFLICT (pack, name) DO UPDATE
                SET keep_months = coalesce(excluded.keep_months, keep_months)
                """, arguments: [name.pack, name.register, months])
        let number = try Int64.fetchOne(
            database, sql: "SELECT number FROM register WHERE pack = ? AND name = ?",
            arguments: [name.pack, name.register])
        return number ?? 0
    }

    private static func standing(
        _ key: [String], in register: Int64, _ database: Database
    ) throws -> Standing? {
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT number, version, closed_on FROM register_record
                    WHERE register = ? AND key = ?
                    """), arguments: [register, try json(key)])
        return row.map { row in
            let closedOn: String? = row["closed_on"]
            return Standing(
                number: row["number"], version: row["version"], isClosed: closedOn != nil)
        }
    }

    private static func conflict(
        _ before: Standing?, _ change: RegisterChange
    ) -> RegisterRefusal.Reason? {
        if let before, before.isClosed { return .closed }
        let version = before?.version ?? 0
        // A record that is not there cannot be closed.
        guard version == change.base, change.fields != nil || version > 0 else {
            return .changedMeanwhile(version)
        }
        return nil
    }

    private static func append(
        _ change: RegisterChange, _ entry: RegisterEntry, _ register: Int64, _ before: Standing?,
        _ now: Int64, _ database: Database
    ) throws {
        let version = change.base + 1
        let closedOn = change.fields == nil ? entry.heldFrom : nil
        try database.cachedStatement(
            sql: """
                INSERT INTO register_record (register, key, version, closed_on) VALUES (?, ?, ?, ?)
                ON CONFLICT (register, key) DO UPDATE
                SET version = excluded.version, closed_on = excluded.closed_on
                """
        ).execute(arguments: [register, try json(change.key), version, closedOn])
        let number = before?.number ?? database.lastInsertedRowID
        try database.cachedStatement(
            sql: """
                INSERT INTO register_version
                    (record, version, fields, person, held_from, written_at, note)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            number, version, try change.fields.map(json), entry.by, entry.heldFrom, now, entry.note,
        ])
    }

    private static func isOpen(
        _ reference: RegisterChange.Reference, pack: String, _ database: Database
    ) throws -> Bool {
        try Bool.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT EXISTS (
                        SELECT 1 FROM register_record
                        JOIN register ON register.number = register_record.register
                        WHERE pack = ? AND name = ? AND key = ? AND closed_on IS NULL)
                    """), arguments: [pack, reference.register, try json(reference.key)]) ?? false
    }

    private static func note(
        _ kind: RegisterAct.Kind, in register: Int64, by person: String, _ note: String,
        _ count: Int, _ now: Int64, _ database: Database
    ) throws {
        try database.execute(
            sql: """
                INSERT INTO register_act (register, act, person, note, count, at)
                VALUES (?, ?, ?, ?, ?, ?)
                """, arguments: [register, kind.rawValue, person, note, count, now])
    }

    private static func dueForErasure(
        _ database: Database, _ isOver: (String, Int) -> Bool
    ) throws -> [(register: Int64, day: String)] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT DISTINCT register, closed_on, keep_months FROM register_record
                JOIN register ON register.number = register_record.register
                WHERE closed_on IS NOT NULL AND keep_months IS NOT NULL
                """
        ).filter { isOver($0["closed_on"], $0["keep_months"]) }
            .map { ($0["register"], $0["closed_on"]) }
    }

    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func value<Value: Decodable>(_ text: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }
}
