/// What differs between devices that send Mettler-Toledo's continuous output.
public struct MTContinuousOptions: Sendable, Hashable {
    /// Which fields a frame has.
    public enum Layout: String, Sendable, Hashable, CaseIterable {
        /// Each frame shows by the place of its CR which layout it has.
        case auto
        /// Weight and tare, 17 bytes.
        case long
        /// Weight alone, 11 bytes.
        case short
    }

    /// Whether a checksum follows the CR.
    public enum Checksum: String, Sendable, Hashable, CaseIterable {
        /// Each frame shows it by the byte after its CR, so it is told one byte later.
        case auto
        case sent, absent
    }

    /// Which fields a frame has.
    public var layout: Layout
    /// Whether a checksum follows the CR.
    public var checksum: Checksum
    /// LF follows each frame.
    public var hasLineFeed: Bool

    /// Makes options.
    public init(
        layout: Layout = .auto, checksum: Checksum = .auto, hasLineFeed: Bool = false
    ) {
        self.layout = layout
        self.checksum = checksum
        self.hasLineFeed = hasLineFeed
    }
}

/// Mettler-Toledo continuous output: STX, three status bytes, six digits of weight, six of tare
/// (not in the short form), CR and perhaps a checksum (sources: manuals of the Mettler-Toledo IND445
/// and WILDCAT, Kern FTC, Cardinal 225, Fairbanks FB3000, Triner TS-700).
///
/// Makers disagree on the bits said to be constant, so none of them is looked at; what shows a frame
/// are its length, its CR and its checksum. Leading zeros may be spaces.
struct MTContinuousFormat: FrameFormat {
    private static let shortLength = 11
    private static let longLength = 17

    private enum Extent {
        case unfinished, broken
        /// So many bytes up to the CR.
        case ends(Int)
    }

    let options: MTContinuousOptions

    /// A checksum that equals STX needs the byte behind it too.
    var longestFrame: Int { Self.longLength + 2 }

