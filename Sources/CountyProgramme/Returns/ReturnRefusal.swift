/// Why a report is not taken.
public enum ReturnRefusal: Error, Sendable, Hashable {
    /// There is no such form.
    case noForm(String)
    /// There is no such report, or none waiting for approval.
    case nothingThere
    /// The plan leaves open for which time reports are due.
    case open(OpenQuestion)
    /// The days are no whole stretch of the form's cycle.
    case wrongDays(Cycle)
    /// A required item is empty.
    case missing(String)
    /// The form has no such item, or it is computed and not entered.
    case unexpected(String)
    /// The value is of another kind or unit than the item.
    case malformed(String)
    /// A report that takes the place of another has to say why.
    case noReason
    /// The role is not the next one to approve.
    case notTheirTurn(expected: String)
    /// Who filled it in, or approved it before, cannot approve it.
    case samePerson(String)

    /// The reason in Chinese.
    public var chinese: String { texts.chinese }
    /// The reason in English.
    public var english: String { texts.english }

    private var texts: (chinese: String, english: String) {
        switch self {
        case .noForm(let id): ("没有报表“\(id)”", "no form '\(id)'")
        case .nothingThere: ("没有等待审核的报表", "no report is waiting for approval")
        case .open(let question): (question.chinese, question.english)
        case .wrongDays(let cycle):
            ("起止日期不是一个完整的报告期（\(cycle.rawValue)）", "the days are no whole \(cycle.rawValue)")
        case .missing(let item): ("缺少“\(item)”", "'\(item)' is missing")
        case .unexpected(let item): ("“\(item)”不能填写", "'\(item)' is not to be entered")
        case .malformed(let item): ("“\(item)”的内容或单位不对", "'\(item)' is of another kind or unit")
        case .noReason: ("更正要写原因", "a correction has to say why")
        case .notTheirTurn(let expected): ("现在由“\(expected)”审核", "'\(expected)' approves next")
        case .samePerson(let person):
            ("“\(person)”填过或审过这份报表，要换人", "'\(person)' filled it in or approved it; another has to")
        }
    }
}
