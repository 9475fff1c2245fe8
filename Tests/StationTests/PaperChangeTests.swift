import DataFolder
import DeviceProtocols
import DeviceSimulator
import Foundation
import Labels
import StationJournal
import StationStore
import Synchronization
import Testing

@testable import Station

/// One printer with two rolls: the simulated one says when a label comes out on paper of another
/// size, or on paper it has not measured.
extension PrintingTests {
    static let gapPrinters = [
        "printers/generic-tspl", "printers/generic-zpl", "printers/generic-cpcl",
    ]

    private static func table(_ id: String) throws -> Table {
        let profile = try profile(id)
        let press = try LabelPress(
            template: "pickup-40x30", data: Checkout.data, printer: profile, station: "示例站",
            clock: StationClock())
        return try Table(profile, label: 500, source: press.source)
    }

    private static func lot() throws -> OrderedLabel {
        let file = try Checkout.data.template(name: "lot-60x40")
        let sample = try LabelTemplate.parse(file.text, file: file.path).sample
        let json = try JSONEncoder().encode(sample)
        return OrderedLabel(
            template: "lot-60x40", fields: String(decoding: json, as: UTF8.self), copies: 1)
    }

    @Test(
        "a label for other paper waits and asks; no label meets the wrong size",
        arguments: gapPrinters)
    func twoRolls(id: String) async throws {
        try await Self.table(id).running { table in
            let store = table.store
            try await table.takeIn(0)
            _ = try await store.orderLabel(Self.lot(), at: StationClock().now())
            try await table.asks(for: "60x40+2")
            try await table.takeIn(1)
            try await table.settled([.confirmed, .confirmed])
            #expect(try await table.orders().isEmpty)

            // The keeper opens the printer: from now on nobody knows what is in it.
            table.printer.perform(.coverOpen)
            try await table.until("in doubt") {
                try await store.loadedMedium(first: "").isDoubtful
            }
            try await table.takeIn(2)
            table.printer.perform(.paper(width: 60, height: 40))
            table.printer.perform(.coverClosed)
            try await table.until("ready") { await table.lamp() == .ok }
            #expect(table.labels == 2)
            #expect(try await store.changeMedium(to: "60x40+2") == .changed("60x40+2"))
            try await table.until("ordered label") { try await table.orders() == [.confirmed] }

            // The other way round.
            try await table.asks(for: "40x30+2")
            #expect(await table.board.state.otherPaper?.mayDrop == false)
            table.printer.perform(.paper(width: 40, height: 30))
            #expect(try await store.changeMedium(to: "40x30+2") == .changed("40x30+2"))
            try await table.settled([.confirmed, .confirmed, .confirmed])
            try await table.until("nothing asked") { await table.board.state.otherPaper == nil }
            #expect(table.labels == 4)
            #expect(table.errors == [])
        }
    }

    @Test(
        "a restart between the word and the measuring: it measures, then prints",
        arguments: gapPrinters)
    func restarted(id: String) async throws {
        let table = try Self.table(id)
        _ = try await table.store.loadedMedium(first: "40x30+2")
        _ = try await table.store.orderLabel(Self.lot(), at: StationClock().now())
        table.printer.perform(.paper(width: 60, height: 40))
        let change = try await table.store.changeMedium(to: "60x40+2", asked: false)
        #expect(change == .changed("60x40+2"))
        try await table.running { table in
            try await table.until("printed") { try await table.orders() == [.confirmed] }
            #expect(table.errors == [])
            #expect(try await table.store.loadedMedium(first: "").isMeasured)
        }
    }

    @Test(
        "an answer with the cover still open stays what it was; what is asked next is another paper"
    )
    func answeredWhileOpen() async throws {
        try await Self.table("printers/generic-tspl").running { table in
            let store = table.store
            _ = try await store.orderLabel(Self.lot(), at: StationClock().now())
            try await table.asks(for: "60x40+2")
            table.printer.perform(.coverOpen)
            try await table.until("in doubt") {
                try await store.loadedMedium(first: "").isDoubtful
            }
            // A label for the paper that is being taken out.
            try await table.takeIn(0)
            #expect(try await store.changeMedium(to: "60x40+2") == .changed("60x40+2"))
            try await table.until("asked for the other") {
                await table.board.state.otherPaper?.medium == "40x30+2"
            }
            // Another look at the open printer.
            try await table.takeIn(1)
            try await table.until("seen") {
                await table.board.state.otherPaper?.waiting == Phrase("2 个任务在等", "2 waiting")
            }
            #expect(await table.board.state.otherPaper?.isDoubtful == false)
            table.printer.perform(.paper(width: 60, height: 40))
            table.printer.perform(.coverClosed)
            try await table.until("printed") { try await table.orders() == [.confirmed] }
            #expect(table.errors == [])
            // From then on opening it counts again.
            table.printer.perform(.coverOpen)
            try await table.until("in doubt again") {
                try await store.loadedMedium(first: "").isDoubtful
            }
        }
    }

    @Test("a printer that falls silent while other paper is wanted may have been off")
    func silent() async throws {
        try await Self.table("printers/generic-tspl").running { table in
            let store = table.store
            _ = try await store.orderLabel(Self.lot(), at: StationClock().now())
            try await table.asks(for: "60x40+2")
            table.printer.perform(.mute)
            try await table.until("in doubt") {
                await table.board.state.otherPaper?.isDoubtful == true
            }
            table.printer.perform(.paperOK)
            try await table.until("ready") { await table.lamp() == .ok }
            try await table.takeIn(0)
            #expect(try await store.loadedMedium(first: "").isDoubtful)
            try await store.keepMedium()
            try await table.settled([.confirmed])
        }
    }

