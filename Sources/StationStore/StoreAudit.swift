internal import FoundationEssentials
internal import GRDB
public import StationJournal

/// A station's file read from end to end while no daemon has it open: for audits and tests.
///
/// Walks the whole journal, so it takes time in proportion; the daemon itself never does this.
public struct StoreAudit: Sendable {
    /// Whose journal it is.
    public let station: StationID
    /// Which life of it.
    public let epoch: Int64
    /// Every entry's bytes, in order.
    public let bodies: [[UInt8]]
    /// The first sequence whose place or hash is wrong; nil for an unbroken chain.
    public let brokenAt: Int64?
    /// Numbers of the parcels that are or were on a shelf.
    public let received: Set<String>

    /// Reads a file.
    ///
    /// - Throws: `StoreError`, `.locked` while a daemon has it open.
    public init(path: String) throws(StoreError) {
        guard FileManager.default.fileExists(atPath: path) else { throw .missing(path: path) }
        do {
            let queue = try DatabaseQueue(path: path)
            self = try queue.read { db in try StoreAudit(db) }
            try queue.close()
        } catch {
            throw StoreError(error, path: path)
        }
    }

    private init(_ db: Database) throws {
        guard let identity = try db.row("SELECT station, epoch FROM identity"),
            let station = StationID(identity[0] as String)
        else { throw StoreError.unreadable(path: "", reason: "no identity") }
        let epoch: Int64 = identity[1]
        var chain = HashChain(station: station, epoch: epoch)
        var bodies: [[UInt8]] = []
        var brokenAt: Int64?
        let rows = try Row.fetchCursor(
            db, sql: "SELECT sequence, body, link FROM journal ORDER BY sequence")
        while let row = try rows.next() {
            let body = row.bytes(1)
            chain.append(body)
            bodies.append(body)
            let isRight = row[0] as Int64 == Int64(bodies.count) && row.bytes(2) == chain.link
            if !isRight, brokenAt == nil { brokenAt = row[0] }
        }
        self.station = station
        self.epoch = epoch
        self.bodies = bodies
        self.brokenAt = brokenAt
        received = try Set(
            String.fetchAll(db, sql: "SELECT number FROM parcel WHERE state <> 'held'"))
    }
}
