/// One way a line can be set, such as 9600 7E1: a profile names several rates, a line has one.
public struct LineSetting: Sendable, Hashable, CustomStringConvertible {
    /// Bits per second.
    public var baud: Int
    /// Data bits, 7 or 8.
    public var dataBits: Int
    /// Parity bit.
    public var parity: LineSettings.Parity
    /// Stop bits, 1 or 2.
    public var stopBits: Int

    /// The framing of a profile at one of its rates.
    public init(_ settings: LineSettings, baud: Int) {
        self.baud = baud
        dataBits = settings.dataBits
        parity = settings.parity
        stopBits = settings.stopBits
    }

    /// Reads `9600 7E1`; nil for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 2, let baud = Int(parts[0]), DeviceProfile.bauds.contains(baud),
            parts[1].utf8.count == 3
        else { return nil }
        let framing = Array(parts[1].utf8)
        guard let parity = Self.parities.first(where: { $0.letter == framing[1] })?.parity,
            [0x37, 0x38].contains(framing[0]), [0x31, 0x32].contains(framing[2])
        else { return nil }
        self.baud = baud
        self.parity = parity
        dataBits = Int(framing[0]) - 0x30
        stopBits = Int(framing[2]) - 0x30
    }

    /// The settings of a line for nobody in particular: no flow control.
    public var settings: LineSettings {
        LineSettings(bauds: [baud], dataBits: dataBits, parity: parity, stopBits: stopBits)
    }

    /// A profile's settings at this rate.
    public func settings(for profile: DeviceProfile) -> LineSettings {
        var settings = profile.line
        settings.bauds = [baud]
        return settings
    }

    /// The setting as ``init(_:)`` reads it.
    public var description: String {
        let letter = Self.parities.first { $0.parity == parity }?.letter ?? 0x4E
        return "\(baud) \(dataBits)\(Character(UnicodeScalar(letter)))\(stopBits)"
    }

    private static let parities: [(letter: UInt8, parity: LineSettings.Parity)] = [
        (UInt8(ascii: "N"), .none), (UInt8(ascii: "E"), .even), (UInt8(ascii: "O"), .odd),
    ]
}

extension LineSetting: Codable {
    /// Reads the text of ``init(_:)``.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let setting = LineSetting(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "expected a setting such as 9600 8N1")
        }
        self = setting
    }

    /// Writes the text that ``init(_:)`` reads.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
