/// What may be put on a subject's credit file, and what it does.
public struct CreditPolicy: Sendable, Equatable {
    /// The name of the policy.
    public let id: String
    /// The ledger rows it carries.
    public let rows: [String]
    /// The points everybody starts with.
    public let start: Setting<Rational>
    /// The kinds of marks.
    public let kinds: [Kind]
    /// Whether a mark counts while it is appealed.
    public let countsWhileAppealed: Setting<Bool>
    /// Where the plan asks for it.
    public let source: Source

    /// A kind of mark.
    public struct Kind: Sendable, Equatable {
        /// Its name.
        public let id: String
        /// What it is for, as printed.
        public let title: String
        /// The points it gives or takes.
        public let points: Setting<Rational>
        /// The months after which it no longer counts.
        public let keepMonths: Setting<Int>
    }
}

/// A mark on a credit file.
public struct CreditMark: Sendable, Hashable {
    /// Its number.
    public let id: String
    /// The kind.
    public let kind: String
    /// The day of the act or decision.
    public let day: Day
    /// The paper it rests on; a mark without one does not count.
    public let paper: String
    /// How an appeal against it stands.
    public var appeal: Appeal

    /// How an appeal stands.
    public enum Appeal: String, Sendable, CaseIterable {
        /// None was made.
        case none
        /// Not decided yet.
        case pending
        /// The mark was taken back.
        case upheld
        /// The mark stays.
        case rejected
    }

    /// A mark of these parts.
    public init(id: String, kind: String, day: Day, paper: String, appeal: Appeal = .none) {
        self.id = id
        self.kind = kind
        self.day = day
        self.paper = paper
        self.appeal = appeal
    }
}

/// A subject's credit on a day, mark by mark.
public struct CreditStanding: Sendable, Equatable {
    /// What became of each mark, in the order of the file.
    public let marks: [(mark: CreditMark, effect: Effect)]
    /// The points; nil while something is open.
    public let points: Rational?
    /// What has to be decided first.
    public let questions: [OpenQuestion]

    /// What a mark does.
    public enum Effect: Sendable, Hashable {
        /// It counts with these points.
        case counts(Rational)
        /// It is older than it may be kept; the day it ended.
        case expired(Day)
        /// It was taken back on appeal.
        case takenBack
        /// It waits for the appeal.
        case suspended
        /// No paper lies behind it.
        case noPaper
        /// The file has the same mark already.
        case again
        /// Another mark of the file has this number; somebody has to say which is right.
        case contradicted
        /// Not yet given on that day.
        case future
        /// Something of the policy is open.
        case undecided
    }

    /// Equal in every part.
    public static func == (left: CreditStanding, right: CreditStanding) -> Bool {
        left.points == right.points && left.questions == right.questions
            && left.marks.elementsEqual(right.marks) {
                $0.mark == $1.mark && $0.effect == $1.effect
            }
    }
}

extension CreditPolicy {
    /// The standing of a file on a day.
    public func standing(of marks: [CreditMark], on today: Day) -> CreditStanding {
        var questions: Set<OpenQuestion> = []
        let byID = Dictionary(grouping: Set(marks), by: \.id)
        var seen: Set<CreditMark> = []
        let effects = marks.map { mark in
            guard byID[mark.id]?.count == 1 else {
                questions.insert(question("marks/\(mark.id)", "同一编号有两条不同的记录，以哪条为准"))
                return (mark, CreditStanding.Effect.contradicted)
            }
            guard seen.insert(mark).inserted else { return (mark, .again) }
            return (mark, effect(of: mark, on: today, &questions))
        }
        var total = start.value
        if start.isOpen { questions.insert(question("start", "起始分")) }
        for (_, effect) in effects {
            switch effect {
            case .counts(let points): total = total.flatMap { try? $0.adding(points) }
            case .undecided, .contradicted: total = nil
            default: break
            }
        }
        return CreditStanding(
            marks: effects.map { (mark: $0.0, effect: $0.1) }, points: total,
            questions: questions.sorted())
    }

    private func effect(
        of mark: CreditMark, on today: Day, _ questions: inout Set<OpenQuestion>
    ) -> CreditStanding.Effect {
        guard mark.day <= today else { return .future }
        guard !mark.paper.isEmpty else { return .noPaper }
        guard mark.appeal != .upheld else { return .takenBack }
        guard let kind = kinds.first(where: { $0.id == mark.kind }) else {
            questions.insert(question("kinds/\(mark.kind)", "这类记录怎么计分"))
            return .undecided
        }
        guard let months = kind.keepMonths.value else {
            questions.insert(question("kinds/\(kind.id)/keep_months", "记录保留多少个月"))
            return .undecided
        }
        let end = mark.day.adding(months: months)
        guard today < end else { return .expired(end) }
        if mark.appeal == .pending {
            guard let counts = countsWhileAppealed.value else {
                questions.insert(question("counts_while_appealed", "申诉期间是否计分"))
                return .undecided
            }
            guard counts else { return .suspended }
        }
        guard let points = kind.points.value else {
            questions.insert(question("kinds/\(kind.id)/points", "计多少分"))
            return .undecided
        }
        return .counts(points)
    }

    private func question(_ key: String, _ chinese: String) -> OpenQuestion {
        OpenQuestion(
            place: "assessment/\(id)/\(key)", "要先核定：\(chinese)",
            "to be decided by the county: \(key)")
    }
}