    func verdict(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<ScaleReading> {
        if options.hasLineFeed, bytes[0] == ASCIIControl.lf { return .filler(length: 1) }
        switch extent(bytes) {
        case .unfinished: return .incomplete
        case .broken: return .none
        case .ends(let length):
            switch options.checksum {
            case .absent: return fits(length) ?? reading(bytes, length, length)
            case .sent: return checked(bytes, length)
            case .auto: return examined(bytes, length)
            }
        }
    }

    func verdictAtSilence(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<ScaleReading> {
        guard options.checksum == .auto, case .ends(let length) = extent(bytes) else {
            return .incomplete
        }
        return fits(length) ?? reading(bytes, length, bytes.count)
    }

    /// Where a frame that begins here has its CR.
    ///
    /// The status bytes may be any, so only the digits show that it is none.
    private func extent(_ bytes: UnsafeBufferPointer<UInt8>) -> Extent {
        guard bytes[0] == ASCIIControl.stx else { return .broken }
        for index in 4..<max(4, min(bytes.count, Self.longLength)) {
            switch bytes[index] {
            case 0x20...0x7E where index + 1 < Self.longLength: continue
            case ASCIIControl.cr where isLength(index + 1):
                return .ends(index + 1)
            default: return .broken
            }
        }
        return .unfinished
    }

    private func isLength(_ length: Int) -> Bool {
        length == Self.shortLength || length == Self.longLength
    }

    /// What is wrong with a length; nil where it is allowed.
    private func fits(_ length: Int) -> FrameVerdict<ScaleReading>? {
        switch options.layout {
        case .auto: nil
        case .long: length == Self.longLength ? nil : .refused(.length, length: length)
        case .short: length == Self.shortLength ? nil : .refused(.length, length: length)
        }
    }

    private func checked(
        _ bytes: UnsafeBufferPointer<UInt8>, _ length: Int
    ) -> FrameVerdict<ScaleReading> {
        if let refused = fits(length) { return refused }
        guard bytes.count > length else { return .incomplete }
        guard bytes[length] & 0x7F == checksum(bytes, length) else {
            return .refused(.checksum, length: length + 1)
        }
        return reading(bytes, length, length + 1)
    }

    /// Finds out by the next byte whether there is a checksum.
    ///
    /// After a frame without one the next begins. Another byte can only be a wrong checksum: the
    /// frame is not believed, unless the byte has the eighth bit, which no checksum has.
    private func examined(
        _ bytes: UnsafeBufferPointer<UInt8>, _ length: Int
    ) -> FrameVerdict<ScaleReading> {
        if let refused = fits(length) { return refused }
        guard bytes.count > length else { return .incomplete }
        let next = bytes[length]
        let isRight = next & 0x7F == checksum(bytes, length)
        guard next == ASCIIControl.stx else {
            if isRight { return reading(bytes, length, length + 1) }
            guard next < 0x80 else { return reading(bytes, length, length) }
            return .refused(.checksum, length: length + 1)
        }
        guard isRight else { return reading(bytes, length, length) }
        // The right checksum and the next frame's STX look the same: two of them are both.
        guard bytes.count > length + 1 else { return .incomplete }
        let isBoth = bytes[length + 1] == ASCIIControl.stx
        return reading(bytes, length, isBoth ? length + 1 : length)
    }

    /// The two's complement of the sum, of which seven bits are sent.
    private func checksum(_ bytes: UnsafeBufferPointer<UInt8>, _ length: Int) -> UInt8 {
        var sum: UInt8 = 0
        for index in 0..<length { sum &+= bytes[index] }
        return (0 &- sum) & 0x7F
    }

    /// Reads a whole frame; `length` bytes up to its CR, `taken` with all that belongs to it.
    ///
    /// Out of range is asked first, then a missing zero: what the other bits say then means nothing.
    private func reading(
        _ bytes: UnsafeBufferPointer<UInt8>, _ length: Int, _ taken: Int
    ) -> FrameVerdict<ScaleReading> {
        let status = MTContinuousStatus(a: bytes[1], b: bytes[2], c: bytes[3])
        if let fault = status.fault {
            return .frame(ScaleReading(without: fault, unit: .kg, net: status.isNet), length: taken)
        }
        let digits = UnsafeBufferPointer(rebasing: bytes[4..<10])
        guard let unit = status.unit, let magnitude = SentNumber.magnitude(digits) else {
            return .refused(.unexpected, length: taken)
        }
        let number = SentNumber(
            magnitude: magnitude * status.factor, decimals: status.decimals,
            isNegative: status.isNegative)
        let state: ScaleState = status.isMoving ? .moving : .stable
        return .frame(
            ScaleReading(state: state, number: number, unit: unit, net: status.isNet),
            length: taken)
    }
}

/// The three status bytes.
private struct MTContinuousStatus {
    let a: UInt8
    let b: UInt8
    let c: UInt8

    /// Bits 0–2 of A: 0 and 1 put noughts behind the digits, from 3 on they put a point into them.
    var factor: Int64 {
        switch a & 7 {
        case 0: 100
        case 1: 10
        default: 1
        }
    }

    var decimals: Int { max(0, Int(a & 7) - 2) }

    var isNet: Bool { b & 0x01 != 0 }
    var isNegative: Bool { b & 0x02 != 0 }
    var isMoving: Bool { b & 0x08 != 0 }

    /// Out of range is overload or, with a minus sign, underload.
    ///
    /// Bit 4 of C tells that the display is expanded for testing. Manuals do not say where the point
    /// stands then, so that is no weight at all.
    var fault: ScaleState? {
        if b & 0x04 != 0 { return isNegative ? .underload : .overload }
        if b & 0x40 != 0 { return .zeroNeeded }
        return c & 0x10 != 0 ? .fault : nil
    }

    /// Bits 0–2 of C; 0 leaves it to bit 4 of B.
    ///
    /// Tonnes and the units of jewellers are none of ours.
    var unit: MassUnit? {
        switch c & 7 {
        case 0: b & 0x10 != 0 ? .kg : .lb
        case 1: .g
        case 3: .oz
        default: nil
        }
    }
}
