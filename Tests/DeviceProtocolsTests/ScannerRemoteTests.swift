import DataFolder
import DeviceProtocols
import Testing

private func remote(_ id: String) throws -> ScannerRemote {
    try #require(ScannerRemote(try CheckoutFiles.data.profile(id: id)))
}

private let start: [UInt8] = [0x04, 0xE4, 0x04, 0x00, 0xFF, 0x14]
private let startAgain: [UInt8] = [0x04, 0xE4, 0x04, 0x01, 0xFF, 0x13]
private let stop: [UInt8] = [0x04, 0xE5, 0x04, 0x00, 0xFF, 0x13]
private let ack = ssiPacket(0xD0)

@Suite struct ScannerRemoteTests {
    @Test func commandsArriveOneByOne() throws {
        var remote = try remote("scanners/generic-ssi")
        #expect(remote.commands == Set(ScannerCommand.allCases))
        #expect(remote.nextTick == nil)
        #expect(remote.send(.start, at: 0) == start)
        #expect(remote.send(.stop, at: 10).isEmpty)
        #expect(remote.nextTick == 2_000)
        // A code in between is not the answer.
        #expect(remote.hear(ssiPacket(0xF3, [3, 0x41])[...], at: 20).isEmpty)
        #expect(remote.hear(ack.prefix(3), at: 30).isEmpty)
        #expect(remote.hear(ack.dropFirst(3), at: 40) == stop)
        #expect(remote.hear(ack[...], at: 50).isEmpty)
        #expect(remote.nextTick == nil)
        #expect(remote.takeResults().map(\.outcome) == [.done, .done])
        #expect(remote.takeResults().isEmpty)
        // An answer nobody asked for.
        #expect(remote.hear(ack[...], at: 60).isEmpty)
        #expect(remote.takeResults().isEmpty)
    }

    @Test func whatIsNotAnsweredIsSentTwiceMore() throws {
        var remote = try remote("scanners/generic-ssi")
        #expect(remote.send(.start, at: 100) == start)
        #expect(remote.tick(at: 2_099).isEmpty)
        // Noise that looks like the beginning of a long packet does not hide the answer.
        _ = remote.hear([0xF0, 0xF3, 0x00], at: 2_000)
        #expect(remote.tick(at: 2_100) == startAgain)
        #expect(remote.nextTick == 4_100)
        #expect(remote.hear(ack[...], at: 2_200).isEmpty)
        #expect(remote.takeResults().map(\.outcome) == [.done])

        #expect(remote.send(.start, at: 10_000) == start)
        #expect(remote.send(.stop, at: 10_000).isEmpty)
        #expect(remote.tick(at: 12_000) == startAgain)
        #expect(remote.tick(at: 14_000) == startAgain)
        #expect(remote.tick(at: 16_000) == stop)
        #expect(remote.takeResults().map(\.outcome) == [.unanswered])
        remote.lineLost()
        #expect(remote.nextTick == nil)
        #expect(remote.takeResults() == [.init(command: .stop, outcome: .unanswered)])
    }

    @Test func refusals() throws {
        var remote = try remote("scanners/generic-ssi")
        #expect(remote.send(.start, at: 0) == start)
        #expect(remote.hear(ssiPacket(0xD1, [1])[...], at: 5) == startAgain)
        #expect(remote.hear(ssiPacket(0xD1, [6])[...], at: 9).isEmpty)
        #expect(remote.takeResults() == [.init(command: .start, outcome: .refused)])
    }

    @Test func waitingCommandsAreBounded() throws {
        var remote = try remote("scanners/generic-ssi")
        for _ in 0..<1_000 { _ = remote.send(.beep, at: 0) }
        let results = remote.takeResults()
        #expect(!results.isEmpty && results.count < 100)
        #expect(results.allSatisfy { $0.outcome == .refused })
    }

    @Test func triggersOfSerialScanners() throws {
        var honeywell = try remote("scanners/generic-honeywell")
        #expect(honeywell.send(.start, at: 0) == [0x16, 0x54, 0x0D])
        #expect(honeywell.send(.stop, at: 0) == [0x16, 0x55, 0x0D])
        #expect(honeywell.hear(ack[...], at: 0).isEmpty)
        #expect(honeywell.send(.disable, at: 0).isEmpty)
        #expect(honeywell.takeResults().map(\.outcome) == [.sent, .sent, .refused])
        var newland = try remote("scanners/generic-newland")
        #expect(
            newland.send(.start, at: 0) == [0x7E, 0x01] + Array("0000#SCNTRG1;".utf8) + [0x03])
        #expect(ScannerRemote(try CheckoutFiles.data.profile(id: "scanners/generic-serial")) == nil)
        #expect(ScannerRemote(try CheckoutFiles.data.profile(id: "printers/generic-tspl")) == nil)
    }
}
