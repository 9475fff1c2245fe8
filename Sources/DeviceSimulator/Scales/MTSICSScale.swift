internal import DeviceProtocols

/// A balance that speaks Mettler-Toledo's standard interface commands
/// (source: operating instructions of the AT balances, command list).
struct MTSICSScale: ScaleSpeech {
    private static let longestLine = 64

    let model: String
    let unit: MassUnit
    private var line: [UInt8] = []

    init(model: String, unit: MassUnit) {
        self.model = model
        self.unit = unit
    }

    var isContinuous: Bool { false }

    func frame(_ sight: LoadedPlate.Sight) -> [UInt8]? {
        switch sight {
        case .stable(let weight): weightLine("S S ", weight)
        case .moving(let weight): weightLine("S D ", weight)
        case .overload: Self.line("S +")
        case .underload: Self.line("S -")
        case .zeroNeeded, .mute: nil
        }
    }

    mutating func receive(
        _ bytes: [UInt8], plate: inout LoadedPlate, at now: Int
    ) -> [SimulatorEffect] {
        var effects: [SimulatorEffect] = []
        for byte in bytes {
            if byte == 0x0A, line.last == 0x0D {
                let command = String(decoding: line.dropLast(), as: UTF8.self)
                line = []
                effects += answer(command, &plate, at: now)
            } else if line.count < Self.longestLine {
                line.append(byte)
            } else {
                line = []
            }
        }
        return effects
    }

    private func answer(
        _ command: String, _ plate: inout LoadedPlate, at now: Int
    ) -> [SimulatorEffect] {
        let sight = plate.look(at: now)
        switch command {
        case "SI": return [.send(frame(sight) ?? Self.line("S I"))]
        case "S":
            // A real one waits for rest; after its own time-out it answers so.
            if case .moving = sight { return [.send(Self.line("S I"))] }
            return [.send(frame(sight) ?? Self.line("S I"))]
        case "@", "I4": return [.send(Self.line("I4 A \"0000000001\""))]
        case "I2": return [.send(Self.line("I2 A \"\(model)\""))]
        case "Z": return [.send(Self.line(plate.zero(at: now) ? "Z A" : "Z I"))]
        case "T":
            guard plate.takeTare(at: now) else { return [.send(Self.line("T I"))] }
            return [.send(weightLine("T S ", plate.tare ?? DecimalWeight(thousandths: 0)))]
        default:
            let told = "unknown command '\(ByteNotation.hexText(command.utf8))'"
            return [.send(Self.line("ES")), .event(.error(told))]
        }
    }

    private func weightLine(_ head: String, _ weight: DecimalWeight) -> [UInt8] {
        let number = weight.text(decimals: unit == .g ? 2 : 3)
        let padding = String(repeating: " ", count: max(0, 10 - number.count))
        return Self.line("\(head)\(padding)\(number) \(unit.rawValue)")
    }

    private static func line(_ text: String) -> [UInt8] { Array("\(text)\r\n".utf8) }
}
