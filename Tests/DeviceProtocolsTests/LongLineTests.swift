import DataFolder
import DeviceProtocols
import Testing

@Suite struct LongLineTests {
    /// What a fuzzer found: a line longer than any frame, which looks like one at first, was refused
    /// up to its end when it came in one piece, and byte by byte up to the longest frame.
    @Test(arguments: CheckoutFiles.profileIDs.filter { $0.hasPrefix("scales/generic-") })
    func cutsMakeNoDifference(id: String) throws {
        let profile = try CheckoutFiles.data.profile(id: id)
        for start in [
            "\n 1G       1.250", "\n 1G ", "ST,GS,+", "=", "wn", "\u{2}", "S S ", "\u{1}\u{2}",
        ] {
            let line = Array(start.utf8) + Array(repeating: 0x39, count: 400) + [0x0D, 0x0A]
            let decoder = try #require(profile.scaleDecoder())
            let whole = Self.found(decoder, [line])
            #expect(whole == Self.found(decoder, line.map { [$0] }), "\(id) after \(start)")
        }
    }

    private static func found<Decoder: FrameDecoder>(
        _ decoder: Decoder, _ chunks: [[UInt8]]
    ) -> [Decoded<Decoder.Message>] {
        var decoder = decoder
        return coalesced(chunks.flatMap { decoder.feed($0[...]) } + decoder.idle())
    }
}
