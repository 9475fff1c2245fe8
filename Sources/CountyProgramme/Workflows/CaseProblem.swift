/// Why an event or a new case was refused: every reason at once.
public struct CaseRefusal: Error, Sendable, Equatable {
    /// The reasons.
    public let problems: [CaseProblem]
}

/// One reason why something cannot be done in a case.
public enum CaseProblem: Sendable, Hashable {
    /// The procedure applies only from a day.
    case notYetValid(Day)
    /// The procedure applied only up to a day.
    case noLongerValid(Day)
    /// No new cases since a day.
    case closedToNew(Day)
    /// A question of the pack has to be decided first.
    case open(OpenQuestion)
    /// The case does not allow this in its state.
    case notNow
    /// The event names another step than the one the case is in; empty for a case that has ended.
    case otherStep(String)
    /// A second person has to agree first.
    case waitsForSecond
    /// The same person cannot agree to the own decision.
    case samePerson(String)
    /// A person took a step that must be somebody else's.
    case mustDiffer(String, String)
    /// The person may not act in this case; the reason.
    case recused(String)
    /// Another role does this.
    case wrongRole(String)
    /// The step has no such decision; those it has.
    case noSuchChoice(String, [String])
    /// Something the step consists of was not done.
    case missingAct(String)
    /// A paper is missing.
    case missingPaper(String)
    /// A value was not recorded.
    case missingValue(String)
    /// It is dated before the last event.
    case beforeLastEvent(Day)
    /// It claims a day after the one it was recorded on.
    case claimedAhead(ProofOfTime)
    /// This outcome cannot be appealed.
    case noAppeal(String)
    /// It was not done in time; how it stands.
    case notInTime(ClockVerdict.State)

    /// The reason in Chinese.
    public var chinese: String { texts.chinese }
    /// The reason in English.
    public var english: String { texts.english }

    private var texts: (chinese: String, english: String) {
        switch self {
        case .notYetValid(let day): ("\(day) 起才适用", "applies only from \(day)")
        case .noLongerValid(let day): ("\(day) 后不再适用", "applied only up to \(day)")
        case .closedToNew(let day): ("\(day) 起停止受理新申请", "closed to new cases since \(day)")
        case .open(let question): ("先要决定：\(question.chinese)", "decide first: \(question.english)")
        case .notNow: ("现在不能办这一步", "not possible in this state")
        case .otherStep(""): ("已经办结，不在任何一步", "the case has ended and is in no step")
        case .otherStep(let step): ("现在办到 \(step) 这一步", "the case is in step \(step)")
        case .waitsForSecond: ("等第二人复核", "waits for a second person")
        case .samePerson(let name):
            ("复核人不能是原经办人 \(name)", "\(name) cannot confirm the own decision")
        case .mustDiffer(let name, let step):
            ("\(name) 已经办过 \(step)，这一步要换人", "\(name) already acted in \(step)")
        case .recused(let reason): ("应当回避：\(reason)", "has to stand aside: \(reason)")
        case .wrongRole(let role): ("应由 \(role) 办理", "this belongs to \(role)")
        case .noSuchChoice(let name, let names):
            (
                "没有“\(name)”这个结论，可以是：\(names.joined(separator: "、"))",
                "no decision '\(name)' here; there are \(names.joined(separator: ", "))"
            )
        case .missingAct(let act): ("还没有做：\(act)", "not done: \(act)")
        case .missingPaper(let paper): ("缺少材料：\(paper)", "paper missing: \(paper)")
        case .missingValue(let name): ("没有填写：\(name)", "not recorded: \(name)")
        case .beforeLastEvent(let day): ("早于上一环节（\(day)）", "dated before the last event (\(day))")
        case .claimedAhead(let time):
            (
                "所称日期 \(time.claimed) 晚于记录日期 \(time.captured)",
                "claims \(time.claimed), which is after it was recorded on \(time.captured)"
            )
        case .notInTime(let state): ("不在期限内（\(state.rawValue)）", "not in time (\(state.rawValue))")
        case .noAppeal(let outcome): ("“\(outcome)”不能申诉", "'\(outcome)' cannot be appealed")
        }
    }
}
