internal import FoundationEssentials
internal import GRDB
public import StationJournal

/// What the county knows of one parcel, for the tracking page and lists.
public struct ParcelRecord: Sendable, Equatable {
    /// The number on the waybill.
    public let number: String
    /// The carrier, where known.
    public let carrier: String?
    /// Where it stands.
    public let state: ParcelState
    /// Where it lies, lay last, or is announced to.
    public let station: StationID
    /// The name of that place.
    public let stationName: String
    /// Milligrams, where it was weighed.
    public let mass: Int64?
    /// Something about it contradicts: a person has to look.
    public let conflict: Bool
    /// Milliseconds since 1970 of each step it has taken.
    public let announcedAt: Int64?
    /// When it was taken into custody.
    public let heldAt: Int64?
    /// When it was taken in.
    public let receivedAt: Int64?
    /// When it was handed out.
    public let handedOutAt: Int64?

    static let query = """
        SELECT parcel.*, station.id AS station_id, station.name AS station_name
        FROM parcel JOIN station ON station.number = parcel.station
        """

    init(_ row: Row) throws {
        guard let state = ParcelState(rawValue: row["state"]),
            let station = StationID(row["station_id"])
        else { throw CountyStoreError.refused(reason: "a parcel in no known state or place") }
        self.state = state
        self.station = station
        number = row["number"]
        carrier = row["carrier"]
        stationName = row["station_name"]
        mass = row["mass"]
        conflict = row["conflict"]
        announcedAt = row["announced_at"]
        heldAt = row["held_at"]
        receivedAt = row["received_at"]
        handedOutAt = row["handed_out_at"]
    }
}

/// An entry as listed for audits.
public struct EntryRecord: Sendable, Equatable {
    /// Its place in the order of all stations' entries at the county.
    public let arrival: Int64
    /// Whose, in which life, and its place there.
    public let identity: EntryIdentity
    /// The name of its kind; `-` when it cannot be read.
    public let kind: String
    /// The waybill number it is about, where it is about one.
    public let number: String?
    /// What the county did with it.
    public let verdict: Verdict
    /// Milliseconds since 1970 on the county's clock when it happened, as well as can be known.
    public let correctedAt: Int64
    /// The fact itself, where it can be read.
    public let fact: Fact?
}

/// What the display wall shows, in one snapshot.
public struct WallSnapshot: Sendable {
    /// All stations by id.
    public var stations: [StationRecord] = []
    /// Parcels by where they stand.
    public var parcels: [ParcelState: Int64] = [:]
    /// Steps of the day by hour 0…23, China Standard Time.
    public var hours: [ParcelStep: [Int64]] = [:]
    /// The newest entries by which a parcel was taken in, newest first.
    public var arrivals: [EntryRecord] = []
}

extension CountyStore {
    /// Entries looked through for the latest arrivals at most: the newest only.
    private static let arrivalsSearchedMax = 400
    /// Entries on a page of the audit list at most.
    public static let entryPageMax = 1000
    /// Parcels on a page of the list at most.
    public static let parcelPageMax = 1000

    /// One parcel by its number.
    public func parcel(_ number: String) async throws -> ParcelRecord? {
        try await read { database in
            try Row.fetchOne(
                database.cachedStatement(sql: ParcelRecord.query + " WHERE parcel.number = ?"),
                arguments: [number]
            ).map(ParcelRecord.init)
        }
    }

