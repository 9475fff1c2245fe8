internal import CZint
public import DotMatrix

/// The barcode symbologies that can be drawn.
public enum Symbology: Sendable, Equatable {
    /// Code 128 with automatic choice of code sets.
    case code128
    /// GS1-128; the content has its application identifiers in square brackets, as in `[01]0950…`.
    case gs1Code128
    /// EAN-13 of 12 or 13 digits.
    case ean13
    /// Data Matrix.
    case dataMatrix
    /// GS1 Data Matrix, its content as that of GS1-128.
    case gs1DataMatrix
    /// QR code at an error correction level.
    case qr(QRLevel)
    /// Code 39, whose start and stop characters are added.
    case code39
    /// Code 93.
    case code93
    /// Codabar of content that has its start and stop letters.
    case codabar
    /// Interleaved 2 of 5; an odd number of digits gets a zero in front.
    case interleaved25
    /// UPC-A of 11 or 12 digits.
    case upcA
    /// EAN-8 of 7 or 8 digits.
    case ean8

    /// Whether its bars are narrow or wide and nothing else, so that a printer may be told how wide.
    public var hasTwoWidths: Bool {
        switch self {
        case .code39, .codabar, .interleaved25: true
        default: false
        }
    }
}

/// How much of a QR code may be unreadable.
public enum QRLevel: String, Sendable, CaseIterable {
    /// About 7 per cent.
    case low = "L"
    /// About 15 per cent.
    case medium = "M"
    /// About 25 per cent.
    case quartile = "Q"
    /// About 30 per cent.
    case high = "H"
}

/// Content that cannot be made into a symbol.
public enum SymbolError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Symbols carry ASCII only: scanners disagree about anything else.
    case notASCII
    /// Nothing to encode.
    case empty
    /// What the symbol encoder said.
    case refused(String)

    /// The reason in one line.
    public var description: String {
        switch self {
        case .notASCII: "symbols carry ASCII only"
        case .empty: "there is nothing to encode"
        case .refused(let reason): "refused by the symbol encoder: \(reason)"
        }
    }
}

/// A symbol as modules, before it is given a size in dots; without quiet zones.
public struct SymbolModules: Sendable, Equatable {
    /// The longest content accepted, in bytes; more than any QR code holds is refused by the encoder.
    public static let maximumContent = 4_096

    /// One dot a module; a linear symbol has one row.
    public let modules: Bitmap

    /// Encodes ASCII content; quotes, spaces and control characters are content like any other.
    public init(_ content: String, as symbology: Symbology) throws(SymbolError) {
        let bytes = Array(content.utf8)
        guard !bytes.isEmpty else { throw .empty }
        guard bytes.allSatisfy({ $0 < 0x80 }) else { throw .notASCII }
        guard bytes.count <= Self.maximumContent else { throw .refused("too long") }
        guard let symbol = ZBarcode_Create() else { throw .refused("out of memory") }
        defer { ZBarcode_Delete(symbol) }
        // BARCODE_CODE128, BARCODE_GS1_128, BARCODE_EANX, BARCODE_DATAMATRIX, BARCODE_QRCODE,
        // BARCODE_CODE39, BARCODE_CODE93, BARCODE_CODABAR, BARCODE_C25INTER, BARCODE_UPCA and again
        // BARCODE_EANX, which goes by the number of digits; DATA_MODE, GS1_MODE; -1 = default.
        switch symbology {
        case .code128: czint_set(symbol, 20, 0, -1)
        case .gs1Code128: czint_set(symbol, 16, 2, -1)
        case .ean13: czint_set(symbol, 13, 0, -1)
        case .dataMatrix: czint_set(symbol, 71, 0, -1)
        case .gs1DataMatrix: czint_set(symbol, 71, 2, -1)
        case .qr(let level): czint_set(symbol, 58, 0, level.zintOption)
        case .code39: czint_set(symbol, 8, 0, -1)
        case .code93: czint_set(symbol, 25, 0, -1)
        case .codabar: czint_set(symbol, 18, 0, -1)
        case .interleaved25: czint_set(symbol, 3, 0, -1)
        case .upcA: czint_set(symbol, 34, 0, -1)
        case .ean8: czint_set(symbol, 13, 0, -1)
        }
        let code = ZBarcode_Encode(symbol, bytes, Int32(bytes.count))
        // Codes below 5 are warnings, such as of a wrong GS1 check digit: no such symbol is wanted.
        guard code == 0 else { throw .refused(String(cString: czint_error(symbol))) }
        guard var modules = Bitmap(width: Int(czint_width(symbol)), height: Int(czint_rows(symbol)))
        else { throw .refused("no symbol was made") }
        for y in 0..<modules.height {
            for x in 0..<modules.width where czint_module(symbol, Int32(x), Int32(y)) != 0 {
                modules[x, y] = true
            }
        }
        self.modules = modules
    }

    /// The symbol in dots: a linear one is given its height in dots, a matrix one a multiple of modules.
    ///
    /// Nil when it would be too large.
    public func bitmap(module dots: Int, height: Int? = nil) -> Bitmap? {
        modules.magnified(x: dots, y: height ?? dots)
    }

    /// A linear symbol of narrow and wide bars, each as wide as a printer was told.
    ///
    /// - Returns: The symbol, nil when it would be too large or a number is below one.
    public func bitmap(narrow: Int, wide: Int, height: Int) -> Bitmap? {
        guard narrow >= 1, wide >= 1, max(narrow, wide) <= Bitmap.maximumSide else { return nil }
        var bars: [(isBlack: Bool, width: Int)] = []
        var x = 0
        while x < modules.width {
            let start = x
            while x < modules.width, modules[x, 0] == modules[start, 0] { x += 1 }
            bars.append((modules[start, 0], x - start > 1 ? wide : narrow))
        }
        guard var dots = Bitmap(width: bars.reduce(0) { $0 + $1.width }, height: height) else {
            return nil
        }
        var left = 0
        for bar in bars {
            if bar.isBlack { dots.fill(x: left, y: 0, width: bar.width, height: height) }
            left += bar.width
        }
        return dots
    }
}

extension QRLevel {
    fileprivate var zintOption: Int32 {
        switch self {
        case .low: 1
        case .medium: 2
        case .quartile: 3
        case .high: 4
        }
    }
}
