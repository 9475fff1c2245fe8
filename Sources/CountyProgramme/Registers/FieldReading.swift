internal import Identifiers

/// A checked value.
public enum FieldValue: Sendable, Hashable {
    /// Text, a code, a reference, a telephone number, the name of a file.
    case text(String)
    /// A number.
    case number(Rational)
    /// A day.
    case day(Day)
    /// Yes or no.
    case yesNo(Bool)
    /// Several listed words, in the order of the list.
    case codes([String])

    /// As it is written in a file and read back.
    public var written: String {
        switch self {
        case .text(let text): text
        case .number(let number): number.description
        case .day(let day): day.description
        case .yesNo(let flag): flag ? "是" : "否"
        case .codes(let words): words.joined(separator: "、")
        }
    }
}

extension FieldType {
    /// The value a text stands for; nil when it is not of this type.
    public func value(_ text: String) -> FieldValue? {
        switch self {
        case .text, .reference, .attachment:
            text.contains { $0.isNewline } ? nil : .text(text)
        case .count: Int(text).flatMap { $0 >= 0 ? .number(Rational($0)) : nil }
        case .number: Rational(text).map(FieldValue.number)
        case .day: Day(text).map(FieldValue.day)
        case .yesNo: ["是": true, "否": false][text].map(FieldValue.yesNo)
        case .code(let words): words.contains(text) ? .text(text) : nil
        case .codes(let words): Self.several(text, of: words)
        case .division: DivisionCode(text).map { .text($0.description) }
        case .creditCode: CreditCode.isValid(text) ? .text(text) : nil
        case .telephone: Self.isTelephone(text) ? .text(text) : nil
        }
    }

    private static func several(_ text: String, of words: [String]) -> FieldValue? {
        let chosen = text.split(separator: "、").map(String.init)
        guard !chosen.isEmpty, chosen.allSatisfy(words.contains), Set(chosen).count == chosen.count
        else { return nil }
        return .codes(words.filter(chosen.contains))
    }

    private static func isTelephone(_ text: String) -> Bool {
        let digits = text.utf8.filter { (0x30...0x39).contains($0) }.count
        let isPlain = text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2D }
        return isPlain && (7...12).contains(digits) && !text.hasPrefix("-")
    }

    /// What may be written, in Chinese and English.
    public var expectation: (chinese: String, english: String) {
        switch self {
        case .text: ("一行文字", "text on one line")
        case .count: ("不小于 0 的整数", "a whole number, not negative")
        case .number: ("数", "a number")
        case .day: ("日期，如 2020-08-31", "a day such as 2020-08-31")
        case .yesNo: ("“是”或“否”", "是 or 否")
        case .code(let words):
            ("“\(words.joined(separator: "、"))”之一", "one of \(words.joined(separator: ", "))")
        case .codes(let words):
            (
                "“\(words.joined(separator: "、"))”中的几个，用“、”分开",
                "some of \(words.joined(separator: ", ")), separated by 、"
            )
        case .reference(let register):
            ("\(register) 里的一条记录", "the key of a record in \(register)")
        case .division: ("12 位区划代码", "a 12-digit division code")
        case .creditCode: ("18 位统一社会信用代码", "an 18-character unified social credit code")
        case .telephone: ("电话号码", "a telephone number")
        case .attachment: ("文件名", "the name of a file")
        }
    }
}

/// The unified social credit code (GB 32100-2015): 17 characters and a check character.
enum CreditCode {
    private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)

    static func isValid(_ text: String) -> Bool {
        let values = text.utf8.compactMap { alphabet.firstIndex(of: $0) }
        guard values.count == 18, text.utf8.count == 18 else { return false }
        // Weights are the powers of 3 modulo 31.
        var weight = 1
        var sum = 0
        for value in values.dropLast() {
            sum += value * weight
            weight = weight * 3 % 31
        }
        return (31 - sum % 31) % 31 == values[17]
    }
}
