/// Why a book does not take a fact.
public struct FactRefusal: Error, Sendable, Hashable {
    /// The fact.
    public let fact: String
    /// What is wrong with it.
    public let fault: Fault

    /// What can be wrong.
    public enum Fault: Sendable, Hashable {
        /// It has no id or no measure.
        case unnamed
        /// The book has this id with other content.
        case otherContent
        /// One of its days lies outside the years 1 to 9999.
        case impossibleDay
        /// Nobody counts such a measure.
        case unknownMeasure(String)
        /// A dimension of its measure does not know its word; the dimension and the word.
        case unknownWord(String, String)
        /// It happened after it was recorded.
        case recordedBeforeItsDay
        /// Its unit cannot be added to that of the measure's other facts.
        case unlikeUnits(String, String)
        /// The fact to be replaced is not in the book.
        case nothingToReplace(String)
        /// The fact to be replaced is of another measure.
        case replacesOtherMeasure(String)
        /// Somebody else has replaced it already; by which fact.
        case alreadyReplaced(String, by: String)
        /// It was recorded before the fact it replaces.
        case recordedBeforeReplaced(String)
    }

    /// A refusal of a fact.
    public init(fact: String, fault: Fault) {
        self.fact = fact
        self.fault = fault
    }

    /// In Chinese.
    public var chinese: String {
        switch fault {
        case .unnamed: "数据没有编号或指标：“\(fact)”"
        case .otherContent: "编号“\(fact)”已有不同内容的数据，请用更正（replaces）"
        case .impossibleDay: "“\(fact)”的日期不在公元 1 年到 9999 年之间"
        case .unknownMeasure(let measure): "“\(fact)”的数据项“\(measure)”没有定义"
        case .unknownWord(let dimension, let word):
            "“\(fact)”的“\(dimension)”里没有“\(word)”这一类"
        case .recordedBeforeItsDay: "“\(fact)”的发生日期晚于登记日期"
        case .unlikeUnits(let found, let expected):
            "“\(fact)”的单位“\(found)”与同一指标的“\(expected)”不能相加"
        case .nothingToReplace(let old): "“\(fact)”要更正的“\(old)”不存在"
        case .replacesOtherMeasure(let old): "“\(fact)”与要更正的“\(old)”不是同一指标"
        case .alreadyReplaced(let old, let by): "“\(old)”已被“\(by)”更正，请更正后者"
        case .recordedBeforeReplaced(let old): "“\(fact)”的登记日期早于要更正的“\(old)”"
        }
    }

    /// In English.
    public var english: String {
        switch fault {
        case .unnamed: "a fact without id or measure: '\(fact)'"
        case .otherContent: "'\(fact)' is in the book with other content; correct it by 'replaces'"
        case .impossibleDay: "'\(fact)' has a day outside the years 1 to 9999"
        case .unknownMeasure(let measure): "'\(fact)' is of an unknown measure '\(measure)'"
        case .unknownWord(let dimension, let word):
            "'\(fact)': dimension '\(dimension)' does not know '\(word)'"
        case .recordedBeforeItsDay: "'\(fact)' happened after it was recorded"
        case .unlikeUnits(let found, let expected):
            "'\(fact)': unit '\(found)' cannot be added to '\(expected)' of the same measure"
        case .nothingToReplace(let old): "'\(fact)' replaces '\(old)', which is not there"
        case .replacesOtherMeasure(let old): "'\(fact)' replaces '\(old)' of another measure"
        case .alreadyReplaced(let old, let by): "'\(old)' was replaced by '\(by)'; replace that"
        case .recordedBeforeReplaced(let old): "'\(fact)' was recorded before '\(old)'"
        }
    }
}
