import DataFolder
import DeviceSimulator
import Foundation
import Logging
import SerialLines
import ServiceLifecycle
import Synchronization
import Testing

@testable import DeviceProtocols
@testable import Station

/// The finder at work on simulated devices, which stand on pseudo-terminals: no library lists those,
/// so the list of ports is the test's own.
@Suite("Devices found on real lines", .serialized, .timeLimit(.minutes(1)))
struct PortFinderTests {
    /// Names, in the order they came.
    private final class Notes: Sendable {
        private let names = Mutex<[String]>([])
        var all: [String] { names.withLock { $0 } }
        func add(_ name: String) { names.withLock { $0.append(name) } }
    }

    /// A table with devices on it, and a finder that looks at it.
    private final class Table: Sendable {
        let folder: String
        let watches = WatchList([])
        let finder: PortFinder
        private let devices = Mutex<[String: SimulatedDevice]>([:])
        private let dismantled = Notes()
        private let readings = Notes()
        private static let data: DataFolder = {
            var folder = URL(filePath: #filePath).resolvingSymlinksInPath()
            while folder.path.count > 1 {
                folder = folder.deletingLastPathComponent()
                let devices = folder.appending(path: "Devices").path
                if FileManager.default.fileExists(atPath: devices) { break }
            }
            return DataFolder(path: folder.path)
        }()

        init(find: Bool = true) throws {
            let name = "finder-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
            let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
                .appending(path: name).path
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            self.folder = folder
            let profiles = try [
                "scales/generic-yaohua-a12e", "scales/generic-toledo-8217",
                "scanners/generic-serial",
            ].map { try Self.data.profile(id: $0) }
            finder = Self.finder(
                folder, profiles, watches,
                read: { [readings] in readings.add("all") },
                dismantled: { [dismantled] name in dismantled.add(name) },
                find: find)
        }

        deinit {
            for device in devices.withLock({ $0.values }) { device.perform(.quit) }
            try? FileManager.default.removeItem(atPath: folder)
        }

        var isDismantled: [String] { dismantled.all }

        /// How often the profiles were read for a search.
        var readingCount: Int { readings.all.count }

        func port(_ name: String) -> String { "\(folder)/\(name)" }

        func put(_ id: String, at name: String) throws {
            let device = try SimulatedDevice(
                profile: try Self.data.profile(id: id), link: port(name))
            devices.withLock { $0[name] = device }
        }

        func tell(_ name: String, _ command: SimulatorCommand) {
            devices.withLock { $0[name] }?.perform(command)
        }

        func state(_ name: String) -> PortStatus.State? {
            finder.statuses.first { $0.path == port(name) }?.state
        }

        func frames(_ name: String) -> Int { watches.named(name)?.snapshot.counts.frames ?? 0 }

        private static func finder(
            _ folder: String, _ profiles: [DeviceProfile], _ watches: WatchList,
            read: @escaping @Sendable () -> Void,
            dismantled: @escaping @Sendable (String) -> Void, find: Bool
        ) -> PortFinder {
            var ledgerPace = PortLedger.Pace()
            ledgerPace.settle = .milliseconds(60)
            ledgerPace.retryUnknown = .milliseconds(50)
            var pace = DeviceSearch.Pace()
            pace.firstListen = .milliseconds(700)
            pace.listen = .milliseconds(100)
            pace.confirm = .milliseconds(500)
            let classes = profiles.map { ($0.id, $0.deviceClass) }
            let ledger = PortLedger(
                configured: [], classes: Dictionary(uniqueKeysWithValues: classes),
                memory: DeviceMemory.load(from: folder).memory, finds: find, pace: ledgerPace)
            let sight = PortFinder.Sight(
                ports: {
                    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
                    return names.sorted().filter { !$0.hasPrefix("devices.json") }.map {
                        SerialPort(path: "\(folder)/\($0)")
                    }
                },
                surroundings: { PortLedger.Surroundings() }, interval: .milliseconds(30))
            let board = KioskBoard(station: "t", devices: [], clock: StationClock())
            let inbox = DeskInbox()
            let logger = Logger(label: "finder") { _ in SwiftLogNoOpLogHandler() }
            let workshop = PortFinder.Workshop(
                assemble: { found in
                    guard let profile = profiles.first(where: { $0.id == found.profile }) else {
                        return []
                    }
                    let watch = DeviceWatch(name: found.name, profile: profile)
                    watches.add(watch)
                    return DeviceAssembly(
                        device: StationConfiguration.Device(
                            name: found.name, profile: profile.id, line: found.identity.address,
                            baud: found.line?.baud),
                        profile: profile, watch: watch, inbox: inbox, board: board,
                        clock: StationClock(), demand: nil, logger: logger
                    ).listening().map { [$0] } ?? []
                },
                dismantle: { dismantled($0.name) }, removeLamp: { watches.remove($0) })
            return PortFinder(
                ledger: ledger,
                profiles: {
                    read()
                    return profiles
                }, sight: sight, workshop: workshop, state: folder, clock: StationClock(),
                pace: pace, logger: logger)
        }

        /// Runs the finder while the body looks at it, and ends it as the station ends.
        func running(_ body: (Table) async throws -> Void) async throws {
            let group = ServiceGroup(
                configuration: .init(
                    services: [.init(service: finder)],
                    logger: Logger(label: "group") { _ in SwiftLogNoOpLogHandler() }))
            async let end: Void = group.run()
            do {
                try await body(self)
            } catch {
                await group.triggerGracefulShutdown()
                try? await end
                throw error
            }
            await group.triggerGracefulShutdown()
            try await end
        }
    }

