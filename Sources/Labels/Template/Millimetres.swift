/// A length on a label, kept in whole micrometres.
public struct Millimetres: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The longest length a template may name: 10 m of roll.
    static let maximumWhole = 10_000
    private static let decimals = 3

    /// The length in micrometres.
    public let micrometres: Int

    /// A length in micrometres.
    public init(micrometres: Int) { self.micrometres = micrometres }

    /// A length from decimal text such as `2.5`; nil with more than three decimals or when huge.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? String(parts[1]) : "0"
        guard let whole = Int(parts[0]), (0...Self.maximumWhole).contains(whole),
            (1...Self.decimals).contains(fraction.count),
            fraction.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let micro = Int(fraction + String(repeating: "0", count: 3 - fraction.count))
        else { return nil }
        micrometres = whole * 1_000 + micro
    }

    /// The nearest number of dots.
    func dots(per millimetre: Int) -> Int { (micrometres * millimetre + 500) / 1_000 }

    /// The least number of dots that is not shorter; at least one.
    func dotsRoundedUp(per millimetre: Int) -> Int {
        max(1, (micrometres * millimetre + 999) / 1_000)
    }

    /// The length as decimal text without needless zeros.
    public var description: String {
        var fraction = String(1_000 + micrometres % 1_000).dropFirst()
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return fraction.isEmpty ? "\(micrometres / 1_000)" : "\(micrometres / 1_000).\(fraction)"
    }

    /// Shorter lengths come first.
    public static func < (left: Self, right: Self) -> Bool { left.micrometres < right.micrometres }
}
