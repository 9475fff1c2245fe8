internal import GRDB

/// The station's tables.
///
/// Migrations are append-only: one that has shipped is never changed.
enum Schema {
    static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 journal, parcels, labels, feed") { db in
            try db.execute(sql: first)
        }
        migrator.registerMigration("2 labels of printers that tell nothing") { db in
            try db.execute(sql: second)
        }
        migrator.registerMigration("3 ordered labels, the paper in the printer") { db in
            try db.execute(sql: third)
        }
        return migrator
    }()

    private static let first = """
        -- Whose journal this is. One row: another station's or epoch's file is refused.
        CREATE TABLE identity (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            station TEXT NOT NULL,
            epoch INTEGER NOT NULL CHECK (epoch >= 1)
        ) STRICT;

        -- What happened, in order, without gaps, chained by hash. Also the outbox.
        CREATE TABLE journal (
            sequence INTEGER PRIMARY KEY CHECK (sequence >= 1),
            kind TEXT NOT NULL,
            wall INTEGER NOT NULL,
            body BLOB NOT NULL,
            link BLOB NOT NULL CHECK (length(link) = 32)
        ) STRICT;

        CREATE TABLE expected (
            number TEXT PRIMARY KEY CHECK (number <> ''),
            carrier TEXT NOT NULL,
            receiver TEXT NOT NULL,
            phone_tail TEXT CHECK (phone_tail GLOB '[0-9][0-9][0-9][0-9]'),
            weigh INTEGER NOT NULL CHECK (weigh IN (0, 1))
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE parcel (
            number TEXT PRIMARY KEY CHECK (number <> ''),
            state TEXT NOT NULL CHECK (state IN ('held', 'in-stock', 'handed-out')),
            carrier TEXT,
            shelf INTEGER CHECK (shelf BETWEEN 1 AND 999),
            layer INTEGER CHECK (layer BETWEEN 1 AND 99),
            piece INTEGER CHECK (piece BETWEEN 1 AND 9999),
            mass_mg INTEGER,
            receiver TEXT,
            phone_tail TEXT CHECK (phone_tail GLOB '[0-9][0-9][0-9][0-9]'),
            taken_in INTEGER NOT NULL REFERENCES journal (sequence),
            handed_out INTEGER REFERENCES journal (sequence),
            CHECK ((state = 'handed-out') = (handed_out IS NOT NULL)),
            CHECK (state = 'held' OR (shelf IS NOT NULL AND layer IS NOT NULL
                AND piece IS NOT NULL AND carrier IS NOT NULL AND receiver IS NOT NULL))
        ) STRICT;
        -- Two parcels in stock never share a code, whatever the program does.
        CREATE UNIQUE INDEX parcel_code_in_stock ON parcel (shelf, layer, piece)
            WHERE state = 'in-stock';
        CREATE INDEX parcel_code ON parcel (shelf, layer, piece, taken_in)
            WHERE piece IS NOT NULL;

        CREATE TABLE shelf_load (
            shelf INTEGER NOT NULL CHECK (shelf BETWEEN 1 AND 999),
            layer INTEGER NOT NULL CHECK (layer BETWEEN 1 AND 99),
            in_stock INTEGER NOT NULL CHECK (in_stock >= 0),
            last_piece INTEGER NOT NULL CHECK (last_piece BETWEEN 0 AND 9999),
            PRIMARY KEY (shelf, layer)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE label_job (
            id INTEGER PRIMARY KEY,
            number TEXT NOT NULL REFERENCES parcel (number),
            reprint INTEGER NOT NULL CHECK (reprint IN (0, 1)),
            state TEXT NOT NULL
                CHECK (state IN ('queued', 'sent', 'printing', 'unknown', 'confirmed', 'given-up'))
        ) STRICT;
        CREATE INDEX label_job_open ON label_job (id)
            WHERE state IN ('queued', 'sent', 'printing', 'unknown');

        -- How far each follower of the journal and of the feed has come.
        CREATE TABLE cursor (
            name TEXT PRIMARY KEY,
            position INTEGER NOT NULL CHECK (position >= 0)
        ) STRICT, WITHOUT ROWID;

        -- Counts kept as they change, so that no screen ever counts rows. Day 0 stands for
        -- "now": what is in stock, held and expected.
        CREATE TABLE tally (
            day INTEGER NOT NULL,
            name TEXT NOT NULL,
            count INTEGER NOT NULL CHECK (count >= 0),
            PRIMARY KEY (day, name)
        ) STRICT, WITHOUT ROWID;
        """

    private static let third = """
        CREATE TABLE label_job_new (
            id INTEGER PRIMARY KEY,
            -- A parcel's pickup label, or else a label ordered by its template's name.
            number TEXT REFERENCES parcel (number),
            template TEXT CHECK (template <> ''),
            -- What stands on an ordered label, as JSON: a person's, gone once the job is settled.
            fields TEXT,
            copies INTEGER NOT NULL DEFAULT 1 CHECK (copies BETWEEN 1 AND 999),
            -- When it was ordered: how long the machine had run by then (see run_time), in which
            -- boot, and the wall clock's word where that was synchronised.
            ordered_run INTEGER,
            ordered_boot TEXT,
            ordered_at INTEGER,
            -- Who orders again under the same one gets the same job.
            token TEXT CHECK (token <> ''),
            reprint INTEGER NOT NULL CHECK (reprint IN (0, 1)),
            state TEXT NOT NULL
                CHECK (state IN ('queued', 'sent', 'printing', 'unknown', 'confirmed',
                    'unconfirmed', 'given-up')),
            CHECK ((number IS NULL) <> (template IS NULL)),
            CHECK ((template IS NULL) = (ordered_run IS NULL)),
            CHECK ((template IS NULL) = (ordered_boot IS NULL)),
            CHECK (template IS NOT NULL OR (fields IS NULL AND copies = 1 AND token IS NULL)),
            CHECK (fields IS NULL OR state NOT IN ('confirmed', 'unconfirmed', 'given-up')),
            CHECK (template IS NULL OR fields IS NOT NULL
                OR state IN ('confirmed', 'unconfirmed', 'given-up'))
        ) STRICT;
        INSERT INTO label_job_new (id, number, reprint, state)
            SELECT id, number, reprint, state FROM label_job;
        DROP TABLE label_job;
        ALTER TABLE label_job_new RENAME TO label_job;
        -- Partial all: a station's labels go into the hundred thousands, those that matter now are
        -- few. A parcel taken in touches the first only.
        CREATE INDEX label_job_queued ON label_job (template, id, number) WHERE state = 'queued';
        CREATE INDEX label_job_unsettled ON label_job (id)
            WHERE state IN ('sent', 'printing', 'unknown');
        CREATE INDEX label_job_data ON label_job (id) WHERE fields IS NOT NULL;
        CREATE UNIQUE INDEX label_job_token ON label_job (token) WHERE token IS NOT NULL;

        -- How long the machine has run, all boots together, as far as it was noted.
        CREATE TABLE run_time (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            boot TEXT NOT NULL,
            up INTEGER NOT NULL,
            total INTEGER NOT NULL CHECK (total >= 0)
        ) STRICT;

        -- The paper in the printer, and the paper that labels wait for.
        CREATE TABLE medium (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            loaded TEXT NOT NULL CHECK (loaded <> ''),
            -- The printer has measured it.
            is_measured INTEGER NOT NULL CHECK (is_measured IN (0, 1)),
            wanted TEXT CHECK (wanted <> ''),
            -- The printer was open or off while other paper was wanted: a person has to say.
            is_doubtful INTEGER NOT NULL DEFAULT 0 CHECK (is_doubtful IN (0, 1))
        ) STRICT;
        """

    private static let second = """
        CREATE TABLE label_job_new (
            id INTEGER PRIMARY KEY,
            number TEXT NOT NULL REFERENCES parcel (number),
            reprint INTEGER NOT NULL CHECK (reprint IN (0, 1)),
            state TEXT NOT NULL
                CHECK (state IN ('queued', 'sent', 'printing', 'unknown', 'confirmed',
                    'unconfirmed', 'given-up'))
        ) STRICT;
        INSERT INTO label_job_new SELECT id, number, reprint, state FROM label_job;
        DROP TABLE label_job;
        ALTER TABLE label_job_new RENAME TO label_job;
        CREATE INDEX label_job_open ON label_job (id)
            WHERE state IN ('queued', 'sent', 'printing', 'unknown');
        """
}
