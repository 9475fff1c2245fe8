/// One statement of a pack that rests on a figure.
public struct FigureUse: Sendable, Hashable {
    /// What the figure is in it.
    public enum Role: String, Sendable, CaseIterable {
        /// The whole of a sum, share or growth.
        case total
        /// A part of a sum.
        case part
        /// The claimed side.
        case claimed
        /// In the formula a claim is held against.
        case formula
        /// A printed share.
        case share
        /// An amount a share is computed from.
        case amount
        /// A value whose growth is stated.
        case value
        /// A stated growth.
        case growth
        /// A stated number of listed things.
        case number
        /// The amount of a source of money.
        case fund
        /// A cell of a table.
        case cell
        /// Compared with others of one measure.
        case measure
        /// Compared with the units of others.
        case family
    }

    /// Section and entry, such as `claims/investment`.
    public let place: String
    /// What the figure is there.
    public let role: Role

    /// A use of these parts.
    public init(place: String, role: Role) {
        self.place = place
        self.role = role
    }
}

extension ProgrammePack {
    /// A figure with where it stands, as a finding shows it; unknown for an id that is not there.
    public func evidence(ofFigure id: String) -> Finding.Evidence {
        PlanCheck(pack: self).evidence(id)
    }

    /// All statements of the pack that rest on a figure, in the order of its files.
    public func uses(ofFigure id: String) -> [FigureUse] {
        moneyUses(id) + relationUses(id) + comparisonUses(id)
    }

    private func moneyUses(_ id: String) -> [FigureUse] {
        funds.filter { $0.amount == id }.map { FigureUse(place: "funds/\($0.id)", role: .fund) }
            + tables.filter { table in
                (table.rows + table.subtotals + [table.total].compactMap { $0 })
                    .contains { $0.cells.contains(id) }
            }.map { FigureUse(place: "tables/\($0.id)", role: .cell) }
    }

    private func relationUses(_ id: String) -> [FigureUse] {
        var uses: [FigureUse] = []
        func use(_ isUsed: Bool, _ place: String, _ role: FigureUse.Role) {
            if isUsed { uses.append(FigureUse(place: place, role: role)) }
        }
        for sum in sums {
            use(sum.total == id, "sums/\(sum.id)", .total)
            use(sum.parts.contains(id), "sums/\(sum.id)", .part)
        }
        for claim in claims {
            use(claim.left == id, "claims/\(claim.id)", .claimed)
            use(claim.right.figures.contains(id), "claims/\(claim.id)", .formula)
        }
        for column in shares {
            use(column.base == id, "shares/\(column.id)", .total)
            use(column.cells.contains { $0.share == id }, "shares/\(column.id)", .share)
            use(column.cells.contains { $0.amount == id }, "shares/\(column.id)", .amount)
        }
        for growth in growths {
            let lines = [growth.total] + growth.parts
            use(lines.contains { $0.value == id }, "growth/\(growth.id)", .value)
            use(lines.contains { $0.growth == id }, "growth/\(growth.id)", .growth)
        }
        for count in counts { use(count.stated == id, "counts/\(count.id)", .number) }
        return uses
    }

    private func comparisonUses(_ id: String) -> [FigureUse] {
        guard let figure = figures[id] else { return [] }
        let others = figures.values.filter { $0.id != id }
        var uses: [FigureUse] = []
        if let measure = figure.measure, others.contains(where: { $0.measure == measure }) {
            uses.append(FigureUse(place: "measure/\(measure)", role: .measure))
        }
        if let family = figure.family, others.contains(where: { $0.family == family }) {
            uses.append(FigureUse(place: "family/\(family)", role: .family))
        }
        return uses
    }
}
