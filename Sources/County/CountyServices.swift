internal import CountyStore
internal import FoundationEssentials
internal import Glibc
internal import Logging
internal import ServiceLifecycle

/// Writes where the county really listens, tells whoever started it, and takes the file away at
/// the end.
struct Announcer: Service {
    private struct Addresses: Encodable {
        let https: String
        let pages: String
        let admin: String
        let pins: String
    }

    let listening: Listening
    let configuration: CountyConfiguration
    let pins: String
    let ready: @Sendable () -> Void
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown { await listening.awaitAll() }
        guard let https = listening.port(.https), let pages = listening.port(.pages),
            listening.port(.admin) != nil
        else { return }
        guard chmod(configuration.socket, 0o600) == 0 else {
            throw StateFile.failure(configuration.socket)
        }
        let addresses = Addresses(
            https: "https://\(Self.reachable(configuration.https, port: https))",
            pages: "http://\(Self.reachable(configuration.pages, port: pages))",
            admin: configuration.socket, pins: pins)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = try encoder.encode(addresses)
        try StateFile.write(Array(text) + [0x0A], to: configuration.addressesFile)
        logger.notice(
            "county is open",
            metadata: ["https": "\(addresses.https)", "pages": "\(addresses.pages)"])
        ready()
        try? await gracefulShutdown()
        unlink(configuration.addressesFile)
    }

    /// An address a program on this machine can connect to.
    private static func reachable(_ address: ListenAddress, port: Int) -> ListenAddress {
        let isAny = address.host == "0.0.0.0" || address.host == "::"
        return ListenAddress(host: isAny ? "127.0.0.1" : address.host, port: port)
    }
}

/// Ends the daemon when the store stops for good, so that it is restarted and looks at its disk.
struct StoreGuard: Service {
    let store: CountyStore
    let logger: Logger

    func run() async throws {
        for await error in store.stops.cancelOnGracefulShutdown() {
            logger.critical("the store stopped", metadata: ["error": "\(error)"])
            throw CountyError(error)
        }
        try? await gracefulShutdown()
    }
}

/// Writes the counters of refused requests now and then.
struct CounterKeeper: Service {
    /// The time between two writings.
    private static let interval = Duration.seconds(60)

    let store: CountyStore

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: Self.interval)
                // A failure stops the store, which ends the daemon by its guard.
                try? await store.saveCounters()
            }
        }
    }
}
