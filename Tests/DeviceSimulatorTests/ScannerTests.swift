import DeviceProtocols
import DeviceSimulator
import Foundation
import Testing

@Suite struct ScannerTests {
    @Test func sendsWhatItReads() async throws {
        let bench = try Bench("scanners/generic-serial")
        #expect(await bench.wait(for: .ready(link: bench.link)))
        // Read before a program is there: kept for it.
        bench.device.perform(try SimulatorCommand(line: "scan 6901234567892"))
        let client = try #require(Client(bench.link))
        #expect(client.receive(15) == Array("6901234567892\r\n".utf8))
        bench.device.perform(try SimulatorCommand(line: "scan-hex 5d4331301d"))
        #expect(client.receive(7) == [0x5D, 0x43, 0x31, 0x30, 0x1D, 0x0D, 0x0A])
        bench.device.perform(try SimulatorCommand(line: "noise 00ff"))
        #expect(client.receive(2) == [0x00, 0xFF])
        await bench.quit()
        #expect(client.hangsUp())
        #expect(!FileManager.default.fileExists(atPath: bench.link))
    }

    @Test func aProgramMayComeAndGo() async throws {
        let bench = try Bench("scanners/generic-serial", timing: SimulatorTiming(afterOpening: 0))
        for text in ["first", "second", "third"] {
            do {
                let client = try #require(Client(bench.link))
                #expect(await bench.wait(for: .opened))
                bench.device.perform(.scan(Array(text.utf8)))
                #expect(client.receive(text.utf8.count + 2) == Array("\(text)\r\n".utf8))
            }
            #expect(await bench.wait(for: .closed))
        }
        await bench.quit()
    }

    @Test func severalCodesAtOnePull() async throws {
        let bench = try Bench(
            "scanners/datalogic-gryphon", timing: SimulatorTiming(afterOpening: 0))
        let client = try #require(Client(bench.link))
        #expect(await bench.wait(for: .opened))
        bench.device.perform(try SimulatorCommand(line: "scan-several ]C0A ]E0690"))
        #expect(client.receive(14) == Array("]C0A\r\n]E0690\r\n".utf8))
        await bench.quit()
    }

    /// The next code as the profile's decoder reads it, with answers to commands before it.
    private func nextCode(_ client: Client, _ profile: DeviceProfile) -> String? {
        guard var decoder = profile.scannerDecoder() else { return nil }
        while true {
            let bytes = client.receive(1)
            // A line feed of the code before may still be there.
            guard !bytes.isEmpty else { return nil }
            for case .message(let code) in decoder.feed(bytes[...]) { return code.text }
        }
    }

    /// Each maker's start bytes make the scanner read what lies before it.
    @Test(arguments: [
        "scanners/generic-honeywell", "scanners/generic-newland", "scanners/opticon-nlv-1001",
        "scanners/zkteco-zkb200",
    ])
    func startsOverTheLine(id: String) async throws {
        let bench = try Bench(id, timing: SimulatorTiming(afterOpening: 0))
        let client = try #require(Client(bench.link))
        #expect(await bench.wait(for: .opened))
        let profile = try Fixtures.profile(id)
        var remote = try #require(ScannerRemote(profile))
        bench.device.perform(try SimulatorCommand(line: "present 6901234567892"))
        bench.device.perform(.noise([0x2A]))
        #expect(client.receive(1) == [0x2A], "the code lies there")
        let start = remote.send(.start, at: 0)
        client.send([0xFF] + start.prefix(2))
        client.send(start.dropFirst(2))
        #expect(nextCode(client, profile) == "6901234567892")
        client.send(remote.send(.stop, at: 0) + start)
        #expect(nextCode(client, profile) == "6901234567892")
        await bench.quit()
    }

    @Test func enabledDisabledAndBeeping() async throws {
        let bench = try Bench(
            "scanners/cipherlab-1663", timing: SimulatorTiming(afterOpening: 0))
        let client = try #require(Client(bench.link))
        #expect(await bench.wait(for: .opened))
        client.send("D#@////\r".utf8)
        #expect(await bench.wait(for: .beeped))
        bench.device.perform(.scan([0x41]))
        #expect(await bench.error()?.contains("disabled") == true)
        client.send("E#@////\r".utf8)
        #expect(await bench.wait(for: .beeped))
        bench.device.perform(.scan([0x41]))
        #expect(client.receive(3) == [0x41, 0x0D, 0x0A])
        await bench.quit()
    }

    @Test func unpluggedAndPluggedAgain() async throws {
        let bench = try Bench("scanners/generic-serial")
        let client = try #require(Client(bench.link))
        #expect(await bench.wait(for: .opened))
        bench.device.perform(.unplug)
        #expect(client.hangsUp())
        #expect(await bench.wait(for: .unplugged))
        #expect(Client(bench.link) == nil)
        bench.device.perform(.scan([0x31]))
        #expect(await bench.error() != nil)
        bench.device.perform(.plug)
        #expect(await bench.wait(for: .plugged(link: bench.link)))
        let again = try #require(Client(bench.link))
        bench.device.perform(.scan([0x32]))
        #expect(again.receive(3) == [0x32, 0x0D, 0x0A])
        await bench.quit()
    }

    @Test func replaysARecording() async throws {
        let bench = try Bench("scanners/generic-serial")
        let file = try bench.recording(
            "0.000 < 'AB'\n0.010 > 'ignored'\n0.020 < 'C' CR",
            expecting: #"{"device":"scanner","text":"ABC","aim":null,"bytes":"414243"}"#)
        let client = try #require(Client(bench.link))
        bench.device.perform(.replay(file: file))
        #expect(client.receive(4) == Array("ABC\r".utf8))
        bench.device.perform(.replay(file: file + ".absent"))
        #expect(await bench.error()?.contains("absent") == true)
        await bench.quit()
    }

    @Test func aFileInTheWayIsKept() throws {
        let folder = FileManager.default.temporaryDirectory
        let path = folder.appending(path: "simulator-\(UUID().uuidString)").path
        try "mine".write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(throws: SimulatorError.self) {
            try SimulatedDevice(
                profile: try Fixtures.profile("scanners/generic-serial"), link: path)
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
        let link = path + ".link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
        defer { try? FileManager.default.removeItem(atPath: link) }
        #expect(throws: SimulatorError.self) {
            try SimulatedDevice(
                profile: try Fixtures.profile("scanners/generic-serial"), link: link)
        }
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == path)
    }

    @Test func scriptsAreReadWithTheirLines() throws {
        let steps = try SimulatorStep.script(
            "# a morning\nscan A B\n\nwait 0.25\nweigh 1.250\n", file: "s")
        #expect(
            steps == [
                .command(.scan(Array("A B".utf8))), .wait(milliseconds: 250),
                .command(.weigh("1.250")),
            ])
        for wrong in [
            "scan", "present", "scan-several", "scan-hex 5", "weigh x", "weigh 1.2345", "wait -1",
            "moving 1", "x",
        ] {
            let error = #expect(throws: SimulatorCommandError.self) {
                try SimulatorStep.script("quit\n\(wrong)", file: "s")
            }
            #expect(error?.description.hasPrefix("s:2: ") == true)
        }
    }
}
