import Crypto
import Foundation
import Identifiers
import Testing

@testable import StationJournal

/// Computes everything the article on station sync shows and looks for it there, so that the
/// article cannot become untrue.
@Suite("The article on station sync")
struct SyncArticleTests {
    private static let articlePath = "Sources/County/County.docc/StationSync.md"

    private let article: String
    private let key: Curve25519.Signing.PrivateKey
    private let station: StationID
    private let bodies: [[UInt8]]

    init() throws {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        article = try String(
            contentsOf: root.appending(path: Self.articlePath), encoding: .utf8)
        key = try Curve25519.Signing.PrivateKey(
            rawRepresentation: [UInt8](repeating: 7, count: 32))
        station = try #require(StationID("tiepu-01"))
        bodies = try Self.entries.map { try $0.encoded() }
    }

    private static var entries: [Entry] {
        let number = "75312345678901"
        let received = ParcelReceived(
            number: number, carrier: .zto, pickupCode: "3-2-0017",
            mass: Mass(milligrams: 1_250_000))
        let handedOut = ParcelHandedOut(
            number: number, pickupCode: "3-2-0017", proof: .pickupCode)
        func time(_ wall: Int64, up: Int64) -> EntryTime {
            EntryTime(
                wall: wall, boot: "0f8b6c3a9d2e4b7c8a1d5e6f70819243", up: up,
                trust: .synchronised)
        }
        return [
            Entry(.parcelReceived(received), at: time(1_795_224_600_000, up: 8_100_000)),
            Entry(.parcelHandedOut(handedOut), at: time(1_795_224_642_500, up: 8_142_500)),
        ]
    }

    private var start: HashChain { HashChain(station: station, epoch: 1) }

    private var links: [[UInt8]] {
        var chain = start
        return [start.link]
            + bodies.map { body in
                chain.append(body)
                return chain.link
            }
    }

    private var batch: EntryBatch {
        EntryBatch(firstSequence: 1, previousLink: start.link, bodies: bodies)
    }

    private func demandLine(_ text: String) {
        let lines = article.split(separator: "\n")
        #expect(lines.contains { $0 == text }, "the article has no line: \(text)")
    }

    /// The lines of all code blocks of a language.
    private func code(_ language: String) -> [Substring] {
        var lines: [Substring] = []
        var isInside = false
        for line in article.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isInside = line == "```\(language)"
            } else if isInside {
                lines.append(line)
            }
        }
        return lines
    }

    @Test("key, entries and chain")
    func chain() {
        let publicKey = Array(key.publicKey.rawRepresentation)
        demandLine(publicKey.hex)
        demandLine(RequestSignature.keyID(of: publicKey))
        for body in bodies { demandLine(String(decoding: body, as: UTF8.self)) }
        for link in links { demandLine(link.hex) }
        #expect(article.contains(ContentDigest(of: []).description))
    }

    @Test("the batch before compression, byte for byte")
    func plain() throws {
        let plain = try EntryBatch.expand(batch.encoded())
        let shown = code("batch").map { $0.prefix { $0 != "|" }.filter(\.isHexDigit) }.joined()
        #expect(shown == plain.hex)
        #expect(article.contains("\n\(plain.count) bytes: the head"))
    }

    @Test("the batch as sent, byte for byte")
    func wire() throws {
        let wire = batch.encoded()
        #expect(code("wire").joined() == wire.hex)
        demandLine("Content-Length: \(wire.count)")
        #expect(try EntryBatch(decoding: wire) == batch)
    }

    @Test("signature base and headers, which verify")
    func request() throws {
        let wire = batch.encoded()
        let digest = ContentDigest(of: wire).description
        let request = SignedRequest(
            method: "POST", authority: "county.example:8443", target: "/station/v1/entries",
            contentDigest: digest)
        let publicKey = Array(key.publicKey.rawRepresentation)
        let parameters = SignatureParameters(
            created: 1_795_224_645, keyID: RequestSignature.keyID(of: publicKey), counter: 42)
        let base = RequestSignature.base(of: request, parameters: parameters.description)
        #expect(article.contains("```text\n\(base)\n```"))

        let signature = try RequestSignature(signing: request, parameters, key: key)
        demandLine("Content-Digest: \(digest)")
        demandLine("Signature-Input: \(signature.input)")
        let shown = code("text").first { $0.hasPrefix("Signature: ") }
        let received = try ReceivedSignature(
            input: signature.input, signature: shown.map { String($0.dropFirst(11)) })
        #expect(throws: Never.self) {
            try received.verify(request, body: wire, publicKey: publicKey)
        }
    }

    @Test("the JSON of enrolment, receipt and feed")
    func answers() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        func demand(_ value: some Encodable) throws {
            demandLine(String(decoding: try encoder.encode(value), as: UTF8.self))
        }
        try demand(
            EnrolmentRequest(
                code: "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV",
                publicKey: key.publicKey.rawRepresentation.base64EncodedString()))
        try demand(
            EnrolmentGrant(
                station: station, epoch: 1, name: "铁铺镇示例村级服务点", pins: "sha256//…",
                serverTime: 1_795_224_500_000))
        try demand(
            Receipt(
                acknowledgedThrough: 2, link: links[2].hex,
                verdicts: Receipt.runs(from: 1, [.applied, .applied]),
                serverTime: 1_795_224_646_120))
        let parcel = ExpectedParcel(
            number: "75312345678901", carrier: .zto, receiver: "村*甲", phoneTail: "0017",
            weigh: true)
        let rows = [
            FeedRow(cursor: 1, item: .expect(parcel)),
            FeedRow(cursor: 2, item: .withdraw(number: "75312345678902")),
        ]
        try demand(FeedPage(rows: rows, next: 2, more: false))
    }

    @Test("limits and names")
    func limits() {
        #expect(article.contains("at most 1,000 entries of at most 16 KiB each, 8 MiB before"))
        #expect(EntryBatch.countMax == 1000)
        #expect(EntryBatch.bodyLengthMax == 16 << 10)
        #expect(EntryBatch.lengthMax == 8 << 20)
        #expect(FeedPage.countMax == 500 && article.contains("at most 500:"))
        #expect(ReceivedSignature.inputLengthMax == 512 && article.contains("most 512 bytes"))
        let refusals: [SignatureRefusal] = [.missing, .malformed, .coverage, .digest, .wrong]
        for refusal in refusals { #expect(article.contains("| `\(refusal.rawValue)` | 401 |")) }
        let verdicts: [Verdict] = [.applied, .duplicate, .appliedConflict, .unreadable]
        for verdict in verdicts { #expect(article.contains("| `\(verdict.rawValue)` |")) }
    }
}
