/// Statements about the same thing, and figures held against one another.
extension PlanCheck {
    mutating func claims() {
        for claim in pack.claims {
            let ids = [claim.left] + claim.right.figures
            count(ids)
            computing(claim.id, ids) { (check) throws(QuantityError) in
                guard check.areKnown(ids, for: claim.id), let left = check.number(claim.left),
                    let right = try claim.right.value({ check.number($0) })
                else { return }
                let computed = try right.converted(to: left.unit)
                let holds =
                    switch claim.relation {
                    case .equal: try check.agrees(claim.left, with: computed)
                    case .atLeast: computed.value <= left.value
                    case .atMost: left.value <= computed.value
                    }
                if !holds {
                    let reason = check.evidence("\(claim.id).because", claim.reason)
                    check.find(
                        .claim, claim.id, ids.map { check.evidence($0) } + [reason],
                        .quantity(computed))
                }
            }
        }
    }

    /// Pairs of figures of one measure whose scopes overlap.
    mutating func statements() {
        let figures = pack.figureOrder.compactMap { pack.figures[$0] }
        let groups = Dictionary(grouping: figures.filter { $0.measure != nil }) { $0.measure ?? "" }
        for (measure, group) in groups.sorted(by: { $0.key < $1.key }) {
            let pairs = PairSearch.pairs(among: group)
            for (first, second) in pairs.found { compare(group[first], group[second]) }
            tellSkipped(pairs.skipped, among: group, measure)
        }
        mixedUnits(figures)
    }

    /// What was too much to compare is not passed over in silence.
    private mutating func tellSkipped(
        _ skipped: Int, among figures: [PlanFigure], _ measure: String
    ) {
        guard skipped > 0 else { return }
        let shown = [figures.first, figures.last].compactMap { $0?.id }
        find(
            .computation, "measure.\(measure)", shown.map { evidence($0) },
            .words("\(skipped) 处没有比较 · left out"))
    }

    private mutating func compare(_ first: PlanFigure, _ second: PlanFigure) {
        let ids = [first.id, second.id]
        guard let left = first.extent, let right = second.extent else { return }
        let isComparable = first.role == second.role
        let isTwice = !isComparable && first.isStatedBeside(second)
        count(isComparable || isTwice ? ids : [])
        computing("\(first.id).\(second.id)", ids) { (check) throws(QuantityError) in
            let meets = try left.meets(right)
            let evidence = ids.map { check.evidence($0) }
            let id = "\(first.id).\(second.id)"
            let gap = try right.figure.subtracting(left.figure)
            if isComparable ? meets == nil : isTwice && left != right {
                return check.find(.comparison, id, evidence, .quantity(gap))
            }
            guard isComparable else { return }
            if meets == false {
                return check.find(.disagreement, id, evidence, .quantity(gap))
            }
            guard let low = left.lower?.quantity, let other = right.lower?.quantity,
                low != other
            else { return }
            check.find(.bounds, id, evidence, .quantity(try other.subtracting(low)))
        }
    }

    /// Figures of one family that are counted in units that cannot be compared.
    private mutating func mixedUnits(_ figures: [PlanFigure]) {
        let families = Dictionary(grouping: figures.filter { $0.family != nil }) { $0.family ?? "" }
        for (name, members) in families.sorted(by: { $0.key < $1.key }) {
            let known = members.filter { $0.extent != nil }
            count(known.map(\.id))
            var kinds: Set<[String: Int]> = []
            let symbols = known.compactMap { $0.extent?.unit }
                .filter { kinds.insert($0.dimension).inserted }
            guard symbols.count > 1 else { continue }
            find(
                .units, name, known.map { evidence($0.id) },
                .words(symbols.map(\.symbol).joined(separator: ", ")))
        }
    }

    // MARK: Stages

