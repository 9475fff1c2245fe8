/// How a case stands on a day: who has to act, what is wanting, and why it is late.
public struct CaseStanding: Sendable, Equatable {
    /// The case.
    public let id: String
    /// The step it is in; nil when it has ended.
    public let step: WorkflowStep?
    /// Since when.
    public let since: Day
    /// Whether a second person has to agree.
    public let waitsForSecond: Bool
    /// The time limit of the step; nil where none applies or none is known.
    public let verdict: ClockVerdict?
    /// What the pack leaves open about it.
    public let questions: [OpenQuestion]
    /// What the step needs before it can be finished.
    public let needs: [CaseProblem]
}

extension WorkflowCase {
    /// How the case stands, with its time limit by the pack's clocks.
    public func standing(
        on today: Day, limits: CaseLimits
    ) -> CaseStanding {
        switch state {
        case .ended(_, let day):
            return CaseStanding(
                id: id, step: nil, since: day, waitsForSecond: false, verdict: nil, questions: [],
                needs: [])
        case .at(let name, let since, let first):
            let step = workflow.step(name)
            let rule = step?.clock?.value.flatMap { limits.clocks[$0] }
            let verdict = rule?.verdict(.event(since), done: nil, on: today, in: limits.calendar)
            var questions = verdict?.questions ?? []
            if step?.clock?.isOpen == true {
                questions.append(
                    OpenQuestion(
                        place: "workflows/\(workflow.id)/\(name)/clock",
                        "这一步应在多少天内办完", "within how many days this step has to be done"))
            }
            return CaseStanding(
                id: id, step: step, since: since, waitsForSecond: first != nil, verdict: verdict,
                questions: questions, needs: step.map(Self.needs) ?? [])
        }
    }

    private static func needs(of step: WorkflowStep) -> [CaseProblem] {
        step.acts.map(CaseProblem.missingAct)
            + (step.papersIn + step.papersOut).map(CaseProblem.missingPaper)
            + step.record.map(CaseProblem.missingValue)
    }
}
