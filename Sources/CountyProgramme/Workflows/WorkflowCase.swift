/// One case on its way through a procedure: its history, and the state that follows from it.
///
/// The state is always a listed step or a listed outcome. Whatever does not fit is refused with all
/// reasons at once, and changes nothing.
public struct WorkflowCase: Sendable, Equatable {
    /// The procedure.
    public let workflow: Workflow
    /// The case's number.
    public let id: String
    /// Persons who may not act in it, with the reason (回避).
    public let recused: [String: String]
    /// What happened, in order.
    public private(set) var events: [CaseEvent]
    /// Where it stands.
    public private(set) var state: State

    /// Where a case stands.
    public enum State: Sendable, Hashable {
        /// In a step since a day; `first` has decided and a second person has to agree.
        case at(step: String, since: Day, first: CaseEvent.Decision?)
        /// Ended with an outcome on a day.
        case ended(outcome: String, on: Day)
    }

    /// Opens a case at the first step.
    ///
    /// - Throws: ``CaseRefusal`` outside the procedure's validity, when it is closed to new cases, or
    ///   when nobody knows whether it is.
    public init(
        id: String, of workflow: Workflow, on day: Day, recused: [String: String] = [:]
    ) throws(CaseRefusal) {
        var problems: [CaseProblem] = []
        if let from = workflow.from, day < from { problems.append(.notYetValid(from)) }
        if let to = workflow.to, to < day { problems.append(.noLongerValid(to)) }
        if let closing = workflow.closedToNew {
            if let closed = closing.value {
                if closed <= day { problems.append(.closedToNew(closed)) }
            } else {
                problems.append(
                    .open(
                        OpenQuestion(
                            place: "workflows/\(workflow.id)/closed_to_new",
                            "这项办理是否已停止受理新申请", "whether new applications are still taken")))
            }
        }
        guard problems.isEmpty, let first = workflow.steps.first else {
            throw CaseRefusal(problems: problems)
        }
        self.workflow = workflow
        self.id = id
        self.recused = recused
        events = []
        state = .at(step: first.id, since: day, first: nil)
    }

    /// The step the case is in; nil when it has ended.
    public var step: WorkflowStep? {
        if case .at(let step, _, _) = state { workflow.step(step) } else { nil }
    }

    /// Records an event; refused events change nothing.
    ///
    /// `limits` is looked at where a time limit decides whether something is possible at all.
    /// - Throws: ``CaseRefusal`` with every reason.
    public mutating func apply(
        _ event: CaseEvent, limits: CaseLimits = .none
    ) throws(CaseRefusal) {
        var problems = Set<CaseProblem>()
        if let last = lastDay, event.time.claimed < last { problems.insert(.beforeLastEvent(last)) }
        if event.time.isAhead { problems.insert(.claimedAhead(event.time)) }
        if let reason = recused[event.person] { problems.insert(.recused(reason)) }
        // What an event says of its step is held against the state: separation of duties asks the
        // history which steps a person took.
        let current = step?.id ?? ""
        if event.step != current { problems.insert(.otherStep(current)) }
        let next: State?
        switch (state, event.action) {
        case (.at(let id, _, let first), .decide(let decision)):
            next = decide(decision, event, at: id, first: first, &problems)
        case (.at(let id, let since, let first?), .second(let agrees)):
            next = second(agrees, event, at: id, since: since, first: first, &problems)
        case (.at, .withdraw):
            check(party: workflow.applicant, event, &problems)
            next = .ended(outcome: Self.withdrawn, on: event.time.claimed)
        case (.ended(let outcome, let day), .appeal):
            next = appealed(outcome, since: day, event, limits, &problems)
        default:
            problems.insert(.notNow)
            next = nil
        }
        guard problems.isEmpty, let next else {
            throw CaseRefusal(problems: problems.sorted { $0.english < $1.english })
        }
        events.append(event)
        state = next
    }

    /// The outcome of a case that its applicant took back.
    public static let withdrawn = "撤回"

    private var lastDay: Day? {
        switch state {
        case .at(_, let since, _): events.last?.time.claimed ?? since
        case .ended(_, let day): day
        }
    }

    private func decide(
        _ decision: CaseEvent.Decision, _ event: CaseEvent, at id: String,
        first: CaseEvent.Decision?, _ problems: inout Set<CaseProblem>
    ) -> State? {
        guard let step = workflow.step(id) else { return nil }
        guard first == nil else {
            problems.insert(.waitsForSecond)
            return nil
        }
        check(actor: event, in: step, &problems)
        guard let choice = step.choices.first(where: { $0.name == decision.choice }) else {
            problems.insert(.noSuchChoice(decision.choice, step.choices.map(\.name)))
            return nil
        }
        problems.formUnion(Self.wanting(decision, choice, in: step))
        if step.approvals > 1 {
            let since = event.time.claimed
            return .at(step: id, since: since, first: decision)
        }
        return state(after: choice, on: event.time.claimed)
    }

