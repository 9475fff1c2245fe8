/// How many modules a symbol takes, at most, whichever way a printer encodes it.
enum SymbolSize {
    /// Quiet zone at each side of Code 128, in modules (ISO/IEC 15417).
    static let code128Quiet = 10
    /// Quiet zone around a QR code, in modules (ISO/IEC 18004).
    static let qrQuiet = 4
    /// Longest content of a linear symbol.
    static let longestCode128 = 80

    /// Modules of Code 128 in code set B: start, characters, check character, stop.
    ///
    /// Printers that change to code set C for digits need no more than this.
    static func code128(_ content: String) -> Int? {
        let count = content.utf8.count
        guard (1...longestCode128).contains(count) else { return nil }
        return 11 * (count + 2) + 13
    }

    /// Modules along a side of a QR code in byte mode; nil for more than version 10 holds.
    static func qr(_ content: String, level: LabelTemplate.QRLevel) -> Int? {
        let count = content.utf8.count
        guard count > 0, let version = byteCapacity(level).firstIndex(where: { count <= $0 }) else {
            return nil
        }
        return 21 + 4 * version
    }

    /// Bytes that versions 1 to 10 hold (ISO/IEC 18004, table of capacities).
    private static func byteCapacity(_ level: LabelTemplate.QRLevel) -> [Int] {
        switch level {
        case .low: [17, 32, 53, 78, 106, 134, 154, 192, 230, 271]
        case .medium: [14, 26, 42, 62, 84, 106, 122, 152, 180, 213]
        case .quartile: [11, 20, 32, 46, 60, 74, 86, 108, 130, 151]
        case .high: [7, 14, 24, 34, 44, 58, 64, 84, 98, 119]
        }
    }

    /// Printable ASCII without the two characters that mean something inside a printer's string.
    static func isSafe(_ content: String) -> Bool {
        content.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }
    }
}
