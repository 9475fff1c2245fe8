/// A decimal number as a scale sent it: kept as text, computed with exactly.
struct SentNumber: Sendable, Equatable {
    /// Most digits a weight may have; far beyond any scale, and safe to compute with.
    static let mostDigits = 15

    /// The number less padding and leading zeros, minus sign kept: `-0.450`.
    let text: String
    /// All digits as one whole number, sign included.
    let digits: Int64
    /// How many of the digits stand after the point.
    let decimals: Int

    /// Reads `[spaces][+|-][spaces]digits[.digits]`; a point at the very end is allowed.
    init?(_ field: some Collection<UInt8>) {
        self.init(field, decimals: nil, isNegative: nil)
    }

    /// Reads a number whose decimal places or sign may be told elsewhere.
    /// - Parameters:
    ///   - field: `[spaces][+|-][spaces]digits[.digits]`.
    ///   - told: How many of the digits stand after the point, when the text has none; nil when
    ///     the text alone tells.
    ///   - toldNegative: The sign told elsewhere; nil when the text alone tells.
    init?(_ field: some Collection<UInt8>, decimals told: Int?, isNegative toldNegative: Bool?) {
        var rest = field.drop { $0 == UInt8(ascii: " ") }
        var isNegative = toldNegative ?? false
        if toldNegative == nil, let sign = rest.first,
            sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+")
        {
            isNegative = sign == UInt8(ascii: "-")
            rest = rest.dropFirst().drop { $0 == UInt8(ascii: " ") }
        }
        var value: Int64 = 0
        var count = 0
        var decimals: Int?
        for byte in rest {
            if byte == UInt8(ascii: "."), decimals == nil, count > 0 {
                decimals = 0
                continue
            }
            guard (0x30...0x39).contains(byte), count < Self.mostDigits else { return nil }
            value = value * 10 + Int64(byte - 0x30)
            count += 1
            decimals = decimals.map { $0 + 1 }
        }
        guard count > 0, told == nil || decimals == nil else { return nil }
        let places = decimals ?? told ?? 0
        guard (0...Self.mostDigits).contains(places) else { return nil }
        self.decimals = places
        digits = isNegative ? -value : value
        text = Self.text(of: value, decimals: places, isNegative: isNegative)
    }

    /// A number sent in parts, such as digits in one place and the number of decimals in another.
    init(magnitude: Int64, decimals: Int, isNegative: Bool) {
        digits = isNegative ? -magnitude : magnitude
        self.decimals = decimals
        text = Self.text(of: magnitude, decimals: decimals, isNegative: isNegative)
    }

    /// The number that digits behind leading spaces make; nil where anything else stands there.
    static func magnitude(_ field: UnsafeBufferPointer<UInt8>) -> Int64? {
        var value: Int64 = 0
        var count = 0
        for byte in field {
            if byte == UInt8(ascii: " "), count == 0 { continue }
            guard (0x30...0x39).contains(byte), count < mostDigits else { return nil }
            value = value * 10 + Int64(byte - 0x30)
            count += 1
        }
        return count > 0 ? value : nil
    }

    /// Milligrams, rounded to the nearest (half away from zero).
    func milligrams(in unit: MassUnit) -> Int64? {
        // The usual case in 64 bits: no weight of ours comes near their end.
        guard let places = unit.milligramPlaces, decimals <= places else {
            return roundedMilligrams(in: unit)
        }
        var factor: Int64 = 1
        for _ in decimals..<places { factor *= 10 }
        let (product, overflow) = digits.multipliedReportingOverflow(by: factor)
        return overflow ? nil : product
    }

    private func roundedMilligrams(in unit: MassUnit) -> Int64? {
        let (numerator, perUnit) = unit.milligrams
        var denominator = perUnit
        for _ in 0..<decimals { denominator *= 10 }
        let product = Int128(digits) * numerator
        let half = product < 0 ? -denominator : denominator
        return Int64(exactly: (2 * product + half) / (2 * denominator))
    }

    private static func text(of value: Int64, decimals: Int, isNegative: Bool) -> String {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: mostDigits + 3) { buffer in
            var value = value
            var start = buffer.count
            var written = 0
            func put(_ byte: UInt8) {
                start -= 1
                buffer.initializeElement(at: start, to: byte)
            }
            while value > 0 || written <= decimals {
                if written == decimals, decimals > 0 { put(UInt8(ascii: ".")) }
                put(0x30 + UInt8(truncatingIfNeeded: value % 10))
                value /= 10
                written += 1
            }
            if isNegative { put(UInt8(ascii: "-")) }
            return String(decoding: buffer[start...], as: UTF8.self)
        }
    }
}
