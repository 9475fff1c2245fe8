internal import DeviceProtocols

/// The paper in a printer, as a person names it.
///
/// Its text, such as `60x40+2` (width, height and gap in millimetres) or `80` (a roll's width), is
/// what stores keep.
public enum LabelMedium: Sendable, Hashable, LosslessStringConvertible {
    /// Labels of one size on a roll, with a gap between two.
    case labels(width: Millimetres, height: Millimetres, gap: Millimetres)
    /// Paper without end.
    case roll(width: Millimetres)

    /// Reads the text; nil for any other.
    public init?(_ description: String) {
        let parts = description.split(separator: "+", omittingEmptySubsequences: false)
        let sides =
            parts.first?.split(separator: "x", omittingEmptySubsequences: false)
            .map { Millimetres($0) } ?? []
        switch (sides.count, parts.count) {
        case (1, 1):
            guard let width = sides[0] else { return nil }
            self = .roll(width: width)
        case (2, 2):
            guard let width = sides[0], let height = sides[1], let gap = Millimetres(parts[1])
            else { return nil }
            self = .labels(width: width, height: height, gap: gap)
        default: return nil
        }
    }

    /// The text.
    public var description: String {
        switch self {
        case .labels(let width, let height, let gap): "\(width)x\(height)+\(gap)"
        case .roll(let width): "\(width)"
        }
    }

    /// Whether labels made for `other` come out right on it: those of another size never do, but a
    /// wider roll shows all of what a narrower one would.
    public func takes(_ other: LabelMedium) -> Bool {
        if case .roll(let width) = self, case .roll(let needed) = other { return needed <= width }
        return self == other
    }
}

extension LabelTemplate {
    /// The paper it is made for.
    public var paper: LabelMedium {
        switch medium {
        case .label(let width, let height, let gap):
            .labels(width: width, height: height, gap: gap)
        case .roll(let width, _): .roll(width: width)
        }
    }
}

extension LabelRenderer {
    /// The paper its labels need in its printer: a receipt printer knows no gaps, it prints a label
    /// of any height on a roll that is wide enough.
    public var paper: LabelMedium {
        printer.language == .escpos ? .roll(width: template.width) : template.paper
    }
}
