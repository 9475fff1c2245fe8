import DeviceProtocols
import DotMatrix
import Testing

@testable import Labels

@Suite struct LanguageTests {
    private static let small = """
        title: t
        size: {width: 20, height: 10, gap: 3}
        elements:
          - {line: true, at: [1, 1], width: 10, height: 0.25}
          - {line: true, at: [1, 2], width: 0.25, height: 5}
          - {box: 0.25, at: [2, 3], width: 4, height: 2}
          - {code128: AB, at: [2, 6], width: 17, height: 3, module: 0.125}
        """

    private func bytes(_ language: String, copies: Int = 1) throws -> [UInt8] {
        let template = try LabelTemplate.parse(Self.small, file: "t.yaml")
        let renderer = try Fixtures.renderer(template, Fixtures.printer(language))
        return try renderer.render([:], copies: copies).bytes
    }

    @Test(arguments: [
        (
            "tspl",
            """
            SIZE 20 mm,10 mm
            GAP 3 mm,0 mm
            DIRECTION 1
            REFERENCE 0,0
            CLS
            BAR 8,8,80,2
            BAR 8,16,2,40
            BOX 16,24,48,40,2
            BARCODE 55,48,"128",24,0,0,1,1,"AB"
            PRINT 2,1

            """
        ),
        (
            "zpl",
            """
            ^XA^CI28^LH0,0^PW160^LL80
            ^MNY
            ^FO8,8^GB80,2,2^FS
            ^FO8,16^GB2,40,2^FS
            ^FO16,24^GB32,16,2^FS
            ^FO55,48^BY1^BCN,24,N,N,N,A^FDAB^FS
            ^PQ2^XZ

            """
        ),
        (
            "cpcl",
            """
            ! 0 200 200 80 2
            PAGE-WIDTH 160
            LINE 8 8 88 8 2
            LINE 8 16 8 56 2
            BOX 16 24 48 40 2
            BARCODE 128 1 1 24 55 48 AB
            FORM
            PRINT

            """
        ),
    ])
    func commands(language: String, expected: String) throws {
        let text = String(decoding: try bytes(language, copies: 2), as: UTF8.self)
        #expect(text.replacing("\r\n", with: "\n") == expected)
    }

    /// White rows are fed, black ones sent no wider than they are.
    @Test func escpos() throws {
        let once = try bytes("escpos")
        #expect(once.starts(with: [0x1B, 0x40, 0x1D, 0x50, 203, 203, 0x1B, 0x4A, 8]))
        let picture = try #require(once.firstIndex(of: 0x76))
        #expect(once[(picture - 1)...].starts(with: [0x1D, 0x76, 0x30, 0, 14, 0]))
        #expect(try bytes("escpos", copies: 3) == once + once + once)
    }

    @Test(arguments: ["tear", "cut", "peel"])
    func whatHappensAfterALabel(mode: String) throws {
        let template = try LabelTemplate.parse(Self.small, file: "t.yaml")
        let found = try ["tspl", "zpl", "escpos"].map { language in
            let profile = try Fixtures.printer(language, afterLabel: mode)
            let bytes = try Fixtures.renderer(template, profile).render([:]).bytes
            return String(decoding: bytes, as: UTF8.self)
        }
        let tspl = ["tear": "SET TEAR ON", "cut": "SET CUTTER 1", "peel": "SET PEEL ON"]
        let zpl = ["tear": "^MMT", "cut": "^MMC", "peel": "^MMP"]
        #expect(found[0].contains(try #require(tspl[mode])))
        #expect(found[1].contains(try #require(zpl[mode])))
        #expect(found[2].hasSuffix("\u{1D}VB\0") == (mode == "cut"))
    }

    @Test func pictureBitsAreTurnedAsTheProfileSays() throws {
        var template = Self.small.replacing("code128: AB", with: "datamatrix: AB")
        template = template.replacing("width: 17, height: 3", with: "width: 3, height: 3")
        let label = try LabelTemplate.parse(template, file: "t.yaml")
        let white = try Fixtures.renderer(label).render([:]).bytes
        let start = try #require(white.firstRange(of: Array("BITMAP".utf8))).lowerBound
        let data = try #require(white[start...].firstRange(of: Array(",1,".utf8))).upperBound
        // The finder pattern's left side is black: zeros first in TSPL.
        #expect(white[data] & 0x80 == 0)
    }
}
