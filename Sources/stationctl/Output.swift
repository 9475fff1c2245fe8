import Foundation
import Glibc
import Station

/// Standard output, line by line; a reader that has gone away ends the program quietly.
enum Output {
    static func line(_ text: String, end: String = "\n") {
        print(text, terminator: end)
    }

    /// Makes what was written so far be seen now, for output that comes as things happen.
    static func flush() {
        fflush(nil)
    }

    /// Writes a file anew.
    static func write(_ bytes: Data, to path: String) throws {
        guard let file = fopen(path, "w") else {
            throw StationFault.cannotWrite(path, code: errno)
        }
        try write(bytes, to: file, path)
    }

    private static func write(
        _ bytes: Data, to file: UnsafeMutablePointer<FILE>, _ path: String
    ) throws {
        let written = bytes.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
        let code = errno
        guard fclose(file) == 0, written == bytes.count else {
            throw StationFault.cannotWrite(path, code: written == bytes.count ? errno : code)
        }
    }

    /// Writes a file that may hold what belongs to somebody: for its owner only, and never through a
    /// link that another user may have laid there.
    static func writePrivate(_ bytes: Data, to path: String) throws {
        let flags = O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC
        let descriptor = open(path, flags, 0o600)
        var information = stat()
        guard descriptor >= 0, fstat(descriptor, &information) == 0 else {
            throw StationFault.cannotWrite(path, code: errno)
        }
        guard information.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw StationFault.cannotWrite(path, code: EEXIST)
        }
        guard fchmod(descriptor, 0o600) == 0, ftruncate(descriptor, 0) == 0,
            let file = fdopen(descriptor, "w")
        else {
            let code = errno
            close(descriptor)
            throw StationFault.cannotWrite(path, code: code)
        }
        try write(bytes, to: file, path)
    }

    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        line(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}
