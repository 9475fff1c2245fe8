import DeviceSimulator
import Foundation
import Glibc
import Rehearsal
import Testing

/// The real daemon with no device in its configuration, and devices on a mocked bus.
@Suite("stationd finds its devices", .serialized, .timeLimit(.minutes(4)))
struct FoundDevicesTests {
    private static let scanner = MockedBus.Plug(
        socket: "1-1", usb: ("1eab", "1d06"), serial: "FM430-0001",
        profile: "scanners/newland-nls-fm430")
    private static let scale = MockedBus.Plug(
        socket: "1-2", usb: ("1a86", "7523"), serial: "A5069-22",
        profile: "scales/generic-yaohua-a12e")
    private static let stranger = MockedBus.Plug(
        socket: "1-3", usb: ("10c4", "ea60"), serial: nil, profile: "scanners/generic-serial")

    /// A village whose station names no device.
    private static func stage() async throws -> Stage {
        let stage = try await Stage(parcels: 24, weighed: true)
        try await stage.stop()
        var text = try String(contentsOfFile: stage.configuration, encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        text = lines.filter { !$0.contains("  - {name: ") && $0 != "devices:" }
            .joined(separator: "\n").replacing("find: false", with: "find: true")
        try text.write(toFile: stage.configuration, atomically: true, encoding: .utf8)
        return stage
    }

    /// What `stationctl devices list` says of a port once it is so.
    private static func port(
        _ stage: Stage, _ bus: MockedBus, _ path: String, is state: String
    ) async throws -> [String: Any] {
        var found: [String: Any] = [:]
        try await until("\(path) is \(state)", within: .seconds(60), every: .milliseconds(100)) {
            let words = ["devices", "list", "--json", "--config", stage.configuration]
            let run = try await ProgramRun.of("stationctl", words, prefix: bus.words)
            let ports = try object(run.text)["ports"] as? [[String: Any]] ?? []
            found = ports.first { $0["path"] as? String == path } ?? [:]
            return found["state"] as? String == state
        }
        return found
    }

    private static func finding(_ port: [String: Any]) -> [String: Any] {
        port["finding"] as? [String: Any] ?? [:]
    }

    private func work(_ stage: Stage) async throws {
        try await until("both work", within: .seconds(60), every: .milliseconds(50)) {
            let devices = try await stage.screen().devices
            return devices.map(\.name).sorted() == ["scale", "scanner"]
                && devices.allSatisfy { $0.state == "ok" }
        }
    }

    /// Takes a parcel in that has to be weighed.
    private func takeIn(
        _ index: Int, weighing weight: String, _ stage: Stage, _ bus: MockedBus
    ) async throws {
        bus.tell("1-2", .weigh("0.000"))
        try await until("the pan is empty", within: .seconds(30)) {
            let panel = try await stage.screen().weight
            return panel?.state == "stable" && panel?.text.hasPrefix("0.000") == true
        }
        let parcels = stage.parcels.filter(\.weigh)
        try #require(index < parcels.count)
        let before = try await stage.screen().today.received
        bus.tell("1-1", .scan(Array(parcels[index].number.utf8)))
        bus.tell("1-2", .weigh(weight))
        try await until("the weight is shown", within: .seconds(30)) {
            try await stage.screen().weight?.text == "\(weight) kg"
        }
        try await until("the parcel is in", within: .seconds(30)) {
            let screen = try await stage.screen()
            return screen.scan.light == "green" && screen.today.received == before + 1
        }
    }

    @Test("a scanner and a scale are found, work, come back under other names, and are remembered")
    func morning() async throws {
        let stage = try await Self.stage()
        let bus = try MockedBus(folder: stage.scratch.path)
        defer { withExtendedLifetime(bus) {} }
        var station = try await stage.start(behind: bus.words)
        defer { station.signal(SIGKILL) }
        #expect(try await stage.screen().devices.isEmpty)
        try bus.put(Self.scanner, as: "ttyACM0")
        try bus.put(Self.scale, as: "ttyUSB0")
        try await work(stage)
        let scale = try await Self.port(stage, bus, "/dev/ttyUSB0", is: "running")
        #expect(scale["profile"] as? String == "scales/generic-yaohua-a12e")
        #expect(scale["identity"] as? String == "usb:1a86:7523:A5069-22")
        #expect(Self.finding(scale)["proof"] as? String == "frames")
        let scanner = try await Self.port(stage, bus, "/dev/ttyACM0", is: "running")
        #expect(scanner["profile"] as? String == "scanners/newland-nls-fm430")
        try await takeIn(0, weighing: "1.250", stage, bus)

        // Out for a while, and in again under another number.
        try await bus.unplug("1-2")
        _ = try await Self.port(stage, bus, "/dev/ttyUSB0", is: "unplugged")
        #expect(try await stage.lamp("scale") == "lost")
        #expect(try await stage.screen().weight?.text == "--")
        try await bus.plug("1-2", as: "ttyUSB5")
        // Out and in before the next look at the ports.
        try await bus.unplug("1-1")
        try await bus.plug("1-1", as: "ttyACM3")
        let back = try await Self.port(stage, bus, "/dev/ttyUSB5", is: "running")
        #expect(back["identity"] as? String == "usb:1a86:7523:A5069-22")
        #expect(back["name"] as? String == "scale")
        _ = try await Self.port(stage, bus, "/dev/ttyACM3", is: "running")
        try await work(stage)
        try await takeIn(1, weighing: "2.500", stage, bus)

        // What was found once is looked for first after a power cut.
        station.signal(SIGKILL)
        try await station.waitForEnd()
        station = try await stage.start(behind: bus.words)
        try await work(stage)
        let known = try await Self.port(stage, bus, "/dev/ttyUSB5", is: "running")
        #expect(Self.finding(known)["proof"] as? String == "memory")
        #expect((Self.finding(known)["asked"] as? [Any])?.isEmpty != false)
        try await takeIn(2, weighing: "0.750", stage, bus)
        station.signal(SIGTERM)
        #expect(try await station.waitForEnd() == .exited(0))

        // It is known by its name to who sets it up, too.
        let verify = ["devices", "verify", "scanner", "--json", "--config", stage.configuration]
        let run = try await ProgramRun.of(
            "stationctl", verify, more: ["CUNZHAN_DATA": Programs.checkout], prefix: bus.words)
        #expect(
            try object(run.text)["profile"] as? String == "scanners/newland-nls-fm430",
            "\(run.errors)")
    }

