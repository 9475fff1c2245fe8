import DeviceProtocols
import DotMatrix
import Foundation
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

    /// What stands alone in its rows is told by the printer's own commands.
    @Test func escposLinesAndSymbols() throws {
        let yaml = """
            title: t
            size: {width: 60, height: 31}
            elements:
              - {text: 村A, at: [1, 1], width: 20, height: 3, size: 3}
              - {text: B, at: [30, 1], width: 20, height: 3, size: 3, bold: true}
              - {text: 大, at: [2, 5], width: 20, height: 6, size: 6}
              - {code128: AB-123456, at: [2, 12], width: 56, height: 5}
              - {qr: HI, at: [4, 18], width: 8, height: 8}
              - {line: true, at: [1, 28], width: 10, height: 0.25}
              - {text: 乙, at: [1, 27], width: 20, height: 3, size: 3}
            """
        let template = try LabelTemplate.parse(yaml, file: "t.yaml")
        let renderer = try Fixtures.renderer(
            template, Fixtures.profile("printers/hprt-tp809"))
        let bytes = try renderer.render([:]).bytes
        let esc: UInt8 = 0x1B
        let gs: UInt8 = 0x1D
        func text(_ size: UInt8, _ bold: UInt8, _ x: UInt8, _ bytes: [UInt8]) -> [UInt8] {
            [gs, 0x21, size, esc, 0x45, bold, esc, 0x24, x, 0] + bytes
        }
        var expected: [UInt8] = [esc, 0x40, gs, 0x50, 203, 203, 0x1C, 0x26, esc, 0x4A, 8]
        expected += text(0, 0, 8, [0xB4, 0xE5, 0x41]) + text(0, 1, 240, [0x42])
        expected += [esc, 0x4A, 24, esc, 0x4A, 8]
        expected += text(0x11, 0, 16, [0xB4, 0xF3]) + [esc, 0x4A, 48, esc, 0x4A, 8]
        expected += [gs, 0x4C, 128, 0, gs, 0x48, 0, gs, 0x68, 40, gs, 0x77, 2, gs, 0x6B, 73, 10]
        expected += Array("{BAB-{C".utf8) + [12, 34, 56, gs, 0x4C, 0, 0, esc, 0x4A, 19]
        #expect(Array(bytes.prefix(expected.count)) == expected)
        let square = try #require(bytes.firstRange(of: [gs, 0x28, 0x6B, 4, 0, 49, 65, 50, 0]))
        #expect(
            bytes[square.upperBound...].starts(
                with: [gs, 0x28, 0x6B, 3, 0, 49, 67, 2, gs, 0x28, 0x6B, 3, 0, 49, 69, 49]
                    + [gs, 0x28, 0x6B, 5, 0, 49, 80, 48] + "HI".utf8
                    + [gs, 0x28, 0x6B, 3, 0, 49, 81, 48]))
        // The line runs through the last text's rows: both are one picture.
        #expect(bytes[square.upperBound...].firstRange(of: [gs, 0x76, 0x30]) != nil)
        #expect(bytes.firstRange(of: [0xD2, 0xD2]) == nil)
    }

    @Test(arguments: [
        ("A", "{BA"), ("12", "{B12"), ("12345", "{C\u{0C}\u{22}{B5"),
        ("A12345", "{BA1{C\u{17}\u{2D}"),
        ("{1234", "{B{{{C\u{0C}\u{22}"), ("1234A12", "{C\u{0C}\u{22}{BA12"),
    ])
    func codeSetsOfCode128(content: String, data: String) {
        #expect(Code128Sets.data(of: content) == Array(data.utf8))
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

    /// The CRC's check value is that of the catalogues; the text is base 64 as another library reads it.
    @Test func compressedGraphicsCarryTheirChecksum() throws {
        #expect(ZPLGraphics.crc16(Array("123456789".utf8)) == 0x31C3)
        for side in 1...20 {
            var dots = try #require(Bitmap(width: side * 3, height: side))
            dots.fill(x: 0, y: 0, width: side, height: side / 2 + 1)
            let parts = String(decoding: ZPLGraphics.z64(dots), as: UTF8.self)
                .split(separator: ":", omittingEmptySubsequences: false)
            try #require(parts.count == 4 && parts[0].isEmpty && parts[1] == "Z64")
            #expect(Data(base64Encoded: String(parts[2]))?.first == 0x78)
            #expect(UInt16(parts[3], radix: 16) == ZPLGraphics.crc16(Array(parts[2].utf8)))
            #expect(parts[3].count == 4)
        }
    }

    @Test(arguments: [
        (".", "00000000", ","), (".", "ffffffff", "!"), (".", "f0000000", "F,"),
        ("ff000000", "ff000000", "HF,:"), (".", "0f0f", "0F0!"), (".", "abab", "ABAB"),
    ])
    func rowsOfGraphicsAreShortened(first: String, second: String, runs: String) throws {
        let rows = [first, second].filter { $0 != "." }
        let bytes = rows.flatMap { row in
            stride(from: 0, to: row.count, by: 2).compactMap { start in
                UInt8(row.dropFirst(start).prefix(2), radix: 16)
            }
        }
        let dots = try #require(
            Bitmap(width: second.count * 4, height: rows.count, bytes: bytes))
        #expect(String(decoding: ZPLGraphics.runs(dots), as: UTF8.self) == runs)
    }

    @Test(arguments: [
        (1, "A"), (2, "HA"), (19, "YA"), (20, "gA"), (21, "gGA"), (399, "yYA"), (400, "zA"),
        (401, "zGA"), (801, "zAzGA"),
    ])
    func longRunsAreCountedByLetters(count: Int, runs: String) throws {
        let digits =
            Array(repeating: UInt8(0x0A), count: count) + Array(repeating: 1, count: 2 + count % 2)
        let bytes = stride(from: 0, to: digits.count, by: 2).map {
            digits[$0] << 4 | digits[$0 + 1]
        }
        let dots = try #require(Bitmap(width: digits.count * 4, height: 1, bytes: bytes))
        let tail = count % 2 == 0 ? "H1" : "I1"
        #expect(String(decoding: ZPLGraphics.runs(dots), as: UTF8.self) == runs + tail)
    }
}
