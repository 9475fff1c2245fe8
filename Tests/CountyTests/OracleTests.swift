import CountyStore
import Crypto
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import StationJournal
import Testing

@testable import County

/// The independent implementation, where its Python is at hand.
private struct Oracle {
    struct Verdict: Decodable {
        let ok: Bool
        let nonce: String?
        let error: String?
    }

    struct Signed: Decodable {
        let headers: [String: String]
    }

    static let python: String? = {
        let checkout = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let candidates = [
            ProcessInfo.processInfo.environment["CUNZHAN_PYTHON"], "/\(checkout)/.venv/bin/python",
        ]
        return candidates.compactMap { $0 }.first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }()

    static func ask<Answer: Decodable>(_ task: [String: Any]) throws -> Answer {
        let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(python))
        process.arguments = ["/\(folder)/Oracles/signatures.py"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        input.fileHandleForWriting.write(try JSONSerialization.data(withJSONObject: task))
        try input.fileHandleForWriting.close()
        let answer = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return try JSONDecoder().decode(Answer.self, from: answer)
    }
}

@Suite("Signatures beside another implementation", .enabled(if: Oracle.python != nil))
struct OracleTests {
    /// A request of ours, signed now: the other implementation believes in clocks.
    private func ours(_ hand: Hand, _ target: String, _ body: [UInt8]) throws -> [String: Any] {
        let digest = ContentDigest(of: body).description
        let signature = try RequestSignature(
            signing: SignedRequest(
                method: "POST", authority: "county.example.cn:8443", target: target,
                contentDigest: digest),
            SignatureParameters(
                created: Int64(Date().timeIntervalSince1970), keyID: hand.keyID, counter: 42),
            key: hand.key)
        return [
            "do": "verify", "method": "POST", "url": "https://county.example.cn:8443\(target)",
            "body": Data(body).base64EncodedString(),
            "public_key": hand.key.publicKey.rawRepresentation.base64EncodedString(),
            "headers": [
                "Content-Digest": digest, "Signature-Input": signature.input,
                "Signature": signature.signature,
            ],
        ]
    }

    @Test(
        "What we sign, it verifies; what was changed, it refuses",
        arguments: ["/station/v1/entries", "/station/v1/feed?after=7&limit=10", "/a%20b?x=%2F"])
    func signedByUs(_ target: String) throws {
        let hand = Hand()
        let task = try ours(hand, target, Array("body".utf8))
        let good: Oracle.Verdict = try Oracle.ask(task)
        #expect(good.ok && good.nonce == "42", "\(good.error ?? "")")
        for (key, value) in [
            ("method", "PUT"), ("url", "https://county.example.cn:8443/other"),
            ("url", "https://elsewhere.example.cn\(target)"),
        ] {
            var changed = task
            changed[key] = value
            let verdict: Oracle.Verdict = try Oracle.ask(changed)
            #expect(!verdict.ok && verdict.error == "InvalidSignature")
        }
    }

    @Test("What it signs in another order under another label, the county takes once")
    func signedByIt() async throws {
        let village = try Village()
        let hand = try await village.enrolled()
        let batch = try Journal.received(["731234567890"]).batch(0..<1).encoded()
        let signed: Oracle.Signed = try Oracle.ask([
            "do": "sign", "method": "POST", "url": "https://localhost/station/v1/entries",
            "body": Data(batch).base64EncodedString(), "key_id": hand.keyID, "counter": 1000,
            "private_key": hand.key.rawRepresentation.base64EncodedString(),
            "headers": ["Content-Type": "application/vnd.cunzhan.entries"],
        ])
        var headers = HTTPFields()
        for (name, value) in signed.headers where name != "Content-Length" {
            headers[try #require(HTTPField.Name(name))] = value
        }
        let sent = headers
        #expect(sent[.signature]?.hasPrefix("theirs=") == true)
        try await village.ask { client in
            let first = try await client.execute(
                uri: "/station/v1/entries", method: .post, headers: sent,
                body: ByteBuffer(bytes: batch))
            #expect(first.status == .ok, "\(first.text)")
            let second = try await client.execute(
                uri: "/station/v1/entries", method: .post, headers: sent,
                body: ByteBuffer(bytes: batch))
            #expect(second.problem == "counter-replayed")
            let changed = try await client.execute(
                uri: "/station/v1/entries", method: .post, headers: sent,
                body: ByteBuffer(bytes: batch + [0]))
            #expect(changed.problem == "digest-mismatch")
        }
    }
}
