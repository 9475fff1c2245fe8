internal import DeviceProtocols

/// A Yaohua A12(E) indicator: sends its display about ten times a second
/// (source: manual of the Yaohua XK3190-A12E, communication format).
struct YaohuaA12EScale: ScaleSpeech {
    private static let digits = Array("0123456789ABCDEF".utf8)

    var isContinuous: Bool { true }

    func frame(_ sight: LoadedPlate.Sight) -> [UInt8]? {
        switch sight {
        case .stable(let weight), .moving(let weight):
            weight.text(width: 7, decimals: 3).map { Self.checked("WG\($0)kg") }
        case .overload: Self.checked("         OL")
        case .underload: Self.checked("         LO")
        case .zeroNeeded, .mute: nil
        }
    }

    mutating func receive(
        _ bytes: [UInt8], plate: inout LoadedPlate, at now: Int
    ) -> [SimulatorEffect] { [] }

    private static func checked(_ text: String) -> [UInt8] {
        let check = text.utf8.reduce(0, ^)
        return text.utf8 + [digits[Int(check >> 4)], digits[Int(check & 15)], 0x0D, 0x0A]
    }
}
