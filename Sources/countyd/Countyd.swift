import ArgumentParser
import County
import FoundationEssentials
import Glibc
import Logging
import ServiceLifecycle
import StrictYAML
import Systemd
import UnixSignals

/// The county's daemon.
@main
struct Countyd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "countyd",
        abstract: "县级服务 · The county's server: stations, public pages, display wall.",
        subcommands: [Run.self, Config.self], defaultSubcommand: Run.self)

    /// Parses, runs and ends with the exit codes all our programs share.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let error as CountyError {
            report(error.message)
            Glibc.exit(error.status.rawValue)
        } catch {
            exit(withError: error)
        }
    }

    static func report(_ message: Message) {
        let language = MessageLanguage(environment: ProcessInfo.processInfo.environment)
        let line = Array("countyd: \(message.text(language))\n".utf8)
        _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}

/// The option `--config FILE`.
struct ConfigurationOption: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: "配置文件 · The configuration file (\(CountyConfiguration.defaultPath)).")
    var path = CountyConfiguration.defaultPath

    func load() throws -> CountyConfiguration {
        let bytes: Data
        do {
            bytes = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw CountyError(
                .noInput, "读不到配置文件 \(path)。请检查路径和权限，或用 --config 指定。",
                "cannot read the configuration \(path). Check its path and permissions, or name it "
                    + "with --config.")
        }
        do {
            return try CountyConfiguration(
                text: String(decoding: bytes, as: UTF8.self), file: path)
        } catch let error as YAMLError {
            throw CountyError(
                .configuration, "配置有误：\(error.chineseDescription)", "wrong configuration: \(error)")
        }
    }
}

/// The command `countyd run`, the default.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "运行 · Run until SIGTERM or SIGINT.")

    @OptionGroup var file: ConfigurationOption

    func run() async throws {
        // Whatever is made here belongs to the daemon's user alone.
        umask(0o077)
        // A file-size limit is then an error of the write, which the store knows how to treat.
        signal(SIGXFSZ, SIG_IGN)
        let configuration = try file.load()
        let environment = ProcessInfo.processInfo.environment
        LoggingSystem.bootstrap { label in
            JournalLogHandler(label: label, destination: .fitting(environment: environment))
        }
        let logger = Logger(label: "countyd")
        let county = try CountyApplication(
            configuration, now: CurrentTime.milliseconds, logger: logger)
        let group = ServiceGroupConfiguration(
            services: try Self.services(county, environment, logger).map { service in
                // Cancelling a server that is taking in a connection ends the process with a trap.
                .init(
                    service: service, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup)
            },
            gracefulShutdownSignals: [.sigterm, .sigint], logger: Self.quiet(logger))
        do {
            try await ServiceGroup(configuration: group).run()
        } catch {
            try? county.close()
            throw error
        }
        try county.close()
    }

    /// The county's services between the watchdog, which has to stop last, and readiness.
    private static func services(
        _ county: CountyApplication, _ environment: [String: String], _ logger: Logger
    ) throws -> [any Service] {
        let notify = try NotifySocket(environment: environment)
        let writer = ProgressProbe("writer", allowance: writerAllowance)
        let watchdog = WatchdogService(
            notify: notify, environment: environment, probes: [writer]
        ) { stuck in
            logger.error("stuck", metadata: ["loops": "\(stuck.joined(separator: " "))"])
        }
        let (open, opening) = AsyncStream<Void>.makeStream()
        let readiness = ReadinessService(notify: notify) {
            for await _ in open.cancelOnGracefulShutdown() {}
            return "open"
        }
        return [watchdog, WriterWatch(county: county, probe: writer)]
            + (try county.services { opening.finish() }) + [readiness]
    }

    /// The longest a transaction may take: importing a county's whole day takes a few seconds.
    private static let writerAllowance = Duration.seconds(25)

    /// The service group tells every start and stop at levels nobody needs.
    private static func quiet(_ logger: Logger) -> Logger {
        var logger = logger
        logger.logLevel = .warning
        return logger
    }
}

/// Sees the store's writer move, for the watchdog.
struct WriterWatch: Service {
    let county: CountyApplication
    let probe: ProgressProbe

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await county.awaitProgress()
                probe.turn()
                try await Task.sleep(for: probe.longestWait)
            }
        }
        try? await gracefulShutdown()
    }
}

/// The command `countyd config`.
struct Config: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "配置 · The configuration.", subcommands: [Check.self])

    /// The command `countyd config check`.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "检查配置 · Check the configuration and print it with its defaults.")

        @OptionGroup var file: ConfigurationOption

        func run() async throws {
            let configuration = try file.load()
            print(
                """
                county: \(configuration.county)
                state: \(configuration.state)
                runtime: \(configuration.runtime)
                https: \(configuration.https)
                public: \(configuration.pages)
                names: [\(configuration.names.joined(separator: ", "))]
                """)
        }
    }
}
