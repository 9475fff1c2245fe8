/// What is wrong with a code whose kind is known.
public struct IdentificationError: Error, Sendable, Hashable {
    /// The reason.
    public let fault: Fault
    /// The application identifier concerned, where one is.
    public let ai: String?
    /// Where it shows: characters from the start of the payload (after an AIM identifier), from 0.
    public let at: Int?

    /// An error made of its parts.
    public init(_ fault: Fault, ai: String? = nil, at: Int? = nil) {
        self.fault = fault
        self.ai = ai
        self.at = at
    }

    /// The short name of the reason, such as `check-digit`.
    public var code: String { fault.rawValue }

    /// The reasons a code can be refused for.
    public enum Fault: String, Sendable, CaseIterable {
        /// There is no data at all.
        case empty
        /// The data is longer than any symbol, or a value longer than its identifier allows.
        case tooLong = "too-long"
        /// A value ends before its identifier allows.
        case tooShort = "too-short"
        /// No application identifier begins here.
        case unknownAI = "unknown-ai"
        /// A character outside the set the value may use.
        case charset
        /// The check digit, or pair of check characters, does not fit.
        case checkDigit = "check-digit"
        /// The check character of one of our own codes does not fit.
        case checkCharacter = "check-character"
        /// No such day.
        case date
        /// No such time of day.
        case time
        /// Digits that are no value of this kind, e.g. piece 3 of 2.
        case value
        /// The value does not begin with a GS1 Company Prefix of at least four digits.
        case companyPrefix = "company-prefix"
        /// A value of fixed length without a following separator, where one is needed.
        case missingSeparator = "missing-separator"
        /// An element string that this one needs is not there.
        case requiredAI = "required-ai"
        /// An element string that may not stand beside this one is there.
        case excludedAI = "excluded-ai"
        /// The same identifier twice with different values.
        case repeatedAI = "repeated-ai"
        /// The qualifiers of a Digital Link key are not its own or not in their order.
        case linkOrder = "link-order"
        /// This identifier may not be a query attribute of this Digital Link.
        case linkAttribute = "link-attribute"
        /// A number of digits that no such code has.
        case length
        /// One of our own prefixes, but not the rest of such a code.
        case format
    }
}
