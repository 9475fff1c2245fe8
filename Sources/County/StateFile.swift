internal import Glibc

/// Files that have to survive a power cut whole: written beside, flushed, renamed, folder flushed.
enum StateFile {
    /// Writes a file readable by its owner only.
    ///
    /// - Throws: `CountyError` naming the file and the system's reason.
    static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o600) throws(CountyError) {
        let temporary = path + ".new"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard file >= 0 else { throw failure(path) }
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes {
                Glibc.write(file, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let error = failure(path)
                close(file)
                throw error
            }
            done += count
        }
        guard fchmod(file, mode) == 0, fsync(file) == 0 else {
            let error = failure(path)
            close(file)
            throw error
        }
        close(file)
        guard rename(temporary, path) == 0 else { throw failure(path) }
        try syncFolder(of: path)
    }

    /// Puts a file that is complete, and its name, on the disk for good.
    static func sync(_ path: String) throws(CountyError) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure(path) }
        let result = fsync(file)
        let error = failure(path)
        close(file)
        guard result == 0 else { throw error }
        try syncFolder(of: path)
    }

    private static func syncFolder(of path: String) throws(CountyError) {
        let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let folder = open(parent.isEmpty ? "/" : parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw failure(path) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw failure(path) }
    }

    /// The failure for the present `errno`.
    static func failure(_ path: String) -> CountyError {
        let code = errno
        let reason = String(cString: strerror(code))
        return switch code {
        case EACCES, EPERM, EROFS:
            CountyError(
                .notPermitted, "没有权限写 \(path)：\(reason)。请检查该文件夹属于运行 countyd 的用户。",
                "not permitted to write \(path): \(reason). Check that its folder belongs to the "
                    + "user countyd runs as.")
        case ENOSPC, EDQUOT:
            CountyError(
                .tryAgain, "磁盘已满，无法写 \(path)。请腾出空间后再试。",
                "the disk is full, cannot write \(path). Free some space and try again.")
        default:
            CountyError(
                .cannotCreate, "无法写 \(path)：\(reason)。", "cannot write \(path): \(reason).")
        }
    }
}
