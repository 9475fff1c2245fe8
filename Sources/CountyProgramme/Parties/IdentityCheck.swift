/// Somebody whose identity has to be proved before dealing with them.
public struct IdentityRule: Sendable, Hashable {
    /// Unique in the pack.
    public let id: String
    /// What the plan calls it, with its place.
    public let name: Stated<String>
    /// Who has to prove it.
    public let subjects: [Stated<String>]
    /// Papers of which one is enough.
    public let papers: [Stated<String>]
    /// How many months a check holds; open when the plan does not say.
    public let months: Setting<Int>
    /// The ledger rows it carries.
    public let rows: [String]
}

/// That somebody looked at a paper.
///
/// The number of the paper is not kept, only that it was seen.
public struct IdentityCheck: Sendable, Hashable {
    /// Whose, by key.
    public let subject: String
    /// What the subject is, in the words of the rule.
    public let kind: String
    /// The paper, in the words of the rule.
    public let paper: String
    /// The day it was looked at.
    public let day: Day
    /// Whether it was in order.
    public let isInOrder: Bool
    /// The last day the paper itself is valid; nil when it has none.
    public let paperUntil: Day?

    /// A check of these parts.
    public init(
        subject: String, kind: String, paper: String, day: Day, isInOrder: Bool,
        paperUntil: Day? = nil
    ) {
        self.subject = subject
        self.kind = kind
        self.paper = paper
        self.day = day
        self.isInOrder = isInOrder
        self.paperUntil = paperUntil
    }
}

/// How far an identity is proved on a day.
public enum IdentityStanding: Sendable, Hashable {
    /// The last check was in order and holds until that day; nil for without end.
    case proved(until: Day?)
    /// It was in order once, until that day.
    case expired(Day)
    /// The last check was not in order.
    case refused(Day)
    /// Nobody has looked, or only at papers that are not enough.
    case never
    /// How long a check holds has to be decided first.
    case open(OpenQuestion)
}

extension IdentityRule {
    /// How far a subject's identity is proved on a day, by the last check that counts.
    public func standing(of subject: String, _ checks: [IdentityCheck], on day: Day)
        -> IdentityStanding
    {
        let kinds = Set(subjects.compactMap(\.value.value))
        let papers = Set(papers.compactMap(\.value.value))
        let counted = checks.filter {
            $0.subject == subject && $0.day <= day && kinds.contains($0.kind)
                && papers.contains($0.paper)
        }
        guard let last = counted.max(by: { ($0.day, $1.isInOrder ? 1 : 0) < ($1.day, 1) }) else {
            return .never
        }
        guard last.isInOrder else { return .refused(last.day) }
        guard let months = months.value else {
            return .open(
                OpenQuestion(
                    place: "parties/\(id)/months", "身份核验几个月有效？",
                    "for how many months does a check hold?"))
        }
        let until = [last.day.adding(months: months), last.paperUntil].compactMap { $0 }.min()
        guard let until, until < day else { return .proved(until: until) }
        return .expired(until)
    }
}
