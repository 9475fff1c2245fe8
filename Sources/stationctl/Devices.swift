import ArgumentParser
import DataFolder
import DeviceProtocols
import SerialLines
import Station

struct Devices: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Works with devices.",
        subcommands: [
            List.self, WatchDevices.self, TestDevice.self, RecordDevice.self, CheckDevice.self,
            Flash.self, Verify.self,
            DevicePage.self,
        ])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists this machine's serial ports and all device profiles.")

        @Flag(help: "One JSON value.")
        var json = false

        @OptionGroup var place: Place

        private struct Port: Encodable {
            var path: String
            var transport: String
            var product: String?
        }

        private struct Profile: Encodable {
            var id: String
            var maker: String
            var model: String
            var `protocol`: String
            var evidence: String
        }

        private struct Both: Encodable {
            var ports: [Port]
            var profiles: [Profile]
        }

        func run() async throws {
            try await place.run { start in
                let list = Both(
                    ports: try SerialPort.list().map {
                        Port(
                            path: $0.path, transport: $0.transport.rawValue,
                            product: $0.productName)
                    },
                    profiles: try start.loadData().profiles().map {
                        Profile(
                            id: $0.id, maker: $0.maker, model: $0.model,
                            protocol: $0.protocolName, evidence: $0.evidence.rawValue)
                    })
                if json { return try Output.json(list) }
                for port in list.ports {
                    Output.line("\(port.path)  \(port.transport)  \(port.product ?? "")")
                }
                for profile in list.profiles {
                    Output.line(
                        "\(profile.id)  \(profile.maker) \(profile.model)  \(profile.protocol)  "
                            + profile.evidence)
                }
            }
        }
    }
}
