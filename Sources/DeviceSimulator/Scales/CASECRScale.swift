internal import DeviceProtocols

/// A scale that speaks to cash registers as CAS scales do: ENQ, ACK, DC1, answer (sources: manuals of
/// the CAS PD-II and the Pinnacle OS2, whose commands for tare and zero it takes as well).
struct CASECRScale: ScaleSpeech {
    private static let enq: UInt8 = 0x05
    private static let ack: UInt8 = 0x06
    private static let dc1: UInt8 = 0x11
    private static let nak: UInt8 = 0x15
    private static let tareCommand = Array("<TK>\t".utf8)
    private static let zeroCommand = Array("<ZK>\t".utf8)

    let unit: MassUnit
    let options: CASECROptions
    /// ENQ was answered with ACK.
    private var isAsked = false
    /// The beginning of a command in pointed brackets.
    private var command: [UInt8] = []

    init(unit: MassUnit, options: CASECROptions) {
        self.unit = unit
        self.options = options
    }

    var isContinuous: Bool { false }

    func frame(_ sight: LoadedPlate.Sight) -> [UInt8]? {
        switch sight {
        case .stable(let weight): number(weight).map { checked("S" + $0) }
        case .moving(let weight): number(weight).map { checked("U" + $0) }
        case .overload: checked("SFFFFFFF" + unitText)
        case .underload: checked("F-FFFFFF" + unitText)
        case .zeroNeeded, .mute: nil
        }
    }

    mutating func receive(
        _ bytes: [UInt8], plate: inout LoadedPlate, at now: Int
    ) -> [SimulatorEffect] {
        var answer: [UInt8] = []
        for byte in bytes {
            switch byte {
            case Self.enq:
                isAsked = true
                answer.append(Self.ack)
            case Self.dc1 where isAsked:
                isAsked = false
                answer += frame(plate.look(at: now)) ?? frame(.overload) ?? []
            case 0x09, 0x20...0x7E: take(byte, &plate, now, &answer)
            default: answer.append(Self.nak)
            }
        }
        return answer.isEmpty ? [] : [.send(answer)]
    }

    private mutating func take(
        _ byte: UInt8, _ plate: inout LoadedPlate, _ now: Int, _ answer: inout [UInt8]
    ) {
        command.append(byte)
        guard byte == 0x09 || command.count >= Self.tareCommand.count else { return }
        if command == Self.tareCommand {
            _ = plate.takeTare(at: now)
        } else if command == Self.zeroCommand {
            _ = plate.zero(at: now)
        } else {
            answer.append(Self.nak)
        }
        command = []
    }

    private var unitText: String {
        switch unit {
        case .kg: "kg"
        case .g: " g"
        case .lb: "lb"
        case .oz: "oz"
        }
    }

    /// Sign, six characters and the unit.
    private func number(_ weight: DecimalWeight) -> String? {
        let positive = DecimalWeight(thousandths: abs(weight.thousandths))
        let decimals = unit == .g ? 0 : unit == .kg ? 3 : 2
        guard let text = positive.text(width: 6, decimals: decimals) else { return nil }
        return (weight.thousandths < 0 ? "-" : " ") + text + unitText
    }

    private func checked(_ text: String) -> [UInt8] {
        let heading: UInt8 = options.checkedBytes == .all ? 0x01 ^ 0x02 : 0
        return [0x01, 0x02] + text.utf8 + [text.utf8.reduce(heading, ^), 0x03, 0x04]
    }
}
