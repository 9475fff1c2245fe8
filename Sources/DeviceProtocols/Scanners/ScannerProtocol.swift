/// A protocol spoken by scanners.
///
/// A new one is a decoder in a file of its own and a line in `all`.
struct ScannerProtocol: Sendable {
    let name: String
    /// Whether codes come in packets, which end without a suffix.
    let hasPackets: Bool
    /// Commands that every scanner of the protocol knows; others are named by the profile.
    let commands: [ScannerCommand: SSIPacket]
    let makeDecoder: @Sendable (ScannerOptions) -> any FrameDecoder<ScannedCode>

    static let all = [
        ScannerProtocol(name: "serial", hasPackets: false, commands: [:]) {
            SerialScannerDecoder($0)
        },
        ScannerProtocol(name: "ssi", hasPackets: true, commands: SSIPacket.commands) {
            SSIDecoder($0)
        },
    ]

    static func named(_ name: String) -> ScannerProtocol? { all.first { $0.name == name } }
}

extension SSIPacket {
    /// One short high tone.
    private static let shortBeep: UInt8 = 0x00

    fileprivate static let commands: [ScannerCommand: SSIPacket] = [
        .start: SSIPacket(hostOpcode: Opcode.startSession),
        .stop: SSIPacket(hostOpcode: Opcode.stopSession),
        .enable: SSIPacket(hostOpcode: Opcode.enable),
        .disable: SSIPacket(hostOpcode: Opcode.disable),
        .beep: SSIPacket(hostOpcode: Opcode.beep, data: [shortBeep]),
    ]
}
