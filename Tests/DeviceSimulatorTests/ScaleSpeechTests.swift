import DeviceProtocols
import DeviceSimulator
import Testing

/// A program that asks a simulated scale as the profile says and reads what comes.
private struct Asker {
    let client: Client
    let profile: DeviceProfile
    var decoder: any FrameDecoder<ScaleReading>

    init?(_ bench: Bench, _ profile: DeviceProfile) {
        guard let client = Client(bench.link), let decoder = profile.scaleDecoder() else {
            return nil
        }
        self.client = client
        self.profile = profile
        self.decoder = decoder
    }

    /// Readings until one fits; nil after 20 seconds, or when the line falls silent.
    mutating func reading(until fits: (ScaleReading) -> Bool) -> ScaleReading? {
        let end = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < end {
            guard let readings = round() else { return nil }
            if let reading = readings.first(where: fits) { return reading }
        }
        return nil
    }

    /// One round of questions, or some bytes of a scale that sends by itself.
    private mutating func round() -> [ScaleReading]? {
        guard let poll = profile.poll else { return take(client.receive(1)) }
        for step in poll.steps.dropLast() {
            client.send(step.bytes)
            guard take(client.receive(step.reply.count)) != nil else { return nil }
        }
        client.send(poll.steps.last?.bytes ?? [])
        while true {
            guard let readings = take(client.receive(1)) else { return nil }
            if !readings.isEmpty { return readings }
        }
    }

    private mutating func take(_ bytes: [UInt8]) -> [ScaleReading]? {
        guard !bytes.isEmpty else { return nil }
        var readings: [ScaleReading] = []
        for case .message(let reading) in decoder.feed(bytes[...]) { readings.append(reading) }
        client.send(decoder.takeReplies())
        return readings
    }
}

@Suite struct ScaleSpeechTests {
    private let timing = SimulatorTiming(settle: 300, frame: 20)

    static let ids = [
        "generic-yaohua-0", "generic-yaohua-1", "generic-yaohua-2", "generic-yaohua-command",
        "generic-mt-continuous", "generic-cas-ecr", "generic-dialog06", "generic-bcd",
        "cardinal-225", "t-scale-row", "pinnacle-os2", "yousheng-jcs-b", "rice-lake-520",
    ].map { "scales/" + $0 }

    @Test(arguments: ids)
    func weighsThroughMotionToRest(id: String) async throws {
        let bench = try Bench(id, timing: timing)
        var asker = try #require(Asker(bench, try Fixtures.profile(id)))
        bench.device.perform(.weigh("1.250"))
        #expect(asker.reading { $0.state == .moving } != nil)
        let rest = asker.reading { $0.state == .stable && $0.massMilligrams == 1_250_000 }
        #expect(rest?.value == "1.250")
        bench.device.perform(.weigh("-0.300"))
        let isDialog = id.hasSuffix("dialog06")
        let below = asker.reading { isDialog ? $0.state == .underload : $0.value == "-0.300" }
        #expect(below != nil)
        await bench.quit()
    }

    @Test(arguments: [
        "generic-mt-continuous", "generic-cas-ecr", "generic-dialog06", "generic-bcd",
    ])
    func faults(name: String) async throws {
        let id = "scales/" + name
        let bench = try Bench(id, timing: timing)
        var asker = try #require(Asker(bench, try Fixtures.profile(id)))
        for (command, state) in [
            (SimulatorCommand.overload, ScaleState.overload), (.underload, .underload),
            (.moving, .moving),
        ] {
            bench.device.perform(command)
            #expect(asker.reading { $0.state == state } != nil, "\(command)")
        }
        await bench.quit()
    }

    @Test func whatAFormatCannotShowIsTold() async throws {
        let bench = try Bench("scales/generic-yaohua-0", timing: timing)
        bench.device.perform(.overload)
        #expect(await bench.error() != nil)
        await bench.quit()
    }

