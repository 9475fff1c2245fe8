internal import GRDB
public import Identifiers
public import KeeperDesk
public import StationJournal

/// What a recorded intent came to; given only after the commit has returned.
public enum Recorded: Hashable, Sendable {
    /// Taken in, with its place and code.
    case received(ExpectedParcel, PickupCode, mass: Mass?)
    /// In custody without an announcement.
    case held(number: String)
    /// Handed out.
    case handedOut(number: String, PickupCode)
    /// A label goes to the printer once more, marked 补打: this is the new job.
    case reprintQueued(LabelJob)
    /// The label whose fate was unknown is there.
    case labelConfirmed(LabelJob)
    /// There was nothing to reprint or confirm.
    case nothingToDo
}

/// The counts a keeper sees.
public struct TodayCounts: Hashable, Sendable {
    /// Taken in today.
    public var received = 0
    /// Handed out today.
    public var handedOut = 0
    /// On the shelves now.
    public var inStock = 0
    /// In custody now, waiting for consent.
    public var held = 0
    /// Announced and not yet here.
    public var expected = 0

    /// Counts of these values.
    public init(
        received: Int = 0, handedOut: Int = 0, inStock: Int = 0, held: Int = 0, expected: Int = 0
    ) {
        self.received = received
        self.handedOut = handedOut
        self.inStock = inStock
        self.held = held
        self.expected = expected
    }
}

extension StationStore {
    /// Looks up what the desk asks.
    public func knowledge(for question: DeskQuestion) throws(StoreError) -> Knowledge {
        switch question {
        case .nothing: .nothing
        case .parcel(let number): try read { db in try Self.knowledge(of: number, db) }
        case .pickup(let code):
            try read { db in
                // The newest parcel that ever lay under the code: an old code answers "taken on".
                let row = try db.row(
                    """
                    SELECT number FROM parcel WHERE shelf = ? AND layer = ? AND piece = ?
                    ORDER BY taken_in DESC LIMIT 1
                    """, [code.shelf, code.layer, code.piece])
                guard let row else { return .nothing }
                return try Self.knowledge(of: row[0], db)
            }
        }
    }

    private static func knowledge(of number: String, _ db: Database) throws -> Knowledge {
        var known = Knowledge(number: number)
        if let row = try db.row(
            "SELECT carrier, receiver, phone_tail, weigh FROM expected WHERE number = ?", [number])
        {
            known.expected = ExpectedParcel(
                number: number, carrier: try carrier(row[0]), receiver: row[1], phoneTail: row[2],
                weigh: row[3])
        }
        let row = try db.row(
            """
            SELECT state, shelf, layer, piece,
                (SELECT wall FROM journal WHERE sequence = handed_out) AS gone
            FROM parcel WHERE number = ?
            """, [number])
        if let row {
            switch row["state"] as String {
            case "in-stock": known.custody = .inStock(try code(row))
            case "held": known.custody = .held
            default: known.custody = .handedOut(wall: row["gone"])
            }
        }
        if known.expected == nil, known.custody == nil {
            known.neighbours = try neighbours(of: number, db)
        }
        return known
    }

    /// Carriers of the parcels whose numbers are nearest to one of digits, by how many they are.
    ///
    /// Carriers give numbers out in runs: those with the same length and first digits are the
    /// nearest on both sides in the index, and no more are read than `neighboursMax`.
    private static func neighbours(of number: String, _ db: Database) throws -> [Carrier: Int] {
        let digits = number.utf8
        guard digits.count > neighbourPrefix, digits.allSatisfy({ (0x30...0x39).contains($0) })
        else { return [:] }
        let prefix = String(number.prefix(neighbourPrefix))
        let sides = [
            """
            SELECT number, carrier FROM parcel WHERE number < ? AND number >= ?
            ORDER BY number DESC LIMIT ?
            """,
            // Behind all digits comes the colon.
            """
            SELECT number, carrier FROM parcel WHERE number > ? AND number < ?
            ORDER BY number LIMIT ?
            """,
        ]
        var counts: [Carrier: Int] = [:]
        for (sql, bound) in zip(sides, [prefix, prefix + ":"]) {
            for row in try db.rows(sql, [number, bound, neighboursMax / 2]) {
                guard (row[0] as String).utf8.count == digits.count,
                    let name = row[1] as String?
                else { continue }
                counts[try carrier(name), default: 0] += 1
            }
        }
        return counts
    }