    /// What a decision still needs, but for what its choice may come without.
    private static func wanting(
        _ decision: CaseEvent.Decision, _ choice: WorkflowChoice, in step: WorkflowStep
    ) -> [CaseProblem] {
        func needed(_ words: [String]) -> [String] { words.filter { !choice.without.contains($0) } }
        let stoodFor = decision.papers.flatMap { step.substitutes[$0] ?? [] }
        let papers = decision.papers.union(stoodFor)
        let missingActs = needed(step.acts).filter { !decision.acts.contains($0) }
        let missingPapers = needed(step.papersIn + step.papersOut).filter { !papers.contains($0) }
        let missingValues = needed(step.record).filter { decision.values[$0]?.isEmpty ?? true }
        return missingActs.map(CaseProblem.missingAct)
            + missingPapers.map(CaseProblem.missingPaper)
            + missingValues.map(CaseProblem.missingValue)
    }

    private func second(
        _ agrees: Bool, _ event: CaseEvent, at id: String, since: Day,
        first: CaseEvent.Decision, _ problems: inout Set<CaseProblem>
    ) -> State? {
        guard let step = workflow.step(id) else { return nil }
        check(actor: event, in: step, &problems)
        if events.last?.person == event.person { problems.insert(.samePerson(event.person)) }
        guard agrees else { return .at(step: id, since: event.time.claimed, first: nil) }
        return step.choices.first { $0.name == first.choice }
            .map { state(after: $0, on: event.time.claimed) }
    }

    private func state(after choice: WorkflowChoice, on day: Day) -> State {
        switch choice.target {
        case .step(let step): .at(step: step, since: day, first: nil)
        case .outcome(let outcome): .ended(outcome: outcome, on: day)
        }
    }

    private func appealed(
        _ outcome: String, since day: Day, _ event: CaseEvent, _ limits: CaseLimits,
        _ problems: inout Set<CaseProblem>
    ) -> State? {
        guard let appeal = workflow.appeal, appeal.outcomes.contains(outcome) else {
            problems.insert(.noAppeal(outcome))
            return nil
        }
        check(party: appeal.role, event, &problems)
        if let rule = appeal.clock.value.flatMap({ limits.clocks[$0] }) {
            let verdict = rule.verdict(
                .event(day), done: event.time, on: event.time.captured, in: limits.calendar)
            if verdict.state != .onTime { problems.insert(.notInTime(verdict.state)) }
            problems.formUnion(verdict.questions.map(CaseProblem.open))
        } else {
            problems.insert(
                .open(
                    OpenQuestion(
                        place: "workflows/\(workflow.id)/appeal/clock",
                        "应在多少天内申诉", "within how many days to appeal")))
        }
        return .at(step: appeal.step, since: event.time.claimed, first: nil)
    }

    /// A case is taken back or contested by its party, not by an official who names the party's role.
    private func check(
        party role: String, _ event: CaseEvent, _ problems: inout Set<CaseProblem>
    ) {
        if event.role != role { problems.insert(.wrongRole(role)) }
        for earlier in events where earlier.person == event.person && earlier.role != role {
            problems.insert(.mustDiffer(event.person, earlier.step))
        }
    }

    private func check(
        actor event: CaseEvent, in step: WorkflowStep, _ problems: inout Set<CaseProblem>
    ) {
        if event.role != step.actor { problems.insert(.wrongRole(step.actor)) }
        for group in workflow.separate where group.contains(step.id) {
            for earlier in events where earlier.person == event.person {
                guard earlier.step != step.id, group.contains(earlier.step) else { continue }
                problems.insert(.mustDiffer(event.person, earlier.step))
            }
        }
    }
}

/// The time limits a case is held against.
public struct CaseLimits: Sendable, Equatable {
    /// The pack's clocks by their ids.
    public let clocks: [String: ClockRule]
    /// The days worked.
    public let calendar: WorkCalendar

    /// Limits of these clocks, counted by this calendar.
    public init(clocks: [String: ClockRule], calendar: WorkCalendar) {
        self.clocks = clocks
        self.calendar = calendar
    }

    /// No clocks and no calendar: what depends on a limit is refused.
    public static let none = CaseLimits(clocks: [:], calendar: WorkCalendar(notices: []))
}

/// Something that happened in a case.
public struct CaseEvent: Sendable, Hashable {
    /// The step it happened in, which is the one the case is in; empty for an appeal.
    public let step: String
    /// Who acted.
    public let person: String
    /// In which role.
    public let role: String
    /// When it happened, and when it was recorded.
    public let time: ProofOfTime
    /// What was done.
    public let action: Action

    /// What can be done.
    public enum Action: Sendable, Hashable {
        /// A step is ended with a decision.
        case decide(Decision)
        /// A second person agrees or not.
        case second(agrees: Bool)
        /// The applicant takes the case back.
        case withdraw
        /// The outcome is contested.
        case appeal(ground: String)
    }

    /// A decision with what was done for it.
    public struct Decision: Sendable, Hashable {
        /// The name of the choice.
        public var choice: String
        /// The acts done.
        public var acts: Set<String>
        /// The papers at hand.
        public var papers: Set<String>
        /// The values recorded.
        public var values: [String: String]

        /// A decision of these parts.
        public init(
            choice: String, acts: Set<String> = [], papers: Set<String> = [],
            values: [String: String] = [:]
        ) {
            self.choice = choice
            self.acts = acts
            self.papers = papers
            self.values = values
        }
    }

    /// An event of these parts.
    public init(
        step: String, person: String, role: String, time: ProofOfTime, action: Action
    ) {
        self.step = step
        self.person = person
        self.role = role
        self.time = time
        self.action = action
    }
}
