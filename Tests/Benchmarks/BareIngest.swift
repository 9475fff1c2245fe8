/// Writes by bare SQLite the rows that the county's store made of the same batches: entries and
/// parcels, everything decided beforehand.
struct BareIngest {
    /// What `CountyStore` sets.
    private static let settings = [
        "journal_mode = WAL", "synchronous = FULL", "mmap_size = 0", "wal_autocheckpoint = 4000",
        "foreign_keys = ON",
    ]

    private let database: BareDatabase
    private let entry: BareStatement
    private let parcel: BareStatement

    init(file: String) throws {
        database = try BareDatabase(path: file, settings: Self.settings)
        entry = try database.prepare(
            """
            INSERT INTO entry (arrival, station, epoch, sequence, kind, verdict, body, link,
                received_at, corrected_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        parcel = try database.prepare(
            """
            INSERT INTO parcel (number, carrier, state, station, weigh, mass, conflict,
                held_at, received_at, handed_out_at)
            VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?)
            ON CONFLICT (number) DO UPDATE SET carrier = excluded.carrier,
                state = excluded.state, station = excluded.station, mass = excluded.mass,
                conflict = excluded.conflict, held_at = excluded.held_at,
                received_at = excluded.received_at, handed_out_at = excluded.handed_out_at
            """)
    }

    /// Entries a second, of the rows that the county's store left in a finished file.
    ///
    /// `numbers` holds the parcel of each entry, `batch` is the entries in one transaction.
    func insert(rowsOf finished: String, numbers: [String], batch: Int) throws -> Double {
        let source = try BareDatabase(path: finished)
        let entries = try source.rows("SELECT * FROM entry ORDER BY arrival")
        let parcels = try source.rows(
            """
            SELECT number, carrier, state, station, mass, conflict, held_at, received_at,
                handed_out_at FROM parcel
            """)
        guard entries.count == numbers.count else {
            throw BareError(description: "\(entries.count) entries, not \(numbers.count)")
        }
        let rows = Dictionary(parcels.map { ($0[0], $0) }) { first, _ in first }
        let touched = stride(from: 0, to: numbers.count, by: batch).map { start in
            Set(numbers[start..<min(start + batch, numbers.count)]).sorted()
                .compactMap { rows[.text($0)] }
        }
        let start = ContinuousClock.now
        for (index, parcels) in touched.enumerated() {
            let end = min((index + 1) * batch, entries.count)
            try insert(entries[index * batch..<end], parcels)
        }
        return Double(entries.count) / (ContinuousClock.now - start).seconds
    }

    private func insert(_ entries: ArraySlice<[BareValue]>, _ parcels: [[BareValue]]) throws {
        try database.run("BEGIN IMMEDIATE")
        for row in entries { try entry.run(row) }
        for row in parcels { try parcel.run(row) }
        try database.run("COMMIT")
    }
}
