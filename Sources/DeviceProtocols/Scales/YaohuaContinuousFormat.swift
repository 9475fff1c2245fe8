/// Yaohua continuous output, format 0, 12 bytes: STX, sign, six digits, number of decimals, two
/// check digits, ETX (sources: manuals of the XK3190-A26 and XK3190-A9+).
///
/// The format says neither whether the weight is at rest nor whether it is net, and sends no unit.
struct YaohuaContinuousFormat: FrameFormat {
    private static let length = 12

    let unit: MassUnit

    var longestFrame: Int { YaohuaFrame.longest }

    func verdict(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<ScaleReading> {
        switch YaohuaFrame.extent(bytes) {
        case .unfinished: return .incomplete
        case .broken: return .none
        case .whole(let length):
            guard length == Self.length else { return .refused(.length, length: length) }
            let checked = UnsafeBufferPointer(rebasing: bytes[1..<9])
            guard YaohuaCheckDigits.fit(bytes[9], bytes[10], over: checked) else {
                return .refused(.checksum, length: length)
            }
            guard let number = YaohuaFrame.number(bytes, at: 1) else {
                return .refused(.unexpected, length: length)
            }
            let reading = ScaleReading(state: .moving, number: number, unit: unit, net: false)
            return .frame(reading, length: length)
        }
    }
}
