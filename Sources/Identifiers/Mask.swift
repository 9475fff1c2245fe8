/// Hides personal data on labels, lists and pages.
///
/// Source: GB/T 41833-2022: at least one character of a name, at least six digits of a phone number
/// and the unit and room of an address are not shown.
public enum Mask {
    /// Hides a name but for its first letter and, from three letters on, its last: 村民甲 gives 村*甲.
    ///
    /// Marks such as the middle dot stay; spaces at the ends and invisible characters go.
    public static func name(_ name: String) -> String {
        var out = visible(name)
        let marks = out.indices.filter { !out[$0].isWhitespace }
        let letters = marks.filter { out[$0].isLetter || out[$0].isNumber || out[$0] == "*" }
        let hideable = letters.isEmpty ? marks : letters
        for (place, index) in hideable.enumerated() {
            let isFirst = place == 0 && hideable.count > 1
            let isLast = place == hideable.count - 1 && hideable.count > 2
            if !isFirst && !isLast { out[index] = "*" }
        }
        return String(out)
    }

    /// Hides at least six digits of a phone number: at most its first and its last four are shown.
    ///
    /// Digits of any script count; signs between them stay.
    public static func phone(_ phone: String) -> String {
        var out = Array(phone)
        let digits = out.indices.filter { out[$0].isNumber }
        let tail = min(4, max(0, digits.count - phoneHidden))
        let head = min(1, max(0, digits.count - phoneHidden - tail))
        for index in digits.dropFirst(head).dropLast(tail) { out[index] = "*" }
        return String(out)
    }

    /// Hides a waybill number but for its first two and last four characters.
    ///
    /// Of ten characters or more at least four are hidden; of fewer, all but the last two; of five
    /// or fewer, all.
    public static func waybill(_ waybill: String) -> String {
        let count = waybill.count
        let (head, tail) = count >= 10 ? (2, 4) : count >= 6 ? (0, 2) : (0, 0)
        let stars = String(repeating: "*", count: count - head - tail)
        return waybill.prefix(head) + stars + waybill.suffix(tail)
    }

    /// The fewest digits of a phone number that stay hidden.
    private static let phoneHidden = 6

    /// The characters without controls, invisible format characters and spaces at the ends.
    private static func visible(_ text: String) -> [Character] {
        let seen = text.unicodeScalars.filter { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
                .paragraphSeparator:
                false
            default: true
            }
        }
        var characters = Array(String(String.UnicodeScalarView(seen)))[...]
        while characters.first?.isWhitespace == true { characters.removeFirst() }
        while characters.last?.isWhitespace == true { characters.removeLast() }
        return Array(characters)
    }
}
