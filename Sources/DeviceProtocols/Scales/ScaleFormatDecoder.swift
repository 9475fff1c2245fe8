/// The decoder of a scale's format; computes stability where the format carries no flag.
struct ScaleFormatDecoder<Format: FrameFormat<ScaleReading>>: FrameDecoder {
    private var frames: FormatDecoder<Format>
    /// Nil where the device itself says whether the weight is at rest.
    private var stability: StabilityWindow?

    /// Makes a decoder.
    /// - Parameters:
    ///   - format: How frames look.
    ///   - sendsStability: Whether the device itself says whether the weight is at rest; if not, the
    ///     format gives every weight as `moving`.
    init(_ format: Format, sendsStability: Bool) {
        frames = FormatDecoder(format)
        stability = sendsStability ? nil : StabilityWindow()
    }

    mutating func feed(_ bytes: ArraySlice<UInt8>) -> [Decoded<ScaleReading>] {
        let found = frames.feed(bytes)
        guard stability != nil else { return found }
        return found.map { judged($0) }
    }

    mutating func idle() -> [Decoded<ScaleReading>] {
        stability?.reset()
        return frames.idle()
    }

    private mutating func judged(_ item: Decoded<ScaleReading>) -> Decoded<ScaleReading> {
        guard case .message(let reading) = item else { return item }
        guard reading.value != nil else {
            stability?.reset()
            return item
        }
        return .message(stability?.judge(reading) ?? reading)
    }
}
