public import Identifiers

/// A parcel the county tells a station to expect, with only the personal data hand-out needs.
public struct ExpectedParcel: Codable, Hashable, Sendable {
    /// The number on the waybill.
    public var number: String
    /// Who carries it.
    public var carrier: Carrier
    /// The receiver's name, already masked by the county: `村*甲`.
    public var receiver: String
    /// The last four digits of the receiver's phone, or nil when it has none of use.
    public var phoneTail: String?
    /// The station is asked to weigh it at intake.
    public var weigh: Bool

    private enum CodingKeys: String, CodingKey {
        case number, carrier, receiver, weigh
        case phoneTail = "phone_tail"
    }

    /// An announcement of one parcel.
    public init(
        number: String, carrier: Carrier, receiver: String, phoneTail: String?, weigh: Bool
    ) {
        self.number = number
        self.carrier = carrier
        self.receiver = receiver
        self.phoneTail = phoneTail
        self.weigh = weigh
    }

    /// Bytes of a number at most; the longest courier form has 40 with its suffix.
    public static let numberLengthMax = 64
    /// Bytes of a masked name at most.
    public static let receiverLengthMax = 256

    /// Fit to be stored, journalled and printed: bounded, no control characters, a tail of four
    /// digits if any.
    public var isUsable: Bool {
        (1...Self.numberLengthMax).contains(number.utf8.count)
            && number.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            && receiver.utf8.count <= Self.receiverLengthMax
            && receiver.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
            && phoneTail.map(Self.isTail) ?? true
    }

    private static func isTail(_ text: String) -> Bool {
        text.utf8.count == 4 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}

/// What a row of the feed tells the station.
public enum FeedItem: Hashable, Sendable {
    /// Expect this parcel, or correct what was said of it.
    case expect(ExpectedParcel)
    /// Expect it no longer; a parcel already taken in stays as it is.
    case withdraw(number: String)
    /// A kind this version does not know: passed over, the cursor moves on.
    case unknown(kind: String)
}

/// One row of the feed from the county to a station.
public struct FeedRow: Hashable, Sendable {
    /// Its place in this station's feed: an integer given out by the county under a lock, without
    /// gaps visible to the station, never a clock.
    public let cursor: Int64
    /// What it tells.
    public let item: FeedItem

    /// A row of these parts.
    public init(cursor: Int64, item: FeedItem) {
        self.cursor = cursor
        self.item = item
    }
}

extension FeedRow: Codable {
    private enum Key: String, CodingKey {
        case cursor, kind, parcel, number
    }

    /// Decodes by `kind`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        cursor = try container.decode(Int64.self, forKey: .cursor)
        let kind = try container.decode(String.self, forKey: .kind)
        item =
            switch kind {
            // One row this version cannot use (a carrier it does not know) must not hold up the
            // rows behind it: the parcel is taken into custody when it comes.
            case "expect": Self.expectation(in: container) ?? .unknown(kind: kind)
            case "withdraw": .withdraw(number: try container.decode(String.self, forKey: .number))
            default: .unknown(kind: kind)
            }
    }

    private static func expectation(in container: KeyedDecodingContainer<Key>) -> FeedItem? {
        guard let parcel = try? container.decode(ExpectedParcel.self, forKey: .parcel),
            parcel.isUsable
        else { return nil }
        return .expect(parcel)
    }

    /// Encodes cursor, kind and the item.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(cursor, forKey: .cursor)
        switch item {
        case .expect(let parcel):
            try container.encode("expect", forKey: .kind)
            try container.encode(parcel, forKey: .parcel)
        case .withdraw(let number):
            try container.encode("withdraw", forKey: .kind)
            try container.encode(number, forKey: .number)
        case .unknown(let kind):
            try container.encode(kind, forKey: .kind)
        }
    }
}

/// A page of the feed.
public struct FeedPage: Codable, Hashable, Sendable {
    /// Rows on a page at most.
    public static let countMax = 500

    /// The rows after the cursor asked for, in order.
    public let rows: [FeedRow]
    /// Where to go on from.
    public let next: Int64
    /// More rows wait behind `next`.
    public let more: Bool

    /// A page of these parts.
    public init(rows: [FeedRow], next: Int64, more: Bool) {
        self.rows = rows
        self.next = next
        self.more = more
    }
}
