/// Something a plan asks somebody to do, with what shows that it was done.
public struct WorkItem: Sendable, Hashable {
    /// Unique in the pack, among milestones too.
    public let id: String
    /// What is to be done, as printed.
    public let title: String
    /// The ledger rows it carries.
    public let rows: [String]
    /// By when.
    public let due: Due
    /// Who has to do it, as printed; empty where the plan does not say.
    public let who: [String]
    /// What has to be done, each apart; empty for one thing as a whole.
    public let parts: [String]
    /// How much has to be reached; nil where the plan asks for no number.
    public let target: Stated<Extent>?
    /// Other work that has to be done before.
    public let needs: [String]
    /// What has to be in the file to show it; at least one.
    public let evidence: [String]
    /// Where the plan asks for it.
    public let origin: Origin

    /// By when something has to be done.
    public enum Due: Sendable, Hashable {
        /// By a day of its own, or nobody knows.
        case day(Stated<Day>)
        /// With a milestone.
        case milestone(String)
        /// Before the end of a phase.
        case phase(String)
    }

    /// Its title, parts, those who do it, and its evidence.
    public var words: [String] { [title] + parts + who + evidence }
    /// Those of its words that the plan prints.
    public var printedWords: [String] { origin.printed(of: words) }
}
