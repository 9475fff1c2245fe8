/// Something found wrong, to be put right: by an inspection, an audit, an evaluation, or oneself.
public struct RectificationIssue: Sendable, Hashable {
    /// Its number.
    public let id: String
    /// What found it.
    public let origin: Origin
    /// When it was found.
    public let found: ProofOfTime
    /// The project, site or unit it is about.
    public let subject: String
    /// What kind of fault it is; two of one kind with one subject are a repeat.
    public let kind: String
    /// What is wrong.
    public let text: String
    /// Who has to put it right.
    public let responsible: String

    /// What can find something wrong.
    public enum Origin: String, Sendable, CaseIterable {
        /// 督导检查
        case inspection
        /// 审计
        case audit
        /// 绩效评估
        case evaluation
        /// 自查
        case own
    }

    /// An issue of these parts.
    public init(
        id: String, origin: Origin, found: ProofOfTime, subject: String, kind: String, text: String,
        responsible: String
    ) {
        self.id = id
        self.origin = origin
        self.found = found
        self.subject = subject
        self.kind = kind
        self.text = text
        self.responsible = responsible
    }
}

/// A step from a finding to its closing.
public struct RectificationStep: Sendable, Hashable {
    /// Who takes it.
    public let person: String
    /// When.
    public let time: ProofOfTime
    /// What is done.
    public let action: Action

    /// What can be done about an issue.
    public enum Action: Sendable, Hashable {
        /// The plan says by when; a later one moves the day, with its reason.
        case plan(due: Day, reason: String)
        /// What shows that it was put right.
        case evidence(ContentDigest)
        /// Somebody looked at it and closes it (销号).
        case close
        /// Somebody looked at it, and it is not right yet; why.
        case reject(String)
    }

    /// A step of these parts.
    public init(person: String, time: ProofOfTime, action: Action) {
        self.person = person
        self.time = time
        self.action = action
    }
}

/// Why the rectification ledger refuses something.
public enum RectificationRefusal: Error, Sendable, Hashable {
    /// The number is taken by an issue with other content.
    case otherContent(String)
    /// There is no such issue.
    case noIssue(String)
    /// It claims a day that had not come when it was recorded.
    case claimedAhead(ProofOfTime)
    /// It is dated before the last step.
    case beforeLastStep(Day)
    /// It is closed.
    case closed(Day)
    /// The day set lies before the day it is set on.
    case duePast(Day)
    /// A day that was set is moved without a reason.
    case noReason
    /// There is no plan yet that says by when.
    case noPlan
    /// Nothing new shows that it was put right.
    case noEvidence
    /// Who brought the evidence cannot judge it.
    case samePerson(String)

    /// The reason in Chinese.
    public var chinese: String { texts.chinese }
    /// The reason in English.
    public var english: String { texts.english }

    private var texts: (chinese: String, english: String) {
        switch self {
        case .otherContent(let id):
            ("台账里已有问题 \(id)，内容不同", "issue \(id) is there with other content")
        case .noIssue(let id): ("没有问题 \(id)", "no issue \(id)")
        case .claimedAhead(let time):
            (
                "所称日期 \(time.claimed) 晚于记录日期 \(time.captured)",
                "claims \(time.claimed), which is after it was recorded on \(time.captured)"
            )
        case .beforeLastStep(let day): ("早于上一步（\(day)）", "dated before the last step (\(day))")
        case .closed(let day): ("已于 \(day) 销号", "closed on \(day)")
        case .duePast(let day): ("期限 \(day) 已经过去", "the day \(day) has passed already")
        case .noReason: ("改期要写理由", "a day is moved only with a reason")
        case .noPlan: ("还没有整改方案和期限", "there is no plan with a day yet")
        case .noEvidence: ("没有新的整改佐证", "nothing new shows that it was put right")
        case .samePerson(let name):
            ("\(name) 提交了佐证，不能自己核实", "\(name) brought the evidence and cannot judge it")
        }
    }
}

/// How an issue stands on a day.
public struct IssueState: Sendable, Equatable {
    /// The issue.
    public let issue: RectificationIssue
    /// How it stands.
    public let standing: Standing
    /// The day set last; nil while there is no plan.
    public let due: Day?
    /// Days past the day set, 0 when in time.
    public let daysLate: Int
    /// The days set before, in order; empty when it never moved.
    public let moved: [Day]
    /// Evidence brought since it was last sent back.
    public let evidence: [ContentDigest]
    /// Earlier issues of the same kind with the same subject, oldest first.
    public let repeats: [String]

