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
