/// What has to be known of a Yaohua indicator that is asked by address.
public struct YaohuaCommandOptions: Sendable, Hashable {
    /// Which weight is asked for.
    public enum Weight: String, Sendable, Hashable, CaseIterable {
        case gross, net
    }

    /// The indicator's address, `A`–`Z`; nil to ask `A` and hear any.
    public var address: UInt8?
    /// Which weight is asked for.
    public var reads: Weight
    /// How check digits above 9 are sent to the indicator.
    var checkDigits: YaohuaCheckDigits.Alphabet

    /// Makes options.
    public init(address: UInt8? = nil, reads: Weight = .gross) {
        self.address = address
        self.reads = reads
        checkDigits = .letters
    }

    /// The request for the weight: STX, address, command, check digits, ETX.
    var request: [UInt8] {
        let command = UInt8(ascii: reads == .gross ? "B" : "D")
        let asked = [address ?? UInt8(ascii: "A"), command]
        return [ASCIIControl.stx] + asked + YaohuaCheckDigits.digits(over: asked, in: checkDigits)
            + [ASCIIControl.etx]
    }
}

/// Answers of a Yaohua indicator in command mode: STX, address, command, data, two check digits,
/// ETX (sources: manuals of the XK3190-A9+, XK3190-A23p and XK3190-DS1).
///
/// Gross (`B`) and net (`D`) are weights. The others are no readings: handshake (`A`), tare (`C`),
/// and `E`–`H`, which differ by model. EOT instead of a command tells that it was not understood.
/// The format does not say whether the weight is at rest, and sends no unit.
struct YaohuaCommandFormat: FrameFormat {
    /// A weight: sign, six digits and the number of decimals among the six other bytes.
    private static let weightLength = 14
    /// A frame without data; also our own request, which some RS-485 converters give back.
    private static let emptyLength = 6

    let unit: MassUnit
    let options: YaohuaCommandOptions

    var longestFrame: Int { YaohuaFrame.longest }

    func verdict(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<ScaleReading> {
        switch YaohuaFrame.extent(bytes) {
        case .unfinished: return .incomplete
        case .broken: return .none
        case .whole(let length):
            guard length >= Self.emptyLength else { return .refused(.length, length: length) }
            let checked = UnsafeBufferPointer(rebasing: bytes[1..<(length - 3)])
            guard
                YaohuaCheckDigits.fit(bytes[length - 3], bytes[length - 2], over: checked)
            else { return .refused(.checksum, length: length) }
            return answer(bytes, length)
        }
    }

    private func answer(
        _ bytes: UnsafeBufferPointer<UInt8>, _ length: Int
    ) -> FrameVerdict<ScaleReading> {
        let (address, command) = (bytes[1], bytes[2])
        guard (0x41...0x5A).contains(address) else { return .refused(.unexpected, length: length) }
        // Another indicator on the same line.
        guard options.address == nil || options.address == address else {
            return .filler(length: length)
        }
        switch command {
        case UInt8(ascii: "B"), UInt8(ascii: "D"):
            guard length != Self.emptyLength else { return .filler(length: length) }
            return weight(bytes, length, net: command == UInt8(ascii: "D"))
        case UInt8(ascii: "A"), UInt8(ascii: "C"), UInt8(ascii: "E")...UInt8(ascii: "H"):
            return .filler(length: length)
        case ASCIIControl.eot:
            return .frame(ScaleReading(without: .fault, unit: unit, net: false), length: length)
        default: return .refused(.unexpected, length: length)
        }
    }

    private func weight(
        _ bytes: UnsafeBufferPointer<UInt8>, _ length: Int, net: Bool
    ) -> FrameVerdict<ScaleReading> {
        guard length == Self.weightLength else { return .refused(.length, length: length) }
        guard let number = YaohuaFrame.number(bytes, at: 3) else {
            return .refused(.unexpected, length: length)
        }
        return .frame(
            ScaleReading(state: .moving, number: number, unit: unit, net: net), length: length)
    }
}
