/// A case to be opened in a procedure of a pack.
public struct NewCase: Codable, Sendable {
    /// The pack's id.
    public let pack: String
    /// The version of the pack it begins under.
    public let packVersion: Int
    /// The procedure's id in the pack.
    public let workflow: String
    /// What the case is called; nil to have it numbered: `tender-2019-1`.
    public let id: String?
    /// The day it begins by the writer's word, such as `2019-03-04`.
    public let openedOn: String
    /// Who opens it.
    public let by: String
    /// Persons who may not act in it, with the reason.
    public let recused: [String: String]

    /// A case to be opened.
    public init(
        pack: String, packVersion: Int, workflow: String, id: String?, openedOn: String,
        by: String, recused: [String: String]
    ) {
        self.pack = pack
        self.packVersion = packVersion
        self.workflow = workflow
        self.id = id
        self.openedOn = openedOn
        self.by = by
        self.recused = recused
    }
}

/// Something a person does in a case.
public struct CaseAct: Codable, Sendable, Equatable {
    /// What can be done.
    public enum Kind: String, Codable, Sendable {
        /// A step is ended with a decision.
        case decide
        /// A second person agrees.
        case agree
        /// A second person does not agree.
        case object
        /// The applicant takes the case back.
        case withdraw
        /// The outcome is contested.
        case appeal
    }

    /// What is done.
    public var kind: Kind
    /// The step it is done in; empty for what belongs to none.
    public var step: String
    /// Who does it.
    public var person: String
    /// In which role.
    public var role: String
    /// The day it was done by that person's word, such as `2019-03-04`.
    public var heldOn: String
    /// The decision's name.
    public var choice = ""
    /// What was done for it.
    public var acts: [String] = []
    /// The papers at hand.
    public var papers: [String] = []
    /// The values recorded.
    public var values: [String: String] = [:]
    /// Why an outcome is contested.
    public var ground = ""

    /// An act without a decision.
    public init(_ kind: Kind, step: String, person: String, role: String, heldOn: String) {
        self.kind = kind
        self.step = step
        self.person = person
        self.role = role
        self.heldOn = heldOn
    }
}

/// Acts that follow those a case has.
public struct CaseEntry: Codable, Sendable {
    /// How many acts the case had when these were checked.
    public let after: Int
    /// The acts, in order.
    public let acts: [CaseAct]
    /// Whether the case has ended with them.
    public let hasEnded: Bool

    /// Acts that follow others.
    public init(after: Int, acts: [CaseAct], hasEnded: Bool) {
        self.after = after
        self.acts = acts
        self.hasEnded = hasEnded
    }
}

/// A case with everything done in it.
public struct CaseRecord: Codable, Sendable, Equatable {
    /// An act with the time it reached the store.
    public struct WrittenAct: Codable, Sendable, Equatable {
        /// What was done.
        public let act: CaseAct
        /// Milliseconds since 1970.
        public let writtenAt: Int64
    }

    /// What it is called, once in its pack.
    public let id: String
    /// The version of the pack it began under; nil for cases older than this note.
    public let packVersion: Int?
    /// The procedure's id in the pack.
    public let workflow: String
    /// The day it began by the writer's word.
    public let openedOn: String
    /// Who opened it.
    public let openedBy: String
    /// Milliseconds since 1970 when it was opened.
    public let writtenAt: Int64
    /// Persons who may not act in it, with the reason.
    public let recused: [String: String]
    /// What was done, in order.
    public let acts: [WrittenAct]
}

/// Why a case was not opened or went no further.
public enum CaseCommandError: Error, Sendable, Equatable {
    /// No case of this id in the pack.
    case unknown(String)
    /// There is one of this id already.
    case exists(String)
    /// Others have acted meanwhile; how many acts it has.
    case changedMeanwhile(String, acts: Int)
}
