import ArgumentParser
import DataFolder
import DeviceProtocols
import Foundation
import Station

struct Decode: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Decodes raw device bytes from standard input into JSON lines.",
        discussion: """
            The input is one burst; its end counts as an idle gap. Bytes that belong to no frame
            come out as lines with "malformed"; bad data is no error of this command.
            """)

    /// A recording of hours of a chatty scale; anything longer is cut into pieces by the caller.
    static let inputLengthMax = 256 << 20

    @Option(help: "The device's profile, such as scales/yaohua-xk3190-a12e.")
    var profile: String

    @OptionGroup var place: Place

    func run() async throws {
        try await place.run { start in
            let profile = try start.loadData().profile(id: profile)
            let input = try FileHandle.standardInput.read(upToCount: Self.inputLengthMax) ?? Data()
            for line in decodeBurst(profile, Array(input)) { Output.line(line) }
        }
    }
}