    /// How an issue can stand.
    public enum Standing: String, Sendable, CaseIterable {
        /// Nobody has said by when.
        case unplanned
        /// It is being put right.
        case open
        /// The day has passed.
        case overdue
        /// Evidence is there, and somebody else has to look at it.
        case toCheck = "to-check"
        /// Closed in time.
        case closed
        /// Closed after its day.
        case closedLate = "closed-late"

        /// Whether it is closed.
        public var isClosed: Bool { self == .closed || self == .closedLate }
    }
}

/// The ledger of what was found wrong, to its closing 整改台账.
public struct RectificationLedger: Sendable, Equatable {
    /// Issues in the order they came.
    public private(set) var issues: [RectificationIssue] = []
    private var steps: [String: [RectificationStep]] = [:]
    private var places: [String: Int] = [:]

    /// A ledger without issues.
    public init() {}

    /// Takes an issue; the same one again changes nothing.
    ///
    /// - Throws: ``RectificationRefusal``.
    public mutating func open(_ issue: RectificationIssue) throws(RectificationRefusal) {
        if let place = places[issue.id] {
            guard issues[place] == issue else { throw .otherContent(issue.id) }
            return
        }
        guard issue.found.claimed <= issue.found.captured else {
            throw .claimedAhead(issue.found)
        }
        places[issue.id] = issues.count
        issues.append(issue)
    }

    /// Takes a step; the same one again changes nothing.
    ///
    /// - Throws: ``RectificationRefusal``.
    public mutating func take(
        _ step: RectificationStep, for id: String
    ) throws(RectificationRefusal) {
        guard let place = places[id] else { throw .noIssue(id) }
        let earlier = steps[id] ?? []
        guard !earlier.contains(step) else { return }
        guard step.time.claimed <= step.time.captured else { throw .claimedAhead(step.time) }
        let last = earlier.last?.time.claimed ?? issues[place].found.claimed
        guard last <= step.time.claimed else { throw .beforeLastStep(last) }
        let course = Course(earlier)
        if let closed = course.closed { throw .closed(closed.claimed) }
        switch step.action {
        case .plan(let due, let reason):
            guard step.time.claimed <= due else { throw .duePast(due) }
            if !course.due.isEmpty, reason.isEmpty { throw .noReason }
        case .evidence:
            guard !course.due.isEmpty else { throw .noPlan }
        case .close, .reject:
            guard !course.evidence.isEmpty else { throw .noEvidence }
            if course.bringers.contains(step.person) { throw .samePerson(step.person) }
        }
        steps[id, default: []].append(step)
    }

    /// The steps of an issue, in order.
    public func steps(of id: String) -> [RectificationStep] { steps[id] ?? [] }

    /// How all issues stand on a day, in the order they came; what came later is not known yet.
    public func states(on day: Day) -> [IssueState] {
        var seen: [[String]: [String]] = [:]
        return issues.filter { $0.found.captured <= day }.map { issue in
            let key = [issue.subject, issue.kind]
            let repeats = seen[key] ?? []
            seen[key, default: []].append(issue.id)
            let known = (steps[issue.id] ?? []).filter { $0.time.captured <= day }
            let course = Course(known)
            let due = course.due.last
            let end = course.closed?.claimed ?? day
            return IssueState(
                issue: issue, standing: course.standing(on: day), due: due,
                daysLate: due.map { max(0, end.number - $0.number) } ?? 0,
                moved: Array(course.due.dropLast()), evidence: course.evidence, repeats: repeats)
        }
    }
}

/// What the steps of one issue add up to.
private struct Course {
    /// The days set, in order.
    private(set) var due: [Day] = []
    /// Evidence since it was last sent back.
    private(set) var evidence: [ContentDigest] = []
    /// Who brought it.
    private(set) var bringers: Set<String> = []
    private(set) var closed: ProofOfTime?

    init(_ steps: [RectificationStep]) {
        for step in steps {
            switch step.action {
            case .plan(let day, _): due.append(day)
            case .evidence(let digest):
                evidence.append(digest)
                bringers.insert(step.person)
            case .reject:
                evidence = []
                bringers = []
            case .close: closed = step.time
            }
        }
    }

    func standing(on day: Day) -> IssueState.Standing {
        guard let last = due.last else { return .unplanned }
        if let closed { return closed.claimed <= last ? .closed : .closedLate }
        if !evidence.isEmpty { return .toCheck }
        return day <= last ? .open : .overdue
    }
}
