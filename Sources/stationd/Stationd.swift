import ArgumentParser
import DataFolder
import Foundation
import Logging
import Station

@main
struct Stationd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stationd",
        abstract: "村站终端守护程序 · The station terminal's daemon",
        discussion: """
            Talks to scanners, scales and label printers, keeps parcels in the station's store,
            shows the kiosk page on loopback and syncs with the county.

            Exit codes (sysexits): 0 told to stop; 64 usage; 66 store gone; 73 cannot create;
            74 store unreadable; 75 try again (disk full, disk fault, store in use); 77 not
            permitted; 78 configuration or not enrolled.
            """)

    @Option(help: "Configuration file.")
    var config = StationConfiguration.defaultPath

    @Option(help: "Folder of device profiles and label templates.")
    var data: String?

    func run() async throws {
        let started = ProgramStart(program: "stationd", config: config, data: data)
        do {
            let (configuration, folder) = try started.load()
            try await StationDaemon(
                configuration: configuration, data: folder, logger: started.logger
            ).run()
        } catch {
            throw ExitCode(started.end(with: error))
        }
    }
}
