import Foundation
import Glibc
import SerialLines
import Testing

@testable import DeviceProtocols
@testable import Station

@Suite("The book of ports")
struct PortLedgerTests {
    private static let classes: [String: DeviceClass] = [
        "scales/a": .scale, "scales/b": .scale, "scanners/a": .scanner, "printers/a": .printer,
    ]

    private static func port(
        _ number: Int, place: String = "1-1", serial: String? = nil, product: UInt16 = 0x7523
    ) -> SerialPort {
        SerialPort(
            path: "/dev/ttyUSB\(number)", transport: .usb,
            usb: USBIdentity(vendor: 0x1a86, product: product, serial: serial),
            place: USBPlace(place))
    }

    private static func claim(_ profile: String, _ line: String = "9600 8N1") -> Finding {
        var finding = Finding(.claimed)
        finding.profile = profile
        finding.line = LineSetting(line)
        finding.proof = .frames
        return finding
    }

    private static func device(_ name: String, _ line: LineAddress) -> StationConfiguration.Device {
        StationConfiguration.Device(name: name, profile: "scales/a", line: line)
    }

    /// A ledger with a clock that each look moves on.
    private final class Bench {
        var ledger: PortLedger
        var now = Duration.zero

        init(
            configured: [StationConfiguration.Device] = [], memory: DeviceMemory = DeviceMemory(),
            finds: Bool = true
        ) {
            ledger = PortLedger(
                configured: configured, classes: PortLedgerTests.classes, memory: memory,
                finds: finds)
        }

        func look(
            _ ports: [SerialPort], after time: Duration = .seconds(1),
            _ surroundings: PortLedger.Surroundings = PortLedger.Surroundings()
        ) -> [PortLedger.Action] {
            now += time
            return ledger.see(ports, surroundings, at: now, wall: 1)
        }

        func found(_ finding: Finding, on port: SerialPort) -> [PortLedger.Action] {
            ledger.found(
                finding, on: PortIdentity(port, among: [port]), at: now, wall: 1)
        }

        /// Looks twice, and finds what is said.
        func settle(_ ports: [SerialPort], _ finding: Finding, on port: SerialPort)
            -> FoundDevice?
        {
            _ = look(ports)
            _ = look(ports)
            return found(finding, on: port).started
        }

        func state(of port: SerialPort) -> PortStatus.State? {
            ledger.statuses.first { $0.path == port.path }?.state
        }
    }

    @Test("a new port is searched once it has settled, and its device started")
    func search() {
        let bench = Bench()
        let port = Self.port(0)
        #expect(bench.look([port]).isEmpty)
        guard case .search(let identity, let traits, let plan)? = bench.look([port]).first else {
            Issue.record("no search")
            return
        }
        #expect("\(identity)" == "usb-place:1-1")
        #expect(traits.vendor == "1a86" && traits.product == "7523")
        #expect(plan.asks && plan.remembered == nil)
        #expect(bench.look([port]).isEmpty)
        let actions = bench.found(Self.claim("scales/a"), on: port)
        #expect(actions.first == .saveMemory)
        #expect(actions.started?.name == "scale")
        #expect(bench.state(of: port) == .running)
    }

