/// An exact fraction, always in lowest terms with a positive denominator.
///
/// No figure of a plan ever passes through binary floating point. Parts are 64 bits wide; what
/// does not fit is an error, never a rounded or wrapped value.
public struct Rational: Sendable, Hashable {
    /// Upper part; it carries the sign.
    public let numerator: Int64
    /// Lower part, at least 1.
    public let denominator: Int64

    /// Nought.
    public static let zero = Rational(0)
    /// One.
    public static let one = Rational(1)

    /// A whole number.
    public init(_ whole: Int) {
        numerator = Int64(whole)
        denominator = 1
    }

    /// A fraction, reduced.
    ///
    /// - Throws: `QuantityError.divisionByZero`, `QuantityError.overflow`.
    public init(_ numerator: Int, over denominator: Int) throws(QuantityError) {
        self = try Rational.reduced(Int128(numerator), Int128(denominator))
    }

    private init(lowest numerator: Int64, _ denominator: Int64) {
        self.numerator = numerator
        self.denominator = denominator
    }

    private static func reduced(
        _ numerator: Int128, _ denominator: Int128
    ) throws(QuantityError) -> Rational {
        guard denominator != 0 else { throw .divisionByZero }
        let divisor = gcd(numerator.magnitude, denominator.magnitude)
        let sign: Int128 = denominator < 0 ? -1 : 1
        guard let upper = Int64(exactly: sign * (numerator / Int128(divisor))),
            let lower = Int64(exactly: sign * (denominator / Int128(divisor))), upper != .min
        else { throw .overflow }
        return Rational(lowest: upper, lower)
    }

    private static func gcd(_ left: UInt128, _ right: UInt128) -> UInt128 {
        var (left, right) = (left, right)
        while right != 0 { (left, right) = (right, left % right) }
        return max(left, 1)
    }

    /// Sum.
    ///
    /// - Throws: `QuantityError.overflow`.
    public func adding(_ other: Rational) throws(QuantityError) -> Rational {
        // Most sums are of whole numbers, and there are millions of them.
        if denominator == 1, other.denominator == 1 {
            let (sum, overflow) = numerator.addingReportingOverflow(other.numerator)
            guard !overflow, sum != .min else { throw .overflow }
            return Rational(lowest: sum, 1)
        }
        return try Rational.reduced(
            Int128(numerator) * Int128(other.denominator)
                + Int128(other.numerator) * Int128(denominator),
            Int128(denominator) * Int128(other.denominator))
    }

    /// Difference.
    ///
    /// - Throws: `QuantityError.overflow`.
    public func subtracting(_ other: Rational) throws(QuantityError) -> Rational {
        try Rational.reduced(
            Int128(numerator) * Int128(other.denominator)
                - Int128(other.numerator) * Int128(denominator),
            Int128(denominator) * Int128(other.denominator))
    }

    /// Product.
    ///
    /// - Throws: `QuantityError.overflow`.
    public func multiplied(by other: Rational) throws(QuantityError) -> Rational {
        try Rational.reduced(
            Int128(numerator) * Int128(other.numerator),
            Int128(denominator) * Int128(other.denominator))
    }

    /// Quotient.
    ///
    /// - Throws: `QuantityError.divisionByZero`, `QuantityError.overflow`.
    public func divided(by other: Rational) throws(QuantityError) -> Rational {
        try Rational.reduced(
            Int128(numerator) * Int128(other.denominator),
            Int128(denominator) * Int128(other.numerator))
    }

    /// The same size with the other sign.
    ///
    /// - Throws: `QuantityError.overflow` for the least whole number, which has no counterpart.
    public var negated: Rational {
        get throws(QuantityError) { try Rational.reduced(-Int128(numerator), Int128(denominator)) }
    }

    /// The size without the sign.
    ///
    /// - Throws: `QuantityError.overflow`, as ``negated``.
    public var magnitude: Rational {
        get throws(QuantityError) { numerator < 0 ? try negated : self }
    }

    /// The nearest multiple of `step`; exactly half way goes away from nought.
    ///
    /// - Throws: `QuantityError` when `step` is not above nought or the result does not fit.
    public func rounded(to step: Rational) throws(QuantityError) -> Rational {
        guard step > .zero else { throw .divisionByZero }
        let steps = try magnitude.divided(by: step)
        let doubled = Int128(steps.numerator) * 2 + Int128(steps.denominator)
        let whole = doubled / (Int128(steps.denominator) * 2)
        let size = try Rational.reduced(whole, 1).multiplied(by: step)
        return numerator < 0 ? try size.negated : size
    }
}

extension Rational: Comparable {
    /// Order on the number line.
    public static func < (left: Rational, right: Rational) -> Bool {
        Int128(left.numerator) * Int128(right.denominator)
            < Int128(right.numerator) * Int128(left.denominator)
    }
}

extension Rational: CustomStringConvertible {
    /// Reads `12`, `-0.50`, `1/3`, in full width too; nothing else.
    public init?(_ text: some StringProtocol) {
        let text = String(text).halfWidth
        let isNegative = text.hasPrefix("-")
        let digits = isNegative ? String(text.dropFirst()) : text
        guard let size = Rational.unsigned(digits),
            let signed = isNegative ? try? size.negated : size
        else { return nil }
        self = signed
    }

    private static func unsigned(_ text: String) -> Rational? {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        if halves.count == 2 {
            guard let upper = whole(halves[0]), let lower = whole(halves[1]) else { return nil }
            return try? Rational(upper, over: lower)
        }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = whole(parts[0]) else { return nil }
        guard parts.count == 2 else { return Rational(whole) }
        guard parts[1].utf8.count <= 15, let tail = self.whole(parts[1]) else { return nil }
        let scale = (0..<parts[1].utf8.count).reduce(1) { scale, _ in scale * 10 }
        return try? Rational(whole).adding(Rational(tail, over: scale))
    }

    private static func whole(_ text: some StringProtocol) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }

    /// An exact decimal where there is one of at most 12 places, else `p/q`.
    public var description: String {
        guard denominator != 1 else { return String(numerator) }
        var scale: Int128 = 1
        for places in 1...12 {
            scale *= 10
            if scale % Int128(denominator) == 0 { return decimal(scale: scale, places: places) }
        }
        return "\(numerator)/\(denominator)"
    }

    /// Decimal with exactly this many places (0…12), rounded half away from nought; `p/q` if the
    /// rounded value does not fit.
    public func decimal(places: Int) -> String {
        let places = min(max(places, 0), 12)
        let scale = (0..<places).reduce(Int128(1)) { scale, _ in scale * 10 }
        guard let step = try? Rational(1, over: Int(scale)), let near = try? rounded(to: step)
        else {
            return "\(numerator)/\(denominator)"
        }
        return near.decimal(scale: scale, places: places)
    }

    private func decimal(scale: Int128, places: Int) -> String {
        let units = Int128(numerator.magnitude) * (scale / Int128(denominator))
        let tail = String(units % scale)
        let zeros = String(repeating: "0", count: max(0, places - tail.count))
        let sign = numerator < 0 ? "-" : ""
        return sign + String(units / scale) + (places == 0 ? "" : "." + zeros + tail)
    }
}
