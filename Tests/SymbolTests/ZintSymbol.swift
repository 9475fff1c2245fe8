import CZint
import Testing

/// The modules of a symbol as the library Zint draws it, a row of zeros and ones for each.
struct ZintSymbol {
    /// The symbologies that parcels, goods and their labels bear, by Zint's own numbers.
    enum Kind: Int32, CaseIterable {
        /// EAN-8 or EAN-13, with check digit and perhaps an add-on behind a plus sign.
        case ean = 14
        case upcA = 35
        case upcE = 38
        case code128 = 20
        case gs1Code128 = 16
        /// Thirteen digits; the check digit is added.
        case itf14 = 89
        case qr = 58
        case gs1QR = -58
        case dataMatrix = 71
        case gs1DataMatrix = -71

        /// The content is element strings in square brackets.
        var isGS1: Bool { rawValue < 0 || self == .gs1Code128 }
    }

    let rows: [String]

    init(_ content: String, as kind: Kind) throws {
        let symbol = try #require(ZBarcode_Create())
        defer { ZBarcode_Delete(symbol) }
        // DATA_MODE or GS1_MODE.
        czint_set(symbol, abs(kind.rawValue), kind.isGS1 ? 2 : 0, -1)
        let bytes = Array(content.utf8)
        let code = ZBarcode_Encode(symbol, bytes, Int32(bytes.count))
        try #require(code == 0, "\(kind) \(content): \(String(cString: czint_error(symbol)))")
        rows = (0..<czint_rows(symbol)).map { y in
            String(
                (0..<czint_width(symbol)).map { x in
                    czint_module(symbol, x, y) != 0 ? "1" : "0"
                })
        }
    }
}
