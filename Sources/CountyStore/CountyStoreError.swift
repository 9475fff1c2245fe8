internal import GRDB

/// Why the county's store could not do what was asked.
public enum CountyStoreError: Error, Equatable, Sendable {
    /// The file cannot be opened or read as this county's store.
    case unreadable(path: String, reason: String)
    /// It was written by a newer version of the program.
    case newer(path: String)
    /// SQLite does not keep a promise the store depends on: the setting and its value.
    case unsafe(setting: String, value: String)
    /// The disk or the file's quota is full; nothing was stored, space is all that is needed.
    case full
    /// Writing failed below the file system's promises: nothing more is accepted by this process,
    /// because SQLite acknowledges later commits even after one failed fsync.
    case stopped(reason: String)
    /// The statement itself was refused: a mistake in the program.
    case refused(reason: String)

    init(_ error: any Error, path: String) {
        guard let error = error as? DatabaseError else {
            self = .refused(reason: "\(error)")
            return
        }
        // The message only: arguments may hold personal data.
        let reason = error.message ?? "code \(error.extendedResultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_FULL: self = .full
        case .SQLITE_IOERR, .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_READONLY:
            self = .stopped(reason: reason)
        case .SQLITE_CANTOPEN, .SQLITE_PERM:
            self = .unreadable(path: path, reason: reason)
        default: self = .refused(reason: reason)
        }
    }
}
