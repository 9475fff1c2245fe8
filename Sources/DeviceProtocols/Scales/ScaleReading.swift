/// What a scale says at one moment.
///
/// A fault is never a weight, and a weight never a fault.
public struct ScaleReading: Sendable, Equatable {
    /// How far the weight may be believed.
    public let state: ScaleState
    /// The unit as sent, or the profile's where the device sends none; nil in a fault.
    public let unit: MassUnit?
    /// Whether a tare was subtracted; false where the device does not say.
    public let net: Bool
    private let number: SentNumber?

    /// A reading with a number.
    init(state: ScaleState, number: SentNumber, unit: MassUnit, net: Bool) {
        self.init(state: state, number: number, unitOfNumber: unit, net: net)
    }

    /// A reading without a number; the unit stays only where it is no fault.
    init(without state: ScaleState, unit: MassUnit, net: Bool) {
        self.init(
            state: state, number: nil, unitOfNumber: state == .moving ? unit : nil, net: net)
    }

    private init(state: ScaleState, number: SentNumber?, unitOfNumber: MassUnit?, net: Bool) {
        self.state = state
        self.number = number
        unit = unitOfNumber
        self.net = net
    }

    /// Whether there is a number at all.
    var hasNumber: Bool { number != nil }

    /// The number as sent, less padding and leading zeros, minus sign kept; nil in a fault.
    ///
    /// Made on each use.
    public var value: String? { number?.text }

    /// The exact mass in milligrams, rounded to the nearest; nil without a value.
    ///
    /// Computed on each use.
    public var massMilligrams: Int64? {
        guard let number, let unit else { return nil }
        return number.milligrams(in: unit)
    }

    func with(state: ScaleState) -> ScaleReading {
        ScaleReading(state: state, number: number, unitOfNumber: unit, net: net)
    }
}

/// How far a scale's weight may be believed.
public enum ScaleState: String, Sendable, CaseIterable {
    /// At rest: the weight may be used.
    case stable
    /// Not at rest yet; a number, if any, is only for show.
    case moving
    /// More than the scale can weigh.
    case overload
    /// Less than the scale can show, usually a removed pan or a forgotten tare.
    case underload
    /// The scale has to be set to zero before it weighs.
    case zeroNeeded = "zero-needed"
    /// The scale reports an error of its own.
    case fault
}
