internal import FoundationEssentials
internal import GRDB
internal import Identifiers
public import KeeperDesk
public import StationJournal
internal import Synchronization

/// The station's one SQLite file: the only gate to it.
///
/// One connection, WAL, `synchronous=FULL` read back at opening: when a call that writes has
/// returned, what it wrote survives a power cut. Nobody else may open the live file; SQLite before
/// 3.51.3 can damage it when two connections write or checkpoint. Calls are serialised.
///
/// It runs on a thread of its own, where waiting for the disk holds up nobody else. What scans and
/// writes at once (the desk) runs there too, isolated to the store: each change of threads between
/// a scan and its commit would cost as much as a third of the commit.
public actor StationStore {
    /// Where the file is.
    public nonisolated let path: String
    /// Whose journal it is.
    public nonisolated let station: StationID
    /// Which life of that journal.
    public nonisolated let epoch: Int64

    let shelves: ShelfPlan
    private let thread = StoreThread()
    /// Internal for the tests that look at the plans of statements.
    nonisolated let queue: DatabaseQueue
    /// What need not be read again.
    var known = KnownRows()
    /// Something of a person was erased, and the log may still hold it; so may that of an earlier
    /// run.
    var hasErased = true
    /// The same of a parcel that has left: with many a day, the log is not emptied for each.
    var hasErasedParcel = false
    /// When the log was emptied last, in milliseconds since this machine's start.
    private var forgotAt: Int64?
    /// Milliseconds for which the log may hold what was erased of a parcel.
    static let parcelForgetGap: Int64 = 3_600_000
    private var final: StoreError?
    private nonisolated let followers = Mutex<[Int: AsyncStream<Void>.Continuation]>([:])

    /// The store's own thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    /// Opens the station's file.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - create: Make the file when it is missing. A station that had one passes false: a store
    ///     that has vanished is a fault to be shown, never an empty store.
    ///   - station: Whose journal it must be.
    ///   - epoch: Which life of it.
    ///   - shelves: Where parcels are put.
    /// - Throws: `StoreError` when the file cannot be used as this station's store.
    public init(
        path: String, create: Bool, station: StationID, epoch: Int64, shelves: ShelfPlan
    ) throws(StoreError) {
        self.path = path
        self.station = station
        self.epoch = epoch
        self.shelves = shelves
        guard create || FileManager.default.fileExists(atPath: path) else {
            throw .missing(path: path)
        }
        do {
            queue = try DatabaseQueue(path: path, configuration: Self.configuration)
            try queue.writeWithoutTransaction { db in try Self.demandDurability(db, path) }
            try Schema.migrator.migrate(queue)
            try queue.write { db in
                try Self.demandIdentity(db, path, "\(station)", epoch)
                try Self.demandUnbrokenTail(db, path, station, epoch)
            }
        } catch {
            throw StoreError(error, path: path)
        }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(2)
        configuration.label = "station-store"
        configuration.prepareDatabase { db in
            try db.execute(
                sql: """
                    PRAGMA mmap_size = 0;
                    PRAGMA cache_size = -2000;
                    PRAGMA cell_size_check = ON;
                    PRAGMA trusted_schema = OFF;
                    """)
        }
        return configuration
    }

    /// GRDB sets NORMAL after its own preparation, so FULL is set here, last, and read back.
    private static func demandDurability(_ db: Database, _ path: String) throws {
        try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
        try db.execute(sql: "PRAGMA synchronous = FULL")
        let mode = try Int.fetchOne(db, sql: "PRAGMA synchronous") ?? -1
        guard mode == 2 else { throw StoreError.notDurable(path: path, mode: mode) }
        // What is erased must be gone from the file too, not only from the tables.
        try db.execute(sql: "PRAGMA secure_delete = ON")
        guard try Int.fetchOne(db, sql: "PRAGMA secure_delete") == 1 else {
            throw StoreError.unreadable(path: path, reason: "secure_delete is off")
        }
        let journal = try String.fetchOne(db, sql: "PRAGMA journal_mode") ?? ""
        guard journal == "wal" else {
            throw StoreError.unreadable(path: path, reason: "journal mode \(journal), not WAL")
        }
    }

    private static func demandIdentity(
        _ db: Database, _ path: String, _ station: String, _ epoch: Int64
    ) throws {
        try db.run(
            "INSERT OR IGNORE INTO identity (id, station, epoch) VALUES (1, ?, ?)",
            [station, epoch])
        guard let row = try db.row("SELECT station, epoch FROM identity") else { return }
        let found = "\(row[0] as String)/\(row[1] as Int64)"
        guard found == "\(station)/\(epoch)" else {
            throw StoreError.foreign(path: path, found: found, wanted: "\(station)/\(epoch)")
        }
    }

    /// Recomputes the chain over the last entries only: start-up time must not grow with the
    /// journal.
    private static func demandUnbrokenTail(
        _ db: Database, _ path: String, _ station: StationID, _ epoch: Int64
    ) throws {
        let tail = try db.rows(
            "SELECT sequence, body, link FROM journal ORDER BY sequence DESC LIMIT 33"
        ).reversed()
        guard let first = tail.first else { return }
        let start = HashChain(station: station, epoch: epoch)
        let isWhole = first[0] as Int64 == 1
        guard var chain = isWhole ? start : HashChain(link: first.bytes(2)) else { return }
        for row in isWhole ? Array(tail) : Array(tail.dropFirst()) {
            chain.append(row.bytes(1))
            guard chain.link == row.bytes(2) else {
                throw StoreError.unreadable(
                    path: path, reason: "the chain breaks at entry \(row[0] as Int64)")
            }
        }
    }
}

