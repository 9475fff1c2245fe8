import KeeperDesk
import StationJournal
import StationStore

/// A store like that of a usual station: three shelves of four layers.
enum StationFile {
    static let station = "tiepu-01"

    static func open(_ path: String, create: Bool) throws -> StationStore {
        let layers = (0..<12).map {
            ShelfLayer(shelf: $0 / 4 + 1, layer: $0 % 4 + 1, capacity: 30)
        }
        guard let shelves = ShelfPlan(layers: layers), let station = StationID(station) else {
            throw BareError(description: "no shelves")
        }
        return try StationStore(
            path: path, create: create, station: station, epoch: 1, shelves: shelves)
    }
}
