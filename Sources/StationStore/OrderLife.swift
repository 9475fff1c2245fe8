internal import GRDB
public import StationJournal

/// How long what stands on an ordered label is kept when nobody settles it.
///
/// A kiosk's wall clock may jump by years, so no single reading of it may drop an order, nor keep a
/// person's data for ever. What counts is the time the machine has run, which no clock change
/// reaches and which is never longer than the time that has passed. Time in which it was off is
/// counted too where it is known: between two boots in both of which the clock was synchronised.
extension StationStore {
    /// Days after which what stands on an ordered label is erased, printed or not.
    public static let orderLifeDays = 3

    private static let orderLife = Int64(orderLifeDays) * 86_400_000

    /// Milliseconds after which the running time is noted again, so long as somebody's data waits.
    private static let runTimeStep: Int64 = 600_000

    private static let isDue = """
        fields IS NOT NULL AND (ordered_run < ?1 OR (ordered_boot <> ?2 AND ordered_at < ?3))
        """

    /// Erases what stands on ordered labels that were never settled; they are not printed any more.
    ///
    /// One that is at the printer is journalled as unknown. When nothing waits, nothing is written.
    ///
    /// - Parameter time: The time now.
    /// - Returns: How many there were.
    /// - Throws: `StoreError` when nothing was written.
    public func eraseOldOrders(at time: EntryTime) throws(StoreError) -> Int {
        let anyData = "SELECT 1 FROM label_job WHERE fields IS NOT NULL LIMIT 1"
        let isThere = try read { db in try db.row(anyData) != nil }
        let count = isThere ? try write { db in try eraseOldOrders(time, db) } : 0
        if count > 0 {
            hasErased = true
            signalFollowers()
        }
        return count
    }

    private func eraseOldOrders(_ time: EntryTime, _ db: Database) throws -> Int {
        let run = try runTime(at: time, db)
        let wall = time.trust == .synchronised ? time.wall : nil
        // A clock that was ahead and is right now: its hour counts from now.
        if let wall {
            try db.run(
                "UPDATE label_job SET ordered_at = ?1 WHERE fields IS NOT NULL AND ordered_at > ?1",
                [wall])
        }
        let due: StatementArguments = [
            run - Self.orderLife, time.boot, wall.map { $0 - Self.orderLife },
        ]
        let underWay = try db.rows(
            """
            \(Self.jobColumns)
            WHERE \(Self.isDue) AND label_job.state IN ('sent', 'printing') ORDER BY id
            """, due
        ).map(Self.job)
        for job in underWay { _ = try append(job.fact(.unknown), at: time, db) }
        try db.run(
            "UPDATE label_job SET state = 'given-up', fields = NULL WHERE \(Self.isDue)", due)
        return db.changesCount
    }

    /// Milliseconds the machine has run, all boots together, since the store first looked.
    ///
    /// The end of a boot that nobody noted counts as one step: so the boots count too, and a machine
    /// that never runs for long comes to its three days all the same.
    func runTime(at time: EntryTime, _ db: Database) throws -> Int64 {
        guard let row = try db.row("SELECT boot, up, total FROM run_time") else {
            try db.run(
                "INSERT INTO run_time (id, boot, up, total) VALUES (1, ?, ?, 0)",
                [time.boot, time.up])
            return 0
        }
        let (up, total): (Int64, Int64) = (row[1], row[2])
        let isSameBoot = row[0] == time.boot && time.up >= up
        let more = isSameBoot ? time.up - up : Self.runTimeStep + max(0, time.up)
        guard more >= Self.runTimeStep else { return total + more }
        try db.run(
            "UPDATE run_time SET boot = ?, up = ?, total = ?", [time.boot, time.up, total + more])
        return total + more
    }
}
