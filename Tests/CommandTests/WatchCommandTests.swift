import CurlTransport
import DataFolder
import DeviceProtocols
import DeviceSimulator
import Foundation
import Rehearsal
import Testing

/// The technician's view of devices at work, each test with programs of its own.
@Suite("Watching devices", .serialized)
struct WatchCommandTests {
    private func stationctl(_ stage: Stage, _ words: [String]) async throws -> ProgramRun {
        try await ProgramRun.of(
            "stationctl", ["devices"] + words + ["--config", stage.configuration],
            more: ["CUNZHAN_DATA": Programs.checkout], limit: .seconds(40))
    }

    /// A command under way, whose words so far can be read.
    private final class Running {
        let scratch: Scratch
        private let child: Child

        init(_ stage: Stage, _ words: [String]) throws {
            scratch = try Scratch()
            let path = Programs.path("stationctl")
            child = try Child(
                [path, "devices"] + words + ["--config", stage.configuration], input: [],
                scratch: scratch, folder: nil, more: ["CUNZHAN_DATA": Programs.checkout])
        }

        func says(_ words: String) async throws {
            try await until("stationctl says \(words)") { scratch.text("out").contains(words) }
        }

        func end() async throws -> ProgramRun {
            let code = try await child.end(within: .seconds(40))
            return ProgramRun(
                code: code, output: scratch.bytes("out"),
                errors: String(decoding: scratch.bytes("err"), as: UTF8.self))
        }
    }

    private func metric(_ stage: Stage, _ name: String) async throws -> Int? {
        let answer = try await ask("GET", stage.village.kioskURL + "/metrics")
        let lines = String(decoding: answer.body, as: UTF8.self).split(separator: "\n")
        let line = lines.first { $0.hasPrefix(name + " ") }
        return line.flatMap { Int($0.dropFirst(name.count + 1)) }
    }

    @Test("watch tells how each device stands and what it says; scans are hidden unless asked for")
    func watch() async throws {
        let stage = try await Stage(parcels: 1, printer: true)
        let number = stage.parcels[0].number
        let hidden = try Running(stage, ["watch", "--json", "--bytes", "--for", "6"])
        let shown = try Running(stage, ["watch", "scanner", "--json", "--raw", "--for", "6"])
        try await hidden.says("status")
        try await shown.says("status")
        #expect(try await stage.scan(number).light == "green")
        let (first, second) = (try await hidden.end(), try await shown.end())
        #expect(first.code == 0, "\(first.errors)")
        let events = try first.lines.map { try object($0) }
        let devices = Set(events.compactMap { $0["device"] as? String })
        #expect(devices == ["scanner", "scale", "printer"])
        let kinds = Set(events.compactMap { $0["event"] as? String })
        #expect(kinds.isSuperset(of: ["status", "message", "received", "sent"]))
        #expect(!first.text.contains(number))
        let hex = number.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
        #expect(!first.text.contains(hex.joined()))
        #expect(second.text.contains(hex.joined()))
        let none = try await stationctl(stage, ["watch", "balance", "--json"])
        #expect(none.code == 64)
        #expect(none.errors.contains("scanner, scale, printer"))
    }

    @Test("the kiosk's metrics count what devices bring, and hold no code")
    func metrics() async throws {
        let stage = try await Stage(parcels: 1)
        #expect(try await stage.scan(stage.parcels[0].number).light == "green")
        let scanner = "{device=\"scanner\"}"
        #expect(try await metric(stage, "cunzhan_device_frames_total" + scanner) == 1)
        #expect(try await metric(stage, "cunzhan_scan_latency_seconds_count" + scanner) == 1)
        let open = #"cunzhan_device_state{device="scanner",state="open"}"#
        #expect(try await metric(stage, open) == 1)
        let answer = try await ask("GET", stage.village.kioskURL + "/metrics")
        #expect(answer.header("content-type")?.hasPrefix("text/plain; version=0.0.4") == true)
        let text = String(decoding: answer.body, as: UTF8.self)
        #expect(!text.contains(stage.parcels[0].number.suffix(6)))
    }

    @Test("records of a device carry its fields, and a noisy line writes only a few")
    func records() async throws {
        let stage = try await Stage()
        // Checksums that do not fit.
        let frame = Array("WG004.139kg00\r\n".utf8)
        for _ in 0..<200 { stage.village.scale.perform(.noise(frame)) }
        let name = #"cunzhan_device_malformed_total{device="scale",reason="checksum"}"#
        try await until("the noise is counted") { try await metric(stage, name) ?? 0 > 100 }
        stage.village.scale.perform(.unplug)
        try await until("the scale is shown lost") { try await stage.lamp("scale") == "lost" }
        let records = stage.text("station.log").split(separator: "\n")
            .filter { $0.contains("device=scale") }
        let malformed = records.filter { $0.contains("event=malformed") }
        #expect((1...8).contains(malformed.count))
        let fields = ["profile=scales/yaohua-xk3190-a12e", "port=", "malformed=checksum"]
        #expect(fields.allSatisfy { malformed.first?.contains($0) == true })
        #expect(records.contains { $0.contains("event=open") })
        #expect(records.contains { $0.contains("event=lost") })
    }

