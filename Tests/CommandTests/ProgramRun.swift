import Foundation
import Glibc
import Testing

/// Where the programs and the data are: beside the test bundle, and the checkout above it.
enum Programs {
    static let folder: String = {
        let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(filePath: link ?? "/").deletingLastPathComponent().path
    }()

    static let checkout: String = {
        var folder = URL(filePath: #filePath).resolvingSymlinksInPath()
        while folder.path.count > 1 {
            folder = folder.deletingLastPathComponent()
            if FileManager.default.fileExists(atPath: folder.path + "/Devices") { break }
        }
        return folder.path
    }()

    static func path(_ name: String) -> String { "\(folder)/\(name)" }
}

/// Something a test needs is not as it must be.
struct Unmet: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// What a program did from its start to its end.
struct ProgramRun: Sendable {
    /// The exit code; 128 and more when a signal ended it.
    var code: Int32
    var output: [UInt8]
    var errors: String

    var text: String { String(decoding: output, as: UTF8.self) }
    /// Lines of standard output, the last newline apart.
    var lines: [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    /// Runs a program to its end, as a shell would.
    ///
    /// The environment is small and the same everywhere; `more` adds to it, nil takes away.
    static func of(
        _ program: String, _ arguments: [String], input: [UInt8] = [], in folder: String? = nil,
        more: [String: String?] = [:], prefix: [String] = [], limit: Duration = .seconds(20)
    ) async throws -> ProgramRun {
        let scratch = try Scratch()
        let child = try Child(
            prefix + [program.hasPrefix("/") ? program : Programs.path(program)] + arguments,
            input: input, scratch: scratch, folder: folder, more: more)
        let code = try await child.end(within: limit)
        return ProgramRun(
            code: code, output: scratch.bytes("out"),
            errors: String(decoding: scratch.bytes("err"), as: UTF8.self))
    }
}

/// A folder of a test's own, removed with it.
final class Scratch: Sendable {
    let path: String

    init() throws {
        let base = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
        path = "\(base)/commands-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o755])
    }

    deinit {
        // What was killed a moment ago may still be taking its own files away.
        for _ in 0..<200 {
            try? FileManager.default.removeItem(atPath: path)
            if access(path, F_OK) != 0 { return }
            usleep(5000)
        }
    }

    func bytes(_ name: String) -> [UInt8] {
        Array(FileManager.default.contents(atPath: "\(path)/\(name)") ?? Data())
    }

    func text(_ name: String) -> String { String(decoding: bytes(name), as: UTF8.self) }

    /// Writes a file and gives back its path.
    @discardableResult
    func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
        try Data(bytes).write(to: URL(filePath: "\(path)/\(name)"))
        return "\(path)/\(name)"
    }
}

/// A program under way; its output goes to files, so that no pipe can fill up.
final class Child: Sendable {
    let pid: pid_t

    init(
        _ words: [String], input: [UInt8] = [], scratch: Scratch, folder: String? = nil,
        more: [String: String?] = [:]
    ) throws {
        let words = (folder.map { ["env", "-C", $0] } ?? []) + words
        let source = try scratch.write(input, to: "in")
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let flags = O_WRONLY | O_CREAT | O_APPEND
        posix_spawn_file_actions_addopen(&actions, 0, source, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, scratch.path + "/out", flags, 0o666)
        posix_spawn_file_actions_addopen(&actions, 2, scratch.path + "/err", flags, 0o666)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        posix_spawnattr_setpgroup(&attributes, 0)

        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin:/usr/sbin:/sbin"
        var variables: [String: String] = [
            "PATH": path, "HOME": scratch.path, "LANG": "C.UTF-8",
            "SWIFT_BACKTRACE": "enable=no",
        ]
        for (name, value) in more { variables[name] = value }
        var argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] =
            variables.map { strdup("\($0)=\($1)") } + [nil]
        defer { for word in argv + envp { free(word) } }
        var pid: pid_t = 0
        let code = posix_spawnp(&pid, words[0], &actions, &attributes, &argv, &envp)
        guard code == 0 else {
            throw Unmet("cannot start \(words[0]): \(String(cString: strerror(code)))")
        }
        self.pid = pid
    }

    func signal(_ number: Int32) { kill(pid, number) }

    /// Waits for its end; kills it when it does not come.
    func end(within limit: Duration = .seconds(20)) async throws -> Int32 {
        var status: Int32 = 0
        var hasEnded = false
        _ = try? await until("process \(pid) ends", within: limit) {
            hasEnded = waitpid(pid, &status, WNOHANG) == pid
            return hasEnded
        }
        if !hasEnded {
            kill(-pid, SIGKILL)
            waitpid(pid, &status, 0)
            throw Unmet("process \(pid) did not end within \(limit)")
        }
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }
}

/// Looks again and again until it is true, at most so long; gives the time it took.
@discardableResult
func until(
    _ what: String, within limit: Duration = .seconds(20), every: Duration = .milliseconds(4),
    _ isTrue: () async throws -> Bool
) async throws -> Duration {
    let start = ContinuousClock.now
    while ContinuousClock.now - start < limit {
        if try await isTrue() { return ContinuousClock.now - start }
        try await Task.sleep(for: every)
    }
    throw Unmet("waited \(limit) in vain until \(what)")
}

/// A JSON line as a dictionary.
func object(_ line: String) throws -> [String: Any] {
    guard let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    else { throw Unmet("no JSON object: \(line)") }
    return object
}
