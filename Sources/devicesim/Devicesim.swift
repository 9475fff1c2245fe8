import ArgumentParser

/// The program: stands in for serial devices that are not at hand.
@main
struct Devicesim: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devicesim",
        abstract: "Simulated scanners, scales and label printers on pseudo-terminals.",
        subcommands: [Run.self, PlayMorning.self])
}
