internal import DeviceProtocols

/// A scale with Mettler-Toledo's continuous output (sources: manuals of the Mettler-Toledo IND445
/// and the Kern FTC).
///
/// It takes `Z`, `T`, `C` and `P`, with or without CR LF.
struct MTContinuousScale: ScaleSpeech {
    let unit: MassUnit
    let options: MTContinuousOptions

    var isContinuous: Bool { true }

    func frame(_ sight: LoadedPlate.Sight) -> [UInt8]? { frame(sight, tare: nil) }

    func frame(_ sight: LoadedPlate.Sight, tare: DecimalWeight?) -> [UInt8]? {
        var flags: UInt8 = tare == nil ? 0 : 0x01
        var shown = DecimalWeight(thousandths: 0)
        switch sight {
        case .stable(let weight): shown = weight
        case .moving(let weight):
            shown = weight
            flags |= 0x08
        case .overload: flags |= 0x04
        case .underload: flags |= 0x06
        case .zeroNeeded: flags |= 0x40
        case .mute: return nil
        }
        if shown.thousandths < 0 { flags |= 0x02 }
        guard let weight = digits(shown),
            let tareDigits = digits(tare ?? DecimalWeight(thousandths: 0))
        else { return nil }
        var frame: [UInt8] = [0x02] + status(flags) + weight
        if options.layout != .short { frame += tareDigits }
        frame.append(0x0D)
        if options.checksum != .absent {
            let sum = frame.reduce(0) { ($0 + Int($1)) % 128 }
            frame.append(UInt8((128 - sum) % 128))
        }
        return options.hasLineFeed ? frame + [0x0A] : frame
    }

    mutating func receive(
        _ bytes: [UInt8], plate: inout LoadedPlate, at now: Int
    ) -> [SimulatorEffect] {
        var effects: [SimulatorEffect] = []
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "Z"):
                if !plate.zero(at: now) { effects.append(.event(.error("no zero in motion"))) }
            case UInt8(ascii: "T"):
                if !plate.takeTare(at: now) { effects.append(.event(.error("no tare in motion"))) }
            case UInt8(ascii: "C"): plate.setTare(nil)
            case UInt8(ascii: "P"), 0x0D, 0x0A: break
            default:
                let letter = ByteNotation.hexText([byte])
                effects.append(.event(.error("unknown command byte \(letter)")))
            }
        }
        return effects
    }

    private var decimals: Int { unit == .g ? 0 : 3 }

    /// Status bytes A (decimals, steps of 1), B and C (unit), each with its constant bit 5.
    private func status(_ flags: UInt8) -> [UInt8] {
        let isKilogram: UInt8 = unit == .lb ? 0 : 0x10
        let unitCode: UInt8 =
            switch unit {
            case .kg, .lb: 0
            case .g: 1
            case .oz: 3
            }
        return [0x28 | UInt8(decimals + 2), 0x20 | isKilogram | flags, 0x20 | unitCode]
    }

    /// Six digits; leading zeros are sent as spaces, as the standard setting of the indicators does.
    private func digits(_ weight: DecimalWeight) -> [UInt8]? {
        let positive = DecimalWeight(thousandths: abs(weight.thousandths))
        let text = positive.text(width: decimals > 0 ? 7 : 6, decimals: decimals)
        guard let digits = text?.utf8.filter({ $0 != 0x2E }) else { return nil }
        let zeros = min(5, digits.prefix { $0 == 0x30 }.count)
        return Array(repeating: 0x20, count: zeros) + digits[zeros...]
    }
}
