import ArgumentParser
import Identifiers
import Station

struct Identify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says what a scanned text is: one JSON line for each text.",
        discussion: """
            Texts are the arguments, or one per line on standard input. GS is byte 1D; an AIM
            prefix such as ]C1 is allowed. Of a line longer than \(InputLines.lineBytesMax) bytes
            the beginning is shown with the error "too-long", and the next line is read as ever.
            """)

    @Argument(help: "Texts to identify; none to read lines from standard input.")
    var texts: [String] = []

    func run() async throws {
        guard texts.isEmpty else {
            for text in texts { Output.line(identify(text).jsonLine) }
            return
        }
        do {
            var lines = InputLines()
            // Who writes a line and waits for the answer gets it at once.
            while let line = try lines.next(beforeWaiting: Output.flush) {
                let text = String(decoding: line.bytes, as: UTF8.self)
                Output.line((line.isCut ? identify(cutOff: text) : identify(text)).jsonLine)
            }
        } catch {
            let start = ProgramStart(
                program: "stationctl", config: StationConfiguration.defaultPath, data: nil)
            throw ExitCode(start.end(with: error))
        }
    }
}
