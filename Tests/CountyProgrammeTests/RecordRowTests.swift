import CountyProgramme
import Testing

/// Ledger rows that are papers to be kept: each file wants its own, and is complete with them.
struct RecordRowTests {
    typealias Row = CarriedRow

    @Test("A row's file wants its own papers, and not without them", arguments: rows)
    func row(_ row: Row) throws {
        let files = RuleFiles.files(row.pack, kind: "/records.yaml", row: row.id)
        #expect(try Self.problems(of: row, in: Rulebook(files: files)) == [])
        for word in row.words {
            let changed = RuleFiles.replacing(word, in: files)
            let without = try? Self.problems(of: row, in: Rulebook(files: changed))
            #expect(without != [], "\(row.id) does not need \(word)")
        }
    }

    /// What is wrong with a row; nothing when its file wants each paper until it is there.
    private static func problems(of row: Row, in rules: Rulebook) throws -> [String] {
        guard let plan = rules.filePlan(row.carrier) else { return ["no file plan"] }
        let own = plan.papers.filter { $0.rows.contains(row.id) }
        let papers = plan.rows.contains(row.id) ? plan.papers : own
        guard !papers.isEmpty else { return ["no paper"] }
        let words = [plan.title, plan.keeper] + papers.flatMap(\.words)
        var problems = row.words.filter { !words.contains($0) }
        guard problems.isEmpty else { return problems }
        let file = FileName(plan: plan.id, subject: "一号")
        var book = RecordBook(plans: rules.filePlans)
        for paper in papers {
            let wanted = wants(book, file, for: paper)
            if wanted != max(1, paper.parts.count) + paper.proofs.count {
                problems.append("\(paper.name) is not asked for: \(wanted)")
            }
            try RecordDriver.file(paper, in: file, of: &book)
            if wants(book, file, for: paper) != 0 {
                problems.append("\(paper.name) is there and still wanting")
            }
        }
        let stranger = RecordDriver.paper("废纸", in: file)
        if (try? book.file(stranger)) != nil { problems.append("a strange paper is taken") }
        return problems
    }

    private static func wants(
        _ book: RecordBook, _ file: FileName, for paper: FilePlan.Paper
    ) -> Int {
        book.standing(of: file, on: RecordDriver.day)?.missing.count { $0.paper == paper.name } ?? 0
    }

    @Test("What a paper is said to be is printed, or is marked as ours", arguments: RuleFiles.names)
    func printed(_ pack: String) throws {
        let documents = try ["plan"] + PlanPacks.pack(pack).parts.map(\.id)
        let plans = try RuleFiles.rulebook(pack).filePlans
        #expect(!plans.isEmpty)
        for plan in plans {
            let heads = plan.origin.printed(
                of: [plan.title, plan.subject] + [plan.keeper].compactMap { $0 })
            let entries = [(plan.origin, heads)] + plan.papers.map { ($0.origin, $0.printedWords) }
            for (origin, words) in entries {
                guard let source = origin.source else { continue }
                #expect(documents.contains(source.document))
                for word in words {
                    #expect(source.phrase.contains(word), "\(pack)/\(plan.id): \(word)")
                }
            }
        }
    }

    @Test("A row shown only by papers of ours says so", arguments: rows)
    func note(_ row: Row) throws {
        let plan = try #require(try RuleFiles.rulebook(row.pack).filePlan(row.carrier))
        let printed =
            plan.origin.printed(of: [plan.title]) + plan.papers.flatMap(\.printedWords)
        #expect(!Set(printed).isDisjoint(with: row.words), "\(row.id)")
    }

