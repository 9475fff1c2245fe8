import CountyStore
import Crypto
import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Identifiers
import Logging
import NIOCore
import StationJournal
import Synchronization
import Testing

@testable import County

/// A folder that goes away with the test.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/cunzhan-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// All that was logged, as one text.
final class LogText: Sendable {
    private let lines = Mutex<[String]>([])

    var text: String { lines.withLock { $0.joined(separator: "\n") } }

    var logger: Logger {
        Logger(label: "test") { _ in Handler(log: self) }
    }

    private struct Handler: LogHandler {
        let log: LogText
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        init(log: LogText) {
            self.log = log
        }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let line = "\(event.level) \(event.message) \(event.metadata ?? [:])"
            log.lines.withLock { $0.append(line) }
        }
    }
}

/// A county in a folder of its own, asked without a socket.
final class Village: Sendable {
    static let now: Int64 = 1_795_230_000_000

    let folder: TemporaryFolder
    let log = LogText()
    let county: CountyApplication

    init() throws {
        folder = try TemporaryFolder()
        var configuration = CountyConfiguration(county: "罗山县")
        configuration.state = folder.path + "/state"
        configuration.runtime = folder.path + "/run"
        county = try CountyApplication(configuration, now: { Self.now }, logger: log.logger)
    }

    var store: CountyStore { county.store }

    func ask<Value: Sendable>(
        _ body: @escaping @Sendable (any TestClientProtocol) async throws -> Value
    ) async throws -> Value {
        let router = county.router(
            county.stationOperations + county.publicOperations, title: "test")
        return try await Application(router: router, logger: log.logger).test(.router, body)
    }

    func askAdmin<Value: Sendable>(
        _ body: @escaping @Sendable (any TestClientProtocol) async throws -> Value
    ) async throws -> Value {
        let router = county.router(county.adminOperations, title: "test")
        return try await Application(router: router, logger: log.logger).test(.router, body)
    }

    /// A code for a new station.
    func code(for id: String = "tiepu-01") async throws -> EnrolmentCode {
        let station = try #require(StationID(id))
        var random = SystemRandomNumberGenerator()
        let code = EnrolmentCode(using: &random)
        if try await !store.stations().contains(where: { $0.id == station }) {
            try await store.addStation(station, name: "铁铺镇村级服务点", at: Self.now)
        }
        _ = try await store.issueCode(
            hash: code.hash, for: station, at: Self.now,
            expires: Self.now + EnrolmentCode.lifetime)
        return code
    }

    /// A station that has enrolled over the router.
    func enrolled(_ id: String = "tiepu-01") async throws -> Hand {
        let code = try await code(for: id)
        let hand = Hand()
        let body = try hand.enrolment(code)
        try await ask { client in
            let answer = try await hand.post("/station/v1/enrol", body, to: client)
            #expect(answer.status == .ok)
        }
        return hand
    }
}

/// The hand of a station: it keeps a key and counts its requests.
final class Hand: Sendable {
    let key: Curve25519.Signing.PrivateKey
    private let counter = Mutex<Int64>(0)

    init(key: Curve25519.Signing.PrivateKey = .init()) {
        self.key = key
    }

    var keyID: String { RequestSignature.keyID(of: key.publicKey.rawRepresentation) }

    func enrolment(_ code: EnrolmentCode) throws -> [UInt8] {
        let request = EnrolmentRequest(
            code: code.grouped, publicKey: key.publicKey.rawRepresentation.base64EncodedString())
        return [UInt8](try JSONEncoder().encode(request))
    }

    /// The three headers that sign a request to `localhost`.
    func headers(
        _ method: String, _ target: String, _ body: [UInt8], counter given: Int64? = nil
    ) throws -> HTTPFields {
        let count = counter.withLock { counter in
            counter += 1
            return counter
        }
        let digest = ContentDigest(of: body).description
        let signature = try RequestSignature(
            signing: SignedRequest(
                method: method, authority: "localhost", target: target, contentDigest: digest),
            SignatureParameters(
                created: Village.now / 1000, keyID: keyID, counter: given ?? count), key: key)
        return [
            .contentDigest: digest, .signatureInput: signature.input,
            .signature: signature.signature,
            .contentType: target.hasSuffix("/entries")
                ? "application/vnd.cunzhan.entries" : "application/json",
        ]
    }

    func post(
        _ target: String, _ body: [UInt8], to client: any TestClientProtocol
    ) async throws -> TestResponse {
        try await client.execute(
            uri: target, method: .post, headers: headers("POST", target, body),
            body: ByteBuffer(bytes: body))
    }

    func get(_ target: String, from client: any TestClientProtocol) async throws -> TestResponse {
        try await client.execute(
            uri: target, method: .get, headers: headers("GET", target, []))
    }
}

extension TestResponse {
    var text: String { String(buffer: body) }

    func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(type, from: Data(buffer: body))
    }

    /// The `code` of a problem document.
    var problem: String? {
        struct Document: Decodable {
            let code: String
            let status: Int
        }
        guard headers[.contentType] == "application/problem+json",
            let document = try? json(Document.self), document.status == status.code
        else { return nil }
        return document.code
    }
}

extension Data {
    fileprivate init(buffer: ByteBuffer) {
        self.init(buffer.readableBytesView)
    }
}

/// A journal in the making.
struct Journal {
    private(set) var bodies: [[UInt8]] = []

    mutating func append(_ fact: Fact) throws {
        let second = Int64(bodies.count)
        let time = EntryTime(
            wall: Village.now - 60_000 + second, boot: "boot", up: second, trust: .synchronised)
        bodies.append(try Entry(fact, at: time).encoded())
    }

    func batch(_ range: Range<Int>, station: String = "tiepu-01") throws -> EntryBatch {
        var chain = HashChain(station: try #require(StationID(station)), epoch: 1)
        for body in bodies[..<range.lowerBound] { chain.append(body) }
        return EntryBatch(
            firstSequence: Int64(range.lowerBound) + 1, previousLink: chain.link,
            bodies: Array(bodies[range]))
    }

    static func received(_ numbers: [String]) throws -> Journal {
        var journal = Journal()
        for number in numbers {
            try journal.append(
                .parcelReceived(
                    ParcelReceived(
                        number: number, carrier: .zto, pickupCode: "3-2-0017", mass: nil)))
        }
        return journal
    }
}
