internal import DeviceProtocols

/// A scanner that sends packets of the Simple Serial Interface and waits for the answer to each
/// (source: Zebra, Simple Serial Interface Programmer's Guide, 72E-40451).
///
/// Without an answer it sends a packet twice more, marked as sent before, and then gives the code up.
struct SSIScannerModel: DeviceModel {
    private static let mostSendings = 3
    private static let mostWaiting = 64
    private static let revision = "SIMULATED-01 SSI 1.00"
    /// Most bytes of content in one packet: 255 less header and code type.
    private static let longestContent = 250

    private struct Waiting {
        let code: Int
        let opcode: UInt8
        let status: UInt8
        let data: [UInt8]
        var sendings = 0
    }

    private let options: ScannerOptions
    private let answerTime: Int
    private var host = SSIHostPackets()
    /// Packets to be sent, the first perhaps sent already.
    private var queue: [Waiting] = []
    /// When the answer to the first packet is overdue.
    private var deadline: Int?
    private var codes = 0
    private var isEnabled = true
    private var isMute = false
    private var presented: [UInt8]?
    /// The last command carried out: sent again it is only answered again.
    private var lastCommand: SSIHostPackets.Packet?

    init(options: ScannerOptions, answerTime: Int) {
        self.options = options
        self.answerTime = answerTime
    }

    var nextTick: Int? { isMute ? nil : deadline }
    var takesInput: Bool { true }

    mutating func receive(_ bytes: [UInt8], at now: Int) -> [SimulatorEffect] {
        var effects: [SimulatorEffect] = []
        for found in host.take(bytes) where !isMute {
            switch found {
            case .damaged: effects.append(refuse(0x01))
            case .packet(let packet): effects += obey(packet, at: now)
            }
        }
        return effects
    }

    mutating func perform(_ command: SimulatorCommand, at now: Int) -> [SimulatorEffect]? {
        switch command {
        case .mute: isMute = true
        case .power, .plug:
            let lost = queue.count
            (isMute, isEnabled, queue, deadline) = (false, true, [], nil)
            if lost > 0 { return [.event(.error("\(lost) packets were lost with the power"))] }
        case .present(let payload): (isMute, presented) = (false, payload)
        case .scan(let payload): return read([payload], at: now)
        case .scanSeveral(let payloads): return read(payloads, at: now)
        default: return nil
        }
        return []
    }

    mutating func tick(at now: Int) -> [SimulatorEffect] {
        guard let deadline, deadline <= now else { return [] }
        return sendAgain(at: now)
    }
}

// MARK: Codes

extension SSIScannerModel {
    /// Code types of the symbologies that a text names by its AIM identifier.
    private static let types: [String: UInt8] = [
        "]C0": 0x03, "]C1": 0x0F, "]E0": 0x0B, "]E4": 0x0A,
    ]

    private mutating func read(_ payloads: [[UInt8]], at now: Int) -> [SimulatorEffect] {
        isMute = false
        guard isEnabled else {
            return [.event(.error("the scanner is disabled: it reads nothing"))]
        }
        guard queue.count < Self.mostWaiting else {
            return [.event(.error("nobody answers: the code is lost"))]
        }
        for payload in payloads { enqueue(payload) }
        return deadline == nil ? sendFirst(at: now) : []
    }

    private mutating func enqueue(_ payload: [UInt8]) {
        let mark = String(decoding: payload.prefix(3), as: UTF8.self)
        let type = Self.types[mark]
        var rest = (type == nil ? payload : Array(payload.dropFirst(3)))[...]
        codes += 1
        repeat {
            let part = rest.prefix(Self.longestContent)
            rest = rest.dropFirst(part.count)
            queue.append(
                Waiting(
                    code: codes, opcode: 0xF3, status: rest.isEmpty ? 0 : 2,
                    data: [type ?? 0x00] + part))
        } while !rest.isEmpty
    }

    private mutating func sendFirst(at now: Int) -> [SimulatorEffect] {
        guard !queue.isEmpty else {
            deadline = nil
            return []
        }
        queue[0].sendings += 1
        deadline = now + answerTime
        let first = queue[0]
        let status = first.status | (first.sendings > 1 ? 1 : 0)
        return [.send(SSIHostPackets.bytes(first.opcode, status, first.data))]
    }

