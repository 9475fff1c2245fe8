/// The numbers in a text, as people write phone and identity numbers: in groups, partly masked, in
/// digits of any width or in Chinese numerals.
struct WrittenNumbers {
    /// Digits of a mobile number.
    static let mobile = 11
    /// Digits of a landline number with its area code.
    static let longestLandline = 12
    /// Characters of an identity number (GB 11643).
    private static let identity = 18
    /// Characters of an identity number that are hidden, at least: the day of birth.
    private static let hiddenIdentity = 8
    private static let mostBetween = 3
    private static let mostGroups = longestLandline

    /// A run of digits and masks.
    private struct Group {
        /// Digits as such, `*` for a mask, `X` for an identity number's last character.
        var signs: String
        /// Whether only such signs as people put between groups stand before it.
        var follows: Bool
        /// Whether a letter stands right before it, as before the number of a document.
        var isAfterLetter: Bool

        init(follows: Bool, isAfterLetter: Bool) {
            signs = ""
            self.follows = follows
            self.isAfterLetter = isAfterLetter
        }
    }

    private var groups: [Group] = []
    /// Whether there is nothing besides digits: then it may be a waybill's number.
    private let isBare: Bool

    init(_ text: String, masks: Set<Character>) {
        isBare = text.allSatisfy { $0.writtenDigit != nil }
        let characters = Array(text)
        /// Signs since the last group; nil where something else stands between.
        var between: Int?
        var previous: Character?
        var isOpen = false
        for (index, character) in characters.enumerated() {
            let next = index + 1 < characters.count ? characters[index + 1] : nil
            if let sign = Self.sign(character, after: previous, before: next, masks) {
                if !isOpen {
                    let follows = between.map { $0 <= Self.mostBetween } ?? false
                    groups.append(
                        Group(follows: follows, isAfterLetter: previous?.isASCIILetter ?? false))
                }
                groups[groups.count - 1].signs.append(sign)
                (isOpen, between) = (true, 0)
            } else {
                isOpen = false
                between = Self.isBetweenGroups(character) ? between.map { $0 + 1 } : nil
            }
            previous = character
        }
    }

    private static func sign(
        _ character: Character, after previous: Character?, before next: Character?,
        _ masks: Set<Character>
    ) -> Character? {
        if let digit = character.writtenDigit { return Character("\(digit)") }
        let isRepeated = character == previous || character == next
        switch character {
        // These mean something else when they stand alone: 100×150, size X.
        case "x", "X", "ｘ", "Ｘ", "×":
            if isRepeated { return "*" }
            let isLast = next.map { !$0.isLetter && !$0.isNumber } ?? true
            return character != "×" && previous?.writtenDigit != nil && isLast ? "X" : nil
        case "*", "＊", "●", "•", "○", "#", "?", "？": return "*"
        default: return masks.contains(character) ? "*" : nil
        }
    }

    /// Spaces, hyphens, dots, brackets, and what is not printed at all.
    private static func isBetweenGroups(_ character: Character) -> Bool {
        if character.isWhitespace || "-－–—‐‑.．·・,，_/()（）".contains(character) { return true }
        return character.unicodeScalars.allSatisfy {
            [.format, .control].contains($0.properties.generalCategory)
        }
    }

    /// Whether a phone number shows more than allowed, unless it is one of an office.
    func showPhone(hidden: Int, except: Set<String>) -> Bool {
        var isShown = false
        forEachChain { chain in
            let signs = Self.withoutCountry(chain)
            guard Self.isMobile(signs) || Self.isLandline(signs, chain) else { return }
            let number = signs.joined()
            let shown = number.count { $0 != "*" && $0 != "X" }
            let length = number.count { $0 != "X" }
            if length - shown < hidden, !except.contains(number) { isShown = true }
        }
        return isShown
    }

