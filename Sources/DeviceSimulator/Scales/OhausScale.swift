internal import DeviceProtocols

/// A scale of Ohaus, which speaks its maker's protocol, and MT-SICS after `PSI` until `POH`
/// (source: Ohaus Ranger instruction manuals, interface commands).
struct OhausScale: ScaleSpeech {
    private static let sicsWord = "PSI"
    private static let lineEnd: [UInt8] = [0x0D, 0x0A]
    private static let longestLine = 64

    private let poll: [UInt8]
    private var own: ColumnScale
    private var sics: MTSICSScale
    private var speaksSICS = false
    /// What came of a line that has not ended.
    private var line: [UInt8] = []

    init(options: ScaleOptions, model: String) {
        poll = options.poll
        own = ColumnScale(options: options)
        sics = MTSICSScale(model: model, unit: options.unit)
    }

    var isContinuous: Bool { !speaksSICS && own.isContinuous }

    mutating func speak(_ word: String?) { speaksSICS = word == Self.sicsWord }

    func frame(_ sight: LoadedPlate.Sight) -> [UInt8]? {
        speaksSICS ? sics.frame(sight) : own.frame(sight)
    }

    func frame(_ sight: LoadedPlate.Sight, tare: DecimalWeight?) -> [UInt8]? {
        speaksSICS ? sics.frame(sight, tare: tare) : own.frame(sight, tare: tare)
    }

    mutating func receive(
        _ bytes: [UInt8], plate: inout LoadedPlate, at now: Int
    ) -> [SimulatorEffect] {
        guard !speaksSICS else { return sics.receive(bytes, plate: &plate, at: now) }
        var effects: [SimulatorEffect] = []
        for byte in bytes {
            line = (line + [byte]).suffix(Self.longestLine)
            guard line.suffix(Self.lineEnd.count) == Self.lineEnd[...] else { continue }
            effects +=
                line == poll
                ? own.receive(line, plate: &plate, at: now)
                : [.send(Array("ES".utf8) + Self.lineEnd)]
            line = []
        }
        return effects
    }
}
