@testable import Identifiers

/// Another library that reads element strings, and where it is known to judge otherwise than we do.
enum ReferenceLibrary: String, CaseIterable {
    case biip
    case stdnum

    /// A disagreement that was looked into, and why it stays.
    struct Difference {
        /// What we say; nil where we find nothing wrong.
        let fault: IdentificationError.Fault?
        /// First digits of the identifiers concerned; nil for all.
        let identifiers: [String]?
        /// Why the other library says otherwise.
        let reason: String

        func covers(fault: IdentificationError.Fault?, ai: String?) -> Bool {
            guard fault == self.fault else { return false }
            guard let identifiers else { return true }
            return identifiers.contains { (ai ?? "").hasPrefix($0) }
        }
    }

    /// Faults of elements that are right by themselves.
    static let ofCombination: Set<IdentificationError.Fault> = [
        .requiredAI, .excludedAI, .repeatedAI,
    ]

    /// The key under which the script is asked.
    var question: String { self == .biip ? "gs1" : "stdnum" }

    /// Elements in the form in which this library's answers are compared.
    func form(_ elements: [ElementString]) -> [[String]] {
        switch self {
        case .biip: return elements.map { [$0.ai, $0.value] }
        case .stdnum:
            // It answers with a dictionary: an identifier counts where it stood first.
            var seen: Set<String> = []
            return elements.map(\.ai).filter { seen.insert($0).inserted }.map { [$0] }
        }
    }

    /// An answer of the script in that form; nil where the library refused.
    func elements(_ answer: Any) -> [[String]]? {
        self == .biip ? answer as? [[String]] : (answer as? [String])?.map { [$0] }
    }

    /// The known disagreements.
    var differences: [Difference] { self == .biip ? Self.ofBiip : Self.ofStdnum }

    /// Whether this library is known to refuse good values of an identifier.
    func refusesGood(_ ai: String) -> Bool {
        differences.contains { $0.covers(fault: nil, ai: ai) }
    }

    /// Whether a message is put to this library at all.
    func isAsked(_ text: String) -> Bool {
        // stdnum takes brackets out first, also where they belong to a value.
        self == .biip || !text.contains { "()".contains($0) }
    }

    private static let ofBiip: [Difference] = [
        Difference(
            fault: nil, identifiers: ["7007"],
            reason: "it takes a span of harvest dates for one date"),
        Difference(
            fault: nil, identifiers: ["8010"],
            reason: "it wants a reference behind a company prefix of four digits"),
        Difference(
            fault: .charset, identifiers: ["10", "423", "425", "4330", "4317"],
            reason: "it reads on to the last character that fits and leaves the rest alone"),
        Difference(
            fault: .checkDigit,
            identifiers: [
                "253", "255", "402", "8003", "8006", "8013", "8014", "8017", "8018", "8026",
            ],
            reason: "it calculates the check digits of GTIN, SSCC and GLN only"),
        Difference(
            fault: .companyPrefix, identifiers: ["401", "7023", "8004", "8010"],
            reason: "it does not look for a company prefix in other keys"),
        Difference(
            fault: .tooShort, identifiers: ["401", "7023", "8004", "8014"],
            reason: "as above: a company prefix has at least four digits"),
        Difference(
            fault: .tooShort, identifiers: ["30", "7004", "7007"],
            reason: "it lets a value be empty, or a second date be cut short"),
        Difference(
            fault: .date, identifiers: ["7251"], reason: "it does not read dates of birth"),
        Difference(
            fault: .missingSeparator, identifiers: nil,
            reason: "it begins the next element where a value is full, with or without separator"),
        Difference(fault: .tooLong, identifiers: nil, reason: "as above"),
        Difference(
            fault: .value,
            identifiers: ["4309", "7241", "7252", "7258", "8007", "8014"],
            reason: "it does not look into these values"),
    ]

    private static let ofStdnum: [Difference] = [
        Difference(
            fault: nil, identifiers: ["4330", "4331", "4332", "4333", "8030", "8043"],
            reason: "it cannot read the format in its own table"),
        Difference(
            fault: nil, identifiers: ["7250", "7251"],
            reason: "it expects years of two digits in every date"),
        Difference(
            fault: .charset, identifiers: nil, reason: "it does not look at character sets"),
        Difference(
            fault: .checkDigit, identifiers: nil,
            reason: "it calculates the check digits of 01 and 02 only"),
        Difference(
            fault: .companyPrefix, identifiers: nil, reason: "it does not look for company prefixes"
        ),
        Difference(
            fault: .missingSeparator, identifiers: nil,
            reason: "it begins the next element where a value is full, with or without separator"),
        Difference(fault: .tooLong, identifiers: nil, reason: "as above"),
        Difference(fault: .tooShort, identifiers: nil, reason: "it has no least lengths"),
        Difference(fault: .value, identifiers: nil, reason: "it looks into dates and IBAN only"),
    ]
}
