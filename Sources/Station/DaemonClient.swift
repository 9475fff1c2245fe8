internal import CurlTransport
public import DeviceProtocols
internal import FoundationEssentials
internal import Glibc
internal import StationJournal
internal import Synchronization

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

    /// What happens at the devices, from how each stands now until the caller stops.
    ///
    /// - Parameters:
    ///   - device: One device's name; nil for all.
    ///   - bytes: Every chunk of bytes too.
    ///   - raw: Bytes of scanners as they are; the daemon writes down that they were asked for.
    ///   - test: Meanwhile what a scanner reads goes to no desk.
    /// - Returns: The events; it throws `StationFault` when the daemon is not there or ends.
    public func watch(
        device: String?, bytes: Bool = false, raw: Bool = false, test: Bool = false
    ) -> AsyncThrowingStream<DeviceEvent, any Error> {
        var query = "?bytes=\(bytes ? 1 : 0)&raw=\(raw ? 1 : 0)&test=\(test ? 1 : 0)"
        if let device { query += "&device=" + Self.escaped(device) }
        let url = "http://localhost/devices/watch" + query
        return AsyncThrowingStream { events in
            let task = Task {
                do {
                    try await follow(url) { events.yield($0) }
                    events.finish(throwing: ended)
                } catch {
                    events.finish(throwing: error)
                }
            }
            events.onTermination = { _ in task.cancel() }
        }
    }

    /// Makes a printer print a label that belongs to no parcel.
    public func printTestLabel(on device: String) async throws {
        _ = try await send("POST", "/devices/print?device=" + Self.escaped(device))
    }

    /// Orders labels of a template; refused when they cannot be printed or must not be.
    ///
    /// - Parameters:
    ///   - template: The template's name.
    ///   - fields: The fields' values as JSON.
    ///   - copies: How many of each.
    ///   - token: Unique to this order: repeated under it, it is printed once.
    /// - Returns: The job and what it waits for.
    /// - Throws: `StationFault` of the daemon, or when it is not there; when nobody knows whether it
    ///   took the order, that says how to repeat it.
    public func printLabels(
        _ template: String, fields: [UInt8], copies: Int, token: String
    ) async throws -> OrderAnswer {
        guard fields.count <= ControlServer.labelBytesMax else {
            throw StationFault.tooMuchLabelData
        }
        let target =
            "/labels?copies=\(copies)&order=\(Self.escaped(token))&template="
            + Self.escaped(template)
        let lost = StationFault.orderUnanswered(token)
        let body = try await send("POST", target, body: fields, lost: lost)
        return try JSONDecoder().decode(OrderAnswer.self, from: body)
    }

    /// The paper in the printer.
    public func paper() async throws -> PaperStatus {
        try JSONDecoder().decode(PaperStatus.self, from: try await send("GET", "/labels/paper"))
    }

    /// Says that the paper was changed: to what is wanted, or to that of a template.
    public func changePaper(for template: String?) async throws -> PaperStatus {
        let query = template.map { "?template=" + Self.escaped($0) } ?? ""
        return try JSONDecoder().decode(
            PaperStatus.self, from: try await send("POST", "/labels/paper" + query))
    }

    /// Has a scanner do something, and tells what became of it.
    public func tell(
        _ device: String, _ command: ScannerCommand
    ) async throws -> ScannerRemote.Outcome {
        let target =
            "/devices/tell?command=\(command.rawValue)&device=" + Self.escaped(device)
        let word = try JSONDecoder().decode(String.self, from: try await send("POST", target))
        return ScannerRemote.Outcome(rawValue: word) ?? .unanswered
    }

    private static func escaped(_ text: String) -> String {
        text.utf8.map { "%" + ByteNotation.hexText([$0]) }.joined()
    }

    private func follow(
        _ url: String, _ take: @escaping @Sendable (DeviceEvent) -> Void
    ) async throws {
        var configuration = CurlTransport.Configuration(unixSocket: socket)
        configuration.timeLimit = .seconds(365 * 86_400)
        let transport = try CurlTransport(configuration)
        let lines = LineSplitter()
        let answer: HTTPAnswer
        do throws(TransportError) {
            answer = try await transport.follow(HTTPExchange(url: url)) { bytes in
                for line in lines.add(bytes) {
                    guard let event = try? JSONDecoder().decode(DeviceEvent.self, from: Data(line))
                    else { return false }
                    take(event)
                }
                return true
            }
        } catch {
            throw error.reason == .cancelled ? CancellationError() : unreachable
        }
        if (200..<300).contains(answer.status) { return }
        throw (try? JSONDecoder().decode(StationFault.self, from: Data(answer.body))) ?? unreachable
    }

    private var ended: StationFault {
        StationFault(exitCode: 69, "守护程序停止了。", "the daemon has ended")
    }

    /// The ports and what the daemon makes of them.
    public func ports() async throws -> [PortStatus] {
        try JSONDecoder().decode([PortStatus].self, from: try await send("GET", "/ports"))
    }

    /// Says what stands on a port.
    public func pin(_ request: PinRequest) async throws {
        _ = try await send("POST", "/ports/pin", body: Array(try JSONEncoder().encode(request)))
    }

    /// Forgets what was said of a port.
    public func unpin(_ port: String) async throws {
        _ = try await send("POST", "/ports/unpin", body: Array(port.utf8))
    }

    private func send(
        _ method: String, _ target: String, body: [UInt8] = [], lost: StationFault? = nil
    ) async throws -> Data {
        let exchange = HTTPExchange(
            method: method, url: "http://localhost" + target, body: body.isEmpty ? nil : body)
        let answer: HTTPAnswer
        do throws(TransportError) {
            answer = try await transport.send(exchange)
        } catch {
            if let lost, error.outcome == .unknown { throw lost }
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

/// Cuts bytes that come in pieces into lines.
private final class LineSplitter: Sendable {
    private let rest = Mutex<[UInt8]>([])

    func add(_ bytes: [UInt8]) -> [[UInt8]] {
        rest.withLock { rest in
            rest += bytes
            guard let end = rest.lastIndex(of: 0x0A) else { return [] }
            let whole = rest[...end]
            rest = Array(rest[(end + 1)...])
            return whole.split(separator: 0x0A).map(Array.init)
        }
    }
}