extension StationStore {
    /// Runs a transaction; after a final error every later call fails with the same error.
    ///
    /// Not by GRDB's `write`: it compiles its BEGIN and COMMIT anew each time.
    func write<T>(_ body: (Database) throws -> T) throws(StoreError) -> T {
        if let final { throw final }
        do {
            return try queue.writeWithoutTransaction { db in
                try db.run("BEGIN IMMEDIATE")
                do {
                    let result = try body(db)
                    try db.run("COMMIT")
                    return result
                } catch {
                    // SQLite has rolled back by itself after some errors.
                    if db.isInsideTransaction { try? db.rollback() }
                    throw error
                }
            }
        } catch {
            known = KnownRows()
            throw note(StoreError(error, path: path))
        }
    }

    /// Reads in one consistent view: calls are serialised and nobody else has the file.
    ///
    /// Not by GRDB's `read`: it sets `query_only` and back, and each time SQLite throws away every
    /// prepared statement of the connection.
    func read<T>(_ body: (Database) throws -> T) throws(StoreError) -> T {
        if let final { throw final }
        do {
            return try queue.unsafeRead(body)
        } catch {
            throw note(StoreError(error, path: path))
        }
    }

    private func note(_ error: StoreError) -> StoreError {
        if error.isFinal { final = final ?? error }
        return error
    }

    /// Wakes once for each commit that added to the journal, or once for several: followers read
    /// on from their own cursor, so nothing hangs on the number of wakings.
    public nonisolated func journalSignals() -> AsyncStream<Void> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let key = followers.withLock { followers in
                let key = (followers.keys.max() ?? 0) + 1
                followers[key] = continuation
                return key
            }
            continuation.onTermination = { [weak self] _ in
                self?.followers.withLock { _ = $0.removeValue(forKey: key) }
            }
        }
    }

    nonisolated func signalFollowers() {
        followers.withLock { $0.values.forEach { $0.yield() } }
    }

    /// Closes the file after folding the write-ahead log back into it.
    public nonisolated func close() {
        try? queue.close()
    }

    /// Folds the write-ahead log into the file and empties it, if something of a person was erased.
    ///
    /// Until then the log still holds it. For parcels this is done once an hour.
    ///
    /// - Parameter time: The time now.
    /// - Throws: `StoreError`; it is to be called again then.
    public func forgetErased(at time: EntryTime) throws(StoreError) {
        let since = forgotAt.map { time.up - $0 } ?? Self.parcelForgetGap
        guard hasErased || hasErasedParcel && since >= Self.parcelForgetGap else { return }
        if let final { throw final }
        do {
            _ = try queue.writeWithoutTransaction { db in try db.checkpoint(.truncate) }
            (hasErased, hasErasedParcel, forgotAt) = (false, false, time.up)
        } catch {
            throw note(StoreError(error, path: path))
        }
    }

    /// Writes a consistent copy of the live file to `destination`, which must not exist.
    ///
    /// A copy may be kept for years: nothing stands in it of ordered labels, and those that wait are
    /// given up there. The live file is only read, so that a full disk does not keep a copy from
    /// going elsewhere.
    public func backUp(to destination: String) throws(StoreError) {
        if let final { throw final }
        do {
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "VACUUM INTO ?", arguments: [destination])
            }
            try Self.eraseOrders(inCopy: destination)
        } catch {
            throw StoreError(error, path: destination)
        }
    }

    /// A copy that may still hold them is no backup and is taken away.
    private static func eraseOrders(inCopy path: String) throws {
        do {
            var configuration = Configuration()
            configuration.prepareDatabase { db in
                // The rollback journal would hold what is erased.
                try db.execute(sql: "PRAGMA secure_delete = ON; PRAGMA journal_mode = MEMORY")
            }
            let copy = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? copy.close() }
            try copy.write { db in
                try db.execute(
                    sql: """
                        UPDATE label_job SET state = 'given-up', fields = NULL
                        WHERE fields IS NOT NULL
                        """)
            }
        } catch {
            try? FileManager.default.removeItem(atPath: path)
            throw error
        }
    }
}

/// Rows that every parcel needs and only this store changes: read once, dropped when a transaction
/// fails, for then they may be of it.
struct KnownRows {
    /// The journal's last entry.
    var tail: (sequence: Int64, link: [UInt8])?
    /// How full each layer is, by ``key(_:_:)``.
    var loads: [Int: (inStock: Int, lastPiece: Int)]?

    static func key(_ shelf: Int, _ layer: Int) -> Int { shelf * (PickupCode.layerMax + 1) + layer }
}
