/// Gives a scanner commands and sees to it that they arrive; a pure state machine.
///
/// Scanners that acknowledge (SSI) get one command at a time. Without an answer within
/// ``answerTime`` it is sent again, twice at most, marked as sent before. Other scanners get their
/// bytes and say nothing to it.
///
/// The owner writes what ``send(_:at:)``, ``hear(_:at:)`` and ``tick(at:)`` give, hands all bytes of
/// the line to ``hear(_:at:)`` besides the decoder, and calls ``tick(at:)`` at ``nextTick``. Times
/// are milliseconds of any clock that never runs backwards.
public struct ScannerRemote: Sendable {
    /// What became of a command.
    public enum Outcome: String, Sendable, Hashable {
        /// The scanner's protocol has no answer: it was sent.
        case sent
        /// The scanner has taken it.
        case done
        /// The scanner does not do it.
        case refused
        /// The scanner has not answered, however often it was asked.
        case unanswered
    }

    /// A command and what became of it.
    public struct Result: Sendable, Hashable {
        /// The command.
        public let command: ScannerCommand
        /// What became of it.
        public let outcome: Outcome

        /// Makes a result.
        public init(command: ScannerCommand, outcome: Outcome) {
            self.command = command
            self.outcome = outcome
        }
    }

    /// How long an answer may take, in milliseconds: the scanners' own default.
    public static let answerTime = 2000
    /// How often a packet is sent before it is given up.
    public static let mostSendings = 3
    /// Most commands that wait for their turn; more are refused.
    public static let mostWaiting = 16

    private struct Pending: Sendable {
        let command: ScannerCommand
        var packet: SSIPacket
        var sendings = 0
        var deadline = 0
    }

    private let bytes: [ScannerCommand: [UInt8]]
    private let packets: [ScannerCommand: SSIPacket]
    private var answers = FormatDecoder(SSIFormat())
    private var waiting: [Pending] = []
    private var results: [Result] = []

    /// Makes a remote for a scanner; nil for other devices and for scanners that take no commands.
    public init?(_ profile: DeviceProfile) {
        guard let scanner = profile.scanner else { return nil }
        bytes = scanner.commands
        packets = ScannerProtocol.named(profile.protocolName)?.commands ?? [:]
        if bytes.isEmpty, packets.isEmpty { return nil }
    }

    /// The commands the scanner knows.
    public var commands: Set<ScannerCommand> { Set(bytes.keys).union(packets.keys) }

    /// When ``tick(at:)`` has something to do, or nil.
    public var nextTick: Int? { waiting.first.map(\.deadline) }

    /// Gives a command; the answer are the bytes to write now.
    public mutating func send(_ command: ScannerCommand, at now: Int) -> [UInt8] {
        if let raw = bytes[command] {
            note(command, .sent)
            return raw
        }
        guard let packet = packets[command], waiting.count < Self.mostWaiting else {
            note(command, .refused)
            return []
        }
        waiting.append(Pending(command: command, packet: packet))
        return waiting.count == 1 ? sendFirst(at: now) : []
    }

    /// Listens to the line for answers; gives the bytes to write now.
    public mutating func hear(_ bytes: ArraySlice<UInt8>, at now: Int) -> [UInt8] {
        guard !packets.isEmpty else { return [] }
        var out: [UInt8] = []
        for case .message(let packet) in answers.feed(bytes) where !waiting.isEmpty {
            switch (packet.opcode, packet.data.first) {
            case (SSIPacket.Opcode.acknowledge, _): out += finishFirst(.done, at: now)
            case (SSIPacket.Opcode.refuse, SSIPacket.Refusal.resend): out += tryAgain(at: now)
            case (SSIPacket.Opcode.refuse, _): out += finishFirst(.refused, at: now)
            default: break
            }
        }
        return out
    }

    /// Time has passed, also when the line was silent; gives the bytes to write now.
    public mutating func tick(at now: Int) -> [UInt8] {
        guard let first = waiting.first, first.deadline <= now else { return [] }
        // Half a packet from before must not swallow the answer.
        _ = answers.idle()
        return tryAgain(at: now)
    }

    /// The line was lost: what waits is given up.
    public mutating func lineLost() {
        for pending in waiting { note(pending.command, .unanswered) }
        waiting = []
        answers = FormatDecoder(SSIFormat())
    }

    /// Takes what became of commands since the last call, the oldest first.
    public mutating func takeResults() -> [Result] {
        defer { results = [] }
        return results
    }

    private mutating func sendFirst(at now: Int) -> [UInt8] {
        guard !waiting.isEmpty else { return [] }
        waiting[0].sendings += 1
        waiting[0].deadline = now + Self.answerTime
        if waiting[0].sendings > 1 { waiting[0].packet.status |= SSIPacket.retransmit }
        return waiting[0].packet.bytes
    }

    private mutating func tryAgain(at now: Int) -> [UInt8] {
        guard let first = waiting.first else { return [] }
        if first.sendings >= Self.mostSendings { return finishFirst(.unanswered, at: now) }
        return sendFirst(at: now)
    }

    private mutating func finishFirst(_ outcome: Outcome, at now: Int) -> [UInt8] {
        note(waiting.removeFirst().command, outcome)
        return sendFirst(at: now)
    }

    private mutating func note(_ command: ScannerCommand, _ outcome: Outcome) {
        if results.count >= Self.mostWaiting * 2 { results.removeFirst() }
        results.append(Result(command: command, outcome: outcome))
    }
}
