import ArgumentParser
import DataFolder
import DeviceProtocols
import Foundation
import Labels
import Station

struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows how the running daemon and its devices stand.")

    @Flag(help: "One JSON value.")
    var json = false

    @OptionGroup var place: Place

    func run() async throws {
        try await place.run { start in
            let status = try await DaemonClient(start.loadConfiguration()).status()
            if json { return try Output.json(status) }
            Output.line("站点 station  \(status.station), epoch \(status.epoch)")
            Output.line("日志 journal  \(status.lastSequence), 待传 pending \(status.pending)")
            Output.line("县中心 county \(status.link)")
            for device in status.devices {
                let malformed = device.counts.malformed.values.reduce(0, +)
                Output.line(
                    "设备 device   \(device.name) \(device.profile): \(device.words)"
                        + ", 帧 frames \(device.counts.frames), 坏 malformed \(malformed)")
            }
            for port in status.unknownPorts ?? [] {
                Output.line(
                    "不认识 unknown \(port): 看 see stationctl devices list")
            }
        }
    }
}

struct Sync: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes the daemon contact the county.", subcommands: [Now.self])

    struct Now: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Contacts the county now instead of at the next time.")

        @OptionGroup var place: Place

        func run() async throws {
            try await place.run { start in
                try await DaemonClient(start.loadConfiguration()).syncNow()
            }
        }
    }
}

struct Journal: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Reads the station's journal.", subcommands: [Show.self])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints journal entries as JSON lines, oldest first.")

        @Option(help: "Only entries after this sequence.")
        var after: Int64 = 0

        @OptionGroup var place: Place

        func run() async throws {
            try await place.run { start in
                let daemon = try DaemonClient(start.loadConfiguration())
                var after = after
                while true {
                    let entries = try await daemon.journal(after: after)
                    for entry in entries { try Output.json(entry) }
                    guard let last = entries.last else { return }
                    after = last.sequence
                }
            }
        }
    }
}

struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes a consistent copy of the live store to a new file.")

    @Argument(help: "The file to write; it must not exist.")
    var file: String

    @OptionGroup var place: Place

    func run() async throws {
        try await place.run { start in
            let path = URL(filePath: file).path
            try await DaemonClient(start.loadConfiguration()).backUp(to: path)
        }
    }
}

struct Config: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Works on the configuration.", subcommands: [Check.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Reads the configuration and everything it names, and says what is wrong.")

        @OptionGroup var place: Place

        /// What would not print right on the printers there are.
        private static func findings(
            _ configuration: StationConfiguration, _ data: DataFolder
        ) throws -> [String] {
            let file = try data.template(name: configuration.labelTemplate)
            let template = try LabelTemplate.parse(file.text, file: file.path)
            return try configuration.devices.flatMap { device -> [String] in
                let profile = try data.profile(id: device.profile)
                guard profile.printer != nil else { return [] }
                return try data.renderer(template, profile: profile.id).check()
                    .map { "\(file.name), \(profile.id): \($0)" }
            }
        }

        func run() async throws {
            try await place.run { start in
                let (configuration, data) = try start.load()
                let findings = try Self.findings(configuration, data)
                for finding in findings { Output.line(finding) }
                guard findings.isEmpty else { throw ExitCode(65) }
                Output.line("配置正确 the configuration is good: \(place.config)")
            }
        }
    }
}
