import CountyProgramme
import Foundation
import Testing

/// Ledger rows that are files: what has to lie in them is missing first, is filed, and is there then.
@Suite("Files kept by a county", .countyDaemon)
struct RecordCommandTests {
    typealias Row = CarriedRow

    @Test("a row's papers are missing, filed with their proofs, and there", arguments: rows)
    func row(_ row: Row) async throws {
        let scratch = try Scratch()
        let copy = try PackCopy(row.pack, as: "\(row.pack)-\(row.id.lowercased())", in: scratch)
        let plan = try #require(copy.rules.filePlan(row.carrier))
        let papers = plan.papers.filter { plan.rows.contains(row.id) || $0.rows.contains(row.id) }
        try #require(!papers.isEmpty, "nothing carries \(row.id)")
        let show = ["records", "show", plan.id, "样例"]
        let first = try await copy.countyctl(show + ["--json"])
        for word in row.words { #expect(first.text.contains(word), "\(row.id): \(word)") }
        #expect(try Self.missing(first).isSuperset(of: papers.map(\.name)), "\(row.id)")

        var number = 0
        for paper in papers {
            for part in paper.parts.isEmpty ? [nil] : paper.parts.map(Optional.some) {
                for _ in 1...paper.atLeast {
                    number += 1
                    try await Self.file(paper, part, number, in: plan, copy, scratch)
                }
            }
        }
        let last = try await copy.countyctl(show + ["--json"])
        #expect(try Self.missing(last).isDisjoint(with: papers.map(\.name)), "\(row.id)")
        let there = try object(last.text)["papers"] as? [[String: Any]] ?? []
        #expect(there.count == number)
        #expect(there.allSatisfy { $0["claimed"] as? String == "2019-03-04" })
        #expect(there.allSatisfy { ($0["days_between"] as? Int ?? 0) > 0 })
    }

    private static func missing(_ run: ProgramRun) throws -> Set<String> {
        let missing = try object(run.text)["missing"] as? [[String: Any]] ?? []
        return Set(missing.compactMap { $0["paper"] as? String })
    }

    /// Files one paper with all its proofs.
    private static func file(
        _ paper: FilePlan.Paper, _ part: String?, _ number: Int, in plan: FilePlan,
        _ copy: PackCopy, _ scratch: Scratch
    ) async throws {
        let path = try scratch.write("\(paper.name) \(number)".utf8, to: "\(number).txt")
        let about = [plan.id, "样例", paper.name, "--file", path, "--number", "\(number)"]
        let who = ["--on", "2019-03-04", "--by", "档案员甲"]
        _ = try await copy.answers(
            ["records", "add"] + about + who + (part.map { ["--part", $0] } ?? []))
        for act in paper.proofs {
            _ = try await copy.answers(["records", "prove"] + about + who + ["--act", act])
        }
    }

    @Test("the same content changes nothing; new content is a version; a closed file takes nothing")
    func versions() async throws {
        let scratch = try Scratch()
        let copy = try PackCopy("luoshan", as: "luoshan-files", in: scratch)
        let one = try scratch.write("第一稿".utf8, to: "one.txt")
        let two = try scratch.write("第二稿".utf8, to: "two.txt")
        func add(_ file: String, _ more: [String] = []) async throws -> ProgramRun {
            try await copy.countyctl(
                ["records", "add", "project", "样例", "项目申报书", "--file", file, "--number", "1"]
                    + ["--by", "档案员甲", "--json"] + more)
        }
        func version(_ run: ProgramRun) throws -> Int? {
            (try object(run.text)["papers"] as? [[String: Any]])?.first?["version"] as? Int
        }
        #expect(try version(await add(one)) == 1)
        #expect(try version(await add(one)) == 1)
        #expect(try version(await add(two)) == 2)
        #expect(try await add(one, ["--on", "2999-01-01"]).code == 65)
        let list = try await copy.answers(["records", "missing"])
        #expect(list.map { $0["subject"] as? String } == ["样例"])
        #expect((list[0]["missing"] as? [Any])?.isEmpty == false)
        let before = try await copy.answers(
            ["records", "show", "project", "样例", "--on", "2019-03-04"])
        #expect((before[0]["papers"] as? [Any])?.isEmpty == true, "it was not there yet")
        _ = try await copy.answers(["records", "close", "project", "样例", "--by", "档案员甲"])
        #expect(try await add(one).code == 65)
        let near = try await copy.countyctl([
            "records", "add", "project", "样例", "项目申报表", "--file", one, "--by", "档案员甲",
        ])
        #expect(near.code == 65 && near.errors.contains("项目申报书"))
    }
}

extension RecordCommandTests {
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
