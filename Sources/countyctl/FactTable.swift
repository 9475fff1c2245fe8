import County
import CountyProgramme
import Identifiers

/// What was counted, as a table: one line a fact, columns for the dimensions of the measures.
enum FactTable {
    private static let names = [
        "编号": "id", "指标": "measure", "日期": "day", "地点": "place", "数量": "quantity",
        "对象": "subject", "项目": "programme", "登记日期": "recorded", "更正": "replaces",
    ]
    private static let own = Set(names.values)

    /// The facts of a file in the book of a pack's indicators.
    ///
    /// - Throws: `CountyError` after telling every line that is wrong.
    static func book(
        _ file: String, _ rules: Rulebook, of pack: ProgrammePack
    ) throws -> IndicatorBook {
        var book = IndicatorBook(rules.indicators, of: pack)
        var table = try InputTable(file, names: names)
        for row in table.rows {
            do {
                try book.append(fact(row, in: table, rules.indicators))
            } catch let problem as RowProblem {
                table.refuse(row.number, problem.message)
            } catch let refusal as FactRefusal {
                table.refuse(row.number, Message(refusal.chinese, refusal.english))
            }
        }
        try table.demandNoProblems()
        return book
    }

    private static func fact(
        _ row: InputTable.Row, in table: InputTable, _ catalogue: IndicatorCatalogue
    ) throws(RowProblem) -> Fact {
        let measure = try row.demanded("measure", "指标")
        return Fact(
            id: try row.demanded("id", "编号"), measure: measure, day: try row.day("day", "日期"),
            place: try place(row),
            quantity: try quantity(row, catalogue.measure(measure)?.unit),
            attributes: row.cells.filter { !own.contains($0.key) },
            subject: row.cells["subject"], programme: row.cells["programme"],
            source: .line(file: table.file, number: row.number),
            recorded: try row.day("recorded", "登记日期"), replaces: row.cells["replaces"])
    }

    private static func place(_ row: InputTable.Row) throws(RowProblem) -> DivisionCode? {
        guard let text = row.cells["place"] else { return nil }
        guard let code = DivisionCode(text) else {
            throw RowProblem(
                Message("“\(text)”不是 12 位区划代码", "'\(text)' is no 12-digit division code"))
        }
        return code
    }

    /// A number without a unit is in the measure's own.
    private static func quantity(
        _ row: InputTable.Row, _ unit: Unit?
    ) throws(RowProblem) -> Quantity {
        let text = try row.demanded("quantity", "数量")
        if let value = Rational(Substring(text)), let unit { return Quantity(value, unit) }
        guard let quantity = Quantity(text) else {
            throw RowProblem(
                Message(
                    "“数量”要写成 12 或 3.5 万元，现在是“\(text)”",
                    "'quantity' is 12 or 3.5 万元, found '\(text)'"))
        }
        return quantity
    }
}
