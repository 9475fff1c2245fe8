/// What a county has recorded, to be held against its plan.
public struct ProgrammeEvidence: Sendable {
    /// What was done for work and milestones.
    public var work: WorkLedger
    /// Papers in the files.
    public var records: RecordBook
    /// Through which stage each file has to be complete; a file without one is looked at as a whole.
    public var stages: [FileName: String]
    /// What was made public.
    public var disclosure: DisclosureBook
    /// Days on which the clocks of publications began, by subject and clock.
    public var events: [String: [String: Day]]
    /// What was found wrong.
    public var rectification: RectificationLedger

    /// Nothing recorded yet, for a pack and its rules.
    public init(_ pack: ProgrammePack, _ rules: Rulebook) {
        work = WorkLedger(pack)
        records = RecordBook(plans: rules.filePlans)
        stages = [:]
        disclosure = DisclosureBook(plan: rules.disclosure)
        events = [:]
        rectification = RectificationLedger()
    }
}

/// A plan on a day, with what was done: the answer to "what is late, what is next, what is missing".
public struct ProgrammeReport: Sendable {
    /// What the pack alone tells: phases, time limits, what is open.
    public let plan: PlanState
    /// Milestones with what was done for them, by day.
    public let milestones: [MilestoneProgress]
    /// Work, in the order of the pack.
    public let work: [WorkState]
    /// The files that hold something or have to be complete through a stage, in order.
    public let files: [FileStanding]
    /// What is or was public, ordered by item and subject.
    public let displays: [DisclosureStanding]
    /// What was found wrong, in the order it came.
    public let issues: [IssueState]

    /// What was done, by the day it was done.
    public var done: [WorkState] {
        work.filter(\.standing.isDone).sorted {
            ($0.done?.claimed.number ?? 0, $0.item.id) < ($1.done?.claimed.number ?? 0, $1.item.id)
        }
    }
    /// Work past its day, the oldest first.
    public var overdue: [WorkState] {
        work.filter { $0.standing == .overdue }.sorted {
            ($0.daysLeft ?? 0, $0.item.id) < ($1.daysLeft ?? 0, $1.item.id)
        }
    }
    /// Milestones past their day, the oldest first.
    public var lateMilestones: [MilestoneProgress] {
        milestones.filter { $0.standing == .overdue }
    }
    /// The work that is due on the nearest day to come.
    public var next: [WorkState] {
        let coming = work.filter { !$0.standing.isDone && ($0.daysLeft ?? -1) >= 0 }
        let nearest = coming.compactMap(\.due).min()
        return coming.filter { $0.due == nearest }
    }
    /// Files that want something.
    public var incompleteFiles: [FileStanding] { files.filter { !$0.isComplete } }
    /// What is public now, with days to go.
    public var running: [DisclosureStanding] {
        displays.filter { $0.displays.contains { $0.state == .running } }
    }
    /// Issues that are not closed.
    public var openIssues: [IssueState] { issues.filter { !$0.standing.isClosed } }
    /// Everything that has to be decided, by place, each once.
    public var questions: [OpenQuestion] {
        Set(plan.questions + work.flatMap(\.questions) + displays.flatMap(\.questions)).sorted()
    }
}

extension ProgrammePack {
    /// How the plan stands on a day, with what was recorded by then.
    ///
    /// - Parameters:
    ///   - day: The day.
    ///   - rules: The pack's rules with the law's days worked.
    ///   - evidence: What the county has recorded.
    ///   - sisters: The packs named as `sisters`, as far as they are at hand.
    /// - Returns: What was done, what is late and next, what is missing and what is open.
    public func report(
        on day: Day, rules: Rulebook, evidence: ProgrammeEvidence,
        beside sisters: [ProgrammePack] = []
    ) -> ProgrammeReport {
        let states = workStates(on: day, ledger: evidence.work)
        let files = Set(evidence.records.names).union(evidence.stages.keys).sorted()
        return ProgrammeReport(
            plan: state(on: day, rules: rules, beside: sisters),
            milestones: milestoneProgress(on: day, ledger: evidence.work, work: states),
            work: states,
            files: files.compactMap {
                evidence.records.standing(of: $0, through: evidence.stages[$0], on: day)
            },
            displays: evidence.disclosure.standings(
                on: day, events: evidence.events, limits: rules.limits),
            issues: evidence.rectification.states(on: day))
    }
}
