import Foundation
import Testing

/// A clerk takes cases through procedures of the plans, with the county's own programs.
@Suite("countyctl case", .countyDaemon)
struct CaseCommandTests {
    /// A procedure of a pack with the ledger rows it carries, and the plan's words for each.
    struct Procedure: Sendable, CustomTestStringConvertible {
        let pack: String
        let workflow: String
        let outcome: String
        let rows: [String: [String]]

        init(_ pack: String, _ workflow: String, _ outcome: String, _ rows: [String: [String]]) {
            self.pack = pack
            self.workflow = workflow
            self.outcome = outcome
            self.rows = rows
        }

        var testDescription: String { "\(pack)/\(workflow)" }
    }

    static let procedures = [
        Procedure(
            "xinhe", "green-food", "颁发证书",
            [
                "K14": ["受理及文审", "现场检查", "产品抽样"], "K15": ["环境监测", "产品检测"],
                "K16": ["中国绿色食品发展中心认证审核", "绿色食品认证评审委员会认证评审", "颁发证书"],
            ]),
        Procedure(
            "xinhe", "organic", "颁发证书",
            [
                "K17": ["认证机构认证受理", "申请材料初审"], "K18": ["现场检查评估", "编写检查报告", "综合审查评估意见"],
                "K19": ["颁证委员会决议", "颁发证书"],
            ]),
        Procedure(
            "xinhe", "product-filing", "纳入追溯体系",
            [
                "I31": ["提交企业证明文件", "产品备案", "生产能力备案"], "I32": ["营业执照", "组织机构代码证", "商标注册证"],
                "I33": ["产品名称", "产品规格", "产地"], "I34": ["预计达到多少生产量", "加工贮藏物流情况"],
                "I35": ["政府监管部门", "审核结论"],
            ]),
        Procedure(
            "luoshan", "tender", "验收合格",
            [
                "Q01": ["发布公告", "项目内容", "经费预算", "工期"], "Q02": ["报名预审", "项目申报书"],
                "Q03": ["发布采购文件", "评标办法"], "Q04": ["随机抽选评审专家", "综合打分评审"], "Q05": ["结果公示", "答疑"],
                "Q06": ["签订项目合同", "售后服务"], "Q07": ["结项验收", "项目验收合格单"],
            ]),
        Procedure(
            "luoshan", "acceptance", "验收合格",
            [
                "Q22": ["验收申请", "项目验收申请"], "Q23": ["项目验收前期工作", "查看项目相关材料"],
                "Q24": ["确定验收小组成员单位", "验收地点"], "Q25": ["现场检查", "邀请县纪委监察委监督"],
            ]),
        Procedure("luoshan", "rectification", "办结", ["Q29": ["制定整改方案", "完成整改", "核实销号"]]),
        Procedure("wuhua", "consumer-rights", "办结", ["J06": ["投诉", "调解", "答复书"]]),
        Procedure("luoshan", "technical-support", "办结", ["A03": ["技术支持", "解答"]]),
        Procedure(
            "luoshan", "incubation", "出孵",
            ["A04": ["培训", "孵化辅导", "导师"], "B06": ["申请入孵", "创业计划", "阶段"]]),
        Procedure("luoshan", "brand-service", "办结", ["A06": ["品牌建设", "品牌方案"]]),
        Procedure(
            "luoshan", "service-case", "办结",
            ["A08": ["对接相关职能部门及第三方服务商", "承接单位"], "A09": ["服务前台", "取号受理"]]),
        Procedure("luoshan", "customer-service", "办结", ["A11": ["客户服务中心", "登记咨询投诉", "处理结果"]]),
        Procedure(
            "luoshan", "net-goods", "上线",
            [
                "A12": ["网货研发中心", "产品体系开发"],
                "G04": ["农产品市场调查", "网货产品体系开发", "价值挖掘", "网货产品创意设计", "包装策划", "营销推广"],
                "G06": ["设计", "美工", "包装", "品牌塑造"], "G07": ["农产品市场调查", "调查报告"],
            ]),
        Procedure("luoshan", "logistics-desk", "办结", ["A13": ["物流服务中心", "咨询或预约"]]),
        Procedure("luoshan", "brand-quality", "准用", ["A14": ["品牌品控中心", "质量核查", "准用品牌"]]),
        Procedure("luoshan", "investor", "签约", ["A18": ["接洽", "洽谈", "签约", "协议"]]),
        Procedure("gengma", "follow-up-coaching", "办结", ["A23": ["提供辅导", "孵化", "时数"]]),
        Procedure("luoshan", "small-firm-service", "办结", ["B09": ["小微企业", "服务商", "结果"]]),
        Procedure(
            "luoshan", "platform-operation", "办结",
            ["B14": ["组建平台运营团队", "平台运营维护"], "E24": ["组建平台运营团队", "故障"]]),
        Procedure("gengma", "after-sales", "办结", ["B17": ["订单号", "退换或调解", "处理结果"]]),
        Procedure("gengma", "platform-entry", "入驻", ["B23": ["入驻申请", "审核", "入驻日期"]]),
        Procedure("wuhua", "station-operator", "确定", ["C05": ["集中培训", "公开遴选", "实地考察服务场所", "确定"]]),
        Procedure("luoshan", "start-up-help", "办结", ["C24": ["登记需求", "转介"]]),
        Procedure(
            "luoshan", "value-added", "办结", ["D05": ["金融", "服务类别", "金额"], "D07": ["咨询", "答复"]]),
        Procedure("luoshan", "carrier-check", "已查处", ["D51": ["清查无证无照经营", "依法查处"]]),
        Procedure("luoshan", "carrier-safety", "办结", ["D52": ["督促落实安全管理措施", "复查结果"]]),
        Procedure("luoshan", "road-enforcement", "已处理", ["D53": ["打击超限", "打击超载", "打击“三无”车辆"]]),
        Procedure("gengma", "logistics-supervision", "已处理", ["D54": ["监督检查", "检查记录"]]),
        Procedure("luoshan", "green-channel", "办结", ["D67": ["简化审批", "用时天数"]]),
        Procedure("luoshan", "provider-selection", "签约", ["F28": ["择优遴选", "培训机构", "合同"]]),
        Procedure("xixian", "full-chain-help", "办结", ["F35": ["市场服务", "金融服务", "资金服务", "跟踪指导"]]),
        Procedure(
            "xinhe", "product-development", "完成开发",
            ["G14": ["产品梳理", "优化筛选", "策划和设计"], "G16": ["孵化", "年度"]]),
        Procedure(
            "gengma", "producer-services", "办结",
            [
                "G36": ["品牌注册", "品牌培育", "分拣", "包装", "检测", "网络营销策划", "网站托管"],
                "K36": ["品牌注册", "品牌培育"],
            ]),
        Procedure("xinhe", "technique-extension", "办结", ["G40": ["绿色技术推广应用", "基层农技人员"]]),
        Procedure("luoshan", "grain-vegetable", "办结", ["H22": ["检查“米袋子”产品", "检查“菜篮子”产品"]]),
        Procedure(
            "xinhe", "crisis", "办结",
            ["I30": ["问题追溯", "问责", "责任主体"], "I59": ["产品下架", "产品召回", "问题发布与警示", "问题追溯问责"]]),
        Procedure("xinhe", "truth-check", "属实", ["I36": ["准确性核查", "真实性核查"]]),
        Procedure("luoshan", "trace-platform", "办结", ["I45": ["技术先进性考察", "公信力考察", "传播力考察"]]),
        Procedure(
            "luoshan", "trace-operation", "办结", ["I48": ["制定运行制度", "制定追溯管理技术规范和标准", "运行推广"]]),
        Procedure("xinhe", "join-tracing", "办结", ["I53": ["了解", "指导", "加入质量安全追溯体系"]]),
        Procedure("wuhua", "market-supervision", "办结", ["J05": ["登记线索", "打击违法行为"]]),
        Procedure("gengma", "producer-duty", "办结", ["J07": ["生产企业", "全程质量监管"]]),
        Procedure("wuhua", "goods-inspection", "已查处", ["J12": ["监督检查", "查处假冒伪劣"]]),
        Procedure("wuhua", "licensed-goods", "已改正", ["J13": ["核对许可", "许可证号"]]),
        Procedure("luoshan", "brand-case", "办结", ["J14": ["查处商标侵权", "查处违法使用标识"]]),
        Procedure("gengma", "market-order", "办结", ["J15": ["县公安局、市场监管局", "查处违法行为"]]),
        Procedure("luoshan", "brand-protection", "取得产权保护", ["K04": ["核准注册", "注册号"]]),
        Procedure("luoshan", "trademark", "注册", ["K05": ["商标注册", "类别", "企业"]]),
        Procedure("xinhe", "brand-use", "准许使用", ["K06": ["准入门槛核对", "使用规范告知"]]),
        Procedure("wuhua", "famous-brand", "认定", ["K24": ["申报", "认定", "级别"]]),
        Procedure("wuhua", "origin-protection", "核准", ["K34": ["申请原产地保护", "申请地理标志证明商标"]]),
        Procedure("xinhe", "product-kit", "办结", ["K37": ["外包装设计", "拍摄", "人文故事", "美工", "活动策划"]]),
        Procedure("xinhe", "brand-cultivation", "办结", ["K40": ["现有品牌培育", "新型品牌孵化"]]),
        Procedure("xinhe", "honesty-certification", "发证", ["L06": ["综合评定", "认证机构", "证书"]]),
        Procedure("xinhe", "supplier-admission", "准入", ["L09": ["招募", "筛选决定", "评分表"]]),
        Procedure("luoshan", "entry-exit", "退出", ["L10": ["准入审查", "动态管理", "退出", "理由"]]),
        Procedure("xinhe", "packing-video", "办结", ["M22": ["包装设计", "视频拍摄"]]),
        Procedure("luoshan", "poverty-help", "办结", ["N03": ["帮扶类别", "核对建档立卡"]]),
        Procedure("xixian", "one-to-one", "办结", ["N04": ["结对", "帮教网上销售", "首单日期"]]),
        Procedure(
            "gengma", "guaranteed-loan", "放款",
            ["N18": ["申请贷款", "金额"], "R27": ["人力资源和社会保障局", "推荐银行", "放款金额"]]),
        Procedure("gengma", "tax-relief", "落实", ["P33": ["跟踪辅导", "落实税收优惠", "减免金额"]]),
        Procedure("gengma", "application-help", "办结", ["P40": ["帮助和指导", "县商务局"]]),
        Procedure("luoshan", "tender", "验收合格", ["Q09": ["随机抽选评审专家", "结果公示", "签订项目合同"]]),
        Procedure("luoshan", "publication-check", "办结", ["Q17": ["监督检查", "依法追究责任"]]),
        Procedure("gengma", "first-check", "通过", ["Q26": ["初验", "市商务局、市财政局", "初验意见"]]),
        Procedure("luoshan", "supervision", "办结", ["Q30": ["督导检查", "动态跟踪", "上报项目进展情况"]]),
        Procedure("wuhua", "complaint-line", "办结", ["Q36": ["监督电话", "转纪检或审计", "答复内容"]]),
        Procedure("xixian", "association-members", "入会", ["R11": ["申请入会", "登记会员"]]),
        Procedure("luoshan", "discipline-watch", "办结", ["R14": ["纪检部门", "监督记录"]]),
        Procedure("wuhua", "firm-change", "办结", ["R32": ["帮扶", "转型", "新业务"]]),
    ]

