import DeviceProtocols
import Logging
import SerialLines
import ServiceLifecycle
import StationJournal
import Synchronization

/// Finds the devices on ports that nobody has named, runs them, and lets them go when they are
/// unplugged.
///
/// ``PortLedger`` decides; this carries out. Each search and each device runs beside the others.
final class PortFinder: Service {
    /// What a found device consists of while it runs.
    struct Workshop: Sendable {
        /// Makes the device's services, its lamp and its place among the watched devices.
        let assemble: @Sendable (FoundDevice) async throws -> [any Service]
        /// Its services have ended: what it said last must not outlive it.
        let dismantle: @Sendable (FoundDevice) async -> Void
        /// Nobody waits for it any longer.
        let removeLamp: @Sendable (String) async -> Void
    }

    /// What the finder looks at.
    struct Sight: Sendable {
        /// The ports there are.
        let ports: @Sendable () throws -> [SerialPort]
        /// What the system says of them besides.
        let surroundings: @Sendable () -> PortLedger.Surroundings
        /// How often it looks.
        var interval = Duration.seconds(1)
    }

    private enum Event: Sendable {
        case look
        case found(Finding, PortIdentity)
        case failed(FoundDevice, any Error)
        case ended(FoundDevice)
        case refused(FoundDevice, StationFault)
        case actions([PortLedger.Action])
    }

    /// Listening for a device that did not answer: long, since a scanner speaks when it is used.
    private static let patience = Duration.seconds(20)

    private let ledger: Mutex<PortLedger>
    /// Reads a hundred files: called when the first port is searched, on that search's thread.
    private let profiles: @Sendable () -> [DeviceProfile]
    private let catalogue = Mutex<FindingCatalogue?>(nil)
    private let sight: Sight
    private let workshop: Workshop
    private let pace: DeviceSearch.Pace
    private let state: String
    private let clock: StationClock
    private let logger: Logger
    private let events: AsyncStream<Event>
    private let send: AsyncStream<Event>.Continuation
    private let isEnding = Mutex(false)
    /// One look waits at most; while the finder is held up, by a full inbox say, they do not pile up.
    ///
    /// Of the other events there are no more than ports, and than a person asks for.
    private let isLookDue = Mutex(false)

    init(
        ledger: PortLedger, profiles: @escaping @Sendable () -> [DeviceProfile], sight: Sight,
        workshop: Workshop, state: String, clock: StationClock,
        pace: DeviceSearch.Pace = DeviceSearch.Pace(), logger: Logger
    ) {
        self.ledger = Mutex(ledger)
        self.profiles = profiles
        self.sight = sight
        self.workshop = workshop
        self.state = state
        self.clock = clock
        self.pace = pace
        self.logger = logger
        (events, send) = AsyncStream.makeStream()
    }

