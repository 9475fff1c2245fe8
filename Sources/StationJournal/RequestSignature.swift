public import Crypto
internal import FoundationEssentials

/// The digest of a request's body as sent: `sha-256=:…:` (RFC 9530).
///
/// It is taken over the raw bytes, before anything is inflated; a request without a body carries
/// the digest of the empty body.
public struct ContentDigest: Hashable, Sendable, CustomStringConvertible {
    /// The header's value.
    public let description: String

    /// The digest of these bytes.
    public init(of body: some Sequence<UInt8>) {
        let hash = SHA256.hash(data: Array(body))
        description = "sha-256=:\(Data(hash).base64EncodedString()):"
    }
}

/// The parts of a request that its signature covers.
public struct SignedRequest: Hashable, Sendable {
    /// `POST`, `GET`, in capitals.
    public var method: String
    /// Host and, unless it is the scheme's own, port, in lower case.
    public var authority: String
    /// The absolute path as sent, percent-encoding untouched.
    public var path: String
    /// The query as sent with its `?`; a lone `?` when there is none.
    public var query: String
    /// The value of the Content-Digest header.
    public var contentDigest: String

    /// The signed parts of a request to `target` (path and query as on the request line).
    public init(method: String, authority: String, target: String, contentDigest: String) {
        self.method = method.uppercased()
        self.authority = authority.lowercased()
        let cut = target.firstIndex(of: "?") ?? target.endIndex
        path = cut == target.startIndex ? "/" : String(target[..<cut])
        query = cut == target.endIndex ? "?" : String(target[cut...])
        self.contentDigest = contentDigest
    }
}

/// What the `Signature-Input` header says besides the covered components.
public struct SignatureParameters: Hashable, Sendable {
    /// Seconds since 1970 by the station's clock: for people, never a gate; kiosk clocks are wrong.
    public var created: Int64
    /// Names the key.
    public var keyID: String
    /// The request counter of that key; the county refuses any that is not above the last.
    public var counter: Int64

    /// Parameters of these parts.
    public init(created: Int64, keyID: String, counter: Int64) {
        self.created = created
        self.keyID = keyID
        self.counter = counter
    }

    /// The components every request must cover, in our order.
    public static let components = ["@method", "@authority", "@path", "@query", "content-digest"]

    /// The value of `@signature-params`, RFC 9421 section 2.3.
    public var description: String {
        let names = Self.components.map { "\"\($0)\"" }.joined(separator: " ")
        return "(\(names));created=\(created);keyid=\"\(keyID)\";alg=\"ed25519\""
            + ";nonce=\"\(counter)\""
    }
}

/// A request signature after RFC 9421 with Ed25519.
public struct RequestSignature: Hashable, Sendable {
    /// The label our signatures go under.
    public static let label = "sig1"

    /// The value of the `Signature-Input` header.
    public let input: String
    /// The value of the `Signature` header.
    public let signature: String

    /// Signs a request.
    ///
    /// - Throws: `CryptoKitError` when the key cannot sign.
    public init(
        signing request: SignedRequest, _ parameters: SignatureParameters,
        key: Curve25519.Signing.PrivateKey
    ) throws {
        let description = parameters.description
        let base = Self.base(of: request, parameters: description)
        let bytes = try key.signature(for: Array(base.utf8))
        input = "\(Self.label)=\(description)"
        signature = "\(Self.label)=:\(Data(bytes).base64EncodedString()):"
    }

    /// The signature base: one line per component, then the parameters (RFC 9421 section 2.5).
    public static func base(
        of request: SignedRequest, components: [String] = SignatureParameters.components,
        parameters: String
    ) -> String {
        var lines: [String] = []
        for component in components {
            let value =
                switch component {
                case "@method": request.method
                case "@authority": request.authority
                case "@path": request.path
                case "@query": request.query
                default: request.contentDigest
                }
            lines.append("\"\(component)\": \(value)")
        }
        lines.append("\"@signature-params\": \(parameters)")
        return lines.joined(separator: "\n")
    }

