internal import FoundationEssentials
internal import GRDB

extension Database {
    /// Runs one statement, prepared once per connection.
    func run(_ sql: String, _ arguments: StatementArguments = []) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }

    /// The first row of a query, prepared once per connection.
    func row(_ sql: String, _ arguments: StatementArguments = []) throws -> Row? {
        try Row.fetchOne(cachedStatement(sql: sql), arguments: arguments)
    }

    /// All rows of a query that is bounded by its own LIMIT or by its table's nature.
    func rows(_ sql: String, _ arguments: StatementArguments = []) throws -> [Row] {
        try Row.fetchAll(cachedStatement(sql: sql), arguments: arguments)
    }

    /// Goes through the rows of such a query; a row is not to be kept.
    func forEachRow(_ sql: String, _ body: (Row) throws -> Void) throws {
        let rows = try Row.fetchCursor(cachedStatement(sql: sql))
        while let row = try rows.next() { try body(row) }
    }

    /// Adds to a kept count; taking away more than there is violates the table's CHECK.
    func tally(_ name: Tally, day: Int64 = Tally.now, add: Int) throws {
        if add < 0 {
            return try run(
                "UPDATE tally SET count = count + ? WHERE day = ? AND name = ?",
                [add, day, name.rawValue])
        }
        try run(
            """
            INSERT INTO tally (day, name, count) VALUES (?, ?, ?)
            ON CONFLICT (day, name) DO UPDATE SET count = count + excluded.count
            """, [day, name.rawValue, add])
    }
}

extension Row {
    /// A BLOB column that the schema keeps from being null.
    func bytes(_ column: Int) -> [UInt8] {
        Array(self[column] as Data)
    }
}

/// The names of the kept counts.
enum Tally: String {
    case received
    case handedOut = "handed-out"
    case inStock = "in-stock"
    case held
    case expected

    /// The day that stands for the present state rather than a day's sum.
    static let now: Int64 = 0

    /// The day of a wall time.
    ///
    /// All of China keeps UTC+8 without summer time, so the day needs no time zone data.
    static func day(ofWall milliseconds: Int64) -> Int64 {
        let seconds = milliseconds / 1000 + 8 * 3600
        return max(1, seconds / 86_400)
    }
}
