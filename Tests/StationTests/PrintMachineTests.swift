import DataFolder
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
            id: 1,
            subject: .pickup(
                PickupLabel(
                    number: "1", carrier: .zto,
                    code: try #require(PickupCode(shelf: 1, layer: 1, piece: 1)), receiver: "村*甲",
                    phoneTail: nil)), reprint: false, state: .queued)
    }

    private func says(
        _ conditions: PrinterCondition..., at time: Int, left: Int? = nil, marked: Int? = nil
    ) -> PrinterView {
        .says(
            PrinterReport(
                conditions: conditions, at: .seconds(time), remaining: left,
                markedAt: marked.map { .seconds($0) }))
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
        for time in 12...7_000 {
            let out = says(.paperOut, at: time)
            guard machine.step(out, next: nil, now: .seconds(time)) != .wait else { continue }
            Issue.record("decided after \(time) s")
        }
        #expect(
            machine.step(says(.ready, at: 7001), next: nil, now: .seconds(7001))
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

    @Test("nothing said for ten minutes in the middle of a label: nobody waits for it any longer")
    func quiet() {
        for evidence in [PrintEvidence.work, .none, .mark([0x1D]), .nextAnswer([0x1B])] {
            var machine = PrintMachine(evidence: evidence)
            machine.sent(job, now: .seconds(10), onWire: .seconds(2))
            #expect(machine.wakeAt == nil)
            _ = machine.step(.silent, next: nil, now: .seconds(15))
            #expect(machine.wakeAt == .seconds(612))
            _ = machine.step(says(.printing, at: 20), next: nil, now: .seconds(20))
            #expect(machine.wakeAt == nil)
            _ = machine.step(.silent, next: nil, now: .seconds(23))
            #expect(machine.wakeAt == .seconds(620))
            #expect(machine.step(.silent, next: nil, now: .seconds(619)) == .wait)
            #expect(
                machine.step(.silent, next: nil, now: .seconds(620)) == .settle(job, .unknown))
            #expect(machine.wakeAt == nil)
        }
    }

    @Test("a printer that is deaf while it prints many labels has time for them")
    func quietLabels() {
        var machine = PrintMachine()
        machine.sent(job, labels: 101, now: .seconds(10))
        _ = machine.step(.silent, next: nil, now: .seconds(15))
        #expect(machine.wakeAt == .seconds(1_110))
        #expect(machine.step(.silent, next: nil, now: .seconds(1_109)) == .wait)
        #expect(
            machine.step(.silent, next: nil, now: .seconds(1_110)) == .settle(job, .unknown))
    }

    @Test(
        "one that said what is wrong and is rightly quiet since is waited for as long as it takes")
    func quietInTrouble() {
        var machine = PrintMachine(evidence: .mark([0x1D]))
        machine.sent(job, now: .seconds(10))
        let out = says(.paperOut, at: 11)
        for time in [11, 700, 90_000] {
            #expect(machine.step(out, next: nil, now: .seconds(time)) == .wait)
            // Nothing rings meanwhile: it would ring without end.
            #expect(machine.wakeAt == nil)
        }
        let marked = says(.ready, at: 90_001, marked: 90_001)
        #expect(
            machine.step(marked, next: nil, now: .seconds(90_001)) == .settle(job, .unknown))
    }

    @Test("deaf for a while under way: it may have been switched off and on")
    func deafUnderWay() {
        var machine = PrintMachine()
        machine.sent(job, now: .seconds(10))
        _ = machine.step(says(.printing, at: 11), next: nil, now: .seconds(11))
        #expect(
            machine.step(says(.ready, at: 14), next: nil, now: .seconds(14))
                == .settle(job, .unknown))
    }

    @Test("a label that the printer still counts after its silence was not forgotten")
    func countedAfterSilence() {
        var machine = PrintMachine()
        machine.sent(job, now: .seconds(10))
        _ = machine.step(says(.printing, at: 11, left: 1), next: nil, now: .seconds(11))
        #expect(machine.step(.silent, next: nil, now: .seconds(15)) == .wait)
        #expect(
            machine.step(says(.printing, at: 90, left: 1), next: nil, now: .seconds(90))
                == .markPrinting(job))
        #expect(
            machine.step(says(.ready, at: 91, left: 0), next: nil, now: .seconds(91))
                == .settle(job, .confirmed))
    }

    @Test("a printer is not silent while the label is still on the wire")
    func slowLine() {
        var machine = PrintMachine()
        machine.sent(job, now: .seconds(10), onWire: .seconds(4))
        #expect(machine.step(.silent, next: nil, now: .seconds(13)) == .wait)
        #expect(machine.step(says(.ready, at: 18), next: nil, now: .seconds(18)) == .wait)
        _ = machine.step(says(.printing, at: 19), next: nil, now: .seconds(19))
        #expect(
            machine.step(says(.ready, at: 20), next: nil, now: .seconds(20))
                == .settle(job, .confirmed))
    }

    // MARK: A printer that answers behind the label

    static let marked: [PrintEvidence] = [.mark([1]), .nextAnswer([1])]

    @Test(
        "ready and the mark behind the label: confirmed; ready alone proves nothing",
        arguments: marked)
    func markBehindTheLabel(evidence: PrintEvidence) {
        var machine = PrintMachine(evidence: evidence)
        machine.sent(job, now: .seconds(10))
        #expect(machine.step(says(.ready, at: 11), next: nil, now: .seconds(11)) == .wait)
        #expect(
            machine.step(says(.ready, at: 12, marked: 10), next: nil, now: .seconds(12)) == .wait)
        #expect(
            machine.step(says(.ready, at: 25, marked: 26), next: nil, now: .seconds(26)) == .wait)
        #expect(
            machine.step(says(.ready, at: 27, marked: 26), next: nil, now: .seconds(27))
                == .settle(job, .confirmed))
    }

    @Test("no mark: unknown in the end, however often it says ready", arguments: marked)
    func noMark(evidence: PrintEvidence) {
        var machine = PrintMachine(evidence: evidence)
        machine.sent(job, now: .seconds(10))
        #expect(machine.step(.silent, next: nil, now: .seconds(14)) == .wait)
        #expect(machine.step(says(.ready, at: 30), next: nil, now: .seconds(30)) == .wait)
        #expect(
            machine.step(says(.ready, at: 31), next: nil, now: .seconds(31))
                == .settle(job, .unknown))
    }

    @Test("trouble under way may have spoilt the label: a person looks", arguments: marked)
    func troubleBeforeTheMark(evidence: PrintEvidence) {
        var machine = PrintMachine(evidence: evidence)
        machine.sent(job, now: .seconds(10))
        let out = says(.paperOut, at: 11, marked: 11)
        #expect(machine.step(out, next: nil, now: .seconds(11)) == .wait)
        #expect(
            machine.step(says(.ready, at: 60, marked: 11), next: nil, now: .seconds(60))
                == .settle(job, .unknown))
    }

    // MARK: A printer without evidence

    @Test("one that is never asked gets labels while its line is open; they stay unconfirmed")
    func neverAsked() {
        var machine = PrintMachine(evidence: .none, isAsked: false)
        #expect(machine.step(.gone, next: job, now: .seconds(9)) == .wait)
        #expect(machine.step(.silent, next: job, now: .seconds(9)) == .send(job))
        #expect(machine.wakeAt == nil)
        machine.sent(job, now: .seconds(10), onWire: .seconds(2))
        #expect(machine.wakeAt == .seconds(12))
        #expect(machine.step(.silent, next: nil, now: .seconds(11)) == .wait)
        #expect(
            machine.step(.silent, next: nil, now: .seconds(12)) == .settle(job, .unconfirmed))
        #expect(machine.wakeAt == nil)
        machine.settled()
        machine.sent(job, now: .seconds(20), onWire: .seconds(2))
        // The cable came off while the label was on the wire.
        #expect(machine.step(.gone, next: nil, now: .seconds(21)) == .settle(job, .unknown))
        machine.settled()
        machine.broken(job, now: .seconds(30))
        #expect(machine.step(.silent, next: nil, now: .seconds(30)) == .settle(job, .unknown))
    }

    @Test("one that says ready but never that it prints: unconfirmed, and unknown after a silence")
    func neverSaysPrinting() {
        var machine = PrintMachine(evidence: .none)
        #expect(machine.step(.silent, next: job, now: .seconds(9)) == .wait)
        machine.sent(job, now: .seconds(10))
        #expect(machine.step(says(.ready, at: 15), next: nil, now: .seconds(15)) == .wait)
        #expect(
            machine.step(says(.ready, at: 16), next: nil, now: .seconds(16))
                == .settle(job, .unconfirmed))
        machine.settled()
        machine.sent(job, now: .seconds(20))
        _ = machine.step(.silent, next: nil, now: .seconds(24))
        #expect(
            machine.step(says(.ready, at: 25), next: nil, now: .seconds(25))
                == .settle(job, .unknown))
    }

    // MARK: New paper

    @Test("new paper is measured before the next label, on a printer that is ready")
    func measures() {
        var machine = PrintMachine()
        for view in [.gone, .silent, says(.coverOpen, at: 9)] {
            let action = machine.step(view, next: job, newPaper: "a", now: .seconds(9))
            #expect(action == .wait)
        }
        let ready = says(.ready, at: 9)
        #expect(
            machine.step(ready, next: job, newPaper: "a", now: .seconds(9)) == .measure("a"))
        machine.measuring("a", now: .seconds(9), onWire: .seconds(1))
        #expect(machine.isBusy)
        // Ready before it began, then at work, then through.
        #expect(machine.step(says(.ready, at: 11), next: nil, now: .seconds(11)) == .wait)
        #expect(machine.step(says(.printing, at: 12), next: nil, now: .seconds(12)) == .wait)
        #expect(
            machine.step(says(.ready, at: 13), next: nil, now: .seconds(13)) == .measured("a"))
        machine.settled()
        #expect(machine.step(says(.ready, at: 13), next: job, now: .seconds(13)) == .send(job))
    }

    @Test("measuring that was cut off or met with trouble is begun again")
    func measuresAgain() {
        for views in [[PrinterView.gone], [says(.paperOut, at: 11), says(.ready, at: 12)]] {
            var machine = PrintMachine()
            machine.measuring("a", now: .seconds(9))
            for view in views {
                let action = machine.step(view, next: nil, now: .seconds(12))
                #expect(action == .wait)
            }
            #expect(!machine.isBusy)
            let ready = says(.ready, at: 13)
            #expect(
                machine.step(ready, next: job, newPaper: "a", now: .seconds(13)) == .measure("a"))
        }
    }

    @Test("switched off while it measures: begun again once, however late that comes to light")
    func measuresAfterSilence() {
        var machine = PrintMachine()
        machine.measuring("a", now: .seconds(9))
        #expect(machine.step(.silent, next: nil, now: .seconds(12)) == .wait)
        // Somebody scans meanwhile: it may still measure.
        #expect(machine.step(.silent, next: nil, now: .seconds(15)) == .wait)
        #expect(machine.isBusy)
        #expect(machine.step(says(.ready, at: 20), next: nil, now: .seconds(20)) == .wait)
        #expect(
            machine.step(says(.ready, at: 21), next: job, newPaper: "a", now: .seconds(21))
                == .measure("a"))
        // It is so slow each time.
        machine.measuring("a", now: .seconds(21))
        #expect(
            machine.step(says(.ready, at: 40), next: nil, now: .seconds(40)) == .measured("a"))
        machine.settled()
        machine.measuring("b", now: .seconds(50))
        #expect(machine.step(says(.ready, at: 60), next: nil, now: .seconds(60)) == .wait)
        #expect(!machine.isBusy)
    }

    @Test("a printer that never tells is given time to measure")
    func measuresUnasked() {
        var machine = PrintMachine(evidence: .none, isAsked: false)
        #expect(
            machine.step(.silent, next: job, newPaper: "a", now: .seconds(1)) == .measure("a"))
        machine.measuring("a", now: .seconds(1), onWire: .seconds(2))
        #expect(machine.wakeAt == .seconds(8))
        #expect(machine.step(.silent, next: nil, now: .seconds(7)) == .wait)
        #expect(machine.step(.silent, next: nil, now: .seconds(8)) == .measured("a"))
    }

    @Test("who opens the printer, empties it or takes it away may have changed its paper")
    func otherPaper() {
        for view in [.gone, says(.coverOpen, .printing, at: 1), says(.paperOut, at: 1)] {
            #expect(view.mayHaveOtherPaper)
        }
        for view in [.silent, says(.ready, at: 1), says(.overheated, at: 1)] {
            #expect(!view.mayHaveOtherPaper)
        }
    }
}

