/// A register 登记簿 as data: which fields a record has, what identifies it, how long it is kept.
public struct RegisterType: Sendable, Equatable {
    /// The name by which others refer to it.
    public let id: String
    /// The title as printed, or ours.
    public let title: String
    /// The ledger rows it carries.
    public let rows: [String]
    /// The fields that together identify a record.
    public let key: [String]
    /// Groups of fields that two records of one thing are likely to share.
    public let alike: [[String]]
    /// The fields, in order.
    public let fields: [RegisterField]
    /// Months a record is kept after it is closed; open where no plan says it.
    public let keepMonths: Setting<Int>
    /// Where the plan asks for it.
    public let source: Source

    /// The field of a name.
    public func field(_ name: String) -> RegisterField? { fields.first { $0.name == name } }
}

/// One field of a register.
public struct RegisterField: Sendable, Equatable {
    /// Its name in files and on pages, as printed where the plan prints it.
    public let name: String
    /// What may stand in it.
    public let type: FieldType
    /// The unit of a number; nil for others.
    public let unit: String?
    /// Whether a record needs it.
    public let isRequired: Bool
    /// Whether the plan prints the field; else it is ours.
    public let isPrinted: Bool
    /// What it is collected for; a personal field has to say it.
    public let purpose: String?
    /// How it is shown to people without the purpose.
    public let mask: FieldMask
}

/// What may stand in a field.
public enum FieldType: Sendable, Hashable {
    /// Any text on one line.
    case text
    /// A whole number, not negative.
    case count
    /// An exact decimal.
    case number
    /// A day.
    case day
    /// Yes or no.
    case yesNo
    /// One of listed words.
    case code([String])
    /// Any of listed words, separated by `、`.
    case codes([String])
    /// The key of a record in another register.
    case reference(String)
    /// A 12-digit division code.
    case division
    /// A unified social credit code with its check character.
    case creditCode
    /// A mainland mobile or fixed telephone number.
    case telephone
    /// The name of an attached file, kept elsewhere by its content.
    case attachment
}

/// How a field is shown to people who do not need it.
public enum FieldMask: String, Sendable, CaseIterable {
    /// As it is.
    case none
    /// The first character stays: 王**.
    case name
    /// The first three and the last four stay.
    case telephone
    /// Nothing is shown.
    case hidden

    /// The text with what nobody needs to see replaced by stars.
    public func masked(_ text: String) -> String {
        func stars(_ count: Int) -> String { String(repeating: "*", count: max(0, count)) }
        switch self {
        case .none: return text
        case .name: return String(text.prefix(1)) + stars(text.count - 1)
        case .telephone where text.count < 8: return stars(text.count)
        case .telephone: return String(text.prefix(3)) + stars(text.count - 7) + text.suffix(4)
        case .hidden: return stars(min(6, text.count))
        }
    }
}
