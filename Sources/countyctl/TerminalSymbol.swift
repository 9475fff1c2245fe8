import DotMatrix
import LabelRaster

/// A QR code in a terminal: two modules above each other to a character.
///
/// Drawn light on dark with a quiet zone, so that it reads on dark and light terminals alike when
/// the colours are forced: black modules on white.
enum TerminalSymbol {
    /// Modules of white around the symbol, as ISO/IEC 18004 demands.
    private static let quiet = 4

    /// The lines to print; nil when the text holds no symbol's content.
    static func lines(_ text: String) -> [String]? {
        guard let symbol = try? SymbolModules(text, as: .qr(.medium)) else { return nil }
        let modules = symbol.modules
        func isBlack(_ x: Int, _ y: Int) -> Bool {
            (0..<modules.width).contains(x) && (0..<modules.height).contains(y)
                && modules[x, y]
        }
        return stride(from: -quiet, to: modules.height + quiet, by: 2).map { y in
            let row = (-quiet..<modules.width + quiet).map { x in
                switch (isBlack(x, y), isBlack(x, y + 1)) {
                case (false, false): " "
                case (true, false): "▀"
                case (false, true): "▄"
                case (true, true): "█"
                }
            }
            return "\u{1B}[30;47m" + row.joined() + "\u{1B}[0m"
        }
    }
}