    static let rows: [Row] = procedures.flatMap { procedure in
        procedure.rows.keys.sorted().map { Row(id: $0, procedure: procedure) }
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let id: String
        let procedure: Procedure

        var testDescription: String { id }
    }

    @Test("a case goes through all steps of its plan, step by step in one form", arguments: rows)
    func row(_ row: Row) async throws {
        let office = try CaseOffice()
        let procedure = row.procedure
        let words = try #require(procedure.rows[row.id])
        let form = try await office.run(
            ["case", "form", "--workflow", procedure.workflow, "--pack", procedure.pack])
        for word in words { #expect(form.text.contains(word), "\(row.id): \(word)") }
        let id = try await office.open(procedure)
        // Without what the row asks for it does not go on, and nothing is written.
        let filled = CaseFiller.filled(form.text)
        let without = try office.scratch.write(
            CaseFiller.without(words, in: filled).utf8, to: "\(id)-without.yaml")
        let refused = try await office.act(id, procedure.pack, without)
        #expect(refused.code == 65, "\(row.id) does not need \(words)")
        let whole = try office.scratch.write(filled.utf8, to: "\(id).yaml")
        let done = try await office.act(id, procedure.pack, whole)
        #expect(done.code == 0, "\(done.errors)")
        let shown = try object(
            try await office.run(["case", "show", id, "--pack", procedure.pack, "--json"]).text)
        #expect(shown["step"] is NSNull || shown["step"] == nil)
        #expect((shown["history"] as? [Any])?.isEmpty == false)
        #expect(shown["outcome"] as? String == procedure.outcome)
    }

    @Test("two clerks at once: the second is told; a refused form changes nothing")
    func changedMeanwhile() async throws {
        let office = try CaseOffice()
        let procedure = try #require(Self.procedures.first { $0.workflow == "organic" })
        let id = try await office.open(procedure)
        let first = try await office.run(["case", "form", id, "--pack", "xinhe"])
        let step = try office.scratch.write(
            CaseFiller.filled(first.text).utf8, to: "\(id)-step.yaml")
        #expect(try await office.act(id, "xinhe", step).code == 0)
        let again = try await office.act(id, "xinhe", step)
        #expect(again.code == 65, "the step is over")
        let shown = try object(
            try await office.run(["case", "show", id, "--pack", "xinhe", "--json"]).text)
        #expect((shown["history"] as? [Any])?.count == 1)
        let next = try #require(shown["step"] as? [String: Any])
        #expect(next["number"] as? Int == 2)
        #expect((next["needs"] as? [Any])?.isEmpty == false)
        let list = try await office.run(["case", "list", "--pack", "xinhe"])
        #expect(list.text.contains(id))
    }

    @Test("a scheme that may be closed takes no case; wrong names are told with the nearest")
    func refusals() async throws {
        let office = try CaseOffice()
        let closed = try await office.run(
            ["case", "open", "pollution-free", "--pack", "xinhe", "--by", "经办人甲"])
        #expect(closed.code == 65)
        #expect(closed.errors.contains("停止受理") || closed.errors.contains("new applications"))
        let near = try await office.run(
            ["case", "open", "organc", "--pack", "xinhe", "--by", "经办人甲"])
        #expect(near.code == 64)
        #expect(near.errors.contains("organic"))
        let unknown = try await office.run(["case", "show", "organic-1999-1", "--pack", "xinhe"])
        #expect(unknown.code == 65)
    }

    @Test("a pack changed since a case began is told with both versions, and hides no other case")
    func packChanged() async throws {
        let office = try CaseOffice()
        let begun = try PackCopy("xinhe", as: "xinhe-cases", in: office.scratch)
        let opening = ["case", "open", "organic", "--by", "经办人甲", "--on", CaseFiller.day]
        let id = try #require(try await begun.answers(opening).first?["id"] as? String)
        let other = try #require(try await begun.answers(opening).first?["id"] as? String)
        let form = try await begun.countyctl(["case", "form", id])
        let filled = try office.scratch.write(
            CaseFiller.filled(form.text).utf8, to: "\(id).yaml")
        #expect(try await begun.countyctl(["case", "act", id, "--form", filled]).code == 0)

        let later = try Scratch()
        let changed = try PackCopy("xinhe", as: "xinhe-cases", in: later) { name, text in
            switch name {
            case "pack.yaml": text.replacing("version: 1", with: "version: 2")
            case "workflows/organic.yaml": text.replacing("choice: 提交", with: "choice: 交齐")
            default: text
            }
        }
        let shown = try await changed.countyctl(["case", "show", id])
        #expect(shown.code == 65)
        #expect(shown.errors.contains("version 1 when it was opened, 2 now"), "\(shown.errors)")
        let list = try await changed.countyctl(["case", "list"])
        #expect(list.code == 65 && list.text.contains(other) && !list.text.contains(id))
        #expect(list.errors.contains(id))
        let fitting = try await begun.answers(["case", "show", id])
        #expect(fitting.first?["pack_version"] as? Int == 1)
        #expect((fitting.first?["history"] as? [Any])?.count == 1)
    }
}

/// Fills in forms as officials would.
enum CaseFiller {
    static let day = "2019-03-04"