    @Test("the same paper after all, or what waits is not wanted any more: printing goes on")
    func kept() async throws {
        try await Self.table("printers/generic-tspl").running { table in
            let store = table.store
            _ = try await store.orderLabel(Self.lot(), at: StationClock().now())
            try await table.asks(for: "60x40+2")
            table.printer.perform(.paperOut)
            try await table.until("in doubt") {
                await table.board.state.otherPaper?.isDoubtful == true
            }
            table.printer.perform(.paperOK)
            try await table.until("ready") { await table.lamp() == .ok }
            try await store.keepMedium()
            try await table.takeIn(0)
            try await table.settled([.confirmed])
            #expect(try await store.dropQueuedOrders(of: ["lot-60x40"]) == 1)
            try await table.until("nothing asked") { await table.board.state.otherPaper == nil }
            #expect(try await table.orders().isEmpty)
            #expect(table.errors == [])
        }
    }

    @Test("a template that was changed between plan and print: planned again, never a wrong size")
    func changedUnderWay() async throws {
        let profile = try Self.profile("printers/generic-tspl")
        let small = try #require(LabelMedium("60x40+2"))
        let large = try #require(LabelMedium("76x130+2"))
        let readings = Readings()
        let source = LabelSource(
            paper: { $0 != nil && readings.isChanged ? large : small },
            render: { job, _ in
                if case .ordered = job.subject {
                    // Somebody saves the template just now.
                    readings.change()
                    return (Array("SIZE 76 mm,130 mm\r\nCLS\r\nPRINT 1,1\r\n".utf8), 1, large)
                }
                return (Array("SIZE 60 mm,40 mm\r\nCLS\r\nPRINT 1,1\r\n".utf8), 1, small)
            },
            renderTest: { _ in [] }, calibration: { _ in [] })
        try await Table(profile, label: 300, source: source).running { table in
            _ = try await table.store.orderLabel(Self.lot(), at: StationClock().now())
            try await table.asks(for: "76x130+2")
            #expect(try await table.orders().isEmpty)
            #expect(table.labels == 0)
            #expect(try await table.store.queuedLabels().map(\.count) == [1])
        }
    }

    @Test("a template with a mistake, or away for a moment: its labels wait, and the kiosk says so")
    func spoiltTemplate() async throws {
        let profile = try Self.profile("printers/generic-tspl")
        let paper = try #require(LabelMedium("60x40+2"))
        let template = SpoiltTemplate()
        let source = LabelSource(
            paper: { name in
                if name != nil { try template.read() }
                return paper
            },
            render: { _, _ in
                try template.render()
                return (Array("SIZE 60 mm,40 mm\r\nCLS\r\nPRINT 1,1\r\n".utf8), 1, paper)
            },
            renderTest: { _ in [] }, calibration: { _ in [] })
        try await Table(profile, label: 300, source: source).running { table in
            let job = try await table.store.orderLabel(Self.lot(), at: StationClock().now())
            // Saved with a mistake between the plan and the drawing.
            try await table.until("the kiosk says so") {
                await table.board.state.scan.detail.zh == "lot-60x40"
            }
            #expect(try await table.store.labelJob(job)?.state == .queued)
            template.mend()
            try await table.takeIn(0)
            try await table.until("printed") { try await table.orders() == [.confirmed] }
        }
    }

    @Test("an order whose template has gone since is given up and shown, and holds nobody up")
    func templateGone() async throws {
        try await Self.table("printers/generic-tspl").running { table in
            let label = OrderedLabel(template: "gone-60x40", fields: "{}", copies: 1)
            let job = try await table.store.orderLabel(label, at: StationClock().now())
            _ = try await table.store.orderLabel(label, at: StationClock().now())
            try await table.takeIn(0)
            try await table.settled([.confirmed])
            try await table.until("given up, all of them") {
                try await table.store.queuedLabels().isEmpty
            }
            #expect(try await table.store.labelJob(job) == nil)
            #expect(await table.board.state.scan.big == "gone-60x40")
            #expect(await table.board.state.scan.light == .red)
        }
    }
}

/// A template that is good when labels are planned and has a mistake from when one is drawn.
private final class SpoiltTemplate: Sendable {
    private let state = Mutex((isGood: true, isMended: false))

    func mend() { state.withLock { $0 = (true, true) } }

    func read() throws {
        guard state.withLock({ $0.isGood }) else { throw StationFault(exitCode: 65, "错", "bad") }
    }

    func render() throws {
        state.withLock { if !$0.isMended { $0.isGood = false } }
        try read()
    }
}

/// Whether a template was changed.
private final class Readings: Sendable {
    private let state = Mutex(false)

    var isChanged: Bool { state.withLock { $0 } }
    func change() { state.withLock { $0 = true } }
}

extension PrintingTests.Table {
    /// Waits until the kiosk asks for this paper and no label is at the printer.
    fileprivate func asks(for medium: String) async throws {
        try await until("asks for \(medium)") {
            let panel = await board.state.otherPaper
            return panel?.medium == medium && panel?.isBusy == false
        }
    }

    /// What became of the ordered labels, in order.
    fileprivate func orders() async throws -> [PrintOutcome] {
        try await store.entries(after: 0, limit: 100).compactMap { entry in
            guard case .orderedLabelPrinted(let label) = try Entry(decoding: entry.body).fact
            else { return nil }
            return label.outcome
        }
    }
}
