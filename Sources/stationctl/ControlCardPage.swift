import DotMatrix
import Identifiers
import LabelRaster
import Station

/// The control card as a page to print: Chinese first, and each symbol drawn in millimetres.
struct ControlCardPage {
    /// Width of a module: coarse enough for any scanner and printer.
    private static let moduleMillimetres = 0.5
    /// Quiet zone at each side, in modules (ISO/IEC 15417 asks for 10).
    private static let quietModules = 10
    /// Height of the bars; long enough to be hit in passing.
    private static let barMillimetres = 18

    /// The page, whole in itself.
    let html: String

    /// Draws all symbols.
    ///
    /// - Throws: `SymbolError` when one cannot be encoded.
    init() throws {
        let card = ControlCard()
        let rows = try card.entries.map { entry in
            """
            <tr><td><b>\(entry.name.zh)</b><i lang="en">\(entry.name.en)</i>
            <p>\(entry.effect.zh)</p><p lang="en">\(entry.effect.en)</p></td>
            <td>\(try Self.symbol(entry.code.barcode))<code>\(entry.code.barcode)</code></td></tr>

            """
        }
        html = """
            <!DOCTYPE html>
            <html lang="zh-CN">
            <meta charset="utf-8">
            <title>\(card.title.zh) \(card.title.en)</title>
            <style>\(Self.style)</style>
            <h1>\(card.title.zh) <i lang="en">\(card.title.en)</i></h1>
            <p>\(card.note.zh)</p>
            <p lang="en">\(card.note.en)</p>
            <table>
            \(rows.joined())</table>
            </html>

            """
    }

    private static let style = """
        @page { size: A4; margin: 14mm 15mm }
        body { width: 180mm; margin: 0 auto; background: #fff; color: #000;
          font-family: "Noto Sans CJK SC", "WenQuanYi Zen Hei", sans-serif; font-size: 4mm }
        h1 { font-size: 9mm; margin: 4mm 0 }
        p { margin: 1mm 0 }
        table { width: 100%; border-collapse: collapse; margin-top: 4mm }
        tr { break-inside: avoid }
        td { border: solid #999; border-width: 0.3mm 0; padding: 4mm 0; vertical-align: middle }
        td + td { text-align: center }
        b { display: block; font-size: 8mm }
        i { font-style: normal; font-size: 5mm }
        [lang=en] { color: #333 }
        svg { display: block; margin: 0 auto }
        code { font: 5mm monospace }
        """

    /// A Code 128 symbol with its quiet zones, as one path of bars.
    private static func symbol(_ content: String) throws -> String {
        let modules = try SymbolModules(content, as: .code128).modules
        let width = modules.width + 2 * quietModules
        var bars = ""
        var x = 0
        while x < modules.width {
            let start = x
            while x < modules.width, modules[x, 0] { x += 1 }
            if x > start {
                bars += "M\(start + quietModules) 0h\(x - start)v1H\(start + quietModules)z"
            }
            x += 1
        }
        return """
            <svg width="\(Double(width) * moduleMillimetres)mm" height="\(barMillimetres)mm" \
            viewBox="0 0 \(width) 1" preserveAspectRatio="none" shape-rendering="crispEdges" \
            role="img"><path d="\(bars)"/></svg>
            """
    }
}
