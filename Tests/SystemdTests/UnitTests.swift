import Foundation
import Testing

/// The files in Systemd/, judged by systemd's own tools.
@Suite struct UnitTests {
    private static let units = ["stationd.service", "countyd.service"]
    private static let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Systemd")

    private func text(_ path: String) throws -> String {
        try String(contentsOf: Self.folder.appendingPathComponent(path), encoding: .utf8)
    }

    /// The tool's exit status and all it printed.
    private func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    /// verify exits 0 on an unknown key, so what counts is that it prints nothing.
    private func verify(_ unit: String, _ text: String) throws -> String {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("cunzhan-units-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let copy = folder.appendingPathComponent(unit)
        try text.write(to: copy, atomically: true, encoding: .utf8)
        return try run(["systemd-analyze", "verify", "--man=no", copy.path]).output
    }

    private func withExistingProgram(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("ExecStart=") ? "ExecStart=/bin/true" : $0 }
            .joined(separator: "\n")
    }

    @Test(arguments: units)
    func everyKeyIsKnown(unit: String) throws {
        let text = withExistingProgram(try text(unit))
        #expect(try verify(unit, text) == "")
        // The judge does judge.
        #expect(try verify(unit, text + "\n[Service]\nUnknownKey=1\n").contains("UnknownKey"))
    }

    @Test(arguments: units)
    func exposureIsAtMostOnePointFive(unit: String) throws {
        let path = Self.folder.appendingPathComponent(unit).path
        let result = try run([
            "systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=15", path,
        ])
        #expect(result.status == 0, "\(result.output)")
    }

    @Test(arguments: units)
    func isNotifiedWatchedAndStartedForEver(unit: String) throws {
        let lines = Set(try text(unit).split(separator: "\n").map(String.init))
        let program = unit.replacingOccurrences(of: ".service", with: "")
        for line in [
            "Type=notify", "WatchdogSec=30", "Restart=always", "RestartSec=2",
            "StartLimitIntervalSec=0", "ExecStart=/usr/bin/\(program)",
        ] {
            #expect(lines.contains(line))
        }
        #expect(!lines.contains { $0.hasPrefix("ProcSubset=") })
    }

    @Test func theServicesUsersAreMade() throws {
        let path = Self.folder.appendingPathComponent("sysusers.d/cunzhan.conf").path
        let result = try run(["systemd-sysusers", "--dry-run", path])
        #expect(result.status == 0, "\(result.output)")
        let made = try text("sysusers.d/cunzhan.conf")
        for unit in Self.units {
            let user = try #require(
                try text(unit).split(separator: "\n").first { $0.hasPrefix("User=") })
            #expect(made.contains("u       \(user.dropFirst(5)) "))
        }
    }

    @Test func theDriversBehindTheDeviceListAreLoadedAtBoot() throws {
        let modules = try text("modules-load.d/cunzhan.conf").split(separator: "\n")
        #expect(modules.contains("usbserial") && modules.contains("cdc_acm"))
        let unit = try text("stationd.service")
        for device in ["ttyUSB", "ttyACM", "ttyS"] {
            #expect(unit.contains("DeviceAllow=char-\(device) rw\n"))
        }
    }
}
