internal import GRDB
internal import Synchronization

/// Why a request of a station was refused; the codes stand in problem documents and counters.
public enum Refusal: String, Error, CaseIterable, Sendable {
    /// A signature header is missing.
    case signatureMissing = "signature-missing"
    /// A signature header cannot be read.
    case signatureMalformed = "signature-malformed"
    /// The signature does not cover what it must.
    case signatureCoverage = "signature-coverage"
    /// The body is not the one that was signed.
    case digestMismatch = "digest-mismatch"
    /// The signature was not made with the named key over this request.
    case signatureWrong = "signature-wrong"
    /// Nobody enrolled this key here.
    case keyUnknown = "key-unknown"
    /// The station enrolled again with another key.
    case keySuperseded = "key-superseded"
    /// The county revoked the station.
    case stationRevoked = "station-revoked"
    /// The counter is not above the last one: a repeated request.
    case counterReplayed = "counter-replayed"
    /// Nobody issued this enrolment code, or a later one replaced it.
    case codeUnknown = "code-unknown"
    /// The enrolment code is too old.
    case codeExpired = "code-expired"
    /// The enrolment code was used with another key.
    case codeUsed = "code-used"
    /// The body is longer than allowed.
    case bodyTooLarge = "body-too-large"
    /// The body or a parameter cannot be read.
    case requestMalformed = "request-malformed"
    /// The body is of another type than this address takes.
    case mediaType = "media-type"
    /// Entries are missing before the first of the batch.
    case sequenceGap = "sequence-gap"
    /// The journal differs from what the county has: restored, cloned or changed.
    case fork
    /// The station is further in its feed than the county: the county was restored.
    case cursorAhead = "cursor-ahead"
}

extension CountyStore {
    /// Counts a refused request.
    ///
    /// Kept in memory until the next transaction of any kind: a flood of bad requests must not
    /// cost a disk flush each.
    public func count(_ refusal: Refusal) {
        refusalsUnsaved.withLock { $0[refusal, default: 0] += 1 }
    }

    /// How often each reason was given since the store was made.
    public func refusals() async throws -> [Refusal: Int64] {
        let saved = try await read { database in
            try Row.fetchAll(database, sql: "SELECT reason, count FROM refusal")
                .map { (Refusal(rawValue: $0["reason"]), $0["count"] as Int64) }
        }
        var counts = refusalsUnsaved.withLock { $0 }
        for case (let refusal?, let count) in saved { counts[refusal, default: 0] += count }
        return counts
    }

    /// Writes the counters kept in memory, if any; called in every transaction and at the end.
    func saveRefusals(_ database: Database) throws {
        let counts = refusalsUnsaved.withLock { counts in
            defer { counts = [:] }
            return counts
        }
        guard !counts.isEmpty else { return }
        database.afterNextTransaction { _ in
        } onRollback: { _ in
            self.refusalsUnsaved.withLock { $0.merge(counts, uniquingKeysWith: +) }
        }
        for (refusal, count) in counts {
            try database.execute(
                sql: """
                    INSERT INTO refusal (reason, count) VALUES (?, ?)
                    ON CONFLICT (reason) DO UPDATE SET count = count + excluded.count
                    """, arguments: [refusal.rawValue, count])
        }
    }
}

extension CountyStore {
    /// Writes the counters kept in memory, if there are any.
    public func saveCounters() async throws {
        guard refusalsUnsaved.withLock({ !$0.isEmpty }) else { return }
        try await write { _ in }
    }

    /// Returns once the writer has had its turn: for a watchdog that wants to see it move.
    public func awaitWriter() async throws {
        if isStopped { throw CountyStoreError.stopped(reason: "it stopped before") }
        try await pool.writeWithoutTransaction { database in
            try database.execute(sql: "SELECT 1")
        }
    }

    /// Returns once a reader has answered.
    public func awaitReader() async throws {
        _ = try await read { try Int.fetchOne($0, sql: "SELECT 1") }
    }
}
