import DeviceProtocols
import Identifiers
import StationJournal
import StationStore
import Testing

@testable import Station

@Suite("One label at a time")
struct PrintMachineTests {
    private let job: LabelJob

    init() throws {
        job = LabelJob(
            id: 1, number: "1", carrier: .zto,
            code: try #require(PickupCode(shelf: 1, layer: 1, piece: 1)), receiver: "村*甲",
            phoneTail: nil, reprint: false, state: .queued)
    }

    private func says(_ conditions: PrinterCondition..., at time: Int) -> PrinterView {
        .says(conditions, at: .seconds(time))
    }

    @Test("a label goes only to a printer that has just said it is ready")
    func readiness() {
        var machine = PrintMachine()
        for view in [
            .gone, .silent, says(.paperOut, at: 9), says(.printing, at: 9), says(.ready, at: 5),
        ] {
            #expect(machine.step(view, next: job, now: .seconds(9)) == .wait)
        }
        #expect(machine.step(says(.ready, at: 9), next: nil, now: .seconds(9)) == .wait)
        #expect(machine.step(says(.ready, at: 9), next: job, now: .seconds(9)) == .send(job))
    }

    @Test("printing seen, then ready: confirmed")
    func confirmed() {
        var machine = PrintMachine()
        machine.sent(job, now: .seconds(10))
        #expect(machine.isBusy)
        // A status from before the bytes went out proves nothing.
        #expect(machine.step(says(.ready, at: 10), next: nil, now: .seconds(11)) == .wait)
        #expect(
            machine.step(says(.printing, at: 11), next: nil, now: .seconds(11))
                == .markPrinting(job))
        #expect(machine.step(says(.printing, at: 12), next: nil, now: .seconds(12)) == .wait)
        #expect(
            machine.step(says(.ready, at: 13), next: nil, now: .seconds(13))
                == .settle(job, .confirmed))
        // Until it is written the decision stands.
        #expect(
            machine.step(.gone, next: nil, now: .seconds(14)) == .settle(job, .confirmed))
        machine.settled()
        #expect(!machine.isBusy)
    }

    @Test("paper out under way: waits as long as it takes, then the printer's own reprint counts")
    func paperOut() {
        var machine = PrintMachine()
        machine.sent(job, now: .seconds(10))
        #expect(machine.step(says(.paperOut, at: 11), next: nil, now: .seconds(11)) == .wait)
        #expect(machine.step(says(.paperOut, at: 7000), next: nil, now: .seconds(7000)) == .wait)
        #expect(
            machine.step(says(.ready, at: 7010), next: nil, now: .seconds(7010))
                == .settle(job, .confirmed))
    }

    @Test("a line lost under way, or a printer that never printed: unknown, never sent again")
    func unknown() {
        var machine = PrintMachine()
        machine.sent(job, now: .seconds(10))
        #expect(machine.step(.silent, next: nil, now: .seconds(60)) == .wait)
        #expect(machine.step(.gone, next: nil, now: .seconds(61)) == .settle(job, .unknown))
        machine.settled()
        machine.sent(job, now: .seconds(70))
        #expect(machine.step(says(.ready, at: 74), next: nil, now: .seconds(74)) == .wait)
        #expect(
            machine.step(says(.ready, at: 76), next: nil, now: .seconds(76))
                == .settle(job, .unknown))
    }

    @Test(
        "a printer that fell silent under way may have forgotten the label",
        arguments: [PrinterCondition.printing, .paperOut])
    func switchedOff(before: PrinterCondition) {
        var machine = PrintMachine()
        machine.sent(job, now: .seconds(10))
        _ = machine.step(says(before, at: 11), next: nil, now: .seconds(11))
        #expect(machine.step(.silent, next: nil, now: .seconds(15)) == .wait)
        #expect(
            machine.step(says(.ready, at: 20), next: nil, now: .seconds(20))
                == .settle(job, .unknown))
    }
}
