import DeviceProtocols
import SerialLines
import Synchronization

/// A printer's line for one who asks and waits for the answer.
final class FontLine: Sendable {
    /// Ends the work early.
    struct Stop: Error {
        let ending: FontRun.Ending
    }

    private enum Input: Sendable {
        case opened
        case directory(ZPLDirectory)
        case failed(any Error)
        case due(Int)
        case interrupted, ended
    }

    private struct State {
        var decoder: (any FrameDecoder<PrinterStatus>)?
        var isInterrupted = false
        var timers = 0
    }

    /// So many bytes are written before a person's wish to end is looked for again.
    private static let pieceBytes = 1_024
    /// A printer answers after it has written what came before to its flash memory.
    private static let patience = Duration.seconds(20)
    /// About the length of a list, on the wire while it is waited for.
    private static let listBytes = 4_096

    private let reader: LineReader
    private let baud: Int
    private let state: Mutex<State>
    private let inputs: AsyncStream<Input>
    private let feed: AsyncStream<Input>.Continuation

    init(_ reader: LineReader, profile: DeviceProfile, baud: Int) {
        self.reader = reader
        self.baud = baud
        state = Mutex(State(decoder: profile.printerDecoder(takesEndMarks: true)))
        (inputs, feed) = AsyncStream.makeStream()
    }

    // MARK: What comes

    /// Something happened on the line, or a person wants the work to end.
    func take(_ input: LineInput) {
        switch input {
        case .line(let event): take(event)
        case .ended: feed.yield(.ended)
        case .interrupted:
            state.withLock { $0.isInterrupted = true }
            feed.yield(.interrupted)
        }
    }

    private func take(_ event: LineEvent) {
        switch event {
        case .opened: feed.yield(.opened)
        case .bytes(let bytes):
            let decoded = state.withLock { $0.decoder?.feed(bytes[...]) ?? [] }
            for case .message(let status) in decoded where status.isDirectory {
                feed.yield(.directory(ZPLDirectory(status.bytes)))
            }
        case .unavailable(.busy(let place, let holder)):
            feed.yield(.failed(StationFault.portBusy(place, holder: holder)))
        case .unavailable(let error): feed.yield(.failed(error))
        case .lost: feed.yield(.ended)
        case .idle, .dropped: break
        }
    }

    private func next(within limit: Duration?) async throws -> Input {
        let number = state.withLock { state in
            state.timers += 1
            return state.timers
        }
        let timer = limit.map { limit in
            Task { [feed] in
                try await Task.sleep(for: limit)
                feed.yield(.due(number))
            }
        }
        defer { timer?.cancel() }
        for await input in inputs {
            switch input {
            case .failed(let error): throw error
            case .interrupted: throw Stop(ending: .interrupted)
            case .ended: throw Stop(ending: .silent)
            case .due(number): throw Stop(ending: .silent)
            case .due: continue
            case .opened, .directory: return input
            }
        }
        throw Stop(ending: .interrupted)
    }

    // MARK: What is done

    /// Waits until the line is open.
    func opened() async throws {
        while true {
            if case .opened = try await next(within: nil) { return }
        }
    }

    /// Writes bytes; ended by a person it still ends the command it is in.
    func write(_ bytes: [UInt8]) async throws {
        for start in stride(from: 0, to: bytes.count, by: Self.pieceBytes) {
            guard !state.withLock({ $0.isInterrupted }) else {
                // A command ends where the next begins: the printer must not wait for the rest.
                if start > 0 { try? await reader.write(ZPLDirectory.question, within: .seconds(5)) }
                throw Stop(ending: .interrupted)
            }
            let piece = Array(bytes[start..<min(start + Self.pieceBytes, bytes.count)])
            do throws(LineError) {
                try await reader.write(piece, within: .seconds(60) + wireTime(piece.count))
            } catch {
                throw Stop(ending: .silent)
            }
        }
    }

    /// What the printer lists, after everything that was written before.
    func directory() async throws -> ZPLDirectory {
        try await write(ZPLDirectory.question)
        while true {
            let limit = Self.patience + wireTime(Self.listBytes)
            if case .directory(let directory) = try await next(within: limit) { return directory }
        }
    }

    /// Whether the printer lists fonts; asked twice, for the first answer may be to a question that
    /// an earlier run was ended over.
    func lists(_ fonts: Set<String>) async throws -> Bool {
        for _ in 0..<2 where try await directory().fonts.isSuperset(of: fonts) { return true }
        return false
    }

    /// A byte has a start bit, eight of its own, and a stop bit.
    private func wireTime(_ count: Int) -> Duration {
        .milliseconds(count * 10_000 / max(1, baud))
    }
}
