import DeviceProtocols
import DotMatrix
import LabelRaster
import Testing

@testable import DeviceSimulator

/// The black dots of a part of a picture, a row to a string.
private func rows(_ picture: Bitmap, x: Int, y: Int, width: Int, height: Int) -> [String] {
    (y..<y + height).map { row in
        String((x..<x + width).map { picture[$0, row] ? "#" : "." })
    }
}

private let pattern = ["#.#.#.#.", ".#.#.#.#", "####....", "....####"]
private let patternBytes: [UInt8] = [0xAA, 0x55, 0xF0, 0x0F]

@Suite struct PrinterFaultTests {
    static let profiles = [
        "printers/generic-tspl", "printers/generic-zpl", "printers/generic-cpcl",
        "printers/generic-escpos", "printers/epson-tm-t81", "printers/snbc-btp-r580",
        "printers/gprinter-portable-cpcl", "printers/gprinter-gp-2120t",
    ]

    static let faults: [(SimulatorCommand, SimulatorCommand, PrinterCondition)] = [
        (.paperOut, .paperOK, .paperOut), (.coverOpen, .coverClosed, .coverOpen),
    ]

    @Test(arguments: profiles, faults)
    func aFaultIsToldAndGoesAway(
        profile: String, fault: (SimulatorCommand, SimulatorCommand, PrinterCondition)
    ) throws {
        var bench = try PrinterBench(profile)
        #expect(bench.status()?.state == [.ready])
        _ = bench.perform(fault.0)
        #expect(bench.status()?.state == [fault.2])
        _ = bench.perform(fault.1)
        #expect(bench.status()?.state == [.ready])
        _ = bench.perform(.mute)
        #expect(bench.status() == nil)
        _ = bench.perform(.coverClosed)
        #expect(bench.status()?.state == [.ready])
    }

    @Test(arguments: [
        ("printers/generic-tspl", "CLS\r\nPRINT 2\r\n"),
        ("printers/generic-zpl", "^XA^PQ2^XZ"),
        ("printers/generic-cpcl", "! 0 200 200 80 2\r\nPRINT\r\n"),
        ("printers/generic-escpos", "\n\u{1D}V\0\n\u{1D}V\0"),
    ])
    func aStoppedLabelIsPrintedAgain(profile: String, job: String) throws {
        var bench = try PrinterBench(profile)
        _ = bench.send(job.utf8)
        #expect(bench.perform(.paperOut) == [.event(.interrupted)])
        #expect(bench.finish().isEmpty)
        #expect(bench.perform(.paperOK) == [])
        #expect(bench.finish().map(\.number) == [1, 2])
        _ = bench.send(job.utf8)
        _ = bench.perform(.power)
        #expect(bench.finish().isEmpty)
    }
}

@Suite struct ZPLPrinterTests {
    @Test func picturesAndBoxesAreDrawn() throws {
        var bench = try PrinterBench("printers/generic-zpl")
        let job = """
            ^XA^PW400^LL200^LH10,20\r
            ^FO6,0^GFA,4,4,1,AA55F00F^FS^FO0,50^GB20,10,2^FS^FT100,54^GFA,4,4,1,aa55f00f^FS
            ^FO0,100^B7N,4^FDABC^FS^XG1,1^POI^XZ
            """
        let effects = bench.send(job.utf8)
        #expect(PrinterBench.errors(effects) == [])
        #expect(PrinterBench.ignored(effects) == ["^B7: ABC", "^XG", "^PO"])
        let label = try #require(bench.finish().first)
        #expect(label.picture.width == 400 && label.picture.height == 200)
        #expect(rows(label.picture, x: 16, y: 20, width: 8, height: 4) == pattern)
        #expect(rows(label.picture, x: 110, y: 70, width: 8, height: 4) == pattern)
        #expect(rows(label.picture, x: 10, y: 70, width: 4, height: 3) == ["####", "####", "##.."])
        #expect(label.picture.blackDots == 16 * 2 + 2 * (20 * 2) + 2 * (6 * 2))
    }

