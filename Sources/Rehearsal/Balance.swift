internal import CountyStore
internal import Foundation
internal import StationStore

/// Distinct accepted parcels, counted by three that do not know each other: the keeper's and the
/// printer's own account, the station's file and the county's file.
public struct Balance: Codable, Sendable {
    /// Parcels the keeper saw taken in.
    public var scanned: Int
    /// Parcels in the station's file.
    public var stored: Int
    /// Parcels in the county's file.
    public var received: Int
    /// Parcels with a label, by what the printer drew.
    public var labels: Int
    /// All four are the same parcels, and the station's chain is unbroken.
    public var balanced: Bool

    /// Counts after both programs have ended.
    init(_ village: Village, accepted: [String: String], labels: Set<String>) throws {
        let station = try StoreAudit(path: village.stationStore)
        let county = try CountyAudit(path: village.countyState + "/county.sqlite")
        scanned = accepted.count
        stored = station.received.count
        received = county.received.count
        self.labels = labels.count
        balanced =
            station.received == Set(accepted.keys) && county.received == station.received
            && labels == Set(accepted.values) && station.brokenAt == nil
            && county.bodies[station.station, default: []] == station.bodies
    }

    /// The line that ends a morning, keys in the promised order.
    public var line: String {
        "{\"scanned\":\(scanned),\"stored\":\(stored),\"received\":\(received),"
            + "\"labels\":\(labels),\"balanced\":\(balanced)}"
    }
}
