/// A number as a plan bounds it: exactly, at least, about, from … to.
///
/// The bound is part of the value: 达到 15 亿元 is not the same statement as 15 亿元.
public enum Extent: Sendable, Hashable {
    /// `=`
    case exactly(Quantity)
    /// `>=`: 以上, 达到, 不低于.
    case atLeast(Quantity)
    /// `>`: 超过, 余.
    case above(Quantity)
    /// `<=`: 以内, 不超过.
    case atMost(Quantity)
    /// `<`
    case below(Quantity)
    /// `~`: 左右. How far it may be off is not said.
    case about(Quantity)
    /// `a..b`, both included.
    case range(Quantity, Quantity)

    /// An end of what is allowed.
    public struct Bound: Sendable, Hashable {
        /// Where it stands.
        public let quantity: Quantity
        /// Whether that value itself is allowed.
        public let isIncluded: Bool
    }

    /// The lowest allowed value; nil when there is none or when it is not said.
    public var lower: Bound? {
        switch self {
        case .exactly(let quantity), .atLeast(let quantity), .range(let quantity, _):
            Bound(quantity: quantity, isIncluded: true)
        case .above(let quantity): Bound(quantity: quantity, isIncluded: false)
        case .atMost, .below, .about: nil
        }
    }

    /// The highest allowed value; nil when there is none or when it is not said.
    public var upper: Bound? {
        switch self {
        case .exactly(let quantity), .atMost(let quantity), .range(_, let quantity):
            Bound(quantity: quantity, isIncluded: true)
        case .below(let quantity): Bound(quantity: quantity, isIncluded: false)
        case .atLeast, .above, .about: nil
        }
    }

    /// The number that stands there; the lower one of a range.
    public var figure: Quantity {
        switch self {
        case .exactly(let quantity), .atLeast(let quantity), .above(let quantity),
            .atMost(let quantity), .below(let quantity), .about(let quantity),
            .range(let quantity, _):
            quantity
        }
    }

    /// The unit the number is written in.
    public var unit: Unit { figure.unit }

    /// Whether some value satisfies both; nil when one is only approximate and they differ.
    ///
    /// - Throws: `QuantityError.unlikeUnits`, `QuantityError.overflow`.
    public func meets(_ other: Extent) throws(QuantityError) -> Bool? {
        let figure = try other.figure.converted(to: unit)
        if isAbout || other.isAbout { return figure == self.figure ? true : nil }
        let reachesUp = try Extent.isReachable(from: lower, to: other.upper)
        let reachesDown = try Extent.isReachable(from: other.lower, to: upper)
        return reachesUp && reachesDown
    }

    /// Whether a value lies within.
    ///
    /// - Throws: `QuantityError`.
    public func allows(_ quantity: Quantity) throws(QuantityError) -> Bool? {
        try meets(.exactly(quantity))
    }

    var isAbout: Bool {
        if case .about = self { true } else { false }
    }

    var isExact: Bool {
        if case .exactly = self { true } else { false }
    }

    private static func isReachable(
        from lower: Bound?, to upper: Bound?
    ) throws(QuantityError) -> Bool {
        guard let lower, let upper else { return true }
        if try lower.quantity.isLess(than: upper.quantity) { return true }
        if try upper.quantity.isLess(than: lower.quantity) { return false }
        return lower.isIncluded && upper.isIncluded
    }
}

extension Extent: CustomStringConvertible {
    private static let signs: [(sign: String, make: @Sendable (Quantity) -> Extent)] = [
        (">=", Extent.atLeast), ("<=", Extent.atMost), (">", Extent.above), ("<", Extent.below),
        ("~", Extent.about), ("=", Extent.exactly),
    ]

    /// Reads `15 亿元`, `>= 15 亿元`, `3..5 家`, `~ 20%`; nil for anything else.
    public init?(_ text: String) {
        let text = text.halfWidth
        if let dots = text.firstRange(of: "..") {
            let from = text[..<dots.lowerBound].drop { $0 == " " }
            guard let upper = Quantity(String(text[dots.upperBound...].drop { $0 == " " })),
                let value = Rational(from), value <= upper.value
            else { return nil }
            self = .range(Quantity(value, upper.unit), upper)
            return
        }
        let sign = Extent.signs.first { text.hasPrefix($0.sign) }
        let rest = text.dropFirst(sign?.sign.count ?? 0).drop { $0 == " " }
        guard let quantity = Quantity(String(rest)) else { return nil }
        self = (sign?.make ?? Extent.exactly)(quantity)
    }

    /// As it is read back.
    public var description: String {
        switch self {
        case .exactly(let quantity): quantity.description
        case .atLeast(let quantity): ">= \(quantity)"
        case .above(let quantity): "> \(quantity)"
        case .atMost(let quantity): "<= \(quantity)"
        case .below(let quantity): "< \(quantity)"
        case .about(let quantity): "~ \(quantity)"
        case .range(let from, let to): "\(from.value)..\(to)"
        }
    }
}
