internal import FoundationEssentials
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// The kiosk page on loopback: one page, its stream of states, and what the keeper types.
struct KioskServer: Sendable {
    /// Bytes of a typed code and of any other body at most.
    static let bodyLengthMax = 4096
    /// A listening page hears a beat at least this often, so that it knows the stream lives.
    static let heartbeat = Duration.seconds(5)
    /// Asked of every request that changes something: a page of another origin cannot set it
    /// without a preflight, which is never answered.
    static let guardHeader = "X-Cunzhan-Kiosk"

    let board: KioskBoard
    let inbox: DeskInbox
    let watches: WatchList
    /// The picture of a label job, a PNG file; nil when there is none.
    let picture: @Sendable (_ job: Int64) async throws -> [UInt8]?

    func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.add(middleware: LoopbackOnly())
        router.get("/") { _, _ in page(PackageResources.index_html, "text/html; charset=utf-8") }
        router.get("/kiosk.css") { _, _ in page(PackageResources.kiosk_css, "text/css") }
        router.get("/kiosk.js") { _, _ in page(PackageResources.kiosk_js, "text/javascript") }
        router.get("/favicon.ico") { _, _ in Response(status: .noContent) }
        router.get("/state") { _, _ in json(await board.json()) }
        router.get("/metrics") { _, _ in
            page(
                Array(StationMetrics.text(of: watches.all.map(\.snapshot), await board.state).utf8),
                "text/plain; version=0.0.4; charset=utf-8")
        }
        router.get("/events") { _, _ in await events() }
        router.get("/labels/:file") { request, context in
            try await label(context.parameters.require("file"), for: request)
        }
        router.post("/input") { request, _ in try await input(request) }
        router.post("/labels/unknown") { request, _ in try await settleLabel(request) }
        router.post("/labels/paper") { request, _ in try await answerForPaper(request) }
        return router
    }

    private func page(_ bytes: [UInt8], _ type: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: type, .cacheControl: "no-cache"],
            body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private func json(_ text: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    /// The picture of a label: `12.png` for that of job 12.
    ///
    /// What stands on it is a person's: only what the page shows now can be had, only by the page,
    /// and no browser keeps it.
    private func label(_ file: String, for request: Request) async throws -> Response {
        let site = HTTPField.Name("Sec-Fetch-Site").flatMap { request.headers[$0] }
        guard ["same-origin", "none", nil].contains(site) else {
            throw HTTPError(.forbidden, message: "only for the kiosk page")
        }
        guard file.hasSuffix(".png"), let job = Int64(file.dropLast(4)),
            await board.state.shows(job), let picture = try await drawn(job)
        else { throw HTTPError(.notFound, message: "no label of this number can be shown") }
        return Response(
            status: .ok, headers: [.contentType: "image/png", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: picture)))
    }

    private func drawn(_ job: Int64) async throws -> [UInt8]? {
        do {
            return try await picture(job)
        } catch let fault as StationFault {
            throw HTTPError(.serviceUnavailable, message: fault.message.en)
        }
    }

    // MARK: What the keeper does

    private struct Input: Decodable {
        var code: String
    }

    private func input(_ request: Request) async throws -> Response {
        let input = try await body(of: request, as: Input.self)
        let code = String(
            input.code.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()
        )
        guard !code.isEmpty else { throw HTTPError(.badRequest, message: "code: empty") }
        guard inbox.offer(.code(code)) else {
            await board.show(.tooFast, counts: nil)
            throw HTTPError(.serviceUnavailable, message: "too many inputs are waiting; try again")
        }
        return Response(status: .noContent)
    }

    private struct LabelChoice: Decodable {
        enum Choice: String, Decodable {
            case printed, reprint
        }

        var choice: Choice
        var job: Int64
    }

    private func settleLabel(_ request: Request) async throws -> Response {
        let answer = try await body(of: request, as: LabelChoice.self)
        let input = DeskInput.doubtfulLabel(
            job: answer.job, wasPrinted: answer.choice == .printed)
        guard inbox.offer(input) else {
            throw HTTPError(.serviceUnavailable, message: "too many inputs are waiting; try again")
        }
        return Response(status: .noContent)
    }

    private struct PaperChoice: Decodable {
        var choice: PaperAnswer
        var medium: String
    }

    private func answerForPaper(_ request: Request) async throws -> Response {
        let answer = try await body(of: request, as: PaperChoice.self)
        guard inbox.offer(.paper(answer.medium, answer.choice)) else {
            throw HTTPError(.serviceUnavailable, message: "too many inputs are waiting; try again")
        }
        return Response(status: .noContent)
    }

    private func body<T: Decodable>(of request: Request, as type: T.Type) async throws -> T {
        guard let name = HTTPField.Name(Self.guardHeader), request.headers[name] == "1" else {
            throw HTTPError(.forbidden, message: "the header \(Self.guardHeader): 1 is missing")
        }
        let buffer = try await request.body.collect(upTo: Self.bodyLengthMax)
        do {
            return try JSONDecoder().decode(type, from: Data(buffer.readableBytesView))
        } catch {
            throw HTTPError(.badRequest, message: "not the JSON this address expects")
        }
    }

    // MARK: The stream

    private func events() async -> Response {
        guard let states = await board.listen() else {
            return Response(status: .serviceUnavailable, headers: [.retryAfter: "5"])
        }
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: .init { writer in
                try await send(states, &writer)
                try await writer.finish(nil)
            })
    }

    /// Sends states as they come and beats in between; ends with the program.
    private func send(
        _ states: AsyncStream<String>, _ writer: inout any ResponseBodyWriter
    ) async throws {
        let (merged, merge) = AsyncStream.makeStream(
            of: String.self, bufferingPolicy: .bufferingNewest(1))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await state in states { merge.yield("data: \(state)\n\n") }
                merge.finish()
            }
            group.addTask {
                while !Task.isCancelled {
                    try? await Task.sleep(for: Self.heartbeat)
                    // A beat is the whole state: one that pushed a state out of the buffer would
                    // keep an old screen looking alive.
                    merge.yield("data: \(await board.json())\n\n")
                }
            }
            defer { group.cancelAll() }
            for await text in merged.cancelOnGracefulShutdown() {
                try await writer.write(ByteBuffer(string: text))
            }
        }
    }
}

/// Answers only requests that name this machine's loopback, and sets the page's security headers.
///
/// A page elsewhere whose name resolves to 127.0.0.1 (DNS rebinding) has another Host.
struct LoopbackOnly<Context: RequestContext>: RouterMiddleware {
    @concurrent func handle(
        _ request: Request, context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let host = request.head.authority ?? ""
        let end = host.hasPrefix("[") ? host.firstIndex(of: "]").map(host.index(after:)) : nil
        let name = end.map { String(host[..<$0]) } ?? String(host.prefix { $0 != ":" })
        guard ["127.0.0.1", "localhost", "[::1]"].contains(name) else {
            throw HTTPError(.misdirectedRequest, message: "only for this machine's own browser")
        }
        var response = try await next(request, context)
        response.headers[.contentSecurityPolicy] =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        response.headers[.xContentTypeOptions] = "nosniff"
        // Another page in the same browser may not even show what belongs to people here.
        if let policy = HTTPField.Name("Cross-Origin-Resource-Policy") {
            response.headers[policy] = "same-origin"
        }
        return response
    }
}
