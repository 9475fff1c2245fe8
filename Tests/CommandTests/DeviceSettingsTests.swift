import DataFolder
import DeviceProtocols
import DeviceSimulator
import Foundation
import Glibc
import Testing

/// A simulated device, and the command run against it as a technician would.
private final class SettingsBench {
    let scratch: Scratch
    let device: SimulatedDevice
    let profile: String
    private var iterator: AsyncStream<SimulatorEvent>.Iterator

    var link: String { scratch.path + "/line" }
    var line: String { "pty:\(link)" }

    init(_ profile: String) throws {
        scratch = try Scratch()
        self.profile = profile
        device = try SimulatedDevice(
            profile: try DataFolder(path: Programs.checkout).profile(id: profile),
            link: scratch.path + "/line", timing: SimulatorTiming(afterOpening: 0))
        iterator = device.events.makeAsyncIterator()
    }

    deinit { device.perform(.quit) }

    func words(_ command: String, _ more: [String]) -> [String] {
        ["devices", command, "--line", line, "--profile", profile] + more
    }

    func run(
        _ command: String, _ more: [String] = [], language: String = "C.UTF-8"
    ) async throws -> ProgramRun {
        try await ProgramRun.of(
            "stationctl", words(command, more),
            more: [
                "CUNZHAN_DATA": Programs.checkout, "XDG_STATE_HOME": scratch.path,
                "LANG": language,
            ])
    }

    /// Runs with `--json`: the exit code, and each setting's outcome in order.
    func outcomes(
        _ command: String, _ more: [String] = []
    ) async throws -> (code: Int32, outcomes: [String], whole: [String: Any]) {
        let run = try await run(command, more + ["--json"])
        let whole = try object(run.lines.first ?? run.errors)
        let rows = whole["settings"] as? [[String: Any]] ?? []
        return (run.code, rows.compactMap { $0["outcome"] as? String }, whole)
    }

    func wait(for match: (SimulatorEvent) -> Bool) async {
        while let event = await iterator.next(isolation: nil) {
            if match(event) { return }
        }
    }
}

@Suite("stationctl devices flash and verify", .timeLimit(.minutes(2)))
struct DeviceSettingsTests {
    private static let scanner = "scanners/generic-honeywell"

    @Test("RAM is written, read back, and lost with the power")
    func ram() async throws {
        let bench = try SettingsBench(Self.scanner)
        let flash = try await bench.outcomes("flash")
        #expect(flash.code == 0)
        #expect(flash.outcomes == Array(repeating: "verified", count: 4))
        #expect(flash.whole["ending"] as? String == "complete")
        let left = flash.whole["left"] as? [String: Any]
        #expect(left?["ram"] as? Int == 4 && left?["flash"] as? Int == 0)
        #expect(!FileManager.default.fileExists(atPath: bench.scratch.path + "/cunzhan"))
        #expect(try await bench.outcomes("verify").code == 0)
        bench.device.perform(.unplug)
        bench.device.perform(.plug)
        await bench.wait { if case .plugged = $0 { true } else { false } }
        let drift = try await bench.outcomes("verify")
        #expect(drift.code == 65)
        #expect(drift.outcomes == Array(repeating: "drifted", count: 4))
    }

    @Test("flash is kept, counted, and not written twice")
    func flash() async throws {
        let bench = try SettingsBench(Self.scanner)
        let first = try await bench.outcomes("flash", ["--store", "flash"])
        #expect(first.code == 0)
        #expect(first.whole["flashWrites"] as? Int == 4)
        bench.device.perform(.power)
        #expect(try await bench.outcomes("verify", ["--store", "flash"]).code == 0)
        let second = try await bench.outcomes("flash", ["--store", "flash"])
        #expect(second.whole["flashWrites"] as? Int == 0)
        #expect((second.whole["left"] as? [String: Any])?["already"] as? Int == 4)
        // The day allows eight: four more, then it ends.
        for code: Int32 in [0, 75] {
            for key in ["suffix", "aim-prefix", "same-code-delay", "beep"] {
                bench.device.perform(.settingsSet(key: key, value: "9"))
            }
            let again = try await bench.outcomes("flash", ["--store", "flash"])
            #expect(again.code == code)
            #expect(again.whole["flashWritesLeft"] as? Int == 0)
        }
        let verify = try await bench.outcomes("verify")
        #expect(verify.code == 65 && verify.outcomes.allSatisfy { $0 == "drifted" })
        #expect(try await bench.outcomes("flash", ["--store", "ram"]).code == 0)
    }

