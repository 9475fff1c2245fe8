/// Hides what a scanner read, and leaves how it was framed.
///
/// A waybill may carry digits of a phone number, so bytes of a scanner are personal data. Letters and
/// digits become `A`, `a` and `9`, bytes beyond ASCII `FE`; control characters, signs and an AIM
/// identifier stay, because they show what a technician looks for: prefix, suffix, length.
public enum PayloadMask {
    /// The bytes with their contents hidden; as many as before.
    public static func masked(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count)
        /// Bytes of an AIM identifier still to come.
        var aim = 0
        for byte in bytes {
            if byte == UInt8(ascii: "]"), aim == 0 {
                aim = 2
                out.append(byte)
            } else if aim > 0, isAIM(byte, at: aim) {
                aim -= 1
                out.append(byte)
            } else {
                aim = 0
                out.append(masked(byte))
            }
        }
        return out
    }

    private static func isAIM(_ byte: UInt8, at left: Int) -> Bool {
        let isLetter = (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        return isLetter || left == 1 && (0x30...0x39).contains(byte)
    }

    private static func masked(_ byte: UInt8) -> UInt8 {
        switch byte {
        case 0x30...0x39: UInt8(ascii: "9")
        case 0x41...0x5A: UInt8(ascii: "A")
        case 0x61...0x7A: UInt8(ascii: "a")
        case 0x80...: 0xFE
        default: byte
        }
    }
}
