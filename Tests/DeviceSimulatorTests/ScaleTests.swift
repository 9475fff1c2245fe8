import DeviceProtocols
import DeviceSimulator
import Testing

@Suite struct ScaleTests {
    /// Long enough to be met, short enough to wait for.
    private let timing = SimulatorTiming(settle: 300, frame: 20)

    /// Readings as the station's own decoder sees them, until one fits; nil after 20 seconds.
    private func reading(
        _ client: Client, _ decoder: inout any FrameDecoder<ScaleReading>,
        request: [UInt8], until fits: (ScaleReading) -> Bool
    ) -> ScaleReading? {
        let end = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < end {
            client.send(request)
            var messages: [ScaleReading] = []
            while messages.isEmpty {
                let bytes = client.receive(1)
                if bytes.isEmpty { return nil }
                for case .message(let reading) in decoder.feed(bytes[...]) {
                    messages.append(reading)
                }
            }
            if let reading = messages.first(where: fits) { return reading }
        }
        return nil
    }

    @Test(arguments: ["scales/generic-toledo-8217", "scales/generic-yaohua-a12e"])
    func weighsThroughMotionToRest(id: String) async throws {
        let bench = try Bench(id, timing: timing)
        let profile = try Fixtures.profile(id)
        var decoder = try #require(profile.scaleDecoder())
        let request = profile.poll?.bytes ?? []
        let client = try #require(Client(bench.link))
        let zero = reading(client, &decoder, request: request) { $0.state == .stable }
        #expect(zero?.massMilligrams == 0)
        bench.device.perform(try SimulatorCommand(line: "weigh 1.250"))
        #expect(reading(client, &decoder, request: request) { $0.state == .moving } != nil)
        let rest = reading(client, &decoder, request: request) {
            $0.state == .stable && $0.massMilligrams != 0
        }
        #expect(rest?.massMilligrams == 1_250_000)
        #expect(rest?.value == "1.250")
        for (command, state) in [
            ("overload", ScaleState.overload), ("underload", .underload), ("moving", .moving),
        ] {
            bench.device.perform(try SimulatorCommand(line: command))
            #expect(
                reading(client, &decoder, request: request) { $0.state == state } != nil,
                "\(command)")
        }
        await bench.quit()
    }

    @Test func toledoShowsThatAZeroIsNeededAndEchoes() async throws {
        let bench = try Bench("scales/generic-toledo-8217", timing: timing)
        let client = try #require(Client(bench.link))
        bench.device.perform(.zeroNeeded)
        client.send("Ehello".utf8)
        #expect(client.receive(8) == [0x02, 0x45, 0x0D] + Array("hello".utf8))
        client.send("FW".utf8)
        #expect(client.receive(4) == [0x02, 0x3F, 0x48, 0x0D])
        client.send("X".utf8)
        #expect(await bench.error()?.contains("58") == true)
        #expect(client.receive(4) == [0x02, 0x3F, 0x40, 0x0D])
        bench.device.perform(.mute)
        bench.device.perform(.noise([0x2A]))
        #expect(client.receive(1) == [0x2A])
        client.send("W".utf8)
        bench.device.perform(.weigh("100"))
        #expect(await bench.error()?.contains("more than the scale") == true)
        await bench.quit()
    }

    @Test func yaohuaSendsItsDocumentedBytes() async throws {
        let bench = try Bench(
            "scales/generic-yaohua-a12e", timing: SimulatorTiming(settle: 0, frame: 20))
        bench.device.perform(.weigh("4.139"))
        let client = try #require(Client(bench.link))
        #expect(client.receive(15) == Array("WG004.139kg3D\r\n".utf8))
        bench.device.perform(.zeroNeeded)
        #expect(await bench.error() != nil)
        await bench.quit()
    }
}