    /// Each form of the same picture gives the same dots.
    @Test(arguments: [
        "A,4,4,1,AA55F00F", "A,9,4,1,A A\r\n55F0\r\n0F", "A,8,4,1,:B64:qlXwDw==:CHECK",
        "A,16,4,1,:Z64:eNpbFfqBHwAFmgH/:CHECK",
    ])
    func formsOfAPicture(parameters: String) throws {
        var bench = try PrinterBench("printers/generic-zpl")
        let data = parameters.split(separator: ":").dropFirst(2).first ?? ""
        let text = parameters.replacing("CHECK", with: crc(Array(data.utf8)))
            .replacing(" ", with: "")
        #expect(PrinterBench.errors(bench.send("^XA^FO0,0^GF\(text)^FS^XZ".utf8)) == [])
        let label = try #require(bench.finish().first)
        #expect(rows(label.picture, x: 0, y: 0, width: 8, height: 4) == pattern)
    }

    @Test func binaryPicturesHoldAnyByte() throws {
        var bench = try PrinterBench("printers/generic-zpl")
        let bytes = Array("^XA^FO0,0^GFB,4,4,1,".utf8) + [0x5E, 0x7E, 0x0D, 0x2C] + "^FS^XZ".utf8
        #expect(PrinterBench.errors(bench.send(bytes)) == [])
        let label = try #require(bench.finish().first)
        #expect(
            rows(label.picture, x: 0, y: 0, width: 8, height: 4) == [
                ".#.####.", ".######.", "....##.#", "..#.##..",
            ])
    }

    @Test func runsFillsAndRepeatedRows() throws {
        var bench = try PrinterBench("printers/generic-zpl")
        // Twenty-one digits F, three 0; a row again; all white; all black; two digits and the rest.
        let data = "gGFI0:,!HA!"
        _ = bench.send("^XA^FO0,0^GFA,\(data.utf8.count),60,12,\(data)^FS^XZ".utf8)
        let label = try #require(bench.finish().first)
        let lines = rows(label.picture, x: 0, y: 0, width: 96, height: 5)
        let first = String(repeating: "#", count: 84) + String(repeating: ".", count: 12)
        #expect(lines[0] == first && lines[1] == first)
        #expect(lines[2] == String(repeating: ".", count: 96))
        #expect(lines[3] == String(repeating: "#", count: 96))
        #expect(lines[4] == "#.#.#.#." + String(repeating: "#", count: 88))
    }

    @Test func statusTellsOfTheBatch() throws {
        var bench = try PrinterBench("printers/generic-zpl")
        #expect(bench.status()?.remaining == 0)
        _ = bench.send("~PP^XA^PQ3^XZ".utf8)
        #expect(bench.status()?.state == [.paused])
        #expect(bench.status()?.remaining == 3)
        _ = bench.send("~PS".utf8)
        #expect(bench.status()?.state == [.printing])
        #expect(bench.finish().count == 3)
        #expect(bench.status()?.state == [.ready])
        _ = bench.send("^XA^PQ9^XZ~JA".utf8)
        #expect(bench.finish().isEmpty)
    }

    /// Zebra's own printers keep silent where the clones have flags.
    @Test(arguments: [SimulatorCommand.paperOut, .coverOpen, .ribbonOut, .overheated])
    func silenceIsAFault(fault: SimulatorCommand) throws {
        var zebra = try PrinterBench("printers/zebra-gk420d")
        var clone = try PrinterBench("printers/generic-zpl")
        #expect(zebra.profile.printer?.silence == .fault)
        #expect(clone.profile.printer?.silence == .unknown)
        _ = zebra.perform(fault)
        _ = clone.perform(fault)
        #expect(zebra.send("~HS".utf8) == [])
        #expect(clone.status()?.state.first != .ready)
        #expect(!PrinterBench.sent(zebra.send("~HI".utf8)).isEmpty)
    }

    @Test func whoItIs() throws {
        var bench = try PrinterBench("printers/zebra-gk420d")
        let query = try #require(bench.profile.identityQuery)
        #expect(query.identity(in: PrinterBench.sent(bench.send(query.send))) == "GK420d")
        let probe = try #require(bench.profile.probes.first)
        #expect(probe.expect.occurs(in: PrinterBench.sent(bench.send(probe.send))))
        #expect(
            PrinterBench.sent(bench.send("! U1 getvar \"nobody\"\r\n".utf8)) == Array("\"?\"".utf8))
    }

    static let mistakes = [
        "^XA^GFA,4,4,0,AA^XZ", "^XA^GFA,4,4,1,@@^XZ", "^XA^FOa,b^XZ", "^XA^PW9999^XZ",
        "^GFA,1,1,1,00~HI",
        "^XA^GFA,4,4,1,:B64:qlXwDw==:0000^XZ", "^XA^GFA,4,4,1,:Z64:x:0000^XZ",
        "^XA^GB1,99999999^XZ",
        "^X^XA", "^XA^GFB,99999999,1,1,x",
    ]

    @Test(arguments: mistakes)
    func mistakesAreTold(job: String) throws {
        var bench = try PrinterBench("printers/generic-zpl")
        #expect(PrinterBench.errors(bench.send(job.utf8)).count == 1)
    }

    /// CRC-16 with polynomial 1021 from 0, in hexadecimal.
    private func crc(_ bytes: [UInt8]) -> String {
        var sum = 0
        for byte in bytes {
            sum ^= Int(byte) << 8
            for _ in 0..<8 { sum = (sum & 0x8000 != 0 ? sum << 1 ^ 0x1021 : sum << 1) & 0xFFFF }
        }
        return ByteNotation.hexText([UInt8(sum >> 8), UInt8(sum & 0xFF)])
    }
}

