/// A GS1 element string: an application identifier with its value.
public struct ElementString: Sendable, Hashable {
    /// The application identifier: two to four digits.
    public let ai: String
    /// The value, without identifier or separator.
    public let value: String

    /// An element string made of its parts; nothing is checked.
    public init(ai: String, value: String) {
        self.ai = ai
        self.value = value
    }

    /// The data of a GS1 symbol, without the leading FNC1; GS (1D) stands for the separators.
    ///
    /// Values whose identifier needs no separator are left without; their order stays. Returns nil
    /// when an identifier is unknown, a value does not fit its identifier, or the combination is
    /// not allowed. Source: GS1 General Specifications, section 7.8.
    public static func joined(_ elements: [ElementString]) -> String? {
        var out = ""
        for (place, element) in elements.enumerated() {
            guard let match = AIIndex.shared.match(Array(element.ai.utf8)[...]) else { return nil }
            out += element.ai + element.value
            let isLast = place == elements.count - 1
            if !isLast, !AIIndex.shared.rows[match.row].isPredefined { out += "\u{1D}" }
        }
        let reading = ElementReading.ofSymbolData(Array(out.utf8))
        return reading.error == nil && reading.elements == elements ? out : nil
    }
}
