import DeviceProtocols
import SeededRandom
import Testing

/// Feeds one decoder in every way a line can cut its bytes, and damages them.
///
/// Every bit is flipped and every cut made. Every decoder has to pass with every recording.
struct DecoderVerifier<Decoder: FrameDecoder> {
    let decoder: Decoder
    /// Bytes that are no frame and join with none: what noise between frames looks like.
    let garbage: [UInt8]
    /// Frames after which even a damaged line has to be read right again.
    let resyncFrames: Int

    typealias Item = Decoded<Decoder.Message>

    func verify(_ bytes: [UInt8], expected: [Item], _ comment: Comment) {
        #expect(decode([bytes]) == expected, "whole: \(comment)")
        #expect(decode(bytes.map { [$0] }) == expected, "byte by byte: \(comment)")
        var random = SeededGenerator(seed: 8_217)
        for _ in 0..<20 {
            #expect(decode(chunks(of: bytes, &random)) == expected, "in chunks: \(comment)")
        }
        verifyGlued(bytes, comment)
        verifyTruncated(bytes, comment)
    }

    /// Good frames come through with noise before, between and after them.
    func verifyGarbageBetween(frames: [[UInt8]], expected: [Decoder.Message], _ comment: Comment) {
        let noisy = garbage + frames.flatMap { $0 + garbage }
        let found = decode([noisy])
        #expect(messages(found) == expected, "garbage between: \(comment)")
        #expect(decode(noisy.map { [$0] }) == found, "garbage, byte by byte: \(comment)")
        let lost = found.contains { if case .malformed = $0 { true } else { false } }
        #expect(lost, "garbage is reported: \(comment)")
    }

    /// Every flipped bit: no crash, and after enough good frames the last is read right.
    func verifyBitFlips(frame: [UInt8], good: [UInt8], _ comment: Comment) {
        let tail = Array(repeating: good, count: resyncFrames).flatMap { $0 }
        let right = messages(decode([tail])).last
        for index in frame.indices {
            for bit in 0..<8 {
                var damaged = frame
                damaged[index] ^= 1 << bit
                let found = decode([damaged + tail])
                #expect(messages(found).last == right, "bit \(bit) of byte \(index): \(comment)")
                #expect(decode((damaged + tail).map { [$0] }) == found, "\(comment)")
            }
        }
    }

    /// Twice the same bytes in one chunk give what they give in two.
    private func verifyGlued(_ bytes: [UInt8], _ comment: Comment) {
        #expect(decode([bytes + bytes]) == decode([bytes, bytes]), "glued: \(comment)")
    }

    /// Cut anywhere: what was complete before the cut is unchanged.
    private func verifyTruncated(_ bytes: [UInt8], _ comment: Comment) {
        let whole = run([bytes], endsWithIdle: false)
        for end in bytes.indices {
            let part = run([Array(bytes[..<end])], endsWithIdle: false)
            #expect(whole.starts(with: part), "cut at \(end): \(comment)")
            _ = decode([Array(bytes[..<end])])
        }
    }

    func decode(_ chunks: [[UInt8]]) -> [Item] { run(chunks, endsWithIdle: true) }

    private func run(_ chunks: [[UInt8]], endsWithIdle: Bool) -> [Item] {
        var decoder = decoder
        var found: [Item] = []
        for chunk in chunks {
            // A slice that does not begin at 0, as a reader's ring buffer gives.
            let padded = [0xEE] + chunk
            found += decoder.feed(padded[1...])
        }
        if endsWithIdle { return coalesced(found + decoder.idle()) }
        return found
    }

    func messages(_ items: [Item]) -> [Decoder.Message] {
        items.compactMap { if case .message(let message) = $0 { message } else { nil } }
    }

    private func chunks(of bytes: [UInt8], _ random: inout SeededGenerator) -> [[UInt8]] {
        var chunks: [[UInt8]] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let size = Int.random(in: 0...min(rest.count, 17), using: &random)
            chunks.append(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return chunks
    }
}

/// Decodes bytes as one burst.
func decoded<Decoder: FrameDecoder>(
    _ decoder: Decoder, _ bytes: [UInt8]
) -> [Decoded<Decoder.Message>] {
    DecoderVerifier(decoder: decoder, garbage: [], resyncFrames: 1).decode([bytes])
}
