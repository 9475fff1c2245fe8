/// Something about a label that a person should know; the label is printed all the same.
public struct LabelFinding: Sendable, Hashable, CustomStringConvertible {
    /// The kinds of finding.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Text was printed smaller than the template asks, to fit.
        case shrunk
        /// Text was cut, for it did not fit at its smallest size.
        case cut
        /// Quotes, backslashes or control characters were replaced or left out.
        case replaced
        /// The printer has no font for a character; 〓 stands in its place.
        case notInFont = "not-in-font"
        /// The printer has no font at all for a text; it is left out.
        case noFont = "no-font"
        /// A symbol's narrowest bar is below what the template asks.
        case smallModule = "module-too-small"
        /// An element reaches over the edge of the label.
        case outside
        /// Two elements lie on each other, or one in the quiet zone of a symbol.
        case overlap
        /// A declared field that no element uses.
        case unusedField = "unused-field"
        /// The template cannot be printed at all with this data.
        case unprintable
    }

    /// What kind of thing was found.
    public let kind: Kind
    /// The element, counted from 1 in the order of the template; nil for the template as a whole.
    public let element: Int?
    /// What was found, in English.
    public let message: String

    /// `element 2: cut: …`.
    public var description: String {
        (element.map { "element \($0): " } ?? "") + "\(kind.rawValue): \(message)"
    }
}

/// Why a label cannot be printed.
public enum LabelError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The data lacks a field that the template uses.
    case missingField(String)
    /// A field was given text where the template wants a flag, or the other way round.
    case wrongKind(field: String)
    /// A symbol may hold printable ASCII other than quotes and backslashes only.
    case symbolContent(element: Int)
    /// A symbol does not fit its place even at one dot a module.
    case symbolTooLarge(element: Int)
    /// The profile is not that of a label printer.
    case notAPrinter(profile: String)
    /// No labels are written in the printer's language.
    case unsupportedLanguage(String)

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .missingField(let name): "the data lacks the field '\(name)'; add it"
        case .wrongKind(let name):
            "the field '\(name)' has the wrong kind: flags are true or false, all else is text"
        case .symbolContent(let element):
            "element \(element): a symbol can hold printable ASCII only, no quotes or backslashes"
        case .symbolTooLarge(let element):
            "element \(element): the symbol does not fit its place; shorten the content or widen it"
        case .notAPrinter(let profile): "\(profile) is not the profile of a label printer"
        case .unsupportedLanguage(let language):
            "labels cannot be written in \(language) yet; choose a printer that speaks TSPL"
        }
    }
}
