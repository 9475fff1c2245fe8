/// A protocol spoken by scales.
///
/// A new one is a decoder in a file of its own and a line in `all`.
struct ScaleProtocol: Sendable {
    let name: String
    /// How a weight is asked for; nil for scales that send on their own.
    let poll: @Sendable (ScaleOptions) -> PollCommand?
    let makeDecoder: @Sendable (ScaleOptions) -> any FrameDecoder<ScaleReading>

    /// The protocol whose frames are described in the profile.
    static let columns = "columns"

    /// A scale that sends on its own.
    init(
        name: String,
        makeDecoder: @escaping @Sendable (ScaleOptions) -> any FrameDecoder<ScaleReading>
    ) {
        self.init(name: name, poll: { _ in nil }, makeDecoder: makeDecoder)
    }

    /// A scale that is asked.
    init(
        name: String, poll: @escaping @Sendable (ScaleOptions) -> PollCommand?,
        makeDecoder: @escaping @Sendable (ScaleOptions) -> any FrameDecoder<ScaleReading>
    ) {
        self.name = name
        self.poll = poll
        self.makeDecoder = makeDecoder
    }

    static let all = [
        ScaleProtocol(
            name: "toledo-8217",
            poll: { _ in PollCommand(bytes: Array("W".utf8), minimumGapMilliseconds: 200) },
            makeDecoder: {
                ScaleFormatDecoder(Toledo8217Format(unit: $0.unit), sendsStability: true)
            }),
        ScaleProtocol(name: "yaohua-a12e") { _ in YaohuaA12EDecoder() },
        ScaleProtocol(name: "yaohua-0") {
            ScaleFormatDecoder(YaohuaContinuousFormat(unit: $0.unit), sendsStability: false)
        },
        ScaleProtocol(name: "yaohua-1") {
            ScaleFormatDecoder(
                YaohuaDisplayFormat(unit: $0.unit, isReversed: true), sendsStability: false)
        },
        ScaleProtocol(name: "yaohua-2") {
            ScaleFormatDecoder(
                YaohuaDisplayFormat(unit: $0.unit, isReversed: false), sendsStability: false)
        },
        ScaleProtocol(
            name: "yaohua-command",
            poll: { options in
                // At 1200 baud a request and its answer take 170 ms.
                PollCommand(bytes: options.yaohuaCommand.request, minimumGapMilliseconds: 200)
            },
            makeDecoder: {
                ScaleFormatDecoder(
                    YaohuaCommandFormat(unit: $0.unit, options: $0.yaohuaCommand),
                    sendsStability: false)
            }),
        ScaleProtocol(name: "mt-continuous") {
            ScaleFormatDecoder(MTContinuousFormat(options: $0.continuous), sendsStability: true)
        },
        ScaleProtocol(
            name: "cas-ecr", poll: { _ in casECRPoll },
            makeDecoder: {
                ScaleFormatDecoder(CASECRFormat(options: $0.ecr), sendsStability: true)
            }),
        ScaleProtocol(
            name: "dialog06", poll: { _ in dialog06Poll }, makeDecoder: { _ in Dialog06Decoder() }),
        ScaleProtocol(name: "bcd") {
            ScaleFormatDecoder(
                BCDFormat(unit: $0.unit, options: $0.bcd), sendsStability: true)
        },
        ScaleProtocol(
            name: "mt-sics",
            poll: { _ in
                PollCommand(bytes: Array("SI\r\n".utf8), minimumGapMilliseconds: 200)
            },
            makeDecoder: { _ in ScaleFormatDecoder(MTSICSFormat(), sendsStability: true) }),
        ScaleProtocol(
            name: "sma",
            poll: { _ in PollCommand(bytes: Array("\nW\r".utf8), minimumGapMilliseconds: 200) },
            makeDecoder: { _ in ScaleFormatDecoder(SMAFormat(), sendsStability: true) }),
        ScaleProtocol(name: columns) {
            columnDecoder(
                ColumnFormat($0.layouts, unit: $0.unit), answersOnce: $0.answersNewWeightsOnly)
        },
    ]

    /// ENQ wakes the scale, DC1 asks for the weight; NAK to ENQ ends the round, the next one tries
    /// again.
    private static let casECRPoll = PollCommand(
        steps: [
            PollCommand.Step(bytes: [ASCIIControl.enq], reply: [ASCIIControl.ack]),
            PollCommand.Step(bytes: [ASCIIControl.dc1]),
        ], minimumGapMilliseconds: 200)

    private static let dialog06Poll = PollCommand(
        steps: [
            PollCommand.Step(bytes: Dialog06Decoder.request, reply: [ASCIIControl.ack]),
            PollCommand.Step(bytes: Dialog06Decoder.demand),
        ], minimumGapMilliseconds: 500)
}
