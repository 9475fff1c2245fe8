/// A register of a county's programme, by the pack and its name there.
public struct RegisterName: Codable, Sendable, Hashable {
    /// The pack's id.
    public let pack: String
    /// The register's id in the pack.
    public let register: String

    /// A register by pack and name.
    public init(pack: String, register: String) {
        self.pack = pack
        self.register = register
    }
}

/// One record as it is to be from now on.
public struct RegisterChange: Codable, Sendable, Equatable {
    /// The values that identify it.
    public let key: [String]
    /// What it says, as written in files; nil closes it.
    public let fields: [String: String]?
    /// The version this was made from; 0 for a new record.
    public let base: Int
    /// Records that have to be there, open.
    public let references: [Reference]

    /// A record in another register, or in this one.
    public struct Reference: Codable, Sendable, Equatable {
        /// The register's id in the same pack.
        public let register: String
        /// Its key.
        public let key: [String]

        /// A reference to a record.
        public init(register: String, key: [String]) {
            self.register = register
            self.key = key
        }
    }

    /// A change of one record.
    public init(
        key: [String], fields: [String: String]?, base: Int, references: [Reference] = []
    ) {
        self.key = key
        self.fields = fields
        self.base = base
        self.references = references
    }
}

/// Changes that are made together or not at all.
public struct RegisterEntry: Codable, Sendable {
    /// The register.
    public let name: RegisterName
    /// Months a closed record is kept; nil while nobody has said it, and then it is never erased.
    public let keepMonths: Int?
    /// The changes, each of another record.
    public let changes: [RegisterChange]
    /// Who makes them.
    public let by: String
    /// The day they hold from by the writer's word, such as `2020-08-31`.
    public let heldFrom: String
    /// Why.
    public let note: String

    /// Changes by a person.
    public init(
        name: RegisterName, keepMonths: Int?, changes: [RegisterChange], by: String,
        heldFrom: String, note: String
    ) {
        self.name = name
        self.keepMonths = keepMonths
        self.changes = changes
        self.by = by
        self.heldFrom = heldFrom
        self.note = note
    }
}

/// What changes did.
public struct RegisterCount: Codable, Sendable, Equatable {
    /// Records made.
    public var added = 0
    /// Records with a new version.
    public var changed = 0
    /// Records closed.
    public var closed = 0

    /// Nothing yet.
    public init() {}
}

/// Why changes were not made: each record that stands in the way.
public struct RegisterRefusal: Error, Sendable, Equatable {
    /// What stands in the way.
    public let conflicts: [Conflict]

    /// One record that cannot be changed so.
    public struct Conflict: Sendable, Equatable {
        /// Its key.
        public let key: [String]
        /// Why.
        public let reason: Reason
    }

    /// Why a record cannot be changed.
    public enum Reason: Sendable, Equatable {
        /// Somebody else has changed it: the version it has now, 0 when it is not there.
        case changedMeanwhile(Int)
        /// It is closed.
        case closed
        /// It refers to a record that is not there or closed.
        case dangling(RegisterChange.Reference)
    }
}

/// The present state of a record.
public struct RegisterRow: Codable, Sendable, Equatable {
    /// The values that identify it.
    public let key: [String]
    /// What it says.
    public let fields: [String: String]
    /// The number of this version, from 1.
    public let version: Int

    /// A record's present state.
    public init(key: [String], fields: [String: String], version: Int) {
        self.key = key
        self.fields = fields
        self.version = version
    }
}

/// One version of a record.
public struct RegisterVersion: Codable, Sendable, Equatable {
    /// Counted from 1.
    public let version: Int
    /// What it said; nil where it was closed.
    public let fields: [String: String]?
    /// Who wrote it.
    public let by: String
    /// The day it holds from by the writer's word.
    public let heldFrom: String
    /// Milliseconds since 1970 when it was written.
    public let writtenAt: Int64
    /// Why.
    public let note: String

    private enum CodingKeys: String, CodingKey {
        case version, fields, by, note
        case heldFrom = "held_from"
        case writtenAt = "written_at"
    }
}

/// How many records a register holds.
public struct RegisterTally: Codable, Sendable, Equatable {
    /// The register's id in its pack.
    public let register: String
    /// Records that are open.
    public let open: Int
    /// Records that are closed and still kept.
    public let closed: Int
}

/// Something done with a register as a whole.
public struct RegisterAct: Codable, Sendable, Equatable {
    /// What was done.
    public enum Kind: String, Codable, Sendable {
        /// Records were written or closed.
        case write
        /// Records were handed out without masks.
        case unmasked
        /// Closed records were erased as their time was over.
        case erase
    }

    /// The register's id in its pack.
    public let register: String
    /// What was done.
    public let kind: Kind
    /// Who did it; `countyd` for erasing.
    public let by: String
    /// Why.
    public let note: String
    /// Records it was done with.
    public let count: Int
    /// Milliseconds since 1970.
    public let at: Int64

    /// Something done.
    public init(
        register: String, kind: Kind, by: String, note: String, count: Int, at: Int64
    ) {
        self.register = register
        self.kind = kind
        self.by = by
        self.note = note
        self.count = count
        self.at = at
    }
}
