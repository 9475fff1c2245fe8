/// What was held and who came, held against the plan.
///
/// Sign-ins that cannot be true are listed and not counted.
public struct TrainingLedger: Sendable, Equatable {
    /// The plan.
    public let plan: TrainingPlan
    /// The sessions by their numbers, without those whose number stands for two.
    public let sessions: [String: TrainingSession]
    /// The sign-ins that count, one per person and session.
    public let signIns: [SignIn]
    /// The sign-ins that do not count, with the reason.
    public let doubts: [Doubt]

    /// Why a sign-in does not count.
    public enum Doubt: Sendable, Hashable {
        /// No such session.
        case noSession(SignIn)
        /// The person signed in to this session before.
        case again(SignIn)
        /// Claimed for another day than the session's.
        case otherDay(SignIn, session: Day)
        /// The plan has no such group.
        case noGroup(SignIn)
        /// The plan has no such course.
        case noCourse(SignIn, course: String)
        /// Two different classes bear the session's number.
        case twoSessions(SignIn)
        /// Claimed for a day that had not come when it was recorded.
        case ahead(SignIn)
        /// Recorded only after the day of the session, and nobody has ruled that it counts.
        case recordedLate(SignIn, session: Day)
    }

    /// A ledger of these sessions and sign-ins.
    ///
    /// The same session listed again changes nothing. A sign-in recorded after the session's day, from
    /// a list on paper for one, counts when somebody has ruled so.
    public init(
        plan: TrainingPlan, sessions: [TrainingSession], signIns: [SignIn],
        rulings: [SignIn: Ruling] = [:]
    ) {
        let byID = Dictionary(grouping: Set(sessions), by: \.id)
        var counted: [SignIn] = []
        var doubts: [Doubt] = []
        var seen: Set<[String]> = []
        for signIn in signIns {
            let isRuled = rulings[signIn] != nil
            if let doubt = Self.doubt(signIn, byID[signIn.session] ?? [], plan, isRuled: isRuled) {
                doubts.append(doubt)
            } else if !seen.insert([signIn.session, signIn.person]).inserted {
                doubts.append(.again(signIn))
            } else {
                counted.append(signIn)
            }
        }
        self.plan = plan
        self.sessions = byID.compactMapValues { $0.count == 1 ? $0.first : nil }
        self.signIns = counted
        self.doubts = doubts
    }

    private static func doubt(
        _ signIn: SignIn, _ sessions: [TrainingSession], _ plan: TrainingPlan, isRuled: Bool
    ) -> Doubt? {
        guard let session = sessions.first else { return .noSession(signIn) }
        if sessions.count > 1 { return .twoSessions(signIn) }
        if plan.course(session.course) == nil {
            return .noCourse(signIn, course: session.course)
        }
        if signIn.time.claimed != session.day { return .otherDay(signIn, session: session.day) }
        if signIn.time.isAhead { return .ahead(signIn) }
        if session.day < signIn.time.captured, !isRuled {
            return .recordedLate(signIn, session: session.day)
        }
        return plan.groups.contains(signIn.group) ? nil : .noGroup(signIn)
    }
}

/// What came of a choice of sign-ins: attendances (人次) and people (人) are never the same thing.
public struct AttendanceCount: Sendable, Hashable {
    /// Attendances.
    public let attendances: Int
    /// People, each once.
    public let heads: Int
    /// People by group; somebody in two groups stands in both.
    public let byGroup: [String: Int]
    /// The sessions counted.
    public let sessions: [String]
}

/// A line of the plan with what was reached in a span.
public struct LineProgress: Sendable, Equatable {
    /// The line.
    public let line: TrainingPlan.Line
    /// The span.
    public let span: ClosedRange<Day>
    /// What was counted.
    public let count: AttendanceCount
    /// What is still wanting; nil while the number is open.
    public let missing: Int?
}

extension TrainingLedger {
    /// Attendances and people of some courses in a span; nil for all courses.
    public func count(courses: [String]? = nil, in span: ClosedRange<Day>) -> AttendanceCount {
        let chosen = signIns.filter { signIn in
            guard let session = sessions[signIn.session], span.contains(session.day) else {
                return false
            }
            return courses?.contains(session.course) ?? true
        }
        let groups = Dictionary(grouping: chosen, by: \.group)
        return AttendanceCount(
            attendances: chosen.count, heads: Set(chosen.map(\.person)).count,
            byGroup: groups.mapValues { Set($0.map(\.person)).count },
            sessions: Set(chosen.map(\.session)).sorted())
    }

    /// Each line of the plan against what was reached in the line's period that holds a month.
    ///
    /// A line for the whole plan is held against `whole`.
    public func progress(
        in month: CalendarMonth, whole: ClosedRange<Day>
    ) -> [LineProgress] {
        plan.lines.map { line in
            let span = line.per?.span(of: month) ?? whole
            let count = count(courses: line.courses, in: span)
            let reached = line.countsHeads ? count.heads : count.attendances
            return LineProgress(
                line: line, span: span, count: count,
                missing: line.number.value.map { max(0, $0 - reached) })
        }
    }

    /// The hours of each person.
    public var hours: [String: Rational] {
        var hours: [String: Rational] = [:]
        for signIn in signIns {
            let more = sessions[signIn.session]?.hours ?? .zero
            hours[signIn.person] = try? (hours[signIn.person] ?? .zero).adding(more)
        }
        return hours
    }

    /// The people who have the hours for a certificate; nil while nobody has said how many.
    public var certified: [String]? {
        guard let needed = plan.certificateHours?.value else { return nil }
        return hours.filter { needed <= $0.value }.keys.sorted()
    }

    /// The subsidy for everybody certified, in 元, with the question that blocks it.
    public func subsidy() -> (amount: Rational?, questions: [OpenQuestion]) {
        var questions: [OpenQuestion] = []
        if plan.subsidy?.isOpen == true {
            questions.append(question("subsidy", "每人补贴多少元", "yuan of subsidy per person"))
        }
        if plan.certificateHours?.isOpen == true {
            questions.append(question("certificate_hours", "满多少学时结业", "hours for a certificate"))
        }
        guard let rate = plan.subsidy?.value, let people = certified else {
            return (nil, questions)
        }
        return (try? rate.multiplied(by: Rational(people.count)), questions)
    }

    /// Whom to call after class: people drawn by lot, spread over their groups.
    public func followUp(_ size: Int, seed: String, excluding: [String: String] = [:])
        -> StratifiedDraw
    {
        var frame: [String: String] = [:]
        for signIn in signIns.sorted(by: { ($0.person, $0.group) < ($1.person, $1.group) }) {
            frame[signIn.person] = frame[signIn.person] ?? signIn.group
        }
        return StratifiedDraw(of: size, from: frame, seed: seed, excluding: excluding)
    }

    /// What evaluation is wanting for a session: level and aspect.
    public func missingEvaluation(
        of session: String, answered: [Int: Set<String>]
    ) -> [(level: Int, aspect: String)] {
        guard sessions[session] != nil else { return [] }
        return plan.levels.flatMap { level in
            level.aspects.filter { !(answered[level.number] ?? []).contains($0) }
                .map { (level.number, $0) }
        }
    }

    private func question(_ key: String, _ chinese: String, _ english: String) -> OpenQuestion {
        OpenQuestion(place: "training/\(plan.id)/\(key)", chinese, english)
    }
}
