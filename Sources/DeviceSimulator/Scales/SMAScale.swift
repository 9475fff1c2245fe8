internal import DeviceProtocols

/// A scale that speaks SMA SCP-0499 (source: manual of the Sartorius PR 5210, SMA protocol).
struct SMAScale: ScaleSpeech {
    private static let lf: UInt8 = 0x0A
    private static let cr: UInt8 = 0x0D
    private static let escape: UInt8 = 0x1B

    let unit: MassUnit
    /// What it tells of itself, one line for each `B`.
    private let about: [String]
    private var aboutNext = 0
    /// The command so far; nil outside of one.
    private var command: [UInt8]?
    /// Whether it repeats its weight until the next command.
    private var repeats = false

    init(model: String, unit: MassUnit) {
        self.unit = unit
        about = ["MFG:Cunzhan", "MOD:\(model.prefix(25))", "REV:1", "SN_:0000000001", "END:"]
    }

    var isContinuous: Bool { repeats }

    func frame(_ sight: LoadedPlate.Sight) -> [UInt8]? { frame(sight, tare: nil) }

    func frame(_ sight: LoadedPlate.Sight, tare: DecimalWeight?) -> [UInt8]? {
        let load = tare == nil ? "G" : "N"
        return switch sight {
        case .stable(let weight):
            weightLine(weight.thousandths == 0 ? "Z1\(load)  " : " 1\(load)  ", weight)
        case .moving(let weight): weightLine(" 1\(load)M ", weight)
        case .overload: weightLine("O1G  ", DecimalWeight(thousandths: 99_999))
        case .underload: weightLine("U1G  ", DecimalWeight(thousandths: -99_999))
        case .zeroNeeded: Self.line("I1G  ----------kg ")
        case .mute: nil
        }
    }

    mutating func receive(
        _ bytes: [UInt8], plate: inout LoadedPlate, at now: Int
    ) -> [SimulatorEffect] {
        var effects: [SimulatorEffect] = []
        for byte in bytes {
            switch (byte, command) {
            case (Self.escape, _):
                command = nil
                repeats = false
            case (Self.lf, _): command = []
            case (Self.cr, let letters?):
                command = nil
                effects += answer(letters, &plate, at: now)
            case (_, let letters?): command = Array((letters + [byte]).suffix(8))
            case (_, nil): break
            }
        }
        return effects
    }

    private mutating func answer(
        _ letters: [UInt8], _ plate: inout LoadedPlate, at now: Int
    ) -> [SimulatorEffect] {
        repeats = letters == Array("R".utf8)
        let command = String(decoding: letters, as: UTF8.self)
        // One that cannot be carried out now changes nothing: the answer shows it.
        if command == "Z" { _ = plate.zero(at: now) }
        if command == "T" { _ = plate.takeTare(at: now) }
        switch command {
        case "W", "H", "P", "Q", "R", "Z", "T":
            return frame(plate.look(at: now), tare: plate.tare).map { [.send($0)] } ?? []
        case "A":
            aboutNext = 0
            return [.send(Self.line("SMA:1/1.0"))]
        case "B" where aboutNext < about.count:
            aboutNext += 1
            return [.send(Self.line(about[aboutNext - 1]))]
        default:
            return [
                .send(Self.line("?")),
                .event(.error("unknown command '\(ByteNotation.hexText(letters))'")),
            ]
        }
    }

    private func weightLine(_ head: String, _ weight: DecimalWeight) -> [UInt8]? {
        let number = weight.text(decimals: 3)
        guard number.count <= 10 else { return nil }
        let padding = String(repeating: " ", count: 10 - number.count)
        let name = unit.rawValue + String(repeating: " ", count: 3 - unit.rawValue.count)
        return Self.line(head + padding + number + name)
    }

    private static func line(_ text: String) -> [UInt8] { [lf] + text.utf8 + [cr] }
}
