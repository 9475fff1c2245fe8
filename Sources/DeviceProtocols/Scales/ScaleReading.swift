/// What a scale says at one moment.
///
/// A fault is never a weight, and a weight never a fault.
public struct ScaleReading: Sendable, Equatable {
    /// How far the weight may be believed.
    public let state: ScaleState
    /// The number as sent, less padding and leading zeros, minus sign kept; nil in a fault.
    public let value: String?
    /// The unit as sent, or the profile's where the device sends none; nil in a fault.
    public let unit: MassUnit?
    /// The exact mass in milligrams, rounded to the nearest; nil without a value.
    public let massMilligrams: Int64?
    /// Whether a tare was subtracted; false where the device does not say.
    public let net: Bool

    /// A reading with a number.
    init(state: ScaleState, number: SentNumber, unit: MassUnit, net: Bool) {
        self.state = state
        self.value = number.text
        self.unit = unit
        self.massMilligrams = number.milligrams(in: unit)
        self.net = net
    }

    /// A reading without a number; the unit stays only where it is no fault.
    init(without state: ScaleState, unit: MassUnit, net: Bool) {
        self.state = state
        self.value = nil
        self.unit = state == .moving ? unit : nil
        self.massMilligrams = nil
        self.net = net
    }

    func with(state: ScaleState) -> ScaleReading {
        ScaleReading(copying: self, state: state)
    }

    private init(copying other: ScaleReading, state: ScaleState) {
        self.state = state
        value = other.value
        unit = other.unit
        massMilligrams = other.massMilligrams
        net = other.net
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
