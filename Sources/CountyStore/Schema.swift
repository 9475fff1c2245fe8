internal import GRDB

/// The tables, as a list of migrations that is only ever added to.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 stations, entries, parcels") { database in
            try database.execute(sql: stations + entries + parcels)
        }
        migrator.registerMigration("2 registers") { database in
            try database.execute(sql: registers)
        }
        migrator.registerMigration("3 cases") { database in
            try database.execute(sql: cases)
        }
        migrator.registerMigration("4 books") { database in
            try database.execute(sql: books)
        }
        migrator.registerMigration("5 case versions") { database in
            try database.execute(
                sql: """
                    ALTER TABLE programme_case
                    ADD COLUMN pack_version INTEGER CHECK (pack_version >= 1)
                    """)
        }
        return migrator
    }

    /// Times are milliseconds since 1970 at the county unless said otherwise.
    private static let stations = """
        CREATE TABLE station (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE CHECK (length(id) BETWEEN 1 AND 32),
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
            state TEXT NOT NULL CHECK (state IN ('new', 'active', 'revoked', 'forked')),
            epoch INTEGER NOT NULL CHECK (epoch >= 0),
            last_sequence INTEGER NOT NULL CHECK (last_sequence >= 0),
            last_link BLOB NOT NULL CHECK (length(last_link) = 32),
            last_corrected INTEGER NOT NULL,
            feed_cursor INTEGER NOT NULL CHECK (feed_cursor >= 0),
            last_contact INTEGER,
            added_at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE station_key (
            id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 32),
            public_key BLOB NOT NULL UNIQUE CHECK (length(public_key) = 32),
            station INTEGER NOT NULL REFERENCES station (number),
            epoch INTEGER NOT NULL CHECK (epoch >= 1),
            counter INTEGER NOT NULL CHECK (counter >= 0),
            state TEXT NOT NULL CHECK (state IN ('active', 'superseded', 'revoked')),
            enrolled_at INTEGER NOT NULL,
            UNIQUE (station, epoch)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE enrolment_code (
            hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
            station INTEGER NOT NULL REFERENCES station (number),
            issued_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL CHECK (expires_at > issued_at),
            withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1)),
            used_by TEXT REFERENCES station_key (id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX enrolment_code_of_station ON enrolment_code (station);

        CREATE TABLE feed (
            station INTEGER NOT NULL REFERENCES station (number),
            cursor INTEGER NOT NULL CHECK (cursor >= 1),
            row BLOB NOT NULL,
            PRIMARY KEY (station, cursor)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE refusal (
            reason TEXT NOT NULL PRIMARY KEY,
            count INTEGER NOT NULL CHECK (count >= 0)
        ) STRICT, WITHOUT ROWID;

        """

    /// `arrival` numbers the entries of all stations in the order of their commits, so that a
    /// follower of the whole county needs one integer; `link` is the chain's hash after the entry.
    private static let entries = """
        CREATE TABLE entry (
            arrival INTEGER PRIMARY KEY,
            station INTEGER NOT NULL REFERENCES station (number),
            epoch INTEGER NOT NULL CHECK (epoch >= 1),
            sequence INTEGER NOT NULL CHECK (sequence >= 1),
            kind TEXT NOT NULL CHECK (length(kind) >= 1),
            verdict TEXT NOT NULL CHECK (verdict IN ('applied', 'applied-conflict', 'unreadable')),
            body BLOB NOT NULL,
            link BLOB NOT NULL CHECK (length(link) = 32),
            received_at INTEGER NOT NULL,
            corrected_at INTEGER NOT NULL,
            UNIQUE (station, epoch, sequence)
        ) STRICT;

        """

    /// What the entries and announcements amount to; all of it can be made again from them.
    private static let parcels = """
        CREATE TABLE parcel (
            number TEXT NOT NULL PRIMARY KEY CHECK (length(number) BETWEEN 1 AND 64),
            carrier TEXT,
            state TEXT NOT NULL
                CHECK (state IN ('expected', 'withdrawn', 'held', 'in-stock', 'handed-out')),
            station INTEGER NOT NULL REFERENCES station (number),
            receiver TEXT,
            phone_tail TEXT CHECK (length(phone_tail) = 4),
            weigh INTEGER NOT NULL CHECK (weigh IN (0, 1)),
            mass INTEGER,
            conflict INTEGER NOT NULL CHECK (conflict IN (0, 1)),
            announced_at INTEGER,
            held_at INTEGER,
            received_at INTEGER,
            handed_out_at INTEGER
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE parcel_hour (
            hour INTEGER NOT NULL,
            step TEXT NOT NULL CHECK (step IN ('held', 'received', 'handed-out')),
            station INTEGER NOT NULL REFERENCES station (number),
            count INTEGER NOT NULL CHECK (count >= 0),
            PRIMARY KEY (hour, step, station)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE tally (
            name TEXT NOT NULL PRIMARY KEY,
            value INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    /// The registers of the county's programme.
    ///
    /// What a record may say is for those who know the pack; keys and fields are JSON, days are
    /// written out. The acts outlive the records.
    private static let registers = """
        CREATE TABLE register (
            number INTEGER PRIMARY KEY,
            pack TEXT NOT NULL CHECK (length(pack) BETWEEN 1 AND 64),
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
            keep_months INTEGER CHECK (keep_months >= 1),
            UNIQUE (pack, name)
        ) STRICT;

        CREATE TABLE register_record (
            number INTEGER PRIMARY KEY,
            register INTEGER NOT NULL REFERENCES register (number),
            key TEXT NOT NULL,
            version INTEGER NOT NULL CHECK (version >= 1),
            closed_on TEXT CHECK (length(closed_on) = 10),
            UNIQUE (register, key)
        ) STRICT;
        CREATE INDEX register_record_closed ON register_record (register, closed_on)
            WHERE closed_on IS NOT NULL;

        CREATE TABLE register_version (
            record INTEGER NOT NULL REFERENCES register_record (number) ON DELETE CASCADE,
            version INTEGER NOT NULL CHECK (version >= 1),
            fields TEXT,
            person TEXT NOT NULL CHECK (length(person) BETWEEN 1 AND 64),
            held_from TEXT NOT NULL CHECK (length(held_from) = 10),
            written_at INTEGER NOT NULL,
            note TEXT NOT NULL,
            PRIMARY KEY (record, version)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE register_act (
            number INTEGER PRIMARY KEY,
            register INTEGER NOT NULL REFERENCES register (number),
            act TEXT NOT NULL CHECK (act IN ('write', 'unmasked', 'erase')),
            person TEXT NOT NULL,
            note TEXT NOT NULL,
            count INTEGER NOT NULL CHECK (count >= 0),
            at INTEGER NOT NULL
        ) STRICT;
        """

    /// Cases in procedures of the county's programme; what was done in them is JSON and is never
    /// changed.
    private static let cases = """
        CREATE TABLE programme_case (
            number INTEGER PRIMARY KEY,
            pack TEXT NOT NULL CHECK (length(pack) BETWEEN 1 AND 64),
            id TEXT NOT NULL CHECK (length(id) BETWEEN 1 AND 96),
            workflow TEXT NOT NULL CHECK (length(workflow) BETWEEN 1 AND 64),
            year TEXT NOT NULL CHECK (length(year) = 4),
            serial INTEGER CHECK (serial >= 1),
            opened_on TEXT NOT NULL CHECK (length(opened_on) = 10),
            person TEXT NOT NULL CHECK (length(person) BETWEEN 1 AND 64),
            written_at INTEGER NOT NULL,
            recused TEXT NOT NULL,
            acts INTEGER NOT NULL CHECK (acts >= 0),
            has_ended INTEGER NOT NULL CHECK (has_ended IN (0, 1)),
            UNIQUE (pack, id),
            UNIQUE (pack, workflow, year, serial)
        ) STRICT;
        CREATE INDEX programme_case_open ON programme_case (pack, id) WHERE has_ended = 0;

        CREATE TABLE case_act (
            programme_case INTEGER NOT NULL REFERENCES programme_case (number),
            position INTEGER NOT NULL CHECK (position >= 1),
            act TEXT NOT NULL,
            written_at INTEGER NOT NULL,
            PRIMARY KEY (programme_case, position)
        ) STRICT, WITHOUT ROWID;
        """

    /// What a county records for its programme: facts, reports, sites, papers, publications.
    ///
    /// An entry is JSON and is never changed.
    private static let books = """
        CREATE TABLE book (
            number INTEGER PRIMARY KEY,
            pack TEXT NOT NULL CHECK (length(pack) BETWEEN 1 AND 64),
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
            entries INTEGER NOT NULL CHECK (entries >= 0),
            UNIQUE (pack, name)
        ) STRICT;

        CREATE TABLE book_entry (
            book INTEGER NOT NULL REFERENCES book (number),
            position INTEGER NOT NULL CHECK (position >= 1),
            id TEXT NOT NULL CHECK (length(id) BETWEEN 1 AND 400),
            body TEXT NOT NULL,
            person TEXT NOT NULL CHECK (length(person) BETWEEN 1 AND 64),
            written_at INTEGER NOT NULL,
            PRIMARY KEY (book, position),
            UNIQUE (book, id)
        ) STRICT, WITHOUT ROWID;
        """
}
