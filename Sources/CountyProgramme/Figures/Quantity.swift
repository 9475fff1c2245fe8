/// Why a computation has no result.
public enum QuantityError: Error, Sendable, Hashable {
    /// The exact result needs more than 64 bits.
    case overflow
    /// Division by nought.
    case divisionByZero
    /// The two units measure different things; the units as written.
    case unlikeUnits(String, String)
}

/// An exact number with its unit.
public struct Quantity: Sendable {
    /// The number, in `unit`.
    public let value: Rational
    /// What it counts or measures.
    public let unit: Unit

    /// A number with its unit.
    public init(_ value: Rational, _ unit: Unit) {
        self.value = value
        self.unit = unit
    }

    /// The same amount in another unit of the same kind.
    ///
    /// - Throws: `QuantityError`.
    public func converted(to other: Unit) throws(QuantityError) -> Quantity {
        guard unit.isComparable(to: other) else { throw .unlikeUnits(unit.symbol, other.symbol) }
        guard unit != other else { return Quantity(value, other) }
        let scale = try unit.factor.divided(by: other.factor)
        return Quantity(try value.multiplied(by: scale), other)
    }

    /// Sum, in this unit.
    ///
    /// - Throws: `QuantityError`.
    public func adding(_ other: Quantity) throws(QuantityError) -> Quantity {
        Quantity(try value.adding(other.converted(to: unit).value), unit)
    }

    /// Difference, in this unit.
    ///
    /// - Throws: `QuantityError`.
    public func subtracting(_ other: Quantity) throws(QuantityError) -> Quantity {
        Quantity(try value.subtracting(other.converted(to: unit).value), unit)
    }

    /// Product, in the plainest unit: 元/㎡ times ㎡ is 元.
    ///
    /// - Throws: `QuantityError`.
    public func multiplied(by other: Quantity) throws(QuantityError) -> Quantity {
        let unit = try self.unit.times(other.unit, power: 1)
        let product = Quantity(try value.multiplied(by: other.value), unit)
        return try product.converted(to: unit.plain)
    }

    /// Quotient, in the plainest unit.
    ///
    /// - Throws: `QuantityError`.
    public func divided(by other: Quantity) throws(QuantityError) -> Quantity {
        let unit = try self.unit.times(other.unit, power: -1)
        let quotient = Quantity(try value.divided(by: other.value), unit)
        return try quotient.converted(to: unit.plain)
    }

    /// Whether this is less; exact across units of the same kind.
    ///
    /// - Throws: `QuantityError`.
    public func isLess(than other: Quantity) throws(QuantityError) -> Bool {
        try value < other.converted(to: unit).value
    }

    /// Whether both are the same amount; false for unlike units.
    public func isEqual(to other: Quantity) -> Bool {
        guard let other = try? other.converted(to: unit) else { return false }
        return other.value == value
    }

    /// The sum of all, in the first one's unit; nil of nothing.
    ///
    /// - Throws: `QuantityError`.
    public static func sum(of quantities: [Quantity]) throws(QuantityError) -> Quantity? {
        guard var total = quantities.first else { return nil }
        for quantity in quantities.dropFirst() { total = try total.adding(quantity) }
        return total
    }
}

extension Quantity: Hashable {
    /// Equal when they are the same amount: 1 万元 equals 10000 元.
    public static func == (left: Quantity, right: Quantity) -> Bool { left.isEqual(to: right) }

    /// Feeds the amount in base units, which is the same in whatever unit it is written.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(unit.dimension)
        // Whether it fits is a matter of the amount alone, so that equal ones agree in that too.
        hasher.combine(try? value.multiplied(by: unit.factor))
    }
}

extension Quantity: CustomStringConvertible {
    /// Reads `7350 万元`, `80%`, `1/3`, `3`; the unit may follow with or without a space.
    public init?(_ text: String) {
        let text = text.halfWidth
        let end = text.unicodeScalars.firstIndex { !"-0123456789./".unicodeScalars.contains($0) }
        var digits = text[..<(end ?? text.endIndex)]
        var rest = text[(end ?? text.endIndex)...]
        if digits.hasSuffix("/") {
            digits = digits.dropLast()
            rest = "1/" + rest
        }
        rest = rest.drop { $0 == " " }
        guard let value = Rational(digits) else { return nil }
        guard !rest.isEmpty else {
            self.init(value, .none)
            return
        }
        guard let unit = Unit(String(rest)) else { return nil }
        self.init(value, unit)
    }

    /// The number and the unit, as they are read back.
    public var description: String { Quantity.text(value.description, unit) }

    /// Digits with the unit behind them.
    static func text(_ digits: String, _ unit: Unit) -> String {
        switch unit.symbol {
        case "": digits
        case "%": digits + "%"
        case let symbol: "\(digits) \(symbol)"
        }
    }
}
