public import DataFolder
import DeviceProtocols
internal import FoundationEssentials
internal import Glibc
import Hummingbird
import KeeperDesk
public import Logging
import SerialLines
import ServiceLifecycle
import StationJournal
import StationStore
import Systemd
import UnixSignals

/// The station terminal's daemon: opens the store, then runs everything until it is told to stop.
///
/// The order of the services is the order of dependence: what comes later needs what came before,
/// and stops first.
public struct StationDaemon: Sendable {
    let configuration: StationConfiguration
    let data: DataFolder
    let logger: Logger

    /// A daemon of this configuration.
    ///
    /// - Parameters:
    ///   - configuration: The terminal's configuration.
    ///   - data: Where profiles and templates are.
    ///   - logger: Where it logs.
    public init(configuration: StationConfiguration, data: DataFolder, logger: Logger) {
        self.configuration = configuration
        self.data = data
        self.logger = logger
    }

    /// Runs until SIGTERM or SIGINT.
    ///
    /// - Throws: `StationFault`-like errors of everything it uses; see `StationFault.init(_:)`.
    public func run() async throws {
        try configuration.makeFolders()
        let enrolment = try loadEnrolment()
        let store = try openStore(enrolment)
        defer { store.close() }
        try await lookBack(store, StationClock())
        let parts = Parts(
            store: store, enrolment: enrolment, clock: StationClock(),
            gallery: LabelGallery(store: store))
        try await ServiceGroup(
            configuration: .init(
                services: try await services(parts).map {
                    // Cancelling a server that is taking in a connection ends the process with a
                    // trap; all end gracefully, whatever the reason.
                    .init(
                        service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
                        failureTerminationBehavior: .gracefullyShutdownGroup)
                }, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        ).run()
    }

    /// Labels that were at the printer when the program ended have an unknown fate, also when that
    /// printer never comes back.
    private func lookBack(_ store: StationStore, _ clock: StationClock) async throws {
        do {
            let doubtful = try await store.doubtLabelJobsUnderWay(at: clock.now())
            guard doubtful > 0 else { return }
            logger.warning("labels in doubt", metadata: ["jobs": "\(doubtful)"])
        } catch {
            // A full disk stops no counter; whoever prints looks back again.
            guard !error.isFinal else { throw error }
            logger.error("labels in doubt not noted", metadata: ["why": "\(error)"])
        }
    }

    /// What the services are built from.
    private struct Parts {
        let store: StationStore
        let enrolment: Enrolment
        let clock: StationClock
        let gallery: LabelGallery
        let inbox = DeskInbox()
        let wake = SyncWake()
        /// The desk turns at each heartbeat; a commit on the slowest card takes a second.
        let deskProbe = ProgressProbe("desk", allowance: .seconds(20))
        /// One exchange on a 2G link may last until the transport gives it up.
        let syncProbe = ProgressProbe("sync", allowance: .seconds(900))
    }

    private func loadEnrolment() throws -> Enrolment {
        guard let enrolment = try Enrolment.load(from: configuration.state) else {
            throw StationFault.notEnrolled(configuration.state)
        }
        return enrolment
    }

    private func openStore(_ enrolment: Enrolment) throws -> StationStore {
        let store = try StationStore(
            path: enrolment.storePath(in: configuration.state), create: !enrolment.storeExists,
            station: enrolment.station, epoch: enrolment.epoch, shelves: configuration.shelves)
        if !enrolment.storeExists {
            var enrolment = enrolment
            enrolment.storeExists = true
            try enrolment.save(to: configuration.state)
        }
        return store
    }

    private func services(_ parts: Parts) async throws -> [any Service] {
        let devices = try configuration.devices.map { device in
            (device, try data.profile(id: device.profile))
        }
        // Two printers would each print every label, and a parcel has one weight.
        for kind in [DeviceClass.printer, .scale]
        where devices.count(where: { $1.deviceClass == kind }) > 1 {
            throw StationFault(
                exitCode: 78, "配置了不止一台同类设备（\(kind.rawValue)）；本版本每站只支持一台。",
                "more than one \(kind.rawValue) is configured; a station has one")
        }
        let lamps = devices.map { device, profile in
            DeviceLamp(
                name: device.name, label: KioskText.deviceLabel(profile.deviceClass.rawValue),
                state: .waiting, text: KioskText.lampWaiting)
        }
        let board = KioskBoard(
            station: parts.enrolment.name, devices: lamps, clock: parts.clock)
        let environment = ProcessInfo.processInfo.environment
        let notify = try NotifySocket(environment: environment)
        let feed = DeviceFeed()
        let configured = devices.map { DeviceWatch(name: $0.name, profile: $1, feed: feed) }
        let watches = WatchList(configured)
        let assemblies = zip(devices, configured).map { device, watch in
            DeviceAssembly(
                device: device.0, profile: device.1, watch: watch, inbox: parts.inbox,
                board: board, clock: parts.clock, demand: WeighDemand(device.1), logger: logger)
        }
        let scale = assemblies.first { $0.profile.deviceClass == .scale }
        let scaleInUse = ScaleInUse()
        scaleInUse.change(to: scale)
        let finder = try finder(Places(parts, board, watches, feed, scaleInUse))

        var services: [any Service] = [
            WatchdogService(
                notify: notify, environment: environment,
                probes: [parts.deskProbe, parts.syncProbe],
                report: { logger.error("loops stand still", metadata: ["loops": "\($0)"]) }),
            DeskService(
                inbox: parts.inbox, store: parts.store, board: board, clock: parts.clock,
                scale: scaleInUse, logger: logger,
                progress: { parts.deskProbe.turn() }),
        ]
        for assembly in assemblies {
            services += try assembly.services(
                store: parts.store, fonts: PrinterFontsFile(configuration)
            ) {
                try labelPress(for: $0, parts)
            }
        }
        services.append(finder)
        services.append(try sync(parts, board))
        services += servers(parts, board, watches, finder, feed, notify)
        services.append(DeskHeartbeat(inbox: parts.inbox))
        return services
    }

    private func labelPress(for printer: DeviceProfile, _ parts: Parts) throws -> LabelPress {
        let press = try LabelPress(
            template: configuration.labelTemplate, data: data, printer: printer,
            station: parts.enrolment.name, clock: parts.clock)
        parts.gallery.use(press)
        return press
    }

    // MARK: Devices nobody named

    /// Where a device that was found has to be known.
    private struct Places {
        let parts: Parts
        let board: KioskBoard
        let watches: WatchList
        let feed: DeviceFeed
        let scale: ScaleInUse

        init(
            _ parts: Parts, _ board: KioskBoard, _ watches: WatchList, _ feed: DeviceFeed,
            _ scale: ScaleInUse
        ) {
            self.parts = parts
            self.board = board
            self.watches = watches
            self.feed = feed
            self.scale = scale
        }
    }

    private func finder(_ places: Places) throws -> PortFinder {
        let loaded = DeviceMemory.load(from: configuration.state)
        if let trouble = loaded.trouble {
            logger.error(
                "what was known and pinned of the ports is lost; pin again what was pinned",
                metadata: [
                    "file": "\(DeviceMemory.path(in: configuration.state))", "why": "\(trouble)",
                ])
        }
        let ledger = PortLedger(
            configured: configuration.devices, classes: DeviceClass.byID(try data.profileIDs()),
            memory: loaded.memory, finds: configuration.find)
        let ports = PortWatch()
        let links = configuration.devices.compactMap { device in
            if case .serial(let path) = device.line { path } else { nil }
        }
        let sight = PortFinder.Sight(
            ports: { try ports.ports() },
            surroundings: {
                PortLedger.Surroundings(
                    consoles: PortWatch.consoles(),
                    configured: Set(links.compactMap { PortWatch.resolved($0) }))
            })
        return PortFinder(
            ledger: ledger, profiles: profiles, sight: sight, workshop: workshop(places),
            state: configuration.state, clock: places.parts.clock, logger: logger)
    }

    /// All profiles that can be read; the others are told.
    private func profiles() -> [DeviceProfile] {
        func tell(_ error: any Error) {
            logger.error("profile left out", metadata: ["why": "\(StationFault(error))"])
        }
        do {
            return try data.profiles(refused: tell)
        } catch {
            tell(error)
            return []
        }
    }

    private func workshop(_ places: Places) -> PortFinder.Workshop {
        PortFinder.Workshop(
            assemble: { found in try await assemble(found, in: places) },
            dismantle: { found in
                places.watches.named(found.name)?.lost(.pathGone)
                await places.board.lamp(found.name, .lost, KioskText.lampLost)
                guard found.deviceClass == .scale else { return }
                places.scale.change(to: nil)
                // What an unplugged scale said last must not stand for what lies on it.
                while !places.parts.inbox.offer(.weight(.fault), from: found.name),
                    !Task.isShuttingDownGracefully
                {
                    try? await Task.sleep(for: .milliseconds(50))
                }
                await places.board.change { $0.weight = .stale }
            },
            removeLamp: { name in
                await places.board.removeLamp(name)
                places.watches.remove(name)
            })
    }

    private func assemble(
        _ found: FoundDevice, in places: Places
    ) async throws -> [any Service] {
        let profile = try data.profile(id: found.profile)
        let old = places.watches.named(found.name).flatMap {
            $0.profileID == profile.id ? $0 : nil
        }
        let watch =
            old ?? DeviceWatch(name: found.name, profile: profile, feed: places.feed)
        places.watches.add(watch)
        await places.board.addLamp(
            DeviceLamp(
                name: found.name, label: KioskText.deviceLabel(found.deviceClass.rawValue),
                state: .waiting, text: KioskText.lampWaiting))
        let device = StationConfiguration.Device(
            name: found.name, profile: profile.id, line: found.identity.address,
            baud: found.line?.baud)
        let assembly = DeviceAssembly(
            device: device, profile: profile, watch: watch, inbox: places.parts.inbox,
            board: places.board, clock: places.parts.clock, demand: WeighDemand(profile),
            logger: logger)
        if found.deviceClass == .scale { places.scale.change(to: assembly) }
        return try assembly.services(
            store: places.parts.store, fonts: PrinterFontsFile(configuration)
        ) {
            try labelPress(for: $0, places.parts)
        }
    }

    private func sync(_ parts: Parts, _ board: KioskBoard) throws -> SyncService {
        guard let key = try Enrolment.key(in: configuration.state) else {
            throw StationFault.notEnrolled(configuration.state)
        }
        let client = try CountyClient(
            county: parts.enrolment.county, pins: parts.enrolment.pins, key: key,
            now: { parts.clock.now().wall })
        return SyncService(
            store: parts.store, client: client,
            counterFloor: parts.enrolment.requestCounter, board: board, pace: configuration.pace,
            wake: parts.wake, logger: logger, progress: { parts.syncProbe.turn() },
            heardTime: { parts.clock.heard(countyTime: $0) })
    }

    // MARK: HTTP

    private func servers(
        _ parts: Parts, _ board: KioskBoard, _ watches: WatchList, _ finder: PortFinder,
        _ feed: DeviceFeed,
        _ notify: NotifySocket
    ) -> [any Service] {
        var quiet = logger
        // Their own word on an address they cannot have is noise beside the fault it becomes.
        quiet.logLevel = .critical
        let ready = Readiness(
            count: 2, file: configuration.addressesFile, notify: notify, logger: logger)
        let kiosk = Application(
            router: KioskServer(
                board: board, inbox: parts.inbox, watches: watches,
                picture: { [gallery = parts.gallery] in try await gallery.picture(of: $0) }
            ).router(),
            configuration: .init(
                address: .hostname("127.0.0.1", port: configuration.kioskPort)),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? 0
                await ready.listening("kiosk", "http://127.0.0.1:\(port)/")
            }, logger: quiet)
        let path = configuration.controlSocket
        // A socket left by a killed daemon would make the new one fail to bind; the store's lock
        // has already shown that no other daemon runs.
        try? FileManager.default.removeItem(atPath: path)
        let control = Application(
            router: ControlServer(
                store: parts.store, board: board, watches: watches, finder: finder, feed: feed,
                gallery: parts.gallery, clock: parts.clock, logger: logger,
                syncNow: { parts.wake.raise(.person) }
            ).router(),
            configuration: .init(address: .unixDomainSocket(path: path)),
            onServerRunning: { _ in
                // Whoever may open it pins ports and sees bytes as they are: the daemon's user and
                // root, whatever the umask was.
                guard chmod(path, 0o600) == 0 else {
                    return logger.critical("\(StationFault.cannotWrite(path, code: errno))")
                }
                await ready.listening("control", path)
            }, logger: quiet)
        return [
            Listener(server: kiosk, address: "127.0.0.1:\(configuration.kioskPort)"),
            Listener(server: control, address: path),
        ]
    }
}

/// Tells systemd and whoever waits for the addresses file once everything listens.
actor Readiness {
    private let count: Int
    private let file: String
    private let notify: NotifySocket
    private let logger: Logger
    private var addresses: [String: String] = [:]

    init(count: Int, file: String, notify: NotifySocket, logger: Logger) {
        self.count = count
        self.file = file
        self.notify = notify
        self.logger = logger
    }

    func listening(_ name: String, _ address: String) {
        addresses[name] = address
        guard addresses.count == count else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            try DurableFile.write(Array(try encoder.encode(addresses)), to: file)
        } catch {
            logger.error("\(StationFault(error))")
        }
        try? notify.send(.ready)
        logger.info("ready", metadata: ["kiosk": "\(addresses["kiosk"] ?? "")"])
    }
}
