internal import DeviceProtocols

/// A Yaohua A12(E) indicator: sends its display about ten times a second
/// (source: manual of the Yaohua XK3190-A12E, communication format).
struct YaohuaA12EModel: DeviceModel {
    private static let digits = Array("0123456789ABCDEF".utf8)

    private let interval: Int
    private var plate: LoadedPlate
    private var next: Int

    init(timing: SimulatorTiming, now: Int) {
        interval = timing.frame
        plate = LoadedPlate(settle: timing.settle)
        next = now + timing.frame
    }

    var nextTick: Int? { plate.look(at: next) == .mute ? nil : next }
    var takesInput: Bool { true }
    mutating func receive(_ bytes: [UInt8], at now: Int) -> [SimulatorEffect] { [] }

    mutating func perform(_ command: SimulatorCommand, at now: Int) -> [SimulatorEffect]? {
        if command == .zeroNeeded {
            return [.event(.error("this protocol cannot show that a zero is needed"))]
        }
        if case .weigh(let text) = command,
            DecimalWeight(text)?.text(width: 7, decimals: 3) == nil
        {
            return [.event(.error("\(text) is more than the scale can show"))]
        }
        guard plate.perform(command, at: now) else { return nil }
        next = max(next, now)
        return []
    }

    mutating func tick(at now: Int) -> [SimulatorEffect] {
        guard now >= next else { return [] }
        next = max(next + interval, now)
        switch plate.look(at: now) {
        case .stable(let weight), .moving(let weight):
            guard let number = weight.text(width: 7, decimals: 3) else {
                return frame("         OL")
            }
            return frame("WG\(number)kg")
        case .overload: return frame("         OL")
        case .underload: return frame("         LO")
        case .zeroNeeded, .mute: return []
        }
    }

    private func frame(_ text: String) -> [SimulatorEffect] {
        let check = text.utf8.reduce(0, ^)
        let ending = [Self.digits[Int(check >> 4)], Self.digits[Int(check & 15)], 0x0D, 0x0A]
        return [.stream(text.utf8 + ending)]
    }
}
