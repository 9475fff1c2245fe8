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
        let written = bytes.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
        let code = errno
        guard fclose(file) == 0, written == bytes.count else {
            throw StationFault.cannotWrite(path, code: written == bytes.count ? errno : code)
        }
    }

    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        line(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}
