internal import GRDB

/// Entries somebody writes behind those a book has.
public struct BookWriting: Codable, Sendable {
    /// An entry to be written.
    public struct Entry: Codable, Sendable, Equatable {
        /// Unique in the book.
        public let id: String
        /// What it says, as JSON.
        public let body: String

        /// An entry of this content.
        public init(id: String, body: String) {
            self.id = id
            self.body = body
        }
    }

    /// The book.
    public let name: BookName
    /// How many entries the book had when these were checked.
    public let after: Int
    /// The entries, in order.
    public let entries: [Entry]
    /// Who writes them.
    public let by: String

    /// Entries that follow others.
    public init(name: BookName, after: Int, entries: [Entry], by: String) {
        self.name = name
        self.after = after
        self.entries = entries
        self.by = by
    }
}

/// A book of a pack: its facts, its reports, its papers.
public struct BookName: Codable, Sendable, Hashable {
    /// The pack's id.
    public let pack: String
    /// What is written in it: `facts`, `returns`.
    public let book: String

    /// A book of a pack.
    public init(pack: String, book: String) {
        self.pack = pack
        self.book = book
    }
}

/// An entry of a book as the county has it; it is never changed.
public struct BookEntry: Codable, Sendable, Equatable {
    /// Its place in the book, from 1.
    public let position: Int
    /// Unique in the book.
    public let id: String
    /// What it says, as JSON.
    public let body: String
    /// Who wrote it.
    public let by: String
    /// Milliseconds since 1970.
    public let writtenAt: Int64
}

/// Why nothing was written to a book.
public enum BookRefusal: Error, Sendable, Equatable {
    /// Others have written meanwhile; how many entries it has.
    case changedMeanwhile(BookName, entries: Int)
    /// The book has an entry of this id already.
    case exists(String)
    /// An id is empty or too long.
    case id(String)
}

/// What a county records for its programme: append-only books whose entries are JSON.
///
/// What an entry may say is for those who know the pack; an error is put right by another entry.
extension CountyStore {
    /// Entries in a page at most.
    public static let bookPageMax = 5_000
    /// Letters of an entry's id at most.
    public static let bookIDMax = 400

    /// Writes entries behind those a book has, all or none.
    ///
    /// - Returns: How many entries the book has now.
    /// - Throws: `BookRefusal`, also when others have written meanwhile; `CountyStoreError`.
    public func write(_ writing: BookWriting, at now: Int64) async throws -> Int {
        try await write { database in
            let name = writing.name
            try database.execute(
                sql: "INSERT OR IGNORE INTO book (pack, name, entries) VALUES (?, ?, 0)",
                arguments: [name.pack, name.book])
            guard
                let book = try Row.fetchOne(
                    database, sql: "SELECT number, entries FROM book WHERE pack = ? AND name = ?",
                    arguments: [name.pack, name.book])
            else { return 0 }
            let (number, count): (Int64, Int) = (book["number"], book["entries"])
            guard count == writing.after else {
                throw BookRefusal.changedMeanwhile(name, entries: count)
            }
            for (offset, entry) in writing.entries.enumerated() {
                try Self.append(entry, writing.by, count + offset + 1, to: number, now, database)
            }
            let total = count + writing.entries.count
            try database.execute(
                sql: "UPDATE book SET entries = ? WHERE number = ?", arguments: [total, number])
            return total
        }
    }

    private static func append(
        _ entry: BookWriting.Entry, _ person: String, _ position: Int, to book: Int64, _ now: Int64,
        _ database: Database
    ) throws {
        guard (1...bookIDMax).contains(entry.id.unicodeScalars.count) else {
            throw BookRefusal.id(entry.id)
        }
        try database.cachedStatement(
            sql: """
                INSERT INTO book_entry (book, position, id, body, person, written_at)
                VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (book, id) DO NOTHING
                """
        ).execute(arguments: [book, position, entry.id, entry.body, person, now])
        guard database.changesCount == 1 else { throw BookRefusal.exists(entry.id) }
    }

    /// The entries of a book in order, after a place in it.
    ///
    /// - Throws: `CountyStoreError`.
    public func entries(
        of name: BookName, after position: Int, limit: Int
    ) async throws -> [BookEntry] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT book_entry.* FROM book_entry
                    JOIN book ON book.number = book_entry.book
                    WHERE pack = ? AND name = ? AND position > ? ORDER BY position LIMIT ?
                    """, arguments: [name.pack, name.book, position, limit]
            ).map { row in
                BookEntry(
                    position: row["position"], id: row["id"], body: row["body"],
                    by: row["person"], writtenAt: row["written_at"])
            }
        }
    }
}