    /// First digits that numbers of one run have in common; carriers' own prefixes have two to four.
    private static let neighbourPrefix = 3
    /// Parcels looked at for an unannounced one.
    private static let neighboursMax = 64

    static func carrier(_ text: String) throws -> Carrier {
        guard let carrier = Carrier(rawValue: text) else {
            throw StoreError.conflict("carrier \(text)")
        }
        return carrier
    }

    static func code(_ row: Row) throws -> PickupCode {
        guard
            let code = PickupCode(shelf: row["shelf"], layer: row["layer"], piece: row["piece"])
        else { throw StoreError.conflict("pickup code") }
        return code
    }

    /// Writes an intent of the desk: state rows, journal row and label job in one transaction.
    public func record(_ intent: Intent, at time: EntryTime) throws(StoreError) -> Recorded {
        let recorded = try write { db in
            switch intent {
            case .receive(let parcel, let mass): try receive(parcel, mass, time, db)
            case .hold(let number, let candidates): try hold(number, candidates, time, db)
            case .handOut(let number, let code): try handOut(number, code, time, db)
            case .reprintLast: try reprintLast(time, db)
            case .confirmUnknownLabel: try confirmUnknownLabel(time, db)
            case .settleLabel(let job, let wasPrinted):
                try settleUnknownLabel(job, wasPrinted: wasPrinted, time, db)
            }
        }
        signalFollowers()
        return recorded
    }

    private func receive(
        _ parcel: ExpectedParcel, _ mass: Mass?, _ time: EntryTime, _ db: Database
    ) throws -> Recorded {
        let code = try takeCode(time, db)
        let sequence = try append(
            .parcelReceived(
                ParcelReceived(
                    number: parcel.number, carrier: parcel.carrier,
                    pickupCode: code.description, mass: mass)), at: time, db)
        let wasHeld = try place(parcel, code, mass, takenIn: sequence, db)
        try db.run("DELETE FROM expected WHERE number = ?", [parcel.number])
        if db.changesCount == 1 { try db.tally(.expected, add: -1) }
        if wasHeld { try db.tally(.held, add: -1) }
        try db.tally(.inStock, add: 1)
        try db.tally(.received, day: Tally.day(ofWall: time.wall), add: 1)
        try db.run(
            "INSERT INTO label_job (number, reprint, state) VALUES (?, 0, 'queued')",
            [parcel.number])
        return .received(parcel, code, mass: mass)
    }

    /// Puts a parcel into stock; true when it was held before.
    private func place(
        _ parcel: ExpectedParcel, _ code: PickupCode, _ mass: Mass?, takenIn: Int64, _ db: Database
    ) throws -> Bool {
        let values: StatementArguments = [
            parcel.number, parcel.carrier.rawValue, code.shelf, code.layer, code.piece,
            mass?.milligrams, parcel.receiver, parcel.phoneTail, takenIn,
        ]
        try db.run(
            """
            INSERT INTO parcel (number, state, carrier, shelf, layer, piece, mass_mg, receiver,
                phone_tail, taken_in)
            VALUES (?, 'in-stock', ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (number) DO NOTHING
            """, values)
        if db.changesCount == 1 { return false }
        try db.run(
            """
            UPDATE parcel SET state = 'in-stock', carrier = ?2, shelf = ?3, layer = ?4,
                piece = ?5, mass_mg = ?6, receiver = ?7, phone_tail = ?8, taken_in = ?9
            WHERE number = ?1 AND state = 'held'
            """, values)
        guard db.changesCount == 1 else { throw StoreError.conflict("the parcel is here already") }
        return true
    }

