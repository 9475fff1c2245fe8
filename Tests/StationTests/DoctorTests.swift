import DataFolder
import DeviceProtocols
import Foundation
import SerialLines
import Testing

@testable import Station

@Suite("The doctor looks at made-up machines")
struct DoctorTests {
    /// A folder with the files of a machine on which everything is as it should be.
    private final class MadeUpMachine {
        let root: String

        init() throws {
            let name = "doctor-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
            root =
                FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
                .appending(path: name).path
            try write(
                "root:x:0:0::/root:/bin/sh\ncunzhan-station:x:990:990::/:/bin/false\n",
                "/etc/passwd")
            try write("dialout:x:20:someone,cunzhan-station\n", "/etc/group")
            try write("usbserial 1 0 - Live 0x0\ncdc_acm 1 0 - Live 0x0\n", "/proc/modules")
            try write("stationd\n", "/proc/7/comm")
            for rule in [
                "60-cunzhan-serial.rules", "61-cunzhan-links.rules", "99-cunzhan-no-braille.rules",
            ] { try write("", "/etc/udev/rules.d/\(rule)") }
            try write("", "/run/systemd/timesync/synchronized")
            try write("", "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
            try usb("1-1", "1eab", "0c06")
        }

        deinit { try? FileManager.default.removeItem(atPath: root) }

        func write(_ text: String, _ path: String) throws {
            let file = URL(filePath: root + path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }

        func remove(_ path: String) throws {
            try FileManager.default.removeItem(atPath: root + path)
        }

        func usb(_ place: String, _ vendor: String, _ product: String) throws {
            try write("\(vendor)\n", "/sys/bus/usb/devices/\(place)/idVendor")
            try write("\(product)\n", "/sys/bus/usb/devices/\(place)/idProduct")
        }

        /// A program that has a file open.
        func program(_ number: Int, _ name: String, holds path: String) throws {
            try write("\(name)\n", "/proc/\(number)/comm")
            try FileManager.default.createDirectory(
                atPath: "\(root)/proc/\(number)/fd", withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(
                atPath: "\(root)/proc/\(number)/fd/3", withDestinationPath: path)
        }
    }

    private static let profiles: [DeviceProfile] = {
        var folder = URL(filePath: #filePath).resolvingSymlinksInPath()
        while folder.path.count > 1 {
            folder = folder.deletingLastPathComponent()
            let devices = folder.appending(path: "Devices").path
            if FileManager.default.fileExists(atPath: devices) { break }
        }
        return (try? DataFolder(path: folder.path).profiles()) ?? []
    }()

    private static func findings(
        _ machine: MadeUpMachine, ports: [SerialPort] = [SerialPort(path: "/dev/ttyUSB0")]
    ) -> [DoctorFinding] {
        Doctor(machine: Machine(root: machine.root), ports: ports, profiles: profiles)
            .machineFindings
    }

    @Test("a machine in order has no finding but good ones")
    func inOrder() throws {
        let findings = Self.findings(try MadeUpMachine())
        #expect(findings.allSatisfy { $0.grade == .good }, "\(findings)")
        #expect(Set(findings.map(\.check)).count == findings.count)
    }

    /// A fault that a machine is given, and what is to be found.
    private struct Fault: Sendable {
        let check: String
        let grade: DoctorFinding.Grade
        let next: String
        let spoil: @Sendable (MadeUpMachine) throws -> Void

        init(
            _ check: String, _ grade: DoctorFinding.Grade, _ next: String,
            _ spoil: @escaping @Sendable (MadeUpMachine) throws -> Void
        ) {
            self.check = check
            self.grade = grade
            self.next = next
            self.spoil = spoil
        }
    }

    private static let faults: [Fault] = [
        Fault("serial-permission", .problem, "usermod") {
            try $0.write("dialout:x:20:someone\n", "/etc/group")
        },
        Fault("serial-permission", .problem, "systemd-sysusers") { try $0.remove("/etc/passwd") },
        Fault("modem-manager", .problem, "60-cunzhan-serial") {
            try $0.write("ModemManager\n", "/proc/42/comm")
            try $0.remove("/etc/udev/rules.d/60-cunzhan-serial.rules")
        },
        Fault("udev-rules", .problem, "udevadm control --reload") {
            try $0.remove("/etc/udev/rules.d/61-cunzhan-links.rules")
        },
        Fault("braille", .notice, "apt remove brltty") {
            try $0.write("", "/lib/udev/rules.d/85-brltty.rules")
            try $0.remove("/etc/udev/rules.d/99-cunzhan-no-braille.rules")
        },
        Fault("braille", .problem, "apt remove brltty") {
            try $0.write("", "/lib/udev/rules.d/85-brltty.rules")
            try $0.remove("/etc/udev/rules.d/99-cunzhan-no-braille.rules")
            try $0.usb("1-2", "10c4", "ea60")
        },
        Fault("drivers", .problem, "reboot") { try $0.write("snd 1 0\n", "/proc/modules") },
        Fault("busy-port", .problem, "stop that program") {
            try $0.program(50, "minicom", holds: "/dev/ttyUSB0")
        },
        Fault("keyboard-scanner", .problem, "") { try $0.usb("1-3", "1eab", "0c03") },
        Fault("clock", .notice, "systemd-timesyncd") {
            try $0.remove("/run/systemd/timesync/synchronized")
        },
        Fault("fonts", .problem, "fonts-noto-cjk") { try $0.remove("/usr/share/fonts") },
    ]

    @Test("each fault is found, with what to do", arguments: faults.indices)
    func fault(index: Int) throws {
        let fault = Self.faults[index]
        let (check, grade, next) = (fault.check, fault.grade, fault.next)
        let machine = try MadeUpMachine()
        try fault.spoil(machine)
        let finding = try #require(Self.findings(machine).first { $0.check == check })
        #expect(finding.grade == grade, "\(finding)")
        #expect(next.isEmpty || finding.next.en.contains(next), "\(finding)")
        #expect(!finding.next.zh.isEmpty && !finding.what.zh.isEmpty && !finding.what.en.isEmpty)
        #expect(!finding.place.isEmpty)
    }

    @Test("rules that keep them off make ModemManager and brltty harmless")
    func keptOff() throws {
        let machine = try MadeUpMachine()
        try machine.write("ModemManager\n", "/proc/42/comm")
        try machine.write("", "/usr/lib/udev/rules.d/90-brltty-device.rules")
        try machine.usb("1-2", "1a86", "7523")
        #expect(Self.findings(machine).allSatisfy { $0.grade == .good })
    }

    @Test("the daemon's own hold on a port is none of its business")
    func ownPort() throws {
        let machine = try MadeUpMachine()
        try machine.program(7, "stationd", holds: "/dev/ttyUSB0")
        #expect(Self.findings(machine).allSatisfy { $0.grade == .good })
    }

    private static func configuration(_ state: String) throws -> StationConfiguration {
        try StationConfiguration(
            "state: \(state)\nshelves:\n  - {shelf: 1, layers: 1, capacity: 1}\n", file: "x")
    }

    @Test("a station that is not enrolled, and one without its disk")
    func station() throws {
        let machine = try MadeUpMachine()
        let doctor = Doctor(machine: Machine(root: machine.root), ports: [], profiles: [])
        try machine.write("", "/var/lib/s/x")
        let (found, _) = doctor.configurationFindings(
            { try Self.configuration("/var/lib/s") }, file: "f")
        #expect(found.first { $0.check == "enrolment" }?.grade == .problem)
        #expect(found.contains { $0.check == "disk-space" })
        let (gone, _) = doctor.configurationFindings(
            { try Self.configuration("/var/lib/none") }, file: "f")
        #expect(gone.first { $0.check == "disk-space" }?.grade == .problem)
        let (wrong, configuration) = doctor.configurationFindings(
            { try StationConfiguration("x: 1", file: "f") }, file: "f")
        #expect(wrong.map(\.check) == ["configuration"] && wrong.first?.grade == .problem)
        #expect(configuration == nil)
    }

    private static let ages: [(Int64?, DoctorFinding.Grade)] = [
        (60_000, .good), (90_000_000, .notice), (nil, .notice),
    ]

    @Test("how long the county was not reached", arguments: ages)
    func contact(age: Int64?, grade: DoctorFinding.Grade) throws {
        let machine = try MadeUpMachine()
        let doctor = Doctor(machine: Machine(root: machine.root), ports: [], profiles: [])
        let now: Int64 = 1_800_000_000_000
        let status = DaemonStatus(
            station: "s", epoch: 1, lastSequence: 1, pending: 3, link: "online", devices: [],
            contactedAt: age.map { now - $0 })
        let findings = doctor.daemonFindings(.success(status), now: now, socket: "x")
        #expect(findings.first { $0.check == "county" }?.grade == grade)
        let away = doctor.daemonFindings(
            .failure(StationFault(exitCode: 69, "中", "en")), now: now, socket: "/run/x")
        #expect(away.map(\.grade) == [.problem])
    }

    @Test("devices that do not work, and ports with something nobody knows")
    func devices() throws {
        let machine = try MadeUpMachine()
        let doctor = Doctor(machine: Machine(root: machine.root), ports: [], profiles: [])
        func findings(_ states: [DeviceState], unknown: [String]) -> [DoctorFinding] {
            let devices = states.map { state in
                DeviceStatus(
                    name: "d", profile: "scales/a", kind: "scale", state: state, since: 0,
                    why: state == .lost ? "the device hung up" : nil,
                    whyChinese: state == .lost ? "设备断开了" : nil)
            }
            let status = DaemonStatus(
                station: "s", epoch: 1, lastSequence: 1, pending: 0, link: "online",
                devices: devices, contactedAt: 1, unknownPorts: unknown)
            return doctor.daemonFindings(.success(status), now: 1, socket: "x").filter {
                $0.check == "devices"
            }
        }
        #expect(findings([.open, .opening], unknown: []).map(\.grade) == [.good])
        let troubles = findings([.open, .lost, .silent, .fault, .unavailable], unknown: ["/dev/x"])
        #expect(troubles.map(\.grade) == Array(repeating: .notice, count: 5))
        #expect(troubles.first?.what.zh.contains("设备断开了") == true)
        #expect(troubles.last?.place == "/dev/x")
    }
}
