import DeviceProtocols
import Testing

@Suite struct AnswerPatternTests {
    static let cases: [(pattern: String, bytes: String, occurs: Bool)] = [
        ("STX 'E' CR 'hello'", "02 45 0D 'hello'", true),
        ("STX 'E' CR 'hello'", "00 FF STX 'E' CR 'hello' CR", true),
        ("STX 'E' CR 'hello'", "'Ehello'", false),
        ("STX 'E' CR 'hello'", "STX 'E' CR 'hell'", false),
        ("'I2 A \"' .. '\"' CR LF", "'I2 A \"T72XW Standard 50.00 kg\"' CR LF", true),
        ("'I2 A \"' .. '\"' CR LF", "'I2 A \"\"' CR LF", true),
        ("'I2 A \"' .. '\"' CR LF", "'I2 I' CR LF", false),
        ("'I2 A \"' .. '\"' CR LF", "'I2 A \"x\" y' CR LF", false),
        ("?? A4 00 .. 'x'", "05 A4 00 'x'", true),
        ("?? A4 00 .. 'x'", "A4 00 'x'", false),
        ("'aab'", "'aaaab'", true),
        ("'ab' .. 'ab'", "'aba' 'b'", true),
        ("'ab' .. 'ab'", "'ab'", false),
        ("'a' ?? 'c'", "'aacabc'", true),
        ("", "", true),
    ]

    @Test(arguments: cases) func occurs(pattern: String, bytes: String, occurs: Bool) throws {
        let answer = try ByteNotation.bytes(bytes)
        #expect(try AnswerPattern(pattern).occurs(in: answer) == occurs)
    }

    @Test func demandedBytesAreCounted() throws {
        #expect(try AnswerPattern("STX ?? .. 'ab'").demandedCount == 3)
    }

    @Test(arguments: ["nonsense", "'open", "STX ???", "..."])
    func whatIsNoPatternIsRefused(text: String) {
        #expect(throws: ByteNotation.Failure.self) { try AnswerPattern(text) }
    }

    /// A pattern of many runs over bytes that almost fit ends soon.
    @Test func manyRunsEnd() throws {
        let pattern = try AnswerPattern(String(repeating: "'a' .. ", count: 40) + "'b'")
        #expect(!pattern.occurs(in: [UInt8](repeating: UInt8(ascii: "a"), count: 4096)))
    }
}

@Suite struct DeviceProbeTests {
    private static func profile(_ probe: String) -> String {
        """
        class: scale
        maker: M
        model: X
        protocol: toledo-8217
        line: {baud: [9600], data_bits: 7, parity: even}
        probe:
          - \(probe)
        evidence: datasheet
        source: s
        examples:
          - {bytes: "00", lines: ['x']}
        """
    }

    @Test func aProfileNamesItsProbes() throws {
        let text = Self.profile(
            #"{send: "'Ehello'", expect: "STX 'E' CR 'hello'", after: "'F'", wait_ms: 700}"#)
        let profile = try DeviceProfile.parse(text, file: "x", id: "scales/x")
        let expected = DeviceProbe(
            send: Array("Ehello".utf8), expect: try AnswerPattern("STX 'E' CR 'hello'"),
            after: [UInt8(ascii: "F")], waitMilliseconds: 700)
        #expect(profile.probes == [try #require(expected)])
        #expect(profile.probes.first?.effect == DeviceProbe.Effect.none)
    }

    static let mistakes: [(String, String)] = [
        (#"{send: "'W'"}"#, "key 'expect' is missing"),
        (#"{send: "'W'", expect: ""}"#, "demands at least 2 bytes"),
        (#"{send: "'W'", expect: "STX"}"#, "demands at least 2 bytes"),
        (#"{send: "'WW'", expect: ".. 'WW'"}"#, "not the question's echo"),
        (#"{send: "", expect: "STX 'W'"}"#, "1…64 bytes"),
        (#"{send: "'W'", expect: "STX W"}"#, "nor ?? (any byte)"),
        (#"{send: "'W'", expect: "STX 'W'", effect: loud}"#, "none"),
        (#"{send: "'W'", expect: "STX 'W'", wait_ms: 1}"#, "50"),
        (#"{send: "'W'", expect: "STX 'W'", expects: "x"}"#, "nearest is 'expect'"),
    ]

    @Test("a probe that would prove nothing is an error", arguments: mistakes)
    func mistakesAreNamed(probe: String, message: String) {
        let failure = parsingFailure(Self.profile(probe))
        #expect(failure.contains(message), "\(failure)")
        #expect(failure.hasPrefix("x.yaml:7:"), "\(failure)")
    }

    @Test func effectsAreOrdered() {
        #expect(DeviceProbe.Effect.none < .beep)
        #expect(DeviceProbe.Effect.beep < .print)
    }
}
