internal import DeviceProtocols

/// How a family of scales puts what lies on the plate into bytes, and what it answers.
protocol ScaleSpeech {
    /// Whether it sends its display by itself again and again.
    var isContinuous: Bool { get }

    /// The bytes that show what a look at the plate found; nil where the protocol cannot show it.
    ///
    /// `mute` is never asked.
    func frame(_ sight: LoadedPlate.Sight) -> [UInt8]?

    /// The same for a weight from which a tare was taken already; nil where none was.
    ///
    /// For speeches that tell net from gross.
    func frame(_ sight: LoadedPlate.Sight, tare: DecimalWeight?) -> [UInt8]?

    /// Bytes came from the host; zero and tare commands act on the plate.
    mutating func receive(
        _ bytes: [UInt8], plate: inout LoadedPlate, at now: Int
    ) -> [SimulatorEffect]

    /// From now on it speaks the protocol its maker names so; nil for the one of its profile.
    mutating func speak(_ word: String?)
}

extension ScaleSpeech {
    func frame(_ sight: LoadedPlate.Sight, tare: DecimalWeight?) -> [UInt8]? { frame(sight) }

    mutating func speak(_ word: String?) {}
}

/// A scale: a plate with a load, and the speech of its family.
struct ScaleModel<Speech: ScaleSpeech>: DeviceModel {
    private var speech: Speech
    private var plate: LoadedPlate
    private let interval: Int
    /// When the display is sent next.
    private var next: Int

    init(_ speech: Speech, timing: SimulatorTiming, now: Int) {
        self.speech = speech
        plate = LoadedPlate(settle: timing.settle)
        interval = timing.frame
        next = now + timing.frame
    }

    var nextTick: Int? {
        speech.isContinuous && plate.look(at: next) != .mute ? next : nil
    }
    var takesInput: Bool { true }

    mutating func receive(_ bytes: [UInt8], at now: Int) -> [SimulatorEffect] {
        guard plate.look(at: now) != .mute else { return [] }
        return speech.receive(bytes, plate: &plate, at: now)
    }

    mutating func speak(_ word: String?) { speech.speak(word) }

    mutating func perform(_ command: SimulatorCommand, at now: Int) -> [SimulatorEffect]? {
        if command == .power {
            plate.losePower()
            return []
        }
        if let sight = Self.sight(of: command), speech.frame(sight) == nil {
            return [.event(.error(Self.cannotShow(command)))]
        }
        guard plate.perform(command, at: now) else { return nil }
        next = max(next, now)
        return []
    }

    mutating func tick(at now: Int) -> [SimulatorEffect] {
        guard now >= next else { return [] }
        next = max(next + interval, now)
        let sight = plate.look(at: now)
        // A load that swings over the last weight it can show is overload for that moment.
        let shown = speech.frame(sight, tare: plate.tare)
        guard sight != .mute, let frame = shown ?? speech.frame(.overload) else { return [] }
        return [.stream(frame)]
    }

    private static func cannotShow(_ command: SimulatorCommand) -> String {
        if case .weigh(let text) = command { return "\(text) is more than the scale can show" }
        return "the scale's protocol cannot show '\(command.word)'"
    }

    /// What the plate will show after a command; nil for commands that are none of a scale's.
    private static func sight(of command: SimulatorCommand) -> LoadedPlate.Sight? {
        switch command {
        case .weigh(let text): DecimalWeight(text).map { .stable($0) }
        case .overload: .overload
        case .underload: .underload
        case .zeroNeeded: .zeroNeeded
        default: nil
        }
    }
}
