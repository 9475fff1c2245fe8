/// How work stands on a day, by the evidence that had come by then.
public enum WorkStanding: String, Sendable, CaseIterable {
    /// Done in time, and recorded in time.
    case inTime = "in-time"
    /// Done, but after its day.
    case doneLate = "done-late"
    /// Claimed for a day in time, but recorded only after it.
    case unproven
    /// Done; nobody knows by when it had to be.
    case done
    /// Not done, and not due yet.
    case open
    /// Not done, not due yet, and what it needs is not done either.
    case blocked
    /// Not done, and past its day.
    case overdue

    /// Whether it is done at all.
    public var isDone: Bool {
        switch self {
        case .inTime, .doneLate, .unproven, .done: true
        case .open, .blocked, .overdue: false
        }
    }

    init(done: ProofOfTime?, due: Day?, isBlocked: Bool, on day: Day) {
        guard let done else {
            if let due, due < day {
                self = .overdue
            } else {
                self = isBlocked ? .blocked : .open
            }
            return
        }
        guard let due else {
            self = .done
            return
        }
        guard done.claimed <= due else {
            self = .doneLate
            return
        }
        self = done.captured <= due ? .inTime : .unproven
    }
}

/// A work item on a day.
public struct WorkState: Sendable {
    /// The item.
    public let item: WorkItem
    /// How it stands.
    public let standing: WorkStanding
    /// Its last day; nil when the plan does not say.
    public let due: Day?
    /// Days to go, negative when past; nil without a last day.
    public let daysLeft: Int?
    /// When it was done, and when that was recorded; nil while something is wanting.
    public let done: ProofOfTime?
    /// Parts nobody has reported.
    public let missingParts: [String]
    /// Evidence that is not there.
    public let missingEvidence: [String]
    /// The last number reported.
    public let reached: Quantity?
    /// Whether the number is what the plan asks for; nil when it asks for none, or only about one.
    public let isReached: Bool?
    /// Work it needs that is not done.
    public let blockedBy: [String]
    /// Work it needs that was done only after it.
    public let outOfOrder: [String]
    /// The entries counted, by the day claimed.
    public let entries: [WorkEntry]
    /// What has to be decided about it.
    public let questions: [OpenQuestion]
}

/// A milestone on a day, with the work that has to be done for it.
public struct MilestoneProgress: Sendable {
    /// The project.
    public let project: Project
    /// The milestone.
    public let milestone: Milestone
    /// How it stands.
    public let standing: WorkStanding
    /// Days to go, negative when past; nil when its day is not known.
    public let daysLeft: Int?
    /// When it was reached, and when that was recorded.
    public let done: ProofOfTime?
    /// Its work that is not done.
    public let wanting: [String]
    /// Milestones it needs that are not reached.
    public let blockedBy: [String]
}

extension ProgrammePack {
    /// How all work stands on a day, in the order of the pack.
    ///
    /// - Parameters:
    ///   - day: The day; what was recorded only later is not known yet.
    ///   - ledger: What was reported.
    /// - Returns: One state for each item.
    public func workStates(on day: Day, ledger: WorkLedger) -> [WorkState] {
        let progress = Dictionary(
            work.map { ($0.id, WorkProgress($0, ledger.entries(of: $0.id, known: day))) }
        ) { first, _ in first }
        let phaseEnds = Dictionary(phases.map { ($0.id, $0.ends) }) { first, _ in first }
        let days = Dictionary(milestones.map { ($0.id, $0.by) }) { first, _ in first }
        return work.map { item in
            let own = progress[item.id] ?? WorkProgress(item, [])
            let stated: Stated<Day>? =
                switch item.due {
                case .day(let stated): stated
                case .milestone(let id): days[id]
                case .phase(let id): phaseEnds[id]
                }
            let due = stated?.value.value
            let blockedBy = item.needs.filter { progress[$0]?.done == nil }
            let outOfOrder = item.needs.filter { need in
                guard let done = own.done else { return false }
                return progress[need]?.done.map { $0.claimed > done.claimed } ?? true
            }
            return WorkState(
                item: item,
                standing: WorkStanding(
                    done: own.done, due: due, isBlocked: !blockedBy.isEmpty, on: day),
                due: due, daysLeft: due.map { $0.number - day.number }, done: own.done,
                missingParts: item.parts.filter { !own.parts.contains($0) },
                missingEvidence: item.evidence.filter { !own.evidence.contains($0) },
                reached: own.reached, isReached: own.isReached, blockedBy: blockedBy,
                outOfOrder: outOfOrder, entries: own.entries,
                questions: Self.questions(item, stated))
        }
    }

