internal import Glibc
public import ServiceLifecycle

/// Feeds systemd's watchdog as long as every probed loop comes round; when one is stuck it stays
/// silent, says which in the status line, and systemd kills and restarts the service.
///
/// Stands first in the service group: then it stops last and feeds on while the others stop.
public struct WatchdogService: Service {
    private let notify: NotifySocket
    private let probes: [ProgressProbe]
    private let interval: Duration?
    private let report: @Sendable ([String]) -> Void

    /// A watchdog with the interval the environment asks for; without one it only waits.
    /// - Parameters:
    ///   - notify: where to send to.
    ///   - environment: the variables of this process; `WATCHDOG_USEC` and `WATCHDOG_PID` count.
    ///   - probes: one for each loop that must come round.
    ///   - report: called with the names of the stuck loops whenever they change.
    public init(
        notify: NotifySocket, environment: [String: String], probes: [ProgressProbe],
        report: @escaping @Sendable (_ stuck: [String]) -> Void
    ) {
        self.notify = notify
        self.probes = probes
        self.report = report
        interval = Self.interval(environment, process: getpid())
    }

    /// Half of what systemd waits, as sd_watchdog_enabled(3) advises; nil when no watchdog is set,
    /// or it is set for another process.
    static func interval(_ environment: [String: String], process: Int32) -> Duration? {
        guard let limit = environment["WATCHDOG_USEC"].flatMap(Int64.init), limit > 0 else {
            return nil
        }
        if let other = environment["WATCHDOG_PID"], other != String(process) { return nil }
        return .microseconds(limit) / 2
    }

    /// Feeds until the group shuts down.
    public func run() async throws {
        guard let interval else {
            try? await gracefulShutdown()
            return
        }
        await cancelWhenGracefulShutdown {
            var told: [String] = []
            while !Task.isCancelled {
                let stuck = probes.filter { $0.isStuck() }.map(\.name)
                if stuck.isEmpty { try? notify.send(.watchdog) }
                if stuck != told {
                    try? notify.send(.status(Self.status(stuck)))
                    report(stuck)
                    told = stuck
                }
                try? await Task.sleep(for: interval, clock: .suspending)
            }
        }
    }

    private static func status(_ stuck: [String]) -> String {
        stuck.isEmpty ? "running again" : "stuck: \(stuck.joined(separator: ", "))"
    }
}

/// Tells systemd when the service is ready, and when it begins to stop.
///
/// Stands last in the service group: then it hears first of a shutdown.
public struct ReadinessService: Service {
    private let notify: NotifySocket
    private let whenReady: @Sendable () async throws -> String

    /// A service that tells once.
    /// - Parameters:
    ///   - notify: where to send to.
    ///   - whenReady: returns when the others can do their work, with a status line.
    public init(
        notify: NotifySocket, whenReady: @escaping @Sendable () async throws -> String
    ) {
        self.notify = notify
        self.whenReady = whenReady
    }

    /// Tells, and waits for the shutdown.
    /// - Throws: what `whenReady` throws, or a ``SystemdError`` when systemd cannot be told: it
    ///   would kill a service it takes for still starting.
    public func run() async throws {
        let status = try await whenReady()
        try notify.send(.ready, .status(status))
        try? await gracefulShutdown()
        try? notify.send(.stopping)
    }
}
