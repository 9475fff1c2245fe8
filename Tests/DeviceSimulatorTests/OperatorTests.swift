import DeviceProtocols
import DeviceSimulator
import Testing

/// What every simulated device answers its operator.
@Suite struct OperatorTests {
    /// Commands of contracts that every class has or refuses.
    private static let words = [
        "scan A", "scan-hex 41", "scan-several A B", "present A", "weigh 1.250", "moving",
        "overload", "underload", "zero-needed", "mute", "paper-out", "paper-ok", "cover-open",
        "cover-closed", "ribbon-out", "ribbon-ok", "overheated", "cooled", "power",
        "settings-ok", "settings-set no-such-key 1", "noise 2a", "unplug", "unplug", "plug",
        "plug",
    ]
    private static let own: [DeviceClass: Set<String>] = [
        .scanner: ["scan", "scan-hex", "scan-several", "present"],
        .scale: ["weigh", "moving"],
        .printer: [
            "paper-out", "paper-ok", "cover-open", "cover-closed", "ribbon-out", "ribbon-ok",
            "overheated", "cooled",
        ],
    ]
    static let ids: [String] =
        (try? DeviceClass.allCases.flatMap(Fixtures.profileIDs))?
        .filter { $0.contains("/generic-") } ?? []

    /// Each command brings at least one event: the deed, or why not.
    @Test(arguments: ids)
    func everyCommandIsAnswered(id: String) async throws {
        // Nobody answers packets here; none may be sent again meanwhile.
        let bench = try Bench(id, timing: SimulatorTiming(answer: 600_000))
        let profile = try Fixtures.profile(id)
        #expect(await bench.wait(for: .ready(link: bench.link)))
        for line in Self.words {
            bench.device.perform(try SimulatorCommand(line: line))
            let event = await bench.next { $0 }
            let word = String(line.prefix { $0 != " " })
            let isOwn = Self.own[profile.deviceClass]?.contains(word) == true
            let isForeign = Self.own.values.contains { $0.contains(word) } && !isOwn
            guard case .error(let message)? = event else {
                #expect(!isForeign, "\(line): \(String(describing: event))")
                continue
            }
            #expect(!isOwn, "\(line): \(message)")
        }
        await bench.quit()
    }

    @Test func pluggingTwiceAndARecordingCutOffAreTold() async throws {
        let bench = try Bench("scanners/generic-serial")
        bench.device.perform(.plug)
        #expect(await bench.error()?.contains("already") == true)
        let file = try bench.recording(
            "0.000 < 'AB' CR\n3600.000 < 'C' CR",
            expecting: #"{"device":"scanner","text":"AB","aim":null,"bytes":"4142"}"#)
        bench.device.perform(.replay(file: file))
        #expect(await bench.wait(for: .sent([0x41, 0x42, 0x0D])))
        bench.device.perform(.unplug)
        #expect(await bench.error()?.contains("1 of its pieces") == true)
        bench.device.perform(.unplug)
        #expect(await bench.error()?.contains("already") == true)
        await bench.quit()
    }

    /// Ten thousand codes at once, and a program that reads slowly: all come, in order.
    @Test func aFloodOfCodesIsNotLost() async throws {
        let bench = try Bench("scanners/generic-serial", timing: SimulatorTiming(afterOpening: 0))
        let client = try #require(Client(bench.link))
        #expect(await bench.wait(for: .opened))
        var expected: [UInt8] = []
        for number in 10_000..<20_000 {
            let code = Array("YT\(number)".utf8)
            bench.device.perform(.scan(code))
            expected += code + [0x0D, 0x0A]
        }
        #expect(client.receive(expected.count) == expected)
        await bench.quit()
    }

    @Test func eventsBeyondTheBoundAreCounted() async throws {
        let bench = try Bench("scanners/generic-serial")
        let many = 20_000
        let client = try #require(Client(bench.link))
        // No scanner can be weighed on: each is an error.
        for _ in 0..<many { bench.device.perform(.moving) }
        bench.device.perform(.quit)
        // All is done before anybody reads what it was.
        #expect(client.hangsUp())
        var told = 0
        var missed = 0
        _ = await bench.next { event -> Bool? in
            switch event {
            case .error: told += 1
            case .missed(let count): missed += count
            default: break
            }
            return nil
        }
        #expect(told + missed == many)
        #expect(missed > 0)
    }
}
