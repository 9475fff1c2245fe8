internal import DeviceProtocols

/// A barcode scanner: sends what it reads as its profile frames it, and knows its profile's commands.
struct ScannerModel: DeviceModel {
    let options: ScannerOptions
    private var commands: ScannerCommandReader
    private var isEnabled = true
    private var isMute = false
    /// What lies in front of it and is read as soon as it is started over the line.
    private var presented: [UInt8]?

    init(options: ScannerOptions) {
        self.options = options
        commands = ScannerCommandReader(options.commands)
    }

    var nextTick: Int? { nil }
    var takesInput: Bool { true }

    /// Serial scanners take settings from the host as well; to those this one keeps silent, as many
    /// do.
    mutating func receive(_ bytes: [UInt8], at now: Int) -> [SimulatorEffect] {
        guard !isMute else { return [] }
        var effects: [SimulatorEffect] = []
        for command in commands.take(bytes) {
            if let answer = answer(to: command) { effects.append(.send(answer)) }
            switch command {
            case .start: if isEnabled, let presented { effects.append(.send(frame(presented))) }
            case .stop: break
            case .enable: isEnabled = true
            case .disable: isEnabled = false
            case .beep: effects.append(.event(.beeped))
            }
        }
        return effects
    }

    mutating func tick(at now: Int) -> [SimulatorEffect] { [] }

    mutating func perform(_ command: SimulatorCommand, at now: Int) -> [SimulatorEffect]? {
        switch command {
        case .mute: isMute = true
        case .power, .plug: (isMute, isEnabled) = (false, true)
        case .present(let payload): (isMute, presented) = (false, payload)
        case .scan(let payload): return read([payload])
        case .scanSeveral(let payloads): return read(payloads)
        default: return nil
        }
        return []
    }

    /// Newland scanners repeat a command behind `STX SOH` with an ACK; others say nothing.
    private func answer(to command: ScannerCommand) -> [UInt8]? {
        guard let bytes = options.commands[command], bytes.starts(with: [0x7E, 0x01]) else {
            return nil
        }
        return [0x02, 0x01] + bytes.dropFirst(2).dropLast(2) + [0x06, 0x3B, 0x03]
    }

    /// Codes read by one pull of the trigger leave in one go, however many they are.
    private mutating func read(_ payloads: [[UInt8]]) -> [SimulatorEffect] {
        isMute = false
        guard isEnabled else {
            return [.event(.error("the scanner is disabled: it reads nothing"))]
        }
        return [.send(payloads.flatMap { frame($0) })]
    }

    private func frame(_ payload: [UInt8]) -> [UInt8] { options.prefix + payload + suffix }

    private var suffix: [UInt8] {
        switch options.suffix {
        case .lineEnd: [0x0D, 0x0A]
        case .bytes(let bytes): bytes
        case .none: []
        }
    }
}

/// Finds a profile's commands in what a host sends.
private struct ScannerCommandReader {
    private let commands: [(command: ScannerCommand, bytes: [UInt8])]
    private let longest: Int
    private var tail: [UInt8] = []

    init(_ commands: [ScannerCommand: [UInt8]]) {
        self.commands = commands.map { ($0.key, $0.value) }
            .sorted { $0.bytes.count > $1.bytes.count }
        longest = commands.values.map(\.count).max() ?? 0
    }

    mutating func take(_ bytes: [UInt8]) -> [ScannerCommand] {
        var found: [ScannerCommand] = []
        for byte in bytes {
            tail.append(byte)
            if let match = commands.first(where: { tail.suffix($0.bytes.count) == $0.bytes[...] }) {
                found.append(match.command)
                tail = []
            }
            if tail.count > longest { tail.removeFirst() }
        }
        return found
    }
}