    @Test("settings change what the scanner sends")
    func effect() async throws {
        let bench = try SettingsBench(Self.scanner)
        bench.device.perform(.settingsSet(key: "suffix", value: "9909"))
        #expect(try await bench.outcomes("verify", ["--only", "suffix"]).code == 65)
        bench.device.perform(.scan(Array("YT0".utf8)))
        await bench.wait { $0 == .sent(Array("YT0\t".utf8)) }
        #expect(try await bench.outcomes("flash", ["--only", "suffix"]).code == 0)
        #expect(try await bench.outcomes("flash", ["--only", "aim-prefix"]).code == 0)
        bench.device.perform(.scan(Array("YT0".utf8)))
        await bench.wait { $0 == .sent(Array("]C0YT0\r\n".utf8)) }
    }

    @Test(
        "refusals, silence and what is not kept have their own codes",
        arguments: [
            (SettingsTemper.refuse, Int32(65), "refused"), (.ignore, 65, "drifted"),
            (.mute, 69, "unanswered"), (.garble, 0, "verified"),
        ])
    func tempers(temper: SettingsTemper, code: Int32, outcome: String) async throws {
        let bench = try SettingsBench("scanners/generic-newland")
        bench.device.perform(.settings(temper))
        let run = try await bench.outcomes("flash", ["--only", "suffix"])
        #expect(run.code == code)
        #expect(run.outcomes == [outcome])
    }

    @Test("an interrupted run says in what state it leaves the device", arguments: [false, true])
    func interrupted(byUnplugging: Bool) async throws {
        let bench = try SettingsBench(Self.scanner)
        #expect(try await bench.outcomes("flash", ["--only", "suffix"]).code == 0)
        bench.device.perform(.settings(.mute))
        let child = try Child(
            [Programs.path("stationctl")] + bench.words("flash", ["--json"]),
            scratch: bench.scratch, more: ["CUNZHAN_DATA": Programs.checkout])
        var count = 0
        await bench.wait {
            // The first question of this run came after those of the one before.
            if case .received = $0 { count += 1 }
            return count == 4
        }
        if byUnplugging { bench.device.perform(.unplug) } else { child.signal(SIGINT) }
        #expect(try await child.end() == (byUnplugging ? 69 : 75))
        let whole = try object(bench.scratch.text("out"))
        #expect(whole["ending"] as? String == (byUnplugging ? "line-lost" : "interrupted"))
        let rows = whole["settings"] as? [[String: Any]] ?? []
        #expect(rows.allSatisfy { $0["outcome"] as? String == "not-reached" })
    }

