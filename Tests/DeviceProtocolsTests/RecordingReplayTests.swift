import DataFolder
import DeviceProtocols
import Testing

@Suite struct RecordingReplayTests {
    @Test func thereAreRecordings() {
        #expect(CheckoutFiles.recordingNames.count >= 4)
    }

    @Test(arguments: CheckoutFiles.recordingNames)
    func givesTheExpectedLines(name: String) throws {
        let recording = try CheckoutFiles.recording(name)
        let profile = try CheckoutFiles.data.profile(id: recording.profileID)
        let bursts = recording.bursts(idleGapMilliseconds: profile.idleGapMilliseconds)
        #expect(decodeBursts(profile, bursts) == recording.expected)
    }

    @Test(arguments: CheckoutFiles.recordingNames)
    func standsEveryCutAndDamage(name: String) throws {
        let recording = try CheckoutFiles.recording(name)
        let profile = try CheckoutFiles.data.profile(id: recording.profileID)
        let frames = recording.events.filter { $0.direction == .fromDevice }.map(\.bytes)
        let comment = Comment(rawValue: name)
        if let decoder = profile.scannerDecoder() {
            check(decoder, frames, garbage: Array("\r\n\n".utf8), resyncFrames: 3, comment)
        } else if let decoder = profile.scaleDecoder() {
            check(decoder, frames, garbage: [0xFF, 0x00, 0x55], resyncFrames: 7, comment)
        } else if let decoder = profile.printerDecoder() {
            // To a printer whose answers are single bytes, 02 is one.
            let garbage: [UInt8] =
                profile.printer?.language == .cpcl ? [0x41, 0xFF] : [0x02, 0x41]
            check(decoder, frames, garbage: garbage, resyncFrames: 3, comment)
        }
    }

    private func check<Decoder: FrameDecoder>(
        _ decoder: Decoder, _ frames: [[UInt8]], garbage: [UInt8], resyncFrames: Int,
        _ comment: Comment
    ) {
        let verifier = DecoderVerifier(
            decoder: decoder, garbage: garbage, resyncFrames: resyncFrames)
        let bytes = frames.flatMap { $0 }
        verifier.verify(bytes, expected: verifier.decode([bytes]), comment)
        guard let good = frames.first(where: { isOneMessage($0, verifier) }) else {
            Issue.record("no frame of its own in \(comment)")
            return
        }
        let whole = frames.filter { isOneMessage($0, verifier) }
        verifier.verifyGarbageBetween(
            frames: whole, expected: verifier.messages(verifier.decode(whole)), comment)
        for frame in whole { verifier.verifyBitFlips(frame: frame, good: good, comment) }
    }

    /// Whether bytes are exactly one frame, whatever comes after them.
    private func isOneMessage<Decoder: FrameDecoder>(
        _ bytes: [UInt8], _ verifier: DecoderVerifier<Decoder>
    ) -> Bool {
        let found = verifier.decode([bytes])
        return found.count == 1 && verifier.messages(found).count == 1
    }
}
