/// What a new station sends, signed with the key it has just made.
public struct EnrolmentRequest: Codable, Hashable, Sendable {
    /// The one-time code the county gave out for this station.
    public let code: String
    /// The public half of the station's Ed25519 key, 32 bytes in base64.
    public let publicKey: String

    private enum CodingKeys: String, CodingKey {
        case code
        case publicKey = "public_key"
    }

    /// A request with this code for this key.
    public init(code: String, publicKey: String) {
        self.code = code
        self.publicKey = publicKey
    }
}

/// The county's answer to an enrolment; asked again with the same code and key it is the same.
public struct EnrolmentGrant: Codable, Hashable, Sendable {
    /// The station's id in the county.
    public let station: StationID
    /// The epoch its journal starts with.
    public let epoch: Int64
    /// What the station is called, in Chinese: `铁铺镇村级服务点`.
    public let name: String
    /// The county's pins from now on, `sha256//…` joined by `;`.
    public let pins: String
    /// Milliseconds since 1970 at the county.
    public let serverTime: Int64

    private enum CodingKeys: String, CodingKey {
        case station, epoch, name, pins
        case serverTime = "server_time"
    }

    /// A grant of these parts.
    public init(station: StationID, epoch: Int64, name: String, pins: String, serverTime: Int64) {
        self.station = station
        self.epoch = epoch
        self.name = name
        self.pins = pins
        self.serverTime = serverTime
    }
}
