internal import DeviceProtocols

/// How long a simulated device takes for things, in milliseconds.
public struct SimulatorTiming: Sendable, Equatable {
    /// From laying a weight on the scale to its rest.
    public var settle: Int
    /// Between two frames of a scale that sends by itself.
    public var frame: Int
    /// From the start of a label to its end.
    public var label: Int
    /// From the opening of the line to the first byte, so that the program can set up the line.
    public var afterOpening: Int
    /// How long a scanner waits for the acknowledgement of a packet.
    public var answer: Int

    /// The times of usual devices.
    public init(
        settle: Int = 400, frame: Int = 100, label: Int = 300, afterOpening: Int = 100,
        answer: Int = 2_000
    ) {
        self.settle = max(0, settle)
        self.frame = max(1, frame)
        self.label = max(0, label)
        self.afterOpening = max(0, afterOpening)
        self.answer = max(1, answer)
    }
}

/// What a device does outwardly.
enum SimulatorEffect: Equatable {
    /// Bytes that are kept until a program has the line open.
    case send([UInt8])
    /// Bytes of a steady stream: lost when nobody listens.
    case stream([UInt8])
    /// Something to tell.
    case event(SimulatorEvent)

    /// Whether an event tells of it.
    var isTold: Bool { if case .stream = self { false } else { true } }
}

/// The inner life of a device; it never waits and knows no clock but the milliseconds it is told.
protocol DeviceModel {
    /// When something happens by itself, or nil.
    var nextTick: Int? { get }
    /// Whether there is room for more bytes.
    var takesInput: Bool { get }
    /// Bytes came over the line.
    mutating func receive(_ bytes: [UInt8], at now: Int) -> [SimulatorEffect]
    /// Someone did something to the device; nil when it has no such thing.
    mutating func perform(_ command: SimulatorCommand, at now: Int) -> [SimulatorEffect]?
    /// `nextTick` has come.
    mutating func tick(at now: Int) -> [SimulatorEffect]
    /// From now on it speaks the protocol its maker names so; nil for the one of its profile.
    mutating func speak(_ word: String?)
}

extension DeviceModel {
    /// Most devices speak but one.
    mutating func speak(_ word: String?) {}
}

/// Why a device cannot be simulated.
public enum SimulatorError: Error, Sendable, Equatable, CustomStringConvertible {
    /// No simulation for the profile's protocol.
    case unsupported(profile: String, protocolName: String)
    /// No Chinese font is installed.
    case font(String)
    /// The link, the line or the folder could not be made.
    case cannotCreate(path: String, reason: String)

    /// What is wrong, where, and what to do next.
    public var description: String {
        switch self {
        case .unsupported(let profile, let name):
            "\(profile): there is no simulator for the protocol '\(name)'; choose another profile"
        case .font(let reason): reason
        case .cannotCreate(let path, let reason):
            "\(path) cannot be made: \(reason); choose another path"
        }
    }
}

extension DeviceProfile {
    /// A device as the profile describes it.
    func makeModel(
        timing: SimulatorTiming, output: String?, now: Int
    ) throws(SimulatorError) -> any DeviceModel {
        switch (options, protocolName) {
        case (.scanner(let scanner), "serial"): return ScannerModel(options: scanner)
        case (.scanner(let scanner), "ssi"):
            return SSIScannerModel(options: scanner, answerTime: timing.answer)
        case (.scale(let scale), _):
            guard
                let speech = scale.speech(
                    of: protocolName, model: model, switching: settings?.dialect)
            else { break }
            return scaleModel(speech, timing: timing, now: now)
        case (.printer(let printer), _):
            return try printerModel(printer, press: LabelPress(output: output), timing)
        default: break
        }
        throw .unsupported(profile: id, protocolName: protocolName)
    }

    private func scaleModel(
        _ speech: some ScaleSpeech, timing: SimulatorTiming, now: Int
    ) -> any DeviceModel {
        ScaleModel(speech, timing: timing, now: now)
    }
}
