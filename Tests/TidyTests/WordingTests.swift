import Testing

@Suite("Wording")
struct WordingTests {
    /// What no file may hold, and why; put together here so that this file does not hold it.
    private static let unwanted: [(word: String, why: String)] = [
        ("TO" + "DO", "work to be done is an issue, not a comment"),
        ("FIX" + "ME", "work to be done is an issue, not a comment"),
        ("XX" + "X:", "work to be done is an issue, not a comment"),
        ("/wo" + "rk/", "a path of one machine"),
        ("/opt/" + "swift-packages", "a path of one machine"),
        ("/ro" + "ot/", "a path of one machine"),
        ("/home/" + "user", "a path of one machine"),
        ("Clau" + "de", "how the project is written is not its matter"),
        ("Anthro" + "pic", "how the project is written is not its matter"),
        ("Chat" + "GPT", "how the project is written is not its matter"),
        ("Open" + "AI ", "how the project is written is not its matter"),
        ("Copi" + "lot", "how the project is written is not its matter"),
        ("language " + "model", "how the project is written is not its matter"),
        ("AI-gene" + "rated", "how the project is written is not its matter"),
    ]

    @Test("no file speaks of unfinished work, one machine or the tools it was written with")
    func words() {
        for file in Checkout.written {
            for (index, line) in Checkout.lines(file).enumerated() {
                for (word, why) in Self.unwanted where line.contains(word) {
                    Issue.record("\(file):\(index + 1): \"\(word)\": \(why)")
                }
            }
        }
    }

    /// Programs talk to people on standard output; libraries and daemons log.
    private static let printing: Set = [
        "bench", "countyctl", "countyd", "devicesim", "stationctl", "stationd",
    ]

    @Test("only programs print")
    func printing() {
        for target in Checkout.folders(in: "Sources") where !Self.printing.contains(target) {
            for file in Checkout.swiftFiles(under: "Sources/\(target)") {
                let lines = Checkout.source(file).lines
                // A method of that name hides the function: the simulated printer prints labels.
                guard !lines.contains(where: { $0.contains("func print(") }) else { continue }
                for (index, line) in lines.enumerated() where Self.prints(line) {
                    Issue.record("\(file):\(index + 1)")
                }
            }
        }
    }

    private static func prints(_ line: String) -> Bool {
        line.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "." || $0 == "(") }
            .contains { $0 == "print(" || $0.hasPrefix("print(") || $0.hasPrefix("debugPrint(") }
    }

    @Test(
        "a call of print is told from other words",
        arguments: [
            ("    print(line)", true), ("printer(line)", false), ("device.print(line)", false),
            ("debugPrint(x)", true), ("if a { print(b) }", true), ("sprint(x)", false),
        ])
    func printCalls(line: String, isCall: Bool) {
        #expect(Self.prints(line) == isCall)
    }
}
