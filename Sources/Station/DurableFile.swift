internal import Glibc

/// Small files that are either the old or the new one after a power cut, never a half.
enum DurableFile {
    /// Writes beside the file, syncs, renames over it and syncs the folder (rename(2), fsync(2)).
    ///
    /// The file is readable and writable by its owner only. A draft that stands there, or a link in
    /// its place, is not written to: who runs this may write where the folder's owner may not.
    static func write(_ bytes: [UInt8], to path: String) throws {
        let draft = "\(path).new"
        unlink(draft)
        let descriptor = open(
            draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StationFault.cannotWrite(draft, code: errno) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(
                    descriptor, $0.baseAddress?.advanced(by: written), bytes.count - written)
            }
            guard count > 0 else {
                let code = errno
                close(descriptor)
                unlink(draft)
                throw StationFault.cannotWrite(draft, code: code)
            }
            written += count
        }
        guard fsync(descriptor) == 0, rename(draft, path) == 0 else {
            let code = errno
            close(descriptor)
            unlink(draft)
            throw StationFault.cannotWrite(path, code: code)
        }
        close(descriptor)
        let folder = open(parent(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if folder >= 0 {
            fsync(folder)
            close(folder)
        }
    }

    /// The folder a file is in.
    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
