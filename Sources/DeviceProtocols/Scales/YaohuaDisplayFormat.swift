/// Yaohua continuous output, formats 1 and 2, 9 bytes: `=` and the display with its point.
///
/// Format 2 sends the sign (`0`, `+` or a space, or `-`) and seven characters; format 1 sends the same eight
/// backwards, so that `=000.3000` is 3.000 (sources: manuals of the XK3190-A26 and XK3190-A23p).
///
/// There is no check: a character too many would shift the number, so a frame is believed only when
/// something else than a digit, or a silence, follows. Neither stability nor a unit is sent.
struct YaohuaDisplayFormat: FrameFormat {
    private static let length = 9
    private static let plus = UInt8(ascii: "+")

    let unit: MassUnit
    /// Format 1: the last character comes first.
    let isReversed: Bool

    var longestFrame: Int { Self.length + 1 }
    private var signPlace: Int { isReversed ? 8 : 1 }

    func verdict(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<ScaleReading> {
        guard bytes[0] == UInt8(ascii: "=") else { return .none }
        for index in 1..<max(1, min(bytes.count, Self.length))
        where !isDisplay(bytes[index]) && !(index == signPlace && bytes[index] == Self.plus) {
            return .none
        }
        guard bytes.count > Self.length else { return .incomplete }
        guard !isDisplay(bytes[Self.length]) else {
            return .refused(.length, length: longestFrame)
        }
        return whole(bytes)
    }

    func verdictAtSilence(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<ScaleReading> {
        bytes.count == Self.length ? whole(bytes) : .incomplete
    }

    private func whole(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<ScaleReading> {
        guard let number = number(bytes) else { return .refused(.unexpected, length: Self.length) }
        return .frame(
            ScaleReading(state: .moving, number: number, unit: unit, net: false),
            length: Self.length)
    }

    private func number(_ bytes: UnsafeBufferPointer<UInt8>) -> SentNumber? {
        let sign = bytes[signPlace]
        switch sign {
        case UInt8(ascii: "0"), UInt8(ascii: "-"), UInt8(ascii: " "), Self.plus: break
        default: return nil
        }
        var magnitude: Int64 = 0
        var decimals: Int?
        for index in 0..<7 {
            let byte = bytes[isReversed ? 7 - index : 2 + index]
            switch byte {
            case 0x30...0x39:
                magnitude = magnitude * 10 + Int64(byte - 0x30)
                decimals = decimals.map { $0 + 1 }
            case UInt8(ascii: ".") where decimals == nil && index > 0: decimals = 0
            case UInt8(ascii: " ") where magnitude == 0 && decimals == nil && index < 6: break
            default: return nil
            }
        }
        return SentNumber(
            magnitude: magnitude, decimals: decimals ?? 0, isNegative: sign == UInt8(ascii: "-"))
    }

    private func isDisplay(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: " "): true
        default: false
        }
    }
}
