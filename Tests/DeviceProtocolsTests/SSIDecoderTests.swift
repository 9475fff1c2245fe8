import DeviceProtocols
import Identifiers
import SeededRandom
import Testing

/// A packet as a scanner sends it, made without the code under test.
func ssiPacket(
    _ opcode: UInt8, _ data: [UInt8] = [], status: UInt8 = 0, source: UInt8 = 0
) -> [UInt8] {
    let body = [UInt8(4 + data.count), opcode, source, status] + data
    let sum = body.reduce(0) { $0 + Int($1) }
    let check = (0x10000 - sum % 0x10000) % 0x10000
    return body + [UInt8(check / 256), UInt8(check % 256)]
}

private func data(_ type: UInt8, _ text: String, status: UInt8 = 0) -> [UInt8] {
    ssiPacket(0xF3, [type] + text.utf8, status: status)
}

private func code(_ text: String, _ aim: String?) -> Decoded<ScannedCode> {
    .message(ScannedCode(bytes: Array(text.utf8), aim: aim.flatMap { AIMIdentifier($0) }))
}

private func bad(_ reason: Malformed.Reason, _ bytes: [UInt8]) -> Decoded<ScannedCode> {
    .malformed(Malformed(reason: reason, bytes: bytes))
}

private let ack: [UInt8] = [0x04, 0xD0, 0x04, 0x00, 0xFF, 0x28]
private let resend: [UInt8] = [0x05, 0xD1, 0x04, 0x00, 0x01, 0xFF, 0x25]

private func decoder(_ options: ScannerOptions = ScannerOptions(suffix: .none)) -> SSIDecoder {
    SSIDecoder(options)
}

