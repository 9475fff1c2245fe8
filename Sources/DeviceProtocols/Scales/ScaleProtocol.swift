/// A protocol spoken by scales.
///
/// A new one is a decoder in a file of its own and a line in `all`.
struct ScaleProtocol: Sendable {
    let name: String
    /// How a weight is asked for; nil for scales that send on their own.
    let poll: PollCommand?
    let makeDecoder: @Sendable (ScaleOptions) -> any FrameDecoder<ScaleReading>

    static let all = [
        ScaleProtocol(
            name: "toledo-8217",
            poll: PollCommand(bytes: Array("W".utf8), minimumGapMilliseconds: 200)
        ) { Toledo8217Decoder(unit: $0.unit) },
        ScaleProtocol(name: "yaohua-a12e", poll: nil) { _ in YaohuaA12EDecoder() },
    ]
}
