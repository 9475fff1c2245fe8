internal import SerialLines
internal import UnixSignals

/// What comes to a command that works on a line.
enum LineInput: Sendable {
    /// Something happened on the line.
    case line(LineEvent)
    /// A person wants it to end: SIGINT or SIGTERM.
    case interrupted
    /// Nothing will come any more.
    case ended
}

extension LineReader {
    /// Runs the line as long as some work on it takes.
    ///
    /// Signals are caught before the first byte goes out: from then on an end needs its report.
    ///
    /// - Parameters:
    ///   - take: Called with what comes, from several tasks.
    ///   - work: What is done meanwhile; its end closes the line.
    /// - Returns: What the work returns.
    /// - Throws: What the work throws.
    func alone<Outcome: Sendable>(
        take: @escaping @Sendable (LineInput) -> Void,
        during work: () async throws -> Outcome
    ) async throws -> Outcome {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.run() }
            group.addTask {
                for await event in self.events { take(.line(event)) }
                take(.ended)
            }
            group.addTask {
                for await _ in signals { take(.interrupted) }
            }
            defer {
                stop()
                group.cancelAll()
            }
            return try await work()
        }
    }
}
