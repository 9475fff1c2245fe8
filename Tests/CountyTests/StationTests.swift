import CountyStore
import Crypto
import FoundationEssentials
import HTTPTypes
import HummingbirdTesting
import Identifiers
import NIOCore
import StationJournal
import Testing

@testable import County

@Suite("Stations over HTTP")
struct StationTests {
    @Test("Enrolment, entries up, feed down, with real signatures")
    func whole() async throws {
        let village = try Village()
        let hand = try await village.enrolled()
        let station = try #require(StationID("tiepu-01"))
        _ = try await village.store.announce(
            [
                ExpectedParcel(
                    number: "731234567890", carrier: .zto, receiver: "村*甲", phoneTail: "0001",
                    weigh: false)
            ], to: station, at: Village.now)
        let journal = try Journal.received(["731234567890", "731234567891"])
        let batch = try journal.batch(0..<2).encoded()
        try await village.ask { client in
            let feed = try await hand.get("/station/v1/feed?after=0&limit=10", from: client)
            let page: FeedPage = try feed.json()
            #expect(page.rows.map(\.cursor) == [1] && page.next == 1 && !page.more)
            let answer = try await hand.post("/station/v1/entries", batch, to: client)
            let receipt: Receipt = try answer.json()
            #expect(receipt.acknowledgedThrough == 2)
            #expect(receipt.link == (try journal.batch(2..<2)).previousLink.hex)
            #expect(
                receipt.verdicts == [
                    VerdictRun(first: 1, last: 1, verdict: .applied),
                    VerdictRun(first: 2, last: 2, verdict: .appliedConflict),
                ])
            #expect(receipt.serverTime == Village.now)
            let again: Receipt = try await hand.post("/station/v1/entries", batch, to: client)
                .json()
            #expect(again.verdicts == [VerdictRun(first: 1, last: 2, verdict: .duplicate)])
        }
    }

    @Test("The same code with the same key gives the same grant; with another key it is refused")
    func codes() async throws {
        let village = try Village()
        let code = try await village.code()
        let hand = Hand()
        let body = try hand.enrolment(code)
        let other = Hand()
        let stolen = try other.enrolment(code)
        try await village.ask { client in
            let first: EnrolmentGrant = try await hand.post("/station/v1/enrol", body, to: client)
                .json()
            #expect(first.station.description == "tiepu-01" && first.epoch == 1)
            #expect(first.pins == village.county.identity.pin)
            let again: EnrolmentGrant = try await hand.post("/station/v1/enrol", body, to: client)
                .json()
            #expect(again == first)
            let refused = try await other.post("/station/v1/enrol", stolen, to: client)
            #expect(refused.status == .forbidden && refused.problem == "code-used")
        }
        try await expect(village, .codeUsed, secrets: [code.grouped])
    }

    @Test("A code read aloud may come back in small letters, with spaces, O for 0 and l for 1")
    func typed() throws {
        var random = SystemRandomNumberGenerator()
        let code = EnrolmentCode(using: &random)
        let typed = code.grouped.lowercased().replacing("-", with: " ").replacing("0", with: "o")
            .replacing("1", with: "l")
        #expect(EnrolmentCode(typed) == code)
        #expect(EnrolmentCode(String(code.grouped.dropLast())) == nil)
        #expect(EnrolmentCode(code.grouped + "Z") == nil)
        #expect(EnrolmentCode(String(repeating: "U", count: 28)) == nil)
    }

    /// A way to spoil a good request, and what has to come of it.
    struct Spoilt: Sendable, CustomTestStringConvertible {
        let refusal: Refusal
        let status: HTTPResponse.Status
        let spoil: @Sendable (Hand, inout HTTPFields, inout [UInt8]) throws -> Void

        var testDescription: String { refusal.rawValue }

        init(
            _ refusal: Refusal, _ status: HTTPResponse.Status,
            _ spoil: @escaping @Sendable (Hand, inout HTTPFields, inout [UInt8]) throws -> Void
        ) {
            self.refusal = refusal
            self.status = status
            self.spoil = spoil
        }

        static let all = [
            Spoilt(.signatureMissing, .unauthorized) { _, headers, _ in
                headers[.signature] = nil
            },
            Spoilt(.signatureMalformed, .unauthorized) { _, headers, _ in
                headers[.signatureInput] = "sig1=rubbish"
            },
            Spoilt(.signatureCoverage, .unauthorized) { _, headers, _ in
                headers[.signatureInput] = headers[.signatureInput]?
                    .replacing(" \"content-digest\"", with: "")
            },
            Spoilt(.digestMismatch, .unauthorized) { _, _, body in body[body.count / 2] ^= 1 },
            Spoilt(.signatureWrong, .unauthorized) { hand, headers, body in
                // Signed with another key in the name of this one.
                let other = try Hand().headers("POST", "/station/v1/entries", body)
                headers[.signature] = other[.signature]
            },
            Spoilt(.signatureWrong, .unauthorized) { _, headers, body in
                // A body that fits its digest, which is not the one that was signed.
                body.append(0)
                headers[.contentDigest] = ContentDigest(of: body).description
            },
            Spoilt(.keyUnknown, .unauthorized) { _, headers, body in
                headers = try Hand().headers("POST", "/station/v1/entries", body)
            },
            Spoilt(.counterReplayed, .forbidden) { hand, headers, body in
                headers = try hand.headers("POST", "/station/v1/entries", body, counter: 1)
            },
            Spoilt(.mediaType, .unsupportedMediaType) { _, headers, _ in
                headers[.contentType] = "text/plain"
            },
            Spoilt(.requestMalformed, .badRequest) { hand, headers, body in
                body = Array("not a batch".utf8)
                headers = try hand.headers("POST", "/station/v1/entries", body)
            },
            Spoilt(.bodyTooLarge, .contentTooLarge) { hand, headers, body in
                body = [UInt8](repeating: 7, count: StationOperations.batchLengthMax + 1)
                headers = try hand.headers("POST", "/station/v1/entries", body)
            },
        ]
    }

    @Test(
        "What is not as signed is refused, counted, told without secrets, and nothing is stored",
        arguments: Spoilt.all)
    func refused(_ spoilt: Spoilt) async throws {
        let village = try Village()
        let hand = try await village.enrolled()
        let number = "731234567890"
        let good = try Journal.received([number]).batch(0..<1).encoded()
        let goodHeaders = try hand.headers("POST", "/station/v1/entries", good)
        let (headers, body) = try {
            var (headers, body) = (goodHeaders, good)
            try spoilt.spoil(hand, &headers, &body)
            return (headers, body)
        }()
        try await village.ask { client in
            let answer = try await client.execute(
                uri: "/station/v1/entries", method: .post, headers: headers,
                body: ByteBuffer(bytes: body))
            #expect(answer.status == spoilt.status)
            #expect(answer.problem == spoilt.refusal.rawValue)
        }
        let signature = try #require(goodHeaders[.signature])
        try await expect(village, spoilt.refusal, secrets: [number, signature])
        // The good request has not been spent by the bad one.
        try await village.ask { client in
            let answer = try await client.execute(
                uri: "/station/v1/entries", method: .post, headers: goodHeaders,
                body: ByteBuffer(bytes: good))
            #expect(answer.status == .ok)
        }
    }

    @Test("A body without a declared length is bounded too")
    func oversizedEnrolment() async throws {
        let village = try Village()
        try await village.ask { client in
            let answer = try await client.execute(
                uri: "/station/v1/enrol", method: .post,
                body: ByteBuffer(repeating: 0x20, count: StationOperations.enrolmentLengthMax + 1))
            #expect(answer.problem == "body-too-large")
        }
    }

    @Test("A revoked station and a superseded key are refused")
    func revoked() async throws {
        let village = try Village()
        let hand = try await village.enrolled()
        let second = try await village.enrolled()
        try await village.ask { client in
            let old = try await hand.get("/station/v1/feed?after=0&limit=1", from: client)
            #expect(old.status == .forbidden && old.problem == "key-superseded")
        }
        try await village.store.revokeStation(try #require(StationID("tiepu-01")))
        try await village.ask { client in
            let answer = try await second.get("/station/v1/feed?after=0&limit=1", from: client)
            #expect(answer.status == .forbidden && answer.problem == "station-revoked")
        }
    }

    @Test("A gap and a fork are conflicts that say what to do")
    func conflicts() async throws {
        let village = try Village()
        let hand = try await village.enrolled()
        let journal = try Journal.received((0..<6).map { "73123456789\($0)" })
        let gap = try journal.batch(2..<3).encoded()
        let first = try journal.batch(0..<2).encoded()
        let fork = try Journal.received((3..<9).map { "73123456789\($0)" }).batch(1..<4).encoded()
        try await village.ask { client in
            let early = try await hand.post("/station/v1/entries", gap, to: client)
            #expect(early.status == .conflict && early.problem == "sequence-gap")
            #expect(early.text.contains("\"expected\":1"))
            _ = try await hand.post("/station/v1/entries", first, to: client)
            let forked = try await hand.post("/station/v1/entries", fork, to: client)
            #expect(forked.status == .conflict && forked.problem == "fork")
        }
        #expect(try await village.store.stations().first?.state == .forked)
        #expect(try await village.store.stations().first?.lastSequence == 2)
    }

    @Test(
        "The feed refuses parameters it cannot read",
        arguments: ["after=-1", "after=x", "limit=0", "limit=501", "after=99999999999999999999"])
    func feedParameters(_ query: String) async throws {
        let village = try Village()
        let hand = try await village.enrolled()
        try await village.ask { client in
            let answer = try await hand.get("/station/v1/feed?\(query)", from: client)
            #expect(answer.problem == "request-malformed")
        }
    }

    /// Exactly one refusal of this kind counted and logged, nothing stored, nothing secret told.
    private func expect(
        _ village: Village, _ refusal: Refusal, secrets: [String]
    ) async throws {
        #expect(try await village.store.refusals()[refusal] == 1)
        #expect(try await village.store.stations().first?.lastSequence == 0)
        let log = village.log.text
        #expect(log.contains(refusal.rawValue))
        for secret in secrets { #expect(!log.contains(secret)) }
        let line = "cunzhan_refusals_total{reason=\"\(refusal.rawValue)\"} 1"
        try await village.ask { client in
            let metrics = try await client.execute(uri: "/metrics", method: .get)
            #expect(metrics.text.contains(line))
        }
    }
}
