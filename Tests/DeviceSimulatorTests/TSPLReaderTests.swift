import Testing

@testable import DeviceSimulator

@Suite struct TSPLReaderTests {
    private static let stream: [UInt8] =
        Array("SIZE 60 mm,40 mm\r\nCLS\n\nTEXT 1,1,\"3\",0,1,1,\"a,\\[\"]b\"\r\n~!T\r\n".utf8)
        + [0x1B, 0x21, 0x3F] + Array("BITMAP 0,0,2,2,1,".utf8) + [0x0D, 0x0A, 0x1B, 0x21]
        + Array("\r\nPRI".utf8) + [0x1B, 0x21, 0x53] + Array("NT 1\r\nBITMAP x,\r\n".utf8)
        + [UInt8](repeating: 0x41, count: TSPLReader.longestLine + 9) + Array("\r\nEOP\r\n".utf8)

    @Test func wholeAndInPiecesGiveTheSame() {
        var reader = TSPLReader()
        let whole = reader.feed(Self.stream)
        #expect(
            whole == [
                .line(Array("SIZE 60 mm,40 mm".utf8)), .line(Array("CLS".utf8)),
                .line(Array("TEXT 1,1,\"3\",0,1,1,\"a,\\[\"]b\"".utf8)),
                .query(UInt8(ascii: "T")), .immediate(UInt8(ascii: "?")),
                .bitmap(
                    x: 0, y: 0, rowBytes: 2, height: 2, mode: 1, bytes: [0x0D, 0x0A, 0x1B, 0x21]),
                .immediate(UInt8(ascii: "S")), .line(Array("PRINT 1".utf8)),
                .line(Array("BITMAP x,".utf8)), .refused("a command is longer than 4096 bytes"),
                .line(Array("EOP".utf8)),
            ])
        for size in [1, 2, 3, 7, 64] {
            var reader = TSPLReader()
            var pieces: [TSPLInput] = []
            var rest = Self.stream[...]
            while !rest.isEmpty {
                pieces += reader.feed(Array(rest.prefix(size)))
                rest = rest.dropFirst(size)
            }
            #expect(pieces == whole, "in pieces of \(size)")
        }
    }

    @Test func anEscapeAfterAnEscapeCounts() {
        var reader = TSPLReader()
        #expect(reader.feed([0x1B, 0x1B, 0x21, 0x3F]) == [.immediate(0x3F)])
        #expect(reader.feed([0x0A]) == [.line([0x1B])])
    }

    @Test func linesAreTakenApart() throws {
        let line = try #require(TSPLLine(Array("text 1, 22 ,\"a,\\[\"]\\[R]b\",x".utf8)))
        #expect(line.word == "TEXT")
        #expect(line.number(0) == 1 && line.number(1) == 22 && line.number(3) == nil)
        #expect(line.quoted(2) == Array("a,\"\rb".utf8))
        #expect(line.text(3) == "x" && line.text(4) == nil)
        #expect(TSPLLine(Array("TEXT \"a\" b".utf8)) == nil)
        #expect(TSPLLine(Array("TEXT \"a".utf8)) == nil)
        #expect(TSPLLine([0xFF, 0xFE]) != nil)
        #expect(Int(parameter: "99999999".utf8) == nil)
    }

    /// Anything may come over a line: nothing of it may trap or grow without end.
    @Test(arguments: 1...20)
    func survivesNoise(seed: UInt64) {
        var generator = SeededNoise(state: seed)
        let words = [
            "BITMAP 1,1,3,3,0,", "TEXT 1,2,\"3\",", "\u{1B}!", "~!", "\"", ",", "\r\n", "PRINT 1,",
        ]
        var reader = TSPLReader()
        for _ in 0..<2_000 {
            var bytes = Array((words.randomElement(using: &generator) ?? "").utf8)
            for _ in 0..<Int.random(in: 0...6, using: &generator) {
                bytes.append(UInt8.random(in: 0...255, using: &generator))
            }
            for case .line(let line) in reader.feed(bytes) {
                #expect(line.count <= TSPLReader.longestLine)
                _ = TSPLLine(line)
            }
        }
    }
}

/// A linear congruential generator (Knuth's constants): the same noise in every run.
struct SeededNoise: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 33)
    }
}
