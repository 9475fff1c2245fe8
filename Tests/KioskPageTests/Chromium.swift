import Dispatch
import Foundation
import Glibc
import Synchronization

/// A real browser of its own profile, driven over two pipes.
///
/// `--remote-debugging-pipe`: commands in on descriptor 3, answers and events out on 4, each one
/// JSON object ended by a zero byte
/// (<https://chromedevtools.github.io/devtools-protocol/>). It ends when its pipe is closed, so a
/// test run that dies leaves none behind.
final class Chromium: Sendable {
    /// Why the browser did not do what it was told.
    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    /// Something the browser tells without having been asked.
    struct Event: Sendable {
        var method: String
        var session: String
        var parameters: JSON
    }

    /// Seconds an answer may take; longer than any wait inside a page.
    private static let patience = 60.0

    private struct State {
        var nextID = 1
        var waiting: [Int: CheckedContinuation<JSON, any Error>] = [:]
        var listeners: [String: @Sendable (Event) -> Void] = [:]
        var hasEnded = false
    }

    private let pid: pid_t
    private let commands: FileHandle
    private let answers: FileHandle
    private let state = Mutex(State())

    /// Starts a browser.
    /// - Parameter folder: An existing folder for its profile and its log.
    /// - Throws: `Refusal` when it cannot be started.
    init(folder: String) throws {
        let (commandsIn, commandsOut) = try Self.pipe()
        let (answersIn, answersOut) = try Self.pipe()
        defer {
            close(commandsIn)
            close(answersOut)
        }
        commands = FileHandle(fileDescriptor: commandsOut, closeOnDealloc: true)
        answers = FileHandle(fileDescriptor: answersIn, closeOnDealloc: true)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(
            &actions, 1, folder + "/chromium.log", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        posix_spawn_file_actions_adddup2(&actions, commandsIn, 3)
        posix_spawn_file_actions_adddup2(&actions, answersOut, 4)
        let words = Self.arguments + ["--user-data-dir=\(folder)/chromium"]
        var argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for word in argv { free(word) } }
        var pid: pid_t = 0
        let code = posix_spawnp(&pid, "chromium", &actions, nil, &argv, environ)
        guard code == 0 else {
            throw Refusal(description: "chromium: \(String(cString: strerror(code)))")
        }
        self.pid = pid
        Thread.detachNewThread { [self] in read() }
    }

    private static let arguments = [
        "chromium", "--headless=new", "--remote-debugging-pipe", "--disable-gpu",
        // A browser run by root refuses to sandbox; the pages are our own.
        "--no-sandbox",
        // A container's /dev/shm is often too small.
        "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
        "--no-first-run", "--no-default-browser-check", "--mute-audio",
        // As the kiosk's own browser is started.
        "--autoplay-policy=no-user-gesture-required",
    ]

    /// Both ends above 10, out of the way of the child's 3 and 4.
    private static func pipe() throws -> (in: Int32, out: Int32) {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else {
            throw Refusal(description: "pipe: \(String(cString: strerror(errno)))")
        }
        let high = ends.map { fcntl($0, F_DUPFD_CLOEXEC, 10) }
        for end in ends { close(end) }
        return (high[0], high[1])
    }

    /// Closes the browser and waits until it has ended.
    func end() async {
        _ = try? await send("Browser.close")
        try? commands.close()
        let deadline = ContinuousClock.now + .seconds(10)
        while waitpid(pid, nil, WNOHANG) == 0 {
            if ContinuousClock.now > deadline { kill(pid, SIGKILL) }
            try? await Task.sleep(for: .milliseconds(10))
        }
    }

    // MARK: Commands

    /// Sends a command and waits for its answer.
    /// - Throws: `Refusal` with the browser's own words, or when it has ended.
    @discardableResult
    func send(
        _ method: String, _ parameters: JSON = .object([:]), session: String? = nil
    ) async throws -> JSON {
        let (id, bytes) = try command(method, parameters, session)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isOpen = state.withLock { state in
                    if !state.hasEnded { state.waiting[id] = continuation }
                    return !state.hasEnded
                }
                guard isOpen else {
                    return continuation.resume(throwing: Refusal(description: "it has ended"))
                }
                write(bytes)
                DispatchQueue.global().asyncAfter(deadline: .now() + Self.patience) { [self] in
                    fail(id, Refusal(description: "no answer to \(method)"))
                }
            }
        } onCancel: {
            fail(id, CancellationError())
        }
    }

    private func fail(_ id: Int, _ error: any Error) {
        state.withLock { $0.waiting.removeValue(forKey: id) }?.resume(throwing: error)
    }

    /// Sends a command whose answer nobody waits for.
    func post(_ method: String, _ parameters: JSON, session: String) throws {
        write(try command(method, parameters, session).bytes)
    }

    private func command(
        _ method: String, _ parameters: JSON, _ session: String?
    ) throws -> (id: Int, bytes: Data) {
        let id = state.withLock { state in
            defer { state.nextID += 1 }
            return state.nextID
        }
        var command: [String: JSON] = [
            "id": .number(Double(id)), "method": .string(method), "params": parameters,
        ]
        if let session { command["sessionId"] = .string(session) }
        return (id, try JSONEncoder().encode(JSON.object(command)) + [0])
    }

    private let writing = Mutex(())

    private func write(_ bytes: Data) {
        writing.withLock { _ in try? commands.write(contentsOf: bytes) }
    }

    /// Hands a session's events to `body`, on the reading thread.
    func listen(to session: String, _ body: @escaping @Sendable (Event) -> Void) {
        state.withLock { $0.listeners[session] = body }
    }

    // MARK: What comes back

    private func read() {
        var rest = Data()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(answers.fileDescriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            rest += buffer[..<count]
            while let end = rest.firstIndex(of: 0) {
                take(rest[rest.startIndex..<end])
                rest = Data(rest[(end + 1)...])
            }
        }
        let waiting = state.withLock { state in
            state.hasEnded = true
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for each in waiting { each.resume(throwing: Refusal(description: "it has ended")) }
    }

    private func take(_ bytes: Data) {
        guard let message = try? JSONDecoder().decode(JSON.self, from: bytes) else { return }
        guard let id = message["id"].int else {
            let session = message["sessionId"].text ?? ""
            let listener = state.withLock { $0.listeners[session] }
            listener?(
                Event(
                    method: message["method"].text ?? "", session: session,
                    parameters: message["params"]))
            return
        }
        let waiting = state.withLock { $0.waiting.removeValue(forKey: id) }
        if let words = message["error"]["message"].text {
            waiting?.resume(throwing: Refusal(description: words))
        } else {
            waiting?.resume(returning: message["result"])
        }
    }
}
