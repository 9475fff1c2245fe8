import County
import CountyProgramme

/// The project ledger 项目台账 as a table: one line for each thing done.
///
/// Evidence is `name=file`, several with `;` between them; a file's bytes are hashed as they are.
enum WorkTable {
    private static let names = [
        "编号": "id", "工作": "item", "日期": "day", "登记日期": "recorded", "经办": "by",
        "部分": "part", "数量": "reached", "证据": "evidence", "说明": "note", "更正": "replaces",
    ]

    /// The entries of a file in the ledger of a pack.
    ///
    /// - Throws: `CountyError` after telling every line that is wrong.
    static func ledger(_ file: String, of pack: ProgrammePack) throws -> WorkLedger {
        var ledger = WorkLedger(pack)
        var table = try InputTable(file, names: names)
        let known = Set(names.values)
        for column in table.columns where !column.isEmpty && !known.contains(column) {
            table.refuse(
                1, Message("没有“\(column)”这一列", "there is no column '\(column)'"))
        }
        for row in table.rows {
            do {
                try ledger.append(entry(row, beside: file))
            } catch let problem as RowProblem {
                table.refuse(row.number, problem.message)
            } catch let refusal as WorkRefusal {
                table.refuse(row.number, Message(refusal.chinese, refusal.english))
            }
        }
        try table.demandNoProblems()
        return ledger
    }

    private static func entry(_ row: InputTable.Row, beside file: String) throws -> WorkEntry {
        var evidence: [String: ContentDigest] = [:]
        let list = (row.cells["evidence"] ?? "").split { ";；".contains($0) }
        for item in list {
            let parts = item.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw RowProblem(
                    Message("“证据”要写成 名称=文件", "'evidence' is written name=file"))
            }
            evidence[trimmed(parts[0])] = try digest(trimmed(parts[1]), beside: file)
        }
        return WorkEntry(
            id: try row.demanded("id", "编号"), item: try row.demanded("item", "工作"),
            time: ProofOfTime(
                claimed: try row.day("day", "日期"), captured: try row.day("recorded", "登记日期")),
            by: try row.demanded("by", "经办"), part: row.cells["part"],
            reached: try reached(row), evidence: evidence, note: row.cells["note"] ?? "",
            replaces: row.cells["replaces"])
    }

    private static func reached(_ row: InputTable.Row) throws(RowProblem) -> Quantity? {
        guard let text = row.cells["reached"] else { return nil }
        guard let quantity = Quantity(text) else {
            throw RowProblem(
                Message(
                    "“数量”要写成 12 个，现在是“\(text)”", "'reached' is 12 个, found '\(text)'"))
        }
        return quantity
    }

    private static func digest(_ paper: String, beside table: String) throws -> ContentDigest {
        let folder = table.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        return try PaperFile.digest(
            paper.hasPrefix("/") ? paper : (folder + [Substring(paper)]).joined(separator: "/"))
    }

    private static func trimmed(_ text: String) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