    static let rows: [Row] = [
        Row(
            "P17", "luoshan", "project", "一项一档", "项目申报书", "合作协议", "项目验收合格单", "资格预审记录", "项目招标公告",
            "公告页面", "采购文件", "招标响应文件", "综合打分", "承办单位候选人", "网上公示", "项目进展情况", "年度工作总结", "施工照片", "付款凭证",
            "项目验收申请"),
        Row("P01", "luoshan", "policies", "实施方案", "报省商务厅、省财政厅备案", "在本地媒体和网络公示"),
        Row("P15", "xixian", "policies", "项目资金管理办法", "在本地媒体和网络公示", "报省商务厅、省财政厅备案"),
        Row("P34", "luoshan", "policies", "配套政策", "土地", "税收", "人才", "项目", "培训"),
        Row("G32", "luoshan", "policies", "管理服务流程图", "开发", "加工", "流通", "生产"),
        Row("G31", "xixian", "township", "农村产品网货化发展模式和实施路径", "乡镇"),
        Row("K30", "luoshan", "brand", "农产品的文化内涵", "人文", "地域", "风土"),
        Row("K39", "xixian", "brand", "生态牌", "绿色牌", "安全牌", "组织机构品牌"),
        Row("D61", "wuhua", "policies", "五华县乡村快递服务体系建设方案", "县邮政公司", "相关部门"),
        Row("D62", "wuhua", "policies", "五华县电子商务与快递物流协同发展实施方案", "县科工商务局", "相关部门"),
        Row("F25", "wuhua", "policies", "五华县电子商务进农村综合示范县人才培训实施计划", "县人社局", "县中小企业局"),
        Row(
            "H13", "wuhua", "policies", "关于五华县开展农产品电商标准体系建设工作的实施方案", "国标标准", "农业标准化", "县工商质监局",
            "相关部门", "采用标准记录", "企业标准化"),
        Row("N02", "wuhua", "policies", "电子商务精准扶贫方案", "具体措施和做法", "县扶贫开发局"),
        Row("N15", "wuhua", "policies", "五华县电子商务助力精准扶贫精准脱贫实施方案"),
        Row(
            "N16", "wuhua", "relief-cases", "成功案例", "网上销售产品记录", "在市级以上新闻媒体上进行宣传报道", "通过电商助力脱贫等资料",
            "信息报送"),
        Row("P30", "wuhua", "policies", "五华县电子商务产业发展规划（2018—2022）"),
        Row("P39", "wuhua", "policies", "相关规费减免优惠政策"),
        Row("R28", "wuhua", "policies", "五华县推进农商互联助力乡村振兴的工作方案", "畜牧兽医局", "县农业局", "残联"),
        Row("Q37", "wuhua", "evaluation", "项目建设资料", "总结（绩效评价）报告", "建设资料", "资料分类目录"),
        Row(
            "K38", "wuhua", "certified-area", "一个标准，两个市场", "产地认定与产品认证一体化", "行政区域", "产地认定", "产品认证",
            "一体化认证", "生产区域"),
        Row(
            "I40", "wuhua", "trace-subject", "追溯主体单位", "农业投入品管理档案", "生产管理档案", "农产品检测数据库",
            "农产品安全生产责任书"),
        Row("Q41", "wuhua", "town", "刷墙宣传广告", "镇"),
        Row("O20", "gengma", "traces", "痕迹档案管理", "报送信息", "文件", "现场照片"),
        Row("G17", "gengma", "product", "农村产品的生产、包装和销售情况档案", "生产", "包装", "销售"),
        Row("P31", "gengma", "policies", "激励政策", "耿马傣族佤族自治县农村电子商务扶持政策措施（试行）"),
        Row("R18", "gengma", "township", "成立项目实施的组织领导机构", "工作任务", "工作方案"),
        Row(
            "R26", "gengma", "cases", "典型案例", "农村青年", "农村商业模式", "总结宣传推广", "农村妇女", "新型农业经营主体",
            "示范工作经验做法"),
        Row("I37", "xinhe", "policies", "新河县质量安全追溯监管体系相关规章制度", "落实", "执法", "配套规章制度", "检查"),
        Row("P32", "xinhe", "policies", "用地", "融资", "税收", "政策支持"),
    ]
}

/// Puts made-up papers into files.
enum RecordDriver {
    static let day = Day("2020-08-31") ?? Day(number: 0)

    /// A digest that differs with its seed.
    static func digest(_ seed: Int) -> ContentDigest {
        let digits = String(seed, radix: 16)
        let text = String(repeating: "0", count: max(0, 64 - digits.count)) + digits
        return ContentDigest(text) ?? digest(0)
    }

    static func paper(
        _ name: String, in file: FileName, number: Int = 1, part: String? = nil,
        claimed: Day = day, captured: Day = day
    ) -> FiledPaper {
        FiledPaper(
            file: file, paper: name, number: "\(part ?? "")\(number)", part: part,
            digest: digest(number * 1_000 + name.utf8.reduce(0) { ($0 * 31 + Int($1)) % 997 }),
            time: ProofOfTime(claimed: claimed, captured: captured), by: "村民甲")
    }

    /// Files everything the plan wants of a paper, with its proofs.
    static func file(
        _ paper: FilePlan.Paper, in file: FileName, of book: inout RecordBook
    ) throws {
        let parts = paper.parts.isEmpty ? [nil] : paper.parts.map(Optional.some)
        for part in parts {
            for number in 1...paper.atLeast {
                let filed = Self.paper(paper.name, in: file, number: number, part: part)
                try book.file(filed)
                for act in paper.proofs {
                    try book.prove(
                        PaperProof(
                            file: file, paper: paper.name, number: filed.number, act: act,
                            digest: digest(number), time: filed.time))
                }
            }
        }
    }
}
