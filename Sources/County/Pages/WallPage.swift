internal import CountyStore
internal import Identifiers
internal import StationJournal

/// The display wall: what to put into its templates.
struct WallPage: Sendable {
    /// A station that was in touch so long ago counts as online; in milliseconds: ten minutes.
    static let aliveFor: Int64 = 10 * 60_000
    /// Arrivals listed.
    static let arrivals = 11
    /// Beyond so many stations the wall shows lamps only.
    static let namedStationsMax = 15

    let county: String
    let templates: Templates

    /// The whole page.
    func page(_ snapshot: WallSnapshot, at now: Int64) -> String {
        templates.render(
            "wall", ["county": county, "board": board(snapshot, at: now)])
    }

    /// The part that changes.
    func board(_ snapshot: WallSnapshot, at now: Int64) -> String {
        let time = LocalTime(now)
        let none = [Int64](repeating: 0, count: 24)
        let received = snapshot.hours[.received] ?? none
        let handedOut = snapshot.hours[.handedOut] ?? none
        let alive = snapshot.stations.count { Self.isAlive($0, at: now) }
        let chart = HourChart(received: received, handedOut: handedOut, now: time.hour)
        return templates.render(
            "board",
            [
                "county": county, "clock": time.clock, "date": time.date,
                "aliveCount": "\(alive)", "stationCount": "\(snapshot.stations.count)",
                "receivedCount": "\(received.reduce(0, +))",
                "handedOutCount": "\(handedOut.reduce(0, +))",
                "stockCount": "\(snapshot.parcels[.inStock] ?? 0)",
                "heldCount": "\(snapshot.parcels[.held] ?? 0)",
                "expectedCount": "\(snapshot.parcels[.expected] ?? 0)",
                "chart": chart.svg,
                "dense": snapshot.stations.count > Self.namedStationsMax,
                "stations": snapshot.stations.map { lamp($0, at: now) },
                "arrivals": snapshot.arrivals.map { arrival($0, snapshot.stations) },
            ])
    }

    static func isAlive(_ station: StationRecord, at now: Int64) -> Bool {
        guard station.state == .active, let contact = station.lastContact else { return false }
        return now - contact <= aliveFor
    }

    private func lamp(_ station: StationRecord, at now: Int64) -> [String: Any] {
        let (name, mark, text) =
            switch station.state {
            case .new: ("new", "○", "stationNew")
            case .revoked: ("revoked", "×", "stationRevoked")
            case .forked: ("forked", "!", "stationForked")
            case .active where Self.isAlive(station, at: now): ("alive", "●", "stationAlive")
            case .active: ("silent", "◐", "stationSilent")
            }
        return [
            "lamp": name, "mark": mark, "name": station.name, "state": PageText.both(text),
            "sequence": "\(station.lastSequence)",
        ]
    }

    private func arrival(_ entry: EntryRecord, _ stations: [StationRecord]) -> [String: Any] {
        let station = stations.first { $0.id == entry.identity.station }
        var carrier = PageText.both("held")
        if case .parcelReceived(let fact)? = entry.fact {
            carrier = ["zh": fact.carrier.chineseName, "en": fact.carrier.englishName]
        }
        return [
            "time": LocalTime(entry.correctedAt).clock, "carrier": carrier,
            "number": Mask.waybill(entry.number ?? ""), "station": station?.name ?? "",
            "isHeld": entry.kind == "parcel-held",
        ]
    }
}
