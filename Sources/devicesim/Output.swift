import ArgumentParser
import Glibc

/// Standard output for events, standard error for people.
enum Output {
    private static let longestScript = 16 << 20

    /// Writes a line; false when nobody can read it any more.
    static func line(_ text: String) -> Bool {
        write(Array((text + "\n").utf8), to: STDOUT_FILENO)
    }

    /// Tells a person what went wrong and gives the exit code to end with.
    static func failure(_ reason: Any, code: Int32) -> ExitCode {
        _ = write(Array("devicesim: \(reason)\n".utf8), to: STDERR_FILENO)
        return ExitCode(code)
    }

    /// The text of a file, or nil.
    static func contents(of path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= longestScript {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { return String(validating: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
        return nil
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { return false }
            rest = rest.dropFirst(max(0, count))
        }
        return true
    }
}