    @Test("a line that is in use is told with what to do")
    func busy() async throws {
        let bench = try SettingsBench(Self.scanner)
        let descriptor = open(bench.link, O_RDWR | O_NOCTTY)
        defer { close(descriptor) }
        try #require(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        for (language, word) in [("zh_CN.UTF-8", "正被"), ("C.UTF-8", "in use by")] {
            let run = try await bench.run("flash", language: language)
            #expect(run.code == 75)
            #expect(run.errors.contains(word) && run.errors.contains("systemctl stop stationd"))
            #expect(run.output.isEmpty)
        }
    }

    @Test("people read a table in both languages")
    func table() async throws {
        let bench = try SettingsBench(Self.scanner)
        let run = try await bench.run("flash", ["--only", "suffix"])
        #expect(
            run.lines == [
                "已核实 verified  suffix  每个码后面加回车换行 CR LF after every code",
                "共 1 项，1 项已写入内存（断电后丢失），闪存未动",
                "of 1 settings, 1 written to RAM (lost with the power), flash untouched",
            ])
    }

    @Test("a dry run opens nothing")
    func dryRun() async throws {
        let run = try await ProgramRun.of(
            "stationctl",
            [
                "devices", "flash", "--line", "pty:/nonexistent/x", "--profile", Self.scanner,
                "--only", "beep", "--dry-run",
            ], more: ["CUNZHAN_DATA": Programs.checkout])
        #expect(run.code == 0)
        #expect(run.text.contains("164d0d424550424550312e") == false)
        #expect(run.text.contains("164d0d4245504245503121"))
        #expect(run.text.contains("164d0d4245504245503f21"))
    }

    @Test(
        "what cannot be meant is refused",
        arguments: [
            ["--line", "pty:/x", "--profile", "scanners/generic-honeywel"],
            ["--line", "pty:/x", "--profile", "scanners/generic-serial"],
            ["--line", "pty:/x", "--profile", scanner, "--only", "sufix"],
            ["--line", "pty:/x"], [], ["scanner", "--line", "pty:/x", "--profile", scanner],
            ["--line", "x", "--profile", scanner],
        ])
    func usage(words: [String]) async throws {
        for command in ["flash", "verify"] {
            let run = try await ProgramRun.of(
                "stationctl", ["devices", command] + words,
                more: ["CUNZHAN_DATA": Programs.checkout])
            #expect(run.code == 64, "\(run.errors)")
            #expect(run.output.isEmpty)
        }
    }

    @Test("a scale that was told another protocol speaks it, also after it was unplugged")
    func protocolSwitch() async throws {
        let bench = try SettingsBench("scales/ohaus-ranger-rc")
        bench.device.perform(.weigh("1.250"))
        let flash = try await bench.run("flash", ["--store", "flash"])
        #expect(flash.code == 0, "\(flash.errors)")
        #expect(flash.text.contains("scales/generic-mt-sics"))
        for _ in 1...2 {
            let words = ["devices", "record", bench.line, "--for", "2", "--profile"]
            let data = ["CUNZHAN_DATA": Programs.checkout]
            let new = try await ProgramRun.of(
                "stationctl", words + ["scales/generic-mt-sics"], more: data)
            #expect(new.text.contains(#""state":"stable","value":"1.250""#))
            let old = try await ProgramRun.of(
                "stationctl", words + ["scales/ohaus-ranger-rc"], more: data)
            #expect(!old.text.contains("stable"))
            bench.device.perform(.unplug)
            bench.device.perform(.plug)
            await bench.wait { if case .plugged = $0 { true } else { false } }
        }
        #expect(try await bench.outcomes("verify").outcomes == ["verified"])
    }

    @Test("flash that cannot be counted is not written, and the device is left alone")
    func noRoomForTheCount() async throws {
        let bench = try SettingsBench(Self.scanner)
        // A folder where the count's draft has to be written.
        try FileManager.default.createDirectory(
            atPath: bench.scratch.path + "/cunzhan/flash-writes.json.new",
            withIntermediateDirectories: true)
        let run = try await bench.run("flash", ["--store", "flash"])
        #expect(run.code == 73)
        #expect(run.errors.contains("flash-writes.json"))
        try FileManager.default.removeItem(atPath: bench.scratch.path + "/cunzhan")
        let look = try await bench.outcomes("verify", ["--store", "flash"])
        #expect(look.outcomes.allSatisfy { $0 == "drifted" })
    }

    @Test("a damaged count of flash writes stops flash, not RAM")
    func damagedLedger() async throws {
        let bench = try SettingsBench(Self.scanner)
        let folder = bench.scratch.path + "/cunzhan"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try "{".write(toFile: folder + "/flash-writes.json", atomically: true, encoding: .utf8)
        #expect(try await bench.run("flash", ["--store", "flash"]).code == 74)
        #expect(try await bench.run("flash").code == 0)
    }
}
