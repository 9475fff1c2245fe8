/// Totals and parts, shares and growth.
extension PlanCheck {
    mutating func sums() {
        for sum in pack.sums {
            let ids = [sum.total] + sum.parts
            count(ids)
            computing(sum.id, ids) { (check) throws(QuantityError) in
                let known = sum.parts.compactMap { check.number($0) }
                let computed = try Quantity.sum(of: known).map(Finding.Computed.quantity)
                guard check.areKnown(ids, for: sum.id, known: computed) else { return }
                try check.compareSum(.sum, sum.id, sum.total, sum.parts)
            }
            let name = pack.figures[sum.total]?.called
            for part in sum.parts where name != nil && pack.figures[part]?.called == name {
                find(
                    .whole, sum.id, [evidence(sum.total), evidence(part)], name.map { .words($0) })
            }
        }
    }

    private mutating func compareSum(
        _ kind: Finding.Kind, _ id: String, _ total: String, _ parts: [String]
    ) throws(QuantityError) {
        guard let stated = number(total),
            let sum = try Quantity.sum(of: parts.compactMap { number($0) })
        else { return }
        let computed = try sum.converted(to: stated.unit)
        let isBounded = ([total] + parts).contains { pack.figures[$0]?.extent?.isExact == false }
        let holds = isBounded ? try rangeHolds(total, parts) : computed == stated
        if !holds { find(kind, id, ids(total, parts), .quantity(computed)) }
    }

    /// Whether some values within the bounds of the parts add up to one within those of the whole.
    private func rangeHolds(_ total: String, _ parts: [String]) throws(QuantityError) -> Bool {
        let extents = parts.compactMap { pack.figures[$0]?.extent }
        guard let whole = pack.figures[total]?.extent, extents.count == parts.count else {
            return false
        }
        // How far an "about" may be off is not said: the numbers themselves have to add up.
        if ([whole] + extents).contains(where: \.isAbout) {
            return try Quantity.sum(of: extents.map(\.figure)) == whole.figure
        }
        let lowers = extents.compactMap(\.lower)
        let uppers = extents.compactMap(\.upper)
        let isOpenBelow = lowers.count < parts.count
        let isOpenAbove = uppers.count < parts.count
        if !isOpenBelow {
            guard try Self.reaches(from: lowers, to: whole.upper) else { return false }
        }
        if isOpenAbove { return true }
        return try Self.reaches(from: whole.lower, to: uppers)
    }

    private static func reaches(
        from lowers: [Extent.Bound], to upper: Extent.Bound?
    ) throws(QuantityError) -> Bool {
        guard let upper, let sum = try Quantity.sum(of: lowers.map(\.quantity)) else { return true }
        if try sum.isLess(than: upper.quantity) { return true }
        return sum == upper.quantity && upper.isIncluded && lowers.allSatisfy(\.isIncluded)
    }

    private static func reaches(
        from lower: Extent.Bound?, to uppers: [Extent.Bound]
    ) throws(QuantityError) -> Bool {
        guard let lower, let sum = try Quantity.sum(of: uppers.map(\.quantity)) else { return true }
        if try lower.quantity.isLess(than: sum) { return true }
        return sum == lower.quantity && lower.isIncluded && uppers.allSatisfy(\.isIncluded)
    }

    private func ids(_ total: String, _ parts: [String]) -> [Finding.Evidence] {
        ([total] + parts).map { evidence($0) }
    }

    // MARK: Tables

    mutating func tableSums() {
        for table in pack.tables {
            for line in table.rows + table.subtotals + [table.total].compactMap({ $0 }) {
                guard let place = table.columns.firstIndex(where: \.isTotal) else { continue }
                let parts = line.cells.indices.filter { $0 != place }.map { line.cells[$0] }
                cell(line.cells[place], from: parts, "across")
            }
            let groups = Dictionary(grouping: table.rows) { $0.group }
            for column in table.columns.indices { down(table, groups, column) }
            sameRows(table)
        }
    }

    private mutating func down(
        _ table: BudgetTable, _ groups: [String?: [BudgetTable.Row]], _ column: Int
    ) {
        for subtotal in table.subtotals {
            let parts = (groups[subtotal.group] ?? []).map { $0.cells[column] }
            cell(subtotal.cells[column], from: parts, "down")
        }
        guard let total = table.total?.cells[column] else { return }
        cell(total, from: table.rows.map { $0.cells[column] }, "rows")
        if !table.subtotals.isEmpty {
            cell(total, from: table.subtotals.map { $0.cells[column] }, "subtotals")
        }
    }

    private mutating func cell(_ total: String, from parts: [String], _ way: String) {
        guard !parts.isEmpty else { return }
        let id = "\(total).\(way)"
        count([total] + parts)
        computing(id, [total] + parts) { (check) throws(QuantityError) in
            guard check.areKnown([total] + parts, for: id) else { return }
            try check.compareSum(.table, id, total, parts)
        }
    }

    private mutating func sameRows(_ table: BudgetTable) {
        var seen: [[Quantity?]: BudgetTable.Row] = [:]
        for row in table.rows {
            let values = row.cells.map { number($0) }
            guard values.count > 1, values.allSatisfy({ $0 != nil }) else { continue }
            checked += 1
            if let earlier = seen[values] {
                let words = values.map { $0?.value.description ?? "" }.joined(separator: ", ")
                find(
                    .rows, "\(table.id).\(earlier.id).\(row.id)",
                    (earlier.cells + row.cells).map { evidence($0) }, .words(words))
            }
            seen[values] = row
        }
    }

