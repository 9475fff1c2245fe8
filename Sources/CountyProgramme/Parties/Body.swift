public import Identifiers

/// A group, office, association or alliance: who sits in it, where, and what it must have.
public struct Body: Sendable, Hashable {
    /// What it is.
    public enum Kind: String, Sendable, CaseIterable {
        /// 领导小组
        case leading
        /// 工作机构 of a township or a department.
        case working
        /// 协会
        case association
        /// 联盟
        case alliance
    }

    /// A seat, by the post of who takes it; never by a name.
    public struct Seat: Sendable, Hashable {
        /// Which seat.
        public enum Role: String, Sendable, CaseIterable {
            /// 组长
            case chair
            /// 副组长
            case deputy
            /// 成员
            case member
            /// 办公室主任
            case head
        }

        /// Which seat.
        public let role: Role
        /// The post, with its place.
        public let post: Stated<String>
        /// The party that fills it; nil where the plan names a post only.
        public let party: String?
    }

    /// Where its daily work is done.
    public struct Office: Sendable, Hashable {
        /// The party that houses it; nil where the plan names a place only.
        public let party: String?
        /// What the plan says of it.
        public let at: Stated<String>
    }

    /// Unique in the pack.
    public let id: String
    /// What it is.
    public let kind: Kind
    /// Name, with its place.
    public let name: Stated<String>
    /// `county` for one, `township` for one in each.
    public let each: DivisionCode.Level
    /// Who sits in it.
    public let seats: [Seat]
    /// Its office; nil when the plan names none.
    public let office: Office?
    /// Who joins by admission, in the words of the plan.
    public let admits: [Stated<String>]
    /// Papers it must have.
    public let papers: [Stated<String>]
    /// Milestones of the plan it has to reach.
    public let milestones: [String]
    /// At most so many days between meetings; nil when the plan asks for none.
    public let meets: Setting<Int>?
    /// What it is to do.
    public let tasks: [Stated<String>]
    /// The ledger rows it carries.
    public let rows: [String]
}

/// What is known of one body, or of that of one township.
public struct BodyRecord: Sendable, Hashable {
    /// Who sits: the post or party as the plan has it, with the days.
    public let seated: [String: [DaySpan]]
    /// Admitted members, by key, with the days.
    public let members: [String: [DaySpan]]
    /// Papers by title, with the day each was adopted.
    public let papers: [String: Day]
    /// Meetings, with the minutes of each; nil where there are none.
    public let meetings: [Day: String?]
    /// Milestones reached, with the day.
    public let reached: [String: Day]

    /// What is known.
    public init(
        seated: [String: [DaySpan]] = [:], members: [String: [DaySpan]] = [:],
        papers: [String: Day] = [:], meetings: [Day: String?] = [:], reached: [String: Day] = [:]
    ) {
        self.seated = seated
        self.members = members
        self.papers = papers
        self.meetings = meetings
        self.reached = reached
    }
}

/// How a body stands on a day.
public struct BodyState: Sendable, Hashable {
    /// The body.
    public let body: Body
    /// Seats nobody has taken.
    public let vacant: [Body.Seat]
    /// Admitted members on the day, by key.
    public let members: [String]
    /// Papers it has not adopted.
    public let missingPapers: [Stated<String>]
    /// Milestones whose day has passed without it.
    public let late: [String]
    /// The last meeting; nil before the first.
    public let lastMeeting: Day?
    /// Meetings without minutes, in order.
    public let withoutMinutes: [Day]
    /// The day the next meeting is due by; nil when the plan asks for none, or does not say.
    public let nextMeetingBy: Day?
    /// What has to be decided first.
    public let questions: [OpenQuestion]
}

extension ProgrammePack {
    /// The body of an id.
    public func body(_ id: String) -> Body? { bodies.first { $0.id == id } }

    /// How a body stands on a day; nil for an id that is not in the pack.
    public func state(of id: String, _ record: BodyRecord, on day: Day) -> BodyState? {
        guard let body = body(id) else { return nil }
        let vacant = body.seats.filter { seat in
            let keys = [seat.post.value.value, seat.party].compactMap { $0 }
            return !keys.contains { key in
                (record.seated[key] ?? []).contains { $0.contains(day) }
            }
        }
        let held = record.meetings.filter { $0.key <= day }
        let last = held.keys.max()
        let limit = body.meets?.value
        return BodyState(
            body: body, vacant: vacant,
            members: record.members.filter { $0.value.contains { $0.contains(day) } }.keys.sorted(),
            missingPapers: body.papers.filter { paper in
                paper.value.value.flatMap { record.papers[$0] }.map { $0 > day } ?? true
            },
            late: late(body.milestones, record.reached, on: day), lastMeeting: last,
            withoutMinutes: held.filter { $0.value == nil }.keys.sorted(),
            nextMeetingBy: limit.flatMap { days in last?.adding(days: days) },
            questions: questions(of: body))
    }

    private func late(_ ids: [String], _ reached: [String: Day], on day: Day) -> [String] {
        let due = milestones.filter { ids.contains($0.id) }
        return due.filter { milestone in
            guard let by = milestone.by.value.value, by < day else { return false }
            return reached[milestone.id].map { $0 > day } ?? true
        }.map(\.id)
    }

    private func questions(of body: Body) -> [OpenQuestion] {
        guard case .open(let why) = body.meets else { return [] }
        return [
            OpenQuestion(
                place: "parties/\(body.id)/meets", "多少天开一次会：\(why)",
                "how many days lie between meetings: \(why)")
        ]
    }
}

extension ProgrammePack {
    /// How the bodies that each township has stand on a day, by division code.
    ///
    /// A township without a record has an empty one, so that nothing of it is left out. Returns nil
    /// for an id that is not in the pack.
    public func states(
        ofEach id: String, _ records: [DivisionCode: BodyRecord], in tree: PlaceTree, on day: Day
    ) -> [DivisionCode: BodyState]? {
        guard let body = body(id) else { return nil }
        var states: [DivisionCode: BodyState] = [:]
        for place in tree.places(on: body.each, at: day) {
            states[place.code] = state(of: id, records[place.code] ?? BodyRecord(), on: day)
        }
        return states
    }
}
