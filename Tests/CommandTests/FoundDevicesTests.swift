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
        let stage = try await Stage(parcels: 12, weighed: true)
        try await stage.stop()
        var text = try String(contentsOfFile: stage.configuration, encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        text = lines.filter { !$0.contains("  - {name: ") && $0 != "devices:" }
            .joined(separator: "\n").replacing("find: false", with: "find: true")
        try text.write(toFile: stage.configuration, atomically: true, encoding: .utf8)
        return stage
    }

    private static func ports(_ stage: Stage, _ bus: MockedBus) async throws -> [[String: Any]] {
        let words = ["devices", "list", "--json", "--config", stage.configuration]
        let run = try await ProgramRun.of("stationctl", words, prefix: bus.words)
        return try object(run.text)["ports"] as? [[String: Any]] ?? []
    }

    private static func port(
        _ stage: Stage, _ bus: MockedBus, _ path: String
    ) async throws -> [String: Any]? {
        try await ports(stage, bus).first { $0["path"] as? String == path }
    }

    @Test("a scanner and a scale are found, work, and come back under another name")
    func morning() async throws {
        let stage = try await Self.stage()
        let bus = try MockedBus(folder: stage.scratch.path)
        try bus.put(Self.scanner, as: "ttyACM0")
        try bus.put(Self.scale, as: "ttyUSB0")
        let station = try await stage.start(behind: bus.words)
        defer { station.signal(SIGKILL) }
        try await until("both work", within: .seconds(60), every: .milliseconds(50)) {
            let devices = try await stage.screen().devices
            return devices.count == 2 && devices.allSatisfy { $0.state == "ok" }
        }
        let scale = try #require(try await Self.port(stage, bus, "/dev/ttyUSB0"))
        #expect(scale["profile"] as? String == "scales/generic-yaohua-a12e")
        #expect(scale["identity"] as? String == "usb:1a86:7523:A5069-22")
        #expect((scale["finding"] as? [String: Any])?["proof"] as? String == "frames")
        let scanner = try #require(try await Self.port(stage, bus, "/dev/ttyACM0"))
        #expect(scanner["profile"] as? String == "scanners/newland-nls-fm430")

        // A parcel is taken in with its weight.
        try await weigh(stage, bus, 0, "1.250")
        // Out, and in again: another number, the same device, without a restart.
        bus.unplug("1-2")
        try await until("it is shown lost") { try await stage.lamp("scale") == "lost" }
        try bus.plug("1-2", as: "ttyUSB5")
        try await until("it works again", within: .seconds(30)) {
            try await stage.lamp("scale") == "ok"
        }
        let back = try #require(try await Self.port(stage, bus, "/dev/ttyUSB5"))
        #expect(back["identity"] as? String == "usb:1a86:7523:A5069-22")
        #expect(back["name"] as? String == "scale" && back["state"] as? String == "running")
        try await weigh(stage, bus, 1, "2.500")
        #expect(station.poll() == nil)
    }

    private func weigh(
        _ stage: Stage, _ bus: MockedBus, _ index: Int, _ weight: String
    ) async throws {
        bus.tell("1-2", .weigh("0.000"))
        try await until("the pan is empty", within: .seconds(30)) {
            try await stage.screen().weight?.text.hasPrefix("0.000") == true
        }
        let parcel = try #require(stage.parcels.filter(\.weigh).dropFirst(index).first)
        bus.tell("1-1", .scan(Array(parcel.number.utf8)))
        bus.tell("1-2", .weigh(weight))
        try await until("the weight is shown", within: .seconds(30)) {
            try await stage.screen().weight?.text == "\(weight) kg"
        }
        try await until("the parcel is in", within: .seconds(30)) {
            try await stage.screen().scan.light == "green"
        }
    }

    @Test("a device nobody knows is reported with what was seen of it; a pin wins")
    func stranger() async throws {
        let stage = try await Self.stage()
        let bus = try MockedBus(folder: stage.scratch.path)
        try bus.put(Self.stranger, as: "ttyUSB0")
        let station = try await stage.start(behind: bus.words)
        defer { station.signal(SIGKILL) }
        let babble = Array("$GPGGA,000000,,,,,0*00\u{7F}\u{01}\r\n".utf8)
        var found: [String: Any]?
        try await until("it is unknown", within: .seconds(120), every: .milliseconds(200)) {
            bus.tell("1-3", .noise(babble))
            found = try await Self.port(stage, bus, "/dev/ttyUSB0")
            return ["unknown", "ambiguous"].contains(found?["state"] as? String ?? "")
        }
        #expect(found?["identity"] as? String == "usb-place:1-3")
        let finding = try #require(found?["finding"] as? [String: Any])
        let seen = finding["seen"] as? [[String: Any]] ?? []
        #expect(seen.contains { ($0["bytes"] as? String)?.contains("244750474741") == true })
        let status = try await ProgramRun.of(
            "stationctl", ["status", "--json", "--config", stage.configuration])
        #expect(try object(status.text)["unknownPorts"] as? [String] == ["/dev/ttyUSB0"])

        let pin = ["devices", "pin", "/dev/ttyUSB0", "scanners/generic-serial", "--name", "door"]
        let run = try await ProgramRun.of(
            "stationctl", pin + ["--config", stage.configuration], prefix: bus.words)
        #expect(run.code == 0, "\(run.errors)")
        try await until("the pinned one works", within: .seconds(30)) {
            try await stage.lamp("door") == "ok"
        }
        let parcel = try #require(stage.parcels.first { !$0.weigh })
        bus.tell("1-3", .scan(Array(parcel.number.utf8)))
        try await until("its scan is taken") { try await stage.screen().scan.light == "green" }
    }
}
