internal import DeviceProtocols

/// What a device that takes settings over its line was told: lost with the power in RAM, kept in
/// flash.
///
/// It takes its commands out of what comes over the line and leaves the rest to the device. What
/// each family answers is written here a second time, from the same manuals as the program's side.
struct SettingsMemory {
    /// A command taken from the line.
    enum Request: Equatable {
        case set(name: String, value: String, store: SettingsStore)
        case ask(name: String, store: SettingsStore)
        /// What is in RAM is kept for good.
        case save
        /// A frame that was damaged on the way.
        case damaged
        /// Something of the dialect that needs no answer.
        case nothing
    }

    let settings: DeviceSettings
    var temper = SettingsTemper.ok
    /// How often flash was written.
    private(set) var flashWrites = 0

    private let reader: any SettingsReader
    private var ram: [String: String] = [:]
    private var flash: [String: String] = [:]
    private var pending: [UInt8] = []

    init(_ settings: DeviceSettings) {
        self.settings = settings
        reader = settings.dialect.reader(settings)
    }

    /// The value in force, by the device's own name; nil when nobody ever set it.
    func told(_ name: String) -> String? { ram[name] ?? flash[name] }

    /// The name a setting goes by in the memory.
    static func name(of setting: DeviceSetting) -> String {
        setting.tag.isEmpty ? setting.key : setting.tag
    }

    /// Bytes from the line: what to answer, and what is left for the device.
    mutating func receive(_ bytes: [UInt8]) -> (answer: [UInt8], rest: [UInt8]) {
        pending += bytes
        var answer: [UInt8] = []
        var rest: [UInt8] = []
        while !pending.isEmpty {
            switch reader.take(pending) {
            case .none:
                rest.append(pending.removeFirst())
            case .incomplete:
                return (answer, rest)
            case .other(let length):
                rest += pending.prefix(length)
                pending.removeFirst(length)
            case .request(let request, let length):
                pending.removeFirst(length)
                answer += obey(request)
            }
        }
        return (answer, rest)
    }

    /// The device was switched off and on.
    mutating func losePower() {
        ram = [:]
        pending = []
    }

    /// Somebody set it at the device itself, as with a maker's bar code; false for an unknown key.
    mutating func setByHand(_ key: String, _ value: String) -> Bool {
        guard let setting = settings.list.first(where: { $0.key == key }) else { return false }
        ram[Self.name(of: setting)] = nil
        flash[Self.name(of: setting)] = value
        return true
    }

    private mutating func obey(_ request: Request) -> [UInt8] {
        guard temper != .mute else { return [] }
        let answer = reader.answer(to: request, verdict(on: request))
        guard temper == .garble, !answer.isEmpty else { return answer }
        temper = .ok
        return Self.damaged(answer)
    }

    private mutating func verdict(on request: Request) -> SettingsReply {
        switch request {
        case .damaged: return .again
        case .nothing: return .done
        case .save:
            flash.merge(ram) { _, new in new }
            ram = [:]
            flashWrites += 1
            return .done
        case .ask(let name, let store):
            guard let setting = setting(name) else { return .unknown }
            let stored = store == .flash && reader.tellsStoresApart ? flash[name] : told(name)
            return .value(stored ?? setting.factory ?? reader.usualValue)
        case .set(let name, let value, let store):
            guard setting(name) != nil else { return .unknown }
            switch temper {
            case .refuse: return .refused
            case .ignore: return .done
            case .ok, .garble, .mute: break
            }
            if store == .flash {
                ram[name] = nil
                flash[name] = value
                flashWrites += 1
            } else {
                ram[name] = value
            }
            return .done
        }
    }

    private func setting(_ name: String) -> DeviceSetting? {
        settings.list.first { Self.name(of: $0) == name }
    }

    /// One bit turned over in the middle.
    private static func damaged(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        bytes[bytes.count / 2] ^= 0x01
        return bytes
    }
}

/// What the memory says to a request.
enum SettingsReply: Equatable {
    case done
    case value(String)
    case unknown, refused, again
}

/// What stands at the beginning of bytes from the line.
enum SettingsTake: Equatable {
    /// Not the beginning of a command.
    case none
    /// A command that has not wholly come.
    case incomplete
    /// Something whole that is not about settings.
    case other(length: Int)
    case request(SettingsMemory.Request, length: Int)
}

/// How a family's commands are read and answered.
protocol SettingsReader: Sendable {
    var tellsStoresApart: Bool { get }
    /// The value of what nobody ever set, where the profile does not know the maker's.
    var usualValue: String { get }
    func take(_ bytes: [UInt8]) -> SettingsTake
    func answer(to request: SettingsMemory.Request, _ reply: SettingsReply) -> [UInt8]
}

extension SettingsReader {
    var tellsStoresApart: Bool { false }
    var usualValue: String { "0" }
}

extension SettingsDialect {
    func reader(_ settings: DeviceSettings) -> any SettingsReader {
        switch self {
        case .honeywell: HoneywellReader()
        case .newland: NewlandReader()
        case .newlandOld: NewlandOldReader(tags: settings.list.map(\.tag))
        case .ssi: SSIReader()
        case .aclas, .ohaus, .tspl: WholeCommandReader(settings)
        case .zpl: ZPLReader()
        }
    }
}
