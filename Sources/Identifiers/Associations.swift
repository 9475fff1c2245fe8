/// Which rows one row of the table needs and bars, with the patterns of its text resolved.
struct Associations: Sendable {
    /// Of each outer element one inner group must be there whole; a group is a list of patterns,
    /// a pattern the rows that satisfy it.
    private let needs: [[[[Int]]]]
    private let bars: [Int]
    private let barsOwnFamily: Bool

    init(of row: ApplicationIdentifier, in rows: [ApplicationIdentifier]) {
        needs = row.needs.map { alternatives in
            alternatives.map { group in
                group.split(separator: "+").map { Self.rows(matching: $0, in: rows) }
            }
        }
        let barred = row.bars.flatMap { Self.rows(matching: $0[...], in: rows) }
        bars = barred.filter { rows[$0].digits != row.digits }
        barsOwnFamily = bars.count < barred.count
    }

    /// The fault of `row` among the identifiers present, each a bit mask of last digits by row.
    func fault(of row: Int, present: [UInt16]) -> IdentificationError.Fault? {
        if bars.contains(where: { present[$0] != 0 }) { return .excludedAI }
        if barsOwnFamily, present[row].nonzeroBitCount > 1 { return .excludedAI }
        let areMet = needs.allSatisfy { alternatives in
            alternatives.contains { group in
                group.allSatisfy { pattern in pattern.contains { present[$0] != 0 } }
            }
        }
        return areMet ? nil : .requiredAI
    }

    /// The rows a pattern such as `01` or `31nn` stands for.
    private static func rows(
        matching pattern: Substring, in rows: [ApplicationIdentifier]
    ) -> [Int] {
        let digits = pattern.prefix { $0 != "n" }
        return rows.indices.filter { index in
            let row = rows[index]
            return row.length == pattern.utf8.count && row.digits.hasPrefix(digits)
        }
    }
}
