/// What a measurement must keep to.
enum Limit {
    /// The figure is at most this, in its own unit.
    case figure(Double)
    /// The figure is at least this, in its own unit.
    case atLeast(Double)
    /// The ratio to the peer is at most this.
    case ratio(Double)
    /// The ratio to the peer is at least this.
    case ratioAtLeast(Double)
}

/// One line of the table.
struct Measurement {
    var name: String
    var figure: Double
    var unit: String
    /// What the same work costs without this package, measured in the same run.
    var peer: (name: String, figure: Double)?
    /// How many times as much as the peer; for several rounds the median of the rounds' ratios.
    var ratio: Double?
    var limit: Limit?

    /// Nil where nothing is demanded.
    var isKept: Bool? {
        switch limit {
        case nil: nil
        case .figure(let most): figure <= most
        case .atLeast(let least): figure >= least
        case .ratio(let most): (ratio ?? .infinity) <= most
        case .ratioAtLeast(let least): (ratio ?? 0) >= least
        }
    }
}

/// The lines as people read them.
struct Table {
    private static let head = ["measurement", "figure", "unit", "peer", "ratio", "limit", ""]
    private(set) var rows: [Measurement] = []

    mutating func add(_ more: [Measurement]) { rows += more }

    var missed: [Measurement] { rows.filter { $0.isKept == false } }

    var text: String {
        let cells = [Self.head] + rows.map(Self.cells)
        let widths = Self.head.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        return cells.map { Self.line($0, widths) }.joined(separator: "\n")
    }

    private static func cells(_ row: Measurement) -> [String] {
        let peer = row.peer.map { "\(number($0.figure)) \($0.name)" } ?? ""
        let limit =
            switch row.limit {
            case nil: ""
            case .figure(let most): "≤ \(number(most)) \(row.unit)"
            case .atLeast(let least): "≥ \(number(least)) \(row.unit)"
            case .ratio(let most): "ratio ≤ \(number(most))"
            case .ratioAtLeast(let least): "ratio ≥ \(number(least))"
            }
        let verdict = row.isKept.map { $0 ? "ok" : "missed" } ?? ""
        return [
            row.name, number(row.figure), row.unit, peer, row.ratio.map(number) ?? "", limit,
            verdict,
        ]
    }

    /// Names to the left, figures to the right.
    private static func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (index, (cell, width)) in zip(cells, widths).enumerated() {
            let space = String(repeating: " ", count: width - cell.count)
            line += index == 1 || index == 4 ? space + cell + "  " : cell + space + "  "
        }
        return String(line.reversed().drop { $0 == " " }.reversed())
    }

    /// Three significant digits below a thousand, whole numbers above.
    static func number(_ value: Double) -> String {
        let digits = abs(value) >= 100 ? 0 : abs(value) >= 10 ? 1 : 2
        let scale = [1.0, 10, 100][digits]
        let scaled = Int((abs(value) * scale).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard digits > 0 else { return sign + grouped(scaled) }
        let fraction = String(scaled % Int(scale))
        let zeros = String(repeating: "0", count: digits - fraction.count)
        return "\(sign)\(scaled / Int(scale)).\(zeros)\(fraction)"
    }

    private static func grouped(_ value: Int) -> String {
        value < 1000
            ? "\(value)" : grouped(value / 1000) + "," + String("\(1000 + value % 1000)".suffix(3))
    }
}
