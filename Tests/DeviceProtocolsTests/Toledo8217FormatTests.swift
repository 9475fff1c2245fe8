import Testing

@testable import DeviceProtocols

private func toledo(_ unit: MassUnit = .kg) -> ScaleFormatDecoder {
    ScaleFormatDecoder(Toledo8217Format(unit: unit), sendsStability: true)
}

private func lines(_ notation: String, unit: MassUnit = .kg) throws -> [String] {
    decoded(toledo(unit), try ByteNotation.bytes(notation)).map(DecodeLine.json)
}

private func weight(
    _ value: String, _ milligrams: Int, unit: String = "kg", net: Bool = false
) -> String {
    #"{"device":"scale","state":"stable","value":"\#(value)","unit":"\#(unit)","#
        + #""mass_mg":\#(milligrams),"net":\#(net)}"#
}

private func bad(_ reason: String, _ hex: String) -> String {
    #"{"device":"scale","malformed":"\#(reason)","bytes":"\#(hex)"}"#
}

@Suite struct Toledo8217FormatTests {
    static let weightFrames: [(String, String)] = [
        ("STX '01.250' CR", weight("1.250", 1_250_000)),
        ("STX '00.000' CR", weight("0.000", 0)),
        ("STX ' 1.250N' CR", weight("1.250", 1_250_000, net: true)),
        ("STX '-0.450' CR", weight("-0.450", -450_000)),
        ("STX '12.345' CR", weight("12.345", 12_345_000)),
    ]

    @Test(arguments: weightFrames)
    func weights(notation: String, line: String) throws {
        #expect(try lines(notation) == [line])
    }

    @Test(arguments: [("'01.00'", 453_592), ("'02.00'", 907_185), ("'00.03'", 13_608)])
    func poundsAreRoundedToTheNearestMilligram(field: String, milligrams: Int) throws {
        let number = try ByteNotation.bytes(field)
        let text = String(decoding: number.dropFirst(), as: UTF8.self)
        #expect(
            try lines("STX \(field) CR", unit: .lb) == [weight(text, milligrams, unit: "lb")])
    }

    /// All 256 status bytes, 0x0D and 0x02 among them, are taken by position.
    @Test(arguments: 0..<256)
    func everyStatusByte(status: Int) throws {
        let bytes: [UInt8] = [2, 0x3F, UInt8(status), 13] + Array("\u{2}01.250\r".utf8)
        let found = decoded(toledo(), bytes)
        let state =
            status & 2 != 0
            ? "overload"
            : status & 4 != 0
                ? "underload"
                : status & 1 != 0 ? "moving" : status & 8 != 0 ? "zero-needed" : "moving"
        let unit = state == "moving" ? "\"kg\"" : "null"
        // At rest at the centre of zero, and no tare: the pan is empty.
        let isZero = status & 0x3F == 0x10
        #expect(
            found.map(DecodeLine.json) == [
                isZero
                    ? weight("0.000", 0)
                    : #"{"device":"scale","state":"\#(state)","value":null,"unit":\#(unit),"#
                        + #""mass_mg":null,"net":\#(status & 0x20 != 0)}"#,
                weight("1.250", 1_250_000),
            ])
    }

    @Test func theCentreOfZeroHasTheProtocolsDecimals() throws {
        #expect(try lines("STX '?' 50 CR", unit: .lb) == [weight("0.00", 0, unit: "lb")])
    }

    static let broken: [(String, [String])] = [
        ("STX CR", ["length:020d"]),
        ("STX 'N' CR", ["unexpected:024e0d"]),
        ("STX '01250' CR", ["unexpected:0230313235300d"]),
        ("STX '1.2.3' CR", ["unexpected:02312e322e330d"]),
        ("STX '--1.2' CR", ["unexpected:022d2d312e320d"]),
        ("STX '01.2NN' CR", ["unexpected:0230312e324e4e0d"]),
        ("STX '01.25", ["no-terminator:0230312e3235"]),
        ("STX '?'", ["no-terminator:023f"]),
        ("'junk' STX", ["unexpected:6a756e6b", "no-terminator:02"]),
        ("STX '01.2' STX '01' STX", ["unexpected:0230312e32023031", "no-terminator:02"]),
        ("STX '0123456789.123' CR", ["overlong:02303132333435363738392e3132330d"]),
    ]

    @Test(arguments: broken)
    func malformed(notation: String, expected: [String]) throws {
        let notation =
            notation.filter { $0 == "'" }.count.isMultiple(of: 2) ? notation : notation + "'"
        let wanted = expected.map { text in
            let parts = text.split(separator: ":")
            return bad(String(parts[0]), String(parts[1]))
        }
        #expect(try lines(notation) == wanted)
    }

    @Test func aFrameCutOffByAStatusThatLooksLikeAStart() throws {
        #expect(
            try lines("STX '?' STX '01.250' CR") == [
                bad("unexpected", "023f"), weight("1.250", 1_250_000),
            ])
    }

    @Test func endlessFrameIsBounded() throws {
        var decoder = toledo()
        let bytes = [2] + [UInt8](repeating: 0x31, count: 100_000)
        let found = decoder.feed(bytes[...]) + decoder.idle()
        let longest = found.map { item in
            if case .malformed(let malformed) = item { malformed.bytes.count } else { Int.max }
        }
        #expect(longest.allSatisfy { $0 <= 256 })
        #expect(longest.reduce(0, +) == bytes.count)
    }

    @Test func standsCutsAndDamage() throws {
        let verifier = DecoderVerifier(
            decoder: toledo(), garbage: [0x00, 0xFF, 0x0D], resyncFrames: 2)
        let frames = try ["STX '01.250' CR", "STX '?' 0D CR", "STX '00.450N' CR"].map {
            try ByteNotation.bytes($0)
        }
        let bytes = frames.flatMap { $0 }
        let expected = verifier.decode([bytes])
        #expect(verifier.messages(expected).count == 3)
        verifier.verify(bytes, expected: expected, "8217")
        verifier.verifyGarbageBetween(
            frames: frames, expected: verifier.messages(expected), "8217")
        for frame in frames { verifier.verifyBitFlips(frame: frame, good: frames[0], "8217") }
    }
}
