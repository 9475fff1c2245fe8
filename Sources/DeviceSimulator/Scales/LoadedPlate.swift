/// What lies on a scale, and whether it has come to rest.
struct LoadedPlate {
    /// What a look at the plate finds.
    enum Sight: Equatable {
        case stable(DecimalWeight)
        /// The number shown while it moves.
        case moving(DecimalWeight)
        case overload, underload, zeroNeeded, mute
    }

    private enum Load {
        case weight(DecimalWeight, since: Int)
        case swinging(DecimalWeight)
        case fault(Sight)
    }

    let settle: Int
    private var load = Load.weight(DecimalWeight(thousandths: 0), since: .min / 2)
    private var last = DecimalWeight(thousandths: 0)

    init(settle: Int) { self.settle = settle }

    /// Takes a scale's command; false when it is none.
    mutating func perform(_ command: SimulatorCommand, at now: Int) -> Bool {
        switch command {
        case .weigh(let text):
            guard let weight = DecimalWeight(text) else { return false }
            last = weight
            load = .weight(weight, since: now)
        case .moving: load = .swinging(last)
        case .overload: load = .fault(.overload)
        case .underload: load = .fault(.underload)
        case .zeroNeeded: load = .fault(.zeroNeeded)
        case .mute: load = .fault(.mute)
        default: return false
        }
        return true
    }

    /// The plate now.
    ///
    /// A load swings in from below and once over its weight before it rests.
    func look(at now: Int) -> Sight {
        switch load {
        case .fault(let sight): return sight
        case .swinging(let weight):
            let swing = [0, 15, -10, 5][Int(UInt(bitPattern: now) / 70 % 4)]
            return .moving(DecimalWeight(thousandths: weight.thousandths + swing))
        case .weight(let weight, let since):
            let elapsed = now - since
            if elapsed >= settle { return .stable(weight) }
            let share = [40, 85, 104, 98][min(3, elapsed * 4 / max(1, settle))]
            return .moving(DecimalWeight(thousandths: weight.thousandths * share / 100))
        }
    }
}
