import CountyProgramme
import Testing

/// Ledger rows that are a pool of experts: evaluators are drawn from it by lot, on the record.
struct ExpertRowTests {
    /// What the two registers of a row hold, each needed for the draw.
    private static let words = [
        "专家编号", "专家姓名", "专业领域", "工作单位", "抽选编号", "评审项目", "抽选日期", "公布的种子", "抽选人数",
        "抽中专家", "回避专家及理由", "随机抽选评审专家",
    ]

    @Test("Evaluators are drawn from the pool, and not without its fields", arguments: ["Q08"])
    func row(_ id: String) throws {
        let endings = ["/experts.yaml", "/tender.yaml", "/clocks.yaml"]
        let files = RuleFiles.files("luoshan").filter { file in
            endings.contains { file.name.hasSuffix($0) }
        }
        #expect(try Self.problems(of: id, in: files) == [])
        for word in Self.words {
            let without = try? Self.problems(of: id, in: RuleFiles.replacing(word, in: files))
            #expect(without != [], "\(id) does not need \(word)")
        }
    }

    private static func problems(of id: String, in files: [RuleFiles.File]) throws -> [String] {
        let rules = try Rulebook(files: files)
        guard let experts = rules.register("experts"), experts.rows.contains(id),
            let draws = rules.register("expert-draws"), draws.rows.contains(id)
        else { return ["no pool"] }
        let pool = try pool(experts)
        let draw = draw(3, from: pool, seed: "2019-07-01 开标")
        var problems: [String] = []
        let step = rules.workflow("tender")?.steps.first { $0.rows.contains(id) }
        if step?.acts.contains("随机抽选评审专家") != true { problems.append("no draw in the tender") }
        if draw.drawn.mapValues(\.count) != ["农业": 1, "信息": 1, "财务": 1] {
            problems.append("not one of each field: \(draw.drawn)")
        }
        if draw.excluded.isEmpty { problems.append("an expert of the bidder is drawn") }
        let record = try draws.record([
            "抽选编号": "1", "评审项目": "追溯体系", "抽选日期": "2019-07-01", "公布的种子": draw.seed,
            "抽选人数": "\(draw.size)", "抽中专家": names(draw),
            "回避专家及理由": draw.excluded.map { "\($0)：\($1)" }.sorted().joined(separator: "；"),
        ])
        let time = ProofOfTime(claimed: CaseDriver.start, captured: CaseDriver.start)
        var kept = Register(draws)
        try kept.add(record, by: "甲", time: time)
        // Whoever doubts the draw repeats it from the record and the pool.
        let values = kept.records.first?.values.mapValues(\.written) ?? [:]
        let again = self.draw(
            Int(values["抽选人数"] ?? "") ?? 0, from: pool, seed: values["公布的种子"] ?? "")
        if values["抽中专家"] != names(again) { problems.append("the draw cannot be repeated") }
        return problems
    }

    /// Nine made-up experts of three fields, some of them the bidder's own.
    private static func pool(_ type: RegisterType) throws -> Register {
        var pool = Register(type)
        let time = ProofOfTime(claimed: CaseDriver.start, captured: CaseDriver.start)
        for number in 0..<9 {
            let record = try type.record([
                "专家编号": "Z\(number)", "专家姓名": "专家\(number)",
                "专业领域": ["农业", "信息", "财务"][number % 3],
                "工作单位": number % 4 == 0 ? "投标单位" : "县外单位",
            ])
            try pool.add(record, by: "甲", time: time)
        }
        return pool
    }

    /// Draws by field; whoever works for the bidder stands aside.
    private static func draw(_ size: Int, from pool: Register, seed: String) -> StratifiedDraw {
        var frame: [String: String] = [:]
        var aside: [String: String] = [:]
        for record in pool.records {
            let number = record.key.first ?? ""
            frame[number] = record.values["专业领域"]?.written
            if record.values["工作单位"]?.written == "投标单位" { aside[number] = "投标单位的人员" }
        }
        return StratifiedDraw(of: size, from: frame, seed: seed, excluding: aside)
    }

    private static func names(_ draw: StratifiedDraw) -> String {
        draw.drawn.values.flatMap { $0 }.sorted().joined(separator: "、")
    }
}
