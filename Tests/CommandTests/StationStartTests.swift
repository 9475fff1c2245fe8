import Foundation
import Glibc
import Rehearsal
import SeededRandom
import StationStore
import Testing

@Suite("stationd meets what is wrong at its start")
struct StationStartTests {
    private static let yaml = """
        state: STATE
        runtime: STATE/run
        kiosk: {port: 0}
        devices:
          - {name: scanner, profile: scanners/generic-serial, line: "pty:STATE/scanner"}
        shelves:
          - {shelf: 1, layers: 4, capacity: 30}
        """

    static let mistakes: [(old: String, new: String, line: Int, says: String)] = [
        ("kiosk: {port: 0}", "kiosc: {port: 0}", 3, "'kiosk'"),
        ("{port: 0}", "{prot: 0}", 3, "'port'"),
        ("{port: 0}", "{port: 70000}", 3, "65535"),
        ("pty:STATE/scanner", "foo:bar", 5, "pty:/"),
        ("name: scanner, ", "", 5, "name"),
        ("shelves:", "shelf:", 1, "'shelves'"),
        ("layers: 4", "layers: many", 7, "'many'"),
        ("state: STATE", "state: &a STATE", 1, "anchor"),
        ("runtime: STATE/run", "state: STATE", 1, "'state'"),
    ]

    @Test("a wrong configuration is 78 with file, line and what was meant", arguments: mistakes)
    func wrong(old: String, new: String, line: Int, says: String) async throws {
        let scratch = try Scratch()
        let text = Self.yaml.replacing(old, with: new).replacing("STATE", with: scratch.path)
        let file = try scratch.write(text.utf8, to: "station.yaml")
        for language in ["zh_CN.UTF-8", "C"] {
            let run = try await ProgramRun.of(
                "stationd", ["--config", file], more: ["LANG": language])
            #expect(run.code == 78, "\(run.errors)")
            #expect(run.errors.contains("\(file):\(line):"), "\(run.errors)")
            #expect(run.errors.contains(says), "\(run.errors)")
            #expect(run.errors.hasChinese == language.hasPrefix("zh"))
            let check = try await ProgramRun.of(
                "stationctl", ["config", "check", "--config", file], more: ["LANG": language])
            #expect(check.code == 78)
            #expect(check.errors == run.errors)
        }
    }

    @Test func configCheckLooksAtWhatIsNamed() async throws {
        let scratch = try Scratch()
        let good = Self.yaml.replacing("STATE", with: scratch.path)
        let file = try scratch.write(good.utf8, to: "station.yaml")
        let check = ["config", "check", "--config", file]
        #expect(try await ProgramRun.of("stationctl", check).code == 0)
        try scratch.write(
            good.replacing("generic-serial", with: "generic-seral").utf8, to: "station.yaml")
        let profile = try await ProgramRun.of("stationctl", check)
        #expect(profile.code == 64)
        #expect(profile.errors.contains("scanners/generic-serial"))
        try scratch.write((good + "\nlabel: pickup-60x4\n").utf8, to: "station.yaml")
        let label = try await ProgramRun.of("stationctl", check)
        #expect(label.code == 64)
        #expect(label.errors.contains("pickup-60x40"))
        try scratch.write([0xFF, 0xFE], to: "station.yaml")
        #expect(try await ProgramRun.of("stationctl", check).code == 78)
    }

    @Test func notEnrolledIs78AndTellsHow() async throws {
        let scratch = try Scratch()
        let file = try scratch.write(
            Self.yaml.replacing("STATE", with: scratch.path).utf8, to: "station.yaml")
        let run = try await ProgramRun.of("stationd", ["--config", file])
        #expect(run.code == 78)
        #expect(run.errors.contains("stationctl enrol") && run.errors.contains(scratch.path))
    }

    @Test(
        "an enrolment that cannot work: code and next step",
        arguments: [
            ("nonsense", "sha256//AAAA", 64, "https://"),
            ("https://127.0.0.1:1", "sha256//AAAA", 64, "sha256//"),
            (
                "https://127.0.0.1:1", "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", 69,
                "127.0.0.1"
            ),
        ])
    func enrol(url: String, pin: String, code: Int32, says: String) async throws {
        let scratch = try Scratch()
        let file = try scratch.write(
            Self.yaml.replacing("STATE", with: scratch.path).utf8, to: "station.yaml")
        let run = try await ProgramRun.of(
            "stationctl", ["enrol", url, "ABCD-EFGH", "--pin", pin, "--config", file])
        #expect(run.code == code, "\(run.errors)")
        #expect(run.errors.contains(says))
        #expect(!run.errors.contains("internal error"))
    }

