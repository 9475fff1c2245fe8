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
        for (_, group) in groups.sorted(by: { $0.key < $1.key }) {
            for (index, first) in group.enumerated() {
                for second in group.dropFirst(index + 1)
                where first.covers(second) || second.covers(first) {
                    if first.by == second.by, first.within == second.within {
                        compare(first, second)
                    }
                }
            }
        }
        mixedUnits(figures)
    }

    private mutating func compare(_ first: PlanFigure, _ second: PlanFigure) {
        let ids = [first.id, second.id]
        guard let left = first.extent, let right = second.extent else { return }
        count(first.role == second.role ? ids : [])
        computing("\(first.id).\(second.id)", ids) { (check) throws(QuantityError) in
            let meets = try left.meets(right)
            // How things are now may differ from what is wanted; only the units have to fit.
            guard first.role == second.role else { return }
            let evidence = ids.map { check.evidence($0) }
            let id = "\(first.id).\(second.id)"
            if meets == false {
                let gap = try right.figure.subtracting(left.figure)
                return check.find(.disagreement, id, evidence, .quantity(gap))
            }
            guard let low = left.lower?.quantity, let other = right.lower?.quantity,
                low != other
            else { return }
            let gap = try other.subtracting(low)
            check.find(.bounds, id, evidence, .quantity(gap))
        }
    }

    /// Figures of one family that are counted in units that cannot be compared.
    private mutating func mixedUnits(_ figures: [PlanFigure]) {
        let families = Dictionary(grouping: figures.filter { $0.family != nil }) { $0.family ?? "" }
        for (name, members) in families.sorted(by: { $0.key < $1.key }) {
            let known = members.filter { $0.extent != nil }
            count(known.map(\.id))
            let symbols = known.compactMap { $0.extent?.unit }
                .reduce(into: [Unit]()) { units, unit in
                    if !units.contains(where: { $0.isComparable(to: unit) }) { units.append(unit) }
                }
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
        for figure in figures {
            let stages = figures.filter {
                $0.measure == figure.measure && $0.by != nil && $0.covers(figure)
            }
            if let by = figure.by {
                for later in stages where later.scope == figure.scope {
                    if let day = later.by, day > by { stage(figure, later) }
                }
            } else if let within = figure.within, let last = lastDay(within) {
                let reached = stages.filter { $0.by.map { $0 <= last } == true }
                    .max { ($0.by ?? last) < ($1.by ?? last) }
                if let reached { stage(figure, reached) }
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
        guard most.value.denominator == 1, let count = Int(exactly: most.value.numerator) else {
            return nil
        }
        switch most.unit.symbol {
        case "年": return issued.adding(months: count * 12)
        case "月": return issued.adding(months: count)
        case "天", "日": return issued.adding(days: count)
        default: return nil
        }
    }
}