@Suite("The printer as its line sees it")
struct PrinterDeskTests {
    private static let ready = PrinterStatus([], bytes: [0])

    private func desk(_ profile: String) throws -> PrinterDesk {
        let profile = try Checkout.data.profile(id: profile)
        return PrinterDesk(profile, timer: PollTimer(profile.poll))
    }

    private func markedAt(_ desk: PrinterDesk) -> Duration? {
        if case .says(let report) = desk.view { report.markedAt } else { nil }
    }

    @Test(
        "which evidence a profile gives",
        arguments: [
            ("printers/generic-tspl", PrintEvidence.work), ("printers/gprinter-gp-2120t", .work),
            ("printers/zebra-gk420d", .work),
            ("printers/generic-escpos", .mark([0x1D, 0x72, 1, 0x1D, 0x72, 1])),
            ("printers/epson-tm-t81", .mark([0x1D, 0x72, 1, 0x1D, 0x72, 1])),
            ("printers/generic-cpcl", .nextAnswer([0x1B, 0x68])),
            ("printers/zebra-mobile-extended", .nextAnswer([0x1B, 0x69])),
        ])
    func evidence(profile: String, evidence: PrintEvidence) throws {
        #expect(try desk(profile).evidence == evidence)
    }

    @Test("the answer to an earlier question is no mark")
    func earlierQuestion() throws {
        let desk = try desk("printers/generic-cpcl")
        desk.lineIs(open: true)
        desk.asks()
        desk.says(Self.ready, at: .seconds(1))
        desk.asks()
        desk.writesLabel()
        desk.asks()
        desk.wroteLabel(arrives: .zero)
        #expect(desk.pollGap == PrinterDesk.markGap)
        for time in 2...3 {
            desk.says(Self.ready, at: .seconds(time))
            #expect(markedAt(desk) == nil)
        }
        desk.says(Self.ready, at: .seconds(4))
        #expect(markedAt(desk) == .seconds(4))
        #expect(desk.pollGap == PrinterDesk.seldomGap)
    }

