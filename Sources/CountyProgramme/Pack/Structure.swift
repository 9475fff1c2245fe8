/// A total and its parts.
public struct SumStatement: Sendable, Hashable {
    /// Unique in the pack.
    public let id: String
    /// The figure that is the whole.
    public let total: String
    /// The figures that add up to it.
    public let parts: [String]
}

/// What the plan says of figures against one another, directly or by what they are.
public struct Claim: Sendable, Hashable {
    /// How the two sides have to stand.
    public enum Relation: String, Sendable, CaseIterable {
        /// The right side, rounded as the left one is printed, is the left one.
        case equal = "="
        /// Left is at least right.
        case atLeast = ">="
        /// Left is at most right.
        case atMost = "<="
    }

    /// Unique in the pack.
    public let id: String
    /// The figure that is claimed.
    public let left: String
    /// How it has to stand to the right side.
    public let relation: Relation
    /// What it is held against.
    public let right: Formula
    /// Why the two belong together.
    public let reason: Stated<String>
}

/// A column of shares of one whole.
public struct ShareColumn: Sendable, Hashable {
    /// One share.
    public struct Cell: Sendable, Hashable {
        /// The figure with the printed share.
        public let share: String
        /// The figure it is the share of the base.
        public let amount: String
    }

    /// Unique in the pack.
    public let id: String
    /// The whole.
    public let base: String
    /// The shares; together they are the whole.
    public let cells: [Cell]
}

/// Growth of a total and of its parts over the same time.
public struct GrowthStatement: Sendable, Hashable {
    /// A value and how much it has grown.
    public struct Line: Sendable, Hashable {
        /// The figure with the value at the end.
        public let value: String
        /// The figure with the growth.
        public let growth: String
    }

    /// Unique in the pack.
    public let id: String
    /// The whole.
    public let total: Line
    /// Its parts.
    public let parts: [Line]
}

/// A stated number of things, and lists of these things.
public struct CountStatement: Sendable, Hashable {
    /// Unique in the pack.
    public let id: String
    /// The figure that counts.
    public let stated: String
    /// What is counted: `projects`, `funds`, the id of a list, or of a table for its rows.
    public let lists: [String]
}

/// Headings, steps or rows that carry numbers.
public struct NumberedList: Sendable, Hashable {
    /// One of them.
    public struct Item: Sendable, Hashable {
        /// Its number; nil when none is printed.
        public let number: Int?
        /// Its words, with their place.
        public let text: Stated<String>
    }

    /// Unique in the pack.
    public let id: String
    /// What is listed.
    public let name: String
    /// The number it should start with.
    public let first: Int
    /// In the order printed.
    public let items: [Item]
}

/// What a plan says of one thing in words.
public struct Wording: Sendable, Hashable {
    /// What it is said of.
    public let subject: String
    /// In which respect.
    public let aspect: String
    /// The words compared, with their place.
    public let text: Stated<String>
    /// The sentence that sister plans share.
    public let sentence: String?
}

/// A measure that several counties state, each in its own figures.
public struct SharedMeasure: Sendable, Hashable {
    /// The name all of them use.
    public let id: String
    /// How this county's figures come to it.
    public let value: Formula
}

/// A part of the plan, such as an annex.
public struct PlanPart: Sendable, Hashable {
    /// Unique in the pack.
    public let id: String
    /// Title.
    public let title: String
    /// Where the plan lists it; nil when it does not.
    public let listed: Source?
    /// Where it begins; nil when it is not there.
    public let present: Source?
}

/// What somebody decided about a finding.
public struct Decision: Sendable, Hashable {
    /// What is done about it.
    public enum Verdict: String, Sendable, CaseIterable {
        /// Both figures stay as they are.
        case keep
        /// One figure was corrected.
        case correct
        /// The two do not contradict each other, for the reason given.
        case explain
    }

    /// The finding.
    public let finding: String
    /// What is done.
    public let verdict: Verdict
    /// Who decided.
    public let by: String
    /// When.
    public let on: Day
    /// Why.
    public let reason: String
    /// The values the finding showed then; a decision does not hold for others.
    public let seen: [String]
}

/// What the check cannot find, and why.
public struct Inexpressible: Sendable, Hashable {
    /// What is wrong.
    public let what: String
    /// Why no rule can tell.
    public let why: String
}
