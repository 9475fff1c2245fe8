internal import FoundationEssentials
internal import GRDB
public import StationJournal

/// What a station asks for with a one-time code, its signature already checked.
public struct EnrolmentClaim: Sendable {
    /// SHA-256 of the code.
    public var codeHash: [UInt8]
    /// The 32 bytes of the station's public key.
    public var publicKey: [UInt8]
    /// The counter of the request.
    public var counter: Int64

    /// A claim of these parts.
    public init(codeHash: [UInt8], publicKey: [UInt8], counter: Int64) {
        self.codeHash = codeHash
        self.publicKey = publicKey
        self.counter = counter
    }
}

/// A key with what it stands for.
public struct KeyRecord: Sendable, Equatable {
    /// Its name: `RequestSignature.keyID`.
    public let id: String
    /// The 32 bytes of the public key.
    public let publicKey: [UInt8]
    /// Whose it is.
    public let station: StationID
    /// The epoch its station writes.
    public let epoch: Int64
    let stationNumber: Int64
}

extension CountyStore {
    /// The key of this name, with the reason to refuse it where there is one.
    ///
    /// - Throws: `Refusal`, `CountyStoreError`.
    public func key(_ id: String) async throws -> KeyRecord {
        try await read { database in
            guard
                let row = try Row.fetchOne(
                    database.cachedStatement(
                        sql: """
                            SELECT station_key.*, station.id AS station_id
                            FROM station_key JOIN station ON station.number = station_key.station
                            WHERE station_key.id = ?
                            """), arguments: [id]),
                let station = StationID(row["station_id"])
            else { throw Refusal.keyUnknown }
            try Self.demandActive(row["state"])
            return KeyRecord(
                id: id, publicKey: [UInt8](row["public_key"] as Data), station: station,
                epoch: row["epoch"], stationNumber: row["station"])
        }
    }

    static func demandActive(_ state: String) throws(Refusal) {
        switch state {
        case "active": return
        case "superseded": throw .keySuperseded
        default: throw .stationRevoked
        }
    }

    /// Enrols a key with a one-time code and begins a new epoch.
    ///
    /// The same code with the same key gives the same grant again, because answers get lost.
    /// - Returns: The grant without pins, which are not the store's to know.
    /// - Throws: `Refusal`, `CountyStoreError`.
    public func enrol(_ claim: EnrolmentClaim, at now: Int64) async throws -> EnrolmentGrant {
        let keyID = RequestSignature.keyID(of: claim.publicKey)
        return try await write { database in
            guard
                let code = try Row.fetchOne(
                    database, sql: "SELECT * FROM enrolment_code WHERE hash = ?",
                    arguments: [claim.codeHash.blob])
            else { throw Refusal.codeUnknown }
            let station: Int64 = code["station"]
            if let user: String = code["used_by"] {
                guard user == keyID else { throw Refusal.codeUsed }
                return try Self.grant(again: keyID, claim, station, now, database)
            }
            guard !(code["withdrawn"] as Bool) else { throw Refusal.codeUnknown }
            guard now < (code["expires_at"] as Int64) else { throw Refusal.codeExpired }
            return try Self.grant(keyID, claim, station, now, database)
        }
    }

    private static func grant(
        again keyID: String, _ claim: EnrolmentClaim, _ station: Int64, _ now: Int64,
        _ database: Database
    ) throws -> EnrolmentGrant {
        guard
            let key = try Row.fetchOne(
                database, sql: "SELECT * FROM station_key WHERE id = ?", arguments: [keyID])
        else { throw Refusal.codeUsed }
        try demandActive(key["state"])
        try database.execute(
            sql: "UPDATE station_key SET counter = max(counter, ?) WHERE id = ?",
            arguments: [claim.counter, keyID])
        let record = try record(station, database)
        return EnrolmentGrant(
            station: record.id, epoch: key["epoch"], name: record.name, pins: "", serverTime: now)
    }

    private static func grant(
        _ keyID: String, _ claim: EnrolmentClaim, _ station: Int64, _ now: Int64,
        _ database: Database
    ) throws -> EnrolmentGrant {
        let record = try record(station, database)
        let epoch = record.epoch + 1
        // A key names one station and one epoch; a second life needs a second key.
        let taken = try Bool.fetchOne(
            database, sql: "SELECT EXISTS (SELECT 1 FROM station_key WHERE id = ?)",
            arguments: [keyID])
        guard taken == false else { throw Refusal.codeUsed }
        try database.execute(
            sql: """
                UPDATE station_key SET state = 'superseded' WHERE station = ? AND state = 'active'
                """, arguments: [station])
        try database.execute(
            sql: """
                INSERT INTO station_key
                    (id, public_key, station, epoch, counter, state, enrolled_at)
                VALUES (?, ?, ?, ?, ?, 'active', ?)
                """,
            arguments: [keyID, claim.publicKey.blob, station, epoch, claim.counter, now])
        try database.execute(
            sql: "UPDATE enrolment_code SET used_by = ? WHERE hash = ?",
            arguments: [keyID, claim.codeHash.blob])
        try database.execute(
            sql: """
                UPDATE station SET state = 'active', epoch = ?, last_sequence = 0, last_link = ?,
                    last_corrected = ?, last_contact = ?
                WHERE number = ?
                """,
            arguments: [
                epoch, HashChain(station: record.id, epoch: epoch).link.blob, now, now, station,
            ])
        return EnrolmentGrant(
            station: record.id, epoch: epoch, name: record.name, pins: "", serverTime: now)
    }
}
