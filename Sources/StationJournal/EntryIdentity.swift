/// The name of a station inside its county: lower-case letters, digits and hyphens, 1–32 bytes.
///
/// It stands in file names, addresses and log lines, so nothing else is let in.
public struct StationID: Hashable, Codable, Sendable, LosslessStringConvertible {
    /// The longest name allowed, in bytes.
    public static let lengthMax = 32

    /// The name as written.
    public let description: String

    /// Nil when the text is empty, too long or holds anything but `a–z 0–9 -`.
    public init?(_ text: String) {
        let allowed = text.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
        }
        guard allowed, (1...Self.lengthMax).contains(text.utf8.count) else { return nil }
        description = text
    }

    /// Decodes a bare string and checks it.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = StationID(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not a station id: a-z, 0-9 and -, 1 to 32 bytes")
        }
        self = id
    }

    /// Encodes the bare string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// What identifies a journal entry for ever: station, epoch and sequence.
///
/// The county issues the epoch at enrolment and after every restore, so that a rewound sequence
/// of a restored backup can never pass for the first one.
public struct EntryIdentity: Hashable, Codable, Sendable, CustomStringConvertible {
    /// The station that wrote the entry.
    public let station: StationID
    /// The life of the station's store it belongs to, from 1.
    public let epoch: Int64
    /// Its place in that life, from 1 without gaps.
    public let sequence: Int64

    /// An identity of these three parts.
    public init(station: StationID, epoch: Int64, sequence: Int64) {
        self.station = station
        self.epoch = epoch
        self.sequence = sequence
    }

    /// `tiepu-01/1/42`, for people and logs.
    public var description: String { "\(station)/\(epoch)/\(sequence)" }
}