    @Test("a device nobody knows is reported with what was seen of it; a pin wins")
    func stranger() async throws {
        let stage = try await Self.stage()
        let bus = try MockedBus(folder: stage.scratch.path)
        defer { withExtendedLifetime(bus) {} }
        let device = try bus.put(Self.stranger, as: "ttyUSB0")
        let station = try await stage.start(behind: bus.words)
        defer { station.signal(SIGKILL) }
        let babble = Array("$GPGGA,000000,,,,,0*00\u{7F}\u{01}\r\n".utf8)
        let babbling = Task {
            while !Task.isCancelled {
                device.perform(.noise(babble))
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        let found = try await Self.port(stage, bus, "/dev/ttyUSB0", is: "unknown")
        babbling.cancel()
        #expect(found["identity"] as? String == "usb-place:1-3")
        let seen = Self.finding(found)["seen"] as? [[String: Any]] ?? []
        // At every rate worth trying, and never asked anything: it may be anything.
        #expect(seen.count > 4)
        #expect(seen.allSatisfy { ($0["bytes"] as? String)?.contains("244750474741") == true })
        #expect((Self.finding(found)["asked"] as? [Any])?.isEmpty == true)
        let status = try await ProgramRun.of(
            "stationctl", ["status", "--json", "--config", stage.configuration])
        #expect(try object(status.text)["unknownPorts"] as? [String] == ["/dev/ttyUSB0"])

        let pin = ["devices", "pin", "/dev/ttyUSB0", "scanners/generic-serial", "--name", "door"]
        let run = try await ProgramRun.of("stationctl", pin + ["--config", stage.configuration])
        #expect(run.code == 0, "\(run.errors)")
        try await until("the pinned one works") { try await stage.lamp("door") == "ok" }
        let parcel = try #require(stage.parcels.first { !$0.weigh })
        device.perform(.scan(Array(parcel.number.utf8)))
        try await until("its scan is taken") { try await stage.screen().scan.light == "green" }
    }
}
