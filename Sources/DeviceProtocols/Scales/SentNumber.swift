/// A decimal number as a scale sent it: computed with exactly, told as text.
///
/// Nothing in it needs memory of its own, so a reading is made in a few instructions; most readings
/// are never told to anybody.
struct SentNumber: Sendable, Equatable {
    /// Most digits a weight may have; far beyond any scale, and safe to compute with.
    static let mostDigits = 15

    /// All digits as one whole number, sign apart: a scale may send `-0.000`.
    private let magnitude: Int64
    private let places: Int8
    private let isNegative: Bool

    /// A number sent in parts, such as digits in one place and the number of decimals in another.
    init(magnitude: Int64, decimals: Int, isNegative: Bool) {
        self.magnitude = magnitude
        places = Int8(truncatingIfNeeded: decimals)
        self.isNegative = isNegative
    }

    /// All digits as one whole number, sign included.
    var digits: Int64 { isNegative ? -magnitude : magnitude }

    /// How many of the digits stand after the point.
    var decimals: Int { Int(places) }

    /// The number less padding and leading zeros, minus sign kept: `-0.450`.
    var text: String {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.mostDigits + 3) { buffer in
            var value = magnitude
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
}

// MARK: - Reading

extension SentNumber {
    private static let blank = UInt8(ascii: " ")

    /// Reads `[spaces][+|-][spaces]digits[.digits]`; a point at the very end is allowed.
    init?(_ field: Slice<UnsafeBufferPointer<UInt8>>) {
        self.init(field, decimals: nil, isNegative: nil)
    }

    /// Reads a number whose decimal places or sign may be told elsewhere.
    /// - Parameters:
    ///   - field: `[spaces][+|-][spaces]digits[.digits]`.
    ///   - told: How many of the digits stand after the point, when the text has none; nil when
    ///     the text alone tells.
    ///   - toldNegative: The sign told elsewhere; nil when the text alone tells.
    init?(
        _ field: Slice<UnsafeBufferPointer<UInt8>>, decimals told: Int?,
        isNegative toldNegative: Bool?
    ) {
        let bytes = UnsafeBufferPointer(rebasing: field)
        var place = Self.firstVisible(in: bytes, from: 0)
        var isNegative = toldNegative ?? false
        if toldNegative == nil, place < bytes.count,
            bytes[place] == UInt8(ascii: "-") || bytes[place] == UInt8(ascii: "+")
        {
            isNegative = bytes[place] == UInt8(ascii: "-")
            place = Self.firstVisible(in: bytes, from: place + 1)
        }
        let start = place
        var value: Int64 = 0
        var point = -1
        while place < bytes.count {
            let digit = bytes[place] &- 0x30
            if digit <= 9 {
                value = value &* 10 &+ Int64(digit)
            } else {
                guard bytes[place] == UInt8(ascii: "."), point < 0, place > start else {
                    return nil
                }
                point = place
            }
            place += 1
            // Long before the number could overflow.
            guard place - start <= Self.mostDigits + 1 else { return nil }
        }
        let count = place - start - (point < 0 ? 0 : 1)
        guard (1...Self.mostDigits).contains(count), told == nil || point < 0 else { return nil }
        let places = point < 0 ? told ?? 0 : place - point - 1
        guard (0...Self.mostDigits).contains(places) else { return nil }
        self.init(magnitude: value, decimals: places, isNegative: isNegative)
    }

    private static func firstVisible(
        in bytes: UnsafeBufferPointer<UInt8>, from start: Int
    ) -> Int {
        var place = start
        while place < bytes.count, bytes[place] == blank { place += 1 }
        return place
    }

    /// The number that digits behind leading spaces make; nil where anything else stands there.
    static func magnitude(_ field: UnsafeBufferPointer<UInt8>) -> Int64? {
        let start = firstVisible(in: field, from: 0)
        guard (1...mostDigits).contains(field.count - start) else { return nil }
        var value: Int64 = 0
        for place in start..<field.count {
            let digit = field[place] &- 0x30
            guard digit <= 9 else { return nil }
            value = value &* 10 &+ Int64(digit)
        }
        return value
    }
}
