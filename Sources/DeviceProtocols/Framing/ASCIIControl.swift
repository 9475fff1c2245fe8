/// The control characters of ASCII that device protocols are made of.
enum ASCIIControl {
    static let soh: UInt8 = 0x01
    static let stx: UInt8 = 0x02
    static let etx: UInt8 = 0x03
    static let eot: UInt8 = 0x04
    static let enq: UInt8 = 0x05
    static let ack: UInt8 = 0x06
    static let lf: UInt8 = 0x0A
    static let cr: UInt8 = 0x0D
    static let dc1: UInt8 = 0x11
    static let nak: UInt8 = 0x15
    static let syn: UInt8 = 0x16
    static let escape: UInt8 = 0x1B
    static let gs: UInt8 = 0x1D

    /// Names as used in profiles and recordings.
    ///
    /// Form feed is left out: `FF` is a byte there.
    static let byName: [String: UInt8] = [
        "NUL": 0x00, "SOH": 0x01, "STX": 0x02, "ETX": 0x03, "EOT": 0x04, "ENQ": 0x05,
        "ACK": 0x06, "BEL": 0x07, "BS": 0x08, "HT": 0x09, "LF": 0x0A, "VT": 0x0B, "CR": 0x0D,
        "SO": 0x0E, "SI": 0x0F, "DLE": 0x10, "DC1": 0x11, "DC2": 0x12, "DC3": 0x13,
        "DC4": 0x14, "NAK": 0x15, "SYN": 0x16, "ETB": 0x17, "CAN": 0x18, "EM": 0x19,
        "SUB": 0x1A, "ESC": 0x1B, "FS": 0x1C, "GS": 0x1D, "RS": 0x1E, "US": 0x1F,
        "SP": 0x20, "DEL": 0x7F,
    ]

    private static let names = Dictionary(uniqueKeysWithValues: byName.map { ($1, $0) })

    /// The name of a control character; nil for other bytes.
    static func name(of byte: UInt8) -> String? {
        byte < 0x20 || byte == 0x7F ? names[byte] : nil
    }
}
