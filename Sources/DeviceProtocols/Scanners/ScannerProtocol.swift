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
