import CountyProgramme
import Testing

/// Ledger rows that are score sheets: each adds up its own printed items, and fails without them.
struct AssessmentRowTests {
    typealias Row = CarriedRow

    @Test("A row scores by its own items, and not without them", arguments: rows)
    func row(_ row: Row) throws {
        let files = RuleFiles.files(row.pack, kind: "/assessment.yaml", row: row.id)
        #expect(try Self.problems(of: row, in: files) == [])
        for word in row.words {
            let without = try? Self.problems(of: row, in: RuleFiles.replacing(word, in: files))
            #expect(without != [], "\(row.id) does not need \(word)")
        }
    }

    /// What is wrong with a row: its sheet must block while open, and add up once decided.
    private static func problems(of row: Row, in files: [RuleFiles.File]) throws -> [String] {
        guard let open = try Rulebook(files: files).sheet(row.carrier),
            let decided = try Rulebook(files: RuleFiles.decided(files)).sheet(row.carrier)
        else { return ["no sheet"] }
        let carried = open.rows + open.items.flatMap(\.rows)
        guard carried.contains(row.id) else { return ["no row"] }
        let printed =
            open.items.flatMap(words(of:)) + open.effects.values + open.grades.map(\.name)
        var problems = row.words.filter { !printed.contains($0) }
        guard problems.isEmpty else { return problems }
        let evidence = full(open)
        let blocked = open.score(evidence)
        if !blocked.questions.isEmpty, blocked.total != nil || blocked.passes != nil {
            problems.append("an open sheet gives a result")
        }
        let score = decided.score(evidence)
        let sum = try score.parts.reduce(Rational.zero) {
            try $0.adding($1.weighted ?? .zero)
        }
        if score.total != sum { problems.append("the parts do not add up") }
        if !score.missingEvidence.isEmpty { problems.append("evidence is missing") }
        let bare = decided.score(ScoreEvidence())
        if bare.missingEvidence.count != open.items.flatMap(\.evidence).count {
            problems.append("missing evidence is not listed")
        }
        return problems
    }

    static func words(of item: ScoreItem) -> [String] {
        let own = [item.title] + item.evidence
        return switch item.rule {
        case .checklist(let names, _): own + names
        case .threshold(let fact, _, _, _): own + [fact]
        case .marks: own
        }
    }

    /// One mark for each item, every fact reached, every paper in the file.
    static func full(_ sheet: ScoreSheet) -> ScoreEvidence {
        var evidence = ScoreEvidence()
        for item in sheet.items {
            evidence.papers[item.id] = Set(item.evidence)
            switch item.rule {
            case .marks: evidence.marks[item.id] = .one
            case .threshold(let fact, _, _, _): evidence.facts[fact] = .one
            case .checklist(let names, _): evidence.fulfilled[item.id] = Set(names)
            }
        }
        return evidence
    }

    @Test("Without a threshold nobody gains or loses five points; with one, the swing is ten")
    func swing() throws {
        let files = RuleFiles.files("gengma", kind: "/assessment.yaml", row: "Q32")
        let open = try #require(try Rulebook(files: files).sheet("member-units"))
        var evidence = ScoreEvidence(facts: ["专项工作得分": Rational(60)])
        let blocked = open.score(evidence)
        #expect(blocked.total == nil)
        #expect(
            blocked.questions.map(\.place) == [
                "assessment/member-units/items/special-work/at"
            ])
        #expect(blocked.missingEvidence.map(\.paper) == ["考核记录"])
        let sheet = try #require(
            try Rulebook(files: RuleFiles.decided(files)).sheet("member-units"))
        #expect(sheet.score(evidence).total == Rational(5))
        evidence.facts["专项工作得分"] = .zero
        #expect(sheet.score(evidence).total == Rational(-5))
    }

    static let rows: [Row] = [
        Row(
            "L07", "xinhe", "supplier", "生产能力", "供货能力", "品质管控能力", "仓储物流能力", "信誉", "生产能力备案", "供货记录",
            "检测报告", "仓储物流情况", "信用记录"),
        Row("L08", "xinhe", "supplier", "准予进入电商平台", "不予进入电商平台"),
        Row("L03", "xinhe", "credit-certification", "安全信用状况", "信用承诺与监督制度", "评定材料", "认证通过"),
        Row(
            "L04", "xinhe", "credit-certification", "企业组织法律地位", "安全信用状况",
            "信用承诺与监督制度", "信用管理部门设立", "信用管理制度建设",
            "产品和服务信用管控情况", "信用管理控制系统运行机制"),
        Row("H17", "xinhe", "five-unities", "采购统一", "环境统一", "包装统一", "入库统一", "二维码统一", "五统一", "检查记录"),
        Row("G13", "xinhe", "product-selection", "一区一品牌"),
        Row("G15", "xinhe", "product-selection", "一区一品牌", "一乡一精品", "一村一特色", "筛选材料"),
        Row("Q32", "gengma", "member-units", "专项工作", "考核记录", "专项工作得分"),
        Row("Q31", "gengma", "townships", "销售业绩", "电子商务建设和应用情况", "建设和应用情况报告"),
        Row("O18", "gengma", "townships", "销售业绩", "销售数据"),
        Row(
            "F30", "luoshan", "market-training", "组织流程", "培训方案", "培训效果", "给予补助", "培训记录", "培训方案文本",
            "回访记录", "不给予补助"),
        Row(
            "H19", "wuhua", "planting-standards", "环境保护", "农业投入品", "种植", "养殖", "产品包装",
            "储运保鲜", "技术标准", "检查记录"),
        Row(
            "H06", "luoshan", "standard-bases", "农业生产技术规范", "生产加工操作规程", "产地准出制度", "基地按标准生产",
            "基地检查记录"),
        Row(
            "F08", "luoshan", "training-rules", "考核制度", "讲师管理制度", "学员考核", "管理制度", "制度文本", "培训计划",
            "测试卷", "培训机构考核", "考核记录"),
        Row(
            "Q27", "luoshan", "performance", "全面检查", "验收", "按建设进度检查", "检查验收报告", "上级部门的绩效评估",
            "绩效评估成绩"),
        Row("H24", "wuhua", "whole-process", "产前", "产中", "产后", "各个环节的技术要求和操作规范", "检查记录"),
        Row(
            "J16", "wuhua", "quality-safety", "产地环境", "农业投入品", "生产过程", "质量安全监督管理", "农业投入品管理档案",
            "生产管理档案", "农产品检测数据库", "农产品安全生产责任书"),
        Row("P28", "wuhua", "mid-term", "电子商务运营中心", "物流配送中心", "农产品检测中心", "运行情况记录"),
        Row("Q28", "wuhua", "self-evaluation", "项目进展", "资金拨付", "项目绩效自评", "项目台账", "拨付凭证", "自评报告"),
        Row("Q35", "xinhe", "inspection", "乡镇完成情况", "部门完成情况", "督查记录"),
    ]
}

