internal import GRDB

extension CountyStore {
    /// Writes a consistent copy of the store to a file that must not exist yet.
    ///
    /// Work goes on meanwhile: the copy is what was committed when it began. It is made by a reader
    /// and checked before this returns; putting it on the disk for good is the caller's part.
    /// - Throws: `CountyStoreError`.
    public func backup(to file: String) async throws {
        do {
            let pool = pool
            try await pool.unsafeRead { database in
                try database.execute(sql: "VACUUM INTO ?", arguments: [file])
            }
            var configuration = Configuration()
            configuration.readonly = true
            let copy = try DatabaseQueue(path: file, configuration: configuration)
            let result = try await copy.read { database in
                try String.fetchOne(database, sql: "PRAGMA quick_check")
            }
            try copy.close()
            guard result == "ok" else {
                throw CountyStoreError.refused(reason: "the copy fails SQLite's check")
            }
        } catch let error as CountyStoreError {
            throw error
        } catch {
            throw CountyStoreError(error, path: file)
        }
    }
}