    /// One village for all of them: each puts right again what it spoilt.
    @Test("stores that are busy, spoilt, gone or another's, and ports and folders that are taken")
    func stores() async throws {
        let stage = try await Stage(parcels: 3)
        #expect(try await stage.scan(stage.parcels[0].number).light == "green")

        // Busy: the running daemon keeps working.
        try await expect(stage, 75, stage.store)
        #expect(try await stage.scan(stage.parcels[1].number).light == "green")
        try await backup(stage)
        try await stage.stop()

        let good = FileManager.default.contents(atPath: stage.store)
        let enrolment = FileManager.default.contents(atPath: stage.state + "/enrolment.json")
        func putBack() throws {
            try good?.write(to: URL(filePath: stage.store))
            try enrolment?.write(to: URL(filePath: stage.state + "/enrolment.json"))
        }

        // Garbage is told and left untouched.
        var random = SeededGenerator(seed: 1)
        let garbage = Data((0..<100_000).map { _ in UInt8(truncatingIfNeeded: random.next()) })
        for bytes in [
            garbage, (good ?? Data()).prefix(5000), (good ?? Data()).prefix(16) + garbage,
        ] {
            try bytes.write(to: URL(filePath: stage.store))
            try await expect(stage, 74, stage.store)
            #expect(FileManager.default.contents(atPath: stage.store) == bytes)
        }

        // Gone: none is made anew.
        try FileManager.default.removeItem(atPath: stage.store)
        try await expect(stage, 66, stage.store)
        #expect(!FileManager.default.fileExists(atPath: stage.store))

        // Of another epoch.
        try putBack()
        let other = stage.state + "/station-2.sqlite"
        try good?.write(to: URL(filePath: other))
        let text = String(decoding: enrolment ?? Data(), as: UTF8.self)
        try text.replacing("\"epoch\" : 1", with: "\"epoch\" : 2")
            .write(toFile: stage.state + "/enrolment.json", atomically: true, encoding: .utf8)
        try await expect(stage, 78, other)
        #expect(try StoreAudit(path: other).received.count == 2)

        // A damaged enrolment, key.
        try "{".write(toFile: stage.state + "/enrolment.json", atomically: true, encoding: .utf8)
        try await expect(stage, 74, "enrolment.json")

        // The kiosk's port is taken.
        try putBack()
        let port = try BusyPort()
        let yaml = try String(contentsOfFile: stage.configuration, encoding: .utf8)
        try yaml.replacing(/port: \d+/, with: "port: \(port.number)")
            .write(toFile: stage.configuration, atomically: true, encoding: .utf8)
        try await expect(stage, 75, "127.0.0.1:\(port.number)")
        try yaml.write(toFile: stage.configuration, atomically: true, encoding: .utf8)

        // After all that the same daemon starts, with what was acknowledged.
        try await stage.village.startStation()
        #expect(try await stage.screen().today.received == 2)
        try await stage.village.stopStation()
        let audit = try StoreAudit(path: stage.store)
        #expect(audit.received == Set(stage.parcels.prefix(2).map(\.number)))
        #expect(audit.brokenAt == nil)
    }

    /// A copy while the daemon works; an existing file is never written over.
    private func backup(_ stage: Stage) async throws {
        let file = stage.scratch.path + "/backup.sqlite"
        let words = ["backup", file, "--config", stage.configuration]
        #expect(try await ProgramRun.of("stationctl", words).code == 0)
        let bytes = FileManager.default.contents(atPath: file)
        let again = try await ProgramRun.of("stationctl", words)
        #expect(again.code == 73)
        #expect(again.errors.contains(file))
        #expect(FileManager.default.contents(atPath: file) == bytes)
        let nowhere = try await ProgramRun.of(
            "stationctl", ["backup", "/nonexistent/b", "--config", stage.configuration])
        #expect(nowhere.code == 73)
        #expect(try StoreAudit(path: file).received.count == 2)
    }

    private func expect(
        _ stage: Stage, _ code: Int32, _ says: String, behind words: [String] = [],
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        for language in ["zh_CN.UTF-8", "en_US.UTF-8"] {
            let run = try await stage.run(behind: words, more: ["LANG": language])
            #expect(run.code == code, "\(run.errors)", sourceLocation: location)
            #expect(run.errors.contains(says), "\(run.errors)", sourceLocation: location)
            let last = run.errors.split(separator: "\n").last.map(String.init) ?? ""
            #expect(
                last.hasChinese == language.hasPrefix("zh"), "\(last)", sourceLocation: location)
            #expect(!run.errors.contains("Fatal error"), sourceLocation: location)
            #expect(!run.errors.contains("error stationd"), sourceLocation: location)
        }
    }

    @Test("folders that may not be written", .enabled(if: getuid() == 0, "needs root to be nobody"))
    func foldersOfOthers() async throws {
        let stage = try await Stage()
        try await stage.stop()
        let nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        // The folders lead there; the state belongs to somebody else.
        for folder in [stage.folder, "\(stage.folder)/run"] { chmod(folder, 0o755) }
        chmod(stage.configuration, 0o644)
        try await expect(stage, 77, stage.state, behind: nobody)

        // The state is its own, the runtime folder is not.
        chown(stage.state, 65534, 65534)
        let names = try FileManager.default.contentsOfDirectory(atPath: stage.state)
        for name in names { chown("\(stage.state)/\(name)", 65534, 65534) }
        try await expect(stage, 77, "station.sock", behind: nobody)
        try stage.configure("runtime: \(stage.folder)/run", "runtime: \(stage.folder)/none/run")
        try await expect(stage, 77, "none/run", behind: nobody)
        try stage.configure("\(stage.folder)/none/run", "\(stage.folder)/station.yaml/run")
        try await expect(stage, 73, "station.yaml/run", behind: nobody)
    }
}
