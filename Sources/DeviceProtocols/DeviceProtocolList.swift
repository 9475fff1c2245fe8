/// A protocol spoken by scanners.
///
/// A new one is a decoder in a file of its own and a line in `all`.
struct ScannerProtocol: Sendable {
    let name: String
    let makeDecoder: @Sendable (ScannerOptions) -> any FrameDecoder<ScannedCode>

    static let all = [
        ScannerProtocol(name: "serial") { SerialScannerDecoder($0) }
    ]
}

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

/// A language spoken by label printers, with its status.
///
/// A new one is a decoder in a file of its own and a line in `all`.
struct PrinterProtocol: Sendable {
    let name: String
    let language: PrinterOptions.Language
    let poll: @Sendable (PrinterOptions) -> PollCommand?
    let makeDecoder: @Sendable (PrinterOptions) -> any FrameDecoder<PrinterStatus>

    static let all = [
        PrinterProtocol(name: "tspl", language: .tspl, poll: tsplPoll) {
            TSPLStatusDecoder(reply: $0.statusReply, bits: $0.statusBits)
        }
    ]

    private static func tsplPoll(_ options: PrinterOptions) -> PollCommand? {
        switch options.statusReply {
        case .byte, .either:
            PollCommand(bytes: Array("\u{1B}!?".utf8), minimumGapMilliseconds: 50)
        case .frame:
            PollCommand(bytes: Array("\u{1B}!S".utf8), minimumGapMilliseconds: 50)
        case .none: nil
        }
    }
}
