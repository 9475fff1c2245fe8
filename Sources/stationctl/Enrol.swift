import ArgumentParser
import Station

struct Enrol: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Enrols this terminal at the county with a one-time code.",
        discussion: """
            The key is made here and never leaves. Address, pin and code stand on the enrolment
            sheet that the county printed. Then start stationd.
            """)

    @Argument(help: "The county's address, https://host:port.")
    var url: String

    @Argument(help: "The one-time code.")
    var code: String

    @Option(help: "The county's pin, sha256//…, as printed with the code.")
    var pin: String

    @OptionGroup var place: Place

    func run() async throws {
        try await place.run { start in
            let configuration = try start.loadConfiguration()
            try configuration.makeFolders()
            let enrolment = try await EnrolmentExchange(state: configuration.state).enrol(
                county: url, pins: pin, code: code)
            Output.line(
                "已登记 enrolled: \(enrolment.station) \(enrolment.name), epoch \(enrolment.epoch)")
        }
    }
}
