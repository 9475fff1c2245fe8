internal import FoundationEssentials
internal import GRDB
internal import StationJournal

/// An entry as it stands in the journal.
public struct JournalledEntry: Sendable, Hashable {
    /// Its place, from 1 without gaps.
    public let sequence: Int64
    /// The name of its kind.
    public let kind: String
    /// Its bytes as hashed and sent.
    public let body: [UInt8]
    /// The hash of the chain up to and including it.
    public let link: [UInt8]
}

extension StationStore {
    /// Appends a fact within the transaction that changes the state rows.
    func append(_ fact: Fact, at time: EntryTime, _ db: Database) throws -> Int64 {
        let last = try known.tail ?? Self.tail(db)
        var chain =
            last.flatMap { HashChain(link: $0.link) } ?? HashChain(station: station, epoch: epoch)
        let sequence = (last?.sequence ?? 0) + 1
        let body = try Entry(fact, at: time).encoded()
        guard body.count <= EntryBatch.bodyLengthMax else {
            throw StoreError.conflict("an entry of \(body.count) bytes")
        }
        chain.append(body)
        try db.run(
            "INSERT INTO journal (sequence, kind, wall, body, link) VALUES (?, ?, ?, ?, ?)",
            [sequence, fact.kind, time.wall, Data(body), Data(chain.link)])
        known.tail = (sequence, chain.link)
        return sequence
    }

    private static func tail(_ db: Database) throws -> (sequence: Int64, link: [UInt8])? {
        try db.row("SELECT sequence, link FROM journal ORDER BY sequence DESC LIMIT 1")
            .map { ($0[0], $0.bytes(1)) }
    }

    /// Entries after a sequence, at most `limit`, in order.
    public func entries(
        after sequence: Int64, limit: Int
    ) throws(StoreError) -> [JournalledEntry] {
        try read { db in
            try db.rows(
                """
                SELECT sequence, kind, body, link FROM journal
                WHERE sequence > ? ORDER BY sequence LIMIT ?
                """, [sequence, limit]
            ).map {
                JournalledEntry(sequence: $0[0], kind: $0[1], body: $0.bytes(2), link: $0.bytes(3))
            }
        }
    }

    /// The last sequence written; 0 for an empty journal.
    public func lastSequence() throws(StoreError) -> Int64 {
        try read { db in try Self.lastSequence(db) }
    }

    static func lastSequence(_ db: Database) throws -> Int64 {
        try db.row("SELECT max(sequence) FROM journal")?[0] as Int64? ?? 0
    }
}
