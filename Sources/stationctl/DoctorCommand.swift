import ArgumentParser
import DataFolder
import Foundation
import SerialLines
import Station

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "体检：查出设备和本站哪里不对，下一步做什么 · Looks for what is wrong and says what to do",
        discussion: """
            Changes nothing. Run it with sudo to see every program that holds a port. Exit 0 when
            there is no problem, else 65.
            """)

    @Flag(help: "One JSON value.")
    var json = false

    @Flag(help: "Also what is as it should be.")
    var all = false

    /// For tests: a folder with the files of a made-up machine.
    @Option(help: .hidden)
    var root = "/"

    @OptionGroup var place: Place

    private struct Report: Encodable {
        var problems: Int
        var findings: [DoctorFinding]
    }

    func run() async throws {
        try await place.run { start in
            let findings = await examine(start)
            let problems = findings.count { $0.grade == .problem }
            if json {
                try Output.json(Report(problems: problems, findings: findings))
            } else {
                for finding in findings where all || finding.grade != .good { show(finding) }
                Output.line(
                    problems == 0
                        ? "没有问题 no problem" : "\(problems) 个问题 problems")
            }
            guard problems == 0 else { throw ExitCode(65) }
        }
    }

    private func examine(_ start: ProgramStart) async -> [DoctorFinding] {
        let profiles = (try? start.loadData().profiles()) ?? []
        let isReal = root == "/"
        let doctor = Doctor(
            machine: Machine(root: root), ports: (try? SerialPort.list()) ?? [],
            profiles: profiles)
        var findings = doctor.machineFindings
        let (station, configuration) = doctor.configurationFindings(
            {
                let (configuration, data) = try start.load()
                for device in configuration.devices { _ = try data.profile(id: device.profile) }
                _ = try data.template(name: configuration.labelTemplate)
                return configuration
            }, file: place.config)
        findings += station
        if isReal, let configuration {
            let status: Result<DaemonStatus, StationFault>
            do {
                status = .success(try await DaemonClient(configuration).status())
            } catch {
                status = .failure(StationFault(error))
            }
            findings += doctor.daemonFindings(
                status, now: Int64(Date().timeIntervalSince1970 * 1000),
                socket: configuration.controlSocket)
        }
        return findings
    }

    private func show(_ finding: DoctorFinding) {
        let mark =
            switch finding.grade {
            case .good: "正常"
            case .notice: "注意"
            case .problem: "问题"
            }
        let place = finding.place.isEmpty ? "" : "（\(finding.place)）"
        Output.line("[\(mark)] \(finding.what.zh)\(place)")
        Output.line("       \(finding.what.en)")
        guard !finding.next.zh.isEmpty else { return }
        Output.line("    → \(finding.next.zh)")
        Output.line("      \(finding.next.en)")
    }
}
