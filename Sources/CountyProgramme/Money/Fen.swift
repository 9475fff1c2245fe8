/// Money in whole fen, exact; never a fraction and never binary.
public struct Fen: Sendable, Hashable, Comparable {
    /// Hundredths of a yuan; negative on the credit side.
    public let count: Int

    /// Nothing.
    public static let zero = Fen(0)

    /// So many fen.
    public init(_ count: Int) {
        self.count = count
    }

    /// An amount of money a plan states.
    ///
    /// - Throws: `QuantityError` when it is no money, or does not fit.
    /// - Returns: nil when it is no whole number of fen.
    public init?(_ quantity: Quantity) throws(QuantityError) {
        guard let unit = Unit("分") else { return nil }
        let value = try quantity.converted(to: unit).value
        guard value.denominator == 1 else { return nil }
        count = Int(value.numerator)
    }

    /// Sum.
    ///
    /// - Throws: `QuantityError.overflow`.
    public func adding(_ other: Fen) throws(QuantityError) -> Fen {
        let (sum, overflow) = count.addingReportingOverflow(other.count)
        guard !overflow else { throw .overflow }
        return Fen(sum)
    }

    /// Difference.
    ///
    /// - Throws: `QuantityError.overflow`.
    public func subtracting(_ other: Fen) throws(QuantityError) -> Fen {
        let (rest, overflow) = count.subtractingReportingOverflow(other.count)
        guard !overflow else { throw .overflow }
        return Fen(rest)
    }

    /// A share of it, what is left over of a fen dropped.
    ///
    /// - Throws: `QuantityError.overflow`.
    public func share(_ part: Rational) throws(QuantityError) -> Fen {
        let exact = try Rational(count).multiplied(by: part)
        return Fen(Int(exact.numerator / exact.denominator))
    }

    /// The sum of all.
    ///
    /// - Throws: `QuantityError.overflow`.
    public static func sum(of amounts: some Sequence<Fen>) throws(QuantityError) -> Fen {
        var total = Fen.zero
        for amount in amounts { total = try total.adding(amount) }
        return total
    }

    /// Less money is less.
    public static func < (left: Fen, right: Fen) -> Bool { left.count < right.count }
}
