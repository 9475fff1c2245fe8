public import Glibc
internal import Synchronization

/// A program of this package running as a child of its own process group, so that Ctrl-C reaches
/// only the rehearsal, which then stops its children in order.
public final class ChildProgram: Sendable {
    /// How a program ended.
    public enum End: Sendable, Hashable {
        /// It ended by itself with this code.
        case exited(Int32)
        /// A signal ended it.
        case killed(Int32)
    }

    /// Its process id.
    public let pid: pid_t
    private let end = Mutex<End?>(nil)

    /// Starts a program.
    ///
    /// It is told to end when the rehearsal dies (prctl(2), PR_SET_PDEATHSIG, by way of
    /// util-linux's setpriv), so that nothing is left running.
    ///
    /// - Parameters:
    ///   - path: The program's file.
    ///   - arguments: What follows its name.
    ///   - environment: Variables besides this program's own.
    ///   - log: The file its output is appended to.
    /// - Throws: `RehearsalFault` when it cannot be started.
    public init(
        _ path: String, _ arguments: [String], environment: [String: String] = [:], log: String
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        posix_spawnattr_setpgroup(&attributes, 0)

        let words = ["setpriv", "--pdeathsig", "KILL", path] + arguments
        var variables = Self.ownEnvironment()
        variables.merge(environment) { $1 }
        var argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] =
            variables.map { strdup("\($0)=\($1)") } + [nil]
        defer { for word in argv + envp { free(word) } }
        var pid: pid_t = 0
        let code = posix_spawnp(&pid, "setpriv", &actions, &attributes, &argv, &envp)
        guard code == 0 else {
            throw RehearsalFault("cannot start \(path): \(String(cString: strerror(code)))")
        }
        self.pid = pid
    }

    private static func ownEnvironment() -> [String: String] {
        var variables: [String: String] = [:]
        var next = environ
        while let line = next.pointee {
            let text = String(cString: line)
            if let equals = text.firstIndex(of: "=") {
                variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            next += 1
        }
        return variables
    }

    /// How it ended; nil while it runs.
    public func poll() -> End? {
        end.withLock { end in
            if end != nil { return end }
            var status: Int32 = 0
            guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
            let signal = status & 0x7F
            end = signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal)
            return end
        }
    }

    /// Sends a signal unless it has ended.
    public func signal(_ number: Int32) {
        if poll() == nil { kill(pid, number) }
    }

    /// Waits until it has ended.
    ///
    /// - Throws: `RehearsalFault` when it still runs after `limit`; it is killed then.
    @discardableResult
    public func waitForEnd(within limit: Duration = .seconds(15)) async throws -> End {
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            if let end = poll() { return end }
            try await Task.sleep(for: .milliseconds(5))
        }
        signal(SIGKILL)
        throw RehearsalFault("process \(pid) did not end within \(limit)")
    }
}

/// Why a rehearsal could not go on.
public struct RehearsalFault: Error, Sendable, CustomStringConvertible {
    /// What went wrong.
    public let description: String

    /// A fault with this text.
    public init(_ description: String) {
        self.description = description
    }
}
