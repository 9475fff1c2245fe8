/// What a number counts or measures, as a plan writes it: `万元`, `元/㎡/月`, `人次`, `%`.
///
/// Parts are separated by `/`, the first above the line, the others below. Before a unit of fixed
/// size or one of the usual counting words a leading 百, 千, 万 or 亿 is a factor; 百货店 is a word.
/// Counting words (个, 家, 人, 人次 …) are dimensions of their own, so that heads are never added to
/// attendances; 年, 月 and 工作日 have no fixed length and stand for themselves.
public struct Unit: Sendable {
    /// As written.
    public let symbol: String
    /// How many base units one of this is.
    public let factor: Rational
    /// Base units with their powers; a pure number has none.
    public let dimension: [String: Int]

    /// A pure number.
    public static let none = Unit(symbol: "", factor: .one, dimension: [:])
    /// Hundredths.
    public static let percent = Unit("%") ?? .none

    init(symbol: String, factor: Rational, dimension: [String: Int]) {
        self.symbol = symbol
        self.factor = factor
        self.dimension = dimension.filter { $0.value != 0 }
    }

    /// Longest written unit, in bytes of UTF-8.
    private static let longest = 256

    /// Reads a unit; nil when it is too long, a part is empty or the factor does not fit.
    public init?(_ symbol: String) {
        let symbol = symbol.halfWidth
        guard symbol.utf8.count <= Unit.longest else { return nil }
        var factor = Rational.one
        var dimension: [String: Int] = [:]
        let parts = symbol.split(separator: "/", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() where !(index == 0 && part == "1") {
            guard let atom = Unit.atom(String(part)) else { return nil }
            let next =
                index == 0
                ? try? factor.multiplied(by: atom.factor) : try? factor.divided(by: atom.factor)
            guard let next else { return nil }
            factor = next
            if let base = atom.base { dimension[base, default: 0] += index == 0 ? 1 : -1 }
        }
        self.init(symbol: symbol, factor: factor, dimension: dimension)
    }

    private static func atom(_ text: String) -> (factor: Rational, base: String?)? {
        if let known = known[text] { return known }
        guard !text.isEmpty, !text.contains(where: { $0.isWhitespace || $0.isNumber && $0.isASCII })
        else { return nil }
        let rest = text.drop { scales[$0] != nil }
        let base =
            known[String(rest)] ?? (counted.contains(String(rest)) ? (.one, String(rest)) : nil)
        guard let base else { return (.one, text) }
        guard let scale = scale(text.dropLast(rest.count)),
            let factor = try? base.factor.multiplied(by: scale)
        else { return nil }
        return (factor, base.base)
    }

    /// Factor in front of the unit: ten thousand of 万元, a hundredth of %.
    var scale: Rational {
        let part = String(symbol.split(separator: "/").first ?? "")
        if let known = Unit.known[part] { return known.base == nil ? known.factor : .one }
        guard let atom = Unit.atom(part), atom.base != part else { return .one }
        return Unit.scale(part.prefix { Unit.scales[$0] != nil }) ?? .one
    }

    private static func scale(_ words: some StringProtocol) -> Rational? {
        words.reduce(.one) { scale, word in
            scales[word].flatMap { try? scale?.multiplied(by: Rational($0)) }
        }
    }

    private static let scales: [Character: Int] = [
        "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000,
    ]

    /// Counting words that plans put 百, 千, 万 or 亿 before.
    private static let counted: Set<String> = [
        "个", "家", "人", "人次", "件", "户", "村", "辆", "次", "台", "套", "头", "只", "株", "棵", "单", "票",
        "条", "张", "份", "名", "位", "处", "座", "栋", "种", "类", "册", "箱", "袋", "盒", "瓶", "羽", "尾",
        "年", "月", "项", "场", "期", "本", "块", "枚", "度", "笔", "口", "床", "间",
    ]

    /// Units with a fixed size, in base units: 分 (fen), 秒, 米, 平方米, 立方米, 克.
    private static let known: [String: (factor: Rational, base: String?)] = {
        let table: [(String, Int, String)] = [
            ("分", 1, "分"), ("元", 100, "分"), ("秒", 1, "秒"), ("分钟", 60, "秒"),
            ("小时", 3600, "秒"), ("天", 86_400, "秒"), ("日", 86_400, "秒"), ("米", 1, "米"),
            ("公里", 1000, "米"), ("千米", 1000, "米"), ("km", 1000, "米"), ("里", 500, "米"),
            ("㎡", 1, "平方米"), ("m²", 1, "平方米"), ("m2", 1, "平方米"), ("平米", 1, "平方米"),
            ("平方", 1, "平方米"), ("平方米", 1, "平方米"), ("公顷", 10_000, "平方米"),
            ("平方公里", 1_000_000, "平方米"), ("平方千米", 1_000_000, "平方米"),
            ("km²", 1_000_000, "平方米"), ("立方米", 1, "立方米"), ("m³", 1, "立方米"),
            ("克", 1, "克"), ("公斤", 1000, "克"), ("千克", 1000, "克"), ("kg", 1000, "克"),
            ("斤", 500, "克"), ("吨", 1_000_000, "克"),
        ]
        var known = table.reduce(into: [String: (factor: Rational, base: String?)]()) {
            $0[$1.0] = (Rational($1.1), $1.2)
        }
        let hundredth = (try? Rational(1, over: 100)) ?? .one
        known["%"] = (hundredth, nil)
        known["百分点"] = (hundredth, nil)
        // 15 亩 are a hectare.
        known["亩"] = ((try? Rational(10_000, over: 15)) ?? .one, "平方米")
        return known
    }()

    /// Whether values in the two can be added and compared.
    public func isComparable(to other: Unit) -> Bool { dimension == other.dimension }

    func times(_ other: Unit, power: Int) throws(QuantityError) -> Unit {
        let factor =
            power > 0
            ? try self.factor.multiplied(by: other.factor)
            : try self.factor.divided(by: other.factor)
        let dimension = self.dimension.merging(other.dimension.mapValues { $0 * power }) { $0 + $1 }
        return Unit(symbol: "", factor: factor, dimension: dimension)
    }

    /// The plainest unit of the same dimension: money in 元, time in 天, all else in base units.
    var plain: Unit {
        let above = dimension.filter { $0.value > 0 }.sorted { $0.key < $1.key }
        let below = dimension.filter { $0.value < 0 }.sorted { $0.key < $1.key }
        func names(_ powers: [(key: String, value: Int)]) -> [String] {
            powers.flatMap {
                Array(repeating: Unit.everyday[$0.key] ?? $0.key, count: abs($0.value))
            }
        }
        let upper = names(above)
        let symbol = (upper.isEmpty ? ["1"] : [upper.joined(separator: "·")]) + names(below)
        if upper.count <= 1, let unit = Unit(symbol.joined(separator: "/")) {
            return dimension.isEmpty ? .none : unit
        }
        // A product of two units above the line has no written form to read back; keep its parts.
        guard let factor = try? Unit.factor(of: upper, over: names(below)) else {
            let powers = above + below
            let names = powers.map { $0.value == 1 ? $0.key : "\($0.key)^\($0.value)" }
            return Unit(symbol: names.joined(separator: "·"), factor: .one, dimension: dimension)
        }
        return Unit(symbol: symbol.joined(separator: "/"), factor: factor, dimension: dimension)
    }

    private static func factor(
        of upper: [String], over lower: [String]
    ) throws(QuantityError) -> Rational {
        var factor = Rational.one
        for name in upper { factor = try factor.multiplied(by: known[name]?.factor ?? .one) }
        for name in lower { factor = try factor.divided(by: known[name]?.factor ?? .one) }
        return factor
    }

    private static let everyday = ["分": "元", "秒": "天"]
}

extension Unit: Hashable {
    /// Equal when size and dimension are; `天` equals `日`.
    public static func == (left: Unit, right: Unit) -> Bool {
        left.factor == right.factor && left.dimension == right.dimension
    }

    /// Feeds what equality looks at.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(factor)
        hasher.combine(dimension)
    }
}

extension Unit: CustomStringConvertible {
    /// As written.
    public var description: String { symbol }
}
