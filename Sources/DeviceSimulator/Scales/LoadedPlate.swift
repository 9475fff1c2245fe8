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
    /// What was tared off, as the scale shows it; nil while it shows the gross weight.
    private(set) var tare: DecimalWeight?
    /// What shows as zero.
    private var zeroPoint = DecimalWeight(thousandths: 0)
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

    /// Makes what lies there at rest the zero; false while it moves or is out of range.
    ///
    /// A tare is forgotten. A scale that could not find its zero has it then.
    mutating func zero(at now: Int) -> Bool {
        switch (load, gross(at: now)) {
        case (.fault(.zeroNeeded), _): load = .weight(zeroPoint, since: .min / 2)
        case (.weight(let weight, _), .stable): zeroPoint = weight
        default: return false
        }
        tare = nil
        return true
    }

    /// Takes what lies there at rest for packing; false while it moves, or where less than nothing
    /// lies there.
    mutating func takeTare(at now: Int) -> Bool {
        guard case .stable(let weight) = gross(at: now), weight.thousandths >= 0 else {
            return false
        }
        tare = weight.thousandths == 0 ? nil : weight
        return true
    }

    /// It was switched off and on: what was told to it is forgotten, what lies on it stays.
    mutating func losePower() {
        tare = nil
        zeroPoint = DecimalWeight(thousandths: 0)
        if case .fault(.mute) = load { load = .weight(last, since: .min / 2) }
    }

    /// Sets a tare that was told, or shows the gross weight again with nil.
    mutating func setTare(_ tare: DecimalWeight?) { self.tare = tare }

    /// What the scale shows now: the weight less the tare.
    func look(at now: Int) -> Sight {
        switch gross(at: now) {
        case .stable(let weight): .stable(weight - (tare ?? DecimalWeight(thousandths: 0)))
        case .moving(let weight): .moving(weight - (tare ?? DecimalWeight(thousandths: 0)))
        case let sight: sight
        }
    }

    /// The plate now, without regard to a tare.
    ///
    /// A load swings in from below and once over its weight before it rests.
    func gross(at now: Int) -> Sight {
        switch load {
        case .fault(let sight): return sight
        case .swinging(let weight):
            let swing = [0, 15, -10, 5][Int(UInt(bitPattern: now) / 70 % 4)]
            return .moving(DecimalWeight(thousandths: weight.thousandths + swing) - zeroPoint)
        case .weight(let weight, let since):
            let elapsed = now - since
            if elapsed >= settle { return .stable(weight - zeroPoint) }
            let share = [40, 85, 104, 98][min(3, elapsed * 4 / max(1, settle))]
            let shown = DecimalWeight(thousandths: weight.thousandths * share / 100)
            return .moving(shown - zeroPoint)
        }
    }
}