    /// What a source gives against what the table spends from it.
    mutating func fundsAndColumns() {
        for fund in pack.funds {
            guard let reference = fund.column, let table = index.tables[reference.table],
                let place = table.columns.firstIndex(where: { $0.id == reference.column })
            else { continue }
            // A table without a total line still spends what its rows do.
            let spending =
                table.total.map { [$0.cells[place]] } ?? table.rows.map { $0.cells[place] }
            let ids = [fund.amount] + spending
            count(ids)
            computing(fund.id, ids) { (check) throws(QuantityError) in
                guard check.areKnown(ids, for: fund.id), let amount = check.number(fund.amount),
                    let spent = try Quantity.sum(of: spending.compactMap { check.number($0) })
                else { return }
                let gap = try amount.subtracting(spent)
                guard gap.value != .zero else { return }
                check.find(.fund, fund.id, ids.map { check.evidence($0) }, .quantity(gap))
            }
        }
    }

    // MARK: Shares

    mutating func shareColumns() {
        for column in pack.shares {
            let shares = column.cells.map(\.share)
            // A column is printed as finely as its finest cell.
            let step = shares.compactMap { pack.figures[$0]?.stated.printed }
                .map(PlanCheck.step(ofPrinted:)).min()
            for cell in column.cells { share(cell, of: column, step: step ?? .one) }
            count(shares)
            let finest = step ?? .one
            computing(column.id, shares) { (check) throws(QuantityError) in
                guard check.areKnown(shares, for: column.id),
                    let sum = try Quantity.sum(of: shares.compactMap { check.number($0) })
                else { return }
                // Each share may be off by half a step, if it is no worse than rounded.
                let off = try sum.converted(to: .percent).value.subtracting(Rational(100)).magnitude
                let rounding = try finest.multiplied(by: Rational(shares.count, over: 2))
                let areRounded = check.findings.allSatisfy { finding in
                    finding.kind != .share || !shares.contains(finding.subject)
                }
                guard off > (areRounded ? rounding : .zero) else { return }
                check.find(.share, column.id, shares.map { check.evidence($0) }, .quantity(sum))
            }
        }
    }

    private mutating func share(_ cell: ShareColumn.Cell, of column: ShareColumn, step: Rational) {
        let ids = [cell.share, cell.amount, column.base]
        count(ids)
        computing(cell.share, ids) { (check) throws(QuantityError) in
            guard check.areKnown(ids, for: cell.share), let share = check.number(cell.share),
                let amount = check.number(cell.amount), let base = check.number(column.base)
            else { return }
            let computed = try amount.divided(by: base).converted(to: share.unit)
            guard try computed.value.rounded(to: step) != share.value else { return }
            check.find(.share, cell.share, ids.map { check.evidence($0) }, .quantity(computed))
        }
    }

    // MARK: Growth

    /// The growth of a whole from the values and the growth of its parts.
    mutating func growthOfParts() {
        for growth in pack.growths {
            let parts = growth.parts.flatMap { [$0.value, $0.growth] }
            let ids = [growth.total.value, growth.total.growth] + parts
            count(ids)
            computing(growth.id, ids) { (check) throws(QuantityError) in
                guard check.areKnown(ids, for: growth.id),
                    let computed = try check.growth(of: growth.parts)
                else { return }
                let bounds = try [computed.lowerBound, computed.upperBound].map {
                    (bound) throws(QuantityError) in
                    try check.agrees(growth.total.growth, with: Quantity(bound, .percent))
                }
                guard bounds.first == bounds.last else { throw .overflow }
                if bounds.first == false {
                    check.find(
                        .growth, growth.id, ids.map { check.evidence($0) },
                        .quantity(Quantity(computed.upperBound, .percent)))
                }
            }
        }
    }

    /// The growth of a whole in hundredths, exactly where that fits, else between two bounds.
    private func growth(
        of lines: [GrowthStatement.Line]
    ) throws(QuantityError) -> ClosedRange<Rational>? {
        guard let first = lines.first, let unit = number(first.value)?.unit else { return nil }
        var now = Rational.zero
        var bases: [Rational] = []
        for line in lines {
            guard let value = number(line.value), let growth = number(line.growth) else {
                return nil
            }
            let part = try value.converted(to: unit).value
            now = try now.adding(part)
            let factor = try Rational.one.adding(growth.converted(to: .none).value)
            bases.append(try part.divided(by: factor))
        }
        if let exact = try? Self.growth(from: bases, to: now) { return exact...exact }
        // Each part is off by half a step at most; all of them by so many halves.
        let step = try Rational(1, over: 1_000_000)
        let near = try bases.map { (base) throws(QuantityError) in try base.rounded(to: step) }
        let off = try step.multiplied(by: Rational(bases.count))
        let most = try Self.growth(from: near + [off.negated], to: now)
        let least = try Self.growth(from: near + [off], to: now)
        return min(least, most)...max(least, most)
    }

    private static func growth(
        from parts: [Rational], to now: Rational
    ) throws(QuantityError) -> Rational {
        var before = Rational.zero
        for part in parts { before = try before.adding(part) }
        return try now.divided(by: before).subtracting(.one).multiplied(by: Rational(100))
    }
}
