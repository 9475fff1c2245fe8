import DeviceProtocols
import SeededRandom
import Testing

/// A frame with its own check digits, made apart from the decoder.
private func frame(_ body: String, letters: Bool = true) -> [UInt8] {
    let bytes = Array(body.utf8)
    let check = bytes.reduce(0, ^)
    let digits = [check >> 4, check & 15].map { $0 > 9 && letters ? $0 + 0x37 : $0 + 0x30 }
    return bytes + digits + [13, 10]
}

private func lines(_ bytes: [UInt8]) -> [String] {
    decoded(YaohuaA12EDecoder(), bytes).map(DecodeLine.json)
}

private func weight(
    _ value: String, _ milligrams: Int, _ state: String = "moving", unit: String = "kg",
    net: Bool = false
) -> String {
    #"{"device":"scale","state":"\#(state)","value":"\#(value)","unit":"\#(unit)","#
        + #""mass_mg":\#(milligrams),"net":\#(net)}"#
}

private func fault(_ state: String) -> String {
    #"{"device":"scale","state":"\#(state)","value":null,"unit":null,"mass_mg":null,"#
        + #""net":false}"#
}

private func bad(_ reason: String, _ text: String) -> String {
    #"{"device":"scale","malformed":"\#(reason)","bytes":"\#(ByteNotation.hexText(text.utf8))"}"#
}

@Suite struct YaohuaA12EDecoderTests {
    @Test func theManualsExample() {
        #expect(lines(Array("WG004.139kg3D\r\n".utf8)) == [weight("4.139", 4_139_000)])
        #expect(lines(Array("WG004.139kg3=\r\n".utf8)) == [weight("4.139", 4_139_000)])
    }

    static let numbers: [(String, String)] = [
        ("WN000.450kg", weight("0.450", 450_000, net: true)),
        ("WG-00.450kg", weight("-0.450", -450_000)),
        ("WG- 0.450kg", weight("-0.450", -450_000)),
        ("WG  1.870kg", weight("1.870", 1_870_000)),
        ("WG0004.13kg", weight("4.13", 4_130_000)),
        ("WG004139.kg", weight("4139", 4_139_000_000)),
        ("WG0012.50lb", weight("12.50", 5_669_905, unit: "lb")),
        ("WG0012.50oz", weight("12.50", 354_369, unit: "oz")),
        ("WG0012.50 g", weight("12.50", 12_500, unit: "g")),
    ]

    @Test(arguments: numbers)
    func numbersAndUnits(body: String, line: String) {
        #expect(lines(frame(body)) == [line])
        #expect(lines(frame(body, letters: false)) == [line])
    }

