/// A language spoken by label printers, with its status.
///
/// A new one is a format in a file of its own and a line in `all`.
struct PrinterProtocol: Sendable {
    let name: String
    let language: PrinterOptions.Language
    /// The ways of answering a status request that the language has, besides none.
    let replies: [PrinterOptions.StatusReply]
    /// How a printer of this language is asked who it is.
    let identity: IdentityQuery
    /// A decoder; told true, it takes the answers to ``PrintEvidence/mark(_:)`` too.
    let makeDecoder: @Sendable (PrinterOptions, Bool) -> any FrameDecoder<PrinterStatus>

    static let all = [
        PrinterProtocol(
            name: "tspl", language: .tspl, replies: [.byte, .frame, .either],
            identity: PrinterIdentity.tspl
        ) { options, _ in
            FormatDecoder(
                TSPLStatusFormat(
                    reply: options.statusReply, bits: options.statusBits.first ?? []))
        },
        PrinterProtocol(
            name: "zpl", language: .zpl, replies: [.lines], identity: PrinterIdentity.zpl
        ) { options, takesEndMarks in
            // A printer that is never asked for its list sends none.
            takesEndMarks && options.fontBytes != nil
                ? FormatDecoder(ZPLAnswerFormat()) : FormatDecoder(ZPLStatusFormat())
        },
        PrinterProtocol(
            name: "cpcl", language: .cpcl, replies: [.byte, .extended],
            identity: PrinterIdentity.cpcl
        ) { options, _ in FormatDecoder(CPCLStatusFormat(bits: options.statusBits.first ?? [])) },
        PrinterProtocol(
            name: "escpos", language: .escpos, replies: [.round, .automatic],
            identity: PrinterIdentity.escpos
        ) { options, takesEndMarks in
            FormatDecoder(
                ESCPOSStatusFormat(
                    reply: options.statusReply, bits: options.statusBits,
                    takesEndMarks: takesEndMarks))
        },
    ]

    /// What is sent to hear a printer's state; nil where it never answers.
    static func poll(_ options: PrinterOptions) -> PollCommand? {
        switch (options.language, options.statusReply) {
        case (_, .none): nil
        case (.tspl, .frame): PollCommand(bytes: Array("\u{1B}!S".utf8), minimumGapMilliseconds: 50)
        case (.tspl, _): PollCommand(bytes: Array("\u{1B}!?".utf8), minimumGapMilliseconds: 50)
        case (.zpl, _): PollCommand(bytes: Array("~HS".utf8), minimumGapMilliseconds: 200)
        case (.cpcl, .extended):
            PollCommand(bytes: Array("\u{1B}i".utf8), minimumGapMilliseconds: 100)
        case (.cpcl, _): PollCommand(bytes: Array("\u{1B}h".utf8), minimumGapMilliseconds: 100)
        // Switching it on again makes the printer tell its state at once.
        case (.escpos, .automatic):
            PollCommand(bytes: [0x1D, 0x61, 0x0F], minimumGapMilliseconds: 500)
        // Longer than the idle gap, so that a silence shows where each round begins.
        case (.escpos, _): PollCommand(bytes: realTimeRound, minimumGapMilliseconds: 250)
        }
    }

    /// `DLE EOT 1` … `DLE EOT 4`: the printer answers each on receiving it, in this order.
    private static let realTimeRound: [UInt8] = (1...4).flatMap { [0x10, 0x04, $0] }
}
