import Crypto
import StationJournal
import Testing

@Suite("Request signatures (RFC 9421)")
struct RequestSignatureTests {
    private let key: Curve25519.Signing.PrivateKey
    private let parameters = SignatureParameters(
        created: 1_763_700_000, keyID: "0123456789abcdef", counter: 42)
    private let body = Array("hello".utf8)

    init() throws {
        key = try Curve25519.Signing.PrivateKey(rawRepresentation: [UInt8](repeating: 7, count: 32))
    }

    private func request(
        method: String = "POST", target: String = "/station/v1/entries", body: [UInt8]? = nil
    ) -> SignedRequest {
        SignedRequest(
            method: method, authority: "county.example:8443", target: target,
            contentDigest: ContentDigest(of: body ?? self.body).description)
    }

    private func received(_ signature: RequestSignature) throws -> ReceivedSignature {
        try ReceivedSignature(input: signature.input, signature: signature.signature)
    }

    @Test("the base is the one the article shows")
    func base() {
        let text = RequestSignature.base(of: request(), parameters: parameters.description)
        #expect(
            text == """
                "@method": POST
                "@authority": county.example:8443
                "@path": /station/v1/entries
                "@query": ?
                "content-digest": sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:
                "@signature-params": ("@method" "@authority" "@path" "@query" "content-digest")\
                ;created=1763700000;keyid="0123456789abcdef";alg="ed25519";nonce="42"
                """)
    }

    @Test("a signature made here is believed here")
    func accepted() throws {
        for target in ["/station/v1/entries", "/station/v1/feed?after=3&limit=500", "/a?"] {
            let request = request(target: target)
            let made = try RequestSignature(signing: request, parameters, key: key)
            let read = try received(made)
            #expect(read.parameters == parameters)
            try read.verify(
                request, body: body, publicKey: key.publicKey.rawRepresentation)
        }
    }

    @Test("anything changed on the way is refused")
    func changed() throws {
        let signature = try received(RequestSignature(signing: request(), parameters, key: key))
        let publicKey = key.publicKey.rawRepresentation
        func refusal(_ request: SignedRequest, body: [UInt8]) -> SignatureRefusal? {
            do throws(SignatureRefusal) {
                try signature.verify(request, body: body, publicKey: publicKey)
                return nil
            } catch { return error }
        }
        let other = Array("hellO".utf8)
        #expect(refusal(request(), body: body) == nil)
        #expect(refusal(request(), body: other) == .digest)
        #expect(refusal(request(body: other), body: other) == .wrong)
        #expect(refusal(request(method: "PUT"), body: body) == .wrong)
        #expect(refusal(request(target: "/station/v1/enrol"), body: body) == .wrong)
        #expect(refusal(request(target: "/station/v1/entries?x=1"), body: body) == .wrong)
        let stranger = Curve25519.Signing.PrivateKey().publicKey.rawRepresentation
        #expect(throws: SignatureRefusal.wrong) {
            try signature.verify(request(), body: body, publicKey: stranger)
        }
    }

    private static let full =
        #"("@method" "@authority" "@path" "@query" "content-digest")"#
    private static let headers: [(String?, String?, SignatureRefusal)] = [
        (nil, "sig1=:AA==:", .missing),
        ("sig1=\(full);created=1;keyid=\"k\";alg=\"ed25519\";nonce=\"1\"", nil, .missing),
        ("sig1", "sig1=:AA==:", .malformed),
        (#"sig1=("@method");created=1;keyid="k";alg="ed25519";nonce="1""#, "sig1=::", .coverage),
        (
            #"sig1=("@method" "@authority" "@path" "@query" "@query");created=1;keyid="k";nonce="1""#,
            "sig1=::", .coverage
        ),
        ("sig1=\(full);created=1;keyid=\"k\";alg=\"rsa\";nonce=\"1\"", "sig1=::", .malformed),
        ("sig1=\(full);created=1;keyid=\"k\";nonce=\"0\"", "sig1=::", .malformed),
        ("sig1=\(full);created=1;keyid=\"k\";nonce=\"1\";nonce=\"2\"", "sig1=::", .malformed),
        ("sig1=\(full);created=1;keyid=\"k\";nonce=\"1\"", "sig1=:AAAA:", .malformed),
        ("sig1=" + String(repeating: "x", count: 600), "sig1=:AA==:", .malformed),
    ]

    @Test("headers that are not ours are refused with the reason", arguments: headers)
    func badHeaders(input: String?, signature: String?, refusal: SignatureRefusal) {
        #expect(throws: refusal) {
            try ReceivedSignature(input: input, signature: signature)
        }
    }

    @Test("key ids are stable")
    func keyID() {
        let id = RequestSignature.keyID(of: [UInt8](repeating: 0, count: 32))
        #expect(id == "66687aadf862bd776c8fc18b8e9f8e20")
    }
}
