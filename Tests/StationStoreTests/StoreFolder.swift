import Foundation
import Identifiers
import KeeperDesk
import StationJournal
import StationStore
import Testing

/// A folder of its own for one test, removed with it, and what tests put into stores.
final class StoreFolder: Sendable {
    let path: String
    let station: StationID

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/store-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        station = try #require(StationID("tiepu-01"))
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    var file: String { path + "/station.sqlite" }

    func open(
        create: Bool = true, epoch: Int64 = 1, capacity: Int = 40, layers: Int = 2
    ) throws -> StationStore {
        let layers = (1...layers).map { ShelfLayer(shelf: 1, layer: $0, capacity: capacity) }
        let plan = try #require(ShelfPlan(layers: layers))
        return try StationStore(
            path: file, create: create, station: station, epoch: epoch, shelves: plan)
    }

    static func parcel(_ index: Int, weigh: Bool = false) -> ExpectedParcel {
        ExpectedParcel(
            number: "7531234\(1_000_000 + index)", carrier: .zto, receiver: "村*甲",
            phoneTail: "0001", weigh: weigh)
    }

    static func time(
        _ wall: Int64 = 1_763_700_000_000, boot: String = "boot", up: Int64 = 1,
        trust: ClockTrust = .synchronised
    ) -> EntryTime {
        EntryTime(wall: wall, boot: boot, up: up, trust: trust)
    }
}
