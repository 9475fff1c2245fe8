import DeviceProtocols
import Glibc
import SerialLines
import Testing

/// One reader for every kind of line; here pseudo-terminals and a TCP device server.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct LineReaderTests {
    private let settings = LineSettings(bauds: [9600])
    private static let promised = Duration.seconds(2)

    @Test func carriesBytesBothWaysAndTellsSilenceOncePerBurst() async throws {
        let terminal = try FakeTerminal()
        let reader = LineReader(
            try LineAddress(terminal.slavePath), settings: settings, idleGap: .milliseconds(40))
        try await running(reader) { follower in
            let opening = try await follower.opened()
            #expect(opening.devicePath == terminal.slavePath)
            #expect(opening.baud == nil)
            #expect(opening.compromises.isEmpty)
            try await reader.write(Array("W".utf8))
            #expect(try await terminal.receive(1) == Array("W".utf8))
            for text in ["6901234567892\r", "\u{2}01.250\r"] {
                try await terminal.send(text)
                #expect(try await follower.bytes(text.utf8.count) == Array(text.utf8))
                #expect(try await follower.next() == .idle)
            }
        }
    }

    @Test func changesNoByteOfAnyValue() async throws {
        let terminal = try FakeTerminal()
        let reader = LineReader(.pseudoTerminal(path: terminal.slavePath), settings: settings)
        let there = Array(0...255) + seededBytes(20_000, seed: 1)
        let back = Array(0...255) + seededBytes(20_000, seed: 2)
        try await running(reader) { follower in
            _ = try await follower.opened()
            for start in stride(from: 0, to: there.count, by: 1000) {
                let part = Array(there[start..<min(start + 1000, there.count)])
                try await terminal.send(part)
                #expect(try await follower.bytes(part.count) == part)
            }
            for start in stride(from: 0, to: back.count, by: 1000) {
                let part = Array(back[start..<min(start + 1000, back.count)])
                try await reader.write(part)
                #expect(try await terminal.receive(part.count) == part)
            }
        }
    }

    @Test func opensSevenEvenOneOnAPseudoTerminalAndSaysSo() async throws {
        let terminal = try FakeTerminal()
        let toledo = LineSettings(
            bauds: [9600], dataBits: 7, parity: .even, stopBits: 1, flow: .rtscts)
        let reader = LineReader(try LineAddress(terminal.slavePath), settings: toledo)
        try await running(reader) { follower in
            #expect(
                try await follower.opened().compromises == [
                    .framing(asked: "7E1", got: "8N1"), .flowControl(asked: "rtscts"),
                ])
            try await terminal.send([0xb1])
            #expect(try await follower.bytes(1) == [0xb1])
        }
    }

    @Test func aHungUpLineIsNoticedAndTakenUpAgainWhereItsLinkLeads() async throws {
        let folder = try TemporaryFolder()
        let first = try FakeTerminal()
        let link = try folder.link(to: first.slavePath)
        let reader = LineReader(try LineAddress("pty:\(link)"), settings: settings)
        try await running(reader) { follower in
            #expect(try await follower.opened().devicePath == first.slavePath)
            let clock = ContinuousClock()
            var start = clock.now
            first.hangUp()
            #expect(try await follower.lost() == .hungUp)
            #expect(clock.now - start < Self.promised)

            let second = try FakeTerminal()
            start = clock.now
            _ = try folder.link(to: second.slavePath)
            #expect(try await follower.opened().devicePath == second.slavePath)
            #expect(clock.now - start < Self.promised)
            try await second.send("back")
            #expect(try await follower.bytes(4) == Array("back".utf8))
        }
    }

    @Test func aVanishedPathIsALossThoughTheDescriptorIsSilent() async throws {
        let folder = try TemporaryFolder()
        let terminal = try FakeTerminal()
        let link = try folder.link(to: terminal.slavePath)
        let reader = LineReader(.serial(path: link), settings: settings)
        try await running(reader) { follower in
            _ = try await follower.opened()
            let clock = ContinuousClock()
            var start = clock.now
            folder.removeLink()
            #expect(try await follower.lost() == .pathGone)
            #expect(clock.now - start < Self.promised)
            #expect(try await follower.unavailable() == .notFound(link))
            start = clock.now
            _ = try folder.link(to: terminal.slavePath)
            _ = try await follower.opened()
            #expect(clock.now - start < Self.promised)
        }
    }

    @Test func aPathThatLeadsElsewhereIsALoss() async throws {
        let folder = try TemporaryFolder()
        let first = try FakeTerminal()
        let second = try FakeTerminal()
        let reader = LineReader(
            .serial(path: try folder.link(to: first.slavePath)), settings: settings)
        try await running(reader) { follower in
            _ = try await follower.opened()
            _ = try folder.link(to: second.slavePath)
            #expect(try await follower.lost() == .pathGone)
            #expect(try await follower.opened().devicePath == second.slavePath)
        }
    }

    @Test func aSecondOpenerIsToldWhoHasTheLine() async throws {
        let terminal = try FakeTerminal()
        let address = try LineAddress(terminal.slavePath)
        let held = try SerialLine.open(address, settings: settings)
        let error = #expect(throws: LineError.self) {
            _ = try SerialLine.open(address, settings: settings)
        }
        #expect(error == .busy(terminal.slavePath, holder: "this program itself"))
        let isPresent = held.isPathPresent()
        #expect(isPresent)
        _ = consume held
        _ = try SerialLine.open(address, settings: settings)
    }

    @Test func unusablePathsAreToldOnceAndWithANextStep() async throws {
        let folder = try TemporaryFolder()
        let missing = "\(folder.path)/line"
        let reader = LineReader(.serial(path: missing), settings: settings)
        try await running(reader) { follower in
            let error = try await follower.unavailable()
            #expect(error == .notFound(missing))
            #expect("\(error)".contains(missing) && "\(error)".contains("plug the device in"))
            let terminal = try FakeTerminal()
            _ = try folder.link(to: terminal.slavePath)
            guard case .opened = try await follower.next() else {
                throw Failure("the same error was told twice")
            }
        }
    }

    @Test(arguments: ["/dev/null", "/etc/passwd", "/tmp"])
    func whatIsNoLineIsRefused(path: String) {
        let error = #expect(throws: LineError.self) {
            _ = try SerialLine.open(.serial(path: path), settings: LineSettings())
        }
        guard case .unsupported(path, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func aProbingReaderEndsByItself() async {
        let reader = LineReader(.serial(path: "/nowhere"), settings: settings, reopens: false)
        async let run: Void = reader.run()
        var events: [LineEvent] = []
        for await event in reader.events { events.append(event) }
        await run
        #expect(events == [.unavailable(.notFound("/nowhere"))])
    }

    @Test func stoppingAndCancellingAreImmediate() async throws {
        let terminal = try FakeTerminal()
        let clock = ContinuousClock()
        for cancels in [false, true] {
            let reader = LineReader(try LineAddress(terminal.slavePath), settings: settings)
            let run = Task { await reader.run() }
            let follower = Follower(reader)
            _ = try await follower.opened()
            let start = clock.now
            if cancels { run.cancel() } else { reader.stop() }
            await run.value
            #expect(clock.now - start < .seconds(2))
            await #expect(throws: LineError.notOpen(terminal.slavePath)) {
                try await reader.write([1])
            }
        }
    }
}

