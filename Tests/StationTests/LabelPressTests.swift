import DataFolder
import DeviceProtocols
import Foundation
import KeeperDesk
import Labels
import StationJournal
import StationStore
import Testing

@testable import Station

/// What the station says of templates that a technician has just changed.
@Suite("The station's templates")
struct LabelPressTests {
    /// A data folder of one good template and one with a mistake.
    private static func makeData() throws -> String {
        let manager = FileManager.default
        let folder = manager.temporaryDirectory.path + "/press-\(UUID().uuidString)"
        let labels = Checkout.data.path + "/Sources/Labels"
        try manager.createDirectory(
            atPath: folder + "/Labels/Templates", withIntermediateDirectories: true)
        for (link, place) in [
            ("Devices", Checkout.data.path + "/Devices"),
            ("Labels/Privacy", labels + "/Privacy"),
            ("Labels/Templates/pictures", labels + "/Templates/pictures"),
        ] {
            try manager.createSymbolicLink(
                atPath: "\(folder)/\(link)", withDestinationPath: place)
        }
        try manager.copyItem(
            atPath: labels + "/Templates/pickup-60x40.yaml",
            toPath: folder + "/Labels/Templates/pickup-60x40.yaml")
        let bad = "size: {width: 60, height: 40}\nelements:\n  - {txt: x, at: [0, 0]}\n"
        try bad.write(
            toFile: folder + "/Labels/Templates/bad-60x40.yaml", atomically: true,
            encoding: .utf8)
        return folder
    }

    @Test("a mistake in a template is the template's, with its line, as 'label check' says")
    func mistake() throws {
        let folder = try Self.makeData()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let data = DataFolder(path: folder)
        let press = try LabelPress(
            template: "pickup-60x40", data: data,
            printer: data.profile(id: "printers/generic-tspl"), station: "示例站",
            clock: StationClock())
        let file = try data.template(name: "bad-60x40")
        func fault(_ body: () throws -> Void) -> StationFault? {
            do {
                try body()
            } catch {
                return StationFault(error)
            }
            return nil
        }
        let order = OrderedLabel(template: "bad-60x40", fields: "{}", copies: 1)
        let said = try #require(fault { _ = try press.examine(order) })
        let checked = try #require(
            fault { _ = try LabelTemplate.read(file.text, path: file.path) })
        #expect(said.exitCode == 65)
        #expect(said.message == checked.message)
        #expect(said.message.en.contains("bad-60x40.yaml:"), "\(said.message)")
    }

    @Test("an order that is repeated says what became of it, and not that it waits")
    func repeatedOrder() async throws {
        let folder = try Self.makeData()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = try StationStore(
            path: folder + "/station.sqlite", create: true,
            station: try #require(StationID("tiepu-01")), epoch: 1,
            shelves: try #require(
                ShelfPlan(layers: [ShelfLayer(shelf: 1, layer: 1, capacity: 40)])))
        let data = DataFolder(path: folder)
        let gallery = LabelGallery(store: store)
        gallery.use(
            try LabelPress(
                template: "pickup-60x40", data: data,
                printer: data.profile(id: "printers/generic-tspl"), station: "示例站",
                clock: StationClock()))
        let file = try data.template(name: "pickup-60x40")
        let sample = try LabelTemplate.parse(file.text, file: file.path).sample
        let label = OrderedLabel(
            template: "pickup-60x40",
            fields: String(decoding: try JSONEncoder().encode(sample), as: UTF8.self), copies: 1)
        let time = StationClock().now()
        let first = try await gallery.order(label, token: "a", at: time)
        #expect(!first.isPrinted)
        let again = try await gallery.order(label, token: "a", at: time)
        #expect(again.job == first.job && !again.isPrinted)
        let job = try #require(try await store.labelJob(first.job))
        try await store.settleLabelJob(job, .confirmed, at: time)
        let printed = try await gallery.order(label, token: "a", at: time)
        #expect(printed.job == first.job && printed.isPrinted && !printed.waitsForPaper)
        _ = try await gallery.order(label, token: "b", at: time)
        #expect(try await store.dropQueuedOrders(of: ["pickup-60x40"]) == 1)
        await #expect(throws: StationFault.self) {
            try await gallery.order(label, token: "b", at: time)
        }
    }

    @Test("one dropped job is one job")
    func one() {
        #expect(ScanPanel.ordersDropped(1, isTooOld: true).detail.en == "1 job")
        #expect(ScanPanel.ordersDropped(2, isTooOld: false).detail.en == "2 jobs")
    }
}
