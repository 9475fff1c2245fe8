import DataFolder
import DeviceSimulator
import Foundation
import Identifiers
import KeeperDesk
import Labels
import Logging
import SerialLines
import ServiceLifecycle
import StationJournal
import StationStore
import Synchronization
import Testing

@testable import DeviceProtocols
@testable import Station

/// Labels from the store's jobs to a simulated printer, with things going wrong under way.
@Suite("Labels on real lines", .serialized, .timeLimit(.minutes(2)))
struct PrintingTests {
    /// What a label of each language looks like at its shortest.
    private static let jobs: [PrinterOptions.Language: [UInt8]] = [
        .tspl: Array("SIZE 40 mm,30 mm\r\nCLS\r\nBAR 0,0,80,80\r\nPRINT 1,1\r\n".utf8),
        .zpl: Array("^XA^FO0,0^GB80,80,80^FS^XZ".utf8),
        .cpcl: Array("! 0 200 200 240 1\r\nBOX 0 0 80 80 4\r\nPRINT\r\n".utf8),
        .escpos: [0x1B, 0x4A, 0x50, 0x1D, 0x56, 0x00],
    ]

    /// A station's printer and its store; nothing else of the station.
    final class Table: Sendable {
        let folder: String
        let store: StationStore
        let board = KioskBoard(
            station: "t",
            devices: [
                DeviceLamp(
                    name: "printer", label: KioskText.deviceLabel("printer"), state: .lost,
                    text: KioskText.lampLost)
            ], clock: StationClock())
        let printer: SimulatedDevice
        private let services: [any Service]
        private let job: [UInt8]
        private let count = LabelCount()

