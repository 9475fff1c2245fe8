import DeviceProtocols
import DotMatrix

@testable import DeviceSimulator

/// A printer without a line: bytes in, effects out, time as it is told.
struct PrinterBench {
    private(set) var model: any DeviceModel
    private var now = 0
    let profile: DeviceProfile

    init(_ profile: String, labelTime: Int = 100) throws {
        try self.init(Fixtures.profile(profile), labelTime: labelTime)
    }

    init(_ profile: DeviceProfile, labelTime: Int = 100) throws {
        self.profile = profile
        let timing = SimulatorTiming(label: labelTime)
        model = try self.profile.makeModel(timing: timing, output: nil, now: 0)
    }

    mutating func send(_ bytes: some Sequence<UInt8>) -> [SimulatorEffect] {
        model.receive(Array(bytes), at: now)
    }

    mutating func perform(_ command: SimulatorCommand) -> [SimulatorEffect]? {
        model.perform(command, at: now)
    }

    /// Lets time pass until nothing is due; the labels that came out.
    mutating func finish() -> [DrawnLabel] {
        effectsUntilRest().compactMap { effect in
            if case .event(.label(let label)) = effect { label } else { nil }
        }
    }

    mutating func effectsUntilRest() -> [SimulatorEffect] {
        var effects: [SimulatorEffect] = []
        while let due = model.nextTick, effects.count < 1_000 {
            now = max(now, due)
            effects += model.tick(at: now)
        }
        return effects
    }

    /// What the printer's poll is answered, as the profile's decoder understands it.
    mutating func status() -> PrinterStatus? {
        let answer = Self.sent(send(profile.poll?.bytes ?? []))
        var decoder = profile.printerDecoder()
        let found = (decoder?.feed(answer[...]) ?? []) + (decoder?.idle() ?? [])
        guard found.count == 1, case .message(let status) = found[0] else { return nil }
        return status
    }

    static func sent(_ effects: [SimulatorEffect]) -> [UInt8] {
        effects.flatMap { effect -> [UInt8] in
            if case .send(let bytes) = effect { bytes } else { [] }
        }
    }

    static func ignored(_ effects: [SimulatorEffect]) -> [String] {
        effects.compactMap { effect in
            if case .event(.ignored(let what)) = effect { what } else { nil }
        }
    }

    static func errors(_ effects: [SimulatorEffect]) -> [String] {
        effects.compactMap { effect in
            if case .event(.error(let message)) = effect { message } else { nil }
        }
    }
}
