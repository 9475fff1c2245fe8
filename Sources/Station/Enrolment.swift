internal import Crypto
internal import FoundationEssentials
internal import Glibc
public import StationJournal

/// What makes a terminal a station of a county: who it is, its key, and whom it talks to.
///
/// Kept in two files of the state folder, readable by the daemon's user only: `enrolment.json`
/// and `station.key` (the Ed25519 key's 32 bytes; it never leaves the terminal).
public struct Enrolment: Codable, Sendable {
    /// The station's id in the county.
    public var station: StationID
    /// The epoch of its journal.
    public var epoch: Int64
    /// What it is called.
    public var name: String
    /// The county's address, `https://host:port`.
    public var county: String
    /// The county's pins, `sha256//…` joined by `;`: the trust in force.
    public var pins: String
    /// The last request counter used with this key before the store took over counting.
    public var requestCounter: Int64
    /// The store of this epoch has been made: from then on a missing file is a fault.
    public var storeExists: Bool

    static func file(in state: String) -> String { "\(state)/enrolment.json" }
    static func keyFile(in state: String) -> String { "\(state)/station.key" }

    /// A counter for an attempt to enrol, never used before with this key: kept durably, because a
    /// kiosk's clock may go backwards between two attempts.
    static func nextCounter(in state: String) throws -> Int64 {
        let path = "\(state)/enrolment-counter"
        let text = FileManager.default.contents(atPath: path) ?? Data()
        let next = (Int64(String(decoding: text, as: UTF8.self)) ?? 0) + 1
        try DurableFile.write(Array("\(next)".utf8), to: path)
        return next
    }

    /// The store's file for this epoch.
    public func storePath(in state: String) -> String { "\(state)/station-\(epoch).sqlite" }

    /// Reads the enrolment of a state folder; nil when the terminal was never enrolled.
    ///
    /// - Throws: `StationFault` when the file is there but cannot be read.
    public static func load(from state: String) throws -> Enrolment? {
        let path = file(in: state)
        guard access(path, R_OK) == 0 else {
            if errno == ENOENT { return nil }
            throw StationFault.notReadable(path, code: errno)
        }
        guard let data = FileManager.default.contents(atPath: path),
            let enrolment = try? JSONDecoder().decode(Enrolment.self, from: data)
        else { throw StationFault.damagedFile(path) }
        return enrolment
    }

    /// Writes the enrolment, whole or not at all.
    public func save(to state: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        try DurableFile.write(Array(try encoder.encode(self)), to: Self.file(in: state))
    }

    static func key(in state: String) throws -> Curve25519.Signing.PrivateKey? {
        let path = keyFile(in: state)
        guard access(path, R_OK) == 0 else {
            if errno == ENOENT { return nil }
            throw StationFault.notReadable(path, code: errno)
        }
        guard let data = FileManager.default.contents(atPath: path),
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: data)
        else { throw StationFault.damagedFile(path) }
        return key
    }

    /// The key of a state folder, made and written durably if it has none yet: an enrolment whose
    /// answer was lost is asked again with the same key.
    static func keyOrNew(in state: String) throws -> Curve25519.Signing.PrivateKey {
        if let key = try key(in: state) { return key }
        let key = Curve25519.Signing.PrivateKey()
        try DurableFile.write(Array(key.rawRepresentation), to: keyFile(in: state))
        return key
    }
}