@Suite struct CPCLPrinterTests {
    @Test func picturesLinesAndBoxesAreDrawn() throws {
        var bench = try PrinterBench("printers/generic-cpcl")
        let job =
            Array(
                "! 10 200 200 100 1\r\nPAGE-WIDTH 200\r\nEG 1 4 6 0 AA55F00F\r\nCG 1 4 90 40 ".utf8)
            + patternBytes
            + Array(
                "\r\nLINE 0 60 20 60 2\r\nBOX 0 70 20 80 2\r\nSCALE-TEXT A.CSF 9 9 1 1 x\r\n".utf8)
            + Array("B PDF-417 10 100 XD 3\r\n示例\r\nENDPDF\r\nFORM\r\nPRINT\r\n".utf8)
        let effects = bench.send(job)
        #expect(PrinterBench.errors(effects) == [])
        #expect(PrinterBench.ignored(effects).count == 2)
        let label = try #require(bench.finish().first)
        #expect(label.picture.width == 200 && label.picture.height == 100)
        #expect(rows(label.picture, x: 16, y: 0, width: 8, height: 4) == pattern)
        #expect(rows(label.picture, x: 100, y: 40, width: 8, height: 4) == pattern)
        #expect(rows(label.picture, x: 9, y: 60, width: 4, height: 2) == [".###", ".###"])
        #expect(label.picture.blackDots == 2 * 16 + 40 + 2 * 40 + 2 * 12)
    }

    @Test func theResetBitStaysUntilItIsAcknowledged() throws {
        var bench = try PrinterBench("printers/zebra-ql-420")
        #expect(bench.status()?.bytes == [0x10])
        _ = bench.send([0x1B, 0x4E])
        #expect(bench.status()?.bytes == [0x00])
        _ = bench.perform(.power)
        #expect(bench.status()?.bytes == [0x10])
    }

    /// Such a printer answers when the label before is finished.
    @Test func anAnswerWaitsForTheLabel() throws {
        var bench = try PrinterBench("printers/generic-cpcl")
        _ = bench.send([0x1B, 0x4E])
        _ = bench.send("! 0 200 200 80 1\r\nPRINT\r\n".utf8)
        #expect(bench.send([0x1B, 0x68]) == [])
        #expect(PrinterBench.sent(bench.effectsUntilRest()) == [0x00])
    }

    @Test func whoItIs() throws {
        var bench = try PrinterBench("printers/zebra-ql-420")
        let query = try #require(bench.profile.identityQuery)
        #expect(query.identity(in: PrinterBench.sent(bench.send(query.send))) == "V68.20.05Z")
        let probe = try #require(bench.profile.probes.first)
        #expect(probe.expect.occurs(in: PrinterBench.sent(bench.send(probe.send))))
        #expect(PrinterBench.sent(bench.send([0x1B, 0x76])) == Array("QL 420\0".utf8))
    }

    @Test(arguments: [
        "! 0 200 200 0 1\r\n", "! 0 200 200 80 1\r\nEG 1 4 0 0 AA\r\n",
        "! 0 200 200 80 1\r\nPW 9999\r\n", "! 0 200 200 80 1\r\nBOX 1 2\r\n", "CG 0 0 0 0 x\r\n",
        "! 0 200 200 80 1\r\n\u{1B}h", "\u{1B}z", "! 0 200 200 80 1\r\nLINE 0 0 9 9 1\r\n",
    ])
    func mistakesAreTold(job: String) throws {
        var bench = try PrinterBench("printers/generic-cpcl")
        #expect(PrinterBench.errors(bench.send(job.utf8)).count == 1)
    }
}