    @Test("unplugged and back under another number: let go, and taken up as what it was")
    func replug() throws {
        let bench = Bench()
        let device = try #require(
            bench.settle([Self.port(0)], Self.claim("scales/a"), on: Self.port(0)))
        #expect(bench.look([]) == [.stop(device)])
        #expect(bench.look([]).isEmpty)
        bench.ledger.ended(device.identity, at: bench.now)
        #expect(bench.ledger.statuses.map(\.state) == [.unplugged])
        let back = Self.port(1)
        #expect(bench.look([back]).isEmpty)
        guard case .search(_, _, let plan)? = bench.look([back]).first else {
            Issue.record("no search")
            return
        }
        #expect(plan.remembered?.profile == "scales/a")
        #expect(bench.found(Self.claim("scales/a"), on: back).started?.name == "scale")
    }

    @Test("back while its services are still ending")
    func quickReplug() throws {
        let bench = Bench()
        let device = try #require(
            bench.settle([Self.port(0)], Self.claim("scales/a"), on: Self.port(0)))
        #expect(bench.look([]) == [.stop(device)])
        #expect(bench.look([Self.port(1)]).isEmpty)
        bench.ledger.ended(device.identity, at: bench.now)
        #expect(bench.look([Self.port(1)]).searches == 1)
    }

    @Test("the lamp of what stays away goes out in the end")
    func lamp() throws {
        let bench = Bench()
        let device = try #require(
            bench.settle([Self.port(0)], Self.claim("scales/a"), on: Self.port(0)))
        _ = bench.look([])
        bench.ledger.ended(device.identity, at: bench.now)
        #expect(bench.look([], after: .seconds(60)).isEmpty)
        #expect(bench.look([], after: .seconds(600)) == [.removeLamp("scale")])
        #expect(bench.ledger.statuses.isEmpty)
    }

    @Test("another adapter in the same socket is another device")
    func exchanged() throws {
        let bench = Bench()
        let device = try #require(
            bench.settle([Self.port(0)], Self.claim("scales/a"), on: Self.port(0)))
        let other = Self.port(0, product: 0x5523)
        #expect(bench.look([other]) == [.stop(device)])
        bench.ledger.ended(device.identity, at: bench.now)
        #expect(bench.look([other]) == [.removeLamp("scale")])
        guard case .search(_, _, let plan)? = bench.look([other]).first else {
            Issue.record("no search")
            return
        }
        #expect(plan.remembered == nil)
    }

    @Test("a port unplugged in the middle of its search")
    func unpluggedWhileSearched() {
        let bench = Bench()
        let port = Self.port(0)
        _ = bench.look([port])
        _ = bench.look([port])
        #expect(bench.look([]) == [.cancelSearch(PortIdentity(port, among: [port]))])
        #expect(bench.look([]).isEmpty)
        #expect(bench.found(Self.claim("scales/a"), on: port).isEmpty)
        #expect(bench.ledger.statuses.isEmpty)
    }

    @Test("a second scale waits until the first is gone; scanners are as many as there are")
    func room() throws {
        let bench = Bench()
        let first = Self.port(0)
        let second = Self.port(1, place: "1-2")
        let device = try #require(bench.settle([first], Self.claim("scales/a"), on: first))
        #expect(bench.settle([first, second], Self.claim("scales/b"), on: second) == nil)
        #expect(bench.state(of: second) == .spare)
        #expect(bench.ledger.statuses.last?.profile == "scales/b")
        _ = bench.look([second])
        bench.ledger.ended(device.identity, at: bench.now)
        #expect(bench.look([second]).started?.profile == "scales/b")
        let third = Self.port(2, place: "1-3")
        let fourth = Self.port(3, place: "1-4")
        let all = [second, third]
        #expect(bench.settle(all, Self.claim("scanners/a"), on: third)?.name == "scanner")
        #expect(
            bench.settle(all + [fourth], Self.claim("scanners/a"), on: fourth)?.name == "scanner-2")
    }

    @Test(
        "what the configuration names is never touched",
        arguments: [
            LineAddress.serial(path: "/dev/ttyUSB0"),
            .usb(USBIdentity(vendor: 0x1a86, product: 0x7523)),
            .usbPlace(USBPlace(device: "1-1")),
        ])
    func configured(line: LineAddress) {
        let bench = Bench(configured: [Self.device("mine", line)])
        for _ in 0..<3 { #expect(bench.look([Self.port(0)]).isEmpty) }
        #expect(bench.state(of: Self.port(0)) == .configured)
        #expect(throws: StationFault.self) {
            try bench.ledger.pin(
                "/dev/ttyUSB0", profile: "scales/a", name: nil, at: .zero, wall: 0)
        }
    }

    @Test("nor what a link of the configuration leads to, nor the system's console")
    func surroundings() {
        var surroundings = PortLedger.Surroundings()
        surroundings.configured = ["/dev/ttyUSB0"]
        surroundings.consoles = ["/dev/ttyS0"]
        let bench = Bench()
        let ports = [Self.port(0), SerialPort(path: "/dev/ttyS0")]
        for _ in 0..<3 { #expect(bench.look(ports, after: .seconds(1), surroundings).isEmpty) }
        #expect(bench.state(of: ports[0]) == .configured)
        #expect(bench.state(of: ports[1]) == .leftAlone)
    }

    @Test("what was not found is listened to again, and asked again only now and then")
    func retries() {
        let bench = Bench()
        let port = Self.port(0)
        var unknown = Finding(.unknown)
        unknown.seen = [
            .init(line: LineSetting(LineSettings(), baud: 9600), byteCount: 40, bytes: "00")
        ]
        var asks: [Bool] = []
        for _ in 0..<60 {
            for case .search(_, _, let plan) in bench.look([port]) {
                asks.append(plan.asks)
                if asks.count > 1 { #expect(plan.avoiding.map(\.description) == ["9600 8N1"]) }
                #expect(bench.found(unknown, on: port).isEmpty)
            }
        }
        #expect(asks.prefix(6) == [true, false, false, false, false, true])
        #expect(bench.state(of: port) == .unknown)
    }

    @Test("a busy port is tried again soon, and then now and then")
    func busy() {
        let bench = Bench()
        let port = Self.port(0)
        _ = bench.look([port])
        _ = bench.look([port])
        var busy = Finding(.unavailable)
        busy.trouble = "in use by tio (3)"
        for _ in 0..<2 {
            #expect(bench.found(busy, on: port).isEmpty)
            #expect(bench.state(of: port) == .unavailable)
            #expect(bench.look([port]).isEmpty)
            #expect(bench.look([port]).searches == 1)
            for _ in 0..<2 {
                #expect(bench.found(busy, on: port).isEmpty)
                #expect(bench.look([port], after: .seconds(9)).isEmpty)
                #expect(bench.look([port]).searches == 1)
            }
            // Once it could be searched, the next trouble is a new one.
            #expect(bench.found(Finding(.unknown), on: port).isEmpty)
            #expect(bench.look([port], after: .seconds(2)).searches == 1)
        }
    }

    // MARK: Pins

    @Test("a pinned device is started unsearched, whatever else is said")
    func pin() throws {
        let bench = Bench()
        let port = Self.port(0)
        _ = bench.look([port])
        let actions = try bench.ledger.pin(
            port.path, profile: "scales/b", name: "counter", at: bench.now, wall: 1)
        #expect(actions == [.saveMemory])
        let started = try #require((bench.look([port]) + bench.look([port])).started)
        #expect(started.name == "counter" && started.pinned && started.profile == "scales/b")
        // The same after a restart, and with finding switched off.
        let again = Bench(memory: bench.ledger.memory, finds: false)
        _ = again.look([port])
        #expect(again.look([port]).started?.name == "counter")
        let other = Self.port(1, place: "1-2")
        _ = again.look([port, other])
        #expect(again.look([port, other]).isEmpty)
        #expect(again.state(of: other) == .leftAlone)
    }

    @Test("a running device that is pinned as something else starts anew")
    func repin() throws {
        let bench = Bench()
        let port = Self.port(0)
        let device = try #require(bench.settle([port], Self.claim("scales/a"), on: port))
        let actions = try bench.ledger.pin(
            "usb-place:1-1", profile: "scanners/a", name: nil, at: bench.now, wall: 1)
        #expect(actions == [.saveMemory, .stop(device), .removeLamp("scale")])
        bench.ledger.ended(device.identity, at: bench.now)
        let started = try #require((bench.look([port]) + bench.look([port])).started)
        #expect(started.profile == "scanners/a" && started.name == "scanner")
    }

    @Test("a device that cannot be run is tried again later, and at once when it is pinned anew")
    func refused() throws {
        let bench = Bench()
        let port = Self.port(0)
        let device = try #require(bench.settle([port], Self.claim("scales/a"), on: port))
        bench.ledger.refused(device.identity, at: bench.now)
        #expect(bench.look([port], after: .seconds(9)).isEmpty)
        #expect(bench.look([port]).searches == 1)
        #expect(bench.found(Self.claim("scales/a"), on: port).started == device)
        bench.ledger.refused(device.identity, at: bench.now)
        _ = try bench.ledger.pin(
            port.path, profile: "scales/b", name: nil, at: bench.now, wall: 1)
        #expect(bench.look([port]).started?.profile == "scales/b")
    }

    @Test("pinned in the middle of a search: at once, and whatever the search finds")
    func pinnedWhileSearched() throws {
        for finding in [Self.claim("scales/a"), Finding(.unavailable)] {
            let bench = Bench()
            let port = Self.port(0)
            _ = bench.look([port])
            #expect(bench.look([port]).searches == 1)
            let actions = try bench.ledger.pin(
                port.path, profile: "scanners/a", name: nil, at: bench.now, wall: 1)
            #expect(actions == [.saveMemory, .cancelSearch(PortIdentity(port, among: [port]))])
            #expect(bench.found(finding, on: port).isEmpty)
            #expect(bench.look([port]).started?.profile == "scanners/a")
            #expect(bench.ledger.memory.pinned.map(\.profile) == ["scanners/a"])
        }
    }

    @Test("unpinned, a port is searched as if it were new")
    func unpin() throws {
        let bench = Bench()
        let port = Self.port(0)
        _ = try bench.ledger.pin(
            "usb-place:1-1", profile: "scales/b", name: nil, at: .zero, wall: 1)
        let device = try #require((bench.look([port]) + bench.look([port])).started)
        let actions = try bench.ledger.unpin(port.path, at: bench.now)
        #expect(actions.contains(.stop(device)))
        bench.ledger.ended(device.identity, at: bench.now)
        #expect((bench.look([port]) + bench.look([port])).searches == 1)
        #expect(throws: StationFault.self) { try bench.ledger.unpin(port.path, at: bench.now) }
    }

    @Test(
        "what cannot be pinned is told",
        arguments: [
            ("/dev/ttyUSB9", "scales/a", "x", Int32(66)), ("nonsense", "scales/a", "x", 66),
            ("usb:1a86:7523", "scales/a", "x", 66), ("usb-place:1-1", "scales/none", "x", 64),
            ("usb-place:1-1", "scales/a", "mine", 64),
            ("usb-place:1-1", "scales/a", "", 64),
            ("usb-place:1-1", "scales/a", "\u{1B}[31mred", 64),
        ])
    func badPins(port: String, profile: String, name: String, code: Int32) {
        let bench = Bench(configured: [Self.device("mine", .serial(path: "/dev/ttyS5"))])
        let fault = #expect(throws: StationFault.self) {
            try bench.ledger.pin(port, profile: profile, name: name, at: .zero, wall: 1)
        }
        #expect(fault?.exitCode == code)
    }

    // MARK: Memory

    @Test("the memory is bounded, and forgets no pinned port")
    func bounded() {
        var memory = DeviceMemory()
        for number in 0..<200 {
            memory.remember(
                .init(
                    port: "usb-place:1-\(number)", profile: "scales/a", line: nil, name: "n",
                    pinned: number == 0, usb: nil, at: Int64(number)))
        }
        #expect(memory.devices.count == DeviceMemory.entriesMax)
        #expect(memory.pinned.map(\.port) == ["usb-place:1-0"])
        #expect(memory.devices.last?.port == "usb-place:1-199")
    }

    @Test("where every place is pinned, another port is not remembered, and no pin is lost")
    func allPinned() {
        var memory = DeviceMemory()
        func entry(_ number: Int, pinned: Bool) -> DeviceMemory.Entry {
            .init(
                port: "usb-place:1-\(number)", profile: "scales/a", line: nil, name: "n",
                pinned: pinned, usb: nil, at: Int64(number))
        }
        for number in 0..<DeviceMemory.entriesMax {
            memory.remember(entry(number, pinned: true))
        }
        let full = memory
        let answers = [
            memory.remember(entry(100, pinned: false)), memory.remember(entry(101, pinned: true)),
        ]
        #expect(answers == [false, false])
        #expect(memory == full)
        // One that is there already may still change.
        memory.remember(entry(3, pinned: false))
        memory.remember(entry(102, pinned: true))
        #expect(memory.pinned.count == DeviceMemory.entriesMax)
    }

    @Test(
        "a file that cannot be used is told and kept beside; the station goes on without it",
        arguments: [
            ("", DeviceMemory.Trouble.damaged), ("{\"version\":1,\"devi", .damaged),
            ("null", .damaged), ("{\"version\":2,\"devices\":[]}", .laterVersion(2)),
            (String(repeating: " ", count: DeviceMemory.fileMax + 1), .tooLong),
        ])
    func unusable(text: String, trouble: DeviceMemory.Trouble) throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = DeviceMemory.path(in: folder)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let loaded = DeviceMemory.load(from: folder)
        #expect(loaded.trouble == trouble && loaded.memory.devices.isEmpty)
        #expect(try String(contentsOfFile: path + ".unused", encoding: .utf8) == text)
        // Written anew, it is read again.
        var memory = DeviceMemory()
        memory.remember(
            .init(
                port: "usb-place:1-1", profile: "scales/a", line: nil, name: "scale", pinned: true,
                usb: nil, at: 1))
        try memory.save(to: folder)
        let again = DeviceMemory.load(from: folder)
        #expect(again.memory == memory && again.trouble == nil)
    }

    @Test("no file is no trouble; what a power cut left half written is not looked at")
    func halfWritten() throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(DeviceMemory.load(from: folder).trouble == nil)
        let path = DeviceMemory.path(in: folder)
        try "{\"ver".write(toFile: path + ".new", atomically: false, encoding: .utf8)
        #expect(DeviceMemory.load(from: folder).trouble == nil)
        try DeviceMemory().save(to: folder)
        #expect(DeviceMemory.load(from: folder).memory == DeviceMemory())
    }

    @Test("a draft that cannot be written leaves the old file")
    func cannotBeWritten() throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try DeviceMemory().save(to: folder)
        // A folder in its place is neither unlinked nor opened.
        try FileManager.default.createDirectory(
            atPath: DeviceMemory.path(in: folder) + ".new", withIntermediateDirectories: false)
        var memory = DeviceMemory()
        memory.version = 1
        #expect(throws: StationFault.self) { try memory.save(to: folder) }
        #expect(DeviceMemory.load(from: folder).trouble == nil)
    }

    @Test("entries that no program of ours wrote are left out")
    func implausible() throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var memory = DeviceMemory()
        for (port, name) in [
            ("usb-place:1-1", "scale"), ("tcp:1.2.3.4:5", "a"), ("usb-place:1-2", "\u{1B}[2J"),
            ("usb-place:1-3", ""), ("usb-place:1-4", String(repeating: "x", count: 65)),
        ] {
            memory.remember(
                .init(
                    port: port, profile: "scales/a", line: nil, name: name, pinned: true, usb: nil,
                    at: 1))
        }
        try memory.save(to: folder)
        #expect(DeviceMemory.load(from: folder).memory.devices.map(\.name) == ["scale"])
    }

    private static func folder() throws -> String {
        let name = "memory-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        let folder = FileManager.default.temporaryDirectory.appending(path: name).path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }
}

extension [PortLedger.Action] {
    fileprivate var started: FoundDevice? {
        lazy.compactMap { if case .start(let device) = $0 { device } else { nil } }.first
    }

    fileprivate var searches: Int {
        count { if case .search = $0 { true } else { false } }
    }
}
