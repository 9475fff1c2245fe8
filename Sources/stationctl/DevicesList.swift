import ArgumentParser
import DataFolder
import DeviceProtocols
import SerialLines
import Station

extension Devices {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists this machine's serial ports and what stands on each.",
            discussion: """
                The identity of a port stays the same over unplugging and renumbering; use it with
                'devices pin' or as 'line:' in the configuration. What the station makes of a port
                is known while the daemon runs. States: configured, left-alone, searching, running,
                spare (there is such a device already), ambiguous, unknown, unavailable, unplugged.
                """)

        @Flag(help: "One JSON value.")
        var json = false

        @Flag(help: "All device profiles too; JSON always has them.")
        var profiles = false

        @OptionGroup var place: Place

        private struct Profile: Encodable {
            var id: String
            var maker: String
            var model: String
            var `protocol`: String
            var evidence: String
        }

        private struct Both: Encodable {
            var ports: [PortStatus]
            var profiles: [Profile]
        }

        func run() async throws {
            try await place.run { start in
                let ports = try await Devices.ports(start)
                let profiles = try start.loadData().profiles().map {
                    Profile(
                        id: $0.id, maker: $0.maker, model: $0.model, protocol: $0.protocolName,
                        evidence: $0.evidence.rawValue)
                }
                if json { return try Output.json(Both(ports: ports, profiles: profiles)) }
                for port in ports { show(port) }
                if ports.isEmpty { Output.line("没有串口 no serial port") }
                guard self.profiles else { return }
                for profile in profiles {
                    Output.line(
                        "\(profile.id)  \(profile.maker) \(profile.model)  \(profile.protocol)  "
                            + profile.evidence)
                }
            }
        }

        private func show(_ port: PortStatus) {
            let usb = [port.usb, port.manufacturer, port.product].compactMap { $0 }
            Output.line(
                "\(port.path)  \(port.identity)  \(usb.isEmpty ? port.transport : usb.joined(separator: " "))"
            )
            if let state = port.state {
                let name = port.name.map { "  \($0)" } ?? ""
                let profile = port.profile.map { "  \($0)" } ?? ""
                let line = port.line.map { "  \($0)" } ?? ""
                let pinned = port.pinned == true ? "  已固定 pinned" : ""
                Output.line("    \(state.words)\(name)\(profile)\(line)\(pinned)")
            }
            if port.state != .running, port.state != .spare, let finding = port.finding {
                Devices.show(finding)
            }
            if port.state == .unknown || port.state == .ambiguous {
                Output.line(
                    "    知道是什么就固定 if you know it: stationctl devices pin \(port.path) PROFILE")
            }
        }
    }

    /// The ports as the daemon sees them, or as the system lists them when no daemon answers.
    static func ports(_ start: ProgramStart) async throws -> [PortStatus] {
        if let configuration = try? start.loadConfiguration(),
            let ports = try? await DaemonClient(configuration).ports()
        {
            return ports
        }
        let ports = try SerialPort.list()
        return ports.map { PortStatus($0, among: ports) }
    }

    /// What a search found, in words.
    static func show(_ finding: Finding) {
        let seen = finding.seen.filter { $0.byteCount > 0 }.map {
            "\($0.line)  收到 got \($0.byteCount): \(shortened($0.bytes))"
        }
        let answers = finding.asked.filter { !$0.answer.isEmpty }.map {
            "\($0.line)  问 asked \(shortened($0.question))  答 answer \(shortened($0.answer))"
        }
        for lines in [seen, answers] {
            for line in lines.prefix(linesMax) { Output.line("    \(line)") }
            guard lines.count > linesMax else { continue }
            Output.line("    …… 还有 \(lines.count - linesMax) 条，用 --json 看 more with --json")
        }
        for candidate in finding.candidates {
            Output.line("    可能是 maybe \(candidate.profile)  \(candidate.line)")
        }
        if let trouble = finding.trouble {
            if let chinese = finding.troubleChinese { Output.line("    \(chinese)") }
            Output.line("    \(trouble)")
        }
    }

    /// Settings, and answers, that are shown of one port.
    private static let linesMax = 6
    private static let bytesMax = 32

    /// The first of the bytes as a person reads them.
    private static func shortened(_ hex: String) -> String {
        guard let bytes = ByteNotation.hex(hex) else { return hex }
        let text = ByteNotation.text(bytes.prefix(bytesMax))
        return bytes.count > bytesMax ? "\(text) …" : text
    }
}

extension PortStatus.State {
    /// Chinese, then the word of the JSON.
    var words: String {
        let chinese =
            switch self {
            case .configured: "配置文件指定"
            case .leftAlone: "不使用"
            case .searching: "正在识别"
            case .running: "使用中"
            case .spare: "备用（已有同类设备）"
            case .ambiguous: "有几种可能"
            case .unknown: "不认识"
            case .unavailable: "打不开"
            case .unplugged: "已拔出"
            }
        return "\(chinese) \(rawValue)"
    }
}

extension DeviceStatus {
    /// How its line stands, Chinese first, with the reason where there is one.
    var words: String {
        let reason = why.map { " (\(whyChinese.map { "\($0) · " } ?? "")\($0))" } ?? ""
        return "\(state.chinese) \(state.rawValue)\(reason)"
    }
}
