/// What differs between counting scales that send packed decimals.
public struct BCDOptions: Sendable, Hashable {
    /// A sixth byte tells the unit: 0 is kg, 1 is lb.
    public var hasUnitByte: Bool
    /// The code in the status byte that stands for no decimals.
    public var codeOfNoDecimals: Int

    /// Makes options.
    public init(hasUnitByte: Bool = false, codeOfNoDecimals: Int = 1) {
        self.hasUnitByte = hasUnitByte
        self.codeOfNoDecimals = codeOfNoDecimals
    }
}

/// Frames of simple counting scales, 5 bytes: FF, status, six digits packed in three bytes with the
/// lowest first; some models add a byte for the unit (sources: a published description of such
/// scales' serial formats, and the manual of the Yousheng JCS-B).
///
/// FF can stand nowhere else. There is no check.
struct BCDFormat: FrameFormat {
    /// Most decimals that six digits can have.
    private static let mostDecimals = 5

    let unit: MassUnit
    let options: BCDOptions

    var longestFrame: Int { options.hasUnitByte ? 6 : 5 }

    func verdict(_ bytes: UnsafeBufferPointer<UInt8>) -> FrameVerdict<ScaleReading> {
        guard bytes[0] == 0xFF else { return .none }
        guard bytes.count > 1 else { return .incomplete }
        guard let status = status(bytes[1]) else { return .none }
        var magnitude: Int64 = 0
        for index in 2..<max(2, min(bytes.count, 5)) where !Self.isPacked(bytes[index]) {
            return .none
        }
        guard bytes.count >= longestFrame else { return .incomplete }
        guard let unit = options.hasUnitByte ? Self.unit(bytes[5]) : unit else { return .none }
        for index in [4, 3, 2] {
            magnitude = magnitude * 100 + Int64(bytes[index] >> 4) * 10 + Int64(bytes[index] & 15)
        }
        return .frame(status.reading(magnitude, unit), length: longestFrame)
    }

    private func status(_ byte: UInt8) -> Status? {
        let decimals = Int(byte & 7) - options.codeOfNoDecimals
        guard (0...Self.mostDecimals).contains(decimals), byte & 0x18 != 0x18 else { return nil }
        return Status(byte: byte, decimals: decimals)
    }

    private static func isPacked(_ byte: UInt8) -> Bool { byte >> 4 <= 9 && byte & 15 <= 9 }

    private static func unit(_ byte: UInt8) -> MassUnit? {
        switch byte {
        case 0: .kg
        case 1: .lb
        default: nil
        }
    }

    private struct Status {
        let byte: UInt8
        let decimals: Int

        /// Bits: 0–2 decimals, 3–4 mode, 5 negative, 6 at rest, 7 overflow.
        ///
        /// In the modes that count pieces or show a percentage the number is no weight.
        func reading(_ magnitude: Int64, _ unit: MassUnit) -> ScaleReading {
            let isNegative = byte & 0x20 != 0
            if byte & 0x80 != 0 {
                return ScaleReading(
                    without: isNegative ? .underload : .overload, unit: unit, net: false)
            }
            guard byte & 0x18 == 0 else {
                return ScaleReading(without: .fault, unit: unit, net: false)
            }
            let number = SentNumber(
                magnitude: magnitude, decimals: decimals, isNegative: isNegative)
            return ScaleReading(
                state: byte & 0x40 != 0 ? .stable : .moving, number: number, unit: unit, net: false)
        }
    }
}
