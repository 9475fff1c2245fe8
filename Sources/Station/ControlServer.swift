import DeviceProtocols
internal import FoundationEssentials
import HTTPTypes
import Hummingbird
import Labels
import Logging
import NIOCore
import ServiceLifecycle
import StationJournal
import StationStore

/// What `stationctl status` shows.
public struct DaemonStatus: Codable, Sendable {
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
    /// The devices, in the configuration's order, then those that were found.
    public var devices: [DeviceStatus]
    /// When the county was last reached, in milliseconds since 1970; nil since the start.
    public var contactedAt: Int64?
    /// Ports with something on them that the station does not know; see `stationctl devices list`.
    public var unknownPorts: [String]?
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

/// What became of an order of labels.
public struct OrderAnswer: Codable, Sendable {
    /// The job.
    public var job: Int64
    /// How many labels it prints.
    public var labels: Int
    /// The paper they need: `60x40+2`, or a roll's width.
    public var paper: String
    /// Other paper is in the printer: the kiosk asks for the change.
    public var waitsForPaper: Bool
    /// It was ordered before and is printed.
    public var isPrinted: Bool
    /// What did not fit or was left out.
    public var findings: [String]
}

/// The paper in the printer and the paper that is wanted.
public struct PaperStatus: Codable, Sendable {
    /// What is in the printer.
    public var loaded: String
    /// The printer has measured it.
    public var isMeasured: Bool
    /// It was open or off since other paper was asked for.
    public var isDoubtful: Bool
    /// What labels wait for; nil when none do.
    public var wanted: String?
    /// Label jobs that wait for the printer or for paper.
    public var waiting: Int
}

/// The technician's door on a unix socket, for `stationctl`: only who may open the socket asks.
struct ControlServer: Sendable {
    /// Entries in one answer at most.
    static let entriesMax = 1000
    /// Bytes of an ordered label's data at most.
    static let labelBytesMax = 1_000_000
    /// Characters of an order's token at most.
    static let tokenMax = 64
    /// How often a listener hears how each device stands.
    static let statusInterval = Duration.seconds(1)

    let store: StationStore
    let board: KioskBoard
    let watches: WatchList
    let finder: PortFinder
    let feed: DeviceFeed
    let gallery: LabelGallery
    let clock: StationClock
    let logger: Logger
    let syncNow: @Sendable () -> Void

    func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("/status") { _, _ in try await answer { try json(try await status()) } }
        router.get("/journal") { request, _ in
            let after = request.uri.queryParameters["after"].flatMap { Int64(String($0)) } ?? 0
            return try await answer { try json(try await journal(after: after)) }
        }
        router.get("/devices/watch") { request, _ in try await watch(request) }
        router.post("/devices/tell") { request, _ in
            try await answer { try await tell(request) }
        }
        router.post("/devices/print") { request, _ in
            try await answer { try await printTestLabel(request) }
        }
        router.post("/sync") { _, _ in
            syncNow()
            return Response(status: .accepted)
        }
        router.post("/backup") { request, _ in
            let buffer = try await request.body.collect(upTo: 4096)
            return try await answer { try await backUp(to: String(buffer: buffer)) }
        }
        addPorts(to: router)
        addLabels(to: router)
        return router
    }

    private func addLabels(to router: Router<BasicRequestContext>) {
        router.post("/labels") { request, _ in
            try await answer { try json(try await order(request)) }
        }
        router.get("/labels/paper") { _, _ in
            try await answer { try json(try await paperStatus()) }
        }
        router.post("/labels/paper") { request, _ in
            try await answer { try json(try await changePaper(request)) }
        }
    }

