/// The codes on the keeper's control card: scanned instead of pressing a key.
public enum ControlCode: String, Sendable, Hashable, CaseIterable, Codable {
    /// Drop what was begun.
    case cancel
    /// Hand out the parcel whose pickup code comes next, scanned or typed as it is spoken.
    case handOut = "handout"
    /// Print the last label again.
    case reprint
    /// Yes to the question shown.
    case confirm
    /// Say what can be done now.
    case help

    /// Reads a barcode `CZC-CANCEL-K`; nil for another word or a wrong check character.
    public init?(barcode: String) {
        guard barcode.utf8.count <= 64,
            let code = Self.allCases.first(where: { $0.barcode == barcode })
        else { return nil }
        self = code
    }

    /// The form on the card: `CZC-CANCEL-K`, where K is a check character (ISO/IEC 7064 MOD 37,36
    /// over `CZC` and the word).
    public var barcode: String {
        let word = rawValue.uppercased()
        let check = CodePrefix.control.checkCharacter(word).map(String.init) ?? ""
        return "\(CodePrefix.control.rawValue)\(word)-\(check)"
    }
}