    private mutating func sendAgain(at now: Int) -> [SimulatorEffect] {
        guard let first = queue.first else { return [] }
        guard first.sendings >= Self.mostSendings else { return sendFirst(at: now) }
        queue.removeAll { $0.code == first.code }
        return [.event(.error("not acknowledged: the code is lost"))] + sendFirst(at: now)
    }
}

// MARK: The host's packets

extension SSIScannerModel {
    private var acknowledgement: SimulatorEffect { .send(SSIHostPackets.bytes(0xD0, 0, [])) }

    private func refuse(_ cause: UInt8) -> SimulatorEffect {
        .send(SSIHostPackets.bytes(0xD1, 0, [cause]))
    }

    private mutating func obey(
        _ packet: SSIHostPackets.Packet, at now: Int
    ) -> [SimulatorEffect] {
        switch packet.opcode {
        case 0xD0: return answered(at: now)
        case 0xD1: return refused(packet.data.first, at: now)
        case 0xA3: return [.send(SSIHostPackets.bytes(0xA4, 0, Array(Self.revision.utf8)))]
        default: break
        }
        if packet.isRetransmitted, let lastCommand, lastCommand.isCopy(of: packet) {
            return [acknowledgement]
        }
        lastCommand = packet
        return command(packet, at: now)
    }

    private mutating func command(
        _ packet: SSIHostPackets.Packet, at now: Int
    ) -> [SimulatorEffect] {
        switch packet.opcode {
        case 0xE4:
            guard isEnabled else { return [refuse(0x06)] }
            return [acknowledgement] + (presented.map { read([$0], at: now) } ?? [])
        case 0xE5, 0xE7, 0xE8: return [acknowledgement]
        case 0xE6: return [acknowledgement, .event(.beeped)]
        case 0xE9, 0xEA:
            isEnabled = packet.opcode == 0xE9
            return [acknowledgement]
        case 0xD2:
            queue = []
            deadline = nil
            return [acknowledgement]
        default: return [refuse(0x02)]
        }
    }

    private mutating func answered(at now: Int) -> [SimulatorEffect] {
        guard deadline != nil, !queue.isEmpty else { return [] }
        queue.removeFirst()
        return sendFirst(at: now)
    }

    private mutating func refused(_ cause: UInt8?, at now: Int) -> [SimulatorEffect] {
        guard deadline != nil, let first = queue.first else { return [] }
        if cause == 0x01 { return sendAgain(at: now) }
        queue.removeAll { $0.code == first.code }
        return sendFirst(at: now)
    }
}

/// Cuts what the host sends into packets, and makes the scanner's own.
private struct SSIHostPackets {
    struct Packet {
        let opcode: UInt8
        let status: UInt8
        let data: [UInt8]

        var isRetransmitted: Bool { status & 1 != 0 }

        func isCopy(of other: Packet) -> Bool { opcode == other.opcode && data == other.data }
    }

    enum Found {
        case packet(Packet)
        case damaged
    }

    private static let hostSource: UInt8 = 4
    private static let checkLength = 2
    private var unread: [UInt8] = []

    mutating func take(_ bytes: [UInt8]) -> [Found] {
        unread += bytes
        var found: [Found] = []
        while let length = unread.first.map(Int.init) {
            // A NUL wakes the scanner up; anything else that is no header is noise.
            guard length >= 4, unread.count < 3 || unread[2] == Self.hostSource else {
                unread.removeFirst()
                continue
            }
            let whole = length + Self.checkLength
            guard unread.count >= whole else { break }
            let packet = Array(unread[..<whole])
            unread.removeFirst(whole)
            let sum = packet[..<length].reduce(UInt16(0)) { $0 &+ UInt16($1) }
            let check = UInt16(packet[length]) * 256 + UInt16(packet[length + 1])
            let isGood = sum &+ check == 0
            found.append(
                isGood
                    ? .packet(
                        Packet(
                            opcode: packet[1], status: packet[3], data: Array(packet[4..<length])))
                    : .damaged)
        }
        return found
    }

    static func bytes(_ opcode: UInt8, _ status: UInt8, _ data: [UInt8]) -> [UInt8] {
        let packet = [UInt8(4 + data.count), opcode, 0, status] + data
        let check = 0 &- packet.reduce(UInt16(0)) { $0 &+ UInt16($1) }
        return packet + [UInt8(check / 256), UInt8(check % 256)]
    }
}