    private struct Unmet: Error, CustomStringConvertible {
        let description: String
    }

    private func until(_ what: String, _ isTrue: () -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while !isTrue() {
            guard ContinuousClock.now < deadline else { throw Unmet(description: what) }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    @Test("a scale is found, let go when it is unplugged, and taken up again")
    func hotPlug() async throws {
        let table = try Table()
        try await table.running { table in
            try table.put("scales/generic-yaohua-a12e", at: "one")
            try await until("the scale is read") { table.frames("scale") > 5 }
            #expect(table.state("one") == .running)
            table.tell("one", .unplug)
            try await until("it is let go") { table.isDismantled == ["scale"] }
            #expect(table.state("one") == .unplugged)
            table.tell("one", .plug)
            try await until("it is running again") { table.state("one") == .running }
            try await until("it is read again") { table.frames("scale") > 0 }
        }
        let memory = DeviceMemory.load(from: table.folder).memory
        #expect(memory.devices.map(\.profile) == ["scales/generic-yaohua-a12e"])
        #expect(memory.devices.map(\.port) == [table.port("one")])
    }

    @Test("several are looked at side by side: a polled scale by its answer")
    func several() async throws {
        let table = try Table()
        try await table.running { table in
            try table.put("scales/generic-toledo-8217", at: "asked")
            try table.put("scanners/generic-serial", at: "silent")
            try await until("the polled scale runs") { table.state("asked") == .running }
            try await until("the silent scanner is unknown") { table.state("silent") == .unknown }
            #expect(table.readingCount == 1)
            // Scanning shows what it is; a keeper scans again when nothing happens.
            var looks = 0
            try await until("it is running") {
                if looks.isMultiple(of: 80) {
                    table.tell("silent", .scan(Array("6901234567892".utf8)))
                }
                looks += 1
                return table.state("silent") == .running
            }
        }
    }

    @Test("a pinned port is used unsearched, and given back when it is unpinned")
    func pin() async throws {
        let table = try Table(find: false)
        try await table.running { table in
            try table.put("scales/generic-yaohua-a12e", at: "one")
            try await until("it is left alone") { table.state("one") == .leftAlone }
            try table.finder.pin(
                table.port("one"), profile: "scales/generic-yaohua-a12e", name: "counter")
            try await until("it is read") { table.frames("counter") > 3 }
            try table.finder.unpin(table.port("one"))
            try await until("it is let go") { table.isDismantled == ["counter"] }
            try await until("it is left alone again") { table.state("one") == .leftAlone }
        }
        #expect(table.readingCount == 0)
    }
}
