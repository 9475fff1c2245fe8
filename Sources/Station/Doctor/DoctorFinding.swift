/// One thing `stationctl doctor` looked at: what it found, where, and what to do next.
public struct DoctorFinding: Codable, Hashable, Sendable {
    /// How bad it is.
    public enum Grade: String, Codable, Hashable, Sendable, CaseIterable {
        /// As it should be.
        case good
        /// Worth knowing; the station works.
        case notice
        /// Something does not work, or will not.
        case problem
    }

    /// The name of the check; the same in every version.
    public var check: String
    /// How bad it is.
    public var grade: Grade
    /// What was found.
    public var what: Phrase
    /// The file, port or device it is about; empty where there is no such place.
    public var place: String
    /// What to do; empty where nothing has to be done.
    public var next: Phrase

    static func good(_ check: String, _ zh: String, _ en: String) -> DoctorFinding {
        DoctorFinding(
            check: check, grade: .good, what: Phrase(zh, en), place: "", next: Phrase("", ""))
    }
}
