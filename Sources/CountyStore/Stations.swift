internal import GRDB
public import StationJournal

/// What the county thinks of a station.
public enum StationState: String, Sendable {
    /// Added, never enrolled.
    case new
    /// Enrolled; its entries are taken.
    case active
    /// Refused until it enrols again with a new code.
    case revoked
    /// Its journal contradicts what the county has: frozen until it enrols into a new epoch.
    case forked
}

/// A station as the county knows it.
public struct StationRecord: Sendable, Equatable {
    /// Its id.
    public let id: StationID
    /// Its name in Chinese.
    public let name: String
    /// What the county thinks of it.
    public let state: StationState
    /// The epoch of its present journal, 0 before the first enrolment.
    public let epoch: Int64
    /// The last entry the county has of that epoch.
    public let lastSequence: Int64
    /// Milliseconds since 1970 when it last sent an accepted request.
    public let lastContact: Int64?

    init(_ row: Row) throws {
        guard let id = StationID(row["id"]), let state = StationState(rawValue: row["state"]) else {
            throw CountyStoreError.refused(reason: "a station that cannot be named")
        }
        self.id = id
        self.state = state
        name = row["name"]
        epoch = row["epoch"]
        lastSequence = row["last_sequence"]
        lastContact = row["last_contact"]
    }
}

/// Why the clerk's command about a station was not carried out.
public enum StationCommandError: Error, Equatable, Sendable {
    /// No station of this id.
    case unknown(StationID)
    /// There is one of this id already.
    case exists(StationID)
    /// The name is empty or over 64 characters.
    case name
}

extension CountyStore {
    /// Characters of a station's name at most.
    public static let nameLengthMax = 64

    /// Adds a station nobody has enrolled yet.
    ///
    /// - Throws: `StationCommandError`, `CountyStoreError`.
    public func addStation(_ id: StationID, name: String, at now: Int64) async throws {
        guard (1...Self.nameLengthMax).contains(name.unicodeScalars.count) else {
            throw StationCommandError.name
        }
        try await write { database in
            if try Self.number(of: id, database) != nil { throw StationCommandError.exists(id) }
            try database.execute(
                sql: """
                    INSERT INTO station (id, name, state, epoch, last_sequence, last_link,
                        last_corrected, feed_cursor, last_contact, added_at)
                    VALUES (?, ?, 'new', 0, 0, ?, 0, 0, NULL, ?)
                    """,
                arguments: [
                    id.description, name, HashChain(station: id, epoch: 0).link.blob, now,
                ])
        }
    }

    /// All stations by id.
    public func stations() async throws -> [StationRecord] {
        try await read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM station ORDER BY id")
                .map(StationRecord.init)
        }
    }

    /// Refuses the station's requests from now on and withdraws its unused codes.
    ///
    /// - Throws: `StationCommandError.unknown`, `CountyStoreError`.
    public func revokeStation(_ id: StationID) async throws {
        try await write { database in
            let number = try Self.demandNumber(of: id, database)
            try database.execute(
                sql: "UPDATE station SET state = 'revoked' WHERE number = ?", arguments: [number])
            try database.execute(
                sql: "UPDATE station_key SET state = 'revoked' WHERE station = ?",
                arguments: [number])
            try Self.withdrawCodes(of: number, database)
        }
    }

    /// Stores the hash of a one-time code; codes issued before and not used are withdrawn.
    ///
    /// - Throws: `StationCommandError.unknown`, `CountyStoreError`.
    public func issueCode(
        hash: [UInt8], for id: StationID, at now: Int64, expires: Int64
    ) async throws -> StationRecord {
        try await write { database in
            let number = try Self.demandNumber(of: id, database)
            try Self.withdrawCodes(of: number, database)
            try database.execute(
                sql: """
                    INSERT INTO enrolment_code
                        (hash, station, issued_at, expires_at, withdrawn, used_by)
                    VALUES (?, ?, ?, ?, 0, NULL)
                    """, arguments: [hash.blob, number, now, expires])
            return try Self.record(number, database)
        }
    }

    private static func withdrawCodes(of station: Int64, _ database: Database) throws {
        try database.execute(
            sql: "UPDATE enrolment_code SET withdrawn = 1 WHERE station = ? AND used_by IS NULL",
            arguments: [station])
    }

    static func number(of id: StationID, _ database: Database) throws -> Int64? {
        try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT number FROM station WHERE id = ?"),
            arguments: [id.description])
    }

    static func demandNumber(of id: StationID, _ database: Database) throws -> Int64 {
        guard let number = try number(of: id, database) else {
            throw StationCommandError.unknown(id)
        }
        return number
    }

    static func record(_ number: Int64, _ database: Database) throws -> StationRecord {
        guard
            let row = try Row.fetchOne(
                database, sql: "SELECT * FROM station WHERE number = ?", arguments: [number])
        else { throw CountyStoreError.refused(reason: "station number \(number) is gone") }
        return try StationRecord(row)
    }
}