@Suite struct SSIDecoderTests {
    /// The bytes as printed in makers' documents and in others' programs.
    @Test func knownPackets() {
        #expect(SSIPacket(hostOpcode: SSIPacket.Opcode.acknowledge).bytes == ack)
        #expect(SSIPacket(hostOpcode: SSIPacket.Opcode.refuse, data: [1]).bytes == resend)
        #expect(
            SSIPacket(hostOpcode: SSIPacket.Opcode.requestRevision).bytes
                == [0x04, 0xA3, 0x04, 0x00, 0xFF, 0x55])
        let long = SSIPacket(hostOpcode: 0xC6, data: [UInt8](repeating: 0, count: 300))
        #expect(long.bytes.count == 257)
    }

    @Test func everyPacketIsAcknowledged() {
        var decoder = decoder()
        #expect(decoder.feed(data(0x0B, "6901234567892")[...]) == [code("6901234567892", "]E0")])
        #expect(decoder.takeReplies() == ack)
        #expect(decoder.takeReplies().isEmpty)
        // An event, a parameter: nothing for the desk, yet answered.
        #expect(decoder.feed((ssiPacket(0xF6, [1]) + ssiPacket(0xC6, [0xFF, 1, 1]))[...]).isEmpty)
        #expect(decoder.takeReplies() == ack + ack)
        // Answers are not answered.
        #expect(decoder.feed((ssiPacket(0xD0) + ssiPacket(0xD1, [1]))[...]).isEmpty)
        #expect(decoder.takeReplies().isEmpty)
    }

    @Test func aDamagedPacketIsAskedForAgain() {
        var decoder = decoder()
        var damaged = data(0x03, "SF0000000000001")
        damaged[9] ^= 0x10
        #expect(decoder.feed(damaged[...]) == [bad(.checksum, damaged)])
        #expect(decoder.takeReplies() == resend)
        let again = data(0x03, "SF0000000000001", status: 1)
        #expect(decoder.feed(again[...]) == [code("SF0000000000001", "]C0")])
        #expect(decoder.takeReplies() == ack)
    }

    @Test func aPacketSentAgainIsNoSecondCode() {
        var decoder = decoder()
        let first = data(0x03, "YT1")
        let again = data(0x03, "YT1", status: 1)
        #expect(decoder.feed(first[...]).count == 1)
        #expect(decoder.feed(again[...]).isEmpty)
        #expect(decoder.idle().isEmpty)
        #expect(decoder.feed(again[...]).isEmpty)
        #expect(decoder.takeReplies() == ack + ack + ack)
        // The same parcel scanned once more is a code; the filter, not the decoder, drops repeats.
        #expect(decoder.feed(first[...]) == [code("YT1", "]C0")])
        // Sent again with other content: its first copy was lost on the way.
        #expect(decoder.feed(data(0x03, "YT2", status: 1)[...]) == [code("YT2", "]C0")])
        // The first copy came damaged: what is sent again is new although it equals the last one.
        var damaged = data(0x03, "YT2")
        damaged[5] ^= 1
        _ = decoder.feed(damaged[...])
        #expect(decoder.feed(data(0x03, "YT2", status: 1)[...]) == [code("YT2", "]C0")])
    }

    @Test func packetsThatContinueGiveOneCode() {
        let parts = data(0x1C, "AB", status: 2) + data(0x1C, "CD", status: 2) + data(0x1C, "EF")
        #expect(decoded(decoder(), parts) == [code("ABCDEF", nil)])
        // One of them sent again, and two parts that look the same.
        let again =
            data(0x1C, "AB", status: 2) + data(0x1C, "AB", status: 3) + data(0x1C, "AB", status: 2)
            + data(0x1C, "C")
        #expect(decoded(decoder(), again) == [code("ABABC", nil)])
    }

    @Test func aPartWaitsForItsPacketToBeSentAgain() {
        var decoder = decoder()
        #expect(decoder.feed(data(0x1C, "AB", status: 2)[...]).isEmpty)
        #expect(decoder.idle() == [bad(.noTerminator, Array("AB".utf8))])
        #expect(decoder.idle().isEmpty)
        #expect(decoder.feed(data(0x1C, "AB", status: 3)[...]).isEmpty)
        #expect(decoder.feed(data(0x1C, "CD", status: 1)[...]) == [code("ABCD", nil)])
        // Cut off once more and once more: each byte is reported once.
        #expect(decoder.feed(data(0x1C, "AB", status: 2)[...]).isEmpty)
        #expect(decoder.idle() == [bad(.noTerminator, Array("AB".utf8))])
        #expect(decoder.feed(data(0x1C, "CD", status: 3)[...]).isEmpty)
        #expect(decoder.idle() == [bad(.noTerminator, Array("CD".utf8))])
        #expect(decoder.feed(data(0x1C, "EF", status: 1)[...]) == [code("ABCDEF", nil)])
        // The scanner has given up; the next code does not join what is left of the one before.
        #expect(decoder.feed(data(0x1C, "XX", status: 2)[...]).isEmpty)
        #expect(decoder.idle().count == 1)
        #expect(decoder.feed(data(0x1C, "YY")[...]) == [code("YY", nil)])
    }

    @Test func aCodeOfAnotherKindEndsAnUnfinishedOne() {
        let bytes = data(0x1C, "AB", status: 2) + data(0x03, "YT1")
        let expected = [bad(.unexpected, Array("AB".utf8)), code("YT1", "]C0")]
        #expect(decoded(decoder(), bytes) == expected)
    }

    @Test func endlessPartsAreBounded() {
        var decoder = decoder(ScannerOptions(suffix: .none, longest: 500))
        let text = String(repeating: "A", count: 200)
        var sizes: [Int] = []
        for round in 0..<50 {
            let part = data(0x1C, text + "\(round)", status: 2)
            for case .malformed(let malformed) in decoder.feed(part[...]) {
                #expect(malformed.reason == .overlong)
                sizes.append(malformed.bytes.count)
            }
        }
        #expect(sizes.count > 40)
        #expect(sizes.allSatisfy { $0 < 1_000 })
        #expect(decoder.takeReplies().count < 2_000)
        #expect(decoder.feed(data(0x1C, "end")[...]).count == 1)
        #expect(decoder.feed(data(0x1C, "next")[...]) == [code("next", nil)])
    }

    @Test(
        arguments: [
            (0x03, "690", "]C0"), (0x0F, "0106901234567892", "]C1"), (0x0B, "6901234567892", "]E0"),
            (0x0A, "96385074", "]E4"), (0x4B, "690123456789212", "]E3"),
            (0x0B, "690123456789", nil),
            (0x08, "012345678905", nil), (0x1C, "{}", nil), (0x01, "A", nil),
            (0x1C, "]Q1{}", "]Q1"),
        ] as [(UInt8, String, String?)])
    func symbologyBeyondDoubt(type: UInt8, text: String, aim: String?) {
        let content = text.hasPrefix("]") ? String(text.dropFirst(3)) : text
        #expect(decoded(decoder(), data(type, text)) == [code(content, aim)])
    }

    @Test func affixesInsideThePacketAreLeftOut() {
        let options = ScannerOptions(prefix: [2], suffix: .bytes([3]))
        #expect(
            decoded(decoder(options), data(0x03, "\u{2}]C0A\rB\u{3}")) == [code("A\rB", "]C0")])
        let lines = ScannerOptions(suffix: .lineEnd)
        for end in ["\r", "\n", "\r\n", ""] {
            #expect(decoded(decoder(lines), data(0x03, "A1" + end)) == [code("A1", "]C0")])
        }
        // Without a suffix in the profile all of it is content.
        #expect(decoded(decoder(), data(0x03, "A\r")) == [code("A\r", "]C0")])
        let fixed = ScannerOptions(suffix: .none, fixedLength: 3)
        let short = data(0x03, "12")
        #expect(decoded(decoder(fixed), short) == [bad(.length, Array("12".utf8))])
    }

    @Test func contentThatIsMissing() {
        let empty = ssiPacket(0xF3)
        #expect(decoded(decoder(), empty) == [bad(.length, empty)])
        #expect(decoded(decoder(), data(0x03, "]C0")) == [bad(.unexpected, Array("]C0".utf8))])
    }

    /// A flipped bit in the length makes a packet swallow those behind it; they are found again.
    @Test func swallowedPacketsAreFoundInTheSilence() {
        var long = data(0x03, "SF1")
        long[0] = 0xF0
        let found = decoded(decoder(), long + data(0x03, "YT1") + data(0x03, "YT2"))
        let codes = found.compactMap { if case .message(let code) = $0 { code.text } else { nil } }
        #expect(codes == ["YT1", "YT2"])
        var waiting = decoder()
        _ = waiting.feed((long + data(0x03, "YT1"))[...])
        #expect(waiting.takeReplies().isEmpty)
        _ = waiting.idle()
        #expect(waiting.takeReplies() == ack)
    }

    @Test func noiseIsNotAnswered() {
        var decoder = decoder()
        _ = decoder.feed([0x00, 0xFF, 0x0D, 0x0A, 0x05])
        #expect(decoder.idle().count > 0)
        #expect(decoder.takeReplies().isEmpty)
        _ = decoder.feed(data(0x03, "SF1").dropLast(3))
        #expect(decoder.idle().count == 1)
        #expect(decoder.takeReplies() == resend)
    }

    @Test(arguments: 0..<16)
    func randomBytesInAnyCut(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let pieces: [[UInt8]] = [
            data(0x03, "YT1"), data(0x03, "YT1", status: 1), data(0x1C, "AB", status: 2),
            ssiPacket(0xD0), ssiPacket(0xF6, [1]), ssiPacket(0xF3), [0x05], [0xF3], [0x00], [0x14],
            [0xFF], data(0x03, "SF1").dropLast(1),
        ]
        let bytes = (0..<40).flatMap { _ in pieces.randomElement(using: &random) ?? [] }
        let verifier = DecoderVerifier(decoder: decoder(), garbage: [], resyncFrames: 1)
        verifier.verify(bytes, expected: verifier.decode([bytes]), "seed \(seed)")
    }
}
