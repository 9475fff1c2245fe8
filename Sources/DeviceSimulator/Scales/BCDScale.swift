internal import DeviceProtocols

/// A counting scale that sends packed decimals (sources: as for its format's decoder).
struct BCDScale: ScaleSpeech {
    private static let decimals = 3

    let unit: MassUnit
    let options: BCDOptions

    var isContinuous: Bool { true }

    func frame(_ sight: LoadedPlate.Sight) -> [UInt8]? {
        switch sight {
        case .stable(let weight): packed(weight, 0x40)
        case .moving(let weight): packed(weight, 0)
        case .overload: packed(DecimalWeight(thousandths: 0), 0xC0)
        case .underload: packed(DecimalWeight(thousandths: 0), 0xE0)
        case .zeroNeeded, .mute: nil
        }
    }

    mutating func receive(
        _ bytes: [UInt8], plate: inout LoadedPlate, at now: Int
    ) -> [SimulatorEffect] { [] }

    private func packed(_ weight: DecimalWeight, _ flags: UInt8) -> [UInt8]? {
        var rest = abs(weight.thousandths)
        var bytes: [UInt8] = []
        for _ in 0..<3 {
            bytes.append(UInt8(rest / 10 % 10 * 16 + rest % 10))
            rest /= 100
        }
        guard rest == 0 else { return nil }
        let sign: UInt8 = weight.thousandths < 0 ? 0x20 : 0
        let status = flags | sign | UInt8(Self.decimals + options.codeOfNoDecimals)
        return [0xFF, status] + bytes + (options.hasUnitByte ? [unit == .lb ? 1 : 0] : [])
    }
}
