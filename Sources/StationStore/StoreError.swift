internal import GRDB

/// Why the station's store could not do what was asked.
public enum StoreError: Error, Equatable, Sendable {
    /// No room on the disk; nothing was written, nothing acknowledged is lost.
    case diskFull(path: String)
    /// Reading or writing the disk failed. The store takes nothing more: SQLite would acknowledge
    /// commits after one failed fsync. The program has to end and start anew.
    case inputOutput(path: String, reason: String)
    /// The file is damaged, no SQLite file, or from a newer version.
    case unreadable(path: String, reason: String)
    /// The file is not there although it was before.
    case missing(path: String)
    /// The file belongs to another station or epoch.
    case foreign(path: String, found: String, wanted: String)
    /// SQLite does not keep `synchronous=FULL`: a power cut could lose acknowledged scans.
    case notDurable(path: String, mode: Int)
    /// Another program has the file open.
    case locked(path: String)
    /// What was to be written contradicts what is there; nothing was written.
    case conflict(String)
    /// The county confirmed entries this journal does not have, or with another content.
    case forked(sequence: Int64)
    /// Every pickup code of the layer is in use or resting.
    case noCodeLeft(shelf: Int, layer: Int)

    init(_ error: any Error, path: String) {
        self =
            switch error {
            case let known as StoreError: known
            case let error as DatabaseError: Self.classify(error, path: path)
            default: .unreadable(path: path, reason: "\(error)")
            }
    }

    private static func classify(_ error: DatabaseError, path: String) -> StoreError {
        let reason = error.message ?? "SQLite \(error.extendedResultCode.rawValue)"
        return switch error.resultCode {
        case .SQLITE_FULL: .diskFull(path: path)
        case .SQLITE_IOERR, .SQLITE_READONLY, .SQLITE_NOMEM:
            .inputOutput(path: path, reason: reason)
        case .SQLITE_BUSY, .SQLITE_LOCKED: .locked(path: path)
        case .SQLITE_CONSTRAINT: .conflict(reason)
        default: .unreadable(path: path, reason: reason)
        }
    }

    /// After this error nothing may be written until the program has started anew.
    public var isFinal: Bool {
        switch self {
        case .inputOutput, .unreadable: true
        default: false
        }
    }
}
