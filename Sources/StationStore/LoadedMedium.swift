internal import GRDB

/// The paper in the printer.
///
/// What paper is called is the printing program's business; here it is a text.
public struct LoadedMedium: Hashable, Sendable {
    /// What a person said is in the printer.
    public let loaded: String
    /// The printer has measured it since.
    public let isMeasured: Bool
    /// What labels wait for; nil when none do.
    public let wanted: String?
    /// Somebody may have changed it without a word.
    public let isDoubtful: Bool
}

/// What a person's word that the paper was changed came to.
public enum MediumChange: Hashable, Sendable {
    /// It is written: this paper is to be measured, then printed on.
    case changed(String)
    /// A label is at the printer: its paper must not be changed now.
    case labelUnderWay
    /// Nothing waits for that paper.
    case notWanted
}

extension StationStore {
    /// The paper in the printer; `first` in a store that never heard of any.
    public func loadedMedium(first: String) throws(StoreError) -> LoadedMedium {
        if let medium = try read({ db in try Self.medium(db) }) { return medium }
        return try write { db in
            try db.run(
                "INSERT OR IGNORE INTO medium (id, loaded, is_measured) VALUES (1, ?, 1)", [first])
            return LoadedMedium(
                loaded: first, isMeasured: true, wanted: nil, isDoubtful: false)
        }
    }

    private static func medium(_ db: Database) throws -> LoadedMedium? {
        try db.row("SELECT loaded, is_measured, wanted, is_doubtful FROM medium").map {
            LoadedMedium(loaded: $0[0], isMeasured: $0[1], wanted: $0[2], isDoubtful: $0[3])
        }
    }

    /// Notes what paper labels wait for; nil for none.
    public func wantMedium(_ medium: String?) throws(StoreError) {
        try write { db in
            try db.run("UPDATE medium SET wanted = ? WHERE wanted IS NOT ?", [medium, medium])
        }
    }

    /// A person changed the paper.
    ///
    /// - Parameters:
    ///   - medium: What is in the printer now.
    ///   - asked: Whether it is the answer to a question: one that comes late changes nothing.
    /// - Returns: What came of it.
    /// - Throws: `StoreError` when nothing was written.
    public func changeMedium(
        to medium: String, asked: Bool = true
    ) throws(StoreError) -> MediumChange {
        let change: MediumChange = try write { db in
            if asked, try Self.medium(db)?.wanted != medium { return .notWanted }
            let underWay = try db.row(
                """
                SELECT 1 FROM label_job
                WHERE \(Self.isUnsettled) AND label_job.state IN ('sent', 'printing') LIMIT 1
                """)
            guard underWay == nil else { return .labelUnderWay }
            try db.run(
                """
                INSERT INTO medium (id, loaded, is_measured) VALUES (1, ?1, 0)
                ON CONFLICT (id) DO UPDATE SET loaded = ?1, is_measured = 0, wanted = NULL,
                    is_doubtful = 0
                """, [medium])
            return .changed(medium)
        }
        if case .changed = change { signalFollowers() }
        return change
    }

    /// The printer was open or off while other paper was wanted: nothing is printed before a person
    /// has said what is in it.
    public func doubtMedium() throws(StoreError) {
        try write { db in try db.run("UPDATE medium SET is_doubtful = 1") }
    }

    /// A person says that the paper is still the same.
    public func keepMedium() throws(StoreError) {
        try write { db in try db.run("UPDATE medium SET is_doubtful = 0") }
        signalFollowers()
    }

    /// The printer has measured this paper.
    public func measuredMedium(_ medium: String) throws(StoreError) {
        try write { db in
            try db.run("UPDATE medium SET is_measured = 1 WHERE loaded = ?", [medium])
        }
    }
}
