internal import StrictYAML

/// What must be hidden of people's data on anything that is printed: data, not code.
///
/// The shipped policy hides at least one character of a name, six digits of a phone number, and the
/// building, unit and room of an address.
public struct PrivacyPolicy: Sendable, Hashable {
    /// Characters of a name that are hidden, at least.
    public let hiddenNameCharacters: Int
    /// Digits of a phone number that are hidden, at least.
    public let hiddenPhoneDigits: Int
    /// What may not follow a number in an address, such as 号楼, 单元 and 室.
    public let hiddenAddressParts: [String]
    /// What stands for a hidden character.
    public let masks: Set<Character>

    /// Reads a policy.
    /// - Parameters:
    ///   - text: The file's content.
    ///   - file: The file's name, for errors.
    /// - Returns: The policy.
    /// - Throws: `YAMLError` for anything unknown, missing or contradictory.
    public static func parse(_ text: String, file: String) throws -> PrivacyPolicy {
        let document = try YAMLDocument(text: text, file: file)
        return try document.root.mapping { try PrivacyPolicy(reading: &$0) }
    }

    private init(reading mapping: inout YAMLMapping) throws {
        hiddenNameCharacters = try mapping.int("hidden_name_characters", in: 0...10)
        hiddenPhoneDigits = try mapping.int("hidden_phone_digits", in: 0...11)
        hiddenAddressParts = try mapping.strings("hidden_address_parts")
        let maskNode = try mapping.required("masks")
        masks = Set(try maskNode.string())
        guard !masks.isEmpty else { throw maskNode.error("name at least one masking character") }
    }
}

/// Personal data that is less masked than the policy demands; the data itself is not in it.
public struct PrivacyBreach: Sendable, Hashable, CustomStringConvertible {
    /// The field; of a row, the row's.
    public let field: String
    /// What is shown too much of.
    public let data: LabelTemplate.PersonalData
    /// What the policy demands, in words.
    public let demand: String

    /// What is wrong and what to do.
    public var description: String {
        "the field '\(field)' shows too much of a person's \(data.rawValue): \(demand)"
    }
}
