import DataFolder
import DeviceProtocols
import Foundation
import Glibc

/// What each protocol's decoder takes in, fed with its recordings over and over as from a line that
/// never rests.
///
/// Counted is the processor's time of this thread, so that what else the machine does stays out of it.
struct DecoderThroughput {
    static let speedMin = 50.0
    static let bytesPerRound = 8_000_000
    /// What one read of a busy line brings.
    static let chunk = 4_096
    static let rounds = 3

    let data: DataFolder

    func measure() throws -> [Measurement] {
        let folder = data.path + "/Tests/Recordings"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".txt") }.sorted()
        return try names.map { name in
            let recording = try Recording(
                String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8), file: name)
            let profile = try data.profile(id: recording.profileID)
            let bursts = recording.bursts(idleGapMilliseconds: profile.idleGapMilliseconds)
            let speeds = try (0..<Self.rounds).map { _ in try Self.speed(profile, bursts) }
            return Measurement(
                name: "decoder \(profile.protocolName), \(name.dropLast(4))",
                figure: median(speeds), unit: "MB/s", limit: .atLeast(Self.speedMin))
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
        let line = bursts.flatMap { $0 }
        let lines = Array(repeating: line, count: 1 + chunk * 16 / line.count).flatMap { $0 }
        // What the consumer does with a message is no part of the figure.
        var messages = 0
        for case .message in decoder.feed(lines[...]) + decoder.idle() { messages += 1 }
        var (bytes, decoded) = (0, 0)
        let start = processorTime()
        while bytes < bytesPerRound {
            for place in stride(from: 0, to: lines.count, by: chunk) {
                let part = lines[place..<min(place + chunk, lines.count)]
                decoded += decoder.feed(part).count
                // Answers that nobody takes would grow.
                _ = decoder.takeReplies()
            }
            decoded += decoder.idle().count
            bytes += lines.count
        }
        let time = processorTime() - start
        guard messages > 0, decoded > 0 else {
            throw BareError(description: "the decoder found nothing")
        }
        return Double(bytes) / 1_000_000 / time
    }

    /// Seconds.
    private static func processorTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1_000_000_000
    }
}
