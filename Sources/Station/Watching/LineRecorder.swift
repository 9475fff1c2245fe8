public import DeviceProtocols
public import SerialLines
internal import Synchronization
internal import UnixSignals

/// Records what goes over a device's line, until a time is over or a person ends it with Ctrl-C.
public struct LineRecorder: Sendable {
    /// The most bytes of one recording; beyond that it ends by itself.
    public static let bytesMax = 1 << 20
    /// How often a printer or scale is asked while it is recorded.
    private static let pollGap = Duration.milliseconds(500)

    private let limit: Duration

    /// A recorder that ends by itself after `limit`.
    public init(limit: Duration) {
        self.limit = limit
    }

    /// Opens a line and records it; what the profile polls is polled, what a decoder answers is not.
    ///
    /// - Parameters:
    ///   - line: Where the line is; nobody else may have it open.
    ///   - profile: How it is set and asked.
    ///   - baud: The rate, if not the profile's first.
    /// - Returns: What went over it.
    /// - Throws: `LineError` when it cannot be opened.
    public func record(
        _ line: LineAddress, as profile: DeviceProfile, baud: Int? = nil
    ) async throws -> [Recording.Event] {
        let tape = Tape()
        let reader = LineReader(line, settings: profile.line, baud: baud, reopens: false)
        try await untilOver {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await reader.run() }
                let timer = PollTimer(profile.poll)
                group.addTask {
                    while let bytes = await timer.next(wantedGap: { Self.pollGap }) {
                        guard (try? await reader.write(bytes)) != nil else { continue }
                        tape.add(.toDevice, bytes, at: StationClock.precise())
                    }
                }
                defer { group.cancelAll() }
                for await event in reader.events {
                    switch event {
                    case .opened: timer.opened()
                    case .bytes(let bytes):
                        timer.heard(bytes)
                        guard tape.add(.fromDevice, bytes, at: reader.arrival) else { return }
                    case .unavailable(let error): throw error
                    case .lost: return
                    case .idle, .dropped: break
                    }
                }
            }
        }
        return tape.events
    }

    /// Records a device that the daemon has open.
    ///
    /// - Parameters:
    ///   - device: Its name in the configuration.
    ///   - daemon: The daemon.
    /// - Returns: What went over its line.
    /// - Throws: `StationFault` when the daemon or the device is not there.
    public func record(
        device: String, of daemon: DaemonClient
    ) async throws -> [Recording.Event] {
        let tape = Tape()
        try await untilOver {
            for try await event in daemon.watch(device: device, bytes: true, raw: true) {
                guard let bytes = event.bytes.flatMap({ ByteNotation.hex($0) }) else { continue }
                let time = Duration.milliseconds(event.up)
                switch event.event {
                case .received:
                    guard tape.add(.fromDevice, bytes, at: time) else { return }
                case .sent: tape.add(.toDevice, bytes, at: time)
                default: break
                }
            }
        }
        return tape.events
    }

    /// Runs `body` until it ends, the time is over or a signal asks for the end.
    private func untilOver(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await body()
                } catch is CancellationError {}
            }
            group.addTask { [limit] in try? await Task.sleep(for: limit) }
            group.addTask { for await _ in signals { return } }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}

/// Takes down what goes over a line.
private final class Tape: Sendable {
    private struct State {
        var events: [Recording.Event] = []
        var start: Duration?
        var bytes = 0
    }

    private let state = Mutex(State())

    var events: [Recording.Event] { state.withLock { $0.events } }

    /// False when the recording is full.
    @discardableResult
    func add(_ direction: Recording.Direction, _ bytes: [UInt8], at time: Duration) -> Bool {
        state.withLock { state in
            let start = state.start ?? time
            state.start = start
            state.bytes += bytes.count
            // Answer and question are noted by two tasks: time never runs backwards all the same.
            let milliseconds = max(
                state.events.last?.milliseconds ?? 0, Int((time - start) / .milliseconds(1)))
            state.events.append(
                Recording.Event(milliseconds: milliseconds, direction: direction, bytes: bytes))
            return state.bytes < LineRecorder.bytesMax
        }
    }
}
