internal import DeviceProtocols

/// A Yaohua indicator that answers addressed commands (sources: manuals of the XK3190-A9+ and
/// XK3190-DS1).
struct YaohuaCommandScale: ScaleSpeech {
    private static let longestCommand = 16

    /// `A`–`Z`.
    let address: UInt8
    private var command: [UInt8] = []

    init(address: UInt8) {
        self.address = address
    }

    var isContinuous: Bool { false }

    func frame(_ sight: LoadedPlate.Sight) -> [UInt8]? {
        switch sight {
        case .stable(let weight), .moving(let weight): YaohuaDigits.weight(weight)
        case .overload, .underload, .zeroNeeded, .mute: nil
        }
    }

    mutating func receive(
        _ bytes: [UInt8], plate: inout LoadedPlate, at now: Int
    ) -> [SimulatorEffect] {
        var effects: [SimulatorEffect] = []
        for byte in bytes {
            if byte == 0x02 { command = [] }
            command.append(byte)
            if byte == 0x03 || command.count > Self.longestCommand {
                effects += answer(plate, now)
                command = []
            }
        }
        return effects
    }

    /// Answers what was sent to this address with right check digits, and nothing else.
    private func answer(_ plate: LoadedPlate, _ now: Int) -> [SimulatorEffect] {
        guard command.count == 6, command[0] == 0x02 else {
            return [.event(.error("no command: \(ByteNotation.hexText(command))"))]
        }
        guard command[1] == address else { return [] }
        guard isChecked else {
            return [.event(.error("wrong check digits: \(ByteNotation.hexText(command))"))]
        }
        let data: [UInt8]? =
            switch command[2] {
            case UInt8(ascii: "A"): []
            case UInt8(ascii: "B"): frame(plate.gross(at: now))
            case UInt8(ascii: "C"):
                YaohuaDigits.weight(plate.tare ?? DecimalWeight(thousandths: 0))
            case UInt8(ascii: "D"): frame(plate.look(at: now))
            default: nil
            }
        // EOT stands where the command would: it is not understood.
        let body = data.map { [address, command[2]] + $0 } ?? [address, 0x04]
        return [.send([0x02] + body + YaohuaDigits.check(body) + [0x03])]
    }

    /// Digits above 9 come as letters or as the characters behind `9`.
    private var isChecked: Bool {
        let sum = command[1] ^ command[2]
        let digits = [command[3], command[4]].map { $0 >= 0x41 ? $0 &- 0x37 : $0 &- 0x30 }
        return digits == [sum >> 4, sum & 15]
    }
}
