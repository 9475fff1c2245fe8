import DeviceProtocols
import Synchronization

/// Has a scanner do things over its line, for whoever asks: a ``ScannerRemote``, and those who wait
/// for what becomes of their commands.
final class ScannerControl: Sendable {
    private typealias Answer = CheckedContinuation<ScannerRemote.Outcome, Never>

    private struct State {
        var remote: ScannerRemote
        var isOpen = false
        /// Bytes for the line.
        var outbox: [UInt8] = []
        var asked: [(command: ScannerCommand, answer: Answer)] = []

        /// Those whose command has come to its end.
        mutating func settled() -> [(Answer, ScannerRemote.Outcome)] {
            remote.takeResults().compactMap { result in
                let place = asked.firstIndex { $0.command == result.command }
                return place.map { (asked.remove(at: $0).answer, result.outcome) }
            }
        }
    }

    /// What the scanner can be told.
    let commands: Set<ScannerCommand>
    private let state: Mutex<State>
    private let wait = WakeableWait()

    /// A control of the scanner of this profile; nil where it takes no commands.
    init?(_ profile: DeviceProfile) {
        guard let remote = ScannerRemote(profile) else { return nil }
        commands = remote.commands
        state = Mutex(State(remote: remote))
    }

    func opened() { state.withLock { $0.isOpen = true } }

    /// The line was lost, or the session ends: nobody is left waiting.
    func closed() {
        change { state, _ in
            state.isOpen = false
            state.outbox = []
            state.remote.lineLost()
        }
    }

    func heard(_ bytes: [UInt8]) {
        change { state, now in state.outbox += state.remote.hear(bytes[...], at: now) }
    }

    /// Gives a command, and waits until it is taken, refused or given up.
    func perform(_ command: ScannerCommand) async -> ScannerRemote.Outcome {
        await withCheckedContinuation { answer in
            let isOpen = state.withLock { state in
                if state.isOpen { state.asked.append((command, answer)) }
                return state.isOpen
            }
            guard isOpen else { return answer.resume(returning: .unanswered) }
            change { state, now in state.outbox += state.remote.send(command, at: now) }
        }
    }

    /// Waits for bytes that have to go out; nil when the task is cancelled.
    func next() async -> [UInt8]? {
        while !Task.isCancelled {
            change(wakes: false) { state, now in state.outbox += state.remote.tick(at: now) }
            let (bytes, due) = state.withLock { state in
                defer { state.outbox = [] }
                return (state.outbox, state.remote.nextTick)
            }
            if !bytes.isEmpty { return bytes }
            await wait.wait(for: due.map { .milliseconds(max(0, $0 - Self.now)) })
        }
        return nil
    }

    private static var now: Int { Int(StationClock.precise() / .milliseconds(1)) }

    private func change(wakes: Bool = true, _ body: (inout State, Int) -> Void) {
        let settled = state.withLock { state in
            body(&state, Self.now)
            return state.settled()
        }
        for (answer, outcome) in settled { answer.resume(returning: outcome) }
        if wakes { wait.wake() }
    }
}