    @Test("while a label's bytes go out it is busy, asked nothing, and its silence says nothing")
    func underWay() throws {
        let desk = try desk("printers/generic-tspl")
        desk.lineIs(open: true)
        desk.says(Self.ready, at: .seconds(1))
        #expect(desk.isIdle && desk.hears(at: .seconds(1)))
        desk.writesLabel()
        #expect(!desk.isIdle && desk.pollGap == nil)
        #expect(!desk.hears(at: .seconds(600)))
        desk.wroteLabel(arrives: .seconds(605))
        #expect(desk.pollGap == PrinterDesk.busyGap)
        #expect(!desk.hears(at: .seconds(604)))
        #expect(desk.hears(at: .seconds(605)))
        // Nothing went out after all.
        desk.writesLabel()
        desk.setBusy(false)
        #expect(desk.isIdle && desk.hears(at: .seconds(605)))
        #expect(desk.pollGap == PrinterDesk.idleGap)
    }

    @Test("a question that went out behind the mark makes answers indistinguishable")
    func laterQuestion() throws {
        let desk = try desk("printers/generic-cpcl")
        desk.lineIs(open: true)
        desk.says(Self.ready, at: .seconds(1))
        desk.writesLabel()
        desk.wroteLabel(arrives: .zero)
        desk.asks()
        desk.says(Self.ready, at: .seconds(20))
        #expect(markedAt(desk) == nil)
        // The next label starts afresh.
        desk.setBusy(false)
        desk.writesLabel()
        desk.wroteLabel(arrives: .zero)
        desk.says(Self.ready, at: .seconds(22))
        #expect(markedAt(desk) == .seconds(22))
    }

    @Test("the mark of an ESC/POS printer is no status")
    func endMark() throws {
        let desk = try desk("printers/generic-escpos")
        let profile = try Checkout.data.profile(id: "printers/generic-escpos")
        var decoder = try #require(profile.printerDecoder(takesEndMarks: true))
        let decoded = decoder.feed([0x16, 0x12, 0x12, 0x12, 0x00, 0x00])
        #expect(decoded.count == 2)
        desk.lineIs(open: true)
        for (time, item) in decoded.enumerated() {
            guard case .message(let status) = item else { continue }
            desk.says(status, at: .seconds(time + 1))
        }
        let report = PrinterReport(
            conditions: [.ready], at: .seconds(1), remaining: nil, markedAt: .seconds(2))
        #expect(desk.view == .says(report))
    }
}