    /// The name of a key: the first 16 bytes of its SHA-256 in hex.
    public static func keyID(of publicKey: some Sequence<UInt8>) -> String {
        Array(SHA256.hash(data: Array(publicKey))).prefix(16).hex
    }
}

/// Why a signature was not accepted; the codes stand in problem documents and counters.
public enum SignatureRefusal: String, Error, Sendable {
    /// A signature header is missing.
    case missing = "signature-missing"
    /// A header cannot be read, or names other parameters than ours.
    case malformed = "signature-malformed"
    /// It does not cover what it must, the digest of the body above all.
    case coverage = "signature-coverage"
    /// The body is not the one that was signed.
    case digest = "digest-mismatch"
    /// It was not made with the named key over this request.
    case wrong = "signature-wrong"
}

/// A signature as received, not yet believed.
///
/// Any label, and any order of our components and parameters is read; the base is rebuilt in the
/// order received, so that other implementations of RFC 9421 can talk to a county.
public struct ReceivedSignature: Hashable, Sendable {
    /// Bytes of a `Signature-Input` header at most.
    public static let inputLengthMax = 512

    /// What it says of itself.
    public let parameters: SignatureParameters
    private let components: [String]
    private let parameterText: String
    private let signature: Data

    /// Reads the two headers; demands every component of ours and no other.
    public init(input: String?, signature: String?) throws(SignatureRefusal) {
        guard let input, let signature else { throw .missing }
        guard input.utf8.count <= Self.inputLengthMax, let equals = input.firstIndex(of: "=") else {
            throw .malformed
        }
        let label = input[..<equals]
        parameterText = String(input[input.index(after: equals)...])
        (components, parameters) = try Self.parse(parameterText)
        let opening = "\(label)=:"
        guard signature.hasPrefix(opening), signature.hasSuffix(":"),
            let bytes = Data(
                base64Encoded: String(signature.dropFirst(opening.count).dropLast())),
            bytes.count == 64
        else { throw .malformed }
        self.signature = bytes
    }

    private static func parse(
        _ text: String
    ) throws(SignatureRefusal) -> ([String], SignatureParameters) {
        guard text.first == "(", let close = text.firstIndex(of: ")") else { throw .malformed }
        let names = text[text.index(after: text.startIndex)..<close].split(separator: " ")
        let components = try names.map { name throws(SignatureRefusal) in try unquote(name) }
        guard components.sorted() == SignatureParameters.components.sorted() else {
            throw .coverage
        }
        var fields: [String: Substring] = [:]
        for part in text[text.index(after: close)...].split(separator: ";") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, fields.updateValue(pair[1], forKey: String(pair[0])) == nil
            else { throw .malformed }
        }
        guard let created = fields["created"].flatMap({ Int64($0) }),
            let counter = Int64(try unquote(fields["nonce"])), counter > 0,
            try unquote(fields["alg"] ?? "\"ed25519\"") == "ed25519"
        else { throw .malformed }
        let keyID = try unquote(fields["keyid"])
        return (
            components, SignatureParameters(created: created, keyID: keyID, counter: counter)
        )
    }

    private static func unquote(_ text: Substring?) throws(SignatureRefusal) -> String {
        guard let text, text.count >= 2, text.first == "\"", text.last == "\"" else {
            throw .malformed
        }
        return String(text.dropFirst().dropLast())
    }

    /// Believes the signature or says why not.
    ///
    /// - Parameters:
    ///   - request: The request's parts as received.
    ///   - body: The raw body as received, before inflating.
    ///   - publicKey: The 32 bytes stored for `parameters.keyID`.
    /// - Throws: `SignatureRefusal.digest` or `.wrong`.
    public func verify(
        _ request: SignedRequest, body: some Sequence<UInt8>, publicKey: some Sequence<UInt8>
    ) throws(SignatureRefusal) {
        guard request.contentDigest == ContentDigest(of: body).description else { throw .digest }
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: Array(publicKey))
        else {
            throw .wrong
        }
        let base = RequestSignature.base(
            of: request, components: components, parameters: parameterText)
        guard key.isValidSignature(signature, for: Array(base.utf8)) else { throw .wrong }
    }
}