@Suite struct ESCPOSPrinterTests {
    private static let raster: [UInt8] = [0x1D, 0x76, 0x30, 0, 1, 0, 4, 0] + patternBytes

    @Test func aReceiptEndsAtTheKnife() throws {
        var bench = try PrinterBench("printers/generic-escpos")
        let job =
            [0x1B, 0x40] + Self.raster + [0x1B, 0x4A, 10] + Self.raster
            + Array("\n".utf8) + [
                0x1B, 0x4C, 0x1D, 0x28, 0x6B, 3, 0, 48, 81, 48, 0x1D, 0x56, 66, 6,
            ]
        let effects = bench.send(job + job)
        #expect(PrinterBench.errors(effects) == [])
        #expect(
            PrinterBench.ignored(effects).prefix(2) == [
                "command 1b4c", "GS ( k: a code that is not simulated",
            ])
        let labels = bench.finish()
        #expect(labels.count == 2)
        let picture = try #require(labels.first?.picture)
        #expect(picture.width == 576 && picture.height == 4 + 10 + 4 + 30 + 6)
        #expect(rows(picture, x: 0, y: 0, width: 8, height: 4) == pattern)
        #expect(rows(picture, x: 0, y: 14, width: 8, height: 4) == pattern)
        #expect(labels[1].picture == picture)
    }

    @Test func pictureBytesAreNoQuestions() throws {
        var bench = try PrinterBench("printers/generic-escpos")
        let picture: [UInt8] = [0x1D, 0x76, 0x30, 0, 1, 0, 3, 0, 0x10, 0x04, 0x01]
        #expect(bench.send(picture) == [])
        #expect(PrinterBench.sent(bench.send([0x10, 0x04, 0x01])) == [0x12])
    }

    @Test func everyChangeIsToldWhereThatIsSwitchedOn() throws {
        var bench = try PrinterBench("printers/epson-tm-t81")
        #expect(PrinterBench.sent(bench.send([0x1D, 0x61, 0x0F])) == [0x10, 0, 0, 0])
        #expect(PrinterBench.sent(bench.perform(.paperOut) ?? []) == [0x18, 0, 0x0C, 0])
        #expect(PrinterBench.sent(bench.perform(.paperOut) ?? []) == [])
        #expect(PrinterBench.sent(bench.perform(.paperOK) ?? []) == [0x10, 0, 0, 0])
        _ = bench.send([0x1D, 0x61, 0x00])
        #expect(PrinterBench.sent(bench.perform(.coverOpen) ?? []) == [])
    }

    @Test func whoItIs() throws {
        var bench = try PrinterBench("printers/epson-tm-t88iii")
        let query = try #require(bench.profile.identityQuery)
        #expect(query.identity(in: PrinterBench.sent(bench.send(query.send))) == "TM-T88III")
        let probe = try #require(bench.profile.probes.first)
        #expect(probe.expect.occurs(in: PrinterBench.sent(bench.send(probe.send))))
        #expect(PrinterBench.sent(bench.send([0x1D, 0x49, 66])) == Array("_Epson\0".utf8))
        #expect(PrinterBench.sent(bench.send([0x1D, 0x72, 1])) == [0x00])
    }

    /// Whoever asks without end while it prints fills no memory.
    @Test func waitingQuestionsAreBounded() throws {
        var bench = try PrinterBench("printers/epson-tm-t88iii")
        _ = bench.send([0x1B, 0x4A, 0x50, 0x1D, 0x56, 0x00])
        var refused = 0
        for _ in 0..<300 { refused += PrinterBench.ignored(bench.send([0x1D, 0x72, 1])).count }
        #expect(refused == 300 - 256)
        #expect(PrinterBench.sent(bench.effectsUntilRest()).count == 256)
        #expect(PrinterBench.sent(bench.send([0x1D, 0x72, 1])) == [0x00])
    }

    @Test(arguments: [[0x10, 0x99], [0x1D, 0x76, 0x31, 0, 1, 0, 1, 0]] as [[UInt8]])
    func mistakesAreTold(bytes: [UInt8]) throws {
        var bench = try PrinterBench("printers/generic-escpos")
        #expect(PrinterBench.errors(bench.send(bytes)).count == 1)
        #expect(bench.status()?.state == [.ready])
    }
}

