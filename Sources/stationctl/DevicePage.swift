import ArgumentParser
import DataFolder
import DeviceProtocols
import Station

/// Prints the article of compatible devices; what `make docs` calls.
struct DevicePage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "page", abstract: "Prints the article of compatible devices.",
        shouldDisplay: false)

    @OptionGroup var place: Place

    func run() async throws {
        try await place.run { start in
            let page = CompatibilityPage.markdown(try start.loadData().profiles())
            Output.line(String(page.dropLast()))
        }
    }
}