    /// Dated values of one measure may not fall, and have to reach its target in time.
    mutating func stages() {
        let figures = pack.figureOrder.compactMap { pack.figures[$0] }
            .filter { $0.measure != nil && $0.role == .target }
        let groups = Dictionary(grouping: figures) { $0.measure ?? "" }
        let dated = groups.mapValues { group in
            Dictionary(grouping: group.enumerated().filter { $0.element.by != nil }) {
                $0.element.scope
            }
        }
        let most = PairSearch.mostOfOne
        for figure in figures {
            let scopes = dated[figure.measure ?? ""] ?? [:]
            if figure.by != nil {
                laterStages(figure, (scopes[figure.scope] ?? []).map(\.element))
            } else if let within = figure.within, let last = lastDay(within) {
                var reached: (offset: Int, element: PlanFigure)?
                for next in figure.scopes.flatMap({ (scopes[$0] ?? []).prefix(most) }) {
                    guard let day = next.element.by, day <= last else { continue }
                    let best = reached?.element.by ?? .first
                    let isEarlier = next.offset < reached?.offset ?? .max
                    if day > best || (day == best && isEarlier) { reached = next }
                }
                if let reached { stage(figure, reached.element) }
            }
        }
        withoutDay(figures)
        for (measure, scopes) in dated.sorted(by: { $0.key < $1.key }) {
            let skipped = scopes.values.reduce(0) { $0 + max(0, $1.count - most) }
            tellSkipped(skipped, among: groups[measure] ?? [], measure)
        }
    }

    private mutating func laterStages(_ figure: PlanFigure, _ stages: [PlanFigure]) {
        guard let by = figure.by else { return }
        for later in stages.prefix(PairSearch.mostOfOne) {
            if let day = later.by, day > by { stage(figure, later) }
        }
    }

    /// A target without a day against the last one that has a day.
    private mutating func withoutDay(_ figures: [PlanFigure]) {
        var last: [StatedThing: (day: Day, figure: PlanFigure)] = [:]
        for figure in figures {
            let thing = StatedThing(measure: figure.measure, scope: figure.scope)
            guard let day = figure.by ?? figure.within.flatMap(lastDay) else { continue }
            if last[thing].map({ $0.day < day }) != false { last[thing] = (day, figure) }
        }
        for figure in figures where figure.by == nil && figure.within == nil {
            let thing = StatedThing(measure: figure.measure, scope: figure.scope)
            guard let other = last[thing]?.figure, let left = figure.extent,
                let right = other.extent
            else { continue }
            let ids = [figure.id, other.id]
            count(ids)
            computing("\(figure.id).\(other.id)", ids) { (check) throws(QuantityError) in
                guard try left.meets(right) != true else { return }
                let gap = try right.figure.subtracting(left.figure)
                check.find(
                    .comparison, "\(figure.id).\(other.id)", ids.map { check.evidence($0) },
                    .quantity(gap))
            }
        }
    }

    /// The later one has to ask for no less.
    private mutating func stage(_ first: PlanFigure, _ second: PlanFigure) {
        let ids = [first.id, second.id]
        guard let low = first.extent?.lower?.quantity, let high = second.extent?.lower?.quantity
        else { return }
        count(ids)
        computing("\(first.id).\(second.id)", ids) { (check) throws(QuantityError) in
            guard try high.isLess(than: low) else { return }
            let gap = try high.subtracting(low)
            check.find(
                .stages, "\(first.id).\(second.id)", ids.map { check.evidence($0) }, .quantity(gap))
        }
    }

    /// The last day of a time counted from the issue of the plan.
    private func lastDay(_ within: Extent) -> Day? {
        guard let issued = pack.issued.value.value else { return nil }
        let most = within.upper?.quantity ?? within.figure
        let count = Int(most.value.numerator)
        return switch most.unit.symbol {
        case "年": issued.adding(months: min(count, 9999) * 12)
        case "月": issued.adding(months: count)
        default: issued.adding(days: count)
        }
    }
}

/// What a figure is a number of.
private struct StatedThing: Hashable {
    let measure: String?
    let scope: String
}

extension PlanFigure {
    /// Whether both say how much of one thing there has to be, in roles that are not compared.
    ///
    /// How things are now may differ from what is wanted.
    fileprivate func isStatedBeside(_ other: PlanFigure) -> Bool {
        role != .status && other.role != .status && scope == other.scope
    }
}
