internal import DeviceProtocols

/// How many modules a symbol takes, at most, whichever way a printer encodes it.
enum SymbolSize {
    /// Longest content of a linear symbol.
    static let longestCode128 = 80
    /// Modules of EAN-13 without quiet zones (ISO/IEC 15420).
    static let ean13 = 95

    /// The size of a symbol that a printer makes; nil when it must be drawn to be measured, and for
    /// content the symbology cannot hold.
    static func modules(
        of content: String, as symbology: LabelSymbology
    ) -> (width: Int, height: Int)? {
        switch symbology {
        case .code128: code128(content).map { ($0, 1) }
        case .ean13: isEAN13(content) ? (ean13, 1) : nil
        case .qr(let level): qr(content, level: level).map { ($0, $0) }
        case .gs1Code128, .dataMatrix, .gs1DataMatrix: nil
        }
    }

    /// Modules of Code 128 in code set B: start, characters, check character, stop.
    ///
    /// Printers that change to code set C for digits need no more than this.
    static func code128(_ content: String) -> Int? {
        let count = content.utf8.count
        guard (1...longestCode128).contains(count) else { return nil }
        return 11 * (count + 2) + 13
    }

    /// Twelve digits, or thirteen of which the last is the right check digit: what every printer
    /// makes the same symbol of.
    private static func isEAN13(_ content: String) -> Bool {
        let digits = content.utf8.map { Int($0) - 0x30 }
        guard digits.count == 13 || digits.count == 12, digits.allSatisfy((0...9).contains) else {
            return false
        }
        let sum = digits.prefix(12).enumerated().reduce(0) {
            $0 + $1.element * ($1.offset % 2 == 0 ? 1 : 3)
        }
        return digits.count == 12 || digits[12] == (10 - sum % 10) % 10
    }

    /// Modules along a side of a QR code in byte mode; nil for more than version 10 holds.
    static func qr(_ content: String, level: LabelSymbology.QRLevel) -> Int? {
        let count = content.utf8.count
        guard count > 0, let version = byteCapacity(level).firstIndex(where: { count <= $0 }) else {
            return nil
        }
        return 21 + 4 * version
    }

    /// Bytes that versions 1 to 10 hold (ISO/IEC 18004, table of capacities).
    private static func byteCapacity(_ level: LabelSymbology.QRLevel) -> [Int] {
        switch level {
        case .low: [17, 32, 53, 78, 106, 134, 154, 192, 230, 271]
        case .medium: [14, 26, 42, 62, 84, 106, 122, 152, 180, 213]
        case .quartile: [11, 20, 32, 46, 60, 74, 86, 108, 130, 151]
        case .high: [7, 14, 24, 34, 44, 58, 64, 84, 98, 119]
        }
    }

    /// Content that no command language can misread.
    ///
    /// Without quotes and backslash (TSPL), caret, tilde and `>` (ZPL, whose Code 128 reads `>` as a
    /// change of code set), `!` (a TSPL Code 128 prefix in some printers) and line ends (CPCL).
    static func isSafe(_ content: String) -> Bool {
        content.utf8.allSatisfy { PrinterOptions.isHarmless($0) && $0 != 0x3E && $0 != 0x21 }
    }
}

extension PrinterOptions {
    /// Whether the printer draws a symbology by a command, as its language or its profile says.
    func draws(_ symbology: LabelSymbology) -> Bool {
        switch (language, symbology) {
        case (.escpos, .code128): symbols.contains(.code128)
        case (.escpos, .qr): symbols.contains(.qr)
        default: language.draws(symbology)
        }
    }
}

extension PrinterOptions.Language {
    /// Whether the language has a command for a symbology that all its printers draw alike.
    ///
    /// GS1-128 and Data Matrix are drawn by us: each maker writes FNC1 and sizes in its own way. So are
    /// QR and EAN-13 for ZPL, whose printers lay the one some dots beside where they are told and
    /// draw the other's guard bars longer than the rest.
    fileprivate func draws(_ symbology: LabelSymbology) -> Bool {
        switch (self, symbology) {
        case (.escpos, _), (_, .gs1Code128), (_, .dataMatrix), (_, .gs1DataMatrix): false
        case (.zpl, .qr), (.zpl, .ean13): false
        case (_, .code128), (_, .ean13), (_, .qr): true
        }
    }

    /// The most dots a module of a symbol may have in the language's command; what is told to be larger
    /// is refused by printers, or comes out at another size.
    func largestModule(_ symbology: LabelSymbology) -> Int {
        switch (self, symbology.isLinear) {
        case (.tspl, _), (.zpl, _): 10
        case (.cpcl, true): 10
        case (.cpcl, false): 32
        case (.escpos, true): 6
        case (.escpos, false): 16
        }
    }

    /// Whether the language can turn text and symbols so; CPCL has each turn as a command of its own,
    /// about another corner in each manual: what is turned there is drawn by us.
    func turns(_ quarterTurns: Int) -> Bool {
        switch self {
        case .tspl, .zpl: true
        case .cpcl, .escpos: quarterTurns == 0
        }
    }
}
