import DotMatrix
import Foundation
import LabelRaster
import Testing

@testable import DeviceSimulator

/// Symbols drawn from a command's own parameters, in jobs nobody's layout has made.
enum SymbolJobs {
    /// A job, and the contents a scanner has to find on its label; UPC-A is told as EAN-13.
    struct Job: Sendable, CustomTestStringConvertible {
        let profile: String
        let bytes: [UInt8]
        let contents: [String]

        var testDescription: String { profile }
    }

    static let all: [Job] = [tspl, cpcl, zpl, escpos]

    private static let tspl = Job(
        profile: "printers/generic-tspl",
        bytes: lines([
            "SIZE 100 mm,150 mm", "CLS", "BARCODE 50,20,\"128\",60,1,0,2,2,\"TSPL-128 a1\"",
            "BARCODE 50,130,\"128M\",60,0,0,2,2,\"!105123456!100X\"",
            "BARCODE 50,220,\"EAN128\",60,0,0,2,2,\"(10)LOT7\"",
            "BARCODE 50,310,\"39\",60,0,0,2,5,\"CODE39\"",
            "BARCODE 50,400,\"93\",60,0,0,2,2,\"CODE93\"",
            "BARCODE 50,490,\"EAN13\",60,2,0,2,2,\"690123456789\"",
            "BARCODE 50,600,\"25\",60,0,0,2,6,\"12345670\"",
            "BARCODE 780,40,\"128\",60,0,90,2,2,\"T90\"",
            "BARCODE 400,780,\"CODA\",60,0,180,2,5,\"A123B\"",
            "BARCODE 640,400,\"EAN8\",60,0,270,2,2,\"6901234\"",
            "BARCODE 600,800,\"UPCA\",60,0,0,2,2,2,\"01234567890\"",
            "QRCODE 50,850,Q,5,A,0,\"QR one\"", "QRCODE 500,950,M,5,A,180,\"QR \\[\"]two\\[\"]\"",
            "DMATRIX 600,1000,200,200,x6,r90,\"DM 1\"", "PRINT 1",
        ]),
        contents: [
            "TSPL-128 a1", "123456X", "10LOT7", "CODE39", "CODE93", "6901234567892", "12345670",
            "T90", "A123B", "69012341", "0012345678905", "QR one", "QR \"two\"", "DM 1",
        ])

    private static let cpcl = Job(
        profile: "printers/generic-cpcl",
        bytes: lines([
            "! 0 200 200 1000 1", "BARCODE-TEXT 7 0 5", "BARCODE 128 1 1 50 40 20 CPCL 128",
            "BARCODE-TEXT OFF", "B 39 1 30 50 40 130 CODE39", "B 93 1 1 50 40 220 CODE93",
            "B EAN13 2 1 50 40 310 690123456789", "B EAN8 2 1 50 40 400 6901234",
            "B UPCA 2 1 50 40 490 01234567890", "B CODABAR 2 2 50 40 580 A123B",
            "B I2OF5 2 3 50 40 670 12345670", "VB 128 1 1 50 480 400 VERT",
            "B QR 40 750 M 2 U 5", "MA,CPCL QR", "ENDQR", "VB QR 300 900 U 5", "QA,second", "ENDQR",
            "CENTER 576", "B 128 2 1 40 0 950 MID", "FORM", "PRINT",
        ]),
        contents: [
            "CPCL 128", "CODE39", "CODE93", "6901234567892", "69012341", "0012345678905", "A123B",
            "12345670", "VERT", "CPCL QR", "second", "MID",
        ])

    private static let zpl = Job(
        profile: "printers/generic-zpl",
        bytes: Array(
            """
            ^XA^PW800^LL1200^CI28^BY2
            ^FO50,20^BCN,60,Y,N,N,A^FDZPL auto 12^FS
            ^FO50,130^BCN,60,N^FD>;123456>6X>0^FS
            ^FO50,220^BCN,60,N,N,N,D^FD(10)LOT7^FS
            ^FO50,310^BY2,2.5^B3N,N,60,N^FDCODE39^FS
            ^FO50,400^BAN,60,N^FDCODE93^FS
            ^FO50,490^BEN,60^FD690123456789^FS
            ^FT50,670^BCN,60,N,N,N,A^FDFOOT^FS
            ^FO50,700^B2N,60,N^FD12345670^FS
            ^FO50,790^BKN,N,60,N^FDA123B^FS
            ^FO700,20^BCR,60,N,N,N,A^FDTURN R^FS
            ^FO450,500^BCI,60,N,N,N,A^FDTURN I^FS
            ^FO600,20^BCB,60,N,N,N,A^FDTURN B^FS
            ^FO50,880^BQN,2,5^FDQA,ZPL QR^FS^FO300,880^BQN,2,5^FDMM,AManual^FS
            ^FO500,880^BXN,6,200^FH^FDDM_5f1^FS
            ^FO450,700^B8N,60,N^FD6901234^FS^FO450,600^BUN,60,N^FD01234567890^FS
            ^XZ
            """.utf8),
        contents: [
            "ZPL auto 12", "123456X>", "10LOT7", "CODE39", "CODE93", "6901234567892", "FOOT",
            "12345670", "A123B", "TURN R", "TURN I", "TURN B", "ZPL QR", "Manual", "DM_1",
            "69012341", "0012345678905",
        ])

