internal import DeviceProtocols

/// A device that takes settings over its line: a memory before the device itself.
struct ConfigurableModel: DeviceModel {
    private var device: any DeviceModel
    private var memory: SettingsMemory
    private var isMute = false

    init(_ device: any DeviceModel, _ settings: DeviceSettings) {
        self.device = device
        memory = SettingsMemory(settings)
    }

    var nextTick: Int? { device.nextTick }
    var takesInput: Bool { device.takesInput }

    mutating func receive(_ bytes: [UInt8], at now: Int) -> [SimulatorEffect] {
        guard !isMute else { return device.receive(bytes, at: now) }
        let (answer, rest) = memory.receive(bytes)
        adoptProtocol()
        let effects: [SimulatorEffect] = answer.isEmpty ? [] : [.send(answer)]
        return rest.isEmpty ? effects : effects + device.receive(rest, at: now)
    }

    mutating func tick(at now: Int) -> [SimulatorEffect] { device.tick(at: now) }

    mutating func perform(_ command: SimulatorCommand, at now: Int) -> [SimulatorEffect]? {
        switch command {
        case .settings(let temper):
            memory.temper = temper
            return []
        case .settingsSet(let key, let value):
            guard memory.setByHand(key, value) else {
                return [.event(.error("this device has no setting '\(key)'"))]
            }
            adoptProtocol()
            return []
        case .power, .plug:
            isMute = false
            memory.losePower()
            adoptProtocol()
            return device.perform(command, at: now) ?? []
        case .scan(let payload):
            isMute = false
            return device.perform(.scan(aim(payload) + payload), at: now)?.map(framed)
        case .mute: isMute = true
        default: isMute = false
        }
        return device.perform(command, at: now)
    }
}

// MARK: What settings do to a scale

extension ConfigurableModel {
    /// A scale that was told its protocol speaks that one from now on.
    private mutating func adoptProtocol() {
        guard let key = memory.settings.protocolKey else { return }
        device.speak(memory.told(key))
    }
}

// MARK: What settings do to a scanner

extension ConfigurableModel {
    /// `990D0A`: for all symbologies (99), these bytes.
    private static let allSymbologies = "99"
    /// Stands for the AIM identifier in a prefix.
    private static let aimMark = "5C81"
    /// A made-up code is taken for Code 128.
    private static let usualAIM = Array("]C0".utf8)

    /// What the scanner was told to send behind each code; nil when nobody told it.
    private var suffix: [UInt8]? {
        switch memory.settings.dialect {
        case .honeywell:
            guard let told = memory.told("SUFBK2"), told.hasPrefix(Self.allSymbologies) else {
                return nil
            }
            return ByteNotation.hex(told.dropFirst(2))
        case .newland:
            if memory.told("TSUENA") == "0" { return [] }
            return memory.told("TSUSET").flatMap { ByteNotation.hex($0) }
        default: return nil
        }
    }

    private func aim(_ payload: [UInt8]) -> [UInt8] {
        guard memory.settings.dialect == .honeywell, payload.first != UInt8(ascii: "]"),
            memory.told("PREBK2")?.hasSuffix(Self.aimMark) == true
        else { return [] }
        return Self.usualAIM
    }

    /// A code as the settings frame it instead of the profile.
    private func framed(_ effect: SimulatorEffect) -> SimulatorEffect {
        guard let suffix, case .send(let bytes) = effect else { return effect }
        let code = bytes.reversed().drop { $0 == 0x0D || $0 == 0x0A }.reversed()
        return .send(code + suffix)
    }
}
