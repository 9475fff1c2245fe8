import County
import CountyProgramme
import Identifiers

/// What was counted, as a table: one line a fact, columns for the dimensions of the measures.
enum FactTable {
    private static let names = [
        "编号": "id", "指标": "measure", "日期": "day", "地点": "place", "数量": "quantity",
        "代号": "subject", "登记日期": "recorded", "更正": "replaces",
    ]
    /// Headings that are a dimension where the measure has one of that name.
    private static let shared = ["对象": "subject", "项目": "programme"]
    private static let own = Set(names.values).union(shared.values)

    /// Takes the facts of a file into a book.
    ///
    /// - Parameters:
    ///   - file: The table.
    ///   - book: The facts there are.
    ///   - today: The day they are all recorded on; nil to take it from the lines.
    /// - Returns: Those the book did not have, and how many it had.
    /// - Throws: `CountyError` after telling every line that is wrong.
    static func take(
        _ file: String, into book: inout IndicatorBook, recorded today: Day? = nil
    ) throws -> (new: [Fact], same: Int) {
        var taken: (new: [Fact], same: Int) = ([], 0)
        var table = try InputTable(file, names: names)
        for row in table.rows {
            do {
                var fact = try fact(row, in: table, book.catalogue, recorded: today)
                if let known = book.facts.fact(fact.id), today != nil {
                    // Wherever it stands this time, and whenever it came first.
                    fact = fact.from(known.source, recorded: known.recorded)
                }
                if try book.append(fact) == .none {
                    taken.same += 1
                } else {
                    taken.new.append(fact)
                }
            } catch let problem as RowProblem {
                table.refuse(row.number, problem.message)
            } catch let refusal as FactRefusal {
                table.refuse(row.number, Message(refusal.chinese, refusal.english))
            }
        }
        if today != nil, table.columns.contains("recorded") {
            Terminal.tell(
                Message(
                    "“登记日期”一列没有用：登记日期是写入县库的日期。",
                    "the column 'recorded' was not used: that day is when the county got it."))
        }
        try table.demandNoProblems()
        return taken
    }

    private static func fact(
        _ row: InputTable.Row, in table: InputTable, _ catalogue: IndicatorCatalogue,
        recorded today: Day?
    ) throws(RowProblem) -> Fact {
        let measure = try row.demanded("measure", "指标")
        let known = catalogue.measure(measure)
        var cells = row.cells
        for (heading, column) in shared where known?.dimensions[heading] == nil {
            if let text = cells.removeValue(forKey: heading) { cells[column] = text }
        }
        let recorded = if let today { today } else { try row.day("recorded", "登记日期") }
        return Fact(
            id: try row.demanded("id", "编号"), measure: measure, day: try row.day("day", "日期"),
            place: try place(row),
            quantity: try quantity(row, known?.unit),
            attributes: cells.filter { !own.contains($0.key) },
            subject: cells["subject"], programme: cells["programme"],
            source: .line(file: table.file, number: row.number),
            recorded: recorded, replaces: row.cells["replaces"])
    }

    private static func place(_ row: InputTable.Row) throws(RowProblem) -> DivisionCode? {
        guard let text = row.cells["place"] else { return nil }
        guard let code = DivisionCode(text) else {
            throw RowProblem(
                Message("“\(text)”不是 12 位区划代码", "'\(text)' is no 12-digit division code"))
        }
        return code
    }

    private static func quantity(
        _ row: InputTable.Row, _ unit: Unit?
    ) throws(RowProblem) -> Quantity {
        try quantity(row.demanded("quantity", "数量"), unit)
    }

    /// A number without a unit is in the measure's own.
    static func quantity(_ text: String, _ unit: Unit?) throws(RowProblem) -> Quantity {
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

extension Fact {
    /// The same fact from another place, recorded on another day.
    func from(_ source: FactSource, recorded: Day) -> Fact {
        Fact(
            id: id, measure: measure, day: day, place: place, quantity: quantity,
            attributes: attributes, subject: subject, programme: programme, source: source,
            recorded: recorded, replaces: replaces)
    }
}
