import DeviceProtocols
import DeviceSimulator
import Testing

/// A packet, made without the code under test.
private func packet(
    _ opcode: UInt8, _ data: [UInt8] = [], status: UInt8 = 0, source: UInt8 = 0
) -> [UInt8] {
    let body = [UInt8(4 + data.count), opcode, source, status] + data
    let sum = body.reduce(0) { $0 + Int($1) }
    let check = (0x10000 - sum % 0x10000) % 0x10000
    return body + [UInt8(check / 256), UInt8(check % 256)]
}

private func host(_ opcode: UInt8, _ data: [UInt8] = [], status: UInt8 = 0) -> [UInt8] {
    packet(opcode, data, status: status, source: 4)
}

private let ack = host(0xD0)

@Suite struct SSIScannerTests {
    private func opened(
        answer: Int = 60_000
    ) async throws -> (bench: Bench, client: Client) {
        let bench = try Bench(
            "scanners/generic-ssi", timing: SimulatorTiming(afterOpening: 0, answer: answer))
        let client = try #require(Client(bench.link))
        #expect(await bench.wait(for: .opened))
        return (bench, client)
    }

    /// Lays a code before the scanner and makes sure that it lies there.
    private func present(_ text: String, _ bench: Bench, _ client: Client) throws -> Bool {
        bench.device.perform(try SimulatorCommand(line: "present \(text)"))
        bench.device.perform(.noise([0x2A]))
        return client.receive(1) == [0x2A]
    }

    @Test func waitsForTheAnswerToEachPacket() async throws {
        let (bench, client) = try await opened()
        bench.device.perform(try SimulatorCommand(line: "scan-several ]E06901234567892 YT1"))
        let first = packet(0xF3, [0x0B] + "6901234567892".utf8)
        let second = packet(0xF3, [0x00] + "YT1".utf8)
        #expect(client.receive(first.count) == first)
        client.send(ack)
        #expect(client.receive(second.count) == second)
        // Refused as damaged it comes again, marked.
        client.send(host(0xD1, [1]))
        let again = packet(0xF3, [0x00] + "YT1".utf8, status: 1)
        #expect(client.receive(again.count) == again)
        client.send(ack)
        // Nothing is left: the next answer is to a command.
        client.send(host(0xA3))
        #expect(client.receive(2) == [25, 0xA4])
        await bench.quit()
    }

    @Test func givesUpAfterThreeSendings() async throws {
        let (bench, client) = try await opened(answer: 20)
        bench.device.perform(.scan(Array("A".utf8)))
        let sent = packet(0xF3, [0, 0x41])
        let again = packet(0xF3, [0, 0x41], status: 1)
        #expect(client.receive(sent.count * 3) == sent + again + again)
        #expect(await bench.error()?.contains("not acknowledged") == true)
        bench.device.perform(.scan(Array("B".utf8)))
        #expect(client.receive(sent.count) == packet(0xF3, [0, 0x42]))
        await bench.quit()
    }

    @Test func longContentsComeInSeveralPackets() async throws {
        let (bench, client) = try await opened()
        bench.device.perform(.scan([UInt8](repeating: 0x41, count: 300)))
        let first = packet(0xF3, [0] + [UInt8](repeating: 0x41, count: 250), status: 2)
        let last = packet(0xF3, [0] + [UInt8](repeating: 0x41, count: 50))
        #expect(client.receive(first.count) == first)
        client.send(ack)
        #expect(client.receive(last.count) == last)
        await bench.quit()
    }

    @Test func obeysTheHost() async throws {
        let (bench, client) = try await opened()
        func say(_ bytes: [UInt8], hears expected: [UInt8]) {
            client.send(bytes)
            #expect(client.receive(expected.count) == expected)
        }
        let taken = packet(0xD0)
        #expect(try present("]C0YT1", bench, client))
        let code = packet(0xF3, [3] + "YT1".utf8)
        // A waking NUL before the packet is no part of it.
        say([0] + host(0xE4), hears: taken + code)
        client.send(ack)
        // Sent again since its answer was lost: answered, not read a second time.
        say(host(0xE4, status: 1), hears: taken)
        say(host(0xE5), hears: taken)
        say(host(0xEA), hears: taken)
        say(host(0xE4), hears: packet(0xD1, [6]))
        bench.device.perform(.scan([0x41]))
        #expect(await bench.error()?.contains("disabled") == true)
        say(host(0xE9), hears: taken)
        say(host(0xE6, [0]), hears: taken)
        #expect(await bench.wait(for: .beeped))
        var damaged = host(0xE4)
        damaged[4] ^= 1
        say(damaged, hears: packet(0xD1, [1]))
        say(host(0x99), hears: packet(0xD1, [2]))
        await bench.quit()
    }

    /// The library's own decoder and remote against the simulated scanner.
    @Test func decoderAndRemoteUnderstandIt() async throws {
        let (bench, client) = try await opened()
        let profile = try Fixtures.profile("scanners/generic-ssi")
        var decoder = try #require(profile.scannerDecoder())
        var remote = try #require(ScannerRemote(profile))
        #expect(try present("]C1" + String(repeating: "9", count: 400), bench, client))
        client.send(remote.send(.start, at: 0))
        var codes: [ScannedCode] = []
        while codes.isEmpty {
            let bytes = client.receive(1)
            guard !bytes.isEmpty else { break }
            for case .message(let code) in decoder.feed(bytes[...]) { codes.append(code) }
            client.send(decoder.takeReplies())
            client.send(remote.hear(bytes[...], at: 1))
        }
        #expect(codes.map(\.bytes.count) == [400])
        let line = try #require(codes.first.map { DecodeLine.json(for: .message($0)) })
        #expect(line.contains(#""aim":"]C1""#))
        #expect(remote.takeResults() == [.init(command: .start, outcome: .done)])
        await bench.quit()
    }
}
