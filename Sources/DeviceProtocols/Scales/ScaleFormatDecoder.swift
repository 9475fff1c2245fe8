/// The decoder of a scale's format; computes stability where the format carries no flag.
struct ScaleFormatDecoder: FrameDecoder {
    private var frames: FormatDecoder<ScaleReading>
    /// Nil where the device itself says whether the weight is at rest.
    private var stability: StabilityWindow?

    /// Makes a decoder.
    /// - Parameters:
    ///   - format: How frames look.
    ///   - sendsStability: Whether the device itself says whether the weight is at rest; if not, the
    ///     format gives every weight as `moving`.
    @inline(__always)
    init(_ format: some FrameFormat<ScaleReading>, sendsStability: Bool) {
        frames = FormatDecoder(format)
        stability = sendsStability ? nil : StabilityWindow()
    }

    mutating func feed(_ bytes: ArraySlice<UInt8>) -> [Decoded<ScaleReading>] {
        var found = frames.feed(bytes)
        judge(&found)
        return found
    }

    mutating func idle() -> [Decoded<ScaleReading>] {
        var found = frames.idle()
        judge(&found)
        stability?.reset()
        return found
    }

    private mutating func judge(_ found: inout [Decoded<ScaleReading>]) {
        guard var window = stability else { return }
        for index in found.indices {
            guard case .message(let reading) = found[index] else { continue }
            if !reading.hasNumber {
                window.reset()
            } else if window.isStable(reading) {
                found[index] = .message(reading.with(state: .stable))
            }
        }
        stability = window
    }
}
