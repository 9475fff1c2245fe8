internal import GRDB
public import StationJournal

extension StationStore {
    static let jobColumns = """
        SELECT id, label_job.number, carrier, shelf, layer, piece, receiver, phone_tail, template,
            fields, copies, reprint, label_job.state AS job_state
        FROM label_job LEFT JOIN parcel USING (number)
        """

    /// The states in which a job has left the queue and is not settled, as its index has them.
    static let isUnsettled = "label_job.state IN ('sent', 'printing', 'unknown')"

    static func job(_ row: Row) throws -> LabelJob {
        let subject: LabelJob.Subject
        if let template = row["template"] as String? {
            subject = .ordered(
                OrderedLabel(
                    template: template, fields: row["fields"] ?? "{}", copies: row["copies"]))
        } else {
            subject = .pickup(
                PickupLabel(
                    number: row["number"], carrier: try carrier(row["carrier"]),
                    code: try code(row), receiver: row["receiver"], phoneTail: row["phone_tail"]))
        }
        return LabelJob(
            id: row["id"], subject: subject, reprint: row["reprint"],
            state: LabelJobState(rawValue: row["job_state"]) ?? .unknown)
    }

    private static func job(_ id: Int64, _ db: Database) throws -> LabelJob? {
        try db.row("\(jobColumns) WHERE id = ?", [id]).map(job)
    }

    // MARK: Looking

    /// A job with what stands on its label; nil when it is unknown, its parcel is not in stock any
    /// more, or its data is erased.
    public func labelJob(_ id: Int64) throws(StoreError) -> LabelJob? {
        try read { db in
            try db.row(
                """
                \(Self.jobColumns)
                WHERE id = ? AND (parcel.state = 'in-stock' OR fields IS NOT NULL)
                """, [id]
            ).map(Self.job)
        }
    }

    /// Where a job stands, also when nothing is kept of what stood on it; nil for an unknown one.
    public func labelJobState(_ id: Int64) throws(StoreError) -> LabelJobState? {
        try read { db in
            try db.row("SELECT state FROM label_job WHERE id = ?", [id])
                .flatMap { LabelJobState(rawValue: $0[0]) }
        }
    }

    /// What waits for the printer, by template, oldest first.
    public func queuedLabels() throws(StoreError) -> [QueuedLabels] {
        try read { db in
            try db.rows(
                """
                SELECT template, min(id), count(*) FROM label_job
                WHERE state = 'queued' GROUP BY template ORDER BY min(id)
                """
            ).map { QueuedLabels(template: $0[0], first: $0[1], count: $0[2]) }
        }
    }

    /// The oldest job of a template that is still queued; nil stands for pickup labels.
    public func nextLabelJob(of template: String? = nil) throws(StoreError) -> LabelJob? {
        try read { db in
            try db.row(
                """
                \(Self.jobColumns)
                WHERE label_job.state = 'queued' AND template IS ?
                ORDER BY id LIMIT 1
                """, [template]
            ).map(Self.job)
        }
    }

    /// Jobs whose fate a person has to settle, oldest first, at most `limit`.
    public func unknownLabelJobs(limit: Int) throws(StoreError) -> [LabelJob] {
        try read { db in
            try db.rows(
                """
                \(Self.jobColumns)
                WHERE \(Self.isUnsettled) AND label_job.state = 'unknown' ORDER BY id LIMIT ?
                """, [limit]
            ).map(Self.job)
        }
    }

    // MARK: Moving on

    /// Queues a label of any template.
    ///
    /// - Parameters:
    ///   - label: What is printed; whoever orders has seen that it can be.
    ///   - token: Unique to the order: whoever did not hear the answer orders again under it, and
    ///     nothing is printed twice.
    ///   - time: When it was ordered: its data is erased ``orderLifeDays`` later at the latest.
    /// - Returns: The job; for a token that is known, that of the first order.
    /// - Throws: `StoreError` when nothing was written, `.conflict` when the token is that of an
    ///   order of something else.
    public func orderLabel(
        _ label: OrderedLabel, token: String? = nil, at time: EntryTime
    ) throws(StoreError) -> Int64 {
        let job = try write { db in
            if let token, let first = try Self.order(token, of: label, db) { return first }
            let wall = time.trust == .synchronised ? time.wall : nil
            try db.run(
                """
                INSERT INTO label_job (template, fields, copies, ordered_run, ordered_boot,
                    ordered_at, token, reprint, state)
                VALUES (?, ?, ?, ?, ?, ?, ?, 0, 'queued')
                """,
                [
                    label.template, label.fields, label.copies, try runTime(at: time, db),
                    time.boot, wall, token,
                ])
            return db.lastInsertedRowID
        }
        signalFollowers()
        return job
    }

