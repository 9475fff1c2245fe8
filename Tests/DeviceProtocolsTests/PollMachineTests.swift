import DeviceProtocols
import Testing

@Suite struct PollMachineTests {
    private static let single = PollCommand(bytes: [0x57], minimumGapMilliseconds: 200)
    private static let dialogue = PollCommand(
        steps: [.init(bytes: [0x05], reply: [0x06]), .init(bytes: [0x11])],
        minimumGapMilliseconds: 300)

    private func at(_ milliseconds: Int) -> Duration { .milliseconds(milliseconds) }

    @Test func asksNothingOfALineThatIsNotOpen() {
        var machine = PollMachine(Self.single)
        #expect(machine.step(wantedGap: .zero, now: at(5)) == .wait(until: nil))
        machine.opened()
        #expect(machine.step(wantedGap: .zero, now: at(5)) == .send([0x57]))
        machine.closed()
        #expect(machine.step(wantedGap: .zero, now: at(900)) == .wait(until: nil))
        machine.opened()
        #expect(machine.step(wantedGap: at(500), now: at(901)) == .send([0x57]))
    }

    @Test func keepsTheLongerOfBothGaps() {
        var machine = PollMachine(Self.single)
        machine.opened()
        #expect(machine.step(wantedGap: at(500), now: at(0)) == .send([0x57]))
        #expect(machine.step(wantedGap: at(500), now: at(1)) == .wait(until: at(500)))
        // A shorter wanted gap counts at once, but never below the device's own.
        #expect(machine.step(wantedGap: at(50), now: at(100)) == .wait(until: at(200)))
        #expect(machine.step(wantedGap: at(50), now: at(200)) == .send([0x57]))
    }

    @Test func asksNothingWhileNobodyWantsAnAnswer() {
        var machine = PollMachine(Self.single)
        machine.opened()
        #expect(machine.step(wantedGap: nil, now: at(0)) == .wait(until: nil))
        #expect(machine.step(wantedGap: at(500), now: at(9000)) == .send([0x57]))
        #expect(machine.step(wantedGap: nil, now: at(9500)) == .wait(until: nil))
    }

    @Test func sendsTheNextStepAfterTheReply() {
        var machine = PollMachine(Self.dialogue)
        machine.opened()
        #expect(machine.step(wantedGap: .zero, now: at(0)) == .send([0x05]))
        #expect(machine.step(wantedGap: .zero, now: at(1)) == .wait(until: at(300)))
        let other = machine.heard([0x20, 0x15])
        #expect(!other)
        let acknowledged = machine.heard([0x06])
        #expect(acknowledged)
        #expect(machine.step(wantedGap: .zero, now: at(10)) == .send([0x11]))
        // The answer of the last step is for the decoder; ACK in it ends no wait.
        let late = machine.heard([0x06, 0x01])
        #expect(!late)
        #expect(machine.step(wantedGap: .zero, now: at(20)) == .wait(until: at(300)))
        #expect(machine.step(wantedGap: .zero, now: at(300)) == .send([0x05]))
        #expect(machine.abandonedRounds == 0)
    }

    @Test func givesUpARoundWithoutReply() {
        var machine = PollMachine(Self.dialogue)
        machine.opened()
        #expect(machine.step(wantedGap: at(1000), now: at(0)) == .send([0x05]))
        #expect(machine.step(wantedGap: at(1000), now: at(299)) == .wait(until: at(300)))
        #expect(machine.step(wantedGap: at(1000), now: at(300)) == .wait(until: at(1000)))
        #expect(machine.abandonedRounds == 1)
        let late = machine.heard([0x06])
        #expect(!late)
        #expect(machine.step(wantedGap: at(1000), now: at(1000)) == .send([0x05]))
    }

    @Test(arguments: [[[0x06], [0x41]], [[0x06, 0x41]], [[0x06, 0x06], [0x41]]] as [[[UInt8]]])
    func findsAReplyHoweverItIsCut(chunks: [[UInt8]]) {
        let poll = PollCommand(
            steps: [.init(bytes: [0x05], reply: [0x06, 0x41]), .init(bytes: [0x11])],
            minimumGapMilliseconds: 100)
        var machine = PollMachine(poll)
        machine.opened()
        _ = machine.step(wantedGap: .zero, now: at(0))
        let ends = chunks.map { machine.heard($0) }
        #expect(ends.last == true)
        #expect(machine.step(wantedGap: .zero, now: at(1)) == .send([0x11]))
    }

    @Test func aLineLostInARoundBeginsAnew() {
        var machine = PollMachine(Self.dialogue)
        machine.opened()
        _ = machine.step(wantedGap: .zero, now: at(0))
        machine.closed()
        machine.opened()
        #expect(machine.step(wantedGap: .zero, now: at(1)) == .send([0x05]))
        #expect(machine.abandonedRounds == 0)
    }
}
