/// How many sites there are against a number the plan states.
public struct StationCountAnswer: Sendable {
    /// What is counted.
    public let target: StationCountTarget
    /// The figure, with its place.
    public let figure: PlanFigure?
    /// The sites counted, by id; nil while the basis is open.
    public let counted: [String]?
    /// Sites that would count but have shown no life.
    public let ghosts: [String]
    /// Whether the number is reached; nil when that cannot be decided.
    public let isReached: Bool?
    /// What has to be decided first.
    public let questions: [OpenQuestion]
}

extension ProgrammePack {
    /// Counts the sites open on a day against every number the plan states.
    ///
    /// - Parameters:
    ///   - sites: The county's sites.
    ///   - day: The day.
    ///   - activity: Signs of life; without them every site that is open counts.
    /// - Returns: An answer for each number, in the order of the pack.
    public func stationCounts(
        _ sites: SiteBook, on day: Day, activity: SiteActivity? = nil
    ) -> [StationCountAnswer] {
        let byKind = Dictionary(grouping: sites.sites(on: day), by: \.kind)
        return stations.counts.map { target in
            let candidates = target.kinds.flatMap { byKind[$0] ?? [] }
            return answer(target, candidates, on: day, activity)
        }
    }

    private func answer(
        _ target: StationCountTarget, _ candidates: [Site], on day: Day, _ activity: SiteActivity?
    ) -> StationCountAnswer {
        let figure = figures[target.figure]
        var questions: [OpenQuestion] = []
        let matching = target.basis.value.map { basis in
            candidates.filter { Self.counts($0, basis, on: day) }
        }
        if case .open(let why) = target.basis {
            questions.append(
                OpenQuestion(
                    place: "stations/\(target.id)/basis", "数的是新建、累计还是改造的站点：\(why)",
                    "are new, all or improved sites counted: \(why)",
                    choices: StationCountTarget.Basis.allCases.map(\.rawValue)))
        }
        if figure?.extent == nil { questions.append(Self.unknownFigure(target.figure)) }
        let alive = matching?.filter { activity?.isAlive($0.id) ?? true }
        let living = Set((alive ?? []).map(\.id))
        let isReached: Bool? =
            if let alive, let figure { figure.isReached(by: Rational(alive.count)) } else { nil }
        return StationCountAnswer(
            target: target, figure: figure, counted: alive.map { $0.map(\.id).sorted() },
            ghosts: (matching ?? []).map(\.id).filter { !living.contains($0) }.sorted(),
            isReached: isReached, questions: questions)
    }

    private static func counts(
        _ site: Site, _ basis: StationCountTarget.Basis, on day: Day
    ) -> Bool {
        switch basis {
        case .cumulative: true
        case .new: site.origin == .built
        case .upgraded: site.upgraded.map { $0 <= day } == true
        case .takenOver: if case .network = site.origin { true } else { false }
        }
    }

    static func unknownFigure(_ id: String) -> OpenQuestion {
        OpenQuestion(
            place: "figures/\(id)", "方案没有写 \(id)，请先定下来", "the plan does not state \(id); decide it")
    }
}

extension PlanFigure {
    /// Whether so many, in its own unit, reach what it asks for; nil when that cannot be told.
    func isReached(by count: Rational) -> Bool? {
        guard let lower = extent?.lower else { return nil }
        return lower.isIncluded ? count >= lower.quantity.value : count > lower.quantity.value
    }
}