/// Draws by lot and credit files.
struct AssessmentTests {
    @Test("A draw repeats, whatever the order of the list, and spreads over the strata")
    func draw() {
        var frame: [String: String] = [:]
        for number in 0..<90 { frame["学员\(number)"] = number < 60 ? "农村青年" : "残疾人" }
        frame["学员90"] = "退伍军人"
        let draw = StratifiedDraw(of: 12, from: frame, seed: "2020-08-31 公证")
        let again = StratifiedDraw(
            of: 12, from: Dictionary(uniqueKeysWithValues: frame.shuffled()), seed: "2020-08-31 公证")
        #expect(draw == again)
        #expect(draw.places == ["农村青年": 7, "残疾人": 4, "退伍军人": 1])
        #expect(draw.drawn.values.reduce(0) { $0 + $1.count } == 12)
        let other = StratifiedDraw(of: 12, from: frame, seed: "另一个")
        #expect(other.drawn != draw.drawn)
    }

    @Test("Who stands aside is not drawn, and the reason is kept")
    func recused() {
        let frame = ["甲": "农业", "乙": "农业", "丙": "农业"]
        let draw = StratifiedDraw(of: 3, from: frame, seed: "1", excluding: ["乙": "与投标人有利害关系"])
        #expect(draw.drawn["农业"]?.sorted() == ["丙", "甲"])
        #expect(draw.excluded == ["乙": "与投标人有利害关系"])
    }

    @Test("A mark counts until it expires, is taken back, or waits for its appeal")
    func credit() throws {
        let files = RuleFiles.files("xinhe", kind: "/assessment.yaml", row: "L05")
        let open = try #require(try Rulebook(files: files).credit.first)
        let policy = try #require(try Rulebook(files: RuleFiles.decided(files)).credit.first)
        let day = try #require(Day("2020-08-01"))
        var marks = [
            CreditMark(id: "1", kind: "recall", day: day, paper: "召回通知"),
            CreditMark(id: "2", kind: "recall", day: day.adding(months: -2), paper: "旧通知"),
            CreditMark(id: "3", kind: "recall", day: day, paper: ""),
            CreditMark(id: "4", kind: "false-trace", day: day, paper: "核查记录", appeal: .upheld),
        ]
        let standing = policy.standing(of: marks, on: day)
        #expect(standing.points == Rational(2))
        #expect(
            standing.marks.map(\.effect) == [
                .counts(.one), .expired(day.adding(months: -1)), .noPaper, .takenBack,
            ])
        #expect(open.standing(of: marks, on: day).points == nil)
        marks[0].appeal = .pending
        let waiting = open.standing(of: marks, on: day)
        #expect(waiting.questions.contains { $0.place.hasSuffix("kinds/recall/keep_months") })
        #expect(policy.rows == ["L05"])
    }

    @Test("The same mark filed twice takes its points once; two marks of one number block")
    func markTwice() throws {
        let files = RuleFiles.files("xinhe", kind: "/assessment.yaml", row: "L05")
        let policy = try #require(try Rulebook(files: RuleFiles.decided(files)).credit.first)
        let day = try #require(Day("2020-08-01"))
        let mark = CreditMark(id: "1", kind: "recall", day: day, paper: "召回通知")
        let once = policy.standing(of: [mark, mark], on: day)
        #expect(once.points == Rational(2))
        #expect(once.marks.map(\.effect) == [.counts(.one), .again])
        let other = CreditMark(id: "1", kind: "false-trace", day: day, paper: "核查记录")
        let twice = policy.standing(of: [mark, other], on: day)
        #expect(twice.points == nil)
        #expect(twice.marks.map(\.effect) == [.contradicted, .contradicted])
        #expect(twice.questions.map(\.place) == ["assessment/enterprise-honesty/marks/1"])
    }
}
