/// The code a villager names to get a parcel: shelf, layer and piece, as in `3-2-0017`.
public struct PickupCode: Sendable, Hashable, Codable, LosslessStringConvertible {
    /// The highest shelf.
    public static let shelfMax = 999
    /// The highest layer of a shelf.
    public static let layerMax = 99
    /// The highest piece of a layer.
    public static let pieceMax = 9999

    /// The shelf, 1…999.
    public let shelf: Int
    /// The layer of the shelf, 1…99.
    public let layer: Int
    /// The piece of the layer, 1…9999.
    public let piece: Int

    /// A code made of its parts; nil when one is out of its range.
    public init?(shelf: Int, layer: Int, piece: Int) {
        guard (1...Self.shelfMax).contains(shelf), (1...Self.layerMax).contains(layer),
            (1...Self.pieceMax).contains(piece)
        else { return nil }
        self.shelf = shelf
        self.layer = layer
        self.piece = piece
    }

    /// Reads `3-2-0017`; leading zeros may be left out or added as far as the ranges have digits.
    public init?(_ description: String) {
        guard description.utf8.count <= 11 else { return nil }
        let parts = description.utf8.split(separator: 0x2D, omittingEmptySubsequences: false)
        guard parts.count == 3, zip(parts, [3, 2, 4]).allSatisfy({ (1...$1).contains($0.count) }),
            parts.allSatisfy(\.isAllDigits)
        else { return nil }
        let numbers = parts.map(\.decimalValue)
        self.init(shelf: numbers[0], layer: numbers[1], piece: numbers[2])
    }

    /// Reads a barcode `CZP-3-2-0017-K`; nil for another form or a wrong check character.
    public init?(barcode: String) {
        guard let content = CodePrefix.pickup.content(of: barcode),
            let code = PickupCode(String(content)), code.barcode == barcode
        else { return nil }
        self = code
    }

    /// Decodes the text form.
    public init(from decoder: any Decoder) throws {
        self = try Self.decodedText(from: decoder)
    }

    /// Encodes the text form.
    public func encode(to encoder: any Encoder) throws {
        try encodeText(to: encoder)
    }

    /// The form that is shown and spoken: `3-2-0017`.
    public var description: String { "\(shelf)-\(layer)-\(padded(piece, 4))" }

    /// The form on labels: `CZP-3-2-0017-K`, where K is a check character (ISO/IEC 7064 MOD 37,36
    /// over `CZP` and the three numbers padded to 3, 2 and 4 digits).
    public var barcode: String {
        let check = CodePrefix.pickup.checkCharacter(checkedContent).map(String.init) ?? ""
        return "\(CodePrefix.pickup.rawValue)\(description)-\(check)"
    }

    /// Padded, so that a hyphen out of place changes the check character too.
    var checkedContent: String { padded(shelf, 3) + padded(layer, 2) + padded(piece, 4) }

    private func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
