/// One field of a header section.
public struct HTTPHeader: Sendable, Hashable {
    /// The name; lower-cased in an answer.
    public var name: String
    /// The value without surrounding white space.
    public var value: String

    /// A field of these parts.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// One request.
public struct HTTPExchange: Sendable, Equatable {
    /// The method in upper case, such as `POST`.
    public var method: String
    /// The absolute address; the path goes out as it stands here, so that it can be signed.
    public var url: String
    /// Fields besides those libcurl adds: Host, Accept, Accept-Encoding, Content-Length.
    public var headers: [HTTPHeader]
    /// The body as sent; nil for none.
    public var body: [UInt8]?
    /// The longest the whole exchange may take; nil for the transport's own limit.
    public var timeLimit: Duration?

    /// A request of these parts.
    public init(
        method: String = "GET", url: String, headers: [HTTPHeader] = [], body: [UInt8]? = nil,
        timeLimit: Duration? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeLimit = timeLimit
    }
}

/// What came back, whatever its status; redirections are not followed.
public struct HTTPAnswer: Sendable, Equatable {
    /// The status code.
    public var status: Int
    /// The header fields in order, names lower-cased.
    public var headers: [HTTPHeader]
    /// The body, decompressed.
    public var body: [UInt8]
    /// The wait the peer asked for by Retry-After, as seconds or as a date; nil without the field.
    public var retryAfter: Duration?
    /// What went over the connection for this exchange.
    public var traffic: Traffic

    /// The value of the first field of this name; the name in lower case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }
}

/// Bytes that went over a connection: requests and answers as sent (compressed), TLS handshakes
/// and record headers; without the TLS records' tags and without TCP and IP.
public struct Traffic: Sendable, Equatable {
    /// Bytes sent.
    public var up: Int
    /// Bytes received.
    public var down: Int
}
