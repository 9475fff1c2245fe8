internal import GRDB
public import Identifiers
public import StationJournal

/// Where a print job stands.
///
/// A job whose fate is unknown is never sent again by itself.
public enum LabelJobState: String, Sendable {
    /// Waiting for the printer.
    case queued
    /// Its bytes are going out, or have gone.
    case sent
    /// The printer says it is printing.
    case printing
    /// It may or may not have been printed: a person decides.
    case unknown
    /// The printer said it finished, or a person saw the label.
    case confirmed
    /// Sent whole to a printer that never tells whether it printed.
    case unconfirmed
    /// Replaced by a reprint.
    case givenUp = "given-up"
}

/// A label to print and what stands on it.
public struct LabelJob: Hashable, Sendable {
    /// Unique in the store; goes up.
    public let id: Int64
    /// The waybill number.
    public let number: String
    /// Who brought it.
    public let carrier: Carrier
    /// The code it lies under.
    public let code: PickupCode
    /// The receiver's masked name.
    public let receiver: String
    /// The last four digits of the receiver's phone.
    public let phoneTail: String?
    /// To be marked 补打.
    public let reprint: Bool
    /// Where it stands.
    public let state: LabelJobState

    /// A job of these parts.
    public init(
        id: Int64, number: String, carrier: Carrier, code: PickupCode, receiver: String,
        phoneTail: String?, reprint: Bool, state: LabelJobState
    ) {
        self.id = id
        self.number = number
        self.carrier = carrier
        self.code = code
        self.receiver = receiver
        self.phoneTail = phoneTail
        self.reprint = reprint
        self.state = state
    }
}

extension StationStore {
    private static let jobColumns = """
        SELECT id, label_job.number, carrier, shelf, layer, piece, receiver, phone_tail, reprint,
            label_job.state AS job_state
        FROM label_job JOIN parcel USING (number)
        """

    private static func job(_ row: Row) throws -> LabelJob {
        LabelJob(
            id: row["id"], number: row["number"], carrier: try carrier(row["carrier"]),
            code: try code(row), receiver: row["receiver"], phoneTail: row["phone_tail"],
            reprint: row["reprint"], state: LabelJobState(rawValue: row["job_state"]) ?? .unknown)
    }

    /// A job of a parcel that is in stock; what stood on the others' labels is no longer shown.
    public func labelJob(_ id: Int64) throws(StoreError) -> LabelJob? {
        try read { db in
            try db.row("\(Self.jobColumns) WHERE id = ? AND parcel.state = 'in-stock'", [id])
                .map(Self.job)
        }
    }

    /// The next job for the printer: the oldest still queued.
    public func nextLabelJob() throws(StoreError) -> LabelJob? {
        try read { db in
            try db.row(
                """
                \(Self.jobColumns)
                WHERE label_job.state IN ('queued', 'sent', 'printing', 'unknown')
                    AND label_job.state = 'queued' ORDER BY id LIMIT 1
                """
            ).map(Self.job)
        }
    }

    /// Jobs whose fate a person has to settle, oldest first, at most `limit`.
    public func unknownLabelJobs(limit: Int) throws(StoreError) -> [LabelJob] {
        try read { db in
            try db.rows(
                """
                \(Self.jobColumns)
                WHERE label_job.state IN ('queued', 'sent', 'printing', 'unknown')
                    AND label_job.state = 'unknown' ORDER BY id LIMIT ?
                """, [limit]
            ).map(Self.job)
        }
    }

    /// Takes a queued job to the printer; false when it is not queued any more.
    public func claimLabelJob(_ id: Int64) throws(StoreError) -> Bool {
        try write { db in
            try db.run(
                "UPDATE label_job SET state = 'sent' WHERE id = ? AND state = 'queued'", [id])
            return db.changesCount == 1
        }
    }

    /// Moves a job on; nothing is journalled before its fate is known.
    public func setLabelJob(_ id: Int64, _ state: LabelJobState) throws(StoreError) {
        try write { db in
            try db.run("UPDATE label_job SET state = ? WHERE id = ?", [state.rawValue, id])
        }
    }

