/// What a format says of the bytes at one place of the line.
enum FrameVerdict<Message: Sendable & Equatable> {
    /// No frame begins here.
    case none
    /// These are the beginning of a frame as far as they go.
    case incomplete
    /// A whole frame stands here, of so many bytes.
    case frame(Message, length: Int)
    /// A whole frame stands here, and is refused.
    case refused(Malformed.Reason, length: Int)
    /// Bytes that belong here and say nothing, such as ACK or the end of a line.
    case filler(length: Int)
}

/// How the frames of a protocol look.
///
/// A format judges bytes; ``FormatDecoder`` keeps them, cuts them and finds its way back after noise.
/// What it says of a place never depends on bytes behind the frame: a verdict other than
/// `incomplete` stays the same when more bytes follow.
protocol FrameFormat<Message>: Sendable {
    associatedtype Message: Sendable & Equatable

    /// Most bytes a frame may have; with that many the verdict is not `incomplete` any more.
    var longestFrame: Int { get }

    /// Judges the place at the start of `bytes`, which are never empty.
    func verdict(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<Message>

    /// Judges bytes found `incomplete` behind which the line fell silent.
    ///
    /// Only for formats whose frames end where the next one begins; the others stay `incomplete`.
    func verdictAtSilence(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<Message>
}

extension FrameFormat {
    func verdictAtSilence(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<Message> {
        .incomplete
    }
}

/// Cuts a line's bytes into the frames of one format.
///
/// Where no frame begins, one byte is given up and the next place is tried, so a damaged frame costs
/// itself only. Kept are at most the bytes of one unfinished frame and a short run of garbage.
///
/// The format is known to the two closures only: they are compiled for it, while the decoder stays
/// one type, whose generic code never runs once per byte.
struct FormatDecoder<Message: Sendable & Equatable>: FrameDecoder {
    private var cutter = FrameCutter()
    private let take: @Sendable (inout FrameCutter, ArraySlice<UInt8>) -> [Decoded<Message>]
    private let rest: @Sendable (inout FrameCutter) -> [Decoded<Message>]

    @inline(__always)
    init<Format: FrameFormat<Message>>(_ format: Format) {
        take = { cutter, bytes in cutter.feed(bytes, format) }
        rest = { cutter in cutter.idle(format) }
    }

    mutating func feed(_ bytes: ArraySlice<UInt8>) -> [Decoded<Message>] { take(&cutter, bytes) }

    mutating func idle() -> [Decoded<Message>] { rest(&cutter) }
}

/// The bytes a decoder keeps from one chunk to the next.
private struct FrameCutter: Sendable {
    /// The beginning of a frame that has not ended yet.
    private var unfinished: [UInt8] = []
    private var garbage = GarbageRun()

    mutating func feed<Format: FrameFormat>(
        _ bytes: ArraySlice<UInt8>, _ format: Format
    ) -> [Decoded<Format.Message>] {
        var out: [Decoded<Format.Message>] = []
        // A chunk from a line holds a few frames; growing step by step costs more than they do.
        out.reserveCapacity(bytes.count / format.longestFrame)
        if unfinished.isEmpty {
            let taken = bytes.withUnsafeBufferPointer { take($0, format, &out) }
            unfinished.append(contentsOf: bytes.dropFirst(taken))
        } else {
            unfinished.append(contentsOf: bytes)
            var whole: [UInt8] = []
            swap(&whole, &unfinished)
            let taken = whole.withUnsafeBufferPointer { take($0, format, &out) }
            whole.removeFirst(taken)
            unfinished = whole
        }
        return out
    }

    mutating func idle<Format: FrameFormat>(_ format: Format) -> [Decoded<Format.Message>] {
        var out: [Decoded<Format.Message>] = []
        garbage.flush(to: &out)
        if !unfinished.isEmpty {
            let ended = unfinished.withUnsafeBufferPointer { takeLast($0, format, &out) }
            if ended < unfinished.count {
                let rest = Array(unfinished[ended...])
                out.append(.malformed(Malformed(reason: .noTerminator, bytes: rest)))
            }
            unfinished.removeAll(keepingCapacity: true)
        }
        return out
    }

    /// Takes a frame that only the silence has ended; gives how many bytes that were.
    private func takeLast<Format: FrameFormat>(
        _ bytes: UnsafeBufferPointer<UInt8>, _ format: Format,
        _ out: inout [Decoded<Format.Message>]
    ) -> Int {
        switch format.verdictAtSilence(bytes) {
        case .frame(let message, let length):
            out.append(.message(message))
            return length
        case .refused(let reason, let length):
            out.append(.malformed(Malformed(reason: reason, bytes: Array(bytes[..<length]))))
            return length
        case .filler(let length): return length
        case .none, .incomplete: return 0
        }
    }

    /// Takes what is complete; gives how many bytes that were.
    private mutating func take<Format: FrameFormat>(
        _ bytes: UnsafeBufferPointer<UInt8>, _ format: Format,
        _ out: inout [Decoded<Format.Message>]
    ) -> Int {
        var place = 0
        while place < bytes.count {
            // Never more than a frame: what stands behind would make the cut of the chunks matter.
            let end = min(bytes.count, place + format.longestFrame)
            let rest = UnsafeBufferPointer(rebasing: bytes[place..<end])
            switch format.verdict(rest) {
            case .incomplete where rest.count < format.longestFrame: return place
            case .none, .incomplete:
                garbage.append(bytes[place], to: &out)
                place += 1
            case .frame(let message, let length):
                garbage.flush(to: &out)
                out.append(.message(message))
                place += length
            case .refused(let reason, let length):
                garbage.flush(to: &out)
                out.append(.malformed(Malformed(reason: reason, bytes: Array(rest[..<length]))))
                place += length
            case .filler(let length):
                garbage.flush(to: &out)
                place += length
            }
        }
        return place
    }
}
