internal import CountyStore
internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird

/// An RFC 9457 problem document, thrown by a handler and answered by `ProblemAnswers`.
///
/// `code` is stable and for programs; `detail` is for people and holds nothing of the request.
struct Problem: Error, Sendable {
    static let mediaType = "application/problem+json"

    let status: HTTPResponse.Status
    let code: String
    let title: String
    var detail: String?
    /// The first sequence the county waits for, with `sequence-gap`.
    var expected: Int64?
    /// What `countyctl` tells and exits with.
    var failure: AdminMessages.Failure?

    /// A body's length over its limit.
    static func bodyTooLarge(limit: Int) -> Problem {
        Problem(Refusal.bodyTooLarge, detail: "at most \(limit) bytes")
    }

    init(
        _ status: HTTPResponse.Status, code: String, title: String, detail: String? = nil,
        expected: Int64? = nil
    ) {
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.expected = expected
    }

    init(_ refusal: Refusal, detail: String? = nil, expected: Int64? = nil) {
        let (status, title): (HTTPResponse.Status, String) =
            switch refusal {
            case .signatureMissing: (.unauthorized, "The request is not signed")
            case .signatureMalformed: (.unauthorized, "The signature headers cannot be read")
            case .signatureCoverage: (.unauthorized, "The signature does not cover what it must")
            case .digestMismatch: (.unauthorized, "The body is not the one that was signed")
            case .signatureWrong: (.unauthorized, "The signature is wrong")
            case .keyUnknown: (.unauthorized, "This key is not enrolled here")
            case .keySuperseded: (.forbidden, "The station has enrolled with another key since")
            case .stationRevoked: (.forbidden, "The station is revoked")
            case .counterReplayed: (.forbidden, "The request counter was used before")
            case .codeUnknown: (.forbidden, "No such enrolment code")
            case .codeExpired: (.forbidden, "The enrolment code has expired")
            case .codeUsed: (.forbidden, "The enrolment code was used with another key")
            case .bodyTooLarge: (.contentTooLarge, "The body is too long")
            case .requestMalformed: (.badRequest, "The request cannot be read")
            case .mediaType: (.unsupportedMediaType, "The body is of another type")
            case .sequenceGap: (.conflict, "Entries before this batch are missing")
            case .fork: (.conflict, "The journal contradicts what the county has")
            case .cursorAhead: (.conflict, "The feed does not reach so far; begin it anew")
            }
        self.init(
            status, code: refusal.rawValue, title: title, detail: detail, expected: expected)
    }

    init(_ error: CountyStoreError) {
        switch error {
        case .full:
            self.init(
                .serviceUnavailable, code: "storage-full", title: "The county's disk is full",
                detail: "nothing was stored; send again later")
        case .stopped:
            self.init(
                .serviceUnavailable, code: "storage-stopped", title: "The county's store stopped",
                detail: "nothing is accepted before a restart; send again later")
        default:
            self.init(.internalServerError, code: "internal", title: "The county made a mistake")
        }
    }

    init(_ error: CountyError) {
        self.init(.conflict, code: "not-done", title: error.message.english)
        failure = AdminMessages.Failure(
            exit: error.status, chinese: error.message.chinese, english: error.message.english)
    }

    private struct Document: Encodable {
        let type: String
        let title: String
        let status: Int
        let code: String
        let detail: String?
        let expected: Int64?
        let failure: AdminMessages.Failure?
    }

    var response: Response {
        let document = Document(
            type: "urn:cunzhan:problem:\(code)", title: title, status: status.code, code: code,
            detail: detail, expected: expected, failure: failure)
        var response = Response.json(document, status: status)
        response.headers[.contentType] = Self.mediaType
        if status == .serviceUnavailable { response.headers[.retryAfter] = "30" }
        return response
    }
}

extension Response {
    /// A value as JSON with sorted keys.
    static func json(
        _ value: some Encodable, status: HTTPResponse.Status = .ok
    ) -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else {
            return Response(status: .internalServerError)
        }
        return Response(
            status: status,
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
    }

    /// A text of some type.
    static func text(
        _ text: String, type: String, status: HTTPResponse.Status = .ok, cache: String = "no-store"
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: cache],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