    /// Settles a job: its state and the journal entry in one transaction.
    public func settleLabelJob(
        _ job: LabelJob, _ outcome: PrintOutcome, at time: EntryTime
    ) throws(StoreError) {
        try write { db in
            try settle(job.id, number: job.number, reprint: job.reprint, outcome, time, db)
        }
        signalFollowers()
    }

    private func settle(
        _ id: Int64, number: String, reprint: Bool, _ outcome: PrintOutcome, _ time: EntryTime,
        _ db: Database
    ) throws {
        let state: LabelJobState =
            switch outcome {
            case .confirmed: .confirmed
            case .unconfirmed: .unconfirmed
            case .unknown: .unknown
            }
        try db.run("UPDATE label_job SET state = ? WHERE id = ?", [state.rawValue, id])
        let fact = LabelPrinted(number: number, job: id, outcome: outcome, reprint: reprint)
        _ = try append(.labelPrinted(fact), at: time, db)
    }

    /// After a start: jobs that were under way when the program ended have an unknown fate.
    ///
    /// - Returns: How many there were.
    public func doubtLabelJobsUnderWay(at time: EntryTime) throws(StoreError) -> Int {
        let count = try write { db in
            let rows = try db.rows(
                """
                SELECT id, number, reprint FROM label_job
                WHERE state IN ('queued', 'sent', 'printing', 'unknown')
                    AND state IN ('sent', 'printing') ORDER BY id
                """)
            for row in rows {
                try settle(row[0], number: row[1], reprint: row[2], .unknown, time, db)
            }
            return rows.count
        }
        if count > 0 { signalFollowers() }
        return count
    }

    /// Queues the oldest doubtful label again, or else the one of the parcel taken in last.
    func reprintLast(_ db: Database) throws -> Recorded {
        let doubtful = try db.row(
            """
            SELECT id, number FROM label_job
            WHERE state IN ('queued', 'sent', 'printing', 'unknown') AND state = 'unknown'
            ORDER BY id LIMIT 1
            """)
        if let doubtful { return try reprint(doubtful[1], insteadOf: doubtful[0], db) }
        let last = try db.row("SELECT number FROM label_job ORDER BY id DESC LIMIT 1")
        return try last.map { try reprint($0[0], insteadOf: nil, db) } ?? .nothingToDo
    }

    /// Queues a parcel's label again; a doubtful one it replaces is settled in any case, so that
    /// the label of a parcel that has gone never stands before the others for ever.
    private func reprint(
        _ number: String, insteadOf job: Int64?, _ db: Database
    ) throws -> Recorded {
        if let job { try db.run("UPDATE label_job SET state = 'given-up' WHERE id = ?", [job]) }
        let parcel = try db.row(
            "SELECT shelf, layer, piece FROM parcel WHERE number = ? AND state = 'in-stock'",
            [number])
        guard let parcel else { return .nothingToDo }
        try db.run(
            "INSERT INTO label_job (number, reprint, state) VALUES (?, 1, 'queued')", [number])
        return .reprintQueued(
            number: number, try Self.code(parcel), job: db.lastInsertedRowID)
    }

    /// Settles the label a person was asked about; an answer that comes late settles nothing.
    func settleUnknownLabel(
        _ job: Int64, wasPrinted: Bool, _ time: EntryTime, _ db: Database
    ) throws -> Recorded {
        let row = try db.row(
            "SELECT number, reprint FROM label_job WHERE id = ? AND state = 'unknown'", [job])
        guard let row else { return .nothingToDo }
        guard wasPrinted else { return try reprint(row[0], insteadOf: job, db) }
        try settle(job, number: row[0], reprint: row[1], .confirmed, time, db)
        return .labelConfirmed(number: row[0])
    }

    func confirmUnknownLabel(_ time: EntryTime, _ db: Database) throws -> Recorded {
        let row = try db.row(
            """
            SELECT id, number, reprint FROM label_job
            WHERE state IN ('queued', 'sent', 'printing', 'unknown') AND state = 'unknown'
            ORDER BY id LIMIT 1
            """)
        guard let row else { return .nothingToDo }
        try settle(row[0], number: row[1], reprint: row[2], .confirmed, time, db)
        return .labelConfirmed(number: row[1])
    }
}
