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
    /// Numbers of offices, such as the county's hotline, that may be printed as they are: digits only.
    public let publicNumbers: Set<String>

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
        // Less than the standard asks for is no policy but a slip.
        hiddenNameCharacters = try mapping.int("hidden_name_characters", in: 1...10)
        hiddenPhoneDigits = try mapping.int("hidden_phone_digits", in: 6...11)
        let partsNode = try mapping.required("hidden_address_parts")
        hiddenAddressParts = try partsNode.list().map { try $0.string() }
        guard !hiddenAddressParts.isEmpty, !hiddenAddressParts.contains("") else {
            throw partsNode.error(
                "name what may not follow a number in an address, such as 室",
                chinese: "写明地址里哪些字前面不能有号码，例如 室")
        }
        let maskNode = try mapping.required("masks")
        masks = Set(try maskNode.string())
        guard !masks.isEmpty, !masks.contains(where: { $0.writtenDigit != nil || $0.isWhitespace })
        else {
            throw maskNode.error(
                "name at least one masking character; digits and spaces hide nothing",
                chinese: "至少写一个遮盖字符；数字和空格遮不住什么")
        }
        publicNumbers = try Self.publicNumbers(&mapping)
    }
}

extension PrivacyPolicy {
    private static func publicNumbers(_ mapping: inout YAMLMapping) throws -> Set<String> {
        let nodes = try mapping.optional("public_numbers")?.list() ?? []
        return Set(
            try nodes.map { node in
                let digits = try node.string().writtenDigits
                guard (3...WrittenNumbers.longestLandline).contains(digits.count) else {
                    throw node.error(
                        "a public number has 3 to \(WrittenNumbers.longestLandline) digits",
                        chinese: "公开号码有 3 到 \(WrittenNumbers.longestLandline) 位数字")
                }
                return digits
            })
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
    /// The same in Chinese.
    public let chineseDemand: String

    /// What is wrong and what to do.
    public var description: String {
        "the field '\(field)' shows too much of a person's \(data.rawValue): \(demand)"
    }

    /// The same in Chinese.
    public var chineseDescription: String {
        let what =
            switch data {
            case .name: "姓名"
            case .phone: "电话号码"
            case .address: "地址"
            }
        return "字段“\(field)”里的\(what)露得太多：\(chineseDemand)"
    }
}
