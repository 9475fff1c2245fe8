internal import DeviceProtocols

/// A scale of the Toledo 8217 family: answers single letters (source: PSC Magellan 8500 manual).
struct Toledo8217Model: DeviceModel {
    private static let stx: UInt8 = 0x02
    private static let cr: UInt8 = 0x0D
    /// Bit 6 of the status character: always 1, after the maker.
    private static let statusBase: UInt8 = 0x40
    private static let inMotion: UInt8 = 1
    private static let overCapacity: UInt8 = 2
    private static let underZero: UInt8 = 4
    private static let outsideZero: UInt8 = 8

    /// What the letters that follow belong to.
    private enum Mode {
        case commands, echo, tare
    }

    private let unit: MassUnit
    private var plate: LoadedPlate
    private var mode = Mode.commands

    init(unit: MassUnit, settle: Int) {
        self.unit = unit
        plate = LoadedPlate(settle: settle)
    }

    var nextTick: Int? { nil }
    var takesInput: Bool { true }
    mutating func tick(at now: Int) -> [SimulatorEffect] { [] }

    mutating func perform(_ command: SimulatorCommand, at now: Int) -> [SimulatorEffect]? {
        if case .weigh(let text) = command, let weight = DecimalWeight(text),
            weight.thousandths >= 0, number(weight) == nil
        {
            return [.event(.error("\(text) is more than the scale can show"))]
        }
        return plate.perform(command, at: now) ? [] : nil
    }

    mutating func receive(_ bytes: [UInt8], at now: Int) -> [SimulatorEffect] {
        guard plate.look(at: now) != .mute else { return [] }
        var answer: [UInt8] = []
        var effects: [SimulatorEffect] = []
        for byte in bytes {
            if !take(byte, now, &answer) {
                let letter = ByteNotation.hexText([byte])
                effects.append(.event(.error("unknown command byte \(letter)")))
                answer += [Self.stx, 0x3F, Self.statusBase, Self.cr]
            }
        }
        return (answer.isEmpty ? [] : [.send(answer)]) + effects
    }

    /// False for a letter that is no command.
    private mutating func take(_ byte: UInt8, _ now: Int, _ answer: inout [UInt8]) -> Bool {
        switch (mode, byte) {
        case (.echo, UInt8(ascii: "F")), (.tare, Self.cr): mode = .commands
        case (.echo, _): answer.append(byte)
        case (.tare, _): break
        case (.commands, UInt8(ascii: "W")): answer += weight(at: now)
        case (.commands, UInt8(ascii: "E")):
            mode = .echo
            answer += [Self.stx, byte, Self.cr]
        case (.commands, UInt8(ascii: "T")): mode = .tare
        case (.commands, UInt8(ascii: "Z")), (.commands, UInt8(ascii: "C")),
            (.commands, UInt8(ascii: "F")), (.commands, Self.cr), (.commands, 0x0A):
            break
        default: return false
        }
        return true
    }

    private func weight(at now: Int) -> [UInt8] {
        switch plate.look(at: now) {
        case .stable(let weight):
            guard weight.thousandths >= 0 else { return status(Self.underZero) }
            guard let number = number(weight) else { return status(Self.overCapacity) }
            return [Self.stx] + number.utf8 + [Self.cr]
        case .moving: return status(Self.inMotion)
        case .overload: return status(Self.overCapacity)
        case .underload: return status(Self.underZero)
        case .zeroNeeded: return status(Self.outsideZero)
        case .mute: return []
        }
    }

    private func status(_ bits: UInt8) -> [UInt8] {
        [Self.stx, 0x3F, Self.statusBase | bits, Self.cr]
    }

    /// Two places before the point; three after it in kilograms, two in pounds.
    private func number(_ weight: DecimalWeight) -> String? {
        unit == .lb ? weight.text(width: 5, decimals: 2) : weight.text(width: 6, decimals: 3)
    }
}
