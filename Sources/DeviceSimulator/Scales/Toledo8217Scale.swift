internal import DeviceProtocols

/// A scale of the Toledo 8217 family: answers single letters (source: PSC Magellan 8500 manual).
struct Toledo8217Scale: ScaleSpeech {
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

    let unit: MassUnit
    private var mode = Mode.commands

    init(unit: MassUnit) {
        self.unit = unit
    }

    var isContinuous: Bool { false }

    func frame(_ sight: LoadedPlate.Sight) -> [UInt8]? {
        switch sight {
        case .stable(let weight):
            guard weight.thousandths >= 0 else { return status(Self.underZero) }
            return number(weight).map { [Self.stx] + $0.utf8 + [Self.cr] }
        case .moving: return status(Self.inMotion)
        case .overload: return status(Self.overCapacity)
        case .underload: return status(Self.underZero)
        case .zeroNeeded: return status(Self.outsideZero)
        case .mute: return nil
        }
    }

    mutating func receive(
        _ bytes: [UInt8], plate: inout LoadedPlate, at now: Int
    ) -> [SimulatorEffect] {
        var answer: [UInt8] = []
        var effects: [SimulatorEffect] = []
        for byte in bytes where !take(byte, plate.look(at: now), &answer) {
            let letter = ByteNotation.hexText([byte])
            effects.append(.event(.error("unknown command byte \(letter)")))
            answer += status(0)
        }
        return (answer.isEmpty ? [] : [.send(answer)]) + effects
    }

    /// False for a letter that is no command.
    private mutating func take(
        _ byte: UInt8, _ sight: LoadedPlate.Sight, _ answer: inout [UInt8]
    ) -> Bool {
        switch (mode, byte) {
        case (.echo, UInt8(ascii: "F")), (.tare, Self.cr): mode = .commands
        case (.echo, _): answer.append(byte)
        case (.tare, _): break
        case (.commands, UInt8(ascii: "W")): answer += frame(sight) ?? status(Self.overCapacity)
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

    private func status(_ bits: UInt8) -> [UInt8] {
        [Self.stx, 0x3F, Self.statusBase | bits, Self.cr]
    }

    /// Two places before the point; three after it in kilograms, two in pounds.
    private func number(_ weight: DecimalWeight) -> String? {
        unit == .lb ? weight.text(width: 5, decimals: 2) : weight.text(width: 6, decimals: 3)
    }
}
