import DataFolder
import DeviceProtocols
import DeviceSimulator
import Foundation
import Glibc
import Testing

/// A simulated printer with little memory, and the command run against it as a technician would.
private final class FontBench {
    static let profile = "printers/zebra-gk420d"

    let scratch: Scratch
    private(set) var device: SimulatedDevice
    private let data: String
    private var iterator: AsyncStream<SimulatorEvent>.Iterator

    init() throws {
        scratch = try Scratch()
        data = scratch.path + "/data"
        let printers = data + "/Devices/Printers"
        try FileManager.default.createDirectory(
            atPath: printers, withIntermediateDirectories: true)
        let file = "/Devices/Printers/zebra-gk420d.yaml"
        let text = try String(contentsOfFile: Programs.checkout + file, encoding: .utf8)
        try text.replacing("kilobytes: 1536", with: "kilobytes: 96")
            .write(toFile: data + file, atomically: true, encoding: .utf8)
        device = try Self.device(data, scratch)
        iterator = device.events.makeAsyncIterator()
    }

    deinit { device.perform(.quit) }

    private static func device(_ data: String, _ scratch: Scratch) throws -> SimulatedDevice {
        try SimulatedDevice(
            profile: try DataFolder(path: data).profile(id: profile),
            link: scratch.path + "/line", timing: SimulatorTiming(afterOpening: 0))
    }

    /// Puts a new printer of the same kind in its place.
    func replace() async throws {
        device.perform(.quit)
        while await iterator.next(isolation: nil) != nil {}
        device = try Self.device(data, scratch)
        iterator = device.events.makeAsyncIterator()
    }

    var environment: [String: String] {
        ["CUNZHAN_DATA": data, "XDG_STATE_HOME": scratch.path]
    }

    func words(_ command: String, _ more: [String] = []) -> [String] {
        [
            "label", "fonts", command, "--line", "pty:\(scratch.path)/line", "--profile",
            Self.profile,
        ] + more
    }

    func run(_ command: String, _ more: [String] = []) async throws -> ProgramRun {
        try await ProgramRun.of(
            "stationctl", words(command, more), more: environment, limit: .seconds(60))
    }

    func wait(for match: (SimulatorEvent) -> Bool) async {
        while let event = await iterator.next(isolation: nil) {
            if match(event) { return }
        }
    }

    /// What is noted of printers.
    var noted: String { scratch.text("cunzhan/printer-fonts.json") }
}

@Suite("stationctl label fonts", .timeLimit(.minutes(4)))
struct LabelFontsTests {
    @Test("fonts are stored once, verified, and taken out again")
    func wholeLife() async throws {
        let bench = try FontBench()
        let dry = try await bench.run("install", ["--dry-run"])
        #expect(dry.code == 0 && dry.output.isEmpty)
        #expect(dry.errors.contains("9600 波特约") && dry.errors.contains("not all sizes fit"))
        let dryWhole = try await bench.run("install", ["--dry-run", "--json"])
        #expect(try object(dryWhole.lines.first ?? "")["ending"] as? String == "dry-run")
        #expect(try await bench.run("verify").code == 65)
        let install = try await bench.run("install", ["--json"])
        #expect(install.code == 0, "\(install.errors)")
        let whole = try object(install.lines.first ?? "")
        let count = try #require(whole["fonts"] as? Int)
        #expect(count > 3 && whole["ending"] as? String == "complete")
        #expect(bench.noted.contains("\"isComplete\":true"))
        #expect(try await bench.run("verify").code == 0)
        // Nothing is sent a second time.
        let again = try await bench.run("install")
        #expect(again.code == 0 && again.text == "完成 done\n")
        #expect(!again.errors.contains("0/\(count)"))
        #expect(again.errors.contains("传 0 字节"), "\(again.errors)")
        #expect(try await bench.run("remove").code == 0)
        #expect(try await bench.run("verify").code == 65)
    }

    @Test("an interrupted run is not used, and goes on where it ended")
    func interrupted() async throws {
        let bench = try FontBench()
        let child = try Child(
            [Programs.path("stationctl")] + bench.words("install"), scratch: bench.scratch,
            more: bench.environment)
        // The second font is on its way.
        var fonts = 0
        await bench.wait { event in
            guard case .received(let bytes) = event else { return false }
            if String(decoding: bytes, as: UTF8.self).contains("~DB") { fonts += 1 }
            return fonts == 2
        }
        child.signal(SIGINT)
        #expect(try await child.end() == 75)
        #expect(!bench.noted.contains("\"isComplete\":true"))
        #expect(try await bench.run("verify").code == 65)
        let rest = try await bench.run("install")
        #expect(rest.code == 0, "\(rest.errors)")
        #expect(try await bench.run("verify").code == 0)
    }

    @Test("a printer in the place of another is noticed")
    func replaced() async throws {
        let bench = try FontBench()
        #expect(try await bench.run("install").code == 0)
        try await bench.replace()
        let verify = try await bench.run("verify")
        #expect(verify.code == 65 && verify.errors.contains("install"))
        #expect(!bench.noted.contains("isComplete"))
    }

    @Test("a configuration with a mistake is told, not passed over for a file that no daemon reads")
    func badConfiguration() async throws {
        let scratch = try Scratch()
        let file = scratch.path + "/station.yaml"
        try "station: [".write(toFile: file, atomically: true, encoding: .utf8)
        let run = try await ProgramRun.of(
            "stationctl",
            [
                "label", "fonts", "verify", "--line", "pty:\(scratch.path)/none", "--profile",
                "printers/zebra-gk420d", "--config", file,
            ], more: ["CUNZHAN_DATA": Programs.checkout, "XDG_STATE_HOME": scratch.path])
        #expect(run.code == 78, "\(run.errors)")
    }

    @Test("what cannot be meant is refused")
    func refused() async throws {
        for words in [
            ["--line", "pty:/nonexistent/x"], [],
            ["--line", "pty:/nonexistent/x", "--profile", "printers/generic-tspl"],
            ["--line", "pty:/nonexistent/x", "--profile", "printers/nothing"],
        ] {
            let run = try await ProgramRun.of(
                "stationctl", ["label", "fonts", "install"] + words,
                more: ["CUNZHAN_DATA": Programs.checkout])
            #expect(run.code == 64, "\(words)")
        }
    }
}
