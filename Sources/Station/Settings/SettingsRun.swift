public import DeviceProtocols
public import SerialLines

/// Carries a settings machine out on a real line, alone on it from the start to the end.
///
/// Flash writes are noted before they are sent, so that a crash never makes them forgotten.
public struct SettingsRun: Sendable {
    private enum Input: Sendable {
        case heard(LineInput)
        case due
    }

    private let address: LineAddress
    private let settings: LineSettings
    private let baud: Int?
    private let noteFlashWrites: @Sendable (Int) throws -> Void

    /// A run on a line.
    ///
    /// - Parameters:
    ///   - address: Where the line is.
    ///   - settings: The line settings of the device's profile.
    ///   - baud: The rate at which the device was found; nil for the profile's usual one.
    ///   - noteFlashWrites: Called before each flash write with their number; what it throws ends
    ///     the run before the write.
    public init(
        _ address: LineAddress, settings: LineSettings, baud: Int? = nil,
        noteFlashWrites: @escaping @Sendable (Int) throws -> Void
    ) {
        self.address = address
        self.settings = settings
        self.baud = baud
        self.noteFlashWrites = noteFlashWrites
    }

    /// Runs to the end; SIGINT and SIGTERM end it early, with a report.
    ///
    /// - Parameter machine: What to do.
    /// - Returns: What became of it; and, where a flash write could not be noted and was not made
    ///   for that reason, why.
    /// - Throws: `LineError` when the line could not be opened; `StationFault` 75 when another
    ///   program has it.
    public func callAsFunction(
        _ machine: SettingsMachine
    ) async throws -> (report: SettingsReport, fault: (any Error)?) {
        let reader = LineReader(address, settings: settings, baud: baud, reopens: false)
        let (inputs, feed) = AsyncStream.makeStream(of: Input.self)
        return try await reader.alone {
            feed.yield(.heard($0))
        } during: {
            var iterator = inputs.makeAsyncIterator()
            guard try await hasOpened(&iterator) else {
                var machine = machine
                machine.end(.interrupted)
                return (report(of: &machine), nil)
            }
            return try await follow(machine, &iterator, reader, feed)
        }
    }

    /// Waits for the line; false when a person stops it before.
    private func hasOpened(
        _ inputs: inout AsyncStream<Input>.Iterator
    ) async throws -> Bool {
        while let input = await inputs.next(isolation: nil) {
            switch input {
            case .heard(.line(.opened)): return true
            case .heard(.line(.unavailable(.busy(let place, let holder)))):
                throw StationFault.portBusy(place, holder: holder)
            case .heard(.line(.unavailable(let error))): throw error
            case .heard(.interrupted), .heard(.ended): return false
            case .heard(.line), .due: break
            }
        }
        return false
    }

    private func follow(
        _ start: SettingsMachine, _ inputs: inout AsyncStream<Input>.Iterator,
        _ reader: LineReader, _ feed: AsyncStream<Input>.Continuation
    ) async throws -> (report: SettingsReport, fault: (any Error)?) {
        var machine = start
        var fault: (any Error)?
        while true {
            let before = machine
            switch machine.step(at: StationClock.monotonic()) {
            case .finished(let report): return (report, fault)
            case .send(let bytes, let flashWrites):
                do {
                    if flashWrites > 0 { try noteFlashWrites(flashWrites) }
                } catch {
                    // Nothing went out: the machine must not believe that it did.
                    fault = error
                    machine = before
                    machine.end(.notCounted)
                    continue
                }
                do throws(LineError) {
                    try await reader.write(bytes)
                } catch {
                    machine.end(.lineLost)
                }
            case .wait(let until):
                let left = until - StationClock.monotonic()
                let timer = Task {
                    try? await Task.sleep(for: left)
                    feed.yield(.due)
                }
                defer { timer.cancel() }
                guard let input = await inputs.next(isolation: nil) else {
                    machine.end(.interrupted)
                    continue
                }
                take(input, &machine)
            }
        }
    }

    private func take(_ input: Input, _ machine: inout SettingsMachine) {
        switch input {
        case .heard(.line(.bytes(let bytes))): machine.receive(bytes, at: StationClock.monotonic())
        case .heard(.line(.lost)), .heard(.ended): machine.end(.lineLost)
        case .heard(.interrupted): machine.end(.interrupted)
        case .heard(.line), .due: break
        }
    }

    private func report(of machine: inout SettingsMachine) -> SettingsReport {
        while true {
            if case .finished(let report) = machine.step(at: .zero) { return report }
        }
    }
}
