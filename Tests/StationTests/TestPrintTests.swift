import DataFolder
import DeviceProtocols
import Foundation
import KeeperDesk
import Labels
import SerialLines
import StationJournal
import StationStore
import Testing

@testable import Station

/// A label for trying the printer out: never over another one, never on paper it was not made for.
@Suite("Test labels")
struct TestPrintTests {
    private let folder: String
    private let store: StationStore
    private let printer: PrinterDesk

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        store = try StationStore(
            path: folder + "/station.sqlite", create: true,
            station: try #require(StationID("tiepu-01")), epoch: 1,
            shelves: try #require(
                ShelfPlan(layers: [ShelfLayer(shelf: 1, layer: 1, capacity: 40)])))
        let profile = try Checkout.data.profile(id: "printers/generic-tspl")
        printer = PrinterDesk(profile, timer: PollTimer(profile.poll))
        printer.lineIs(open: true)
        printer.says(PrinterStatus([], bytes: [0]), at: .seconds(1))
    }

    /// What came of a test label: the line is not open, so one that would go out says so.
    private func outcome(_ render: @escaping @Sendable () -> Void = {}) async throws -> any Error {
        let paper = try #require(LabelMedium("60x40+2"))
        let profile = try Checkout.data.profile(id: "printers/generic-tspl")
        let test = TestPrint(
            store: store, printer: printer,
            reader: LineReader(.pseudoTerminal(path: folder + "/none"), settings: profile.line),
            source: LabelSource(
                paper: { _ in paper }, render: { _, _ in ([], 1, paper) },
                renderTest: { _ in
                    render()
                    return [1]
                }, calibration: { _ in [] }), fonts: nil)
        do {
            try await test.run()
        } catch {
            return error
        }
        throw CancellationError()
    }

    @Test("a label that came to the printer while the test label was drawn goes first")
    func busy() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let free = try await outcome()
        #expect(free is LineError, "\(free)")
        // From when its bytes go out, not only from when they are out.
        let taken = try await outcome { [printer] in printer.writesLabel() }
        #expect((taken as? StationFault)?.message.en.contains("is printing") == true, "\(taken)")
    }

    @Test("why the paper does not do, and what to do: another, unmeasured, in doubt")
    func paper() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func words() async throws -> String {
            let error = try await outcome()
            return (error as? StationFault)?.message.en ?? "\(type(of: error))"
        }
        _ = try await store.loadedMedium(first: "76x130+2")
        #expect(try await words().contains("which is not loaded"))
        _ = try await store.changeMedium(to: "60x40+2", asked: false)
        #expect(try await words().contains("has not measured it yet"))
        try await store.measuredMedium("60x40+2")
        #expect(try await words() == "LineError")
        try await store.doubtMedium()
        #expect(try await words().contains("label paper --for"))
    }
}
