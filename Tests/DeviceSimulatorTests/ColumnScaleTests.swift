import DeviceProtocols
import DeviceSimulator
import Testing

/// The station's own decoder at a simulated scale's line.
private struct Counter {
    private let client: Client
    private let request: [UInt8]
    private var decoder: any FrameDecoder<ScaleReading>

    init(_ bench: Bench, _ profile: DeviceProfile) throws {
        client = try #require(Client(bench.link))
        request = profile.poll?.bytes ?? []
        decoder = try #require(profile.scaleDecoder())
    }

    /// The next reading; nil when the scale is silent for long.
    mutating func next() -> ScaleReading? {
        client.send(request)
        while true {
            let bytes = client.receive(1)
            if bytes.isEmpty { return nil }
            for case .message(let reading) in decoder.feed(bytes[...]) { return reading }
        }
    }

    /// The first reading that fits, among so many as a scale sends in several seconds.
    mutating func first(where fits: (ScaleReading) -> Bool) -> ScaleReading? {
        for _ in 0..<2000 {
            guard let reading = next() else { return nil }
            if fits(reading) { return reading }
        }
        return nil
    }
}

@Suite struct ColumnScaleTests {
    static let scales: [(id: String, shows: [ScaleState])] = [
        ("scales/generic-cas-22", [.overload, .underload, .moving]),
        ("scales/generic-a-and-d", [.overload, .underload, .moving]),
        ("scales/generic-st-gs-text", [.overload, .underload, .moving]),
        ("scales/generic-yaohua-c602", [.moving]),
        ("scales/generic-ohaus-ranger", [.moving]),
        ("scales/generic-ohaus-defender", [.moving]),
        ("scales/dini-argeo-dgt4x", [.overload, .underload, .moving]),
        ("scales/dibal-dpos400", [.moving]),
        ("scales/gram-k3", [.moving]),
        ("scales/generic-mt-sics", [.overload, .underload, .moving]),
        ("scales/generic-sma", [.overload, .underload, .zeroNeeded, .moving]),
    ]

    @Test(arguments: scales)
    func weighsToRestAndTellsItsFaults(id: String, shows: [ScaleState]) async throws {
        let bench = try Bench(id, timing: SimulatorTiming(settle: 60, frame: 5))
        var counter = try Counter(bench, Fixtures.profile(id))
        #expect(counter.first { $0.state == .stable }?.massMilligrams == 0)
        bench.device.perform(try SimulatorCommand(line: "weigh 1.250"))
        let rest = counter.first { $0.state == .stable && $0.massMilligrams != 0 }
        #expect(rest?.value == "1.250" && rest?.massMilligrams == 1_250_000)
        bench.device.perform(try SimulatorCommand(line: "weigh -0.450"))
        let below = counter.first { $0.state == .stable && $0.massMilligrams != 1_250_000 }
        #expect(id == "scales/dibal-dpos400" || below?.massMilligrams == -450_000)
        for state in shows {
            bench.device.perform(try SimulatorCommand(line: state.rawValue))
            #expect(counter.first { $0.state == state } != nil, "\(state)")
        }
        await bench.quit()
    }

    @Test func whatALayoutCannotTellIsSaid() async throws {
        let bench = try Bench("scales/generic-ohaus-ranger")
        bench.device.perform(.overload)
        #expect(await bench.error()?.contains("cannot show") == true)
        bench.device.perform(.weigh("1234567"))
        #expect(await bench.error()?.contains("more than the scale") == true)
        await bench.quit()
    }

    @Test func aDibalsZeroIsSentAndNeverAWeight() async throws {
        let id = "scales/generic-dibal"
        let bench = try Bench(id, timing: SimulatorTiming(settle: 0, frame: 5))
        var counter = try Counter(bench, Fixtures.profile(id))
        #expect(counter.next()?.state == .overload)
        bench.device.perform(.weigh("1.250"))
        #expect(counter.first { $0.state == .stable }?.value == "1.250")
        bench.device.perform(.underload)
        #expect(counter.first { $0.state == .underload } != nil)
        await bench.quit()
    }

    /// Asked twice for the same weight it stays silent the second time: the next answer is the
    /// next weight.
    @Test func anAdamAnswersEachWeightOnce() async throws {
        let bench = try Bench("scales/adam-azextra", timing: SimulatorTiming(settle: 0))
        let client = try #require(Client(bench.link))
        client.send("P\r\n".utf8)
        for weight in ["1.250", "0.480"] {
            bench.device.perform(.weigh(weight))
            // What it cannot show is told after the weight has been laid on.
            bench.device.perform(.overload)
            #expect(await bench.error() != nil)
            client.send("P\r\nP\r\n".utf8)
            #expect(client.receive(9) == Array("\(weight)kg\r\n".utf8))
        }
        await bench.quit()
    }

    @Test func balancesSayWhoTheyAre() async throws {
        let balance = try Bench("scales/mettler-toledo-at")
        let client = try #require(Client(balance.link))
        client.send("I4\r\nI2\r\nXX\r\n".utf8)
        let answer = "I4 A \"0000000001\"\r\nI2 A \"AT\"\r\nES\r\n"
        #expect(client.receive(answer.utf8.count) == Array(answer.utf8))
        await balance.quit()
        let scale = try Bench("scales/sartorius-pr-5210")
        let other = try #require(Client(scale.link))
        other.send("\nA\r\nB\r\nB\r\nX\r".utf8)
        let about = "\nSMA:1/1.0\r\nMFG:Cunzhan\r\nMOD:PR 5210\r\n?\r"
        #expect(other.receive(about.utf8.count) == Array(about.utf8))
        await scale.quit()
    }
}
