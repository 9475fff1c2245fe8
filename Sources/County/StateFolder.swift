internal import CountyStore
internal import FoundationEssentials
internal import Glibc

/// The county's state folder: store, key, marker and the lock that keeps a second daemon out.
///
/// The marker is written last at the first start. Where it stands, a missing store or key is an
/// error and never silently made anew: a county does not forget its stations because a disk was
/// not mounted.
final class StateFolder: Sendable {
    let path: String
    /// Nothing was ever stored here.
    let isNew: Bool
    private let lock: CInt

    var storePath: String { path + "/county.sqlite" }
    private var marker: String { path + "/county.json" }

    /// Makes the folder where needed and takes its lock.
    ///
    /// - Throws: `CountyError`.
    init(_ path: String) throws(CountyError) {
        self.path = path
        try Self.makeFolder(path)
        lock = open(path + "/countyd.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw StateFile.failure(path + "/countyd.lock") }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            close(lock)
            throw CountyError(
                .tryAgain, "\(path) 正被另一个 countyd 使用。请先停止它。",
                "another countyd uses \(path). Stop it first.")
        }
        isNew = access(path + "/county.json", F_OK) != 0
        guard isNew || access(path + "/county.sqlite", F_OK) == 0 else {
            close(lock)
            throw CountyError(
                .noInput,
                "数据库 \(path)/county.sqlite 不见了，但这里曾经有过。请检查磁盘是否已挂载，或从备份恢复；"
                    + "确要从零开始，请先移走 \(path)/county.json。",
                "the store \(path)/county.sqlite is gone, but there was one. Check that the disk is "
                    + "mounted, or restore a backup; to really begin anew, move "
                    + "\(path)/county.json away first.")
        }
    }

    deinit { close(lock) }

    /// Opens the store; makes it at the first start only.
    ///
    /// - Throws: `CountyError`.
    func openStore() throws(CountyError) -> CountyStore {
        do {
            return try CountyStore(path: storePath, create: isNew)
        } catch {
            throw CountyError(error)
        }
    }

    /// Writes the marker once store and key are there.
    ///
    /// - Throws: `CountyError`.
    func mark() throws(CountyError) {
        guard isNew else { return }
        let text = #"{"cunzhan":"county","version":1}"# + "\n"
        try StateFile.write(Array(text.utf8), to: marker)
    }

    /// Makes a folder, its parents too, for its owner only.
    ///
    /// - Throws: `CountyError`.
    static func makeFolder(_ path: String) throws(CountyError) {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/" + part
            guard mkdir(made, 0o700) == 0 || errno == EEXIST else {
                throw StateFile.failure(made)
            }
        }
    }
}