    @Test func continuousOutputTaresAndZeroes() async throws {
        let id = "scales/mettler-toledo-ind445"
        let bench = try Bench(id, timing: timing)
        var asker = try #require(Asker(bench, try Fixtures.profile(id)))
        bench.device.perform(.zeroNeeded)
        #expect(asker.reading { $0.state == .zeroNeeded } != nil)
        asker.client.send("Z\r\n".utf8)
        #expect(asker.reading { $0.state == .stable }?.massMilligrams == 0)
        bench.device.perform(.weigh("0.300"))
        #expect(asker.reading { $0.state == .stable && $0.value == "0.300" } != nil)
        asker.client.send("T".utf8)
        #expect(asker.reading { $0.net }?.massMilligrams == 0)
        bench.device.perform(.weigh("1.250"))
        #expect(asker.reading { $0.state == .stable && $0.value == "0.950" }?.net == true)
        asker.client.send("C".utf8)
        #expect(asker.reading { !$0.net }?.massMilligrams == 1_250_000)
        await bench.quit()
    }

    @Test func commandsAreAnsweredAtTheirAddressOnly() async throws {
        let bench = try Bench("scales/yaohua-xk3190-a9-command", timing: timing)
        let client = try #require(Client(bench.link))
        client.send([0x02] + "BB00".utf8 + [0x03])
        client.send([0x02] + "AA00".utf8 + [0x03])
        #expect(client.receive(6) == [0x02] + "AA00".utf8 + [0x03])
        client.send([0x02] + "AB04".utf8 + [0x03])
        #expect(await bench.error()?.contains("check digits") == true)
        client.send([0x02] + "AI08".utf8 + [0x03])
        #expect(client.receive(6) == [0x02, 0x41, 0x04, 0x34, 0x35, 0x03])
        client.send([0x02] + "AC02".utf8 + [0x03])
        #expect(client.receive(14).starts(with: [0x02] + "AC+0000003".utf8))
        await bench.quit()
    }

    @Test func cashRegistersHaveToAskFirst() async throws {
        let bench = try Bench("scales/cas-pd-ii", timing: SimulatorTiming(settle: 0, frame: 20))
        let client = try #require(Client(bench.link))
        client.send([0x11])
        #expect(client.receive(1) == [0x15])
        bench.device.perform(.weigh("1.250"))
        client.send([0x05])
        #expect(client.receive(1) == [0x06])
        client.send([0x11])
        let text = Array("S 01.250kg".utf8)
        #expect(client.receive(15) == [0x01, 0x02] + text + [text.reduce(0, ^), 0x03, 0x04])
        await bench.quit()
    }

    @Test func aLoadIsWeighedOnce() async throws {
        let bench = try Bench(
            "scales/mettler-toledo-diva", timing: SimulatorTiming(settle: 0, frame: 20))
        bench.device.perform(.weigh("1.250"))
        let client = try #require(Client(bench.link))
        func ask(_ text: String, _ count: Int) -> String {
            client.send(text.utf8)
            return String(decoding: client.receive(count), as: UTF8.self)
        }
        let request = "\u{4}\u{2}01\u{1B}000001\u{1B}\u{3}"
        #expect(ask("\u{4}\u{2}01\u{1B}000000\u{1B}\u{3}", 1) == "\u{15}")
        #expect(ask("\u{4}\u{2}08\u{3}", 7) == "\u{2}09\u{1B}11\u{3}")
        #expect(ask(request, 1) == "\u{6}")
        #expect(
            ask("\u{4}\u{5}", 26)
                == "\u{2}02\u{1B}3\u{1B}01250\u{1B}000001\u{1B}000001\u{3}")
        #expect(ask(request, 1) == "\u{6}")
        #expect(ask("\u{4}\u{5}", 1) == "\u{15}")
        #expect(ask("\u{4}\u{2}08\u{3}", 7) == "\u{2}09\u{1B}21\u{3}")
        await bench.quit()
    }
}