    @Test("a code sent twice is told once and counted")
    func duplicates() async throws {
        let stage = try await Stage(parcels: 2)
        try await stage.stop()
        try stage.configure(
            "profile: scanners/generic-serial,",
            "profile: scanners/generic-serial, duplicates_ms: 60000,")
        let station = try await stage.start()
        defer { station.signal(SIGKILL) }
        try await until("the scanner works") { try await stage.lamp("scanner") == "ok" }
        #expect(try await stage.scan(stage.parcels[0].number).light == "green")
        let id = try await stage.screen().scan.id
        for _ in 0..<3 { stage.village.scanner.perform(.scan(Array(stage.parcels[0].number.utf8))) }
        #expect(try await stage.scan(stage.parcels[1].number).light == "green")
        #expect(try await stage.screen().scan.id == id + 1)
        let name = #"cunzhan_device_duplicates_total{device="scanner"}"#
        #expect(try await metric(stage, name) == 3)
    }

    @Test("a scanner under test shows what it reads, and nothing is taken in")
    func scannerTest() async throws {
        let stage = try await Stage(parcels: 1)
        let number = stage.parcels[0].number
        let trial = try Running(stage, ["test", "scanner", "--for", "30"])
        try await trial.says("请扫一个条码")
        #expect(try await stage.scan(number).light == "amber")
        let run = try await trial.end()
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.text.contains(String(number.suffix(4))))
        #expect(!run.text.contains(number))
        #expect(try await stage.screen().today.received == 0)
        try await until("the test is over") { try await stage.scan(number).light == "green" }
    }

    @Test("a scanner that takes commands is started for its test, stopped, and beeps")
    func startedScanner() async throws {
        let stage = try await Stage(parcels: 1, scanner: "scanners/generic-ssi")
        stage.village.scanner.perform(.present(Array(stage.parcels[0].number.utf8)))
        // Nobody pulls a trigger.
        let run = try await stationctl(stage, ["test", "scanner", "--for", "30"])
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.text.contains("扫码枪已接受命令“开始读码”"))
        #expect(run.text.contains(String(stage.parcels[0].number.suffix(4))))
        #expect(run.text.contains("扫码枪已接受命令“响一声”"))
        var events = stage.village.scanner.events.makeAsyncIterator()
        while let event = await events.next(isolation: nil), event != .beeped {}
        #expect(try await stage.screen().today.received == 0)

        let off = try await stationctl(stage, ["tell", "scanner", "disable"])
        #expect(off.code == 0 && off.text.contains("已接受"), "\(off.errors)")
        let refused = try await stationctl(stage, ["tell", "scanner", "start"])
        #expect(refused.code == 65 && refused.text.contains("拒绝"))
        #expect(try await stationctl(stage, ["tell", "scanner", "enable"]).code == 0)
        stage.village.scanner.perform(.mute)
        let silent = try await stationctl(stage, ["tell", "scanner", "beep"])
        #expect(silent.code == 69 && silent.text.contains("没有回答"))
        let scale = try await stationctl(stage, ["tell", "scale", "beep"])
        #expect(scale.code == 64 && scale.errors.contains("takes none"))
    }

    @Test("a damaged packet is no fault if the scanner sends it again, and is one if it does not")
    func damagedPacket() async throws {
        let stage = try await Stage(parcels: 1, scanner: "scanners/generic-ssi")
        // A code of type 3 whose check is wrong.
        let damaged: [UInt8] = [0x06, 0xF3, 0x00, 0x00, 0x03, 0x41, 0x00, 0x00]
        let id = try await stage.screen().scan.id
        stage.village.scanner.perform(.noise(damaged))
        let name = #"cunzhan_device_malformed_total{device="scanner",reason="checksum"}"#
        try await until("the packet is counted") { try await metric(stage, name) == 1 }
        #expect(try await stage.scan(stage.parcels[0].number).light == "green")
        #expect(try await stage.screen().scan.id == id + 1)
        stage.village.scanner.perform(.noise(damaged))
        try await until("what was lost is shown") {
            try await stage.screen().scan.light == "red"
        }
        #expect(try await stage.screen().scan.id == id + 2)
    }

    @Test("a scale under test shows a load and its return to zero; a silent one is told")
    func scaleTest() async throws {
        let stage = try await Stage()
        let trial = try Running(stage, ["test", "scale", "--for", "30"])
        try await trial.says("请放一件东西")
        stage.village.scale.perform(.weigh("1.250"))
        try await trial.says("请拿走")
        stage.village.scale.perform(.weigh("0.000"))
        let run = try await trial.end()
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.text.contains("1.250 kg stable"))
        #expect(run.text.contains("已归零"))

        stage.village.scale.perform(.mute)
        try await until("the scale is shown silent") { try await stage.lamp("scale") == "fault" }
        let silent = try await stationctl(stage, ["test", "scale", "--for", "2"])
        #expect(silent.code == 69)
        let status = try await stationctl(stage, ["watch", "scale", "--json", "--for", "1"])
        let first = try object(try #require(status.lines.first))
        let device = first["status"] as? [String: Any]
        let last = device?["last"] as? [String: Any]
        let scale = last?["scale"] as? [String: Any]
        #expect(device?["state"] as? String == "silent")
        #expect(scale?["state"] as? String == "stale")
        #expect(scale?["value"] == nil)
    }

    @Test("a printer under test says how it is, and prints a label of nobody on demand")
    func printerTest() async throws {
        let stage = try await Stage(printer: true)
        try await until("the printer works") { try await stage.lamp("printer") == "ok" }
        let run = try await stationctl(stage, ["test", "printer", "--print", "--for", "20"])
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.text.contains("ready"))
        try await until("a label came out") {
            let names = try FileManager.default.contentsOfDirectory(
                atPath: stage.folder + "/labels")
            return names.contains { $0.hasSuffix(".png") }
        }
        #expect(try await stationctl(stage, ["test", "scale", "--print", "--for", "1"]).code != 0)
    }

    @Test("what is recorded of a device of the daemon, and of a bare line, replays")
    func record() async throws {
        let stage = try await Stage()
        let daemon = stage.folder + "/daemon.txt"
        let run = try await stationctl(stage, ["record", "scale", "--for", "3", "-o", daemon])
        #expect(run.code == 0, "\(run.errors)")
        try replay(daemon, atLeast: 3)
        // What a scanner read may be in it: the owner's alone, also where a file was before.
        #expect(try Self.mode(daemon) == 0o600)
        let open = stage.folder + "/open.txt"
        try "old".write(toFile: open, atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: open)
        let again = ["record", "scale", "--for", "1", "-o", open]
        #expect(try await stationctl(stage, again).code == 0)
        #expect(try Self.mode(open) == 0o600)
        // Never through a link that somebody laid there.
        let link = stage.folder + "/link.txt"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: daemon)
        #expect(
            try await stationctl(stage, ["record", "scale", "--for", "1", "-o", link]).code > 70)
        try replay(daemon, atLeast: 3)
        // The technician's door is the daemon's user's, whatever the umask.
        #expect(try Self.mode(stage.folder + "/run/station.sock") == 0o600)

        try await stage.stop()
        stage.village.scale.perform(.weigh("1.250"))
        let bare = stage.folder + "/bare.txt"
        let line = "pty:" + stage.folder + "/scale"
        let words = ["record", line, "--profile", "scales/yaohua-xk3190-a12e", "--for", "3"]
        #expect(try await stationctl(stage, words + ["-o", bare]).code == 0)
        try replay(bare, atLeast: 3)
        #expect(try await stationctl(stage, ["record", line]).code == 64)
        #expect(try await stationctl(stage, ["record", "balance"]).code == 64)
    }

    private static func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return attributes[.posixPermissions] as? Int ?? 0
    }

    private func replay(_ path: String, atLeast count: Int) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let recording = try Recording(text, file: path)
        let data = DataFolder(path: Programs.checkout)
        let profile = try data.profile(id: recording.profileID)
        let bursts = recording.bursts(idleGapMilliseconds: profile.idleGapMilliseconds)
        #expect(decodeBursts(profile, bursts) == recording.expected)
        #expect(recording.expected.count >= count)
        #expect(recording.expected.contains { $0.contains(#""state":"stable""#) })
    }

    @Test("a weight outside the scale's range is taken in, and marked on the page")
    func notForTrade() async throws {
        let stage = try await Stage()
        try await stage.stop()
        try stage.configure(
            "profile: scales/yaohua-xk3190-a12e,",
            "profile: scales/yaohua-xk3190-a12e, min: \"100 g\", max: \"6 kg\", interval: \"2 g\","
        )
        let station = try await stage.start()
        defer { station.signal(SIGKILL) }
        for (kilograms, words) in [("6.500", "超过最大秤量"), ("0.050", "低于最小秤量")] {
            stage.village.scale.perform(.weigh(kilograms))
            try await until("\(kilograms) is marked") {
                let answer = try await ask("GET", stage.village.kioskURL + "/state")
                return String(decoding: answer.body, as: UTF8.self).contains(words)
            }
        }
        stage.village.scale.perform(.weigh("1.250"))
        try await until("a good weight is not marked") {
            let answer = try await ask("GET", stage.village.kioskURL + "/state")
            let text = String(decoding: answer.body, as: UTF8.self)
            return text.contains("1.250 kg") && !text.contains("不可用于结算")
        }
    }
}
