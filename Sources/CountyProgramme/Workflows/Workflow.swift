/// A procedure as a plan describes it: steps in order, who acts, what must be there, where it leads.
///
/// It can only lead to a step that is listed or to a listed outcome; reading it refuses all else.
public struct Workflow: Sendable, Equatable {
    /// The name by which cases refer to it.
    public let id: String
    /// The title as the plan prints it.
    public let title: String
    /// The ledger rows it carries as a whole.
    public let rows: [String]
    /// The first day it applies; nil for always.
    public let from: Day?
    /// The last day it applies; nil for ever.
    public let to: Day?
    /// The day from which no new case is taken; nil where the question does not arise.
    public let closedToNew: Setting<Day>?
    /// The steps, in order; a case begins at the first.
    public let steps: [WorkflowStep]
    /// The ways a case can end.
    public let outcomes: [String]
    /// The role whose case it is, and that may take it back.
    public let applicant: String
    /// How an ended case can be taken up again; nil where the plan knows no appeal.
    public let appeal: WorkflowAppeal?
    /// Steps that no one person may take both of.
    public let separate: [[String]]
    /// The procedure exactly as printed, where its form matters.
    public let asPrinted: String?
    /// Where the plan describes it.
    public let source: Source

    /// Whether the plan prints at least one step; else it names the duty and the rest is ours.
    public var isPrinted: Bool { steps.contains(where: \.isPrinted) }

    /// The step of an id.
    public func step(_ id: String) -> WorkflowStep? { steps.first { $0.id == id } }
}

/// One step of a procedure.
public struct WorkflowStep: Sendable, Equatable {
    /// The name by which other steps refer to it.
    public let id: String
    /// Its number in the plan.
    public let number: Int
    /// Its name as printed.
    public let name: String
    /// The role that takes it.
    public let actor: String
    /// The ledger rows it carries.
    public let rows: [String]
    /// What has to be done in it, each by its printed name.
    public let acts: [String]
    /// Papers that must be there before it can be finished.
    public let papersIn: [String]
    /// Papers that stand for others, such as a licence that took in two older ones.
    public let substitutes: [String: [String]]
    /// Papers it produces.
    public let papersOut: [String]
    /// Values it has to leave in the record.
    public let record: [String]
    /// Registers or forms filled in.
    public let forms: [String]
    /// The clock that limits it; nil where no limit is meant to apply.
    public let clock: Setting<String>?
    /// How many persons have to agree, 1 or 2.
    public let approvals: Int
    /// The decisions it may end with.
    public let choices: [WorkflowChoice]
    /// The step exactly as printed, where its form matters.
    public let asPrinted: String?
    /// Where the plan prints the step; nil for a step of our own making.
    public let source: Source?
    /// Its name, acts, papers and values that the plan does not print.
    public let ownWords: [String]

    /// Whether the plan prints it.
    public var isPrinted: Bool { source != nil }

    /// Its name, acts, papers and values.
    public var words: [String] { [name] + acts + papersIn + papersOut + record }

    /// Those of its words that the plan prints.
    public var printedWords: [String] {
        isPrinted ? words.filter { !ownWords.contains($0) } : []
    }
}

/// A decision at the end of a step.
public struct WorkflowChoice: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// Where it leads.
    public let target: WorkflowTarget
    /// The step's acts, papers and values that this decision may come without.
    ///
    /// A refusal may be for want of a paper; every other decision needs all of them.
    public let without: [String]
    /// Whether the plan prints it; what every procedure needs and a plan forgets is ours.
    public let isPrinted: Bool
}

/// Where a decision leads.
public enum WorkflowTarget: Sendable, Hashable {
    /// To a step of the same procedure.
    case step(String)
    /// To an outcome.
    case outcome(String)
}

/// How an ended case can be taken up again.
public struct WorkflowAppeal: Sendable, Equatable {
    /// The outcomes that can be appealed.
    public let outcomes: [String]
    /// The role that may appeal.
    public let role: String
    /// The step it goes back to.
    public let step: String
    /// The clock within which to appeal.
    public let clock: Setting<String>
}
