/// A budget as it was filed against one somebody wants: what moves, and whether it has to be filed
/// again.
public struct BudgetRevision: Sendable, Equatable {
    /// A line that changes.
    public struct Move: Sendable, Hashable {
        /// The cell of the budget.
        public let cell: String
        /// As filed.
        public let filed: Quantity
        /// As wanted.
        public let wanted: Quantity
    }

    /// Whether it may be carried out as it is.
    public enum Outcome: Sendable, Hashable {
        /// It stays below what has to be filed.
        case free
        /// It has to be filed again.
        case file
        /// Nobody has said from when on it has to be.
        case undecided
    }

    /// The lines that change, in the order of the budget.
    public let moves: [Move]
    /// What is moved, as a part of the whole budget.
    public let part: Rational
    /// Whether it has to be filed again.
    public let outcome: Outcome
    /// What keeps it from being answered.
    public let questions: [OpenQuestion]
    /// What the changed budget does not add up to any more.
    public let broken: [Finding]
}

extension ProgrammePack {
    /// What a change of budget cells would mean.
    ///
    /// - Parameters:
    ///   - cells: New amounts by cell of the table; cells not named stay.
    ///   - table: The table.
    ///   - limit: The part of the whole budget that may be moved without filing again; a whole that
    ///     changes always has to be filed.
    /// - Returns: nil when a cell is no figure of a table, or no known amount stands in it.
    /// - Throws: `QuantityError`.
    public func revision(
        _ cells: [String: Quantity], of table: BudgetTable, limit: Setting<Rational>
    ) throws(QuantityError) -> BudgetRevision? {
        let lines = table.rows + table.subtotals + [table.total].compactMap { $0 }
        let order = lines.flatMap(\.cells)
        guard cells.keys.allSatisfy(Set(order).contains) else { return nil }
        var copy = self
        var moves: [BudgetRevision.Move] = []
        var moved = Quantity(.zero, table.unit)
        let leaves = Set(table.rows.flatMap(\.cells))
        let totals = Set(table.columns.filter(\.isTotal).map(\.id))
        for id in order {
            guard let wanted = cells[id] else { continue }
            guard let filed = figures[id]?.extent?.figure else { return nil }
            guard filed != wanted else { continue }
            moves.append(.init(cell: id, filed: filed, wanted: wanted))
            copy = copy.replacing(figure: id, with: .exactly(wanted)) ?? copy
            let column = id.split(separator: ".").last.map(String.init) ?? ""
            if leaves.contains(id), totals.isEmpty || !totals.contains(column) {
                let gap = try wanted.subtracting(filed)
                moved = try moved.adding(Quantity(gap.value.magnitude, gap.unit))
            }
        }
        let before = try whole(of: table)
        let changesWhole = try copy.whole(of: table) != before
        // What leaves one line comes to another, so that each yuan was counted twice.
        let part =
            before.value == .zero
            ? .zero
            : try moved.divided(by: before).value.divided(by: Rational(changesWhole ? 1 : 2))
        let old = Set(check().findings.map(\.id))
        return BudgetRevision(
            moves: moves, part: part, outcome: Self.outcome(moves, part, limit, changesWhole),
            questions: Self.questions(limit, changesWhole),
            broken: copy.check().findings.filter { !old.contains($0.id) })
    }

    /// The sum of all rows, leaving out the column that adds up the others.
    private func whole(of table: BudgetTable) throws(QuantityError) -> Quantity {
        let places = table.columns.indices.filter {
            table.columns.count == 1 || !table.columns[$0].isTotal
        }
        var sum = Quantity(.zero, table.unit)
        for row in table.rows {
            for place in places {
                if let amount = figures[row.cells[place]]?.extent?.figure {
                    sum = try sum.adding(amount)
                }
            }
        }
        return sum
    }

    private static func outcome(
        _ moves: [BudgetRevision.Move], _ part: Rational, _ limit: Setting<Rational>,
        _ changesWhole: Bool
    ) -> BudgetRevision.Outcome {
        if moves.isEmpty { return .free }
        if changesWhole { return .file }
        guard let limit = limit.value else { return .undecided }
        return limit < part ? .file : .free
    }

    private static func questions(
        _ limit: Setting<Rational>, _ changesWhole: Bool
    ) -> [OpenQuestion] {
        guard case .open(let why) = limit, !changesWhole else { return [] }
        return [
            OpenQuestion(
                place: "funds/revision/limit", "要先核定：\(why)",
                "to be decided by the county: from when on a change of the budget is filed again")
        ]
    }
}

/// A printed share beside the one its amounts give.
public struct ComputedShare: Sendable, Hashable {
    /// The column, which stands for a source of money.
    public let column: String
    /// The figure with the printed share.
    public let share: String
    /// The figure with the amount.
    public let amount: String
    /// As printed; nil when nobody knows.
    public let stated: Quantity?
    /// As the amounts give it, in hundredths; nil when one of them is not known.
    public let computed: Quantity?
}

extension ProgrammePack {
    /// All columns of shares, cell by cell, with what the amounts give.
    ///
    /// - Throws: `QuantityError`.
    public func computedShares() throws(QuantityError) -> [ComputedShare] {
        var shares: [ComputedShare] = []
        for column in self.shares {
            let base = figures[column.base]?.extent?.figure
            for cell in column.cells {
                var computed: Quantity?
                if let base, let amount = figures[cell.amount]?.extent?.figure {
                    computed = try amount.divided(by: base).converted(to: .percent)
                }
                shares.append(
                    ComputedShare(
                        column: column.id, share: cell.share, amount: cell.amount,
                        stated: figures[cell.share]?.extent?.figure, computed: computed))
            }
        }
        return shares
    }
}
