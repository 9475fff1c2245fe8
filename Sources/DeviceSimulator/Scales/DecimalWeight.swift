/// A number with at most three decimals, in thousandths.
struct DecimalWeight: Equatable {
    private static let mostDigits = 9

    let thousandths: Int

    init(thousandths: Int) { self.thousandths = thousandths }

    init?(_ text: String) {
        let isNegative = text.hasPrefix("-")
        let unsigned = isNegative ? text.dropFirst() : text[...]
        let parts = unsigned.split(separator: ".", omittingEmptySubsequences: false)
        let isDigits = { (part: Substring) in
            !part.isEmpty && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
        }
        guard (1...2).contains(parts.count), parts.allSatisfy(isDigits),
            parts[0].count <= Self.mostDigits, let whole = Int(parts[0])
        else { return nil }
        let fraction = parts.count == 2 ? String(parts[1]) : "0"
        guard fraction.count <= 3,
            let part = Int(fraction + String(repeating: "0", count: 3 - fraction.count))
        else { return nil }
        thousandths = (isNegative ? -1 : 1) * (whole * 1_000 + part)
    }

    static func - (left: DecimalWeight, right: DecimalWeight) -> DecimalWeight {
        DecimalWeight(thousandths: left.thousandths - right.thousandths)
    }

    /// The number without any padding.
    func text(decimals: Int) -> String {
        var width = decimals + 1
        while true {
            if let text = text(width: width, decimals: decimals) { return text }
            width += 1
        }
    }

    /// The number with leading zeros up to a whole width, sign included, or nil if it is too long.
    func text(width: Int, decimals: Int) -> String? {
        var unit = 1
        for _ in decimals..<3 { unit *= 10 }
        let magnitude = abs(thousandths) / unit
        var digits = String(magnitude)
        while digits.count < decimals + 1 { digits = "0" + digits }
        let point = digits.index(digits.endIndex, offsetBy: -decimals)
        let number = digits[..<point] + (decimals > 0 ? "." : "") + digits[point...]
        let sign = thousandths < 0 ? "-" : ""
        let padding = width - number.count - sign.count
        guard padding >= 0 else { return nil }
        return sign + String(repeating: "0", count: padding) + number
    }
}
