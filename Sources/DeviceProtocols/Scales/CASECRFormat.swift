/// What differs between scales that speak to cash registers as CAS scales do.
public struct CASECROptions: Sendable, Hashable {
    /// Over which bytes the check is taken.
    public enum CheckedBytes: String, Sendable, Hashable, CaseIterable {
        /// From the status to the unit.
        case text
        /// From the first byte of all to the unit.
        case all
    }

    /// Over which bytes the check is taken.
    public var checkedBytes: CheckedBytes

    /// Makes options.
    public init(checkedBytes: CheckedBytes = .text) {
        self.checkedBytes = checkedBytes
    }
}

/// Answers of CAS scales in their protocol for cash registers, usually 15 bytes: SOH, STX, status,
/// sign, weight and unit, check, ETX, EOT (sources: manuals of the CAS PD-II, SW-II and AP-1, Gram
/// Zfoc, Ohaus Aviator 7000, Pinnacle OS2).
///
/// Weight and unit have 6 and 2 characters, or 7 and 1, or 5 and 1. SOH may come with the eighth bit
/// set. The check is an exclusive-or. ACK and NAK, which answer ENQ, say nothing.
struct CASECRFormat: FrameFormat {
    private static let shortest = 13
    private static let longest = 15
    /// Where weight and unit begin.
    private static let fieldStart = 4

    private enum Extent {
        case unfinished, broken
        case whole(Int)
    }

    let options: CASECROptions

    /// Frames some characters too long are refused as such.
    var longestFrame: Int { 20 }

    func verdict(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<ScaleReading> {
        switch bytes[0] {
        case ASCIIControl.ack, ASCIIControl.nak: return .filler(length: 1)
        case ASCIIControl.soh, ASCIIControl.soh | 0x80: break
        default: return .none
        }
        switch extent(bytes) {
        case .unfinished: return .incomplete
        case .broken: return .none
        case .whole(let length):
            guard (Self.shortest...Self.longest).contains(length) else {
                return .refused(.length, length: length)
            }
            guard bytes[length - 3] == check(bytes, length) else {
                return .refused(.checksum, length: length)
            }
            return reading(bytes, length)
        }
    }

    /// Where a frame that begins here ends.
    ///
    /// The check may be any byte, even ETX, so the end shows only in ETX and EOT behind it.
    private func extent(_ bytes: UnsafeBufferPointer<UInt8>) -> Extent {
        // What lies beyond the longest frame must not count: it may not have come yet.
        let count = min(bytes.count, longestFrame)
        guard count > 1 else { return .unfinished }
        guard bytes[1] == ASCIIControl.stx else { return .broken }
        var index = 2
        while index < count, (0x20...0x7E).contains(bytes[index]) { index += 1 }
        guard index + 1 < count else { return .unfinished }
        if bytes[index] == ASCIIControl.etx, bytes[index + 1] == ASCIIControl.eot {
            return .whole(index + 2)
        }
        guard bytes[index + 1] == ASCIIControl.etx else { return .broken }
        guard index + 2 < count else { return .unfinished }
        return bytes[index + 2] == ASCIIControl.eot ? .whole(index + 3) : .broken
    }

    private func check(_ bytes: UnsafeBufferPointer<UInt8>, _ length: Int) -> UInt8 {
        var check: UInt8 = 0
        for index in (options.checkedBytes == .all ? 0 : 2)..<(length - 3) { check ^= bytes[index] }
        return check
    }

    private func reading(
        _ bytes: UnsafeBufferPointer<UInt8>, _ length: Int
    ) -> FrameVerdict<ScaleReading> {
        let (status, sign) = (bytes[2], bytes[3])
        let end = length - 3
        let unitStart = Self.unitStart(bytes, end)
        let overflow = UInt8(ascii: "F")
        if status == overflow || sign == overflow || bytes[Self.fieldStart] == overflow {
            let state: ScaleState = sign == UInt8(ascii: "-") ? .underload : .overload
            return .frame(ScaleReading(without: state, unit: .kg, net: false), length: length)
        }
        guard let unit = Self.unit(bytes, unitStart, end),
            let state = Self.state(status), let isNegative = Self.isNegative(sign)
        else { return .refused(.unexpected, length: length) }
        let field = Self.field(bytes, unitStart)
        if state == .moving, field.isEmpty {
            return .frame(ScaleReading(without: .moving, unit: unit, net: false), length: length)
        }
        // Without its point a weight in kilograms would be a thousand times too much.
        guard let number = SentNumber(field), number.digits >= 0,
            number.decimals > 0 || unit == .g
        else { return .refused(.unexpected, length: length) }
        let signed = SentNumber(
            magnitude: number.digits, decimals: number.decimals, isNegative: isNegative)
        return .frame(
            ScaleReading(state: state, number: signed, unit: unit, net: false), length: length)
    }

    /// Weight without the spaces between it and a unit of one letter.
    private static func field(
        _ bytes: UnsafeBufferPointer<UInt8>, _ unitStart: Int
    ) -> Slice<UnsafeBufferPointer<UInt8>> {
        var end = unitStart
        while end > fieldStart, bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
        return bytes[fieldStart..<end]
    }

    /// Where the letters of the unit begin, which end the field.
    private static func unitStart(_ bytes: UnsafeBufferPointer<UInt8>, _ end: Int) -> Int {
        var start = end
        while start > fieldStart, isLetter(bytes[start - 1]) { start -= 1 }
        return start
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte & 0xDF)
    }

    private static func unit(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int
    ) -> MassUnit? {
        let first = start < end ? bytes[start] & 0xDF : 0
        let second = start + 1 < end ? bytes[start + 1] & 0xDF : 0
        switch (end - start, first, second) {
        case (2, UInt8(ascii: "K"), UInt8(ascii: "G")): return .kg
        case (2, UInt8(ascii: "L"), UInt8(ascii: "B")): return .lb
        case (2, UInt8(ascii: "O"), UInt8(ascii: "Z")): return .oz
        case (1, UInt8(ascii: "G"), _): return .g
        // One character is left for the unit beside seven of weight.
        case (1, UInt8(ascii: "K"), _): return .kg
        case (1, UInt8(ascii: "L"), _): return .lb
        default: return nil
        }
    }

    private static func state(_ status: UInt8) -> ScaleState? {
        switch status {
        case UInt8(ascii: "S"): .stable
        case UInt8(ascii: "U"): .moving
        default: nil
        }
    }

    private static func isNegative(_ sign: UInt8) -> Bool? {
        switch sign {
        case UInt8(ascii: " "), UInt8(ascii: "+"): false
        case UInt8(ascii: "-"): true
        default: nil
        }
    }
}
