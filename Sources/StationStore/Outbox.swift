internal import GRDB
internal import Identifiers
public import StationJournal

extension StationStore {
    private enum Cursor: String {
        case county
        case feed
        case requestCounter = "request-counter"
    }

    private static func position(_ cursor: Cursor, _ db: Database) throws -> Int64 {
        try db.row("SELECT position FROM cursor WHERE name = ?", [cursor.rawValue])?[0] ?? 0
    }

    private static func move(_ cursor: Cursor, to position: Int64, _ db: Database) throws {
        try db.run(
            """
            INSERT INTO cursor (name, position) VALUES (?, ?)
            ON CONFLICT (name) DO UPDATE SET position = excluded.position
            """, [cursor.rawValue, position])
    }

    /// The next entries the county has not acknowledged, at most `limit`; nil when it has all.
    public func pendingBatch(limit: Int) throws(StoreError) -> EntryBatch? {
        try read { db in
            let acknowledged = try Self.position(.county, db)
            let rows = try db.rows(
                "SELECT body FROM journal WHERE sequence > ? ORDER BY sequence LIMIT ?",
                [acknowledged, min(limit, EntryBatch.countMax)])
            guard !rows.isEmpty else { return nil }
            return EntryBatch(
                firstSequence: acknowledged + 1, previousLink: try link(at: acknowledged, db),
                bodies: rows.map { $0.bytes(0) })
        }
    }

    private func link(at sequence: Int64, _ db: Database) throws -> [UInt8] {
        guard sequence > 0 else { return HashChain(station: station, epoch: epoch).link }
        guard let row = try db.row("SELECT link FROM journal WHERE sequence = ?", [sequence])
        else { throw StoreError.forked(sequence: sequence) }
        return row.bytes(0)
    }

    /// Entries the county has not acknowledged yet.
    public func pendingCount() throws(StoreError) -> Int64 {
        try read { db in
            max(0, try Self.lastSequence(db) - Self.position(.county, db))
        }
    }

    /// Takes note of a receipt; only here does an entry count as being at the county.
    ///
    /// - Throws: `StoreError.forked` when the county's hash is not this journal's: nothing is
    ///   marked then.
    public func acknowledge(_ receipt: Receipt) throws(StoreError) {
        try write { db in
            let through = receipt.acknowledgedThrough
            guard try link(at: through, db).hex == receipt.link else {
                throw StoreError.forked(sequence: through)
            }
            guard try through > Self.position(.county, db) else { return }
            try Self.move(.county, to: through, db)
        }
    }

    /// Takes request counters out of the store, to be used once each.
    ///
    /// The store remembers the end of the block before the first is used: after a crash the rest
    /// of the block is skipped and no counter is ever used twice. All are above `floor`, the last
    /// counter that was used before there was a store.
    public func takeRequestCounters(
        _ count: Int64, above floor: Int64
    ) throws(StoreError) -> Range<Int64> {
        try write { db in
            let first = max(floor, try Self.position(.requestCounter, db)) + 1
            try Self.move(.requestCounter, to: first + count - 1, db)
            return first..<first + count
        }
    }

    /// How far the feed has been taken over.
    public func feedCursor() throws(StoreError) -> Int64 {
        try read { db in try Self.position(.feed, db) }
    }

    /// Begins the feed anew, for a county restored from a backup does not reach so far.
    ///
    /// What is already here stays as it is.
    public func restartFeed() throws(StoreError) {
        try write { db in try Self.move(.feed, to: 0, db) }
    }

    /// Takes over a page of the feed, rows and cursor in one transaction.
    ///
    /// A parcel that is already here is not expected any more: a late announcement never undoes
    /// what the station did.
    public func apply(_ page: FeedPage) throws(StoreError) {
        try write { db in
            let cursor = try Self.position(.feed, db)
            for row in page.rows where row.cursor > cursor {
                try Self.apply(row.item, db)
                if case .withdraw = row.item { hasErasedParcel = true }
            }
            guard page.next > cursor else { return }
            try Self.move(.feed, to: page.next, db)
        }
    }

    private static func apply(_ item: FeedItem, _ db: Database) throws {
        switch item {
        case .expect(let parcel):
            let here = try db.row(
                "SELECT 1 FROM parcel WHERE number = ? AND state <> 'held'", [parcel.number])
            guard here == nil else { return }
            let known = try db.row("SELECT 1 FROM expected WHERE number = ?", [parcel.number])
            try db.run(
                """
                INSERT INTO expected (number, carrier, receiver, phone_tail, weigh)
                VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (number) DO UPDATE SET carrier = excluded.carrier,
                    receiver = excluded.receiver, phone_tail = excluded.phone_tail,
                    weigh = excluded.weigh
                """,
                [
                    parcel.number, parcel.carrier.rawValue, parcel.receiver, parcel.phoneTail,
                    parcel.weigh,
                ])
            if known == nil { try db.tally(.expected, add: 1) }
        case .withdraw(let number):
            try db.run("DELETE FROM expected WHERE number = ?", [number])
            if db.changesCount == 1 { try db.tally(.expected, add: -1) }
        case .unknown: break
        }
    }
}

extension StationStore {
    /// Marks everything after `sequence` as not at the county: it said that it has no more than
    /// that, after being restored from a backup.
    ///
    /// Sending entries twice is harmless.
    public func rewind(to sequence: Int64) throws(StoreError) {
        try write { db in
            let acknowledged = try Self.position(.county, db)
            try Self.move(.county, to: min(acknowledged, max(0, sequence)), db)
        }
    }
}
