internal import CountyStore
internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import StationJournal

/// What stations call: enrolment, entries up, feed down.
struct StationOperations: Sendable {
    /// The type of an encoded `EntryBatch`.
    static let entriesType = "application/vnd.cunzhan.entries"
    /// Bytes of a batch at most, as sent; a station that is told 413 sends fewer entries.
    static let batchLengthMax = 1 << 20
    /// Bytes of an enrolment request at most.
    static let enrolmentLengthMax = 4096

    let store: CountyStore
    let gate: StationGate
    let pins: String
    let wall: WallBoard
    let logger: Logger

    var all: [Operation] { [enrol, entries, feed] }

    private static let unsigned = [
        Operation.Answer.problem(401, "The signature is missing, malformed or wrong"),
        .problem(403, "The key, code or counter is refused"),
    ]

    private var enrol: Operation {
        Operation(
            method: .post, path: "/station/v1/enrol",
            summary: "Enrol a station's new key with a one-time code, signed with that key",
            requestType: "application/json",
            answers: [
                Operation.Answer(
                    status: 200, mediaType: "application/json", about: "The grant"),
                .problem(400, "The request cannot be read"),
                .problem(413, "The body is too long"),
            ] + Self.unsigned
        ) { request, _ in
            let body = try await gate.body(of: request, limit: Self.enrolmentLengthMax)
            let grant = try await enrol(request, body)
            logger.notice(
                "station enrolled",
                metadata: [
                    "station": "\(grant.station)", "epoch": "\(grant.epoch)",
                ])
            wall.changed()
            return .json(grant)
        }
    }

    private func enrol(_ request: Request, _ body: [UInt8]) async throws -> EnrolmentGrant {
        let signature = try StationGate.signature(of: request)
        guard let claim = try? JSONDecoder().decode(EnrolmentRequest.self, from: Data(body)),
            let key = Data(base64Encoded: claim.publicKey), key.count == 32
        else { throw Refusal.requestMalformed }
        guard signature.parameters.keyID == RequestSignature.keyID(of: key) else {
            throw Refusal.signatureWrong
        }
        try StationGate.verify(signature, request, body, publicKey: Array(key))
        guard let code = EnrolmentCode(claim.code) else { throw Refusal.codeUnknown }
        let grant = try await store.enrol(
            EnrolmentClaim(
                codeHash: code.hash, publicKey: Array(key), counter: signature.parameters.counter),
            at: gate.now())
        return EnrolmentGrant(
            station: grant.station, epoch: grant.epoch, name: grant.name, pins: pins,
            serverTime: grant.serverTime)
    }

    private var entries: Operation {
        Operation(
            method: .post, path: "/station/v1/entries",
            summary: "Take in a batch of journal entries, as often as it is sent",
            requestType: Self.entriesType,
            answers: [
                Operation.Answer(
                    status: 200, mediaType: "application/json",
                    about: "The receipt, given after the commit"),
                .problem(400, "The batch cannot be read"),
                .problem(409, "A gap before the batch, or a fork of the journal"),
                .problem(413, "The body is too long"),
                .problem(415, "The body is no batch of entries"),
                .problem(503, "Nothing was stored; send again later"),
            ] + Self.unsigned
        ) { request, _ in
            let body = try await gate.body(of: request, limit: Self.batchLengthMax)
            let contact = try await gate.contact(request, body: body)
            guard request.headers[.contentType] == Self.entriesType else {
                throw Refusal.mediaType
            }
            let batch: EntryBatch
            do throws(BatchError) {
                batch = try EntryBatch(decoding: body)
            } catch {
                throw Problem(.requestMalformed, detail: error.description)
            }
            return try await answer(to: batch, contact)
        }
    }

    private func answer(to batch: EntryBatch, _ contact: StationContact) async throws -> Response {
        switch try await store.ingest(batch, from: contact) {
        case .stored(let receipt):
            wall.changed()
            return .json(receipt)
        case .gap(let expected):
            throw Problem(
                .sequenceGap, detail: "send from sequence \(expected) on", expected: expected)
        case .fork(let sequence):
            wall.changed()
            throw Problem(
                .fork,
                detail: "at or before sequence \(sequence); nothing was stored, the station has to "
                    + "be enrolled again")
        }
    }

    private var feed: Operation {
        Operation(
            method: .get, path: "/station/v1/feed",
            summary: "A page of what the county has to tell the station",
            parameters: [
                Operation.Parameter(
                    name: "after", place: .query, type: "integer",
                    about: "The cursor to go on from, 0 at first"),
                Operation.Parameter(
                    name: "limit", place: .query, type: "integer",
                    about: "Rows at most, 1 to \(FeedPage.countMax)"),
            ],
            answers: [
                Operation.Answer(
                    status: 200, mediaType: "application/json", about: "A page of the feed"),
                .problem(400, "A parameter cannot be read"),
            ] + Self.unsigned
        ) { request, _ in
            let body = try await gate.body(of: request, limit: 0)
            let contact = try await gate.contact(request, body: body)
            let after = try Self.integer("after", of: request, absent: 0, in: 0...Int64.max)
            let limit = try Self.integer(
                "limit", of: request, absent: Int64(FeedPage.countMax),
                in: 1...Int64(FeedPage.countMax))
            let page = try await store.feed(for: contact, after: after, limit: Int(limit))
            return .json(page)
        }
    }

    static func integer(
        _ name: String, of request: Request, absent: Int64, in range: ClosedRange<Int64>
    ) throws(Refusal) -> Int64 {
        guard let text = request.uri.queryParameters[Substring(name)] else { return absent }
        guard let value = Int64(text), range.contains(value) else { throw .requestMalformed }
        return value
    }
}
