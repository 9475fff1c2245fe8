import ArgumentParser
import Identifiers

struct Identify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says what a scanned text is: one JSON line for each text.",
        discussion: """
            Texts are the arguments, or one per line on standard input. GS is byte 1D; an AIM
            prefix such as ]C1 is allowed.
            """)

    @Argument(help: "Texts to identify; none to read lines from standard input.")
    var texts: [String] = []

    func run() {
        if texts.isEmpty {
            while let line = readLine(strippingNewline: true) {
                Output.line(identify(line).jsonLine)
            }
        } else {
            for text in texts { Output.line(identify(text).jsonLine) }
        }
    }
}
