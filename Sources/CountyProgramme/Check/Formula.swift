/// A computation over figures: `share * villages`, `(a + b) / c`, `year / [365 日/年]`.
///
/// Names are ids of figures; a constant stands in square brackets; `*` and `/` bind before `+`
/// and `-`. Spaces stand around each sign, since ids may hold a hyphen.
public indirect enum Formula: Sendable, Hashable {
    /// A figure by its id.
    case figure(String)
    /// A number written into the formula.
    case constant(Quantity)
    /// Two sides and what is done with them.
    case operation(Sign, Formula, Formula)

    /// What is done.
    public enum Sign: String, Sendable, Hashable, CaseIterable {
        /// Sum.
        case plus = "+"
        /// Difference.
        case minus = "-"
        /// Product.
        case times = "*"
        /// Quotient.
        case over = "/"
    }

    /// Deepest nesting of brackets.
    static let deepest = 32
    /// Longest formula, in bytes of UTF-8.
    static let longest = 4096

    /// Reads a formula; nil for anything that is none, or is longer than 4096 bytes.
    public init?(_ text: String) {
        // A tree grows a level with each sign, and whoever walks it needs as much stack.
        guard text.utf8.count <= Formula.longest else { return nil }
        var reader = FormulaReader(text)
        guard let formula = reader.sum(depth: 0), reader.isAtEnd else { return nil }
        self = formula
    }

    /// The figures it asks for, in order.
    public var figures: [String] {
        switch self {
        case .figure(let id): [id]
        case .constant: []
        case .operation(_, let left, let right): left.figures + right.figures
        }
    }

    /// Its value, with the number of each figure; nil when one of them is unknown.
    ///
    /// - Throws: `QuantityError`.
    public func value(
        _ figure: (String) -> Quantity?
    ) throws(QuantityError) -> Quantity? {
        switch self {
        case .figure(let id): return figure(id)
        case .constant(let quantity): return quantity
        case .operation(let sign, let left, let right):
            guard let left = try left.value(figure), let right = try right.value(figure) else {
                return nil
            }
            switch sign {
            case .plus: return try left.adding(right)
            case .minus: return try left.subtracting(right)
            case .times: return try left.multiplied(by: right)
            case .over: return try left.divided(by: right)
            }
        }
    }
}

/// Reads a formula word by word.
private struct FormulaReader {
    private var words: [String]
    private var position = 0

    init(_ text: String) {
        words = FormulaReader.words(of: text)
    }

    var isAtEnd: Bool { position == words.count }

    /// Words between spaces; a constant in square brackets is one word, brackets are their own.
    private static func words(of text: String) -> [String] {
        var words: [String] = []
        var word = ""
        var isConstant = false
        for character in text {
            switch character {
            case "[": isConstant = true
            case "]": isConstant = false
            default: break
            }
            if !isConstant, " ()".contains(character) {
                if !word.isEmpty { words.append(word) }
                if character != " " { words.append(String(character)) }
                word = ""
            } else {
                word.append(character)
            }
        }
        return word.isEmpty ? words : words + [word]
    }

    mutating func sum(depth: Int) -> Formula? {
        guard var left = product(depth: depth) else { return nil }
        while let sign = sign([.plus, .minus]) {
            guard let right = product(depth: depth) else { return nil }
            left = .operation(sign, left, right)
        }
        return left
    }

    private mutating func product(depth: Int) -> Formula? {
        guard var left = operand(depth: depth) else { return nil }
        while let sign = sign([.times, .over]) {
            guard let right = operand(depth: depth) else { return nil }
            left = .operation(sign, left, right)
        }
        return left
    }

    private mutating func operand(depth: Int) -> Formula? {
        guard depth < Formula.deepest, let word = next() else { return nil }
        if word == "(" {
            let inner = sum(depth: depth + 1)
            return next() == ")" ? inner : nil
        }
        if word.hasPrefix("["), word.hasSuffix("]") {
            return Quantity(String(word.dropFirst().dropLast())).map(Formula.constant)
        }
        guard !word.contains(where: { "[]()".contains($0) }) else { return nil }
        return Formula.Sign(rawValue: word) != nil ? nil : .figure(word)
    }

    private mutating func sign(_ allowed: [Formula.Sign]) -> Formula.Sign? {
        guard position < words.count, let sign = Formula.Sign(rawValue: words[position]),
            allowed.contains(sign)
        else { return nil }
        position += 1
        return sign
    }

    private mutating func next() -> String? {
        guard position < words.count else { return nil }
        defer { position += 1 }
        return words[position]
    }
}
