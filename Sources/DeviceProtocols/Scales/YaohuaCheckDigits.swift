/// The two check digits of Yaohua indicators: the exclusive-or of some bytes, high half first.
///
/// Halves above 9 are sent as `A`–`F` or, in some firmware, as `:`–`?`; both are understood
/// (sources: manuals of the XK3190-A9+ and XK3190-A22).
enum YaohuaCheckDigits {
    /// How halves above 9 are written.
    enum Alphabet: String, Sendable, Hashable, CaseIterable {
        /// `A`–`F`.
        case letters
        /// `:`–`?`.
        case punctuation
    }

    /// Whether two digits are right for bytes.
    static func fit(
        _ high: UInt8, _ low: UInt8, over bytes: some Sequence<UInt8>
    ) -> Bool {
        var check: UInt8 = 0
        for byte in bytes { check ^= byte }
        return value(high) == check >> 4 && value(low) == check & 15
    }

    /// The digits for bytes.
    static func digits(
        over bytes: some Sequence<UInt8>, in alphabet: Alphabet = .letters
    ) -> [UInt8] {
        let check = bytes.reduce(0, ^)
        let above: UInt8 = alphabet == .letters ? 0x37 : 0x30
        return [check >> 4, check & 15].map { $0 + ($0 > 9 ? above : 0x30) }
    }

    /// What a digit stands for; nil where it is none.
    static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x3F: digit - 0x30
        case 0x41...0x46: digit - 0x37
        default: nil
        }
    }
}

/// Frames of Yaohua indicators that begin with STX and end with ETX.
enum YaohuaFrame {
    /// Most bytes between which an end is looked for; the longest frame that is known has 14.
    static let longest = 20

    enum Extent {
        /// The end has not come.
        case unfinished
        /// It can have no end.
        case broken
        /// So many bytes, STX and ETX included.
        case whole(Int)
    }

    /// Where a frame that begins here ends.
    ///
    /// EOT stands in the answer to a wrong command; no other control character can be inside.
    static func extent(_ bytes: UnsafeBufferPointer<UInt8>) -> Extent {
        guard bytes[0] == ASCIIControl.stx else { return .broken }
        for index in 1..<max(1, min(bytes.count, longest)) {
            switch bytes[index] {
            case ASCIIControl.etx: return .whole(index + 1)
            case 0x20...0x7E: continue
            case ASCIIControl.eot where index == 2: continue
            default: return .broken
            }
        }
        return bytes.count < longest ? .unfinished : .broken
    }

    /// The sign, six digits and number of decimals that tell a weight; nil where they are none.
    static func number(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> SentNumber? {
        let sign = bytes[start]
        let places = bytes[start + 7]
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
            (0x30...0x34).contains(places),
            let magnitude = SentNumber.magnitude(
                UnsafeBufferPointer(rebasing: bytes[(start + 1)..<(start + 7)]))
        else { return nil }
        return SentNumber(
            magnitude: magnitude, decimals: Int(places - 0x30),
            isNegative: sign == UInt8(ascii: "-"))
    }
}