    private static func order(
        _ token: String, of label: OrderedLabel, _ db: Database
    ) throws -> Int64? {
        let row = try db.row(
            "SELECT id, template, copies, fields FROM label_job WHERE token = ?", [token])
        guard let row else { return nil }
        // What stood on the first may be erased by now.
        guard row[1] == label.template, row[2] == label.copies,
            row[3] as String? ?? label.fields == label.fields
        else { throw StoreError.conflict("the token is that of another order") }
        return row[0]
    }

    /// Takes a queued job to the printer while this paper is loaded and measured; false when the job
    /// is not queued any more or the paper was changed meanwhile.
    public func claimLabelJob(_ id: Int64, on medium: String) throws(StoreError) -> Bool {
        try write { db in
            try db.run(
                """
                UPDATE label_job SET state = 'sent' WHERE id = ? AND state = 'queued'
                    AND EXISTS (SELECT 1 FROM medium WHERE loaded = ? AND is_measured = 1 AND is_doubtful = 0)
                """, [id, medium])
            return db.changesCount == 1
        }
    }

    /// Moves a job on; nothing is journalled before its fate is known.
    ///
    /// One whose data was erased meanwhile stays given up.
    public func setLabelJob(_ id: Int64, _ state: LabelJobState) throws(StoreError) {
        try write { db in
            try db.run(
                """
                UPDATE label_job SET state = ?
                WHERE id = ? AND (template IS NULL OR fields IS NOT NULL)
                """, [state.rawValue, id])
        }
    }

    /// Puts back a job of which nothing has left; one of a parcel that has gone meanwhile is dropped.
    public func requeueLabelJob(_ id: Int64) throws(StoreError) {
        try write { db in
            guard let job = try Self.job(id, db) else { return }
            guard try isNeeded(job, db) else { return try giveUp(id, db) }
            try db.run("UPDATE label_job SET state = 'queued' WHERE id = ?", [id])
        }
    }

    /// Ends a job that has not left the station.
    public func giveUpLabelJob(_ id: Int64) throws(StoreError) {
        try write { db in try giveUp(id, db) }
    }

    private func giveUp(_ id: Int64, _ db: Database) throws {
        try db.run(
            "UPDATE label_job SET state = 'given-up', fields = NULL WHERE id = ?", [id])
        hasErased = true
    }

    /// Drops the ordered labels of these templates that wait; pickup labels are never dropped.
    ///
    /// - Returns: How many there were.
    public func dropQueuedOrders(of templates: [String]) throws(StoreError) -> Int {
        let count = try write { db in
            var count = 0
            for template in templates {
                try db.run(
                    """
                    UPDATE label_job SET state = 'given-up', fields = NULL
                    WHERE state = 'queued' AND template = ?
                    """, [template])
                count += db.changesCount
            }
            return count
        }
        if count > 0 {
            hasErased = true
            signalFollowers()
        }
        return count
    }

    // MARK: Settling

    /// Settles a job: its state and the journal entry in one transaction.
    public func settleLabelJob(
        _ job: LabelJob, _ outcome: PrintOutcome, at time: EntryTime
    ) throws(StoreError) {
        try write { db in try settle(job, outcome, time, db) }
        signalFollowers()
    }

    private func settle(
        _ job: LabelJob, _ outcome: PrintOutcome, _ time: EntryTime, _ db: Database
    ) throws {
        let state: LabelJobState =
            switch outcome {
            case .confirmed: .confirmed
            case .unconfirmed: .unconfirmed
            // Nobody looks for the label of a parcel that has gone, or for one that is erased.
            case .unknown: try isNeeded(job, db) ? .unknown : .givenUp
            }
        try db.run(
            """
            UPDATE label_job SET state = ?1, fields = CASE ?1 WHEN 'unknown' THEN fields END
            WHERE id = ?2
            """, [state.rawValue, job.id])
        if case .ordered = job.subject { hasErased = true }
        _ = try append(job.fact(outcome), at: time, db)
    }

