internal import DeviceProtocols

/// `SYN M CR`, tag, data, and `!` or `.`; the answer repeats it with a status before the end.
struct HoneywellReader: SettingsReader {
    private static let start: [UInt8] = [0x16, 0x4D, 0x0D]
    private static let longest = 120

    var tellsStoresApart: Bool { true }
    var usualValue: String { "" }

    func take(_ bytes: [UInt8]) -> SettingsTake {
        guard bytes.starts(with: Self.start.prefix(bytes.count)) else { return .none }
        let ends = [UInt8(ascii: "!"), UInt8(ascii: ".")]
        guard bytes.count > Self.start.count,
            let end = bytes.dropFirst(Self.start.count).firstIndex(where: { ends.contains($0) })
        else { return bytes.count > Self.longest ? .none : .incomplete }
        let body = String(decoding: bytes[Self.start.count..<end], as: UTF8.self)
        let store: SettingsStore = bytes[end] == ends[1] ? .flash : .ram
        return .request(.menu(body, query: "?", store), length: end + 1)
    }

    func answer(to request: SettingsMemory.Request, _ reply: SettingsReply) -> [UInt8] {
        let (text, store) = request.echo(reply, query: "?")
        let end: UInt8 = store == .flash ? 0x2E : 0x21
        return text.utf8 + [reply.status, end]
    }
}

/// `~ SOH 0000`, `@` or `#`, tag, data, `;` ETX; answered behind `STX SOH 0000`.
struct NewlandReader: SettingsReader {
    private static let start: [UInt8] = [0x7E, 0x01, 0x30, 0x30, 0x30, 0x30]
    private static let replyStart: [UInt8] = [0x02, 0x01, 0x30, 0x30, 0x30, 0x30]
    private static let longest = 200
    /// Starts and stops reading: for the scanner itself.
    private static let trigger = "SCNTRG"

    func take(_ bytes: [UInt8]) -> SettingsTake {
        guard bytes.starts(with: Self.start.prefix(bytes.count)) else { return .none }
        guard let end = bytes.firstIndex(of: 0x03), end > Self.start.count + 1 else {
            return bytes.count > Self.longest ? .none : .incomplete
        }
        let store: SettingsStore = bytes[Self.start.count] == 0x40 ? .flash : .ram
        let body = String(decoding: bytes[(Self.start.count + 1)..<(end - 1)], as: UTF8.self)
        if body.hasPrefix(Self.trigger) { return .other(length: end + 1) }
        return .request(.menu(body, query: "*", store), length: end + 1)
    }

    func answer(to request: SettingsMemory.Request, _ reply: SettingsReply) -> [UInt8] {
        let (text, store) = request.echo(reply, query: "*")
        let mark: UInt8 = store == .flash ? 0x40 : 0x23
        return Self.replyStart + [mark] + text.utf8 + [reply.status, 0x3B, 0x03]
    }
}

extension SettingsMemory.Request {
    private static let tagLength = 6

    /// A menu command: a tag of six characters, then a value or the query's sign.
    fileprivate static func menu(_ body: String, query: String, _ store: SettingsStore) -> Self {
        let name = String(body.prefix(tagLength)).uppercased()
        let data = String(body.dropFirst(tagLength))
        return data == query
            ? .ask(name: name, store: store) : .set(name: name, value: data, store: store)
    }

    /// The command as it is repeated, a query with its value.
    fileprivate func echo(_ reply: SettingsReply, query: String) -> (String, SettingsStore) {
        switch self {
        case .set(let name, let value, let store): (name + value, store)
        case .ask(let name, let store):
            if case .value(let value) = reply {
                (name + value, store)
            } else {
                (name + query, store)
            }
        case .save, .damaged, .nothing: ("", .ram)
        }
    }
}

extension SettingsReply {
    /// ACK, ENQ for a tag that is not there, NAK for a value out of range.
    fileprivate var status: UInt8 {
        switch self {
        case .done, .value: 0x06
        case .unknown: 0x05
        case .refused, .again: 0x15
        }
    }
}

/// `$$%^` and digits; there is no end to see, so only the profile's own commands are known.
struct NewlandOldReader: SettingsReader {
    private static let start = Array("$$%^".utf8)

    let tags: [String]

    func take(_ bytes: [UInt8]) -> SettingsTake {
        guard bytes.starts(with: Self.start.prefix(bytes.count)) else { return .none }
        let body = bytes.dropFirst(Self.start.count).prefix { (0x30...0x39).contains($0) }
        guard body.count >= 5 else { return .incomplete }
        let text = String(decoding: body, as: UTF8.self)
        return .request(
            .set(name: String(text.prefix(4)), value: String(text.dropFirst(4)), store: .flash),
            length: Self.start.count + body.count)
    }

    func answer(to request: SettingsMemory.Request, _ reply: SettingsReply) -> [UInt8] {
        Array("\r\n$$%~\(reply == .done ? "OK" : "ER")\r\n".utf8)
    }
}

/// PARAM_SEND and PARAM_REQUEST packets; the scanner's other packets are left alone.
struct SSIReader: SettingsReader {
    var usualValue: String { "00" }

    func take(_ bytes: [UInt8]) -> SettingsTake {
        guard bytes[0] >= 4 else { return .none }
        guard bytes.count >= 3 else { return .incomplete }
        guard bytes[2] == 0x04 else { return .none }
        let length = Int(bytes[0])
        guard bytes.count >= length + 2 else { return .incomplete }
        guard isOurs(bytes[1]) else { return .other(length: length + 2) }
        let check = UInt16(bytes[length]) << 8 | UInt16(bytes[length + 1])
        guard Self.checksum(bytes.prefix(length)) == check else {
            return .request(.damaged, length: length + 2)
        }
        return .request(request(Array(bytes.prefix(length))), length: length + 2)
    }

    private func isOurs(_ opcode: UInt8) -> Bool { opcode == 0xC6 || opcode == 0xC7 }

    private func request(_ packet: [UInt8]) -> SettingsMemory.Request {
        let data = packet.dropFirst(packet[1] == 0xC6 ? 5 : 4)
        let isLong = (0xF0...0xF2).contains(data.first ?? 0)
        let number = ByteNotation.hexText(data.prefix(isLong ? 2 : 1))
        guard packet[1] == 0xC6 else { return .ask(name: number, store: .ram) }
        let value = ByteNotation.hexText(data.dropFirst(isLong ? 2 : 1))
        return .set(name: number, value: value, store: packet[3] & 0x08 != 0 ? .flash : .ram)
    }

    func answer(to request: SettingsMemory.Request, _ reply: SettingsReply) -> [UInt8] {
        switch (reply, request) {
        case (.value(let value), .ask(let name, _)):
            let hex = (ByteNotation.hex(name) ?? []) + (ByteNotation.hex(value) ?? [])
            return Self.packet(0xC6, [0xFF] + hex)
        case (.unknown, .ask): return Self.packet(0xC6, [0xFF])
        case (.done, _): return Self.packet(0xD0, [])
        case (.again, _): return Self.packet(0xD1, [1])
        default: return Self.packet(0xD1, [6])
        }
    }

    private static func packet(_ opcode: UInt8, _ data: [UInt8]) -> [UInt8] {
        let body = [UInt8(4 + data.count), opcode, 0, 0] + data
        let check = checksum(body)
        return body + [UInt8(check >> 8), UInt8(check & 0xFF)]
    }

    private static func checksum(_ bytes: some Sequence<UInt8>) -> UInt16 {
        ~bytes.reduce(UInt16(0)) { $0 &+ UInt16($1) } &+ 1
    }
}
