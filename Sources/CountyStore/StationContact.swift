internal import GRDB

/// A signed request whose signature has been checked, on its way into the store.
public struct StationContact: Sendable {
    /// The key that signed it.
    public let key: KeyRecord
    /// Its counter: has to be above the last one of that key.
    public let counter: Int64
    /// Milliseconds since 1970 when it arrived, by the county's clock.
    public let arrived: Int64
    /// The station's own wall clock when it sent, in milliseconds since 1970: never a gate, only
    /// a way to judge the times in its entries.
    public let stationClock: Int64?

    /// A contact of these parts.
    public init(key: KeyRecord, counter: Int64, arrived: Int64, stationClock: Int64?) {
        self.key = key
        self.counter = counter
        self.arrived = arrived
        self.stationClock = stationClock
    }

    /// Uses the counter up, in the transaction of whatever the request does.
    func record(_ database: Database) throws {
        guard
            let row = try Row.fetchOne(
                database.cachedStatement(
                    sql: "SELECT counter, state FROM station_key WHERE id = ?"),
                arguments: [key.id])
        else { throw Refusal.keyUnknown }
        try CountyStore.demandActive(row["state"])
        guard counter > (row["counter"] as Int64) else { throw Refusal.counterReplayed }
        try database.cachedStatement(sql: "UPDATE station_key SET counter = ? WHERE id = ?")
            .execute(arguments: [counter, key.id])
        try database.cachedStatement(sql: "UPDATE station SET last_contact = ? WHERE number = ?")
            .execute(arguments: [arrived, key.stationNumber])
    }
}