    @Test func faultsHaveNoNumber() {
        let text = "         OL23\r\n         LO23\r\n"
        #expect(
            lines(Array(text.utf8)) == [
                fault("overload"), fault("underload"),
            ])
    }

    @Test func fiveEqualFramesMakeItStable() {
        let four = frame("WG004.139kg")
        let other = frame("WG004.138kg")
        let moving = weight("4.139", 4_139_000)
        let stable = weight("4.139", 4_139_000, "stable")
        let one = Array(repeating: four, count: 6).flatMap { $0 }
        #expect(lines(one) == [moving, moving, moving, moving, stable, stable])
        let broken = four + four + four + four + other + four
        #expect(lines(broken).last == moving)
    }

    @Test func aFaultAndASilenceStartStabilityAfresh() {
        let one = frame("WG004.139kg")
        let five = Array(repeating: one, count: 5).flatMap { $0 }
        var decoder = YaohuaA12EDecoder()
        #expect(state(decoder.feed(five[...]).last) == .stable)
        _ = decoder.feed(Array("         OL23\r\n".utf8)[...])
        #expect(state(decoder.feed(one[...]).last) == .moving)
        #expect(state(decoder.feed(five[...]).last) == .stable)
        _ = decoder.idle()
        #expect(state(decoder.feed(one[...]).last) == .moving)
    }

    private func state(_ item: Decoded<ScaleReading>?) -> ScaleState? {
        if case .message(let reading) = item { reading.state } else { nil }
    }

    static let broken: [(String, [String])] = [
        ("WG004.139kg3E\r\n", [bad("checksum", "WG004.139kg3E\r\n")]),
        ("WG004.139kgxx\r\n", [bad("checksum", "WG004.139kgxx\r\n")]),
        ("WG004.9kg3D\r\n", [bad("length", "WG004.9kg3D\r\n")]),
        ("WG0004.139kg3D\r\n", [bad("length", "WG0004.139kg3D\r\n")]),
        ("hello\r\n", [bad("unexpected", "hello\r\n")]),
        ("9kg3D\r\n", [bad("unexpected", "9kg3D\r\n")]),
        ("WG004", [bad("no-terminator", "WG004")]),
        ("xxWG004", [bad("unexpected", "xx"), bad("no-terminator", "WG004")]),
        ("WG004.139kg3D\r", [bad("no-terminator", "WG004.139kg3D\r")]),
        ("         O", [bad("no-terminator", "         O")]),
        ("hello", [bad("unexpected", "hello")]),
        (
            "WG004.1WG004.139kg3D\r\n",
            [bad("unexpected", "WG004.1"), weight("4.139", 4_139_000)]
        ),
        (
            "WG004.1WG004",
            [bad("unexpected", "WG004.1"), bad("no-terminator", "WG004")]
        ),
    ]

    @Test(arguments: broken)
    func malformed(text: String, expected: [String]) {
        #expect(lines(Array(text.utf8)) == expected)
    }

    @Test func rightCheckButNoNumber() {
        let bytes = frame("WG..4.139kg")
        #expect(lines(bytes) == [bad("unexpected", String(decoding: bytes, as: UTF8.self))])
    }

    @Test func endlessLineIsBounded() {
        var decoder = YaohuaA12EDecoder()
        let noise = [UInt8](repeating: 0x57, count: 100_000)
        let found = decoder.feed(noise[...])
        let sizes = found.map { item in
            if case .malformed(let malformed) = item { malformed.bytes.count } else { Int.max }
        }
        #expect(sizes.allSatisfy { $0 <= 256 })
        #expect(state(decoder.feed(([13, 10] + frame("WG004.139kg"))[...]).last) == .moving)
    }

    @Test func standsCutsAndDamage() {
        let verifier = DecoderVerifier(
            decoder: YaohuaA12EDecoder(), garbage: [0xFF, 0x57, 0x20], resyncFrames: 6)
        let frames = [
            frame("WG004.139kg"), frame("WN000.450kg"), Array("         OL23\r\n".utf8),
            frame("WG004.139kg", letters: false),
        ]
        let bytes = frames.flatMap { $0 }
        let expected = verifier.decode([bytes])
        #expect(verifier.messages(expected).count == 4)
        verifier.verify(bytes, expected: expected, "a12e")
        verifier.verifyGarbageBetween(
            frames: frames, expected: verifier.messages(expected), "a12e")
        for one in frames { verifier.verifyBitFlips(frame: one, good: frames[0], "a12e") }
    }

    @Test(arguments: 0..<16)
    func randomBytesInAnyCut(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let pieces: [[UInt8]] = [
            frame("WG004.139kg"), Array("         OL23\r\n".utf8), [13, 10], [13], [10], [0x57],
            [0x57, 0x47], [0x20], Array("004.139".utf8), Array("kg3D".utf8), [0xFF],
        ]
        let bytes = (0..<40).flatMap { _ in pieces.randomElement(using: &random) ?? [] }
        let verifier = DecoderVerifier(decoder: YaohuaA12EDecoder(), garbage: [], resyncFrames: 1)
        verifier.verify(bytes, expected: verifier.decode([bytes]), "seed \(seed)")
    }
}
