internal import GRDB
internal import Synchronization

/// The county's one file of SQLite: stations, their journals as received, and what they amount to.
///
/// One process opens it, one connection writes and alone checkpoints; readers see the last commit.
/// Every commit is on the disk before it is acknowledged: `synchronous=FULL` is set after opening,
/// read back, and the store does not open without it.
public final class CountyStore: Sendable {
    /// Pages of the write-ahead log after which the writer checkpoints (4 KiB each).
    private static let checkpointPages = 4000
    /// How long a statement waits for a lock nobody else should hold, in seconds.
    private static let busyTimeout: Double = 5

    /// Where the file is.
    public let path: String
    /// Yields once, when the store stops for good: the process should end and be restarted.
    public let stops: AsyncStream<CountyStoreError>
    let pool: DatabasePool
    private let stopping: AsyncStream<CountyStoreError>.Continuation
    private let stopped = Mutex<CountyStoreError?>(nil)
    let refusalsUnsaved = Mutex<[Refusal: Int64]>([:])

    /// Opens the store, making it only when `create` says that this is the county's first start.
    ///
    /// - Throws: `CountyStoreError.unreadable` also when the file is missing and `create` is false.
    public init(path: String, create: Bool) throws(CountyStoreError) {
        self.path = path
        (stops, stopping) = AsyncStream.makeStream()
        do {
            pool = try Self.open(path, create: create)
        } catch let error as CountyStoreError {
            throw error
        } catch {
            throw switch CountyStoreError(error, path: path) {
            case .stopped(let reason), .refused(let reason):
                .unreadable(path: path, reason: reason)
            case let other: other
            }
        }
    }

    private static func open(_ path: String, create: Bool) throws -> DatabasePool {
        if !create { try demandStore(at: path) }
        var configuration = Configuration()
        configuration.busyMode = .timeout(busyTimeout)
        configuration.label = "county-store"
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA mmap_size = 0")
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        try Schema.migrator.migrate(pool)
        if try pool.read({ try Schema.migrator.hasBeenSuperseded($0) }) {
            throw CountyStoreError.newer(path: path)
        }
        try pool.writeWithoutTransaction { database in
            // GRDB sets NORMAL for WAL after its own preparations, so only now is the time.
            try database.execute(
                sql: """
                    PRAGMA synchronous = FULL;
                    PRAGMA wal_autocheckpoint = \(checkpointPages);
                    PRAGMA foreign_keys = ON;
                    """)
            try demand("synchronous", 2, database)
            try demand("foreign_keys", 1, database)
            let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode") ?? ""
            guard mode == "wal" else {
                throw CountyStoreError.unsafe(setting: "journal_mode", value: mode)
            }
        }
        return pool
    }

    /// Reads the header with a connection that cannot create anything.
    private static func demandStore(at path: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        let found = try queue.read { try $0.tableExists("station") }
        try queue.close()
        guard found else {
            throw CountyStoreError.unreadable(path: path, reason: "it holds no table of stations")
        }
    }

    private static func demand(_ setting: String, _ value: Int, _ database: Database) throws {
        let found = try Int.fetchOne(database, sql: "PRAGMA \(setting)")
        guard found == value else {
            throw CountyStoreError.unsafe(
                setting: setting, value: found.map { "\($0)" } ?? "nothing")
        }
    }

    /// Saves what is only in memory (counters of refused requests) and closes the file.
    public func close() throws {
        do {
            try pool.write { try saveRefusals($0) }
            try pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            try pool.close()
        } catch {
            throw CountyStoreError(error, path: path)
        }
        stopping.finish()
    }

    /// One transaction on the writer; after a failure below SQLite no other is ever begun.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        if let error = stopped.withLock({ $0 }) { throw error }
        do {
            return try await pool.write { database in
                let value = try body(database)
                try self.saveRefusals(database)
                return value
            }
        } catch let error as DatabaseError {
            throw stop(if: CountyStoreError(error, path: path))
        }
    }

    /// A snapshot on a reader.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        do {
            return try await pool.read(body)
        } catch let error as DatabaseError {
            throw stop(if: CountyStoreError(error, path: path))
        }
    }

    private func stop(if error: CountyStoreError) -> CountyStoreError {
        guard case .stopped = error else { return error }
        let first = stopped.withLock { stopped in
            defer { stopped = stopped ?? error }
            return stopped == nil
        }
        if first {
            stopping.yield(error)
            stopping.finish()
        }
        return error
    }

    /// Nothing more is accepted by this process.
    public var isStopped: Bool { stopped.withLock { $0 != nil } }
}

extension CountyStore {
    /// What the writer's settings read back as, for tests.
    func settings() throws -> [String: String] {
        try pool.writeWithoutTransaction { database in
            var settings: [String: String] = [:]
            for name in ["synchronous", "journal_mode"] {
                settings[name] = try String.fetchOne(database, sql: "PRAGMA \(name)")
            }
            return settings
        }
    }

    /// Lets the file grow to so many pages: a small disk, for tests.
    func limitPages(to count: Int) throws {
        try pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA max_page_count = \(count)")
        }
    }
}
