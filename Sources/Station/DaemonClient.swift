internal import CurlTransport
internal import FoundationEssentials
internal import Glibc
internal import StationJournal

/// Asks the running daemon over its socket, for `stationctl`.
public struct DaemonClient: Sendable {
    private let socket: String
    private let transport: CurlTransport

    /// A client of the daemon with this configuration.
    ///
    /// - Throws: `TransportError` never in practice: there are no pins to be wrong.
    public init(_ configuration: StationConfiguration) throws {
        socket = configuration.controlSocket
        transport = try CurlTransport(
            CurlTransport.Configuration(unixSocket: configuration.controlSocket))
    }

    /// How the daemon stands.
    public func status() async throws -> DaemonStatus {
        try JSONDecoder().decode(DaemonStatus.self, from: try await send("GET", "/status"))
    }

    /// Entries after a sequence, a page of them.
    public func journal(after sequence: Int64) async throws -> [JournalLine] {
        let body = try await send("GET", "/journal?after=\(sequence)")
        return try JSONDecoder().decode([JournalLine].self, from: body)
    }

    /// Makes the daemon contact the county.
    public func syncNow() async throws {
        _ = try await send("POST", "/sync")
    }

    /// Makes the daemon write a copy of its store.
    public func backUp(to path: String) async throws {
        _ = try await send("POST", "/backup", body: Array(path.utf8))
    }

    private func send(
        _ method: String, _ target: String, body: [UInt8] = []
    ) async throws -> Data {
        let exchange = HTTPExchange(
            method: method, url: "http://localhost" + target, body: body.isEmpty ? nil : body)
        let answer: HTTPAnswer
        do throws(TransportError) {
            answer = try await transport.send(exchange)
        } catch {
            throw unreachable
        }
        guard (200..<300).contains(answer.status) else {
            if let fault = try? JSONDecoder().decode(StationFault.self, from: Data(answer.body)) {
                throw fault
            }
            let text = String(decoding: answer.body.prefix(200), as: UTF8.self)
            throw StationFault(
                exitCode: 74, "守护程序拒绝：\(text)", "the daemon refused: \(text)")
        }
        return Data(answer.body)
    }

    private var unreachable: StationFault {
        guard access(socket, W_OK) == 0 || errno != EACCES else {
            return StationFault(
                exitCode: 77, "没有权限使用 \(socket)。请用 root 或 stationd 的用户运行。",
                "not permitted to use \(socket); run as root or as the user of stationd")
        }
        return StationFault(
            exitCode: 69, "守护程序没有应答（\(socket)）。请先启动 stationd。",
            "the daemon does not answer on \(socket); start stationd first")
    }
}
