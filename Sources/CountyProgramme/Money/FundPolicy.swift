/// What money of one kind may be used for, under the policy of one year.
public struct FundPolicy: Sendable, Equatable {
    /// The name by which others refer to it.
    public let id: String
    /// The year the money was granted under.
    public let year: Int
    /// The fund it binds.
    public let fund: String
    /// The document, by its number.
    public let document: String
    /// How far it can be trusted.
    public let standing: Standing
    /// Where a plan prints it; nil for law that is no part of the pack.
    public let source: Source?
    /// The ledger rows it carries.
    public let rows: [String]
    /// Least and greatest shares of the fund; open where nobody has read them.
    public let shares: Setting<[ShareLimit]>
    /// Uses that are forbidden; open where nobody has read them.
    public let negative: Setting<[String]>

    /// How much of a fund a class of lines has to have, or may have.
    public struct ShareLimit: Sendable, Hashable {
        /// The class.
        public let name: String
        /// Its share of what has been received.
        public let share: Rational
        /// Whether it is the least; else the greatest.
        public let isLeast: Bool
    }
}

/// What a line is for, as somebody has decided it; without that no use of it can pass.
public struct LineClass: Sendable, Hashable {
    /// The classes it counts in for shares; empty when it counts in none.
    public let classes: Set<String>
    /// The uses it has, to be held against what is forbidden.
    public let uses: Set<String>
    /// Who decided it.
    public let ruling: Ruling

    /// A decision about a line.
    public init(classes: Set<String>, uses: Set<String>, ruling: Ruling) {
        self.classes = classes
        self.uses = uses
        self.ruling = ruling
    }
}

/// Whether money may be used so.
public struct FundVerdict: Sendable, Equatable {
    /// The answer.
    public enum Outcome: Sendable, Hashable {
        /// Nothing stands against it.
        case allowed
        /// A rule stands against it.
        case refused
        /// Something needed for an answer is not known.
        case undecided
    }

    /// A rule that was held against the use, or what kept it from being held.
    public enum Ground: Sendable, Hashable {
        /// The use is forbidden.
        case forbidden(use: String)
        /// A class would get more than it may: so much of so much.
        case above(FundPolicy.ShareLimit, has: Fen, of: Fen)
        /// So much is taken by others that a class cannot get its least share any more.
        case below(FundPolicy.ShareLimit, others: Fen, of: Fen)
        /// A line would take more than its row of the budget gives it.
        case overLine(line: String, has: Fen, of: Fen)
        /// The budget has no row for a line and a fund.
        case noRow(line: String)
        /// Nobody has decided what a line is for.
        case noClass(line: String)
        /// There is no policy for the fund and the year.
        case noPolicy(fund: String, year: Int)
        /// A rule that nobody has read.
        case open(OpenQuestion)
        /// The books refuse the voucher itself.
        case books(FundProblem)
        /// The numbers are too large.
        case overflow
    }

    /// A line that was counted.
    public struct Counted: Sendable, Hashable {
        /// The line.
        public let line: String
        /// Its classes; nil when nobody has decided.
        public let classes: Set<String>?
        /// What it takes with the voucher in question.
        public let amount: Fen
    }

    /// Why it is not allowed; empty when it is.
    public let grounds: [Ground]
    /// The lines counted, by id.
    public let counted: [Counted]
    /// The standing of the rules applied; a county ought to know when none is verified.
    public let standings: [Standing]

    /// The answer: a rule against it refuses, whatever else is unknown.
    public var outcome: Outcome {
        if grounds.contains(where: \.isAgainst) { return .refused }
        return grounds.isEmpty ? .allowed : .undecided
    }
}

extension FundVerdict.Ground {
    /// Whether it refuses, and does not only leave the question open.
    var isAgainst: Bool {
        switch self {
        case .forbidden, .above, .below, .overLine, .books: true
        case .noRow, .noClass, .noPolicy, .open, .overflow: false
        }
    }
}
