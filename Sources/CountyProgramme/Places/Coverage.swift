public import Identifiers

/// How many divisions have a site, against all there are.
public struct CoverageAnswer: Sendable {
    /// A number of divisions, with where it comes from.
    public struct Whole: Sendable, Hashable {
        /// The figure that prints it; nil when it was counted in the list of places.
        public let figure: String?
        /// How many divisions.
        public let count: Quantity
        /// Covered divisions against this number; nil when the number is nought.
        public let share: Quantity?
    }

    /// A figure to be reached.
    public struct Goal: Sendable, Hashable {
        /// Id of the figure.
        public let figure: String
        /// What it asks for; nil when unknown.
        public let stated: Extent?
        /// The day it is stated for; nil when the plan names none.
        public let by: Day?
        /// Whether it is reached against each base, in their order; nil where it cannot be told.
        public let isReached: [Bool?]
        /// Whether all bases agree that it is reached; nil when they differ or there is none.
        public let verdict: Bool?
    }

    /// What is asked.
    public let target: CoverageTarget
    /// The day.
    public let day: Day
    /// Covered divisions, by code.
    public let covered: [DivisionCode]
    /// Divisions without a site, by code; empty when there is no list of places.
    public let uncovered: [Place]
    /// The sites that were counted.
    public let sites: [String]
    /// Sites that would count but have shown no life.
    public let ghosts: [String]
    /// Sites whose division is not in the list of places, or not of its kind.
    public let strays: [String]
    /// The numbers the coverage is a share of; more than one when sources disagree.
    public let bases: [Whole]
    /// The figures to be reached.
    public let goals: [Goal]
    /// What has to be decided first.
    public let questions: [OpenQuestion]
}

/// What is known of a county when its coverage is asked for.
public struct CoverageGround: Sendable {
    /// The list of places; nil while there is none.
    public let tree: PlaceTree?
    /// The sites.
    public let sites: SiteBook
    /// Signs of life; without them every site that is open counts.
    public let activity: SiteActivity?
    /// The day of the list of poor villages that is the measure; nil leaves it open.
    public let poorListed: Day?

    /// What is known.
    public init(
        tree: PlaceTree?, sites: SiteBook, activity: SiteActivity? = nil, poorListed: Day? = nil
    ) {
        self.tree = tree
        self.sites = sites
        self.activity = activity
        self.poorListed = poorListed
    }
}

extension ProgrammePack {
    /// The coverage of an id on a day, with every denominator the plan and the list of places know.
    ///
    /// Without a denominator there is no share, and a question instead. Returns nil for an id that
    /// is not in the pack.
    public func coverage(_ id: String, on day: Day, _ ground: CoverageGround) -> CoverageAnswer? {
        guard let target = stations.coverage(id), let base = stations.denominator(target.of)
        else { return nil }
        return CoverageCount(self, target, base, day, ground).answer
    }

    /// All coverages of the pack on a day.
    public func coverages(on day: Day, _ ground: CoverageGround) -> [CoverageAnswer] {
        stations.coverages.compactMap { coverage($0.id, on: day, ground) }
    }
}

/// Counts one coverage.
private struct CoverageCount {
    let pack: ProgrammePack
    let target: CoverageTarget
    let base: Denominator
    let day: Day
    let ground: CoverageGround
    private var questions: [OpenQuestion] = []
    private var members: [Place]?

    init(
        _ pack: ProgrammePack, _ target: CoverageTarget, _ base: Denominator, _ day: Day,
        _ ground: CoverageGround
    ) {
        self.pack = pack
        self.target = target
        self.base = base
        self.day = day
        self.ground = ground
        members = listed()
    }

    /// The divisions in the list of places; nil without a list, or without a day for the poor ones.
    private mutating func listed() -> [Place]? {
        guard let tree = ground.tree else { return nil }
        guard base.isPoor else { return tree.places(on: base.level, at: day) }
        guard let poorListed = ground.poorListed else {
            questions.append(
                OpenQuestion(
                    place: "stations/\(target.id)/poor", "贫困村按哪一天的名单计算？",
                    "which day's list of poor villages counts?"))
            return nil
        }
        return tree.poorPlaces(listed: poorListed, at: day)
    }

    var answer: CoverageAnswer {
        let candidates = ground.sites.sites(on: day).filter { target.kinds.contains($0.kind) }
        let alive = candidates.filter { ground.activity?.isAlive($0.id) ?? true }
        let known = members.map { Set($0.map(\.code)) }
        var covered: Set<DivisionCode> = []
        var counted: [String] = []
        var strays: [String] = []
        for site in alive {
            let division =
                ground.tree?.ancestor(of: site.place, on: base.level, at: day)
                ?? site.place.ancestor(base.level)
            guard let division, known?.contains(division) ?? !base.isPoor else {
                strays.append(site.id)
                continue
            }
            covered.insert(division)
            counted.append(site.id)
        }
        let bases = bases(covered.count)
        let living = Set(alive.map(\.id))
        return CoverageAnswer(
            target: target, day: day,
            covered: covered.sorted { $0.description < $1.description },
            uncovered: (members ?? []).filter { !covered.contains($0.code) },
            sites: counted, ghosts: candidates.map(\.id).filter { !living.contains($0) },
            strays: strays, bases: bases, goals: goals(bases),
            questions: questions + missing(bases))
    }

    private func bases(_ covered: Int) -> [CoverageAnswer.Whole] {
        var bases: [CoverageAnswer.Whole] = []
        if let members {
            let unit = Unit(base.level == .village ? "村" : "乡镇") ?? .none
            bases.append(self.base(nil, Quantity(Rational(members.count), unit), covered))
        }
        for figure in base.figures {
            guard let count = pack.figures[figure]?.extent?.figure else { continue }
            bases.append(self.base(figure, count, covered))
        }
        return bases
    }

    private func base(
        _ figure: String?, _ count: Quantity, _ covered: Int
    ) -> CoverageAnswer.Whole {
        let share = try? Rational(covered).divided(by: count.value)
        let percent = share.flatMap { try? Quantity($0, .none).converted(to: .percent) }
        return CoverageAnswer.Whole(figure: figure, count: count, share: percent)
    }

    private func goals(_ bases: [CoverageAnswer.Whole]) -> [CoverageAnswer.Goal] {
        target.figures.map { id in
            let figure = pack.figures[id]
            let reached = bases.map { base in
                base.share.flatMap { share in figure?.extent.flatMap { Self.reaches(share, $0) } }
            }
            let verdicts = Set(reached)
            return CoverageAnswer.Goal(
                figure: id, stated: figure?.extent, by: figure?.by, isReached: reached,
                verdict: verdicts.count == 1 ? verdicts.first ?? nil : nil)
        }
    }

    private static func reaches(_ share: Quantity, _ stated: Extent) -> Bool? {
        guard let lower = stated.lower, let isLess = try? share.isLess(than: lower.quantity) else {
            return nil
        }
        return !isLess && (lower.isIncluded || share != lower.quantity)
    }

    private func missing(_ bases: [CoverageAnswer.Whole]) -> [OpenQuestion] {
        var questions = target.figures.filter { pack.figures[$0]?.extent == nil }
            .map(ProgrammePack.unknownFigure)
        if bases.isEmpty {
            questions.append(
                OpenQuestion(
                    place: "stations/\(target.of)", "不知道一共有多少个，覆盖率算不出来",
                    "how many there are is not known, so there is no share"))
        }
        return questions
    }
}
