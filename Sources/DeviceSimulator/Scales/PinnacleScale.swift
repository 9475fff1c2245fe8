internal import DeviceProtocols

/// A Pinnacle scale, which speaks one of three protocols
/// (source: Pinnacle OS2CX manual, protocol change).
struct PinnacleScale: ScaleSpeech {
    private enum Mode: String {
        /// Answers when it is asked.
        case passive = "AL"
        /// Sends its frames by itself, and hears commands only.
        case active = "PB"
        /// The protocol of the maker's own box, which nobody else knows: silence.
        case box = "DB"
    }

    private static let commandBytes: ClosedRange<UInt8> = 0x20...0x7E
    private static let tab: UInt8 = 0x09

    private var ecr: CASECRScale
    private var mode = Mode.passive

    init(_ ecr: CASECRScale) {
        self.ecr = ecr
    }

    var isContinuous: Bool { mode == .active }

    mutating func speak(_ word: String?) {
        mode = word.flatMap { Mode(rawValue: $0) } ?? .passive
    }

    func frame(_ sight: LoadedPlate.Sight) -> [UInt8]? { ecr.frame(sight) }

    mutating func receive(
        _ bytes: [UInt8], plate: inout LoadedPlate, at now: Int
    ) -> [SimulatorEffect] {
        switch mode {
        case .passive: return ecr.receive(bytes, plate: &plate, at: now)
        case .active:
            let commands = bytes.filter { $0 == Self.tab || Self.commandBytes.contains($0) }
            return ecr.receive(commands, plate: &plate, at: now)
        case .box: return []
        }
    }
}
