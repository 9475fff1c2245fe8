internal import Dispatch
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
        var variables = Self.ownEnvironment()
        variables.merge(environment) { $1 }
        let start = Start(
            words: ["setpriv", "--pdeathsig", "KILL", path] + arguments,
            variables: variables.map { "\($0)=\($1)" }, log: log)
        switch start.onThreadOfItsOwn() {
        case .success(let pid): self.pid = pid
        case .failure(let code):
            throw RehearsalFault("cannot start \(path): \(String(cString: strerror(code.number)))")
        }
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

/// What it takes to start a child.
private struct Start: Sendable {
    /// An error number of the system.
    struct Code: Error {
        let number: Int32
    }

    let words: [String]
    let variables: [String]
    let log: String

    /// Starts the child on a thread that lives as long as the child.
    ///
    /// The signal of the parent's death comes with the death of the *thread* that started the
    /// child (prctl(2)), and threads of a pool come and go.
    func onThreadOfItsOwn() -> Result<pid_t, Code> {
        let started = Started()
        // A private serial queue has a thread of its own while it is busy.
        DispatchQueue(label: "child program").async {
            let result = spawn()
            started.tell(result)
            guard case .success(let pid) = result else { return }
            var end = siginfo_t()
            // Only looked at: the end itself is left for `poll`.
            while waitid(P_PID, id_t(pid), &end, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        }
        return started.wait()
    }

    private func spawn() -> Result<pid_t, Code> {
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

        var argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = variables.map { strdup($0) } + [nil]
        defer { for word in argv + envp { free(word) } }
        var pid: pid_t = 0
        let code = posix_spawnp(&pid, words[0], &actions, &attributes, &argv, &envp)
        return code == 0 ? .success(pid) : .failure(Code(number: code))
    }
}

/// Hands a result from one thread to another.
private final class Started: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let result = Mutex<Result<pid_t, Start.Code>>(.failure(Start.Code(number: ECHILD)))

    func tell(_ result: Result<pid_t, Start.Code>) {
        self.result.withLock { $0 = result }
        semaphore.signal()
    }

    func wait() -> Result<pid_t, Start.Code> {
        semaphore.wait()
        return result.withLock { $0 }
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
