import ArgumentParser
import DataFolder
import DeviceProtocols
import SerialLines
import Station

extension Devices {
    struct Probe: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Finds out what stands on a port, from listening to asking.",
            discussion: """
                Listens first; asks only what one kind of device answers in one way. Stop the
                daemon first, or name a port it does not use: a port in use is 75. Exit 0 when a
                profile fits, 65 when none or several do.
                """)

        @Argument(
            help: "Path, identity or address of the port, such as /dev/ttyUSB0; without one, each."
        )
        var port: String?

        @Flag(help: "JSON, one value a port.")
        var json = false

        @Flag(help: "Only listen; write nothing.")
        var passive = false

        @Flag(help: "Ask also what may make another device beep or print.")
        var bold = false

        @OptionGroup var place: Place

        private struct Result: Encodable {
            var port: String
            var identity: String?
            var finding: Finding
        }

        func run() async throws {
            try await place.run { start in
                let catalogue = FindingCatalogue(try start.loadData().profiles())
                let ports = try targets()
                guard !ports.isEmpty else {
                    throw StationFault(
                        exitCode: 66, "没有串口。请插上设备。", "no serial port; plug the device in")
                }
                var results: [Result] = []
                for (address, port, identity) in ports {
                    let search = DeviceSearch(
                        port?.traits ?? PortTraits(), in: catalogue,
                        asking: passive ? nil : bold ? .print : DeviceProbe.Effect.none)
                    let finding = await PortSearch(address).run(search)
                    let name = port?.path ?? "\(address)"
                    results.append(Result(port: name, identity: identity, finding: finding))
                    try show(results[results.count - 1])
                }
                try end(results)
            }
        }

        private func targets() throws -> [(LineAddress, SerialPort?, String?)] {
            let list = try SerialPort.list()
            let known = list.map { ($0, PortIdentity($0, among: list)) }
            guard let port else {
                return known.map { (.serial(path: $0.path), $0, "\($1)") }
            }
            if let (found, identity) = known.first(where: { $0.path == port || "\($1)" == port }) {
                return [(.serial(path: found.path), found, "\(identity)")]
            }
            return [(try LineAddress(port), nil, nil)]
        }

        private func show(_ result: Result) throws {
            if json { return try Output.json(result) }
            let finding = result.finding
            let words =
                switch finding.verdict {
                case .claimed:
                    "\(finding.profile ?? "")  \(finding.line?.description ?? "")  "
                        + (finding.isConfirmed ? "已确认 confirmed" : "未确认 not confirmed")
                case .ambiguous: "有几种可能 ambiguous"
                case .unknown: "不认识 unknown"
                case .unavailable: "打不开 unavailable"
                }
            Output.line("\(result.port)  \(words)")
            Devices.show(finding)
        }

        private func end(_ results: [Result]) throws {
            if let busy = results.first(where: { $0.finding.verdict == .unavailable }),
                port != nil || results.allSatisfy({ $0.finding.verdict == .unavailable })
            {
                let trouble = busy.finding.trouble ?? busy.port
                throw StationFault(
                    exitCode: 75, "端口用不了。\(busy.finding.troubleChinese ?? trouble)",
                    "the port cannot be used: \(trouble)")
            }
            guard results.contains(where: { $0.finding.verdict == .claimed }) else {
                throw ExitCode(65)
            }
        }
    }

    struct Pin: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says what stands on a port; it is never searched again.",
            discussion: """
                Kept in the state folder, by the identity of the port. A device in the
                configuration's 'devices:' is changed there instead.
                """)

        @Argument(help: "Path or identity of the port; see 'devices list'.")
        var port: String

        @Argument(help: "The profile's ID; see 'devices list --profiles'.")
        var profile: String

        @Option(help: "What the device is called here.")
        var name: String?

        @OptionGroup var place: Place

        func run() async throws {
            try await place.run { start in
                // Names the nearest one where there is none of that name.
                _ = try start.loadData().profile(id: profile)
                try await DaemonClient(start.loadConfiguration())
                    .pin(PinRequest(port: port, profile: profile, name: name))
            }
        }
    }

    struct Unpin: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Forgets what was said or remembered of a port; it is searched anew.")

        @Argument(help: "Path or identity of the port; see 'devices list'.")
        var port: String

        @OptionGroup var place: Place

        func run() async throws {
            try await place.run { start in
                try await DaemonClient(start.loadConfiguration()).unpin(port)
            }
        }
    }
}
