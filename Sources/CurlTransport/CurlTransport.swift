internal import Dispatch

/// Does one HTTPS exchange after another over libcurl, keeping the connection between them.
///
/// The exchanges of one transport follow each other on a thread of its own; the connection, the TLS
/// session and the looked-up address are used again. Redirections, proxies, cookies and `.netrc`
/// are not used.
public final class CurlTransport: Sendable {
    /// How peers are found and trusted, and how long things may take.
    public struct Configuration: Sendable, Equatable {
        /// The keys to trust, each `sha256//` and the base64 SHA-256 of a key's SPKI.
        ///
        /// With pins, the pin is the trust: neither the certificate's dates nor its issuer count. Without, the
        /// certificate is verified in full.
        public var pins: [String]
        /// A file of certificate authorities instead of the system's; only without pins.
        public var certificateAuthorities: String?
        /// Connect to this socket instead of the address's host and port.
        public var unixSocket: String?
        /// Allows `http:` to 127.0.0.1, ::1 and localhost.
        public var allowsPlainLoopback: Bool
        /// The longest wait for a connection including TLS.
        public var connectTimeout = Duration.seconds(20)
        /// An exchange ends when it is slower than this in bytes per second.
        public var slowestBytesPerSecond = 50
        /// How long an exchange may be that slow.
        public var slowestFor = Duration.seconds(60)
        /// The longest one exchange may take.
        public var timeLimit = Duration.seconds(600)
        /// A connection not used for so long is not used again; less than the server's own limit.
        public var idleConnectionAge = Duration.seconds(50)
        /// The most bytes an answer's body may have, decompressed.
        public var largestAnswer = 8 * 1024 * 1024

        /// A configuration with the usual limits.
        public init(
            pins: [String] = [], certificateAuthorities: String? = nil, unixSocket: String? = nil,
            allowsPlainLoopback: Bool = false
        ) {
            self.pins = pins
            self.certificateAuthorities = certificateAuthorities
            self.unixSocket = unixSocket
            self.allowsPlainLoopback = allowsPlainLoopback
        }
    }

    private let queue: DispatchQueue
    private let curl: CurlHandle

    /// A transport that has not connected yet.
    /// - Throws: ``TransportError`` for a pin that is not of the form above.
    public init(_ configuration: Configuration) throws(TransportError) {
        for pin in configuration.pins where !Trust.isPin(pin) {
            throw .refusedHere("'\(pin)' is no pin; expected sha256// and 44 characters of base64")
        }
        queue = DispatchQueue(label: "curl")
        curl = CurlHandle(configuration)
    }

    /// Sends a request and gives the answer, whatever its status.
    ///
    /// Cancelling the task ends the exchange at once.
    /// - Throws: ``TransportError``, which tells whether the peer can have seen the request.
    public func send(_ exchange: HTTPExchange) async throws(TransportError) -> HTTPAnswer {
        try await send(exchange, follower: nil)
    }

    /// Sends a request whose answer has no end, and hands its body on as it comes.
    ///
    /// Set the configuration's limits of time and speed accordingly. The answer given at the end holds
    /// a body only where the status is not 2xx.
    ///
    /// - Parameters:
    ///   - exchange: The request.
    ///   - follower: Takes the next bytes of the body, on the transport's own thread; false ends the
    ///     exchange with an error.
    /// - Returns: The answer.
    /// - Throws: ``TransportError``, which tells whether the peer can have seen the request.
    public func follow(
        _ exchange: HTTPExchange, _ follower: @escaping @Sendable ([UInt8]) -> Bool
    ) async throws(TransportError) -> HTTPAnswer {
        try await send(exchange, follower: follower)
    }

    private func send(
        _ exchange: HTTPExchange, follower: (@Sendable ([UInt8]) -> Bool)?
    ) async throws(TransportError) -> HTTPAnswer {
        let cancellation = Cancellation()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { caller in
                cancellation.wait(caller)
                // A private serial queue has a thread of its own while it is busy.
                queue.async { [curl] in
                    guard let caller = cancellation.begin() else { return }
                    caller.resume(returning: curl.perform(exchange, cancellation, follower))
                }
            }
        } onCancel: {
            cancellation.cancel()
            curl.wake()
        }
        return try result.get()
    }
}
