import CurlTransport
import Foundation
import Testing

/// The error an exchange ends with.
private func failure(
    _ transport: CurlTransport, _ exchange: HTTPExchange
) async throws -> TransportError {
    do {
        let answer = try await transport.send(exchange)
        throw Failure("answered \(answer.status)")
    } catch let error as TransportError {
        return error
    }
}

/// Against a real server; each test names what the peer does.
@Suite(.timeLimit(.minutes(1)))
struct CurlTransportTests {
    private let server: LocalServer
    private static let strange = "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

    init() throws {
        server = try LocalServer.shared.get()
    }

    private func transport(
        _ change: (inout CurlTransport.Configuration) -> Void = { _ in }
    ) throws -> CurlTransport {
        var configuration = CurlTransport.Configuration(pins: [server.pin])
        change(&configuration)
        return try CurlTransport(configuration)
    }

    private func seen(_ answer: HTTPAnswer) throws -> Seen {
        try JSONDecoder().decode(Seen.self, from: Data(answer.body))
    }

    @Test func aRequestArrivesAsItWasGiven() async throws {
        let body = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let answer = try await transport().send(
            HTTPExchange(
                method: "POST", url: server.url("/a/../b%2F?x=%20&y"),
                headers: [
                    HTTPHeader("Content-Type", "application/octet-stream"),
                    HTTPHeader("X-Empty", ""),
                ], body: body))
        #expect(answer.status == 200)
        #expect(answer.header("content-type") == "application/json")
        #expect(answer.header("x-padded") == "a b")
        let seen = try seen(answer)
        #expect(seen.method == "POST")
        #expect(seen.target == "/a/../b%2F?x=%20&y")
        #expect([UInt8](seen.body) == body)
        #expect(seen.headers["content-type"] == "application/octet-stream")
        #expect(seen.headers["x-empty"] == "")
        #expect(seen.headers["expect"] == nil)
        #expect(answer.traffic.up > body.count && answer.traffic.up < body.count + 4000)
        #expect(answer.traffic.down > answer.body.count)
    }

    @Test(arguments: [("GET", nil), ("DELETE", nil), ("POST", []), ("PATCH", [1, 0, 2])])
    func everyMethodWithAndWithoutABody(method: String, body: [UInt8]?) async throws {
        let answer = try await transport().send(
            HTTPExchange(method: method, url: server.url("/echo"), body: body))
        let seen = try seen(answer)
        #expect(seen.method == method && [UInt8](seen.body) == body ?? [])
        #expect(seen.headers["content-type"] == nil)
    }

    @Test func aHeadRequestHasNoBody() async throws {
        let answer = try await transport().send(
            HTTPExchange(method: "HEAD", url: server.url("/big")))
        #expect(answer.status == 200 && answer.body.isEmpty)
        #expect(answer.header("content-length") == "2000")
    }

    @Test func theConnectionIsUsedAgain() async throws {
        let transport = try transport()
        let first = try await transport.send(HTTPExchange(url: server.url("/echo")))
        let second = try await transport.send(HTTPExchange(url: server.url("/echo")))
        #expect(try seen(first).peer == seen(second).peer)
        // No second handshake.
        #expect(second.traffic.up < first.traffic.up && second.traffic.down < first.traffic.down)
    }

    @Test func oneOfTwoPinsIsEnough() async throws {
        let transport = try transport { $0.pins.insert(Self.strange, at: 0) }
        #expect(try await transport.send(HTTPExchange(url: server.url("/echo"))).status == 200)
    }

    @Test func aWrongPinIsRefusedBeforeAnythingIsSent() async throws {
        let transport = try transport { $0.pins = [Self.strange] }
        let error = try await failure(transport, HTTPExchange(url: server.url("/echo")))
        #expect(error.reason == .wrongPin && error.outcome == .notSent)
    }

    @Test func withoutAPinTheCertificateIsVerified() async throws {
        let transport = try transport { $0.pins = [] }
        let error = try await failure(transport, HTTPExchange(url: server.url("/echo")))
        #expect(error.reason == .untrusted && error.outcome == .notSent)
    }

