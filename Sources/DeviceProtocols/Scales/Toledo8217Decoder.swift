/// Mettler-Toledo 8217, weight only: the answer to `W` is `STX weight [N] CR`, or `STX ? status CR`
/// when there is no weight to give (source: service manual of the PSC Magellan 8500).
///
/// The status is taken by position: some scales send 0x0D there, so CR alone ends nothing.
public struct Toledo8217Decoder: FrameDecoder {
    /// Longest weight field; the manual has six characters.
    private static let longestWeight = 10
    /// Most bytes of an endless frame that are kept before they are reported.
    private static let longestRefused = 256

    private let unit: MassUnit
    /// The frame so far, STX included.
    private var frame: [UInt8] = []
    private var isOverlong = false
    private var garbage = GarbageRun()

    /// Makes a decoder; the protocol sends no unit.
    public init(unit: MassUnit) {
        self.unit = unit
    }

    /// Takes the next bytes of the line.
    public mutating func feed(_ bytes: ArraySlice<UInt8>) -> [Decoded<ScaleReading>] {
        var out: [Decoded<ScaleReading>] = []
        bytes.withUnsafeBufferPointer { buffer in
            for byte in buffer { take(byte, &out) }
        }
        return out
    }

    /// Reports what the silence has cut off.
    public mutating func idle() -> [Decoded<ScaleReading>] {
        var out: [Decoded<ScaleReading>] = []
        if frame.isEmpty {
            garbage.flush(to: &out)
        } else {
            refuse(isOverlong ? .overlong : .noTerminator, &out)
        }
        return out
    }

    private mutating func take(_ byte: UInt8, _ out: inout [Decoded<ScaleReading>]) {
        if frame.isEmpty, byte != ASCIIControl.stx {
            garbage.append(byte, to: &out)
            return
        }
        frame.append(byte)
        if isOverlong {
            skipOverlong(byte, &out)
        } else if frame.count > 1, frame[1] == UInt8(ascii: "?") {
            takeStatus(byte, &out)
        } else if frame.count > 1 {
            takeWeight(byte, &out)
        }
    }

    private mutating func takeStatus(_ byte: UInt8, _ out: inout [Decoded<ScaleReading>]) {
        guard frame.count == 4 else { return }
        guard byte == ASCIIControl.cr else { return restart(&out) }
        let reading = reading(ofStatus: frame[2])
        finish(reading, &out)
    }

    private mutating func takeWeight(_ byte: UInt8, _ out: inout [Decoded<ScaleReading>]) {
        let isNet = frame[frame.count - 2] == UInt8(ascii: "N")
        switch byte {
        case ASCIIControl.cr: endWeight(isNet: isNet, &out)
        case _ where isNet: restart(&out)
        case UInt8(ascii: "N") where frame.count > 2: break
        case 0x30...0x39, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: " "):
            isOverlong = frame.count > 1 + Self.longestWeight
        default: restart(&out)
        }
    }

    private mutating func endWeight(isNet: Bool, _ out: inout [Decoded<ScaleReading>]) {
        let field = frame[1..<(frame.count - (isNet ? 2 : 1))]
        // Without a checksum a lost point would make grams of kilograms: it has to be there.
        guard let number = SentNumber(field), number.decimals > 0 else {
            return refuse(field.isEmpty ? .length : .unexpected, &out)
        }
        finish(ScaleReading(state: .stable, number: number, unit: unit, net: isNet), &out)
    }

    private mutating func skipOverlong(_ byte: UInt8, _ out: inout [Decoded<ScaleReading>]) {
        if byte == ASCIIControl.stx {
            frame.removeLast()
            refuse(.overlong, &out)
            frame.append(byte)
        } else if byte == ASCIIControl.cr {
            refuse(.overlong, &out)
        } else if frame.count >= Self.longestRefused {
            refuse(.overlong, &out)
            // What follows, up to the next STX, is garbage of its own.
        }
    }

    /// What a status byte says.
    ///
    /// Bits: 0 motion, 1 over capacity, 2 under zero, 3 outside the zero-capture range, 4 centre of
    /// zero, 5 net; 6 and 7 differ between sources and are ignored. Motion is asked before bit 3,
    /// which a loaded pan may set as well. Net and centre of zero are no faults: a status with
    /// nothing else only says that there is no weight to give yet.
    private func reading(ofStatus status: UInt8) -> ScaleReading {
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

    /// The frame is broken: what stands before the next STX is garbage, the rest is tried again.
    private mutating func restart(_ out: inout [Decoded<ScaleReading>]) {
        let start = frame.dropFirst().firstIndex(of: ASCIIControl.stx) ?? frame.count
        garbage.append(contentsOf: frame[..<start], to: &out)
        guard start < frame.count - 1 else { return frame.removeSubrange(..<start) }
        let rest = Array(frame[start...])
        frame.removeAll(keepingCapacity: true)
        for byte in rest { take(byte, &out) }
    }

    private mutating func refuse(
        _ reason: Malformed.Reason, _ out: inout [Decoded<ScaleReading>]
    ) {
        garbage.flush(to: &out)
        out.append(.malformed(Malformed(reason: reason, bytes: frame)))
        frame.removeAll(keepingCapacity: true)
        isOverlong = false
    }

    private mutating func finish(_ reading: ScaleReading, _ out: inout [Decoded<ScaleReading>]) {
        garbage.flush(to: &out)
        out.append(.message(reading))
        frame.removeAll(keepingCapacity: true)
    }
}
