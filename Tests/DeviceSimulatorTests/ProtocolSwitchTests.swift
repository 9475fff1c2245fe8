import DeviceSimulator
import Testing

/// Scales that are told over the line to speak another protocol, and do.
@Suite struct ProtocolSwitchTests {
    private static let pinnacle = "scales/pinnacle-os2"
    private static let ranger = "scales/ohaus-ranger-rc"
    private static let frame: [UInt8] =
        [0x01, 0x02] + Array("S 01.250kgd".utf8) + [0x03, 0x04]
    private static let own = Array("   001.250 kg   B/G\r\n".utf8)
    private static let sics = Array("S S      1.250 kg\r\n".utf8)
    /// ENQ and DC1, which only the passive protocol answers.
    private static let question: [UInt8] = [0x05, 0x11]

    private func opened(_ id: String) async throws -> (bench: Bench, client: Client) {
        let bench = try Bench(
            id, timing: SimulatorTiming(settle: 0, frame: 20, afterOpening: 0))
        bench.device.perform(.weigh("1.250"))
        let client = try #require(Client(bench.link))
        #expect(await bench.wait(for: .opened))
        return (bench, client)
    }

    /// The line after the cable was pulled and put back.
    private func replugged(_ bench: Bench) async throws -> Client {
        bench.device.perform(.unplug)
        bench.device.perform(.plug)
        #expect(await bench.wait(for: .plugged(link: bench.link)))
        return try #require(Client(bench.link))
    }

    private func expect(_ client: Client, _ question: [UInt8], answers: [UInt8]) {
        client.send(question)
        #expect(client.receive(answers.count) == answers)
    }

    /// Passes over frames that were under way until the answer to a question begins.
    private func skipToAnswer(_ client: Client) -> [UInt8] {
        client.send(Self.question)
        while true {
            let byte = client.receive(1)
            if byte.isEmpty { return [] }
            if byte == [0x06] { return client.receive(Self.frame.count) }
        }
    }

    @Test func aPinnacleAnswersOrSendsByItself() async throws {
        let (bench, client) = try await opened(Self.pinnacle)
        expect(client, Self.question, answers: [0x06] + Self.frame)
        client.send("<PB>\t".utf8)
        // Nobody asks.
        #expect(client.receive(30) == Self.frame + Self.frame)
        client.send("<AL>\t".utf8)
        #expect(skipToAnswer(client) == Self.frame)
        client.send("<PB>\t".utf8)
        // It has obeyed before it is unplugged.
        #expect(client.receive(Self.frame.count) == Self.frame)
        let again = try await replugged(bench)
        #expect(again.receive(30) == Self.frame + Self.frame)
        // The maker's box: for everybody else it falls silent.
        again.send("<DB>\t".utf8 + Self.question)
        bench.device.perform(.noise([0x2A]))
        while case let byte = again.receive(1), !byte.isEmpty, byte != [0x2A] {}
        bench.device.perform(.settingsSet(key: "protocol", value: "AL"))
        #expect(await bench.wait(for: .done(command: "settings-set")))
        #expect(skipToAnswer(again) == Self.frame)
        await bench.quit()
    }

    @Test func anOhausSpeaksItsOwnOrMTSICS() async throws {
        let (bench, client) = try await opened(Self.ranger)
        expect(client, Array("P\r\n".utf8), answers: Self.own)
        expect(client, Array("SI\r\n".utf8), answers: Array("ES\r\n".utf8))
        expect(client, Array("PSI\r\nSI\r\n".utf8), answers: Self.sics)
        expect(client, Array("P\r\n".utf8), answers: Array("ES\r\n".utf8))
        let again = try await replugged(bench)
        expect(again, Array("SI\r\n".utf8), answers: Self.sics)
        expect(again, Array("POH\r\nP\r\n".utf8), answers: Self.own)
        await bench.quit()
    }

    @Test func whatRefusesOrForgetsKeepsItsProtocol() async throws {
        let (bench, client) = try await opened(Self.ranger)
        for temper in [SettingsTemper.refuse, .ignore, .mute] {
            bench.device.perform(.settings(temper))
            bench.device.perform(.noise([0x2A]))
            #expect(client.receive(1) == [0x2A])
            expect(client, Array("PSI\r\nP\r\n".utf8), answers: Self.own)
        }
        await bench.quit()
    }
}
