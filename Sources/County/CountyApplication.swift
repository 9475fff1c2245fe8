internal import CountyStore
internal import Crypto
internal import FoundationEssentials
internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
public import Logging
internal import NIOSSL
public import ServiceLifecycle
internal import SwiftASN1
internal import X509

/// A county, put together: store, key, pages, and the three servers over them.
public final class CountyApplication: Sendable {
    let configuration: CountyConfiguration
    let store: CountyStore
    let identity: CountyIdentity
    let now: @Sendable () -> Int64
    let logger: Logger
    let listening = Listening()
    let wall: WallBoard
    private let templates: Templates
    private let answers = AnswerCounter()
    private let folder: StateFolder

    /// Opens the state folder; makes store and key at the first start.
    ///
    /// - Parameters:
    ///   - configuration: Where everything is.
    ///   - now: Milliseconds since 1970 by the county's clock.
    ///   - logger: Never told a code, a body or personal data.
    /// - Throws: `CountyError`.
    public init(
        _ configuration: CountyConfiguration, now: @escaping @Sendable () -> Int64, logger: Logger
    ) throws {
        self.configuration = configuration
        self.now = now
        self.logger = logger
        folder = try StateFolder(configuration.state)
        try StateFolder.makeFolder(configuration.runtime)
        identity = try CountyIdentity(
            folder: folder.path, names: configuration.names, now: Double(now()) / 1000,
            create: folder.isNew)
        store = try folder.openStore()
        try folder.mark()
        templates = try Templates()
        wall = WallBoard(
            store: store, page: WallPage(county: configuration.county, templates: templates),
            now: now, logger: logger)
    }

    /// Everything that runs, in the order of dependence; stopped in reverse.
    ///
    /// - Parameter ready: Called once all listeners are open.
    /// - Returns: The services; each runs until the group shuts down.
    /// - Throws: When the certificate cannot be used.
    public func services(ready: @escaping @Sendable () -> Void) throws -> [any Service] {
        let tls = try tlsConfiguration()
        return [
            StoreGuard(store: store, logger: logger), CounterKeeper(store: store),
            RegisterKeeper(store: store, now: now, logger: logger), wall,
            listener(
                .admin, adminOperations, title: "Cunzhan county, control",
                .unixDomainSocket(path: configuration.socket), address: configuration.socket),
            listener(
                .pages, publicOperations, title: "Cunzhan county",
                .hostname(configuration.pages.host, port: configuration.pages.port),
                address: "\(configuration.pages)"),
            listener(
                .https, stationOperations + publicOperations, title: "Cunzhan county",
                .hostname(configuration.https.host, port: configuration.https.port),
                address: "\(configuration.https)",
                server: try .tls(
                    ConnectionEnd.http(endsWithInput: true), tlsConfiguration: tls)),
            Announcer(
                listening: listening, configuration: configuration, pins: identity.pin,
                ready: ready, logger: logger),
        ]
    }

    /// Writes the last counters and closes the store; after all services have ended.
    ///
    /// - Throws: `CountyStoreError`.
    public func close() throws {
        try store.close()
    }

    /// Returns once the writer has moved: for the watchdog.
    ///
    /// - Throws: When the store has stopped.
    public func awaitProgress() async throws {
        try await store.awaitWriter()
    }

    private func listener(
        _ door: Listening.Door, _ operations: [Operation], title: String, _ bind: BindAddress,
        address: String, server: HTTPServerBuilder = ConnectionEnd.http(endsWithInput: false)
    ) -> any Service {
        let listening = listening
        // What the server tells of its own is either told by us as well or of no use to anybody.
        var quiet = logger
        quiet.logLevel = .critical
        return Listener(
            application: Application(
                router: router(operations, title: title), server: server,
                configuration: ApplicationConfiguration(address: bind),
                onServerRunning: { channel in
                    listening.opened(door, port: channel.localAddress?.port ?? 0)
                },
                logger: quiet),
            address: address)
    }

    func router(_ operations: [Operation], title: String) -> Router<BasicRequestContext> {
        let described = Operation(
            method: .get, path: "/openapi.json", summary: "This description",
            answers: [
                Operation.Answer(status: 200, mediaType: "application/json", about: "OpenAPI 3.1")
            ]
        ) { _, _ in .json(JSONValue.object([:])) }
        let all = operations + [described]
        let document = OpenAPI.document(title: title, all)
        let served = Operation(
            method: described.method, path: described.path, summary: described.summary,
            answers: described.answers
        ) { _, _ in .json(document) }
        return Operation.router(
            operations + [served], ProblemAnswers(store: store, answers: answers, logger: logger))
    }

    var publicOperations: [Operation] {
        PublicOperations(
            store: store, county: configuration.county, templates: templates, wall: wall,
            metrics: Metrics(store: store, answers: answers, now: now)
        ).all
    }

    var stationOperations: [Operation] {
        StationOperations(
            store: store, gate: StationGate(store: store, now: now), pins: identity.pin, wall: wall,
            logger: logger
        ).all
    }

    var adminOperations: [Operation] {
        AdminOperations(
            store: store, pins: identity.pin, url: { [self] in stationURL }, wall: wall, now: now,
            logger: logger
        ).all
    }

    /// Where stations are told to connect.
    private var stationURL: String {
        let port = listening.port(.https) ?? configuration.https.port
        let isAny = configuration.https.host == "0.0.0.0" || configuration.https.host == "::"
        let host = configuration.names.first ?? (isAny ? "localhost" : configuration.https.host)
        return "https://\(ListenAddress(host: host, port: port))"
    }

    private func tlsConfiguration() throws -> TLSConfiguration {
        let certificate = try NIOSSLCertificate(
            bytes: Array(try identity.certificate.serializeAsPEM().pemString.utf8), format: .pem)
        let key = try NIOSSLPrivateKey(
            bytes: Array(identity.key.pemRepresentation.utf8), format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(certificate)], privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        return configuration
    }
}
