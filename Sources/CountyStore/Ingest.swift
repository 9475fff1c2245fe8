internal import FailPoints
internal import FoundationEssentials
internal import GRDB
public import StationJournal

/// What became of a batch.
public enum IngestOutcome: Sendable, Equatable {
    /// Everything in it is durably here.
    case stored(Receipt)
    /// Entries before it are missing; nothing was stored. Send from `expected` on.
    case gap(expected: Int64)
    /// It contradicts what is here; nothing was stored and the station is frozen.
    case fork(at: Int64)
}

/// A batch with everything worked out that needs no database.
private struct PreparedBatch: Sendable {
    let firstSequence: Int64
    let previousLink: [UInt8]
    let bodies: [[UInt8]]
    let entries: [Entry?]
    let links: [[UInt8]]

    init?(_ batch: EntryBatch) {
        guard var chain = HashChain(link: batch.previousLink) else { return nil }
        firstSequence = batch.firstSequence
        previousLink = batch.previousLink
        bodies = batch.bodies
        entries = batch.bodies.map(EntryReader.read)
        links = batch.bodies.map { body in
            chain.append(body)
            return chain.link
        }
    }

    /// The link after this sequence, for the one before the first too.
    func link(after sequence: Int64) -> [UInt8]? {
        let index = Int(sequence - firstSequence)
        return index == -1 ? previousLink : links.indices.contains(index) ? links[index] : nil
    }

    var lastSequence: Int64 { firstSequence + Int64(bodies.count) - 1 }
}

/// The end of a station's journal as the county has it.
private struct JournalHead {
    let state: StationState
    let sequence: Int64
    let link: [UInt8]
    let corrected: Int64
}

extension CountyStore {
    /// Takes in a batch in one transaction, as often as it is sent.
    ///
    /// Identity is (station, epoch, sequence); equal links of the hash chain prove equal bytes, so
    /// a repeated part is recognised without reading it back. The receipt is made after the commit.
    /// - Throws: `Refusal` when the key or counter is refused; `CountyStoreError`.
    public func ingest(
        _ batch: EntryBatch, from contact: StationContact
    ) async throws -> IngestOutcome {
        guard let prepared = PreparedBatch(batch) else { throw Refusal.requestMalformed }
        failPoint(.h7Before)
        let outcome = try await write { database in
            try contact.record(database)
            return try Self.ingest(prepared, contact, database)
        }
        failPoint(.h7After)
        return outcome
    }

    private static func ingest(
        _ batch: PreparedBatch, _ contact: StationContact, _ database: Database
    ) throws -> IngestOutcome {
        let head = try head(contact, database)
        guard head.state != .forked else { return .fork(at: head.sequence) }
        guard batch.firstSequence <= head.sequence + 1 else {
            return .gap(expected: head.sequence + 1)
        }
        let overlap = min(head.sequence, batch.lastSequence)
        for sequence in [batch.firstSequence - 1, overlap]
        where try batch.link(after: sequence)
            != link(after: sequence, contact.key, head, database)
        {
            try database.execute(
                sql: "UPDATE station SET state = 'forked' WHERE number = ?",
                arguments: [contact.key.stationNumber])
            return .fork(at: max(1, sequence))
        }
        var verdicts = [Verdict](
            repeating: .duplicate, count: Int(overlap - batch.firstSequence + 1))
        if batch.lastSequence > head.sequence {
            verdicts += try store(batch, after: head, contact, database)
        }
        try count(verdicts, database)
        let through = max(head.sequence, batch.lastSequence)
        let link = batch.lastSequence >= head.sequence ? batch.link(after: through) : head.link
        return .stored(
            Receipt(
                acknowledgedThrough: through, link: (link ?? head.link).hex,
                verdicts: Receipt.runs(from: batch.firstSequence, verdicts),
                serverTime: contact.arrived))
    }

    private static func head(
        _ contact: StationContact, _ database: Database
    ) throws -> JournalHead {
        guard
            let row = try Row.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT state, last_sequence, last_link, last_corrected
                        FROM station WHERE number = ?
                        """), arguments: [contact.key.stationNumber])
        else { throw Refusal.keyUnknown }
        return JournalHead(
            state: StationState(rawValue: row["state"]) ?? .forked,
            sequence: row["last_sequence"], link: [UInt8](row["last_link"] as Data),
            corrected: row["last_corrected"])
    }

    private static func link(
        after sequence: Int64, _ key: KeyRecord, _ head: JournalHead, _ database: Database
    ) throws -> [UInt8]? {
        if sequence == head.sequence { return head.link }
        if sequence == 0 { return HashChain(station: key.station, epoch: key.epoch).link }
        let link = try Data.fetchOne(
            database.cachedStatement(
                sql: "SELECT link FROM entry WHERE station = ? AND epoch = ? AND sequence = ?"),
            arguments: [key.stationNumber, key.epoch, sequence])
        return link.map { [UInt8]($0) }
    }

    private static func store(
        _ batch: PreparedBatch, after head: JournalHead, _ contact: StationContact,
        _ database: Database
    ) throws -> [Verdict] {
        let fresh = Int(head.sequence + 1 - batch.firstSequence)..<batch.bodies.count
        var clock = ClockCorrection(
            batch.entries[fresh].map { $0?.time }, arrived: contact.arrived,
            stationClock: contact.stationClock, last: head.corrected)
        var projection = ParcelProjection(station: contact.key.stationNumber, database)
        let insertion = try EntryInsertion(contact, database)
        var verdicts: [Verdict] = []
        var corrected = head.corrected
        for index in fresh {
            let entry = batch.entries[index]
            corrected = clock.next(entry?.time)
            let verdict =
                try entry.map { try projection.apply($0.fact, at: corrected) } ?? .unreadable
            try insertion.insert(
                sequence: batch.firstSequence + Int64(index), kind: entry?.fact.kind, verdict,
                body: batch.bodies[index], link: batch.links[index], corrected: corrected)
            verdicts.append(verdict)
        }
        try projection.save()
        try database.cachedStatement(
            sql: """
                UPDATE station SET last_sequence = ?, last_link = ?, last_corrected = ?
                WHERE number = ?
                """
        ).execute(arguments: [
            batch.lastSequence, batch.links.last?.blob, corrected, contact.key.stationNumber,
        ])
        return verdicts
    }

    private static func count(_ verdicts: [Verdict], _ database: Database) throws {
        var counts: [Verdict: Int64] = [:]
        for verdict in verdicts { counts[verdict, default: 0] += 1 }
        for (verdict, count) in counts {
            try add(count, to: "entries.\(verdict.rawValue)", database)
        }
    }
}
