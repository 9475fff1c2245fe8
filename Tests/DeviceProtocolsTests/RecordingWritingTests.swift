import DataFolder
import DeviceProtocols
import SeededRandom
import Testing

@Suite struct RecordingWritingTests {
    @Test(arguments: CheckoutFiles.recordingNames)
    func whatIsWrittenIsReadAgain(name: String) throws {
        let old = try CheckoutFiles.recording(name)
        let profile = try CheckoutFiles.data.profile(id: old.profileID)
        let made = Recording(header: old.header, events: old.events, decodedBy: profile)
        #expect(made.expected == old.expected)
        #expect(try Recording(made.text, file: name) == made)
    }

    @Test func notationGivesTheBytesBack() throws {
        var random = SeededGenerator(seed: 41)
        for _ in 0..<500 {
            let count = Int.random(in: 0...40, using: &random)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(try ByteNotation.bytes(ByteNotation.text(bytes)) == bytes)
        }
        let every = Array(UInt8.min...UInt8.max)
        #expect(try ByteNotation.bytes(ByteNotation.text(every)) == every)
        #expect(ByteNotation.text(Array("\u{2}01.250'\r".utf8) + [0xFF]) == "STX '01.250' 27 CR ff")
    }

    @Test func aValueStaysOnItsLine() throws {
        let profile = try CheckoutFiles.data.profile(id: "scales/generic-toledo-8217")
        let header = [
            "profile": profile.id, "device": "a\nb", "origin": " ", "date": "2026-11-21",
            "note": "c",
        ]
        let made = Recording(header: header, events: [], decodedBy: profile)
        let read = try Recording(made.text, file: "made.txt")
        #expect(read.header["device"] == "a b")
        #expect(read.header["origin"] == "unknown")
    }
}

@Suite struct PayloadMaskTests {
    @Test func hidesContentsAndLeavesTheFrame() {
        let sent = Array("\u{2}]C1JDva0011\u{1D}-13800000000\r\n".utf8)
        let masked = String(decoding: PayloadMask.masked(sent), as: UTF8.self)
        #expect(masked == "\u{2}]C1AAaa9999\u{1D}-99999999999\r\n")
        #expect(PayloadMask.masked(Array("]9]]C村".utf8)).prefix(4) == [0x5D, 0x39, 0x5D, 0x5D])
    }

    @Test func keepsNoLetterOrDigitOfAPayload() {
        var random = SeededGenerator(seed: 42)
        for _ in 0..<500 {
            let bytes = (0..<30).map { _ in UInt8.random(in: 0...255, using: &random) }
            let masked = PayloadMask.masked(bytes)
            #expect(masked.count == bytes.count)
            let letters: Set<UInt8> = [0x39, 0x41, 0x61]
            let isHidden = zip(bytes, masked).enumerated().allSatisfy { place, pair in
                let isAlphanumeric =
                    (0x30...0x39).contains(pair.0) || (0x41...0x5A).contains(pair.0)
                    || (0x61...0x7A).contains(pair.0)
                let isAIM = bytes[max(0, place - 2)..<place].contains(UInt8(ascii: "]"))
                return !isAlphanumeric || letters.contains(pair.1) || isAIM
            }
            #expect(isHidden)
        }
    }
}
