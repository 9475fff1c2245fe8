internal import FoundationEssentials
internal import GRDB
public import StationJournal

/// A county's file read from end to end while no `countyd` has it open: for audits and tests.
public struct CountyAudit: Sendable {
    /// Every station's entries of all epochs, as received, in order.
    public let bodies: [StationID: [[UInt8]]]
    /// Entries whose hash does not follow from the one before.
    public let brokenLinks: Int
    /// Numbers of the parcels some station has taken in.
    public let received: Set<String>

    /// Reads a file.
    ///
    /// - Throws: `DatabaseError` when it is no county's file; `CocoaError` when it is missing.
    public init(path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            throw CocoaError(.fileNoSuchFile)
        }
        let queue = try DatabaseQueue(path: path)
        self = try queue.read { db in try CountyAudit(db) }
        try queue.close()
    }

    private init(_ db: Database) throws {
        var bodies: [StationID: [[UInt8]]] = [:]
        var chains: [String: HashChain] = [:]
        var brokenLinks = 0
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT id, entry.epoch, body, link FROM entry
                JOIN station ON station.number = entry.station
                ORDER BY station.number, entry.epoch, sequence
                """)
        while let row = try rows.next() {
            guard let station = StationID(row[0] as String) else { continue }
            let body = Array(row[2] as Data)
            let life = "\(station)/\(row[1] as Int64)"
            var chain = chains[life] ?? HashChain(station: station, epoch: row[1])
            chain.append(body)
            if chain.link != Array(row[3] as Data) { brokenLinks += 1 }
            chains[life] = chain
            bodies[station, default: []].append(body)
        }
        self.bodies = bodies
        self.brokenLinks = brokenLinks
        received = try Set(
            String.fetchAll(
                db, sql: "SELECT number FROM parcel WHERE received_at IS NOT NULL"))
    }
}
