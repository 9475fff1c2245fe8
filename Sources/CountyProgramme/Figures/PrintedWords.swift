/// What printed words say: the numbers in them, as a plan writes numbers.
///
/// Digits may be full width and numerals Chinese (`三`, `二十五`, `二〇一八`); a scale (`3.8 亿`,
/// `五千万`), `%` or 百分点 may follow; parts of a whole are `1/3`, `三分之一`, `百分之五`.
struct PrintedWords {
    /// The words in half width, without blanks but those that part two numbers.
    let characters: [Character]

    /// A number with the place where it stands.
    struct Number: Equatable {
        /// As written, before the scale.
        let value: Rational
        /// What the scale behind it makes of it; a hundredth for `%`.
        var scale: Rational
        /// Its characters, scale included.
        let place: Range<Int>
    }

    init(_ text: String) {
        let words = text.replacing("m<sup>2</sup>", with: "㎡").halfWidth
            .split(whereSeparator: \.isWhitespace)
        characters = words.reduce(into: []) { characters, word in
            let isParted = [characters.last, word.first].allSatisfy {
                $0.map(Self.isNumeral) == true
            }
            characters += isParted ? [" "] + word : Array(word)
        }
    }

    /// Where other words stand in these; a number only as a whole: 5 does not stand in 15.
    func places(of other: PrintedWords) -> [Range<Int>] {
        let wanted = other.characters
        guard let first = wanted.first, let last = wanted.last, wanted.count <= characters.count
        else { return [] }
        return (0...characters.count - wanted.count).lazy
            .map { $0..<$0 + wanted.count }
            .filter { place in
                characters[place.lowerBound] == first && characters[place].elementsEqual(wanted)
                    && !(Self.isNumeral(first) && continuesNumber(before: place.lowerBound))
                    && !(Self.isNumeral(last) && continuesNumber(after: place.upperBound))
            }
    }

    private func continuesNumber(before place: Int) -> Bool {
        guard place > 0 else { return false }
        let isPoint = characters[place - 1] == "." && place > 1 && characters[place - 2].isNumber
        return isPoint || Self.isNumeral(characters[place - 1])
    }

    private func continuesNumber(after place: Int) -> Bool {
        guard place < characters.count else { return false }
        let isPoint = ".,".contains(characters[place]) && isDigit(place + 1)
        return isPoint || Self.isNumeral(characters[place])
    }

    // MARK: Numbers

    /// The numbers that begin within these characters, in order.
    func numbers(in place: Range<Int>) -> [Number] {
        var numbers: [Number] = []
        var next = place.lowerBound
        while next < place.upperBound {
            if let number = number(at: next) {
                numbers.append(number)
                next = max(number.place.upperBound, next + 1)
            } else {
                next += 1
            }
        }
        return numbers
    }

    private func number(at start: Int) -> Number? {
        var next = start
        guard let first = isDigit(start) ? decimal(&next) : numeral(&next) else { return nil }
        var value = first
        if isNext("/", at: next), isDigit(next + 1) {
            next += 1
            guard let below = decimal(&next), let part = try? value.divided(by: below) else {
                return nil
            }
            value = part
        } else if isNext("分之", at: next) {
            var end = next + 2
            if let above = isDigit(end) ? decimal(&end) : numeral(&end),
                let part = try? above.divided(by: value)
            {
                value = part
                next = end
            }
        }
        let scale = scale(&next)
        return Number(value: value, scale: scale, place: start..<next)
    }

    /// ASCII digits with a point; commas between thousands are passed over.
    private func decimal(_ next: inout Int) -> Rational? {
        var text = ""
        while next < characters.count {
            let character = characters[next]
            let isPart = ".,".contains(character) && isDigit(next + 1)
            guard isDigit(next) || isPart else { break }
            if character != "," { text.append(character) }
            next += 1
        }
        return Rational(text)
    }

    /// Chinese numerals: by places when 十, 百 or 千 stand among them, else digit by digit.
    private func numeral(_ next: inout Int) -> Rational? {
        var total = 0
        var digits = 0
        var isPlain = true
        let start = next
        while next < characters.count, next - start < 12 {
            if let digit = Self.digits[characters[next]] {
                digits = digits * 10 + digit
            } else if let place = Self.places[characters[next]] {
                total += max(digits, digits == 0 ? 1 : digits) * place
                digits = 0
                isPlain = false
            } else {
                break
            }
            next += 1
        }
        guard next > start else { return nil }
        return Rational(isPlain ? digits : total + digits)
    }

    private func scale(_ next: inout Int) -> Rational {
        var scale = Rational.one
        while next < characters.count, !isNext("百分", at: next),
            let factor = Self.scales[characters[next]],
            let product = try? scale.multiplied(by: Rational(factor))
        {
            scale = product
            next += 1
        }
        for word in ["%", "百分点", "个百分点"] where isNext(word, at: next) {
            next += word.count
            return (try? scale.divided(by: Rational(100))) ?? scale
        }
        return scale
    }

    func isNext(_ word: String, at place: Int) -> Bool {
        (0...characters.count).contains(place) && characters[place...].starts(with: word)
    }

    func contains(_ word: String) -> Bool {
        characters.indices.contains { isNext(word, at: $0) }
    }

    private func isDigit(_ place: Int) -> Bool {
        place < characters.count && characters[place].isASCII && characters[place].isNumber
    }

    private static func isNumeral(_ character: Character) -> Bool {
        (character.isASCII && character.isNumber) || digits[character] != nil
            || places[character] != nil
    }

    private static let digits: [Character: Int] = [
        "〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7,
        "八": 8, "九": 9,
    ]
    private static let places: [Character: Int] = ["十": 10, "百": 100, "千": 1000]
    private static let scales: [Character: Int] = [
        "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000,
    ]
}

extension String {
    /// Full-width digits, letters and signs in half width: `８０％` is `80%`.
    var halfWidth: String {
        // Such characters begin with this byte in UTF-8; most texts have none of them.
        guard utf8.contains(0xEF) else { return self }
        var scalars = UnicodeScalarView()
        for scalar in unicodeScalars {
            let isWide = (0xFF01...0xFF5E).contains(scalar.value)
            scalars.append(isWide ? Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar : scalar)
        }
        return String(scalars)
    }
}
