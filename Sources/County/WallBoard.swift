internal import CountyStore
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import ServiceLifecycle
internal import Synchronization

/// Draws the wall anew when something has changed and hands it to whoever is looking.
///
/// At most once a second. Viewers follow; nobody waits for them.
final class WallBoard: Service, Sendable {
    /// Screens served at a time.
    static let viewersMax = 200
    /// The least time between two drawings.
    private static let gap = Duration.seconds(1)
    /// Drawn anew so often without any change: the clock, and stations falling silent.
    private static let tick = Duration.seconds(15)

    private struct Viewers {
        var next = 0
        var all: [Int: AsyncStream<String>.Continuation] = [:]
    }

    private let store: CountyStore
    private let page: WallPage
    private let now: @Sendable () -> Int64
    private let logger: Logger
    private let viewers = Mutex(Viewers())
    private let changes: AsyncStream<Void>
    private let change: AsyncStream<Void>.Continuation

    init(
        store: CountyStore, page: WallPage, now: @escaping @Sendable () -> Int64, logger: Logger
    ) {
        self.store = store
        self.page = page
        self.now = now
        self.logger = logger
        (changes, change) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Something the wall shows has changed.
    func changed() {
        change.yield()
    }

    /// The whole page as of now.
    func render() async throws -> String {
        let now = now()
        return page.page(try await store.wall(at: now, arrivals: WallPage.arrivals), at: now)
    }

    func run() async throws {
        await withTaskGroup { group in
            group.addTask {
                try? await cancelWhenGracefulShutdown {
                    while true {
                        try await Task.sleep(for: Self.tick)
                        self.changed()
                    }
                }
            }
            for await _ in changes.cancelOnGracefulShutdown() {
                await draw()
                try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.gap) }
            }
            group.cancelAll()
        }
        viewers.withLock { viewers in
            for viewer in viewers.all.values { viewer.finish() }
            viewers.all = [:]
        }
    }

    private func draw() async {
        guard viewers.withLock({ !$0.all.isEmpty }) else { return }
        let now = now()
        do {
            let snapshot = try await store.wall(at: now, arrivals: WallPage.arrivals)
            let event = Self.event(page.board(snapshot, at: now))
            viewers.withLock { viewers in
                for viewer in viewers.all.values { viewer.yield(event) }
            }
        } catch {
            logger.error("the wall cannot be drawn", metadata: ["error": "\(error)"])
        }
    }

    private static func event(_ fragment: String) -> String {
        "event: board\ndata: " + fragment.replacing("\n", with: "\ndata: ") + "\n\n"
    }

    /// Server-sent events until the viewer leaves or the daemon stops.
    ///
    /// - Throws: `Problem` when too many are looking.
    func events() throws -> Response {
        let (stream, continuation) = AsyncStream<String>.makeStream(
            bufferingPolicy: .bufferingNewest(1))
        let viewer = try viewers.withLock { viewers in
            guard viewers.all.count < Self.viewersMax else {
                throw Problem(
                    .serviceUnavailable, code: "too-many-viewers",
                    title: "Too many screens are open")
            }
            viewers.next += 1
            viewers.all[viewers.next] = continuation
            return viewers.next
        }
        changed()
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                defer { self.leave(viewer) }
                try await writer.write(ByteBuffer(string: "retry: 3000\n\n"))
                // Looking at cancellation alone would hold the daemon's end until it is killed.
                for await event in stream.cancelOnGracefulShutdown() {
                    try await writer.write(ByteBuffer(string: event))
                }
                try await writer.finish(nil)
            })
    }

    private func leave(_ viewer: Int) {
        viewers.withLock { _ = $0.all.removeValue(forKey: viewer) }
    }
}
