import DataFolder
import DeviceProtocols
import Foundation

/// What each protocol's decoder takes in, fed with its recording over and over.
struct DecoderThroughput {
    static let recordings = [
        "scanner-serial-gs1-and-courier", "scale-toledo-8217-weighing",
        "scale-yaohua-a12e-weighing", "printer-tspl-status",
    ]
    static let bytesPerRound = 4_000_000
    static let rounds = 3

    let data: DataFolder

    func measure() throws -> [Measurement] {
        try Self.recordings.map { name in
            let file = "\(data.path)/Tests/Recordings/\(name).txt"
            let recording = try Recording(
                String(contentsOfFile: file, encoding: .utf8), file: file)
            let profile = try data.profile(id: recording.profileID)
            let bursts = recording.bursts(idleGapMilliseconds: profile.idleGapMilliseconds)
            let speeds = try (0..<Self.rounds).map { _ in try Self.speed(profile, bursts) }
            return Measurement(
                name: "decoder \(profile.protocolName)", figure: median(speeds), unit: "MB/s")
        }
    }

    private static func speed(_ profile: DeviceProfile, _ bursts: [[UInt8]]) throws -> Double {
        if let decoder = profile.scannerDecoder() { return try speed(decoder, bursts) }
        if let decoder = profile.scaleDecoder() { return try speed(decoder, bursts) }
        if let decoder = profile.printerDecoder() { return try speed(decoder, bursts) }
        throw BareError(description: "\(profile.id) has no decoder")
    }

    private static func speed<Message>(
        _ decoder: some FrameDecoder<Message>, _ bursts: [[UInt8]]
    ) throws -> Double {
        var decoder = decoder
        var (bytes, messages) = (0, 0)
        let start = ContinuousClock.now
        while bytes < bytesPerRound {
            for burst in bursts {
                for case .message in decoder.feed(burst[...]) + decoder.idle() { messages += 1 }
                bytes += burst.count
            }
        }
        let time = (ContinuousClock.now - start).seconds
        guard messages > 0 else { throw BareError(description: "the decoder found nothing") }
        return Double(bytes) / 1_000_000 / time
    }
}
