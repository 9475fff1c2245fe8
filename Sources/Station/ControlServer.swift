internal import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore
import StationJournal
import StationStore

/// What `stationctl status` shows.
public struct DaemonStatus: Codable, Sendable {
    /// A device and what its line has brought.
    public struct Device: Codable, Sendable {
        /// Its name in the configuration.
        public var name: String
        /// Its profile's id.
        public var profile: String
        /// What its line has brought.
        public var counts: DeviceCounts
    }

    /// The station's id.
    public var station: String
    /// The epoch of its journal.
    public var epoch: Int64
    /// The last entry written.
    public var lastSequence: Int64
    /// Entries the county has not acknowledged.
    public var pending: Int64
    /// `online`, `offline` or `never`.
    public var link: String
    /// The devices, in the configuration's order.
    public var devices: [Device]
}

/// One entry as `stationctl journal show` prints it.
public struct JournalLine: Codable, Sendable {
    /// Its place in the journal.
    public var sequence: Int64
    /// The name of its kind.
    public var kind: String
    /// Its body, the JSON text that is hashed and sent.
    public var body: String
    /// The hash chain up to and including it, in hex.
    public var link: String
}

/// The technician's door on a unix socket, for `stationctl`: only who may open the socket asks.
struct ControlServer: Sendable {
    /// Entries in one answer at most.
    static let entriesMax = 1000

    let store: StationStore
    let board: KioskBoard
    let watches: [DeviceWatch]
    let syncNow: @Sendable () -> Void

    func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("/status") { _, _ in try await answer { try json(try await status()) } }
        router.get("/journal") { request, _ in
            let after = request.uri.queryParameters["after"].flatMap { Int64(String($0)) } ?? 0
            return try await answer { try json(try await journal(after: after)) }
        }
        router.post("/sync") { _, _ in
            syncNow()
            return Response(status: .accepted)
        }
        router.post("/backup") { request, _ in
            let buffer = try await request.body.collect(upTo: 4096)
            return try await answer { try await backUp(to: String(buffer: buffer)) }
        }
        return router
    }

    /// A fault goes to the person at the other end of the socket with its words and exit code.
    private func answer(_ body: () async throws -> Response) async throws -> Response {
        do {
            return try await body()
        } catch {
            return try json(StationFault(error), status: .internalServerError)
        }
    }

    private func backUp(to path: String) async throws -> Response {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw StationFault(
                exitCode: 73, "\(path) 已存在。请换一个文件名。",
                "\(path) exists already; name another file")
        }
        do {
            try await store.backUp(to: path)
        } catch {
            guard case .unreadable(_, let reason) = error else { throw error }
            throw StationFault(
                exitCode: 73, "无法写备份 \(path)（\(reason)）。请检查文件夹，stationd 的用户要有权限写。",
                "cannot write the backup \(path) (\(reason)); check its folder, the user of "
                    + "stationd must be allowed to write there")
        }
        return Response(status: .noContent)
    }

    private func status() async throws -> DaemonStatus {
        DaemonStatus(
            station: "\(store.station)", epoch: store.epoch,
            lastSequence: try await store.lastSequence(),
            pending: try await store.pendingCount(),
            link: await board.state.link.state.rawValue,
            devices: watches.map {
                DaemonStatus.Device(name: $0.name, profile: $0.profileID, counts: $0.snapshot)
            })
    }

    private func journal(after sequence: Int64) async throws -> [JournalLine] {
        try await store.entries(after: sequence, limit: Self.entriesMax).map {
            JournalLine(
                sequence: $0.sequence, kind: $0.kind,
                body: String(decoding: $0.body, as: UTF8.self), link: $0.link.hex)
        }
    }

    private func json(
        _ value: some Encodable, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let data = try encoder.encode(value)
        return Response(
            status: status, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: data)))
    }
}
