import StrictYAML

extension PackReader {
    mutating func readMoney(_ node: YAMLNode) throws {
        try node.mapping { keys in
            try each("funds", &keys) { reader, keys in
                let fund = FundSource(
                    id: try reader.define(.fund, &keys), name: try keys.string("name"),
                    amount: try reader.refer(.figure, try keys.required("amount")),
                    column: try reader.column(keys.optional("column")))
                reader.pack.funds.append(fund)
            }
            try each("tables", &keys) { reader, keys in try reader.table(&keys) }
        }
    }

    /// A column, written `budget.upper`.
    private mutating func column(_ node: YAMLNode?) throws -> FundSource.ColumnReference? {
        guard let node else { return nil }
        let (table, column) = try pair(node, .column)
        return FundSource.ColumnReference(table: table, column: column)
    }

    /// A member of a table, written `table.member`.
    mutating func pair(
        _ node: YAMLNode, _ kind: Kind
    ) throws -> (table: String, member: String) {
        let words = try node.string().split(separator: ".", omittingEmptySubsequences: false)
        guard words.count == 2 else {
            throw node.error(
                "expected a table and its \(kind.rawValue) such as 'budget.total'",
                chinese: "这里要写表和\(kind.chinese)，如 'budget.total'")
        }
        refer(kind, id: try node.string(), at: node)
        return (String(words[0]), String(words[1]))
    }

    private mutating func table(_ keys: inout YAMLMapping) throws {
        let id = try define(.table, &keys)
        let title = try keys.string("title")
        let unitNode = try keys.required("unit")
        let unit = try unitNode.unit()
        var columns: [BudgetTable.Column] = []
        for node in try keys.required("columns").list() {
            let column = try node.mapping { keys in
                BudgetTable.Column(
                    id: try keys.string("id"), name: try keys.string("name"),
                    isTotal: try keys.optional("total")?.bool() ?? false)
            }
            try define(.column, "\(id).\(column.id)", at: node)
            columns.append(column)
        }
        guard columns.count(where: \.isTotal) < 2 else {
            throw unitNode.error("one column adds up the others", chinese: "合计列只能有一列")
        }
        let frame = TableFrame(id: id, unit: unit, columns: columns)
        let rows = try keys.required("rows").list().map { try row($0, frame) }
        let groups = Set(rows.compactMap(\.group))
        let subtotals = try keys.list("subtotals").map { node in
            let line = try row(node, frame)
            guard let group = line.group, groups.contains(group) else {
                let nearest = Spelling.nearest(to: line.group ?? "", among: groups.sorted())
                throw node.error(
                    "no row has the group '\(line.group ?? "")', nearest is '\(nearest ?? "")'",
                    chinese: "没有哪一行属于 '\(line.group ?? "")'，最接近的是 '\(nearest ?? "")'")
            }
            return line
        }
        let total = try keys.optional("total").map { try row($0, frame) }
        pack.tables.append(
            BudgetTable(
                id: id, title: title, unit: unit, columns: columns, rows: rows,
                subtotals: subtotals, total: total))
    }

    private struct TableFrame {
        let id: String
        let unit: Unit
        let columns: [BudgetTable.Column]
    }

    private mutating func row(_ node: YAMLNode, _ frame: TableFrame) throws -> BudgetTable.Row {
        try node.mapping { keys in
            let idNode = try keys.required("id")
            let id = try define(.row, "\(frame.id).\(try idNode.string())", at: idNode)
            let name = try keys.string("name")
            let lines = try keys.required("lines").list().map { try $0.int(in: 1...1_000_000) }
            let cellsNode = try keys.required("cells")
            let cells = try cellsNode.list()
            guard cells.count == frame.columns.count,
                lines.count == cells.count || lines.count == 1
            else {
                throw cellsNode.error(
                    "expected \(frame.columns.count) cells, and one line for all or one for each",
                    chinese: "这一行要有 \(frame.columns.count) 格，行号写一个或每格一个")
            }
            var figures: [String] = []
            for (index, cell) in cells.enumerated() {
                let line = lines.count == 1 ? lines[0] : lines[index]
                let column = frame.columns[index]
                let figure = PlanFigure(
                    id: "\(id).\(column.id)", name: "\(name) \(column.name)",
                    stated: try Self.cell(cell, frame.unit, line: line))
                try define(.figure, figure.id, at: cell)
                add(figure)
                figures.append(figure.id)
            }
            return BudgetTable.Row(
                id: try idNode.string(), number: try keys.optional("no")?.int(in: 0...9999),
                name: name, group: try keys.optionalString("group"), cells: figures)
        }
    }

    /// An amount as printed; `—` is printed for nothing, an empty cell is unknown.
    private static func cell(
        _ node: YAMLNode, _ unit: Unit, line: Int
    ) throws -> Stated<Extent> {
        let text = try node.string()
        let source = Source(document: "plan", line: line, phrase: text)
        if text == "blank" {
            return Stated(
                .unknown(why: "表格此处空白"), printed: "", source: source, standing: .query)
        }
        guard let value = text == "—" ? Rational.zero : Rational(text) else {
            throw node.error(
                "expected an amount, '—' for none, or 'blank', found '\(text)'",
                chinese: "这里要写数、表示没有的 '—' 或表示空白的 blank，现在是 '\(text)'")
        }
        return Stated(
            .known(.exactly(Quantity(value, unit))), printed: text, source: source,
            standing: .printed)
    }
}