    private func isNeeded(_ job: LabelJob, _ db: Database) throws -> Bool {
        switch job.subject {
        case .pickup(let label):
            try db.row(
                "SELECT 1 FROM parcel WHERE number = ? AND state = 'in-stock'", [label.number])
                != nil
        case .ordered:
            try db.row(
                "SELECT 1 FROM label_job WHERE id = ? AND fields IS NOT NULL", [job.id]) != nil
        }
    }

    /// After a start: jobs that were under way when the program ended have an unknown fate.
    ///
    /// - Returns: How many there were.
    public func doubtLabelJobsUnderWay(at time: EntryTime) throws(StoreError) -> Int {
        let count = try write { db in
            let jobs = try db.rows(
                """
                \(Self.jobColumns)
                WHERE \(Self.isUnsettled) AND label_job.state IN ('sent', 'printing') ORDER BY id
                """
            ).map(Self.job)
            for job in jobs { try settle(job, .unknown, time, db) }
            return jobs.count
        }
        if count > 0 { signalFollowers() }
        return count
    }

    private func oldestDoubtful(_ db: Database) throws -> LabelJob? {
        try db.row(
            """
            \(Self.jobColumns)
            WHERE \(Self.isUnsettled) AND label_job.state = 'unknown' ORDER BY id LIMIT 1
            """
        ).map(Self.job)
    }

    /// Queues the oldest doubtful label again, or else the one of the parcel taken in last.
    func reprintLast(_ time: EntryTime, _ db: Database) throws -> Recorded {
        if let doubtful = try oldestDoubtful(db) { return try reprint(doubtful, time, db) }
        let last = try db.row(
            "\(Self.jobColumns) WHERE label_job.number IS NOT NULL ORDER BY id DESC LIMIT 1"
        ).map(Self.job)
        return try last.map { try reprint($0, time, db) } ?? .nothingToDo
    }

    /// Queues a label again; a doubtful one it replaces is settled in any case, so that the label of
    /// a parcel that has gone never stands before the others for ever.
    private func reprint(_ job: LabelJob, _ time: EntryTime, _ db: Database) throws -> Recorded {
        var queued: LabelJob?
        if try isNeeded(job, db) {
            try db.run(
                """
                INSERT INTO label_job
                    (number, template, fields, copies, ordered_run, ordered_boot, ordered_at,
                    reprint, state)
                SELECT number, template, fields, copies, ordered_run, ordered_boot, ordered_at,
                    1, 'queued'
                FROM label_job WHERE id = ?
                """, [job.id])
            queued = try Self.job(db.lastInsertedRowID, db)
        }
        if job.state == .unknown { try giveUp(job.id, db) }
        return queued.map { .reprintQueued($0) } ?? .nothingToDo
    }

    /// Settles the label a person was asked about; an answer that comes late settles nothing.
    func settleUnknownLabel(
        _ id: Int64, wasPrinted: Bool, _ time: EntryTime, _ db: Database
    ) throws -> Recorded {
        guard let job = try Self.job(id, db), job.state == .unknown else { return .nothingToDo }
        guard wasPrinted else { return try reprint(job, time, db) }
        try settle(job, .confirmed, time, db)
        return .labelConfirmed(job)
    }

    func confirmUnknownLabel(_ time: EntryTime, _ db: Database) throws -> Recorded {
        guard let job = try oldestDoubtful(db) else { return .nothingToDo }
        try settle(job, .confirmed, time, db)
        return .labelConfirmed(job)
    }

    /// Nobody needs the label of a parcel that has gone, nor needs to look for it.
    func giveUpLabels(ofParcel number: String, _ db: Database) throws {
        // One statement for each index.
        for open in [
            "state = 'queued' AND template IS NULL", "\(Self.isUnsettled) AND state = 'unknown'",
        ] {
            try db.run(
                "UPDATE label_job SET state = 'given-up' WHERE \(open) AND number = ?", [number])
        }
    }
}