    /// Parcels by number, after a number, of all stations.
    public func parcels(after number: String, limit: Int) async throws -> [ParcelRecord] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: ParcelRecord.query + " WHERE parcel.number > ? ORDER BY parcel.number LIMIT ?",
                arguments: [number, min(limit, Self.parcelPageMax)]
            ).map(ParcelRecord.init)
        }
    }

    /// Kept counts by name: `entries.<verdict>`, `parcels.<state>`.
    public func tallies() async throws -> [String: Int64] {
        try await read { try Self.tallies($0) }
    }

    private static func tallies(_ database: Database) throws -> [String: Int64] {
        let rows = try Row.fetchAll(database, sql: "SELECT name, value FROM tally")
        return Dictionary(
            rows.map { ($0["name"] as String, $0["value"] as Int64) },
            uniquingKeysWith: { first, _ in first })
    }

    /// A station's entries of all epochs in order, after one of them.
    ///
    /// - Throws: `StationCommandError.unknown`, `CountyStoreError`.
    public func entries(
        of id: StationID, afterEpoch epoch: Int64, sequence: Int64, limit: Int
    ) async throws -> [EntryRecord] {
        try await read { database in
            let station = try Self.demandNumber(of: id, database)
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT *, ? AS station_id FROM entry
                    WHERE station = ? AND (epoch, sequence) > (?, ?)
                    ORDER BY epoch, sequence LIMIT ?
                    """,
                arguments: [
                    id.description, station, epoch, sequence, min(limit, Self.entryPageMax),
                ]
            ).map(EntryRecord.init)
        }
    }

    /// Everything the wall shows.
    ///
    /// - Parameters:
    ///   - now: Milliseconds since 1970; its day is shown.
    ///   - arrivals: So many of the newest arrivals at most.
    /// - Returns: One snapshot of it.
    /// - Throws: `CountyStoreError`.
    public func wall(at now: Int64, arrivals: Int) async throws -> WallSnapshot {
        try await read { database in
            var wall = WallSnapshot()
            wall.stations = try Row.fetchAll(database, sql: "SELECT * FROM station ORDER BY id")
                .map(StationRecord.init)
            let tallies = try Self.tallies(database)
            for state in ParcelState.allCases {
                wall.parcels[state] = tallies["parcels.\(state.rawValue)"] ?? 0
            }
            wall.hours = try Self.hours(CountyHour.firstOfDay(now), database)
            wall.arrivals = try Self.arrivals(arrivals, database)
            return wall
        }
    }

    private static func hours(
        _ first: Int64, _ database: Database
    ) throws -> [ParcelStep: [Int64]] {
        var hours: [ParcelStep: [Int64]] = [:]
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT hour, step, sum(count) AS count FROM parcel_hour
                WHERE hour BETWEEN ? AND ? GROUP BY hour, step
                """, arguments: [first, first + 23])
        for row in rows {
            guard let step = ParcelStep(rawValue: row["step"]) else { continue }
            let hour = Int((row["hour"] as Int64) - first)
            hours[step, default: Array(repeating: 0, count: 24)][hour] = row["count"]
        }
        return hours
    }

    private static func arrivals(_ count: Int, _ database: Database) throws -> [EntryRecord] {
        let last = try Int64.fetchOne(database, sql: "SELECT max(arrival) FROM entry") ?? 0
        return try Row.fetchAll(
            database,
            sql: """
                SELECT entry.*, station.id AS station_id
                FROM entry JOIN station ON station.number = entry.station
                WHERE arrival > ? AND kind IN ('parcel-received', 'parcel-held')
                ORDER BY arrival DESC LIMIT ?
                """, arguments: [last - Int64(arrivalsSearchedMax), count]
        ).map(EntryRecord.init)
    }
}

extension EntryRecord {
    init(_ row: Row) throws {
        guard let station = StationID(row["station_id"]),
            let verdict = Verdict(rawValue: row["verdict"])
        else { throw CountyStoreError.refused(reason: "an entry of no known station or verdict") }
        arrival = row["arrival"]
        identity = EntryIdentity(station: station, epoch: row["epoch"], sequence: row["sequence"])
        kind = row["kind"]
        self.verdict = verdict
        correctedAt = row["corrected_at"]
        fact = EntryReader.read([UInt8](row["body"] as Data))?.fact
        number = fact?.parcelNumber
    }
}