    private static let escpos = Job(
        profile: "printers/generic-escpos",
        bytes: [
            [0x1B, 0x40, 0x1B, 0x61, 1, 0x1D, 0x68, 60, 0x1D, 0x77, 2], symbol(73, "{BESC {{128"),
            [0x1D, 0x48, 2], symbol(73, "{C\u{0C}\u{22}\u{38}{BX"), [0x1D, 0x48, 0],
            symbol(67, "690123456789"),
            [0x1B, 0x4A, 20], symbol(69, "CODE39"), [0x1B, 0x4A, 20], symbol(72, "CODE93"),
            [0x1B, 0x4A, 20, 0x1D, 0x6B, 5], Array("12345670\0".utf8), [0x1B, 0x4A, 20],
            symbol(71, "A123B"), [0x1B, 0x4A, 20], symbol(68, "6901234"), [0x1B, 0x4A, 20],
            symbol(65, "01234567890"), [0x1B, 0x4A, 20], symbol(73, "{AAB\u{05}{SaBC"),
            [
                0x1B, 0x4A, 20, 0x1D, 0x28, 0x6B, 3, 0, 49, 67, 5, 0x1D, 0x28, 0x6B, 3, 0, 49, 69,
                50,
            ],
            [0x1D, 0x28, 0x6B, 9, 0, 49, 80, 48], Array("QR DAT".utf8),
            [0x1D, 0x28, 0x6B, 3, 0, 49, 81, 48, 0x1D, 0x56, 65, 40],
        ].flatMap(\.self),
        contents: [
            "ESC {128", "123456X", "6901234567892", "CODE39", "CODE93", "12345670", "A123B",
            "69012341", "0012345678905", "AB\u{05}aBC", "QR DAT",
        ])

    private static func lines(_ lines: [String]) -> [UInt8] {
        Array(lines.map { $0 + "\r\n" }.joined().utf8)
    }

    /// `GS k m n d…`.
    private static func symbol(_ system: UInt8, _ data: String) -> [UInt8] {
        [0x1D, 0x6B, system, UInt8(data.utf8.count)] + data.utf8
    }
}

@Suite struct PrintedSymbolTests {
    @Test(arguments: SymbolJobs.all)
    func everyJobIsDrawnWithoutAWord(job: SymbolJobs.Job) throws {
        var bench = try PrinterBench(job.profile, labelTime: 0)
        let effects = bench.send(job.bytes)
        #expect(PrinterBench.errors(effects) == [])
        #expect(PrinterBench.ignored(effects) == [])
        let labels = bench.finish()
        #expect(labels.count == 1)
        #expect(labels.first?.symbols.count == job.contents.count)
    }

    /// Bars of chosen characters are those of the encoder, where it chooses the same.
    @Test(arguments: ["ABC abc", "CZP-3-2-G", "!\"~}|{`@?>"])
    func chosenCharactersMakeTheSameBars(content: String) throws {
        var characters = Code128Characters()
        for byte in content.utf8 { try characters.add(byte) }
        #expect(characters.modules == (try SymbolModules(content, as: .code128).modules))
        #expect(characters.text == content)
        #expect(Code128Characters().modules == nil)
    }

    @Test func turnsStandWhereTheManualsSay() {
        func origin(_ anchor: DrawingPlace.Anchor, _ turns: Int) -> [Int] {
            let place = DrawingPlace(
                x: 100, y: 100, quarterTurns: turns, anchor: anchor, descent: 3)
            let origin = place.origin(width: 20, height: 10)
            return [origin.x, origin.y]
        }
        let corner = [[100, 100], [80, 100], [80, 90], [100, 90]]
        #expect((0...3).map { origin(.corner, $0) } == corner)
        #expect((0...3).map { origin(.topLeft, $0) } == Array(repeating: [100, 100], count: 4))
        let foot = [[100, 93], [97, 100], [80, 97], [83, 90]]
        #expect((0...3).map { origin(.foot, $0) } == foot)
    }
}

@Suite struct PrintedTextTests {
    private func label(_ profile: String, _ job: some Sequence<UInt8>) throws -> DrawnLabel {
        var bench = try PrinterBench(profile, labelTime: 0)
        let effects = bench.send(job)
        #expect(PrinterBench.errors(effects) == [] && PrinterBench.ignored(effects) == [])
        return try #require(bench.finish().first)
    }

    /// The smallest rectangle around the ink.
    private func ink(_ picture: Bitmap) -> [Int] {
        let rows = (0..<picture.height).filter { picture.row($0).contains { $0 != 0 } }
        let columns = (0..<picture.width).filter { x in
            (0..<picture.height).contains { picture[x, $0] }
        }
        return [columns.first, rows.first, columns.last, rows.last].map { $0 ?? -1 }
    }

