/// A county's training as its plan prints it: courses, the plan's lines, evaluation, subsidy.
public struct TrainingPlan: Sendable, Equatable {
    /// The name of the plan.
    public let id: String
    /// The ledger rows it carries as a whole.
    public let rows: [String]
    /// The groups people may belong to, as printed.
    public let groups: [String]
    /// The courses.
    public let courses: [Course]
    /// The lines of the plan's table.
    public let lines: [Line]
    /// The levels on which a class is evaluated, in order.
    public let levels: [Level]
    /// What is done for those who came, after class.
    public let aftercare: [Aftercare]
    /// Hours a person needs for a certificate; nil where the plan knows none.
    public let certificateHours: Setting<Rational>?
    /// What is paid per person and course held to the end, in 元; nil where the plan knows none.
    public let subsidy: Setting<Rational>?
    /// Where the plan describes it.
    public let source: Source

    /// A course.
    public struct Course: Sendable, Equatable {
        /// The name by which sessions refer to it.
        public let id: String
        /// The title as printed.
        public let title: String
        /// The ledger rows it carries.
        public let rows: [String]
        /// For whom.
        public let audience: [String]
        /// How it is held.
        public let forms: [String]
        /// What is taught.
        public let topics: [String]
    }

    /// A line of the plan's table: so many attendances, for one course or shared by several.
    public struct Line: Sendable, Equatable {
        /// The name of the line.
        public let id: String
        /// The courses that share it.
        public let courses: [String]
        /// How many attendances (人次), or people (人).
        public let number: Setting<Int>
        /// Whether people are counted once.
        public let countsHeads: Bool
        /// The period it is meant for; nil for the whole plan.
        public let per: ClockRule.Period?
        /// Where it is printed.
        public let source: Source
    }

    /// Calls, visits or help after class.
    public struct Aftercare: Sendable, Equatable {
        /// The name by which contacts refer to it.
        public let id: String
        /// Its name as printed.
        public let title: String
        /// The ledger rows it carries.
        public let rows: [String]
        /// How many people are drawn for it; open where the plan does not say.
        public let sample: Setting<Int>
        /// What is asked or recorded of each.
        public let asks: [String]
        /// Where it is printed.
        public let source: Source
    }

    /// A level of evaluation.
    public struct Level: Sendable, Equatable {
        /// Its number.
        public let number: Int
        /// Its name, ours.
        public let title: String
        /// What is asked, as printed.
        public let aspects: [String]
    }

    /// The course of an id.
    public func course(_ id: String) -> Course? { courses.first { $0.id == id } }
}

/// A class held.
public struct TrainingSession: Sendable, Hashable {
    /// Its number.
    public let id: String
    /// The course.
    public let course: String
    /// The day.
    public let day: Day
    /// Its length in hours.
    public let hours: Rational

    /// A session of these parts.
    public init(id: String, course: String, day: Day, hours: Rational) {
        self.id = id
        self.course = course
        self.day = day
        self.hours = hours
    }
}

/// One person's sign-in to one session, at the class or at a station.
public struct SignIn: Sendable, Hashable {
    /// The session.
    public let session: String
    /// The person's number in the register of trainees.
    public let person: String
    /// The group the person belongs to.
    public let group: String
    /// When, by the person's word and by the record.
    public let time: ProofOfTime

    /// A sign-in of these parts.
    public init(session: String, person: String, group: String, time: ProofOfTime) {
        self.session = session
        self.person = person
        self.group = group
        self.time = time
    }
}
