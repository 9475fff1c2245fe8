public import Identifiers

/// A stretch of days; an end nobody has written down is open.
public struct DaySpan: Sendable, Hashable {
    /// The first day; nil when it has been so for as long as anybody knows.
    public let from: Day?
    /// The last day; nil while it goes on.
    public let to: Day?

    /// From a day to a day, both included.
    public init(from: Day? = nil, to: Day? = nil) {
        self.from = from
        self.to = to
    }

    /// Whether a day lies in it.
    public func contains(_ day: Day) -> Bool {
        from.map { $0 <= day } != false && to.map { day <= $0 } != false
    }

    /// Whether some day lies in both.
    public func overlaps(_ other: DaySpan) -> Bool {
        Self.reaches(from, other.to) && Self.reaches(other.from, to)
    }

    /// Whether its end comes before its beginning.
    public var isReversed: Bool { !Self.reaches(from, to) }

    private static func reaches(_ from: Day?, _ to: Day?) -> Bool {
        guard let from, let to else { return true }
        return from <= to
    }
}

/// A division of the county as it was for some time: a township, a village, the county itself.
///
/// The same place under a new code, name or parent is another entry that names the old code.
public struct Place: Sendable, Hashable {
    /// The 12-digit code.
    public let code: DivisionCode
    /// Name.
    public let name: String
    /// Other names it is written by.
    public let aliases: [String]
    /// What it is called, such as 街道, 农场, 社区; nil when nobody says.
    public let kind: String?
    /// The code of the division above; nil when the digits tell it.
    public let statedParent: DivisionCode?
    /// The days on which this entry holds.
    public let span: DaySpan
    /// The code the place had before; nil when it had none other.
    public let formerCode: DivisionCode?
    /// The times it was on the list of poor villages.
    public let poor: [DaySpan]

    /// A place of these parts.
    public init(
        code: DivisionCode, name: String, aliases: [String] = [], kind: String? = nil,
        parent: DivisionCode? = nil, span: DaySpan = DaySpan(), formerCode: DivisionCode? = nil,
        poor: [DaySpan] = []
    ) {
        self.code = code
        self.name = name
        self.aliases = aliases
        self.kind = kind
        statedParent = parent
        self.span = span
        self.formerCode = formerCode
        self.poor = poor
    }

    /// The level its code stands on.
    public var level: DivisionCode.Level { code.level }

    /// The code of the division above; nil for a province.
    public var parent: DivisionCode? {
        if let statedParent { return statedParent }
        return DivisionCode.Level(rawValue: level.rawValue - 1).flatMap { code.ancestor($0) }
    }

    /// Whether it was on the list of poor villages on a day.
    public func isPoor(on day: Day) -> Bool { poor.contains { $0.contains(day) } }
}

/// Something wrong with an entry of a list of places.
public struct PlaceProblem: Sendable, Hashable {
    /// What it is.
    public enum Fault: Sendable, Hashable {
        /// Two entries of one code hold on the same day; the other entry's name.
        case codeTwice(String)
        /// The division above is not listed for all of its days.
        case parentMissing(DivisionCode)
        /// It ends before it begins, itself or one of its times on the list of poor villages.
        case endsBeforeItBegins
        /// The code is of another county.
        case outside(DivisionCode)
        /// No entry has the code it is said to have had, or none that began before.
        case formerCodeUnknown(DivisionCode)
        /// Two places of one name under one parent on the same day.
        case nameTwice(String)
        /// The division above is not on a wider level.
        case parentNotAbove(DivisionCode)
    }

    /// Which entry, in the order given.
    public let entry: Int
    /// The code of the entry.
    public let code: DivisionCode
    /// What is wrong.
    public let fault: Fault

    /// What is wrong, in Chinese.
    public var chinese: String {
        switch fault {
        case .codeTwice(let name): "代码 \(code) 同一时间还给了“\(name)”"
        case .parentMissing(let parent): "上级 \(parent) 在这段时间里没有列出"
        case .endsBeforeItBegins: "停用日期早于启用日期"
        case .outside(let county): "代码 \(code) 不属于 \(county)"
        case .formerCodeUnknown(let former): "原代码 \(former) 没有更早的记录"
        case .nameTwice(let name): "同一上级下有两个“\(name)”"
        case .parentNotAbove(let parent): "上级 \(parent) 的级别不高于本级"
        }
    }

    /// The same in English.
    public var english: String {
        switch fault {
        case .codeTwice(let name): "code \(code) is '\(name)' at the same time"
        case .parentMissing(let parent): "the division above, \(parent), is not listed for its days"
        case .endsBeforeItBegins: "it ends before it begins"
        case .outside(let county): "code \(code) does not lie in \(county)"
        case .formerCodeUnknown(let former): "no earlier entry has the former code \(former)"
        case .nameTwice(let name): "there are two '\(name)' under one parent"
        case .parentNotAbove(let parent): "\(parent) is on no wider level"
        }
    }
}