        /// A label takes a multiple of the time between two questions, as on any real printer.
        ///
        /// Without a source all labels are alike and none needs other paper.
        init(_ profile: DeviceProfile, label: Int = 500, source: LabelSource? = nil) throws {
            folder =
                FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
                .appending(path: "printing-\(UUID().uuidString)").path
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            let layer = ShelfLayer(shelf: 1, layer: 1, capacity: 40)
            store = try StationStore(
                path: folder + "/station.sqlite", create: true,
                station: try #require(StationID("tiepu-01")), epoch: 1,
                shelves: try #require(ShelfPlan(layers: [layer])))
            printer = try SimulatedDevice(
                profile: profile, link: folder + "/line",
                timing: SimulatorTiming(label: label, afterOpening: 0))
            let bytes = try #require(profile.printer.flatMap { PrintingTests.jobs[$0.language] })
            job = bytes
            let paper = LabelMedium.roll(width: Millimetres(micrometres: 60_000))
            let source =
                source
                ?? LabelSource(
                    paper: { _ in paper }, render: { _, _ in (bytes, 1, paper) },
                    renderTest: { _ in bytes },
                    calibration: { _ in [] })
            let assembly = DeviceAssembly(
                device: StationConfiguration.Device(
                    name: "printer", profile: profile.id,
                    line: .pseudoTerminal(path: folder + "/line"), baud: 115_200),
                profile: profile, watch: DeviceWatch(name: "printer", profile: profile),
                inbox: DeskInbox(), board: board, clock: StationClock(), demand: nil,
                logger: Logger(label: "printing") { _ in SwiftLogNoOpLogHandler() })
            services = assembly.printer(
                try #require(profile.printerDecoder(takesEndMarks: true)), store,
                source: source, fontsFile: PrinterFontsFile(state: folder))
        }

        deinit {
            printer.perform(.quit)
            try? FileManager.default.removeItem(atPath: folder)
        }

        /// Labels that came out of the printer.
        var labels: Int { count.number.withLock { $0 } }

        /// What came out wrong, in the printer's own words.
        var errors: [String] { count.errors.withLock { $0 } }

        /// All bytes of a label have reached the printer.
        var hasJob: Bool { count.hasJob.withLock { $0 } }

        func takeIn(_ index: Int) async throws {
            let parcel = ExpectedParcel(
                number: "7531234\(1_000_000 + index)", carrier: .zto, receiver: "村*甲",
                phoneTail: "0001", weigh: false)
            _ = try await store.record(
                .receive(parcel, mass: nil), at: StationClock().now())
        }

        /// What became of the labels, in order.
        func outcomes() async throws -> [PrintOutcome] {
            try await store.entries(after: 0, limit: 100).compactMap { entry in
                guard case .labelPrinted(let label) = try Entry(decoding: entry.body).fact
                else { return nil }
                return label.outcome
            }
        }

        func until(
            _ what: String, within seconds: Int = 30, _ isSo: () async throws -> Bool
        ) async throws {
            let end = ContinuousClock.now + .seconds(seconds)
            while try await !isSo() {
                guard ContinuousClock.now < end else {
                    Issue.record("never: \(what)")
                    throw CancellationError()
                }
                try await Task.sleep(for: .milliseconds(5))
            }
        }

        func settled(_ expected: [PrintOutcome]) async throws {
            try await until("\(expected)") { try await outcomes().count >= expected.count }
            #expect(try await outcomes() == expected)
        }

        /// Runs the printer's services while the body looks at them.
        func running(_ body: (Table) async throws -> Void) async throws {
            let quiet = Logger(label: "group") { _ in SwiftLogNoOpLogHandler() }
            let group = ServiceGroup(
                configuration: .init(services: services.map { .init(service: $0) }, logger: quiet))
            let events = printer.events
            let counting = Task { [count, job] in
                var heard: [UInt8] = []
                for await event in events {
                    if case .label = event { count.number.withLock { $0 += 1 } }
                    if case .error(let text) = event { count.errors.withLock { $0.append(text) } }
                    guard case .received(let bytes) = event else { continue }
                    heard = Array(heard.suffix(job.count)) + bytes
                    if heard.firstRange(of: job) != nil { count.hasJob.withLock { $0 = true } }
                }
            }
            async let end: Void = group.run()
            do {
                try await body(self)
            } catch {
                await group.triggerGracefulShutdown()
                try await end
                counting.cancel()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await end
            counting.cancel()
        }
    }

    static func profile(_ id: String) throws -> DeviceProfile {
        try Checkout.data.profile(id: id)
    }

    /// The same printer as one that answers nothing.
    private static func mute(_ id: String, flow: String = "none") throws -> DeviceProfile {
        let text = try String(
            contentsOfFile: Checkout.data.path + "/Devices/Printers/generic-tspl.yaml",
            encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex { $0.hasPrefix("  status:") })
        let end = try #require(lines[(start + 1)...].firstIndex { !$0.hasPrefix("    ") })
        let status = ["  status:", "    reply: none"]
        let silent = (lines[..<start].map(String.init) + status + lines[end...].map(String.init))
            .joined(separator: "\n")
            .replacing("\nidle_gap_ms", with: "\n  flow: \(flow)\nidle_gap_ms")
        return try DeviceProfile.parse(silent, file: "x", id: "printers/mute")
    }

    static let profiles = [
        "printers/generic-tspl", "printers/gprinter-gp-2120t", "printers/generic-zpl",
        "printers/zebra-gk420d", "printers/generic-cpcl", "printers/gprinter-portable-cpcl",
        "printers/zebra-mobile-extended", "printers/generic-escpos", "printers/epson-tm-t81",
    ]

    @Test("each kind of status proves each label, once", arguments: profiles)
    func everyKindConfirms(id: String) async throws {
        try await Table(Self.profile(id), label: 400).running { table in
            for index in 0..<2 { try await table.takeIn(index) }
            try await table.settled([.confirmed, .confirmed])
            #expect(table.labels == 2)
            #expect(try await table.store.unknownLabelJobs(limit: 9).isEmpty)
        }
    }

    @Test(
        "a printer that never tells gets its labels too; they are unconfirmed",
        arguments: ["none", "xonxoff"])
    func neverTells(flow: String) async throws {
        let table = try Table(Self.mute("printers/generic-tspl", flow: flow))
        try await table.running { table in
            for index in 0..<2 { try await table.takeIn(index) }
            try await table.settled([.unconfirmed, .unconfirmed])
            try await table.until("both are out") { table.labels == 2 }
            #expect(try await table.store.nextLabelJob() == nil)
            // A restart asks nobody about them.
            #expect(try await table.store.doubtLabelJobsUnderWay(at: StationClock().now()) == 0)
        }
    }

    @Test(
        "paper out or an open cover in the middle of a label: it goes on by itself, nothing twice",
        arguments: ["printers/generic-tspl", "printers/generic-zpl", "printers/gprinter-gp-2120t"],
        [SimulatorCommand.paperOut, .coverOpen])
    func faultInTheMiddle(id: String, fault: SimulatorCommand) async throws {
        try await Table(Self.profile(id), label: 1_000).running { table in
            try await table.takeIn(0)
            try await table.until("it prints") { await table.isPrinting() }
            table.printer.perform(fault)
            try await table.until("the fault is seen") { await table.lamp() == .fault }
            #expect(try await table.outcomes() == [])
            table.printer.perform(fault == .paperOut ? .paperOK : .coverClosed)
            try await table.settled([.confirmed])
            #expect(table.labels == 1)
        }
    }

    @Test(
        "after such a fault the others may have thrown the label away: a person is asked",
        arguments: ["printers/generic-escpos", "printers/generic-cpcl"])
    func faultThatMaySpoil(id: String) async throws {
        try await Table(Self.profile(id), label: 1_000).running { table in
            try await table.takeIn(0)
            try await table.until("it was sent") { table.hasJob }
            table.printer.perform(.paperOut)
            try await table.until("the fault is seen") { await table.lamp() == .fault }
            table.printer.perform(.paperOK)
            try await table.settled([.unknown])
            try await table.until("a person is asked") {
                await table.board.state.doubtfulLabel != nil
            }
            try await table.until("it came out") { table.labels == 1 }
        }
    }

    @Test(
        "a maker's silence in a fault is no proof of anything; what the printer still counts is",
        arguments: ["printers/zebra-gk420d"])
    func silenceIsAFault(id: String) async throws {
        try await Table(Self.profile(id), label: 1_500).running { table in
            try await table.takeIn(0)
            try await table.until("it prints") { await table.isPrinting() }
            table.printer.perform(.paperOut)
            try await table.until("silence is shown") { await table.lamp() == .fault }
            #expect(await table.lampText() == KioskText.lampSilentPrinter)
            table.printer.perform(.paperOK)
            try await table.settled([.confirmed])
            #expect(table.labels == 1)
        }
    }

    @Test(
        "unplugged in the middle: unknown, and not sent again when it is back",
        arguments: ["printers/generic-tspl", "printers/generic-escpos", "printers/generic-cpcl"])
    func unplugged(id: String) async throws {
        try await Table(Self.profile(id), label: 60_000).running { table in
            try await table.takeIn(0)
            try await table.until("it was sent") { table.hasJob }
            table.printer.perform(.unplug)
            try await table.settled([.unknown])
            table.printer.perform(.power)
            table.printer.perform(.plug)
            try await table.until("the line is back") { await table.lamp() == .ok }
            #expect(try await table.outcomes() == [.unknown])
            #expect(try await table.store.nextLabelJob() == nil)
            #expect(table.labels == 0)
            try await table.until("a person is asked") {
                await table.board.state.doubtfulLabel != nil
            }
        }
    }

    @Test(
        "switched off and on in the middle: unknown, for the label is forgotten",
        arguments: ["printers/generic-tspl", "printers/generic-zpl"])
    func powerCycle(id: String) async throws {
        try await Table(Self.profile(id), label: 60_000).running { table in
            try await table.takeIn(0)
            try await table.until("it prints") { await table.isPrinting() }
            table.printer.perform(.mute)
            try await table.until("silence is shown") { await table.lamp() == .fault }
            table.printer.perform(.power)
            table.printer.perform(.paperOK)
            try await table.settled([.unknown])
            #expect(table.labels == 0)
        }
    }

    @Test("a job longer than all that may wait on a line goes out as a whole, and is proved")
    func longJob() async throws {
        let profile = try Self.profile("printers/generic-tspl")
        let paper = LabelMedium.roll(width: Millimetres(micrometres: 60_000))
        let label = try #require(Self.jobs[.tspl])
        // What a printer reads over.
        let bytes = [UInt8](repeating: 0x0A, count: 1 << 20) + label
        let source = LabelSource(
            paper: { _ in paper }, render: { _, _ in (bytes, 1, paper) },
            renderTest: { _ in bytes }, calibration: { _ in [] })
        try await Table(profile, label: 400, source: source).running { table in
            for index in 0..<2 { try await table.takeIn(index) }
            try await table.settled([.confirmed, .confirmed])
            #expect(table.labels == 2)
        }
    }

    @Test("a printer that answers nothing any more gets no label, and says so on its lamp")
    func muted() async throws {
        try await Table(Self.profile("printers/generic-tspl")).running { table in
            table.printer.perform(.mute)
            try await table.until("silence is shown") { await table.lamp() == .fault }
            try await table.takeIn(0)
            #expect(try await table.outcomes() == [])
            #expect(table.labels == 0)
            table.printer.perform(.paperOK)
            try await table.settled([.confirmed])
            #expect(table.labels == 1)
        }
    }
}

extension PrintingTests.Table {
    func isPrinting() async -> Bool {
        await lampText() == KioskText.printer("printing")
    }

    func lamp() async -> LampState? {
        await board.state.devices.first?.state
    }

    func lampText() async -> Phrase? {
        await board.state.devices.first?.text
    }
}

/// Labels that came out so far.
private final class LabelCount: Sendable {
    let number = Mutex(0)
    let hasJob = Mutex(false)
    let errors = Mutex<[String]>([])
}
