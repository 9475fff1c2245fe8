/// A number of a file as plain decimal digits: what a spreadsheet program shows of it.
///
/// Programs keep binary numbers and write 17 digits of them (`12.350000000000001`), of which they
/// show 15; these are what was typed.
struct DecimalText: CustomStringConvertible {
    private static let significant = 15
    private static let exponentMax = 400

    let description: String
    /// A whole number of more digits than are kept.
    let isTooLong: Bool

    init?(_ text: String) {
        guard text.utf8.count <= 400, let parts = Self.parts(text) else { return nil }
        var digits = Array(parts.digits.drop { $0 == 0 })
        // Where the point stands, counted in digits from the first one.
        var point = digits.count - parts.fraction + parts.exponent
        guard abs(point) <= Self.exponentMax else { return nil }
        isTooLong = point > Self.significant
        if digits.count > Self.significant {
            let isUp = digits[Self.significant] >= 5
            digits = Array(digits[..<Self.significant])
            if isUp, Self.increase(&digits) { point += 1 }
        }
        while digits.last == 0 { digits.removeLast() }
        guard !digits.isEmpty else {
            description = "0"
            return
        }
        description = (parts.isNegative ? "-" : "") + Self.plain(digits, point)
    }

    private static func parts(
        _ text: String
    ) -> (isNegative: Bool, digits: [UInt8], fraction: Int, exponent: Int)? {
        var rest = Array(text.utf8)[...]
        let isNegative = rest.first == 0x2D
        if isNegative || rest.first == 0x2B { rest.removeFirst() }
        var (digits, fraction, isFraction): ([UInt8], Int, Bool) = ([], 0, false)
        while let byte = rest.first, byte != 0x65, byte != 0x45 {
            rest.removeFirst()
            switch byte {
            case 0x30...0x39:
                digits.append(byte - 0x30)
                if isFraction { fraction += 1 }
            case 0x2E where !isFraction: isFraction = true
            default: return nil
            }
        }
        guard !digits.isEmpty else { return nil }
        guard rest.popFirst() != nil else { return (isNegative, digits, fraction, 0) }
        guard let exponent = Int(String(decoding: rest, as: UTF8.self)),
            abs(exponent) <= exponentMax
        else { return nil }
        return (isNegative, digits, fraction, exponent)
    }

    /// Adds one to the last digit; true when there is one digit more before the point.
    private static func increase(_ digits: inout [UInt8]) -> Bool {
        for index in digits.indices.reversed() {
            if digits[index] < 9 {
                digits[index] += 1
                return false
            }
            digits[index] = 0
        }
        digits = [1] + digits.dropLast()
        return true
    }

    private static func plain(_ digits: [UInt8], _ point: Int) -> String {
        let text = digits.map { String($0) }.joined()
        if point <= 0 { return "0." + String(repeating: "0", count: -point) + text }
        guard point < digits.count else {
            return text + String(repeating: "0", count: point - digits.count)
        }
        return text.prefix(point) + "." + text.dropFirst(point)
    }
}
