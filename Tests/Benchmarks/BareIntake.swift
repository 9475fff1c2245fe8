import Identifiers
import StationJournal

/// One parcel taken in, as rows.
struct IntakeRows {
    let parcel: ExpectedParcel
    let code: PickupCode
    let wall: Int64
    let sequence: Int64
    let body: [UInt8]
    let link: [UInt8]
}

/// Takes in a parcel by bare SQLite: the same rows at the same durability, the entry encoded and
/// hashed beforehand, nothing looked up.
struct BareIntake {
    /// What `StationStore` sets.
    private static let settings = [
        "locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = FULL", "mmap_size = 0",
        "cache_size = -2000", "cell_size_check = ON", "trusted_schema = OFF", "foreign_keys = ON",
        "secure_delete = ON",
    ]

    private let database: BareDatabase
    private let begin: BareStatement
    private let load: BareStatement
    private let journal: BareStatement
    private let parcel: BareStatement
    private let expected: BareStatement
    private let less: BareStatement
    private let more: BareStatement
    private let label: BareStatement
    private let commit: BareStatement

    init(path: String) throws {
        database = try BareDatabase(path: path, settings: Self.settings)
        guard try database.rows("PRAGMA synchronous") == [[.integer(2)]],
            try database.rows("PRAGMA journal_mode") == [[.text("wal")]]
        else { throw BareError(description: "the bare file is not WAL with FULL") }
        begin = try database.prepare("BEGIN IMMEDIATE")
        load = try database.prepare(
            """
            INSERT INTO shelf_load (shelf, layer, in_stock, last_piece) VALUES (?, ?, 1, ?)
            ON CONFLICT (shelf, layer) DO UPDATE
            SET in_stock = in_stock + 1, last_piece = excluded.last_piece
            """)
        journal = try database.prepare(
            "INSERT INTO journal (sequence, kind, wall, body, link) VALUES (?, ?, ?, ?, ?)")
        parcel = try database.prepare(
            """
            INSERT INTO parcel (number, state, carrier, shelf, layer, piece, receiver, phone_tail,
                taken_in)
            VALUES (?, 'in-stock', ?, ?, ?, ?, ?, ?, ?)
            """)
        expected = try database.prepare("DELETE FROM expected WHERE number = ?")
        less = try database.prepare(
            "UPDATE tally SET count = count - 1 WHERE day = 0 AND name = 'expected'")
        more = try database.prepare(
            """
            INSERT INTO tally (day, name, count) VALUES (?, ?, 1)
            ON CONFLICT (day, name) DO UPDATE SET count = count + excluded.count
            """)
        label = try database.prepare(
            "INSERT INTO label_job (number, reprint, state) VALUES (?, 0, 'queued')")
        commit = try database.prepare("COMMIT")
    }

    func close() { database.close() }

    func take(_ rows: IntakeRows) throws {
        let number = BareValue.text(rows.parcel.number)
        let (shelf, layer) = (
            BareValue.integer(rows.code.shelf), BareValue.integer(rows.code.layer)
        )
        let piece = BareValue.integer(rows.code.piece)
        try begin.run()
        try load.run([shelf, layer, piece])
        try journal.run([
            .integer(rows.sequence), .text("parcel-received"), .integer(rows.wall),
            .blob(rows.body), .blob(rows.link),
        ])
        try parcel.run([
            number, .text(rows.parcel.carrier.rawValue), shelf, layer, piece,
            .text(rows.parcel.receiver), rows.parcel.phoneTail.map(BareValue.text) ?? .null,
            .integer(rows.sequence),
        ])
        try expected.run([number])
        try less.run()
        try more.run([.integer(0), .text("in-stock")])
        try more.run([.integer((rows.wall / 1000 + 8 * 3600) / 86_400), .text("received")])
        try label.run([number])
        try commit.run()
    }
}