    func run() async throws {
        var carrier = Carrier()
        var failure: (any Error)?
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.look() }
            for await event in events.cancelOnGracefulShutdown() {
                if case .failed(_, let error) = event {
                    // Such as a store that can no longer be written: the station must not go on.
                    failure = error
                    break
                }
                for action in await take(event, &carrier) {
                    await carryOut(action, &carrier, &group)
                }
            }
            isEnding.withLock { $0 = true }
            for search in carrier.searches.values { search.stop() }
            for device in carrier.running.values { await device.triggerGracefulShutdown() }
        }
        if let failure { throw failure }
    }

    /// What is under way.
    private struct Carrier {
        var searches: [PortIdentity: PortSearch] = [:]
        var running: [PortIdentity: ServiceGroup] = [:]
        /// Why a device cannot be run, told once until it changes.
        var complaints: [PortIdentity: String] = [:]
        /// How searches that took up nothing ended: told once until it changes.
        var verdicts: [PortIdentity: Finding.Verdict] = [:]

        /// What comes back is reported anew.
        mutating func forget(allBut present: Set<PortIdentity>) {
            complaints = complaints.filter { present.contains($0.key) }
            verdicts = verdicts.filter { present.contains($0.key) }
        }
    }

    private func look() async {
        while !isEnding.withLock({ $0 }), !Task.isShuttingDownGracefully {
            let wasDue = isLookDue.withLock { isDue in
                defer { isDue = true }
                return isDue
            }
            if !wasDue { send.yield(.look) }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: self.sight.interval) }
        }
    }

    private func take(_ event: Event, _ carrier: inout Carrier) async -> [PortLedger.Action] {
        let now = StationClock.monotonic()
        let wall = clock.now().wall
        switch event {
        case .look:
            isLookDue.withLock { $0 = false }
            do {
                let ports = try sight.ports()
                let surroundings = sight.surroundings()
                carrier.forget(allBut: Set(ports.map { PortIdentity($0, among: ports) }))
                return ledger.withLock { $0.see(ports, surroundings, at: now, wall: wall) }
            } catch {
                logger.warning("ports not listed", metadata: ["why": "\(error)"])
                return []
            }
        case .found(let finding, let identity):
            carrier.searches[identity] = nil
            report(finding, on: identity, &carrier)
            return ledger.withLock { $0.found(finding, on: identity, at: now, wall: wall) }
        case .ended(let device), .failed(let device, _):
            carrier.running[device.identity] = nil
            await workshop.dismantle(device)
            ledger.withLock { $0.ended(device.identity, at: now) }
            return []
        case .refused(let device, let fault):
            complain(of: device, fault, &carrier)
            await workshop.dismantle(device)
            ledger.withLock { $0.refused(device.identity, at: now) }
            return []
        case .actions(let actions):
            return actions
        }
    }

    private func carryOut(
        _ action: PortLedger.Action, _ carrier: inout Carrier, _ group: inout TaskGroup<Void>
    ) async {
        switch action {
        case .search(let identity, let traits, let plan):
            search(identity, traits, plan, &carrier, &group)
        case .cancelSearch(let identity):
            carrier.searches[identity]?.stop()
        case .start(let device):
            await start(device, &carrier, &group)
        case .stop(let device):
            logger.notice(
                "device let go",
                metadata: ["device": "\(device.name)", "port": "\(device.identity)"]
            )
            await carrier.running[device.identity]?.triggerGracefulShutdown()
        case .removeLamp(let name):
            await workshop.removeLamp(name)
        case .saveMemory:
            save()
        }
    }

    private func search(
        _ identity: PortIdentity, _ traits: PortTraits, _ plan: PortLedger.Plan,
        _ carrier: inout Carrier, _ group: inout TaskGroup<Void>
    ) {
        var pace = pace
        if !plan.asks { pace.firstListen = Self.patience }
        let search = PortSearch(identity.address)
        carrier.searches[identity] = search
        group.addTask { [pace] in
            let finding = await search.run {
                DeviceSearch(
                    traits, in: self.readCatalogue(), remembered: plan.remembered,
                    asking: plan.asks ? DeviceProbe.Effect.none : nil, avoiding: plan.avoiding,
                    pace: pace)
            }
            self.send.yield(.found(finding, identity))
        }
    }

    private func readCatalogue() -> FindingCatalogue {
        catalogue.withLock { known in
            let read = known ?? FindingCatalogue(profiles())
            known = read
            return read
        }
    }

    private func start(
        _ device: FoundDevice, _ carrier: inout Carrier, _ group: inout TaskGroup<Void>
    ) async {
        let send = send
        do {
            let services = try await workshop.assemble(device)
            let running = ServiceGroup(
                configuration: .init(
                    services: services.map {
                        .init(
                            service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
                            failureTerminationBehavior: .gracefullyShutdownGroup)
                    }, logger: logger))
            carrier.running[device.identity] = running
            carrier.complaints[device.identity] = nil
            logger.notice(
                "device taken up",
                metadata: [
                    "device": "\(device.name)", "profile": "\(device.profile)",
                    "port": "\(device.identity)", "line": "\(device.line?.description ?? "")",
                ])
            group.addTask {
                do {
                    try await running.run()
                    send.yield(.ended(device))
                } catch {
                    send.yield(.failed(device, error))
                }
            }
        } catch {
            // A label template that does not fit the printer, for example: the others work on.
            send.yield(.refused(device, StationFault(error)))
        }
    }

    private func complain(of device: FoundDevice, _ fault: StationFault, _ carrier: inout Carrier) {
        guard carrier.complaints[device.identity] != "\(fault)" else { return }
        carrier.complaints[device.identity] = "\(fault)"
        logger.error(
            "device cannot be run", metadata: ["device": "\(device.name)", "why": "\(fault)"])
    }

    /// A port nobody knows is searched again and again.
    private func report(_ finding: Finding, on identity: PortIdentity, _ carrier: inout Carrier) {
        guard carrier.verdicts.updateValue(finding.verdict, forKey: identity) != finding.verdict
        else { return }
        var metadata: Logger.Metadata = [
            "port": "\(identity)", "verdict": "\(finding.verdict.rawValue)",
        ]
        switch finding.verdict {
        case .claimed:
            carrier.verdicts[identity] = nil
            metadata["profile"] = "\(finding.profile ?? "")"
            metadata["proof"] = "\(finding.proof?.rawValue ?? "")"
            metadata["confirmed"] = "\(finding.isConfirmed)"
        case .ambiguous:
            metadata["candidates"] = "\(finding.candidates.map(\.profile).joined(separator: " "))"
        case .unknown:
            // Not the bytes: they may be what somebody scanned. `devices list` shows them.
            let seen = finding.seen.filter { $0.byteCount > 0 }
            metadata["seen"] =
                "\(seen.map { "\($0.line): \($0.byteCount) bytes" }.joined(separator: "; "))"
        case .unavailable:
            metadata["why"] = "\(finding.trouble ?? "")"
        }
        logger.notice("port searched", metadata: metadata)
    }

    private func save() {
        do {
            try ledger.withLock { $0.memory }.save(to: state)
        } catch {
            // What is not remembered is found anew.
            logger.warning("\(StationFault(error))")
        }
    }

    // MARK: For whoever asks

    /// Every port and what is made of it.
    var statuses: [PortStatus] { ledger.withLock { $0.statuses } }

    /// Says what stands on a port, from now on and after a restart.
    /// - Throws: `StationFault` for what cannot be.
    func pin(_ port: String, profile: String, name: String?) throws {
        let (now, wall) = (StationClock.monotonic(), clock.now().wall)
        let actions = try ledger.withLock {
            try $0.pin(port, profile: profile, name: name, at: now, wall: wall)
        }
        try carryOutAtOnce(actions)
    }

    /// Takes back what was said of a port.
    /// - Throws: `StationFault` when nothing is known of it.
    func unpin(_ port: String) throws {
        let now = StationClock.monotonic()
        let actions = try ledger.withLock { try $0.unpin(port, at: now) }
        try carryOutAtOnce(actions)
    }

    /// What a person said is on the disk before the answer goes back.
    private func carryOutAtOnce(_ actions: [PortLedger.Action]) throws {
        send.yield(.actions(actions.filter { $0 != .saveMemory }))
        try ledger.withLock { $0.memory }.save(to: state)
    }
}