    private func takeCode(_ time: EntryTime, _ db: Database) throws -> PickupCode {
        let loads = try known.loads ?? Self.loads(db)
        let place = shelves.place { loads[KnownRows.key($0.shelf, $0.layer)]?.inStock ?? 0 }
        let key = KnownRows.key(place.shelf, place.layer)
        let rested = time.wall - Int64(ShelfPlan.codeRestDays) * 86_400_000
        let piece = try ShelfPlan.nextPiece(
            after: loads[key]?.lastPiece ?? 0
        ) { piece in
            try db.row(
                """
                SELECT 1 FROM parcel JOIN journal ON sequence = taken_in
                WHERE shelf = ? AND layer = ? AND piece = ? AND (state = 'in-stock' OR wall > ?)
                """, [place.shelf, place.layer, piece, rested]) != nil
        }
        guard let piece,
            let code = PickupCode(shelf: place.shelf, layer: place.layer, piece: piece)
        else { throw StoreError.noCodeLeft(shelf: place.shelf, layer: place.layer) }
        try db.run(
            """
            INSERT INTO shelf_load (shelf, layer, in_stock, last_piece) VALUES (?, ?, 1, ?)
            ON CONFLICT (shelf, layer) DO UPDATE
            SET in_stock = in_stock + 1, last_piece = excluded.last_piece
            """, [place.shelf, place.layer, piece])
        known.loads = loads
        known.loads?[key] = ((loads[key]?.inStock ?? 0) + 1, piece)
        return code
    }

    private static func loads(
        _ db: Database
    ) throws -> [Int: (inStock: Int, lastPiece: Int)] {
        var loads: [Int: (inStock: Int, lastPiece: Int)] = [:]
        try db.forEachRow("SELECT shelf, layer, in_stock, last_piece FROM shelf_load") { row in
            loads[KnownRows.key(row[0], row[1])] = (row[2], row[3])
        }
        return loads
    }

    private func hold(
        _ number: String, _ candidates: [Carrier], _ time: EntryTime, _ db: Database
    ) throws -> Recorded {
        let fact = ParcelHeld(number: number, candidates: candidates)
        let sequence = try append(.parcelHeld(fact), at: time, db)
        try db.run(
            "INSERT INTO parcel (number, state, taken_in) VALUES (?, 'held', ?)",
            [number, sequence])
        try db.tally(.held, add: 1)
        return .held(number: number)
    }

    private func handOut(
        _ number: String, _ code: PickupCode, _ time: EntryTime, _ db: Database
    ) throws -> Recorded {
        let fact = ParcelHandedOut(
            number: number, pickupCode: code.description, proof: .pickupCode)
        let sequence = try append(.parcelHandedOut(fact), at: time, db)
        // The phone tail has served; the masked name stays for "who took it" until it is pruned.
        try db.run(
            """
            UPDATE parcel SET state = 'handed-out', handed_out = ?, phone_tail = NULL
            WHERE number = ? AND state = 'in-stock'
            """, [sequence, number])
        guard db.changesCount == 1 else { throw StoreError.conflict("the parcel is not in stock") }
        hasErasedParcel = true
        try db.run(
            "UPDATE shelf_load SET in_stock = in_stock - 1 WHERE shelf = ? AND layer = ?",
            [code.shelf, code.layer])
        known.loads?[KnownRows.key(code.shelf, code.layer)]?.inStock -= 1
        try giveUpLabels(ofParcel: number, db)
        try db.tally(.inStock, add: -1)
        try db.tally(.handedOut, day: Tally.day(ofWall: time.wall), add: 1)
        return .handedOut(number: number, code)
    }

    /// The counts for a screen, each a single look-up.
    public func counts(wall: Int64) throws(StoreError) -> TodayCounts {
        try read { db in
            var counts = TodayCounts()
            let day = Tally.day(ofWall: wall)
            for row in try db.rows(
                "SELECT name, count FROM tally WHERE day IN (0, ?)", [day])
            {
                switch Tally(rawValue: row[0]) {
                case .received: counts.received = row[1]
                case .handedOut: counts.handedOut = row[1]
                case .inStock: counts.inStock = row[1]
                case .held: counts.held = row[1]
                case .expected: counts.expected = row[1]
                case nil: break
                }
            }
            return counts
        }
    }
}
