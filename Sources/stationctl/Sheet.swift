import ArgumentParser
import Foundation
import Station

struct Sheet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes the control card: the codes the counter understands, to be printed.",
        discussion: """
            An HTML page of A4 size that needs nothing else: open it in a browser and print it at
            actual size. Each code is a Code 128 symbol with its text.
            """)

    @Option(name: .customShort("o"), help: "File to write; standard output by default.")
    var output: String?

    func run() async throws {
        do {
            let page = Data(try ControlCardPage().html.utf8)
            if let output {
                try Output.write(page, to: output)
            } else {
                try FileHandle.standardOutput.write(contentsOf: page)
            }
        } catch {
            let start = ProgramStart(
                program: "stationctl", config: StationConfiguration.defaultPath, data: nil)
            throw ExitCode(start.end(with: error))
        }
    }
}
