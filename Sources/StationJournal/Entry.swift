internal import FoundationEssentials

/// One line of a station's journal: what happened and when, as canonical JSON.
///
/// The bytes made here are what is hashed, stored and sent; nobody encodes an entry a second time.
/// Shape: `{"data":{…},"kind":"parcel-received","time":{…},"v":1}`, keys sorted, no white space.
public struct Entry: Hashable, Sendable {
    /// The version of the shape of `data`, counted per kind.
    public static let version = 1

    /// What happened.
    public let fact: Fact
    /// When, by the station's clocks.
    public let time: EntryTime

    /// An entry for a fact at a time.
    public init(_ fact: Fact, at time: EntryTime) {
        self.fact = fact
        self.time = time
    }

    /// The bytes to hash, store and send.
    ///
    /// - Throws: `EncodingError` for a fact of unknown kind: such are only forwarded as received.
    public func encoded() throws -> [UInt8] {
        var writer = CanonicalJSON()
        try writer.write(self)
        return writer.bytes
    }

    /// Reads an entry back.
    ///
    /// - Throws: `DecodingError` when the bytes are no entry or lack what their kind demands.
    public init(decoding bytes: some Collection<UInt8>) throws {
        self = try JSONDecoder().decode(Entry.self, from: Data(bytes))
    }
}

extension Entry: Codable {
    private enum Key: String, CodingKey {
        case data, kind, time
        case version = "v"
    }

    /// Decodes by kind; an unknown kind or a newer version keeps its name only.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        time = try container.decode(EntryTime.self, forKey: .time)
        let kind = try container.decode(String.self, forKey: .kind)
        let version = try container.decode(Int.self, forKey: .version)
        fact = version == Self.version ? try Self.fact(kind, in: container) : .unknown(kind: kind)
    }

    private static func fact(
        _ kind: String, in container: KeyedDecodingContainer<Key>
    ) throws -> Fact {
        switch kind {
        case "parcel-received":
            .parcelReceived(try container.decode(ParcelReceived.self, forKey: .data))
        case "parcel-held":
            .parcelHeld(try container.decode(ParcelHeld.self, forKey: .data))
        case "parcel-handed-out":
            .parcelHandedOut(try container.decode(ParcelHandedOut.self, forKey: .data))
        case "label-printed":
            .labelPrinted(try container.decode(LabelPrinted.self, forKey: .data))
        case "ordered-label-printed":
            .orderedLabelPrinted(try container.decode(OrderedLabelPrinted.self, forKey: .data))
        default:
            .unknown(kind: kind)
        }
    }

    /// Encodes `data`, `kind`, `time` and `v`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(time, forKey: .time)
        try container.encode(fact.kind, forKey: .kind)
        try container.encode(Self.version, forKey: .version)
        switch fact {
        case .parcelReceived(let data): try container.encode(data, forKey: .data)
        case .parcelHeld(let data): try container.encode(data, forKey: .data)
        case .parcelHandedOut(let data): try container.encode(data, forKey: .data)
        case .labelPrinted(let data): try container.encode(data, forKey: .data)
        case .orderedLabelPrinted(let data): try container.encode(data, forKey: .data)
        case .unknown(let kind):
            throw EncodingError.invalidValue(
                kind, .init(codingPath: [], debugDescription: "an unknown kind has no data here"))
        }
    }
}
