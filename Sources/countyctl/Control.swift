import ArgumentParser
import County
import CurlTransport
import FoundationEssentials

/// The way to the daemon: HTTP over its control socket.
struct ControlOption: ParsableArguments {
    @Option(
        name: .customLong("socket"),
        help: "控制套接字 · The daemon's control socket (\(CountyConfiguration.defaultSocket)).")
    var socket = CountyConfiguration.defaultSocket

    /// Bytes of an answer at most.
    private static let answerMax = 64 << 20

    private var unreachable: CountyError {
        CountyError(
            .unavailable, "连不上 countyd（\(socket)）。它在运行吗？套接字不同请用 --socket 指定。",
            "cannot reach countyd at \(socket). Is it running? Name another socket with --socket.")
    }

    /// Asks the daemon and decodes its answer.
    func ask<Answer: Decodable>(
        _ method: String, _ path: String, _ body: (any Encodable)? = nil
    ) async throws -> Answer {
        let bytes = try await exchange(method, path, body)
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(bytes)) else {
            throw CountyError(
                .software, "countyd 的回答无法读懂，两边版本是否一致？",
                "countyd's answer cannot be read. Are both of one version?")
        }
        return answer
    }

    private func exchange(
        _ method: String, _ path: String, _ body: (any Encodable)?
    ) async throws -> [UInt8] {
        let encoder = JSONEncoder()
        let bytes = try body.map { [UInt8](try encoder.encode($0)) }
        let answer: HTTPAnswer
        do {
            var configuration = CurlTransport.Configuration(
                unixSocket: socket, allowsPlainLoopback: true)
            configuration.largestAnswer = Self.answerMax
            answer = try await CurlTransport(configuration).send(
                HTTPExchange(
                    method: method, url: "http://localhost/admin/v1\(path)",
                    headers: [HTTPHeader("Content-Type", "application/json")], body: bytes))
        } catch {
            throw unreachable
        }
        guard answer.status == 200 else { throw failure(answer) }
        return answer.body
    }

    private struct Document: Decodable {
        let failure: AdminMessages.Failure?
        let title: String
    }

    private func failure(_ answer: HTTPAnswer) -> CountyError {
        let document = try? JSONDecoder().decode(Document.self, from: Data(answer.body))
        if let failure = document?.failure {
            return CountyError(failure.exit, failure.chinese, failure.english)
        }
        let title = document?.title ?? "HTTP \(answer.status)"
        return CountyError(
            .software, "countyd 没有照办：\(title)。请查看它的日志。",
            "countyd did not do it: \(title). See its log.")
    }
}
