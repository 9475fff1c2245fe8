/// A unit a scale may send.
public enum MassUnit: String, Sendable, CaseIterable {
    case kg, g, lb, oz

    /// Milligrams per unit as an exact fraction: 1 lb is 453,592.37 mg by definition
    /// (international yard and pound agreement, 1959), an ounce a sixteenth of it.
    var milligrams: (numerator: Int128, denominator: Int128) {
        switch self {
        case .kg: (1_000_000, 1)
        case .g: (1_000, 1)
        case .lb: (45_359_237, 100)
        case .oz: (45_359_237, 1_600)
        }
    }

    /// How many decimals of the unit are whole milligrams; nil where none are.
    var milligramPlaces: Int? {
        switch self {
        case .kg: 6
        case .g: 3
        case .lb, .oz: nil
        }
    }
}