/// What happens to bytes that are to be written.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct LineWritingTests {
    private let settings = LineSettings(bauds: [9600])
    private let label = seededBytes(300_000, seed: 3)

    @Test func aDeviceThatTakesNothingEndsTheWriteInTime() async throws {
        let terminal = try FakeTerminal()
        let reader = LineReader(try LineAddress(terminal.slavePath), settings: settings)
        try await running(reader) { follower in
            _ = try await follower.opened()
            do throws(LineError) {
                try await reader.write(label, within: .milliseconds(100))
                Issue.record("all was taken")
            } catch {
                guard case .writeTimedOut(_, let written, let total) = error else { throw error }
                #expect(total == label.count)
                // Exactly these bytes arrive, and nothing of the rest later.
                #expect(try await terminal.receive(written) == Array(label[..<written]))
            }
            try await reader.write([42])
            #expect(try await terminal.receive(1) == [42])
        }
    }

    @Test func aLostLineEndsTheWrite() async throws {
        let terminal = try FakeTerminal()
        let reader = LineReader(try LineAddress(terminal.slavePath), settings: settings)
        try await running(reader) { follower in
            _ = try await follower.opened()
            async let write: Void = reader.write(label)
            _ = try await terminal.receive(1000)
            terminal.hangUp()
            do {
                try await write
                Issue.record("all was taken")
            } catch LineError.writeInterrupted(_, let written, label.count) {
                #expect(written >= 1000)
            }
        }
    }

    @Test func aCancelledWriteIsTakenBack() async throws {
        let terminal = try FakeTerminal()
        let reader = LineReader(try LineAddress(terminal.slavePath), settings: settings)
        try await running(reader) { follower in
            _ = try await follower.opened()
            let write = Task { try await reader.write(label, within: .seconds(50)) }
            _ = try await terminal.receive(1000)
            write.cancel()
            guard case .failure(let error) = await write.result,
                case LineError.cancelled(_, let written, label.count) = error
            else { throw Failure("not cancelled") }
            #expect(try await terminal.receive(written - 1000) == Array(label[1000..<written]))
            try await reader.write([42])
            #expect(try await terminal.receive(1) == [42])
        }
    }

    @Test func behindTooMuchIsRefusedWhole() async throws {
        let terminal = try FakeTerminal()
        let reader = LineReader(try LineAddress(terminal.slavePath), settings: settings)
        try await running(reader) { follower in
            _ = try await follower.opened()
            let limit = 1024 * 1024
            // However long one call is, it goes out.
            let first = Task {
                try await reader.write(
                    [UInt8](repeating: 7, count: 2 * limit), within: .seconds(50))
            }
            _ = try await terminal.receive(1)
            await #expect(throws: LineError.writeQueueFull(terminal.slavePath, limit: limit)) {
                try await reader.write([42])
            }
            #expect(
                try await terminal.receive(2 * limit - 1)
                    == [UInt8](repeating: 7, count: 2 * limit - 1))
            try await first.value
            try await reader.write([42])
            #expect(try await terminal.receive(1) == [42])
        }
    }
}
