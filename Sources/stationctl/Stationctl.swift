import ArgumentParser
import Station

@main
struct Stationctl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stationctl",
        abstract: "村站终端技术员工具 · The technician's tool for a station terminal",
        discussion: """
            Exit codes (sysexits): 0; 64 usage, unknown profile; 65 bad file content; 66 input
            missing; 69 county or daemon unavailable; 73 cannot create; 74 I/O; 75 try again;
            77 not permitted; 78 configuration.
            """,
        subcommands: [
            Decode.self, Identify.self, Enrol.self, Status.self, Sync.self, Journal.self,
            Backup.self, Config.self, Devices.self, DoctorCommand.self, Label.self, Sheet.self,
        ])
}

/// Where a command finds the terminal's files.
struct Place: ParsableArguments {
    @Option(help: "Configuration file.")
    var config = StationConfiguration.defaultPath

    @Option(help: "Folder of device profiles and label templates.")
    var data: String?

    /// Runs a command's body; what goes wrong is told to the person with the promised exit code.
    func run(_ body: (ProgramStart) async throws -> Void) async throws {
        let start = ProgramStart(program: "stationctl", config: config, data: data)
        do {
            try await body(start)
        } catch let exit as ExitCode {
            throw exit
        } catch {
            throw ExitCode(start.end(with: error))
        }
    }
}
