internal import GRDB
internal import Identifiers
internal import StationJournal

/// Where a parcel stands.
public enum ParcelState: String, CaseIterable, Sendable {
    /// Announced to a station.
    case expected
    /// Announced, then announced no longer.
    case withdrawn
    /// In custody: nobody had announced it (待确认).
    case held
    /// On the shelf.
    case inStock = "in-stock"
    /// Handed to a person; only this may be called signed for (签收).
    case handedOut = "handed-out"
}

/// What a parcel's physical steps are counted as, by hour.
public enum ParcelStep: String, Sendable {
    /// Taken into custody.
    case held
    /// Taken in.
    case received
    /// Handed out.
    case handedOut = "handed-out"
}

/// A row of `parcel` under change.
struct ParcelRow: Equatable {
    var carrier: String?
    var state: ParcelState
    var station: Int64
    var mass: Int64?
    var conflict = false
    var announcedAt: Int64?
    var heldAt: Int64?
    var receivedAt: Int64?
    var handedOutAt: Int64?

    init(state: ParcelState, station: Int64) {
        self.state = state
        self.station = station
    }

    init(_ row: Row) throws {
        guard let state = ParcelState(rawValue: row["state"]) else {
            throw CountyStoreError.refused(reason: "a parcel in no known state")
        }
        self.state = state
        carrier = row["carrier"]
        station = row["station"]
        mass = row["mass"]
        conflict = row["conflict"]
        announcedAt = row["announced_at"]
        heldAt = row["held_at"]
        receivedAt = row["received_at"]
        handedOutAt = row["handed_out_at"]
    }
}

/// What a batch of entries does to the parcels: read once, changed in memory, written once.
///
/// Physical events are never refused: the parcel *was* handed over. What contradicts the county's
/// knowledge is applied and marked for a person.
struct ParcelProjection {
    /// Bytes of a waybill number at most; an entry with a longer one touches no parcel.
    static let numberLengthMax = 64

    private let station: Int64
    private var rows: [String: ParcelRow] = [:]
    private var changed: Set<String> = []
    private var states: [ParcelState: Int64] = [:]
    private var hours: [HourKey: Int64] = [:]
    private let database: Database

    private struct HourKey: Hashable {
        let hour: Int64
        let step: ParcelStep
    }

    init(station: Int64, _ database: Database) {
        self.station = station
        self.database = database
    }

    /// Applies one fact and says how it fits.
    mutating func apply(_ fact: Fact, at time: Int64) throws -> Verdict {
        guard let number = fact.parcelNumber else {
            if case .orderedLabelPrinted = fact { return .applied }
            return .unreadable
        }
        guard (1...Self.numberLengthMax).contains(number.utf8.count),
            !number.utf8.contains(0)
        else { return .appliedConflict }
        let before = try row(number)
        let fits: Bool
        switch fact {
        case .parcelReceived(let fact): fits = receive(fact, before, at: time)
        case .parcelHeld: fits = hold(number, before, at: time)
        case .parcelHandedOut: fits = handOut(number, before, at: time)
        case .labelPrinted: return before == nil ? .appliedConflict : .applied
        case .orderedLabelPrinted, .unknown: return .unreadable
        }
        if !fits { rows[number]?.conflict = true }
        return fits ? .applied : .appliedConflict
    }

    private mutating func row(_ number: String) throws -> ParcelRow? {
        if let row = rows[number] { return row }
        let statement = try database.cachedStatement(
            sql: """
                SELECT carrier, state, station, mass, conflict,
                    announced_at, held_at, received_at, handed_out_at
                FROM parcel WHERE number = ?
                """)
        guard let found = try Row.fetchOne(statement, arguments: [number]) else { return nil }
        let row = try ParcelRow(found)
        rows[number] = row
        return row
    }

    private mutating func receive(
        _ fact: ParcelReceived, _ before: ParcelRow?, at time: Int64
    ) -> Bool {
        var row = before ?? ParcelRow(state: .inStock, station: station)
        let announced = row.announcedAt != nil && row.station == station
        let fits = announced && (row.state == .expected || row.state == .held)
        row.carrier = fact.carrier.rawValue
        row.mass = fact.mass?.milligrams ?? row.mass
        // Scanned in twice, the first time stands; handed out and back, a new stay begins.
        if row.state != .inStock || row.station != station { row.receivedAt = time }
        row.handedOutAt = nil
        move(fact.number, &row, from: before, to: .inStock)
        tally(.received, at: time)
        return fits
    }

    private mutating func hold(_ number: String, _ before: ParcelRow?, at time: Int64) -> Bool {
        var row = before ?? ParcelRow(state: .held, station: station)
        row.heldAt = time
        row.handedOutAt = nil
        // What was properly taken in here does not fall back into custody by a second scan.
        let stays = row.state == .inStock && row.station == station
        move(number, &row, from: before, to: stays ? .inStock : .held)
        tally(.held, at: time)
        return before == nil
    }

    private mutating func handOut(_ number: String, _ before: ParcelRow?, at time: Int64) -> Bool {
        var row = before ?? ParcelRow(state: .handedOut, station: station)
        let fits = before?.state == .inStock && row.station == station
        row.handedOutAt = time
        move(number, &row, from: before, to: .handedOut)
        tally(.handedOut, at: time)
        return fits
    }

    private mutating func move(
        _ number: String, _ row: inout ParcelRow, from before: ParcelRow?, to state: ParcelState
    ) {
        if let before { states[before.state, default: 0] -= 1 }
        states[state, default: 0] += 1
        row.state = state
        row.station = station
        rows[number] = row
        changed.insert(number)
    }

    private mutating func tally(_ step: ParcelStep, at time: Int64) {
        hours[HourKey(hour: CountyHour.of(time), step: step), default: 0] += 1
    }

    /// Writes what changed.
    func save() throws {
        // In the order of the tree, so that neighbouring rows share their pages' visits.
        for number in changed.sorted() {
            guard let row = rows[number] else { continue }
            try save(number, row)
        }
        try CountyStore.add(states, database)
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO parcel_hour (hour, step, station, count) VALUES (?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET count = count + excluded.count
                """)
        for (key, count) in hours {
            try statement.execute(arguments: [key.hour, key.step.rawValue, station, count])
        }
    }

    private func save(_ number: String, _ row: ParcelRow) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO parcel (number, carrier, state, station, weigh, mass, conflict,
                    held_at, received_at, handed_out_at)
                VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, ?)
                ON CONFLICT (number) DO UPDATE SET carrier = excluded.carrier,
                    state = excluded.state, station = excluded.station, mass = excluded.mass,
                    conflict = excluded.conflict, held_at = excluded.held_at,
                    received_at = excluded.received_at, handed_out_at = excluded.handed_out_at
                """)
        try statement.execute(arguments: [
            number, row.carrier, row.state.rawValue, row.station, row.mass, row.conflict,
            row.heldAt, row.receivedAt, row.handedOutAt,
        ])
    }
}

extension CountyStore {
    /// Adds to the kept counts of parcels by state.
    static func add(_ states: [ParcelState: Int64], _ database: Database) throws {
        for (state, change) in states where change != 0 {
            try add(change, to: "parcels.\(state.rawValue)", database)
        }
    }

    /// Adds to a kept count.
    static func add(_ change: Int64, to name: String, _ database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO tally (name, value) VALUES (?, ?)
                ON CONFLICT (name) DO UPDATE SET value = value + excluded.value
                """
        ).execute(arguments: [name, change])
    }
}