    @Test(arguments: [
        "", "sha256//", "sha256//abc=", "/etc/passwd", strange + ";" + strange,
        "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA;A=",
    ])
    func aMisspeltPinIsNoPin(text: String) {
        let error = #expect(throws: TransportError.self) {
            try CurlTransport(CurlTransport.Configuration(pins: [text]))
        }
        #expect(error?.reason == .refusedHere)
    }

    @Test(arguments: [
        HTTPExchange(url: "http://127.0.0.1/"), HTTPExchange(url: "ftp://127.0.0.1/"),
        HTTPExchange(url: "file:///etc/passwd"), HTTPExchange(url: "127.0.0.1"),
        HTTPExchange(url: "https://127.0.0.1/\0"), HTTPExchange(method: "GET /", url: "https://a/"),
        HTTPExchange(url: "https://a/", headers: [HTTPHeader("A", "b\r\nC: d")]),
        HTTPExchange(url: "https://a/", headers: [HTTPHeader("A\n", "b")]),
    ])
    func whatMustNotBeSentIsRefused(exchange: HTTPExchange) async throws {
        let error = try await failure(transport(), exchange)
        #expect(error.reason == .refusedHere && error.outcome == .notSent)
    }

    @Test(arguments: [("http://127.0.0.1:1/", true), ("http://192.0.2.1/", false)])
    func plainHTTPGoesToLoopbackOnlyAndWhenAsked(url: String, isAllowed: Bool) async throws {
        let transport = try CurlTransport(
            CurlTransport.Configuration(allowsPlainLoopback: true))
        let error = try await failure(transport, HTTPExchange(url: url))
        #expect(error.reason == (isAllowed ? .unreachable : .refusedHere))
    }

    @Test func redirectionsAreAnswers() async throws {
        let answer = try await transport().send(HTTPExchange(url: server.url("/redirect")))
        #expect(answer.status == 302 && answer.header("location") == "/echo")
    }

    @Test func answersAreDecompressed() async throws {
        let answer = try await transport().send(HTTPExchange(url: server.url("/gzip")))
        #expect(answer.body == [UInt8](repeating: UInt8(ascii: "x"), count: 50_000))
        #expect(answer.traffic.down < 5000)
    }

    @Test(arguments: ["/big", "/bomb", "/headers"])
    func anAnswerThatIsTooLargeIsNotTaken(path: String) async throws {
        let transport = try transport { $0.largestAnswer = 1999 }
        let error = try await failure(transport, HTTPExchange(url: server.url(path)))
        #expect(error.reason == .tooLarge && error.outcome == .unknown)
        // The transport is as good as before.
        #expect(try await transport.send(HTTPExchange(url: server.url("/redirect"))).status == 302)
    }

    @Test(arguments: ["/cut", "/hang-up"])
    func aConnectionCutDuringTheAnswerLeavesTheOutcomeOpen(path: String) async throws {
        let error = try await failure(
            transport(), HTTPExchange(method: "POST", url: server.url(path), body: [1]))
        #expect(error.reason == .interrupted && error.outcome == .unknown)
    }

    @Test func aRefusedConnectionSendsNothing() async throws {
        let error = try await failure(transport(), HTTPExchange(url: "https://127.0.0.1:1/"))
        #expect(error.reason == .unreachable && error.outcome == .notSent)
        #expect(error.description.hasPrefix("GET https://127.0.0.1:1/: "))
    }

    @Test func anUnknownHostSendsNothing() async throws {
        let error = try await failure(transport(), HTTPExchange(url: "https://county.invalid/"))
        #expect(error.reason == .unresolved && error.outcome == .notSent)
    }

    @Test(arguments: ["/silent", "/hang"])
    func aPeerThatIsSilentEndsTheExchangeInTime(path: String) async throws {
        let transport = try transport()
        // Connected, so that the request itself is sent at once.
        _ = try await transport.send(HTTPExchange(url: server.url("/echo")))
        let error = try await failure(
            transport, HTTPExchange(url: server.url(path), timeLimit: .milliseconds(300)))
        #expect(error.reason == .timedOut && error.outcome == .unknown)
    }

    @Test(arguments: [("/retry", Duration.seconds(7)), ("/retry-past", .zero)])
    func retryAfterIsRead(path: String, wait: Duration) async throws {
        let answer = try await transport().send(HTTPExchange(url: server.url(path)))
        #expect(answer.status == 503 && answer.retryAfter == wait)
        let plain = try await transport().send(HTTPExchange(url: server.url("/echo")))
        #expect(plain.retryAfter == nil)
    }

    @Test func cancellingIsPrompt() async throws {
        let transport = try transport()
        // Connected, so that the next exchange is sent at once.
        _ = try await transport.send(HTTPExchange(url: server.url("/echo")))
        let exchange = HTTPExchange(url: server.url("/silent"))
        let running = Task { try await failure(transport, exchange) }
        let waiting = Task { try await failure(transport, exchange) }
        let start = ContinuousClock().now
        // Which of the two is under way is left to chance; the other waits for its turn.
        waiting.cancel()
        #expect(try await waiting.value.reason == .cancelled)
        running.cancel()
        #expect(try await running.value.reason == .cancelled)
        #expect(ContinuousClock().now - start < .seconds(5))
        #expect(try await transport.send(HTTPExchange(url: server.url("/echo"))).status == 200)
    }

    @Test func aUnixSocketIsUsedInsteadOfTheAddress() async throws {
        let transport = try CurlTransport(
            CurlTransport.Configuration(unixSocket: server.socketPath))
        let answer = try await transport.send(
            HTTPExchange(method: "PUT", url: "http://localhost/status?a", body: [7]))
        let seen = try seen(answer)
        #expect(seen.method == "PUT" && seen.target == "/status?a" && seen.body == Data([7]))

        let nobody = try CurlTransport(CurlTransport.Configuration(unixSocket: "/nowhere"))
        let error = try await failure(nobody, HTTPExchange(url: "http://localhost/"))
        #expect(error.reason == .unreachable && error.outcome == .notSent)
    }
}
