/// Mettler-Toledo 8217, weight only: the answer to `W` is `STX weight [N] CR`, or `STX ? status CR`
/// when there is no weight to give (source: service manual of the PSC Magellan 8500).
///
/// The status is taken by position: some scales send 0x0D there, so CR alone ends nothing.
struct Toledo8217Format: FrameFormat {
    /// Longest weight field; the manual has six characters.
    private static let longestWeight = 10
    private static let statusLength = 4

    /// The protocol sends no unit.
    let unit: MassUnit

    /// Most bytes of an endless frame that are kept before they are reported.
    var longestFrame: Int { 256 }

    func verdict(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<ScaleReading> {
        guard bytes[0] == ASCIIControl.stx else { return .none }
        guard bytes.count > 1 else { return .incomplete }
        return bytes[1] == UInt8(ascii: "?") ? status(bytes) : weight(bytes)
    }

    /// What is too long already is known to be.
    func verdictAtSilence(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<ScaleReading> {
        let end = Self.endOfWeight(bytes)
        guard end == 1 + Self.longestWeight, end < bytes.count, Self.isWeight(bytes[end]) else {
            return .incomplete
        }
        return .refused(.overlong, length: bytes.count)
    }

    private func status(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<ScaleReading> {
        guard bytes.count >= Self.statusLength else { return .incomplete }
        guard bytes[3] == ASCIIControl.cr else { return .none }
        return .frame(reading(ofStatus: bytes[2]), length: Self.statusLength)
    }

    private func weight(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<ScaleReading> {
        let end = Self.endOfWeight(bytes)
        guard end < bytes.count else { return .incomplete }
        if Self.isWeight(bytes[end]) { return overlong(bytes, from: end + 1) }
        let isNet = bytes[end] == UInt8(ascii: "N") && end > 1
        let last = isNet ? end + 1 : end
        guard last < bytes.count else { return .incomplete }
        guard bytes[last] == ASCIIControl.cr else { return .none }
        guard end > 1 else { return .refused(.length, length: last + 1) }
        // Without a checksum a lost point would make grams of kilograms: it has to be there.
        guard let number = SentNumber(bytes[1..<end]), number.decimals > 0 else {
            return .refused(.unexpected, length: last + 1)
        }
        return .frame(
            ScaleReading(state: .stable, number: number, unit: unit, net: isNet), length: last + 1)
    }

    /// The place behind the weight's characters, as many as are allowed.
    private static func endOfWeight(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        let most = min(bytes.count, 1 + longestWeight)
        var end = 1
        while end < most, isWeight(bytes[end]) { end += 1 }
        return end
    }

    private static func isWeight(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: " "): true
        default: false
        }
    }

    /// A frame too long is refused up to its CR or to the start of the next.
    private func overlong(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int
    ) -> FrameVerdict<ScaleReading> {
        for place in start..<bytes.count {
            if bytes[place] == ASCIIControl.stx { return .refused(.overlong, length: place) }
            if bytes[place] == ASCIIControl.cr { return .refused(.overlong, length: place + 1) }
        }
        // What follows, up to the next STX, is garbage of its own.
        return bytes.count < longestFrame
            ? .incomplete : .refused(.overlong, length: longestFrame)
    }

    /// What a status byte says.
    ///
    /// Bits: 0 motion, 1 over capacity, 2 under zero, 3 outside the zero-capture range, 4 centre of
    /// zero, 5 net; 6 and 7 differ between sources and are ignored. Motion is asked before bit 3,
    /// which a loaded pan may set as well. Net and centre of zero are no faults. At rest at the
    /// centre of zero the pan is empty, which is a weight; with a tare taken that is not the net
    /// weight. A status with nothing else only says that there is no weight to give yet.
    private func reading(ofStatus status: UInt8) -> ScaleReading {
        if status & 0x3F == 0x10 {
            let zero = SentNumber(
                magnitude: 0, decimals: unit == .lb ? 2 : 3, isNegative: false)
            return ScaleReading(state: .stable, number: zero, unit: unit, net: false)
        }
        let state: ScaleState =
            if status & 0x02 != 0 {
                .overload
            } else if status & 0x04 != 0 {
                .underload
            } else if status & 0x01 != 0 {
                .moving
            } else if status & 0x08 != 0 {
                .zeroNeeded
            } else {
                .moving
            }
        return ScaleReading(without: state, unit: unit, net: status & 0x20 != 0)
    }
}
