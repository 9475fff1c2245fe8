internal import StrictYAML

/// A value a plan may have left open.
///
/// An open setting is never replaced by a default: what needs it stops and names it, until a person
/// records a ruling with its ground.
public enum Setting<Value: Sendable & Hashable>: Sendable, Hashable {
    /// The plan says so.
    case printed(Value)
    /// The plan is silent; a person has ruled.
    case decided(Value, Ruling)
    /// The plan is silent and nobody has ruled; what makes it open.
    case open(why: String)

    /// The value, or nil while it is open.
    public var value: Value? {
        switch self {
        case .printed(let value), .decided(let value, _): value
        case .open: nil
        }
    }

    /// Whether nobody has said it.
    public var isOpen: Bool { value == nil }

    /// Who ruled, where somebody had to.
    public var ruling: Ruling? {
        if case .decided(_, let ruling) = self { ruling } else { nil }
    }
}

/// Who settled an open question, when and why.
public struct Ruling: Sendable, Hashable {
    /// The body or person that decided.
    public let by: String
    /// The day of the decision.
    public let on: Day
    /// The ground given.
    public let ground: String

    /// A ruling of these parts.
    public init(by: String, on: Day, ground: String) {
        self.by = by
        self.on = on
        self.ground = ground
    }
}

/// Something a computation needs and the pack leaves open.
public struct OpenQuestion: Sendable, Hashable, Comparable {
    /// Where the answer belongs: file, entry and key, such as `clocks/q11-result/first_day`.
    public let place: String
    /// What has to be decided, in Chinese.
    public let chinese: String
    /// The same in English.
    public let english: String
    /// The answers that are possible, where they are few.
    public let choices: [String]

    /// A question of these parts.
    public init(place: String, _ chinese: String, _ english: String, choices: [String] = []) {
        self.place = place
        self.chinese = chinese
        self.english = english
        self.choices = choices
    }

    /// Order by place.
    public static func < (left: OpenQuestion, right: OpenQuestion) -> Bool {
        left.place < right.place
    }
}

extension Setting {
    /// Reads a printed value, `{is: unknown, why: …}`, or `{is: …, by: …, on: …, ground: …}`.
    ///
    /// An absent key is an error: a pack has to say that it does not know.
    static func read(
        _ key: String, in mapping: inout YAMLMapping,
        _ value: (YAMLNode) throws -> Value
    ) throws -> Setting {
        let node = try mapping.required(key)
        guard node.isMapping else {
            guard (try? node.string()) != "unknown" else {
                throw node.error(
                    "an unknown value needs its reason: write {is: unknown, why: …}",
                    chinese: "未知的值要写原因：{is: unknown, why: …}")
            }
            return .printed(try value(node))
        }
        return try node.mapping { keys in
            let stated = try keys.required("is")
            if (try? stated.string()) == "unknown" { return .open(why: try keys.string("why")) }
            return .decided(
                try value(stated),
                Ruling(
                    by: try keys.string("by"), on: try keys.required("on").day(),
                    ground: try keys.string("ground")))
        }
    }
}

extension YAMLMapping {
    /// A list that must be there, each member read by `body`.
    mutating func each<Value>(
        _ key: String, _ body: (YAMLNode) throws -> Value
    ) throws -> [Value] {
        try required(key).list().map(body)
    }

    /// A list that may be absent, each member read by `body`.
    mutating func eachIfPresent<Value>(
        _ key: String, _ body: (YAMLNode) throws -> Value
    ) throws -> [Value] {
        try list(key).map(body)
    }
}

extension YAMLNode {
    /// A unit such as `万元`.
    func unit() throws(YAMLError) -> Unit {
        let text = try string()
        guard let unit = Unit(text) else {
            throw error("'\(text)' is no unit", chinese: "'\(text)' 不是单位")
        }
        return unit
    }

    /// An exact decimal number.
    func rational() throws(YAMLError) -> Rational {
        let text = try decimal()
        guard let value = Rational(text) else {
            throw error("'\(text)' is too long", chinese: "'\(text)' 太长")
        }
        return value
    }

    /// A month such as `2018-04`.
    func month() throws(YAMLError) -> CalendarMonth {
        let text = try string()
        guard let month = CalendarMonth(text) else {
            throw error(
                "expected a month such as 2018-04, found '\(text)'",
                chinese: "这里要写月份，如 2018-04，现在是 '\(text)'")
        }
        return month
    }

    /// A name that has to be one of those listed elsewhere in the file.
    func listed(
        in names: [String], _ kind: String, _ chinese: String
    ) throws(YAMLError) -> String {
        let name = try string()
        guard names.contains(name) else {
            let near = Spelling.nearest(to: name, among: names)
            throw error(
                "there is no \(kind) '\(name)'" + (near.map { ", nearest is '\($0)'" } ?? ""),
                chinese: "没有\(chinese) '\(name)'" + (near.map { "，最接近的是 '\($0)'" } ?? ""))
        }
        return name
    }
}
