import DataFolder
import DeviceProtocols
import DeviceSimulator
import Foundation
import Glibc
import Testing

@Suite("stationctl finds devices and faults")
struct FindingCommandTests {
    private static func device(_ id: String, in scratch: Scratch) throws -> SimulatedDevice {
        try SimulatedDevice(
            profile: try DataFolder(path: Programs.checkout).profile(id: id),
            link: scratch.path + "/line")
    }

    @Test(
        "devices probe tells what stands on a line",
        arguments: ["scales/generic-yaohua-a12e", "scales/generic-toledo-8217"])
    func probe(id: String) async throws {
        let scratch = try Scratch()
        let device = try Self.device(id, in: scratch)
        defer { device.perform(.quit) }
        let run = try await ProgramRun.of(
            "stationctl", ["devices", "probe", "pty:\(scratch.path)/line", "--json"],
            limit: .seconds(120))
        #expect(run.code == 0, "\(run.errors)")
        let finding = try #require(try object(run.text)["finding"] as? [String: Any])
        #expect(finding["verdict"] as? String == "claimed")
        let profile = try #require(finding["profile"] as? String)
        let data = DataFolder(path: Programs.checkout)
        #expect(try data.profile(id: profile).protocolName == data.profile(id: id).protocolName)
    }

    @Test("a line that another program holds is 75, and says who")
    func busy() async throws {
        let scratch = try Scratch()
        let device = try Self.device("scales/generic-yaohua-a12e", in: scratch)
        defer { device.perform(.quit) }
        let line = "\(scratch.path)/line"
        let holder = try Child(
            ["flock", "-x", line, "sh", "-c", "echo held; exec sleep 60"], scratch: scratch)
        defer { holder.signal(SIGKILL) }
        try await until("the line is held") { scratch.text("out").contains("held") }
        let run = try await ProgramRun.of("stationctl", ["devices", "probe", "pty:\(line)"])
        #expect(run.code == 75, "\(run.errors)")
        #expect(run.errors.contains("in use by"), "\(run.errors)")
    }

    @Test("a line that is not there is 75, and a port that is none is 64 or 75")
    func away() async throws {
        let run = try await ProgramRun.of(
            "stationctl", ["devices", "probe", "pty:/nonexistent/line"])
        #expect(run.code == 75)
        #expect(run.errors.contains("/nonexistent/line"))
    }

    @Test("devices list names what stays the same of each port")
    func list() async throws {
        let run = try await ProgramRun.of("stationctl", ["devices", "list", "--json"])
        #expect(run.code == 0)
        let ports = try object(run.text)["ports"] as? [[String: Any]] ?? []
        for port in ports { #expect(port["identity"] is String && port["path"] is String) }
        let text = try await ProgramRun.of("stationctl", ["devices", "list"])
        #expect(!text.text.contains("scales/generic-toledo-8217"))
        let both = try await ProgramRun.of("stationctl", ["devices", "list", "--profiles"])
        #expect(both.text.contains("scales/generic-toledo-8217"))
    }

    @Test("doctor finds what is wrong with a made-up machine, and changes nothing")
    func doctor() async throws {
        let scratch = try Scratch()
        for words in [["doctor"], ["doctor", "--json"]] {
            let run = try await ProgramRun.of(
                "stationctl", words + ["--root", scratch.path, "--config", "/nonexistent/x.yaml"])
            #expect(run.code == 65, "\(run.errors)")
            guard words.count > 1 else {
                #expect(run.text.contains("[问题]") && run.text.contains("systemd-sysusers"))
                continue
            }
            let report = try object(run.text)
            let findings = report["findings"] as? [[String: Any]] ?? []
            #expect(
                report["problems"] as? Int == findings.count { $0["grade"] as? String == "problem" }
            )
            let checks = Set(findings.compactMap { $0["check"] as? String })
            #expect(checks.isSuperset(of: ["udev-rules", "drivers", "fonts", "configuration"]))
        }
    }

    @Test("a port is pinned and given back through the running daemon")
    func pin() async throws {
        let stage = try await Stage()
        let place = ["--config", stage.configuration]
        let pin = ["devices", "pin", "usb-place:9-9", "scanners/generic-serial"]
        let good = try await ProgramRun.of("stationctl", pin + ["--name", "door"] + place)
        #expect(good.code == 0, "\(good.errors)")
        let memory = stage.scratch.path + "/village/station/devices.json"
        #expect(try String(contentsOfFile: memory, encoding: .utf8).contains("usb-place:9-9"))
        let bad: [([String], Int32)] = [
            (["devices", "pin", "usb-place:9-9", "scanners/none"], 64),
            (["devices", "pin", "nonsense", "scanners/generic-serial"], 66),
            (
                [
                    "devices", "pin", "usb-place:8-8", "scanners/generic-serial", "--name",
                    "scanner",
                ], 64
            ),
            (["devices", "unpin", "usb-place:7-7"], 66),
        ]
        for (words, code) in bad {
            let run = try await ProgramRun.of("stationctl", words + place)
            #expect(run.code == code, "\(words): \(run.errors)")
            #expect(!run.errors.isEmpty)
        }
        let unpin = try await ProgramRun.of(
            "stationctl", ["devices", "unpin", "usb-place:9-9"] + place)
        #expect(unpin.code == 0, "\(unpin.errors)")
        let list = try await ProgramRun.of("stationctl", ["devices", "list", "--json"] + place)
        #expect(list.code == 0)
    }
}
