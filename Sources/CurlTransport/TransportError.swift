internal import CCurl

/// Why an exchange gave no answer.
public struct TransportError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What the peer may have seen of the request.
    public enum Outcome: Sendable {
        /// Nothing of the request was sent: the peer does not know of it.
        case notSent
        /// The peer may have acted on the request or not: ask again.
        case unknown
    }

    /// What went wrong.
    public enum Reason: String, Sendable {
        /// The request or the configuration is not one this transport sends.
        case refusedHere = "refused-here"
        /// The host has no address.
        case unresolved
        /// No connection could be made.
        case unreachable
        /// The peer's key is none of the pinned ones.
        case wrongPin = "wrong-pin"
        /// The certificate could not be verified; only without pins.
        case untrusted
        /// The TLS connection could not be made.
        case handshake
        /// A deadline passed, or hardly a byte came for too long.
        case timedOut = "timed-out"
        /// The answer is larger than allowed.
        case tooLarge = "too-large"
        /// The answer is not well-formed.
        case malformed
        /// The connection broke.
        case interrupted
        /// The task was cancelled.
        case cancelled
    }

    /// What the peer may have seen.
    public var outcome: Outcome
    /// What went wrong.
    public var reason: Reason
    /// What, where and what to do next, in English; holds no header value and no body.
    public var description: String

    static func refusedHere(_ what: String) -> TransportError {
        TransportError(outcome: .notSent, reason: .refusedHere, description: what)
    }

    static let cancelledBeforeSending = TransportError(
        outcome: .notSent, reason: .cancelled, description: "cancelled before anything was sent")

    /// The error for libcurl's code; `detail` is its own text.
    init(code: CURLcode, detail: String, place: String, outcome: Outcome) {
        self.outcome = outcome
        reason = Self.reason(of: code)
        let text = detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
        description = "\(place): \(text); \(Self.nextStep(reason))"
    }

    init(outcome: Outcome, reason: Reason, description: String) {
        self.outcome = outcome
        self.reason = reason
        self.description = description
    }

    private static func reason(of code: CURLcode) -> Reason {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .unresolved
        case CURLE_COULDNT_CONNECT: .unreachable
        case CURLE_SSL_PINNEDPUBKEYNOTMATCH: .wrongPin
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
            .untrusted
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER: .handshake
        case CURLE_OPERATION_TIMEDOUT: .timedOut
        case CURLE_FILESIZE_EXCEEDED: .tooLarge
        case CURLE_BAD_CONTENT_ENCODING, CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL,
            CURLE_WRITE_ERROR:
            .malformed
        case CURLE_ABORTED_BY_CALLBACK: .cancelled
        default: .interrupted
        }
    }

    private static func nextStep(_ reason: Reason) -> String {
        switch reason {
        case .refusedHere: "correct the request"
        case .unresolved: "check the host name and the network"
        case .unreachable: "check the network, and that the server runs"
        case .wrongPin: "somebody else answers, or the server has a new key: check before enrolling"
        case .untrusted: "check the clock and the certificate authority"
        case .handshake: "check that the server speaks TLS 1.2 or later here"
        case .timedOut: "the link is slow or dead; try again later"
        case .tooLarge: "ask for less"
        case .malformed: "check that no portal or proxy answers instead of the server"
        case .interrupted: "try again"
        case .cancelled: "it was stopped on request"
        }
    }
}