@Suite struct PrinterReaderTests {
    static let streams: [(String, [UInt8])] = [
        (
            "printers/generic-zpl",
            Array(
                "~HS! U1 getvar \"a\"\r\n^XA^FO1,2^GFA,2,2,1,FF00^FS^FDx^FS^XZ~HI^XA^GFB,2,2,1,"
                    .utf8)
                + [0x5E, 0x7E] + Array("^FS^XZ".utf8)
        ),
        (
            "printers/generic-cpcl",
            [0x1B, 0x68] + Array("! 0 200 200 80 2\r\nCG 1 2 0 0 ".utf8) + [0x0D, 0x1B]
                + Array("\r\nT 1 0 1 1 x\r\nPRINT\r\n".utf8) + [0x1B, 0x76]
        ),
        (
            "printers/generic-escpos",
            [0x1B, 0x40, 0x10, 0x04, 0x02, 0x1D, 0x76, 0x30, 0, 1, 0, 2, 0, 0x1B, 0x1D]
                + Array("ab\n".utf8) + [0x1D, 0x28, 0x6B, 2, 0, 9, 9, 0x1B, 0x44, 1, 0]
                + [0x1D, 0x56, 0, 0x1D, 0x49, 67]
        ),
    ]

    @Test(arguments: streams)
    func wholeAndInPiecesGiveTheSame(profile: String, stream: [UInt8]) throws {
        var bench = try PrinterBench(profile, labelTime: 0)
        let whole = bench.send(stream)
        let labels = bench.finish().count
        #expect(labels > 0 && !whole.isEmpty)
        for size in [1, 2, 3, 7] {
            var bench = try PrinterBench(profile, labelTime: 0)
            var pieces: [SimulatorEffect] = []
            var rest = stream[...]
            while !rest.isEmpty {
                pieces += bench.send(rest.prefix(size))
                rest = rest.dropFirst(size)
            }
            #expect(PrinterBench.sent(pieces) == PrinterBench.sent(whole), "in pieces of \(size)")
            #expect(pieces.count == whole.count)
            #expect(bench.finish().count == labels)
        }
    }

    /// Anything may come over a line: nothing of it may trap or grow without end.
    @Test(arguments: ["tspl", "zpl", "cpcl", "escpos"], 1...8 as ClosedRange<UInt64>)
    func survivesNoise(language: String, seed: UInt64) throws {
        var generator = SeededNoise(state: seed)
        let words = [
            "^XA", "^XZ", "^GFA,9,9,3,", "^GFB,3,3,1,", "~HS", "^FO", "^GB", "^PW", "^LL", "^PQ",
            "! 0 200 200 9 1\r\n", "PRINT\r\n", "CG 1 3 ", "EG 1 1 0 0 F", "\r\n", "BOX 1 2 3 4 5",
            "\u{1D}v0\0", "\u{1D}k", "\u{1D}(k", "\u{1B}*", "\u{10}\u{04}", "\u{1D}V", "\u{1B}D",
            "^A0N,", "^BCN,9^FD>", "^B3^FD", "^BQ,2,9^FDQA,", "^FT", "^FR", "^FS", "^CF", "^BY",
            "TEXT 24 0 ", "BARCODE 128 1 1 9 ", "B QR 1 1\r\n", "SETMAG ", "CONCAT 1 1\r\n",
            "ML 9\r\n",
            "\u{1D}!", "\u{1B}$", "\u{1B}J", "\u{1D}kI\u{03}{", "\u{1D}(L", "\u{1D}L", "\u{1D}P",
            "\u{1C}S",
            "CLS\r\n", "TEXT 1,1,\"3\",0,", "BARCODE 1,1,\"128M\",9,1,0,1,1,\"!", "PRINT 1\r\n",
            "\"",
            "DMATRIX 1,1,9,9,x", "QRCODE 1,1,L,", "BITMAP 1,1,",
        ]
        var bench = try PrinterBench("printers/generic-\(language)", labelTime: 0)
        for _ in 0..<400 {
            var bytes = Array((words.randomElement(using: &generator) ?? "").utf8)
            for _ in 0..<Int.random(in: 0...6, using: &generator) {
                let isDigit = Bool.random(using: &generator)
                bytes.append(UInt8.random(in: isDigit ? 0x2C...0x39 : 0...255, using: &generator))
            }
            _ = bench.send(bytes)
            if !bench.model.takesInput { _ = bench.finish() }
        }
    }
}
