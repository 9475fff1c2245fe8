internal import CountyStore
internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import StationJournal

/// Lets in what a station has signed.
///
/// The raw body is hashed as received, the signature has to cover the digest, the key has to be
/// enrolled. The counter is checked by the store, in the
/// transaction of what the request does.
struct StationGate: Sendable {
    let store: CountyStore
    let now: @Sendable () -> Int64

    /// The whole body, refused when longer than the limit before it is kept in memory.
    func body(of request: Request, limit: Int) async throws -> [UInt8] {
        if let text = request.headers[.contentLength], let length = Int(text), length > limit {
            throw Problem.bodyTooLarge(limit: limit)
        }
        do {
            let buffer = try await request.body.collect(upTo: limit)
            return Array(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw Problem.bodyTooLarge(limit: limit)
        } catch let error as HTTPError where error.status == .contentTooLarge {
            throw Problem.bodyTooLarge(limit: limit)
        }
    }

    /// The enrolled station behind a request.
    ///
    /// - Throws: `Refusal`, `CountyStoreError`.
    func contact(_ request: Request, body: [UInt8]) async throws -> StationContact {
        let arrived = now()
        let signature = try Self.signature(of: request)
        let key = try await store.key(signature.parameters.keyID)
        try Self.verify(signature, request, body, publicKey: key.publicKey)
        let clock = signature.parameters.created.multipliedReportingOverflow(by: 1000)
        return StationContact(
            key: key, counter: signature.parameters.counter, arrived: arrived,
            stationClock: clock.overflow ? nil : clock.partialValue)
    }

    /// The signature's headers as received.
    ///
    /// - Throws: `Refusal`.
    static func signature(of request: Request) throws(Refusal) -> ReceivedSignature {
        do {
            return try ReceivedSignature(
                input: request.headers[.signatureInput], signature: request.headers[.signature])
        } catch {
            throw Refusal(error)
        }
    }

    /// Believes a signature of this key over this request or throws.
    ///
    /// - Throws: `Refusal`.
    static func verify(
        _ signature: ReceivedSignature, _ request: Request, _ body: [UInt8], publicKey: [UInt8]
    ) throws(Refusal) {
        let signed = SignedRequest(
            method: request.method.rawValue, authority: request.head.authority ?? "",
            target: request.head.path ?? "/", contentDigest: request.headers[.contentDigest] ?? "")
        do {
            try signature.verify(signed, body: body, publicKey: publicKey)
        } catch {
            throw Refusal(error)
        }
    }
}

extension Refusal {
    init(_ refusal: SignatureRefusal) {
        self =
            switch refusal {
            case .missing: .signatureMissing
            case .malformed: .signatureMalformed
            case .coverage: .signatureCoverage
            case .digest: .digestMismatch
            case .wrong: .signatureWrong
            }
    }
}
