internal import CountyStore
internal import Identifiers

/// The public tracking page: times and places of one parcel, nothing of any person.
struct TrackPage: Sendable {
    /// Bytes of a number looked up at most.
    static let numberLengthMax = 64

    let county: String
    let templates: Templates

    /// The page of a parcel.
    func page(_ parcel: ParcelRecord) -> String {
        let carrier = parcel.carrier.flatMap(Carrier.init(rawValue:))
        return templates.render(
            "track",
            [
                "county": county, "number": parcel.number,
                "carrier": carrier.map { ["zh": $0.chineseName, "en": $0.englishName] }
                    ?? PageText.both("unknownCarrier"),
                "state": PageText.both("state.\(parcel.state.rawValue)"),
                "stateClass": parcel.state.rawValue, "conflict": parcel.conflict,
                "steps": steps(parcel),
            ])
    }

    /// The page for a number nobody knows.
    func missing() -> String {
        templates.render("missing", ["county": county])
    }

    /// Newest first.
    ///
    /// Only a parcel that is with its receiver shows that step (签收): one that lies
    /// in stock again does not.
    private func steps(_ parcel: ParcelRecord) -> [[String: Any]] {
        var steps: [(name: String, time: Int64?, place: String)] = [
            ("step.announced", parcel.announcedAt, county),
            ("step.held", parcel.heldAt, parcel.stationName),
            ("step.received", parcel.receivedAt, parcel.stationName),
        ]
        if parcel.state == .handedOut {
            steps.append(("step.handed-out", parcel.handedOutAt, parcel.stationName))
        }
        let taken = steps.compactMap { step in step.time.map { (step.name, $0, step.place) } }
        return taken.reversed().enumerated().map { index, step in
            let time = LocalTime(step.1)
            return [
                "name": PageText.both(step.0), "time": "\(time.date) \(time.clock)",
                "place": step.2, "isLast": index == 0,
            ]
        }
    }
}
