public import CountyStore
public import StationJournal

/// What `countyctl` and the daemon say to each other over the control socket, as JSON.
public enum AdminMessages {
    /// A station to add.
    public struct NewStation: Codable, Sendable {
        /// Its id.
        public let id: StationID
        /// Its name in Chinese.
        public let name: String

        /// A station to add.
        public init(id: StationID, name: String) {
            self.id = id
            self.name = name
        }
    }

    /// A station as listed.
    public struct Station: Codable, Sendable {
        /// Its id.
        public let id: StationID
        /// Its name in Chinese.
        public let name: String
        /// `new`, `active`, `revoked` or `forked`.
        public let state: String
        /// In touch within the last ten minutes.
        public let online: Bool
        /// The epoch of its journal.
        public let epoch: Int64
        /// The last entry the county has of it.
        public let lastSequence: Int64
        /// Milliseconds since 1970, or null before the first contact.
        public let lastContact: Int64?

        private enum CodingKeys: String, CodingKey {
            case id, name, state, online, epoch
            case lastSequence = "last_sequence"
            case lastContact = "last_contact"
        }

        init(_ record: StationRecord, at now: Int64) {
            id = record.id
            name = record.name
            state = record.state.rawValue
            online = WallPage.isAlive(record, at: now)
            epoch = record.epoch
            lastSequence = record.lastSequence
            lastContact = record.lastContact
        }
    }

    /// A one-time code with what a station needs besides it.
    public struct Code: Codable, Sendable {
        /// Whose it is.
        public let station: StationID
        /// What the station is called.
        public let name: String
        /// The code in groups.
        public let code: String
        /// Milliseconds since 1970 when it ends.
        public let expiresAt: Int64
        /// Where the station connects.
        public let url: String
        /// What the station pins.
        public let pins: String

        private enum CodingKeys: String, CodingKey {
            case station, name, code, url, pins
            case expiresAt = "expires_at"
        }
    }

    /// A parcel as listed.
    public struct Parcel: Codable, Sendable {
        /// The number on the waybill.
        public let number: String
        /// The carrier, where known.
        public let carrier: String?
        /// `expected`, `withdrawn`, `held`, `in-stock` or `handed-out`.
        public let state: String
        /// Where it is or is announced to.
        public let station: StationID
        /// Milligrams, where it was weighed.
        public let massMilligrams: Int64?
        /// Records contradict each other.
        public let conflict: Bool

        private enum CodingKeys: String, CodingKey {
            case number, carrier, state, station, conflict
            case massMilligrams = "mass_mg"
        }

        init(_ record: ParcelRecord) {
            number = record.number
            carrier = record.carrier
            state = record.state.rawValue
            station = record.station
            massMilligrams = record.mass
            conflict = record.conflict
        }
    }

    /// Kept counts of parcels by state and entries by verdict.
    public struct Summary: Codable, Sendable {
        /// Parcels by state.
        public let parcels: [String: Int64]
        /// Entries by verdict.
        public let entries: [String: Int64]
    }

    /// An entry as listed for audits.
    public struct Entry: Codable, Sendable {
        /// The epoch it belongs to.
        public let epoch: Int64
        /// Its place in that epoch.
        public let sequence: Int64
        /// Its kind; `-` when unreadable.
        public let kind: String
        /// The waybill number it is about.
        public let number: String?
        /// What the county did with it.
        public let verdict: String

        init(_ record: EntryRecord) {
            epoch = record.identity.epoch
            sequence = record.identity.sequence
            kind = record.kind
            number = record.number
            verdict = record.verdict.rawValue
        }
    }

    /// Where a backup goes.
    public struct Backup: Codable, Sendable {
        /// An absolute path where no file is yet.
        public let path: String

        /// A backup to this path.
        public init(path: String) {
            self.path = path
        }
    }

    /// Records of a register that are about to be shown without masks.
    public struct Unmasked: Codable, Sendable {
        /// The register.
        public let name: RegisterName
        /// Who wants to see them.
        public let by: String
        /// What for.
        public let reason: String
        /// How many records.
        public let count: Int

        /// Records a person wants to see.
        public init(name: RegisterName, by: String, reason: String, count: Int) {
            self.name = name
            self.by = by
            self.reason = reason
            self.count = count
        }
    }

    /// Why a command was not carried out, as members of a problem document.
    public struct Failure: Codable, Sendable {
        /// The exit code it leads to.
        public let exit: ExitStatus
        /// The message in Chinese.
        public let chinese: String
        /// The message in English.
        public let english: String
    }
}