    private static func questions(_ item: WorkItem, _ due: Stated<Day>?) -> [OpenQuestion] {
        guard case .unknown(let why) = due?.value else { return [] }
        return [
            OpenQuestion(
                place: "work/\(item.id)/by", "要先核定：\(why)", "by when it has to be done")
        ]
    }

    /// How all milestones stand on a day, by day; those without one last.
    ///
    /// A milestone is reached when all work for it is done; one without work of its own, when an
    /// entry with evidence says so.
    ///
    /// - Parameters:
    ///   - day: The day.
    ///   - ledger: What was reported.
    ///   - states: How the work stands on that day.
    /// - Returns: One for each milestone.
    public func milestoneProgress(
        on day: Day, ledger: WorkLedger, work states: [WorkState]
    ) -> [MilestoneProgress] {
        var work: [String: [WorkState]] = [:]
        for state in states {
            if case .milestone(let id) = state.item.due { work[id, default: []].append(state) }
        }
        var reached: [String: ProofOfTime] = [:]
        for milestone in milestones {
            reached[milestone.id] = Self.reached(
                work[milestone.id] ?? [], ledger.entries(of: milestone.id, known: day))
        }
        return projects.flatMap { project in
            project.milestones.map { milestone in
                let due = milestone.by.value.value
                let blockedBy = milestone.needs.filter { reached[$0] == nil }
                return MilestoneProgress(
                    project: project, milestone: milestone,
                    standing: WorkStanding(
                        done: reached[milestone.id], due: due, isBlocked: !blockedBy.isEmpty,
                        on: day),
                    daysLeft: due.map { $0.number - day.number }, done: reached[milestone.id],
                    wanting: (work[milestone.id] ?? []).filter { $0.done == nil }.map(\.item.id),
                    blockedBy: blockedBy)
            }
        }.sorted { ($0.daysLeft ?? .max) < ($1.daysLeft ?? .max) }
    }

    private static func reached(_ work: [WorkState], _ entries: [WorkEntry]) -> ProofOfTime? {
        guard work.isEmpty else {
            let times = work.compactMap(\.done)
            guard times.count == work.count, let claimed = times.map(\.claimed).max(),
                let captured = times.map(\.captured).max()
            else { return nil }
            return ProofOfTime(claimed: claimed, captured: captured)
        }
        return entries.first { !$0.evidence.isEmpty }?.time
    }
}

/// What the entries of one item add up to.
private struct WorkProgress {
    let entries: [WorkEntry]
    private(set) var parts: Set<String> = []
    private(set) var evidence: Set<String> = []
    private(set) var reached: Quantity?
    private(set) var isReached: Bool?
    /// From when on nothing is wanting any more.
    private(set) var done: ProofOfTime?

    init(_ item: WorkItem, _ entries: [WorkEntry]) {
        self.entries = entries
        var captured = Day.first
        for entry in entries {
            captured = max(captured, entry.time.captured)
            if let part = entry.part { parts.insert(part) }
            evidence.formUnion(entry.evidence.keys)
            if let reached = entry.reached { self.reached = reached }
            isReached = Self.isReached(reached, item.target)
            let isComplete =
                parts.count == item.parts.count && evidence.count == item.evidence.count
                && (item.target == nil || isReached == true)
            if !isComplete {
                done = nil
            } else if done == nil {
                done = ProofOfTime(claimed: entry.time.claimed, captured: captured)
            }
        }
    }

    /// More than asked for is reached too; less never is.
    private static func isReached(_ reached: Quantity?, _ target: Stated<Extent>?) -> Bool? {
        guard let target else { return nil }
        guard let reached, let extent = target.value.value else { return false }
        if case .about = extent { return try? extent.allows(reached) }
        guard let bound = extent.lower ?? extent.upper else { return nil }
        guard let isLess = try? reached.isLess(than: bound.quantity) else { return nil }
        if extent.lower == nil { return try? extent.allows(reached) }
        return !isLess && (bound.isIncluded || reached != bound.quantity)
    }
}
