import CountyProgramme
import Testing

/// Ledger rows that are credit files: each keeps its own kinds of marks, and fails without them.
struct CreditRowTests {
    @Test("A row keeps marks of its own kinds, and not without them", arguments: rows)
    func row(_ row: AssessmentRowTests.Row) throws {
        let files = RuleFiles.files(row.pack, kind: "/assessment.yaml", row: row.id)
        #expect(try Self.problems(of: row, in: files) == [])
        for word in row.words {
            let without = try? Self.problems(of: row, in: RuleFiles.replacing(word, in: files))
            #expect(without != [], "\(row.id) does not need \(word)")
        }
    }

    /// What is wrong with a row: open, its file has no points; decided, each kind of mark counts.
    private static func problems(
        of row: AssessmentRowTests.Row, in files: [RuleFiles.File]
    ) throws -> [String] {
        let open = try Rulebook(files: files).credit.first { $0.id == row.carrier }
        let decided = try Rulebook(files: RuleFiles.decided(files)).credit
            .first { $0.id == row.carrier }
        guard let open, let decided, open.rows.contains(row.id) else { return ["no policy"] }
        var problems = row.words.filter { word in !open.kinds.contains { $0.title == word } }
        let marks = open.kinds.map {
            CreditMark(id: $0.id, kind: $0.id, day: CaseDriver.start, paper: "决定书")
        }
        let blocked = open.standing(of: marks, on: CaseDriver.start)
        if blocked.points != nil || blocked.questions.isEmpty {
            problems.append("an open policy gives points")
        }
        // One point to start with and one for each kind.
        if decided.standing(of: marks, on: CaseDriver.start).points != Rational(marks.count + 1) {
            problems.append("the marks do not add up")
        }
        return problems
    }

    static let rows: [AssessmentRowTests.Row] = [
        AssessmentRowTests.Row(
            "L01", "luoshan", "carriers", "无证无照经营", "超范围经营", "安全管理措施不落实", "超限、超载、“三无”车辆"),
        AssessmentRowTests.Row("L11", "luoshan", "dishonest", "失信企业", "失信合作社", "失信农户"),
        AssessmentRowTests.Row("B07", "luoshan", "platform", "网商", "供应商", "服务商"),
        AssessmentRowTests.Row("L02", "gengma", "logistics", "物流企业", "从业人员"),
        AssessmentRowTests.Row(
            "L05", "xinhe", "enterprise-honesty", "产品下架、产品召回", "展示消费者的溯源信息不真实、不准确"),
    ]
}