    /// Whether an identity number is there whose day of birth is not hidden.
    var showIdentity: Bool {
        var isShown = false
        forEachChain { chain in
            let number = Array(chain.map(\.signs).joined())
            guard number.count == Self.identity, !number.dropLast().contains("X") else { return }
            // Masks at an end are another field's: what is hidden of such a number is its middle.
            if number.contains("*"), number.first != "*", number.last != "*" {
                isShown = isShown || number.count { $0 == "*" } < Self.hiddenIdentity
            } else if Self.isBirthday(number[6..<14]), !isBare || Self.checks(number) {
                isShown = true
            }
        }
        return isShown
    }

    private func forEachChain(_ body: (ArraySlice<Group>) -> Void) {
        for start in groups.indices {
            var length = 0
            for end in start..<min(groups.count, start + Self.mostGroups) {
                if end > start, !groups[end].follows { break }
                length += groups[end].signs.count
                if length > Self.identity { break }
                body(groups[start...end])
            }
        }
    }

    /// Without +86 or 0086 in front.
    private static func withoutCountry(_ chain: ArraySlice<Group>) -> [String] {
        var signs = chain.map(\.signs)
        guard let first = signs.first else { return signs }
        if signs.count > 1, first == "86" || first == "0086" { signs.removeFirst() }
        if first.hasPrefix("0086"), first.count > 4 { signs[0] = String(first.dropFirst(4)) }
        return signs
    }

    /// 11 signs of which the first is a 1 or hidden, grouped as people write or spell them.
    ///
    /// That is in one to three groups, or in ones and twos. Codes such as 142-081-00 052 have others.
    private static func isMobile(_ groups: [String]) -> Bool {
        var number = groups.joined()
        if number.last == "X" { number.removeLast() }
        guard number.count == mobile, number.first == "1" || number.first == "*",
            number.contains(where: { $0 != "*" })
        else { return false }
        return groups.count <= 3 && (groups.count == 1 || groups.allSatisfy { $0.count >= 3 })
            || groups.count > 3 && groups.allSatisfy { $0.count <= 2 }
    }

    /// An area code and seven or eight digits, apart from each other.
    private static func isLandline(_ groups: [String], _ chain: ArraySlice<Group>) -> Bool {
        guard let area = groups.first, (3...4).contains(area.count), area.first == "0",
            area.dropFirst().first != "0", (2...3).contains(groups.count),
            groups.dropFirst().allSatisfy({ $0.count >= 3 }),
            chain.first?.isAfterLetter == false
        else { return false }
        return (7...8).contains(groups.dropFirst().reduce(0) { $0 + $1.count })
    }

    private static func isBirthday(_ digits: ArraySlice<Character>) -> Bool {
        guard let date = Int(String(digits)) else { return false }
        return (1900...2099).contains(date / 10_000) && (1...12).contains(date / 100 % 100)
            && (1...31).contains(date % 100)
    }

    /// ISO/IEC 7064, MOD 11-2.
    private static func checks(_ number: [Character]) -> Bool {
        let sum = number.reduce(0) { sum, sign in
            (sum * 2 + (sign == "X" ? 10 : sign.wholeNumberValue ?? 0)) % 11
        }
        return sum == 1
    }
}

extension Character {
    fileprivate var isASCIILetter: Bool { isASCII && isLetter }

    /// The digit it stands for: of any width and script, or a Chinese numeral; nil for others.
    ///
    /// Marks and joiners behind the digit do not change what a reader sees.
    var writtenDigit: Int? {
        guard let scalar = unicodeScalars.first else { return nil }
        if scalar.isASCII { return ("0"..."9").contains(scalar) ? Int(scalar.value) - 0x30 : nil }
        switch scalar {
        case "〇", "零": return 0
        case "幺": return 1
        case "一", "二", "三", "四", "五", "六", "七", "八", "九": break
        default:
            let type = scalar.properties.numericType
            guard type == .decimal || type == .digit else { return nil }
        }
        return scalar.properties.numericValue.map { Int($0) }
    }
}

extension String {
    /// Its digits alone, for comparing numbers that are written in different ways.
    var writtenDigits: String { compactMap(\.writtenDigit).map(String.init).joined() }
}
