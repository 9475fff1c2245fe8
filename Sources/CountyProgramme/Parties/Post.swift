public import Identifiers

/// A role that has to be filled: keeper, informant, liaison, operator, contractor.
public struct Post: Sendable, Hashable {
    /// Where it has to be filled once each.
    public enum Each: Sendable, Hashable {
        /// Once for the county, and so on for each division of the level.
        case division(DivisionCode.Level)
        /// For each party seated in a body.
        case seat(of: String)
        /// For each project of the plan.
        case project
        /// For each site of these kinds.
        case site(kinds: [String])
    }

    /// Who may fill it.
    public enum Holder: String, Sendable, CaseIterable {
        /// A person.
        case person
        /// A firm.
        case firm
        /// A public body or other unit.
        case unit
    }

    /// Unique in the pack.
    public let id: String
    /// What it is called, with its place.
    public let name: Stated<String>
    /// Where it has to be filled.
    public let each: [Each]
    /// The figure that says how many at each place; nil when one is enough.
    public let count: String?
    /// Who may fill it; empty when the plan does not say.
    public let holders: [Holder]
    /// What the holder has to be able to do.
    public let skills: [Stated<String>]
    /// What the holder has to do.
    public let tasks: [Stated<String>]
    /// The phase after whose end it has to be filled; nil for from the beginning.
    public let afterPhase: String?
    /// The ledger rows it carries.
    public let rows: [String]
}

/// Somebody who fills a post for some time.
///
/// Holders have keys of the caller's making; a name has no place here.
public struct Appointment: Sendable, Hashable {
    /// The post.
    public let post: String
    /// Where: a division code, a party, a project or a site.
    public let seat: String
    /// Who, by key.
    public let holder: String
    /// What the holder is.
    public let kind: Post.Holder
    /// The days.
    public let span: DaySpan
    /// Skills that have been checked, in the words of the plan.
    public let shown: Set<String>
    /// The contract or paper it rests on; nil when there is none.
    public let paper: String?

    /// An appointment of these parts.
    public init(
        post: String, seat: String, holder: String, kind: Post.Holder, span: DaySpan,
        shown: Set<String> = [], paper: String? = nil
    ) {
        self.post = post
        self.seat = seat
        self.holder = holder
        self.kind = kind
        self.span = span
        self.shown = shown
        self.paper = paper
    }
}

/// How a post is filled on a day.
public struct PostState: Sendable, Hashable {
    /// The post.
    public let post: Post
    /// The places where it has to be filled, in order; nil when they are not known.
    public let seats: [String]?
    /// Places with fewer holders than asked for, with how many are lacking.
    public let vacant: [String: Int]
    /// Holders of a kind the plan does not allow.
    public let wrongHolders: [Appointment]
    /// Skills not shown, by holder.
    public let notShown: [String: [String]]
    /// Appointments without a paper, by holder, where a firm or unit holds the post.
    public let withoutPaper: [String]
    /// Appointments to places where the post is not to be filled.
    public let strays: [Appointment]
    /// Whether it has to be filled yet; nil when the end of the phase is not known.
    public let isDue: Bool?
    /// What has to be decided first.
    public let questions: [OpenQuestion]

    /// Whether every place is filled as the plan asks; nil when the places are not known.
    public var isFilled: Bool? {
        guard seats != nil, questions.isEmpty else { return nil }
        return vacant.isEmpty && wrongHolders.isEmpty && notShown.isEmpty
    }
}

extension ProgrammePack {
    /// The post of an id.
    public func post(_ id: String) -> Post? { posts.first { $0.id == id } }

    /// How a post is filled on a day.
    ///
    /// - Parameters:
    ///   - id: The post; for one that is not in the pack nil is returned.
    ///   - appointments: Who fills what.
    ///   - day: The day.
    ///   - tree: The list of places, needed where each township or village has one.
    ///   - sites: The sites, needed where each site has one.
    /// - Returns: Where it is vacant, wrongly filled or not to be filled yet.
    public func state(
        ofPost id: String, _ appointments: [Appointment], on day: Day, tree: PlaceTree? = nil,
        sites: SiteBook = SiteBook()
    ) -> PostState? {
        guard let post = post(id) else { return nil }
        var questions: [OpenQuestion] = []
        let isDue = isDue(post, on: day, &questions)
        let seats = seats(of: post, on: day, tree, sites, &questions)
        let held = appointments.filter { $0.post == id && $0.span.contains(day) }
        let bySeat = Dictionary(grouping: held, by: \.seat)
        let wanted = wanted(post, &questions)
        var vacant: [String: Int] = [:]
        for seat in isDue == false ? [] : seats ?? [] {
            let holders = Set((bySeat[seat] ?? []).map(\.holder)).count
            if let wanted, holders < wanted { vacant[seat] = wanted - holders }
        }
        let known = seats.map(Set.init)
        var notShown: [String: [String]] = [:]
        for appointment in held {
            let lacking = post.skills.compactMap(\.value.value).filter {
                !appointment.shown.contains($0)
            }
            if !lacking.isEmpty { notShown[appointment.holder] = lacking }
        }
        return PostState(
            post: post, seats: seats, vacant: vacant,
            wrongHolders: held.filter { !post.holders.isEmpty && !post.holders.contains($0.kind) },
            notShown: notShown,
            withoutPaper: held.filter { $0.kind != .person && $0.paper == nil }.map(\.holder)
                .sorted(),
            strays: held.filter { known?.contains($0.seat) == false }, isDue: isDue,
            questions: questions)
    }

    private func isDue(_ post: Post, on day: Day, _ questions: inout [OpenQuestion]) -> Bool? {
        guard let id = post.afterPhase else { return true }
        guard let end = phases.first(where: { $0.id == id })?.ends.value.value else {
            questions.append(
                OpenQuestion(
                    place: "schedule/\(id)", "阶段 \(id) 哪一天结束？", "on which day does \(id) end?"))
            return nil
        }
        return day > end
    }

    private func wanted(_ post: Post, _ questions: inout [OpenQuestion]) -> Int? {
        guard let id = post.count else { return 1 }
        guard let figure = figures[id]?.extent?.figure, figure.value.denominator == 1 else {
            questions.append(Self.unknownFigure(id))
            return nil
        }
        return Int(figure.value.numerator)
    }

    private func seats(
        of post: Post, on day: Day, _ tree: PlaceTree?, _ sites: SiteBook,
        _ questions: inout [OpenQuestion]
    ) -> [String]? {
        var seats: [String] = []
        for each in post.each {
            switch each {
            case .division(.county): seats.append(county.code)
            case .division(let level):
                guard let tree else {
                    questions.append(
                        OpenQuestion(
                            place: "places", "没有乡镇和村的名单，不知道要在哪里设“\(post.name.printed)”",
                            "there is no list of places to fill '\(post.name.printed)' in"))
                    return nil
                }
                seats += tree.places(on: level, at: day).map(\.code.description)
            case .seat(let body): seats += self.body(body)?.seats.compactMap(\.party) ?? []
            case .project: seats += projects.map(\.id)
            case .site(let kinds):
                seats += sites.sites(on: day).filter { kinds.contains($0.kind) }.map(\.id)
            }
        }
        var seen: Set<String> = []
        return seats.filter { seen.insert($0).inserted }
    }
}