    private func addPorts(to router: Router<BasicRequestContext>) {
        router.get("/ports") { _, _ in try json(finder.statuses) }
        router.post("/ports/pin") { request, _ in
            let buffer = try await request.body.collect(upTo: 4096)
            return try await answer {
                let pin = try JSONDecoder().decode(
                    PinRequest.self, from: Data(buffer.readableBytesView))
                try finder.pin(pin.port, profile: pin.profile, name: pin.name)
                return Response(status: .noContent)
            }
        }
        router.post("/ports/unpin") { request, _ in
            let buffer = try await request.body.collect(upTo: 4096)
            return try await answer {
                try finder.unpin(String(buffer: buffer))
                return Response(status: .noContent)
            }
        }
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
            devices: watches.all.map(\.snapshot), contactedAt: await board.contactedAt,
            unknownPorts: finder.statuses.filter { $0.state == .unknown || $0.state == .ambiguous }
                .map(\.path))
    }

    private func journal(after sequence: Int64) async throws -> [JournalLine] {
        try await store.entries(after: sequence, limit: Self.entriesMax).map {
            JournalLine(
                sequence: $0.sequence, kind: $0.kind,
                body: String(decoding: $0.body, as: UTF8.self), link: $0.link.hex)
        }
    }

    // MARK: Labels

    private func order(_ request: Request) async throws -> OrderAnswer {
        let query = request.uri.queryParameters
        let copies = query["copies"].flatMap { Int(String($0)) } ?? 1
        guard LabelRenderer.copies.contains(copies) else {
            throw StationFault(
                exitCode: 64, "份数是 1 到 \(LabelRenderer.copies.upperBound)。",
                "copies are 1 to \(LabelRenderer.copies.upperBound)")
        }
        let token = query["order"].map(String.init)
        guard token.map({ (1...Self.tokenMax).contains($0.count) }) ?? true else {
            throw StationFault.badOrderToken
        }
        let label = OrderedLabel(
            template: query["template"].map(String.init) ?? "",
            fields: try await labelData(request),
            copies: copies)
        return try await gallery.order(label, token: token, at: clock.now())
    }

    private func labelData(_ request: Request) async throws -> String {
        do {
            return String(buffer: try await request.body.collect(upTo: Self.labelBytesMax))
        } catch is NIOTooManyBytesError {
            throw StationFault.tooMuchLabelData
        }
    }

    private func paperStatus() async throws -> PaperStatus {
        guard let paper = try gallery.paper(of: nil) else { throw StationFault.noPrinter }
        let medium = try await store.loadedMedium(first: paper.description)
        let waiting = try await store.queuedLabels().reduce(0) { $0 + $1.count }
        return PaperStatus(
            loaded: medium.loaded, isMeasured: medium.isMeasured, isDoubtful: medium.isDoubtful,
            wanted: medium.wanted, waiting: waiting)
    }

    /// The paper was changed: to what was asked for, or to that of a template.
    private func changePaper(_ request: Request) async throws -> PaperStatus {
        let before = try await paperStatus()
        let template = request.uri.queryParameters["template"].map(String.init)
        let named = try template.flatMap { try gallery.paper(of: $0)?.description }
        guard let paper = named ?? before.wanted else { throw StationFault.noPaperWanted }
        switch try await store.changeMedium(to: paper, asked: named == nil) {
        case .changed: return try await paperStatus()
        case .notWanted: throw StationFault.noPaperWanted
        case .labelUnderWay:
            throw StationFault(
                exitCode: 75, "正在打印，先别换纸。打完再试。",
                "a label is at the printer: leave its paper, and try again when it is out")
        }
    }

    // MARK: Watching devices

    /// All that happens at the devices, one JSON value a line, until the listener goes away.
    ///
    /// Who may open the socket may see bytes as they are; that it was asked for is written down.
    private func watch(_ request: Request) async throws -> Response {
        func flag(_ name: String) -> Bool { request.uri.queryParameters[name[...]] == "1" }
        let device = request.uri.queryParameters["device"].map(String.init)
        let watched = watches.all.filter { device == nil || $0.name == device }
        guard !watched.isEmpty else {
            let fault = StationFault.noSuchDevice(device ?? "", among: watches.all.map(\.name))
            return try json(fault, status: .notFound)
        }
        let wish = DeviceFeed.Wish(device: device, bytes: flag("bytes"), raw: flag("raw"))
        guard let events = feed.listen(wish) else {
            return try json(StationFault.tooManyListeners, status: .serviceUnavailable)
        }
        if wish.raw {
            logger.notice(
                "bytes of devices are shown as they are",
                metadata: ["event": "raw-bytes", "device": "\(device ?? "all")"])
        }
        let tested = flag("test") ? watched.filter { $0.deviceClass == .scanner } : []
        return Response(
            status: .ok,
            headers: [.contentType: "application/x-ndjson", .cacheControl: "no-store"],
            body: .init { writer in
                for watch in tested { watch.test(begins: true) }
                defer { for watch in tested { watch.test(begins: false) } }
                try await send(events, of: watched, &writer)
                try await writer.finish(nil)
            })
    }

    /// Has a scanner do something; the answer is what became of it.
    private func tell(_ request: Request) async throws -> Response {
        let name = request.uri.queryParameters["device"].map(String.init) ?? ""
        let word = request.uri.queryParameters["command"].map(String.init) ?? ""
        guard let watch = watches.all.first(where: { $0.name == name }) else {
            throw StationFault.noSuchDevice(name, among: watches.all.map(\.name))
        }
        let control = watch.scannerControl
        guard let control, let command = ScannerCommand(rawValue: word),
            control.commands.contains(command)
        else {
            throw StationFault.noSuchCommand(
                word, of: name, among: control?.commands.map(\.rawValue).sorted() ?? [])
        }
        return try json(await control.perform(command).rawValue)
    }

    private func printTestLabel(_ request: Request) async throws -> Response {
        let name = request.uri.queryParameters["device"].map(String.init) ?? ""
        guard let watch = watches.all.first(where: { $0.name == name }) else {
            throw StationFault.noSuchDevice(name, among: watches.all.map(\.name))
        }
        guard let testPrint = watch.testPrint else {
            throw StationFault(
                exitCode: 64, "设备“\(name)”不是打印机。", "device '\(name)' is no printer")
        }
        try await testPrint()
        return Response(status: .noContent)
    }

    /// First how each device stands, then what happens; once in a while again how each stands, so
    /// that a listener who went away is noticed.
    private func send(
        _ events: AsyncStream<DeviceEvent>, of watched: [DeviceWatch],
        _ writer: inout any ResponseBodyWriter
    ) async throws {
        let (merged, merge) = AsyncStream.makeStream(
            of: DeviceEvent.self, bufferingPolicy: .bufferingOldest(DeviceFeed.waitingMax))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await event in events { merge.yield(event) }
                merge.finish()
            }
            group.addTask {
                while !Task.isCancelled {
                    for watch in watched { merge.yield(watch.statusEvent) }
                    try? await Task.sleep(for: Self.statusInterval)
                }
            }
            defer { group.cancelAll() }
            for await event in merged.cancelOnGracefulShutdown() {
                try await writer.write(ByteBuffer(bytes: try Self.encoded(event) + [0x0A]))
            }
        }
    }

    private static func encoded(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    private func json(
        _ value: some Encodable, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: try Self.encoded(value))))
    }
}