    @Test func linesOfAReceipt() throws {
        var job: [UInt8] = [0x1B, 0x40, 0x1B, 0x33, 40]
        job += [0xB4, 0xE5, 0x41, 0x0A]
        job += [0x1B, 0x61, 2, 0x1D, 0x21, 0x11, 0x42, 0x0A, 0x1D, 0x21, 0, 0x1B, 0x61, 0]
        job += [
            0x1B, 0x24, 0x64, 0, 0x43, 0x1B, 0x24, 0xC8, 0, 0x1B, 0x45, 1, 0x43, 0x1B, 0x4A, 24,
        ]
        let label = try label("printers/generic-escpos", job + [0x1D, 0x56, 0])
        #expect(label.text == ["村A", "B", "C C"])
        // Lines of 40 dots, 48 for the double one, 24 at last.
        #expect(label.picture.height == 40 + 48 + 24)
        func part(_ x: Int, _ y: Int, _ width: Int, _ height: Int) throws -> Bitmap {
            try #require(label.picture.cropped(x: x, y: y, width: width, height: height))
        }
        let typeface = try Typeface()
        let first = typeface.cells("村A", width: 24, height: 24, isChinese: true).line
        #expect(try part(0, 0, 36, 24) == first)
        let second = typeface.cells("B", width: 24, height: 24, isChinese: true).line
        #expect(try part(576 - 24, 40, 24, 48) == second?.magnified(x: 2, y: 2))
        let plain = try part(100, 88, 13, 24)
        let bold = try part(200, 88, 13, 24)
        #expect(bold.blackDots > plain.blackDots && plain.blackDots > 10)
        #expect(
            label.picture.blackDots == (try part(0, 0, 36, 24).blackDots)
                + (try part(552, 40, 24, 48).blackDots) + plain.blackDots + bold.blackDots)
    }

    @Test func fullLinesGoOnBelow() throws {
        let text = [UInt8](repeating: 0x41, count: 50)
        let label = try label("printers/generic-escpos", text + [0x0A, 0x1D, 0x56, 0])
        #expect(label.picture.height == 60)
        #expect(label.text == [String(repeating: "A", count: 48), "AA"])
    }

    /// A printer prints as text what it does not know as a command.
    @Test func unknownCommandsAreToldAndTheirParametersPrinted() throws {
        var bench = try PrinterBench("printers/generic-escpos", labelTime: 0)
        let effects = bench.send([0x1B, 0x7A, 0x41, 0x42, 0x0A, 0x1D, 0x56, 0])
        #expect(PrinterBench.errors(effects) == ["unknown command 1b 7a"])
        #expect(bench.finish().first?.text == ["AB"])
    }

    /// Without a knife somebody tears off what hangs out, after a while without a byte.
    @Test func receiptsWithoutAKnifeAreTornOff() throws {
        var bench = try PrinterBench("printers/generic-escpos", labelTime: 0)
        _ = bench.send("one\n".utf8)
        _ = bench.send("two\n".utf8)
        let labels = bench.finish()
        #expect(labels.map(\.text) == [["one", "two"]])
        #expect(bench.finish().isEmpty)
    }

    @Test func turnedTextOfCPCL() throws {
        let job = """
            ! 0 200 200 400 1\r
            TEXT 24 0 100 200 AB\r
            TEXT90 24 0 100 180 AB\r
            SETMAG 2 1\r
            CONCAT 200 300\r
            24 0 0 A\r
            24 0 0 B\r
            ENDCONCAT\r
            PRINT\r

            """
        let label = try label("printers/generic-cpcl", job.utf8)
        #expect(label.text == ["AB", "AB", "A", "B"])
        let line = try #require(
            Typeface().cells("AB", width: 24, height: 24, isChinese: true).line)
        let upright = label.picture.cropped(x: 100, y: 200, width: 24, height: 24)
        #expect(upright == line)
        // It climbs from its point, the letters' tops to the left.
        let climbing = label.picture.cropped(x: 100, y: 156, width: 24, height: 24)
        #expect(climbing == line.rotated(quarterTurns: 3))
        let wide = label.picture.cropped(x: 200, y: 300, width: 48, height: 24)
        #expect(wide == line.magnified(x: 2, y: 1))
    }

    @Test func textOfZPL() throws {
        let job = """
            ^XA^PW400^LL400^CI28
            ^FO10,20^A@N,24,24,E:SIMSUN.FNT^FD村A^FS
            ^FT100,200^AAN,18,10^FDHI^FS
            ^FO200,20^GB50,50,50^FS^FO210,30^FR^GB10,10,10^FS
            ^XZ
            """
        let label = try label("printers/generic-zpl", job.utf8)
        #expect(label.text == ["村A", "HI"])
        let line = try Typeface().cells("村A", width: 24, height: 24, isChinese: true).line
        #expect(label.picture.cropped(x: 10, y: 20, width: 36, height: 24) == line)
        let foot = try #require(label.picture.cropped(x: 100, y: 150, width: 30, height: 60))
        // Capitals stand on the line given, nothing of them hangs below it.
        #expect(ink(foot)[3] == 49 && ink(foot)[1] > 30)
        #expect(!label.picture[215, 35] && label.picture[205, 25])
    }
}
