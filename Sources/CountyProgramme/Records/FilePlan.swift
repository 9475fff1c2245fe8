/// What has to lie in a file 档案: one for each project, product, township or programme.
public struct FilePlan: Sendable, Equatable {
    /// The name by which files refer to it.
    public let id: String
    /// The title as printed, or ours.
    public let title: String
    /// The ledger rows it carries as a whole.
    public let rows: [String]
    /// What there is one file for: 项目, 乡镇, 产品.
    public let subject: String
    /// Who keeps it, as printed; nil where the plan does not say.
    public let keeper: String?
    /// The stages a file goes through, in order; empty where it has none.
    public let stages: [String]
    /// The folders, in order.
    public let folders: [Folder]
    /// Months a file is kept after it was closed; open where no plan says it.
    public let keepMonths: Setting<Int>
    /// Where the plan asks for it.
    public let origin: Origin

    /// A folder of a file.
    public struct Folder: Sendable, Equatable {
        /// Its name.
        public let name: String
        /// What belongs in it.
        public let papers: [Paper]
    }

    /// A paper, picture or other document that has to be there.
    public struct Paper: Sendable, Equatable {
        /// Its name, unique in the plan.
        public let name: String
        /// The ledger rows it carries.
        public let rows: [String]
        /// Who draws it up, the first one answering for it; empty where the plan does not say.
        public let by: [String]
        /// The stage at whose end it has to be there; nil for any time before the file is closed.
        public let stage: String?
        /// What it has to be there for, each apart; empty for one paper as a whole.
        public let parts: [String]
        /// How many different ones are needed, 1 or more; for each part where there are parts.
        public let atLeast: Int
        /// What has to be done with it and proven: filed with the province, made public.
        public let proofs: [String]
        /// Where the plan asks for it.
        public let origin: Origin

        /// Its name, parts, proofs and authors.
        public var words: [String] { [name] + parts + proofs + by }
        /// Those of its words that the plan prints.
        public var printedWords: [String] { origin.printed(of: words) }
    }

    /// All papers, in the order of the folders.
    public var papers: [Paper] { folders.flatMap(\.papers) }

    /// The paper of a name.
    public func paper(_ name: String) -> Paper? { papers.first { $0.name == name } }

    /// The papers that have to be there at the end of a stage; all of them for nil.
    public func papers(through stage: String?) -> [Paper] {
        guard let stage, let last = stages.firstIndex(of: stage) else { return papers }
        return papers.filter { paper in
            paper.stage.flatMap(stages.firstIndex).map { $0 <= last } ?? false
        }
    }
}