    /// Everything done, the first decision taken, each step by somebody else.
    static func filled(_ form: String) -> String {
        var number = 0
        return lines(form).map { line in
            if line.hasPrefix("    by:") { number += 1 }
            return switch line {
            case _ where line.hasPrefix("    on:"): "    on: \(day)"
            case _ where line.hasPrefix("    by:"): "    by: 经办人\(number)"
            case _ where line.hasPrefix("    agree:"): "    agree: true"
            case _ where line.hasPrefix("    choice:"):
                "    choice: "
                    + (line.split(separator: "# ").last?.split(separator: " / ").first ?? "")
            case _ where line.hasSuffix(": false"): line.replacing(": false", with: ": true")
            case _ where line.hasSuffix(": \"\""): line.replacing(": \"\"", with: ": 甲")
            default: line
            }
        }.joined(separator: "\n")
    }

    /// The steps that say one of the words have nothing done in them; left out where nothing was.
    static func without(_ words: [String], in form: String) -> String {
        blocks(form).compactMap { block in
            guard words.contains(where: block.contains) else { return block }
            let empty = block.replacing(": true", with: ": false").replacing(": 甲", with: ": \"\"")
            return empty == block ? nil : empty
        }.joined()
    }

    private static func blocks(_ form: String) -> [String] {
        var blocks = [""]
        for line in lines(form) {
            if line.hasPrefix("  - step:") { blocks.append("") }
            blocks[blocks.count - 1] += line + "\n"
        }
        return blocks
    }

    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}

/// Where a test keeps its forms, and the commands it uses.
struct CaseOffice {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    func run(_ words: [String]) async throws -> ProgramRun {
        await Turnstile.commands.enter()
        defer { Task { await Turnstile.commands.leave() } }
        return try await CountyDaemon.countyctl(words)
    }

    /// Opens a case that gets its number from the county.
    func open(_ procedure: CaseCommandTests.Procedure) async throws -> String {
        let opened = try await run([
            "case", "open", procedure.workflow, "--pack", procedure.pack, "--by", "经办人甲", "--on",
            CaseFiller.day, "--json",
        ])
        return try #require(try object(opened.text)["id"] as? String, "\(opened.errors)")
    }

    func act(_ id: String, _ pack: String, _ form: String) async throws -> ProgramRun {
        try await run(["case", "act", id, "--pack", pack, "--form", form])
    }
}

/// Lets so many in at once: a hundred commands side by side would all outlast their time.
private actor Turnstile {
    static let commands = Turnstile(4)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ places: Int) { free = places }

    func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func leave() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
