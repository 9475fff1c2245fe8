internal import FoundationEssentials
internal import GRDB

extension CountyStore {
    /// Cases in a page at most.
    public static let casePageMax = 500

    /// Opens a case.
    ///
    /// - Returns: The case, with the number it got when it came without a name.
    /// - Throws: `CaseCommandError`, `CountyStoreError`.
    public func openCase(_ new: NewCase, at now: Int64) async throws -> CaseRecord {
        try await write { database in
            let serial = new.id == nil ? try Self.nextSerial(new, database) : nil
            let id = new.id ?? "\(new.workflow)-\(new.openedOn.prefix(4))-\(serial ?? 0)"
            if try Self.caseNumber(id, pack: new.pack, database) != nil {
                throw CaseCommandError.exists(id)
            }
            try database.execute(
                sql: """
                    INSERT INTO programme_case (pack, pack_version, id, workflow, year, serial,
                        opened_on, person, written_at, recused, acts, has_ended)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)
                    """,
                arguments: [
                    new.pack, new.packVersion, id, new.workflow,
                    String(new.openedOn.prefix(4)), serial, new.openedOn, new.by, now,
                    try Self.json(new.recused),
                ])
            return CaseRecord(
                id: id, packVersion: new.packVersion, workflow: new.workflow,
                openedOn: new.openedOn, openedBy: new.by, writtenAt: now, recused: new.recused,
                acts: [])
        }
    }

    /// Writes acts behind those a case has, all or none.
    ///
    /// - Throws: `CaseCommandError`, also when others have acted meanwhile; `CountyStoreError`.
    public func append(
        _ entry: CaseEntry, to id: String, pack: String, at now: Int64
    ) async throws {
        try await write { database in
            guard let (number, acts) = try Self.caseNumber(id, pack: pack, database) else {
                throw CaseCommandError.unknown(id)
            }
            guard acts == entry.after else {
                throw CaseCommandError.changedMeanwhile(id, acts: acts)
            }
            for (offset, act) in entry.acts.enumerated() {
                try database.execute(
                    sql: """
                        INSERT INTO case_act (programme_case, position, act, written_at)
                        VALUES (?, ?, ?, ?)
                        """, arguments: [number, acts + offset + 1, try Self.json(act), now])
            }
            try database.execute(
                sql: "UPDATE programme_case SET acts = ?, has_ended = ? WHERE number = ?",
                arguments: [acts + entry.acts.count, entry.hasEnded, number])
        }
    }

    /// A case with all its acts; nil when there is none.
    ///
    /// - Throws: `CountyStoreError`.
    public func caseRecord(_ id: String, pack: String) async throws -> CaseRecord? {
        try await read { database in
            let row = try Row.fetchOne(
                database, sql: "SELECT * FROM programme_case WHERE pack = ? AND id = ?",
                arguments: [pack, id])
            return try row.map { try Self.caseRecord($0, database) }
        }
    }

    /// Cases of a pack by id, after an id, with all their acts; those that have ended are among them
    /// only where `ended` says so.
    ///
    /// - Throws: `CountyStoreError`.
    public func cases(
        of pack: String, after id: String, ended: Bool, limit: Int
    ) async throws -> [CaseRecord] {
        try await read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM programme_case WHERE pack = ? AND id > ?
                    \(ended ? "" : "AND has_ended = 0") ORDER BY id LIMIT ?
                    """, arguments: [pack, id, limit])
            return try rows.map { try Self.caseRecord($0, database) }
        }
    }

    private static func caseRecord(_ row: Row, _ database: Database) throws -> CaseRecord {
        let number: Int64 = row["number"]
        let acts = try Row.fetchAll(
            database.cachedStatement(
                sql: "SELECT * FROM case_act WHERE programme_case = ? ORDER BY position"),
            arguments: [number])
        return CaseRecord(
            id: row["id"], packVersion: row["pack_version"], workflow: row["workflow"],
            openedOn: row["opened_on"], openedBy: row["person"], writtenAt: row["written_at"],
            recused: try value(row["recused"]),
            acts: try acts.map { act in
                CaseRecord.WrittenAct(
                    act: try value(act["act"]), writtenAt: act["written_at"])
            })
    }

    private static func caseNumber(
        _ id: String, pack: String, _ database: Database
    ) throws -> (number: Int64, acts: Int)? {
        try Row.fetchOne(
            database, sql: "SELECT number, acts FROM programme_case WHERE pack = ? AND id = ?",
            arguments: [pack, id]
        ).map { ($0["number"], $0["acts"]) }
    }

    private static func nextSerial(_ new: NewCase, _ database: Database) throws -> Int {
        let last = try Int.fetchOne(
            database,
            sql: """
                SELECT max(serial) FROM programme_case
                WHERE pack = ? AND workflow = ? AND year = ?
                """, arguments: [new.pack, new.workflow, String(new.openedOn.prefix(4))])
        return (last ?? 0) + 1
    }
}
