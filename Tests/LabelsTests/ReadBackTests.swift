import DeviceProtocols
import DotMatrix
import Foundation
import LabelRaster
import SeededRandom
import Testing

@testable import Labels

/// Labels as independent programs see them, when CUNZHAN_PYTHON names a Python that has them.
@Suite("Labels read back", .enabled(if: ReadBack.python != nil), .serialized)
struct ReadBackTests {
    private static let languages = ["tspl", "zpl", "cpcl", "escpos"]

    /// A label with a symbol of each kind, ASCII of every sort in them.
    private static let everySymbol = """
        title: t
        size: {width: 70, height: 110}
        elements:
          - {code128: "Az09-+*/.,()$%", at: [0, 1], width: 70, height: 12}
          - {gs1_128: "[01]06901234567892[10]LOT7[21]12", at: [0, 16], width: 70, height: 12, module: 0.125}
          - {ean13: "6901234567892", at: [0, 31], width: 70, height: 12}
          - {qr: "https://example.com/01/06901234567892/10/L1", level: H, at: [0, 46], width: 30, height: 30}
          - {datamatrix: "CZP-3-2-0017-G", at: [35, 46], width: 15, height: 15}
          - {gs1_datamatrix: "[01]06901234567892[10]LOT7[21]12", at: [53, 46], width: 15, height: 15}
          - {code128: "TURNED-1", at: [2, 80], width: 14, height: 29, turn: 90, module: 0.125}
          - {qr: "TURNED-2", at: [20, 80], width: 20, height: 20, turn: 180}
          - {code128: "TURNED-3", at: [45, 80], width: 14, height: 29, turn: 270, module: 0.125}
        """

    private func templates() throws -> [LabelTemplate] {
        try Fixtures.templateNames.map(Fixtures.template)
            + [LabelTemplate.parse(Self.everySymbol, file: "every-symbol.yaml")]
    }

    private func layouts(
        _ template: LabelTemplate, _ profile: DeviceProfile
    ) throws -> [LabelLayout] {
        var composer = LabelComposer(
            template: template, fields: template.sample, printer: try #require(profile.printer),
            artist: try Fixtures.artist.get())
        return try composer.compose()
    }

    /// Pictures of all labels in a language, and the symbols that have to be in them.
    private func pictures(
        _ language: String, _ reader: ReadBack
    ) throws -> (paths: [String], symbols: [[ReadBack.Symbol]]) {
        var paths: [String] = []
        var symbols: [[ReadBack.Symbol]] = []
        let profile = try Fixtures.printer(language)
        for template in try templates() {
            guard let layouts = try? layouts(template, profile) else { continue }
            let previews = try Fixtures.renderer(template, profile).preview(template.sample)
            try #require(previews.count == layouts.count)
            for (number, layout) in layouts.enumerated() {
                let expected: [ReadBack.Symbol] = layout.pieces.compactMap { piece in
                    if case .symbol(let symbol) = piece { symbol.report } else { nil }
                }
                if expected.isEmpty { continue }
                symbols.append(expected.sorted())
                paths.append(try reader.save(previews[number], as: "\(template.name)-\(number)"))
            }
        }
        return (paths, symbols)
    }

    @Test("zxing-cpp reads every symbol of every template in every language", arguments: languages)
    func zxing(language: String) throws {
        let reader = try ReadBack()
        defer { reader.remove() }
        let (paths, symbols) = try pictures(language, reader)
        try #require(paths.count >= 7)
        for (found, (path, expected)) in zip(
            try reader.symbols(["read"], paths), zip(paths, symbols))
        {
            #expect(found == expected, "\(language) \(path)")
        }
    }

    @Test("also after single-dot noise and a slight blur")
    func damaged() throws {
        let reader = try ReadBack()
        defer { reader.remove() }
        let (paths, symbols) = try pictures("tspl", reader)
        let found = try reader.symbols(["damaged", "20261121"], paths)
        for (found, (path, expected)) in zip(found, zip(paths, symbols)) {
            #expect(found == expected, "seed 20261121 \(path)")
        }
    }

    @Test("zbar reads what it knows: no Data Matrix, no AIM identifiers")
    func zbar() throws {
        let reader = try ReadBack()
        defer { reader.remove() }
        let (paths, symbols) = try pictures("tspl", reader)
        for (found, (path, expected)) in zip(
            try reader.symbols(["zbar"], paths), zip(paths, symbols))
        {
            let known = expected.filter { !($0.aim ?? "").hasPrefix("]d") }.map(\.bytes)
            // zbar tells the same symbol twice on a label but once.
            #expect(Set(found.map(\.bytes)) == Set(known), "\(path)")
        }
    }

    @Test("zplkit draws the ZPL of every template as the preview, dot by dot")
    func zpl() throws {
        let reader = try ReadBack()
        defer { reader.remove() }
        for graphics in ["runs", "z64"] {
            let profile = try Fixtures.printer("zpl", graphics: graphics)
            for template in try templates() {
                let renderer = try Fixtures.renderer(template, profile)
                let preview = try #require(try renderer.preview(template.sample).first)
                let label = try renderer.render(template.sample)
                #expect(label.labels == 1)
                let drawn = try reader.drawn(label.bytes, like: preview)
                #expect(drawn == preview, "\(template.name) \(graphics)")
            }
        }
    }

    @Test("zplkit draws text of stored fonts as the preview, dot by dot")
    func storedFonts() throws {
        let reader = try ReadBack()
        defer { reader.remove() }
        let profile = try Fixtures.printer("zpl", storesFonts: true)
        let artist = try Fixtures.artist.get()
        let plan = try #require(profile.printer.flatMap { StoredFontPlan(for: $0, artist: artist) })
        let stored = StoredFonts(names: plan.fonts.map(\.name))
        for name in ["waybill-76x130", "pickup-60x40", "certificate-60x80", "shelf-60x40"] {
            let template = try Fixtures.template(name)
            let renderer = try Fixtures.renderer(template, profile)
            let preview = try #require(try renderer.preview(template.sample).first)
            let label = try renderer.render(template.sample, storedFonts: stored)
            let text = String(decoding: label.bytes, as: UTF8.self)
            let used = plan.fonts.filter { text.contains($0.fileName) }
            try #require(!used.isEmpty)
            let drawn = try reader.drawn(used.flatMap(\.command) + label.bytes, like: preview)
            #expect(drawn == preview, "\(name)")
        }
    }

    @Test("tesseract reads common characters as a person would")
    func chinese() throws {
        let reader = try ReadBack()
        defer { reader.remove() }
        let lines = ["示例县甲镇乙村服务点", "收件人村民甲取件码", "农产品批次追溯净含量", "现金合计实点差额"]
        let text = """
            title: t
            size: {width: 70, height: 60}
            elements:
            \(lines.enumerated().map { index, line in
                "  - {text: \(line), at: [2, \(2 + index * 12)], width: 66, height: 6}"
            }.joined(separator: "\n"))
            """
        let template = try LabelTemplate.parse(text, file: "t.yaml")
        let preview = try #require(
            try Fixtures.renderer(template, Fixtures.printer("zpl")).preview([:]).first)
        let read = try reader.text([try reader.save(preview, as: "text")])
        let found = try #require(read.first).filter { !$0.isWhitespace }
        let wanted = lines.joined()
        let right = zip(found, wanted).count { $0 == $1 }
        #expect(found.count == wanted.count && right * 20 >= wanted.count * 19, "\(found)")
    }
}
