internal import DeviceProtocols

/// Devices told by whole commands without tags: those of the profile are known, and the other
/// protocols where one of them chooses the protocol.
struct WholeCommandReader: SettingsReader {
    private let list: [DeviceSetting]
    private let dialect: SettingsDialect
    private let patterns: [(bytes: [UInt8], request: SettingsMemory.Request)]

    init(_ settings: DeviceSettings) {
        list = settings.list
        dialect = settings.dialect
        var patterns: [(bytes: [UInt8], request: SettingsMemory.Request)] = []
        for setting in settings.list {
            let key = setting.key
            patterns.append(
                (setting.command, .set(name: key, value: setting.value, store: .flash)))
            patterns.append((setting.question, .ask(name: key, store: .flash)))
        }
        if let key = settings.protocolKey {
            patterns += dialect.protocols.map {
                ($0.command, .set(name: key, value: $0.word, store: .flash))
            }
        }
        self.patterns = patterns.filter { !$0.bytes.isEmpty }
    }

    /// The beginning of a TSPL printer's immediate commands, which have one letter more.
    private static let immediate: [UInt8] = [0x1B, 0x21]

    func take(_ bytes: [UInt8]) -> SettingsTake {
        if dialect == .tspl, bytes.starts(with: Self.immediate) {
            // Its letter must not be kept back as the first one of a setting.
            let length = Self.immediate.count + 1
            return bytes.count < length ? .incomplete : .other(length: length)
        }
        if let found = patterns.first(where: { bytes.starts(with: $0.bytes) }) {
            return .request(found.request, length: found.bytes.count)
        }
        return patterns.contains { $0.bytes.starts(with: bytes) } ? .incomplete : .none
    }

    func answer(to request: SettingsMemory.Request, _ reply: SettingsReply) -> [UInt8] {
        guard case .value(let value) = reply, case .ask(let name, _) = request else { return [] }
        guard dialect != .tspl else { return value.utf8 + [0x0D, 0x0A] }
        guard let setting = list.first(where: { $0.key == name }), setting.value == value else {
            // "Unknown command", in both of the scale's protocols.
            return Array("ES\r\n".utf8)
        }
        return setting.answer + [0x0D, 0x0A]
    }
}

extension SettingsDialect {
    /// The protocols a family's scales can be told to speak, with the maker's words for them
    /// (sources: Pinnacle OS2CX manual, protocol change; Ohaus Ranger manuals, commands).
    fileprivate var protocols: [(word: String, command: [UInt8])] {
        switch self {
        case .aclas: ["AL", "PB", "DB"].map { ($0, Array("<\($0)>\t".utf8)) }
        case .ohaus: ["PSI", "POH"].map { ($0, Array("\($0)\r\n".utf8)) }
        default: []
        }
    }
}

extension DeviceSettings {
    /// The key of the setting that chooses the protocol; nil where none does.
    var protocolKey: String? {
        let words = dialect.protocols.map(\.word)
        return list.first { words.contains($0.value) }?.key
    }
}

/// `! U1 setvar "…" "…"`, `! U1 getvar "…"` and `^XA^JUS^XZ`; formats are left to the printer.
struct ZPLReader: SettingsReader {
    private static let set = Array("! U1 setvar ".utf8)
    private static let get = Array("! U1 getvar ".utf8)
    private static let save = Array("^XA^JUS^XZ".utf8)
    private static let longest = 200

    func take(_ bytes: [UInt8]) -> SettingsTake {
        if bytes.starts(with: Self.save) { return .request(.save, length: Self.save.count) }
        let isCommand = bytes.starts(with: Self.set) || bytes.starts(with: Self.get)
        guard isCommand else {
            let isBegun = [Self.set, Self.get, Self.save].contains { $0.starts(with: bytes) }
            return isBegun ? .incomplete : .none
        }
        guard let end = bytes.firstIndex(of: 0x0A) else {
            return bytes.count > Self.longest ? .none : .incomplete
        }
        let parts = bytes[..<end].split(
            separator: UInt8(ascii: "\""), omittingEmptySubsequences: false
        ).map { String(decoding: $0, as: UTF8.self) }
        let isQuestion = bytes.starts(with: Self.get)
        guard parts.count == (isQuestion ? 3 : 5) else {
            return .request(.nothing, length: end + 1)
        }
        let request: SettingsMemory.Request =
            isQuestion
            ? .ask(name: parts[1], store: .ram)
            : .set(name: parts[1], value: parts[3], store: .ram)
        return .request(request, length: end + 1)
    }

    func answer(to request: SettingsMemory.Request, _ reply: SettingsReply) -> [UInt8] {
        guard case .ask = request else { return [] }
        if case .value(let value) = reply { return Array("\"\(value)\"".utf8) }
        return Array("\"?\"".utf8)
    }
}
