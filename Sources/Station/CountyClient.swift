internal import Crypto
internal import CurlTransport
internal import FoundationEssentials
import ServiceLifecycle
import StationJournal

/// Why the county did not do what it was asked.
enum CountyError: Error, Sendable, Hashable {
    /// No answer; what was sent may have arrived. Asking again is always safe.
    case unreachable(String)
    /// The county has too much to do.
    case busy(retryAfter: Duration?)
    /// The county says no, with the code of its problem document.
    case refused(status: Int, code: String, expected: Int64?)
    /// Something answered that is no county: a login page of the network, a proxy's error.
    case notACounty(String)
}

/// Asks the county: signs each request with the station's key and a counter used once.
struct CountyClient: Sendable {
    /// Bytes of an answer at most.
    static let answerLengthMax = 4 * 1024 * 1024

    private let base: String
    private let authority: String
    private let key: Curve25519.Signing.PrivateKey
    private let keyID: String
    private let transport: CurlTransport
    private let now: @Sendable () -> Int64

    /// A client of a county.
    ///
    /// - Parameters:
    ///   - county: `https://host:port`.
    ///   - pins: The county's pins; they are the trust, whatever the clock says.
    ///   - key: The station's key.
    ///   - now: Wall time in milliseconds, for people reading the county's log.
    /// - Throws: `StationFault` for an address that is not HTTPS or a bad pin.
    init(
        county: String, pins: String, key: Curve25519.Signing.PrivateKey,
        now: @escaping @Sendable () -> Int64
    ) throws {
        guard county.hasPrefix("https://"), county.utf8.count < 512 else {
            throw StationFault(
                exitCode: 64, "县中心网址须以 https:// 开头：\(county)",
                "the county's address must begin with https://: \(county)")
        }
        let rest = county.dropFirst("https://".count)
        let named = String(rest.prefix { $0 != "/" }).lowercased()
        // libcurl leaves the scheme's own port out of Host, so it must not be signed either.
        authority = named.hasSuffix(":443") ? String(named.dropLast(4)) : named
        base = "https://\(authority)"
        self.key = key
        keyID = RequestSignature.keyID(of: key.publicKey.rawRepresentation)
        self.now = now
        var configuration = CurlTransport.Configuration(
            pins: pins.split(separator: ";").map(String.init))
        configuration.largestAnswer = Self.answerLengthMax
        do throws(TransportError) {
            transport = try CurlTransport(configuration)
        } catch {
            throw StationFault(
                exitCode: 64, "县中心指纹不对：\(error)。请照登记单重新输入。",
                "the county's pin: \(error); copy it from the enrolment sheet")
        }
    }

    /// Sends one signed request and gives back the body of its answer.
    func send(
        _ method: String, _ target: String, counter: Int64, body: [UInt8] = [],
        type: String = "application/json"
    ) async throws(CountyError) -> Data {
        let digest = ContentDigest(of: body).description
        let request = SignedRequest(
            method: method, authority: authority, target: target, contentDigest: digest)
        let parameters = SignatureParameters(
            created: now() / 1000, keyID: keyID, counter: counter)
        guard let signature = try? RequestSignature(signing: request, parameters, key: key) else {
            throw .unreachable("the station's key cannot sign")
        }
        var headers = [
            HTTPHeader("Content-Digest", digest), HTTPHeader("Signature-Input", signature.input),
            HTTPHeader("Signature", signature.signature),
        ]
        if !body.isEmpty { headers.append(HTTPHeader("Content-Type", type)) }
        let exchange = HTTPExchange(
            method: method, url: base + target, headers: headers, body: body.isEmpty ? nil : body)
        let answer: HTTPAnswer
        do {
            // An exchange on a dying link may last minutes; the daemon has to stop in seconds.
            answer = try await cancelWhenGracefulShutdown {
                try await transport.send(exchange)
            }
        } catch {
            throw .unreachable("\(error)")
        }
        return try Self.judge(answer)
    }
}

extension CountyClient {
    /// A problem document (RFC 9457) of the county.
    private struct Problem: Decodable {
        var code: String
        var expected: Int64?
    }

    /// Believes only answers in the county's own formats: a 200 of a hotel's login page is no
    /// receipt.
    private static func judge(_ answer: HTTPAnswer) throws(CountyError) -> Data {
        let body = Data(answer.body)
        let type = answer.header("content-type") ?? ""
        switch answer.status {
        case 200 where type.hasPrefix("application/json"): return body
        case 429, 500...599:
            throw .busy(retryAfter: answer.retryAfter)
        case 400...499 where type.hasPrefix("application/problem+json"):
            let problem = try? JSONDecoder().decode(Problem.self, from: body)
            throw .refused(
                status: answer.status, code: problem?.code ?? "unknown",
                expected: problem?.expected)
        default: throw .notACounty("HTTP \(answer.status) \(type.prefix(40))")
        }
    }

    /// Decodes an answer.
    static func decode<T: Decodable>(_ type: T.Type, _ body: Data) throws(CountyError) -> T {
        do {
            return try JSONDecoder().decode(type, from: body)
        } catch {
            throw .notACounty("an answer of another shape")
        }
    }
}
