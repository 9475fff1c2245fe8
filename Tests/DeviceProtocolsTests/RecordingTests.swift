import DeviceProtocols
import Testing

private let header = "# profile: scales/x\n# device: d\n# origin: o\n# date: 2026-01-01\n"

@Suite struct RecordingTests {
    @Test func readsAllParts() throws {
        let text =
            header + "\n0.000 > 'W'\n0.010 < STX 30\n1.500 < CR\n---\n{\"a\":1}\n\n{\"b\":2}\n"
        let recording = try Recording(text, file: "r.txt")
        #expect(recording.profileID == "scales/x")
        #expect(recording.events.count == 3)
        #expect(recording.events[1].bytes == [2, 0x30])
        #expect(recording.events[2].milliseconds == 1500)
        #expect(recording.expected == ["{\"a\":1}", "{\"b\":2}"])
        #expect(recording.bursts(idleGapMilliseconds: 1000) == [[2, 0x30], [13]])
        #expect(recording.bursts(idleGapMilliseconds: 2000) == [[2, 0x30, 13]])
    }

    static let broken: [(body: String, expected: String)] = [
        ("", "r.txt:5: the divider '---' is missing"),
        ("0.1 < CR\n---\n", "r.txt:5: expected 'seconds < bytes' or 'seconds > bytes'"),
        ("0.100 = CR\n---\n", "r.txt:5: expected 'seconds < bytes' or 'seconds > bytes'"),
        ("1.000 < CR\n0.999 < LF\n---\n", "r.txt:6: time runs backwards"),
        (
            "1.000 < XY\n---\n",
            "r.txt:5: 'XY' is neither hex bytes, a control character's name nor quoted text"
        ),
        ("# date: again\n---\n", "r.txt:5: a header line is '# key: value', each key once"),
        ("# no colon\n---\n", "r.txt:5: a header line is '# key: value'"),
    ]

    @Test func provenanceIsRequired() {
        #expect(failure("# profile: x\n---\n") == "r.txt:3: the header lacks '# device: …'")
    }

    @Test(arguments: broken)
    func namesTheLine(body: String, expected: String) {
        #expect(failure(header + body) == expected)
    }

    private func failure(_ text: String) -> String {
        do {
            _ = try Recording(text, file: "r.txt")
            return "no error"
        } catch {
            return error.description
        }
    }
}

@Suite struct ByteNotationTests {
    @Test(arguments: [
        ("STX '01.250' CR", [0x02, 0x30, 0x31, 0x2E, 0x32, 0x35, 0x30, 0x0D]),
        ("ESC \"!?\" ff FF 0d0A", [0x1B, 0x21, 0x3F, 0xFF, 0xFF, 0x0D, 0x0A]),
        ("'村'", [0xE6, 0x9D, 0x91]),
        ("'a b'  '\"'", [0x61, 0x20, 0x62, 0x22]),
        ("", []),
    ])
    func reads(text: String, bytes: [UInt8]) throws {
        #expect(try ByteNotation.bytes(text) == bytes)
    }

    @Test(arguments: ["0", "0G", "cr", "'open", "STX,ETX"])
    func refuses(text: String) {
        #expect(throws: ByteNotation.Failure.self) { try ByteNotation.bytes(text) }
    }

    @Test func hexTextRoundTrips() {
        let all = (0...255).map { UInt8($0) }
        #expect(ByteNotation.hex(ByteNotation.hexText(all)) == all)
        #expect(ByteNotation.hex("0") == nil)
    }
}
