import SeededRandom
import Testing

@testable import DeviceProtocols

private let tscBits: [PrinterConditions?] = [
    .coverOpen, .jam, .paperOut, .ribbonOut, .paused, .printing, nil, .error,
]

private func tspl(
    _ reply: PrinterOptions.StatusReply, _ bits: [PrinterConditions?]
) -> FormatDecoder<PrinterStatus> {
    FormatDecoder(TSPLStatusFormat(reply: reply, bits: bits))
}

private func lines(
    _ notation: String, _ reply: PrinterOptions.StatusReply = .either
) throws -> [String] {
    let decoder = tspl(reply, tscBits)
    return decoded(decoder, try ByteNotation.bytes(notation)).map(DecodeLine.json)
}

private func status(_ states: String..., bytes: String) -> String {
    let list = states.map { "\"\($0)\"" }.joined(separator: ",")
    return #"{"device":"printer","state":[\#(list)],"bytes":"\#(bytes)"}"#
}

private func bad(_ reason: String, _ hex: String) -> String {
    #"{"device":"printer","malformed":"\#(reason)","bytes":"\#(hex)"}"#
}

@Suite struct TSPLStatusDecoderTests {
    static let statusBytes: [(String, String)] = [
        ("00", status("ready", bytes: "00")), ("20", status("printing", bytes: "20")),
        ("07", status("paper-out", "cover-open", "jam", bytes: "07")),
        ("11", status("cover-open", "paused", bytes: "11")),
        ("13", status("cover-open", "paused", "jam", bytes: "13")),
        ("40", status("error", bytes: "40")), ("80", status("error", bytes: "80")),
        ("02", status("jam", bytes: "02")),
    ]

    @Test(arguments: statusBytes)
    func statusByte(notation: String, line: String) throws {
        #expect(try lines(notation) == [line])
        #expect(try lines(notation, .byte) == [line])
    }

    /// No bit that is set ever passes for ready.
    @Test(arguments: 1..<256)
    func onlyZeroIsReady(byte: Int) throws {
        var decoder = tspl(.byte, [])
        #expect(
            decoder.feed([UInt8(byte)]) == [
                .message(PrinterStatus(.error, bytes: [UInt8(byte)]))
            ])
    }

    static let statusFrames: [(String, String, [String])] = [
        ("'@@@@'", "40404040", ["ready"]), ("'`@@@'", "60404040", ["paused"]),
        ("'P@@@'", "50404040", ["printing"]), ("'W@@@'", "57404040", ["printing"]),
        ("'K@@@'", "4b404040", ["paused"]), ("'E@@A'", "45404041", ["paper-out"]),
        ("'E@@B'", "45404042", ["jam"]), ("'E@@D'", "45404044", ["ribbon-out"]),
        ("'E@@`'", "45404060", ["cover-open"]), ("'E@A@'", "45404140", ["overheated"]),
        ("'E@P@'", "45405040", ["error"]), ("'E@@@'", "45404040", ["error"]),
        ("'@H@@'", "40484040", ["ready"]), ("'Z@@@'", "5a404040", ["error"]),
        ("'`@@a'", "60404061", ["paper-out", "cover-open", "paused"]),
    ]

    @Test(arguments: statusFrames)
    func statusFrame(body: String, hex: String, states: [String]) throws {
        let list = states.map { "\"\($0)\"" }.joined(separator: ",")
        let line = #"{"device":"printer","state":[\#(list)],"bytes":"02\#(hex)030d0a"}"#
        #expect(try lines("STX \(body) ETX CR LF") == [line])
        #expect(try lines("STX \(body) ETX CR LF", .frame) == [line])
    }

    @Test func brokenFrames() throws {
        #expect(try lines("STX '@@'") == [bad("no-terminator", "024040")])
        #expect(
            try lines("STX '@@' 00") == [
                bad("unexpected", "024040"), status("ready", bytes: "00"),
            ])
        #expect(try lines("02 00") == [status("jam", bytes: "02"), status("ready", bytes: "00")])
        #expect(
            try lines("STX '@@' STX '@@@@' ETX CR LF", .frame) == [
                bad("unexpected", "024040"), status("ready", bytes: "0240404040030d0a"),
            ])
        #expect(
            try lines("00 02", .frame) == [bad("unexpected", "00"), bad("no-terminator", "02")])
    }

    @Test(arguments: [PrinterOptions.StatusReply.byte, .frame, .either])
    func standsCutsAndDamage(reply: PrinterOptions.StatusReply) throws {
        let decoder = tspl(reply, tscBits)
        let verifier = DecoderVerifier(decoder: decoder, garbage: [0xFF, 0x0D], resyncFrames: 3)
        let frame = try ByteNotation.bytes("STX 'E@@A' ETX CR LF")
        let bytes = [0x00] + frame + [0x04, 0x20] + frame
        verifier.verify(bytes, expected: verifier.decode([bytes]), "\(reply)")
        verifier.verifyBitFlips(frame: frame, good: frame, "\(reply)")
        if reply == .frame {
            let expected = verifier.messages(verifier.decode([frame + frame]))
            verifier.verifyGarbageBetween(frames: [frame, frame], expected: expected, "frame")
        }
    }

    @Test(arguments: 0..<8)
    func randomBytesInAnyCut(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let alphabet: [UInt8] = [0x02, 0x40, 0x41, 0x60, 0x03, 0x0D, 0x0A, 0x00]
        let bytes = (0..<150).map { _ in alphabet.randomElement(using: &random) ?? 0 }
        let verifier = DecoderVerifier(
            decoder: tspl(.either, tscBits), garbage: [], resyncFrames: 1)
        verifier.verify(bytes, expected: verifier.decode([bytes]), "seed \(seed)")
    }
}
