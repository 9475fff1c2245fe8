internal import FoundationEssentials
internal import GRDB
internal import Identifiers
public import StationJournal

/// What an import of expected parcels changed.
public struct AnnouncementCount: Codable, Sendable, Equatable {
    /// Parcels announced for the first time.
    public var added = 0
    /// Parcels announced before, now with other particulars or to another station.
    public var changed = 0
    /// Parcels announced before in the same words: nothing was done.
    public var same = 0

    /// Nothing yet.
    public init() {}
}

extension CountyStore {
    /// Announces parcels to a station: projection and feed in one transaction.
    ///
    /// Safe to repeat. A parcel announced elsewhere before is withdrawn there; one that already lies
    /// or has been handed out keeps its state.
    /// - Throws: `StationCommandError.unknown`, `CountyStoreError`.
    public func announce(
        _ parcels: [ExpectedParcel], to id: StationID, at now: Int64
    ) async throws -> AnnouncementCount {
        try await write { database in
            let station = try Self.demandNumber(of: id, database)
            var feeds: [Int64: FeedWriter] = [:]
            var states: [ParcelState: Int64] = [:]
            var count = AnnouncementCount()
            for parcel in parcels {
                let before = try Announced.find(parcel.number, database)
                if let before, before.equals(parcel, at: station) {
                    count.same += 1
                    continue
                }
                if before == nil { count.added += 1 } else { count.changed += 1 }
                if let old = before, old.station != station, old.state == .expected {
                    try FeedWriter.append(
                        .withdraw(number: parcel.number), to: old.station, &feeds, database)
                }
                try FeedWriter.append(.expect(parcel), to: station, &feeds, database)
                if let old = before { states[old.state, default: 0] -= 1 }
                let state = try Announced.save(parcel, before, station, now, database)
                states[state, default: 0] += 1
            }
            for (station, feed) in feeds { try feed.save(station, database) }
            try Self.add(states, database)
            return count
        }
    }

    /// The rows of a station's feed after a cursor; uses the request's counter up.
    ///
    /// - Throws: `Refusal`, `CountyStoreError`.
    public func feed(
        for contact: StationContact, after cursor: Int64, limit: Int
    ) async throws -> FeedPage {
        try await write { try contact.record($0) }
        return try await read { database in
            let station = contact.key.stationNumber
            let end = try Int64.fetchOne(
                database.cachedStatement(sql: "SELECT feed_cursor FROM station WHERE number = ?"),
                arguments: [station])
            guard cursor <= end ?? 0 else { throw Refusal.cursorAhead }
            let rows = try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT cursor, row FROM feed WHERE station = ? AND cursor > ?
                        ORDER BY cursor LIMIT ?
                        """), arguments: [contact.key.stationNumber, cursor, limit + 1]
            ).map { try JSONDecoder().decode(FeedRow.self, from: $0["row"] as Data) }
            let page = Array(rows.prefix(limit))
            return FeedPage(
                rows: try page.filter { try Self.isStillNews($0.item, database) },
                next: page.last?.cursor ?? cursor, more: rows.count > limit)
        }
    }
}

extension CountyStore {
    /// A station that begins its feed anew is not told to expect what was handed out long ago.
    private static func isStillNews(_ item: FeedItem, _ database: Database) throws -> Bool {
        guard case .expect(let parcel) = item else { return true }
        let state = try String.fetchOne(
            database.cachedStatement(sql: "SELECT state FROM parcel WHERE number = ?"),
            arguments: [parcel.number])
        return state != ParcelState.handedOut.rawValue
    }
}

/// What is known of a parcel before it is announced (again).
private struct Announced {
    let state: ParcelState
    let station: Int64
    let isAnnounced: Bool
    let carrier: String?
    let receiver: String?
    let phoneTail: String?
    let weigh: Bool

    static func find(_ number: String, _ database: Database) throws -> Announced? {
        let statement = try database.cachedStatement(
            sql: """
                SELECT state, station, announced_at, carrier, receiver, phone_tail, weigh
                FROM parcel WHERE number = ?
                """)
        guard let row = try Row.fetchOne(statement, arguments: [number]) else { return nil }
        guard let state = ParcelState(rawValue: row["state"]) else {
            throw CountyStoreError.refused(reason: "a parcel in no known state")
        }
        return Announced(
            state: state, station: row["station"],
            isAnnounced: (row["announced_at"] as Int64?) != nil, carrier: row["carrier"],
            receiver: row["receiver"], phoneTail: row["phone_tail"], weigh: row["weigh"])
    }

    func equals(_ parcel: ExpectedParcel, at station: Int64) -> Bool {
        isAnnounced && self.station == station && state != .withdrawn
            && carrier == parcel.carrier.rawValue && receiver == parcel.receiver
            && phoneTail == parcel.phoneTail && weigh == parcel.weigh
    }

    static func save(
        _ parcel: ExpectedParcel, _ before: Announced?, _ station: Int64, _ now: Int64,
        _ database: Database
    ) throws -> ParcelState {
        let rests = before.map { $0.state != .expected && $0.state != .withdrawn } ?? false
        let state = rests ? before?.state ?? .expected : .expected
        // Where a parcel lies is what the stations say, not what was announced.
        let place = rests ? before?.station ?? station : station
        try database.cachedStatement(
            sql: """
                INSERT INTO parcel (number, carrier, state, station, receiver, phone_tail, weigh,
                    conflict, announced_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)
                ON CONFLICT (number) DO UPDATE SET carrier = excluded.carrier,
                    state = excluded.state, station = excluded.station,
                    receiver = excluded.receiver, phone_tail = excluded.phone_tail,
                    weigh = excluded.weigh, announced_at = coalesce(announced_at,
                        excluded.announced_at)
                """
        ).execute(arguments: [
            parcel.number, parcel.carrier.rawValue, state.rawValue, place, parcel.receiver,
            parcel.phoneTail, parcel.weigh, now,
        ])
        return state
    }
}

/// Gives out a station's cursors under the writer, without gaps.
private struct FeedWriter {
    private var cursor: Int64

    static func append(
        _ item: FeedItem, to station: Int64, _ feeds: inout [Int64: FeedWriter],
        _ database: Database
    ) throws {
        let start =
            try feeds[station]?.cursor
            ?? Int64.fetchOne(
                database, sql: "SELECT feed_cursor FROM station WHERE number = ?",
                arguments: [station]) ?? 0
        let row = FeedRow(cursor: start + 1, item: item)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try database.cachedStatement(
            sql: "INSERT INTO feed (station, cursor, row) VALUES (?, ?, ?)"
        ).execute(arguments: [station, row.cursor, try encoder.encode(row)])
        feeds[station] = FeedWriter(cursor: row.cursor)
    }

    func save(_ station: Int64, _ database: Database) throws {
        try database.execute(
            sql: "UPDATE station SET feed_cursor = ? WHERE number = ?",
            arguments: [cursor, station])
    }
}
