import DataFolder
import DeviceProtocols
import DeviceSimulator
import Foundation
import Glibc
import SerialLines
import Testing

/// The search on real lines, with simulated devices behind pseudo-terminals.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct PortSearchTests {
    private static let data: DataFolder = {
        var folder = URL(filePath: #filePath).resolvingSymlinksInPath()
        while folder.path.count > 1 {
            folder = folder.deletingLastPathComponent()
            let devices = folder.appending(path: "Devices").path
            if FileManager.default.fileExists(atPath: devices) { break }
        }
        return DataFolder(path: folder.path)
    }()

    private static func catalogue() throws -> FindingCatalogue {
        FindingCatalogue(
            try [
                "scales/generic-yaohua-a12e", "scales/generic-toledo-8217",
                "scanners/generic-serial",
            ]
            .map { try data.profile(id: $0) })
    }

    private static func search(_ catalogue: FindingCatalogue) -> DeviceSearch {
        var pace = DeviceSearch.Pace()
        // A pseudo-terminal has no rates: one setting tells all.
        pace.firstListen = .milliseconds(800)
        pace.listen = .milliseconds(200)
        return DeviceSearch(PortTraits(), in: catalogue, pace: pace)
    }

    @Test(arguments: [
        ("scales/generic-yaohua-a12e", Finding.Proof.frames),
        ("scales/generic-toledo-8217", .answer),
    ])
    func findsASimulatedScale(id: String, proof: Finding.Proof) async throws {
        let folder = try TemporaryFolder()
        let link = "\(folder.path)/line"
        let device = try SimulatedDevice(profile: try Self.data.profile(id: id), link: link)
        defer { device.perform(.quit) }
        let search = PortSearch(.serial(path: link))
        let finding = await search.run(Self.search(try Self.catalogue()))
        #expect(finding.verdict == .claimed, "\(finding)")
        #expect(finding.profile == id)
        #expect(finding.proof == proof)
    }

    @Test func aDeviceThatHangsUpInTheMiddleIsUnavailable() async throws {
        let terminal = try FakeTerminal()
        let folder = try TemporaryFolder()
        let link = try folder.link(to: terminal.slavePath)
        let search = PortSearch(.serial(path: link))
        let plan = Self.search(try Self.catalogue())
        async let finding = search.run(plan)
        // The question shows that the search is under way.
        #expect(try await terminal.receive(6) == Array("Ehello".utf8))
        // The system gives a free number to the next terminal at once: the name goes first.
        unlink(link)
        terminal.hangUp()
        let verdict = await finding.verdict
        #expect(verdict == .unavailable)
    }

    @Test func aPortInUseIsUnavailableAndSaysWhoHasIt() async throws {
        let terminal = try FakeTerminal()
        let line = try SerialLine.open(.serial(path: terminal.slavePath), settings: LineSettings())
        let search = PortSearch(.serial(path: terminal.slavePath))
        let finding = await search.run(Self.search(try Self.catalogue()))
        #expect(finding.verdict == .unavailable)
        #expect(finding.trouble?.contains("in use by") == true)
        let isStillThere = line.isPathPresent()
        #expect(isStillThere)
    }

    @Test func aStoppedSearchLetsGoOfThePort() async throws {
        let terminal = try FakeTerminal()
        let search = PortSearch(.serial(path: terminal.slavePath))
        let plan = Self.search(try Self.catalogue())
        async let finding = search.run(plan)
        search.stop()
        let verdict = await finding.verdict
        #expect(verdict == .unavailable)
        _ = try SerialLine.open(.serial(path: terminal.slavePath), settings: LineSettings())
    }

    @Test func aPortThatIsNotThereIsUnavailable() async throws {
        let search = PortSearch(.serial(path: "/nonexistent/tty"))
        let finding = await search.run(Self.search(try Self.catalogue()))
        #expect(finding.verdict == .unavailable)
    }
}
