import County
import CountyProgramme

extension Finding.Kind {
    /// The rule in a few words.
    func title(_ language: MessageLanguage) -> String {
        let words = titles
        return language == .chinese ? words.0 : words.1
    }

    private var titles: (String, String) {
        switch self {
        case .sum: ("合计不等于各部分之和", "total is not the sum of its parts")
        case .table: ("表格合计不符", "cell of a table is not the sum it should be")
        case .fund: ("资金来源与表中列不符", "source of money differs from its column")
        case .rows: ("两行各列全部相同", "lines are the same in every column")
        case .share: ("比例与金额不符", "share does not follow from its amounts")
        case .growth: ("总增长与各部分增长不符", "growth does not follow from the parts")
        case .claim: ("数量关系不成立", "figures do not stand to one another as stated")
        case .disagreement: ("同一事项两个数互相矛盾", "two statements exclude each other")
        case .bounds: ("同一事项两个下限不同", "two statements ask for different least values")
        case .comparison: ("同一事项两处说法不能直接比较", "two statements of one thing cannot be compared")
        case .units: ("计量单位不能相比", "units cannot be compared")
        case .stages: ("分步目标达不到总目标", "stages do not reach the target in time")
        case .count: ("数目与列出的不符", "stated number differs from what is listed")
        case .numbering: ("编号缺失或不一致", "numbering is broken")
        case .names: ("同一事项名称不同", "one thing goes by several names")
        case .wording: ("同一事项两种说法", "the plan says two things of one thing")
        case .whole: ("总体与部分同名", "a whole is called like its part")
        case .deadline: ("同一目标两个期限", "one goal has two deadlines")
        case .phase: ("晚于所在阶段", "later than its phase")
        case .issue: ("期限早于发文日期", "due before the plan was issued")
        case .order: ("不晚于它所依赖的事项", "due no later than what it needs")
        case .date: ("日期书写不完整", "date is not printed as one")
        case .printed: ("与原文的字句不符", "value is not what the printed words give")
        case .missing: ("缺少需要的数", "a needed value is missing")
        case .part: ("列出的附件不存在", "a listed part is not there")
        case .party: ("有职责而未设立的单位", "a party with duties is not set up")
        case .duty: ("应当分开的职责由一家承担", "duties to be kept apart lie with one party")
        case .sister: ("与同模板方案的同一句不同", "sister plans differ in one sentence")
        case .copied: ("现状数字与同模板方案相同", "figures of state equal those of a sister plan")
        case .computation: ("算不出或没有比较", "not computed or not compared")
        case .decision: ("处理决定没有对应的发现", "a decision belongs to no such finding")
        }
    }
}

extension Standing {
    /// What people are told of a value that no plan prints; nil for the others.
    var doubt: String? {
        switch self {
        case .assumed: "（假定，方案没有印 · assumed）"
        case .unverified: "（没有核对过 · unverified）"
        case .printed, .query, .corrected: nil
        }
    }

    /// The same of a standing in an answer; empty for the others.
    static func doubt(of word: String) -> String { Standing(rawValue: word)?.doubt ?? "" }
}
