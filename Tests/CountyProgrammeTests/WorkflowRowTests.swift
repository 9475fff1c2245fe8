import CountyProgramme
import Testing

/// Ledger rows that are procedures: each runs by its own printed steps, and fails without them.
struct WorkflowRowTests {
    typealias Row = CarriedRow

    @Test("A row runs by its own steps, and not without them", arguments: rows)
    func row(_ row: Row) throws {
        let files = RuleFiles.files(row.pack, only: "/\(row.carrier).yaml")
            .map(RuleFiles.takingCases)
        #expect(try Self.problems(of: row, in: Rulebook(files: files)) == [])
        for word in row.words {
            let changed = RuleFiles.replacing(word, in: files)
            let without = (try? Rulebook(files: changed)).map { Self.problems(of: row, in: $0) }
            #expect(without != [], "\(row.id) does not need \(word)")
        }
    }

    /// What is wrong with a row in a pack; nothing when a case can be taken through its steps.
    private static func problems(of row: Row, in rules: Rulebook) -> [String] {
        guard let workflow = rules.workflow(row.carrier) else { return ["no procedure"] }
        let own = workflow.steps.filter { $0.rows.contains(row.id) }
        let steps = workflow.rows.contains(row.id) ? workflow.steps : own
        guard !steps.isEmpty else { return ["no step"] }
        let printed = Set(steps.flatMap(words(of:)) + workflow.outcomes + [workflow.title])
        var problems = row.words.filter { !printed.contains($0) }
        do {
            problems += try refusals(workflow, through: steps)
        } catch {
            problems.append("\(error)")
        }
        return problems
    }

    private static func words(of step: WorkflowStep) -> [String] {
        [step.name] + step.acts + step.papersIn + step.papersOut + step.record
            + step.choices.map(\.name) + [step.actor]
    }

    /// Takes a case through all steps; each of the row's steps has to refuse an empty decision.
    private static func refusals(
        _ workflow: Workflow, through steps: [WorkflowStep]
    ) throws -> [String] {
        var problems: [String] = []
        var visited: Set<String> = []
        var file = try WorkflowCase(id: "1", of: workflow, on: CaseDriver.start)
        while let step = file.step {
            guard visited.insert(step.id).inserted else { return ["\(step.id) comes twice"] }
            let isBare = step.acts.isEmpty && step.papersIn.isEmpty && step.papersOut.isEmpty
            if steps.contains(step), !(isBare && step.record.isEmpty) {
                var copy = file
                let empty = CaseDriver.event(step, CaseEvent.Decision(choice: step.choices[0].name))
                do throws(CaseRefusal) {
                    try copy.apply(empty)
                    problems.append("\(step.id) ends without anything done")
                } catch {
                    if copy != file { problems.append("a refused event changed the case") }
                }
            }
            try CaseDriver.finish(step, of: &file)
        }
        problems += steps.filter { !visited.contains($0.id) }.map { "\($0.id) is not reached" }
        return problems
    }
}

/// Takes cases through procedures the way officials would.
enum CaseDriver {
    static let start = Day("2019-03-04") ?? Day(number: 0)

    static func event(
        _ step: WorkflowStep, _ decision: CaseEvent.Decision, by person: String? = nil
    ) -> CaseEvent {
        CaseEvent(
            step: step.id, person: person ?? "\(step.id)甲", role: step.actor,
            time: ProofOfTime(claimed: start, captured: start), action: .decide(decision))
    }

    static func complete(_ step: WorkflowStep, choice: String? = nil) -> CaseEvent.Decision {
        CaseEvent.Decision(
            choice: choice ?? step.choices[0].name, acts: Set(step.acts),
            papers: Set(step.papersIn + step.papersOut),
            values: Dictionary(uniqueKeysWithValues: step.record.map { ($0, "甲") }))
    }

    /// Ends the step with its first decision, with a second person where one has to agree.
    static func finish(_ step: WorkflowStep, of file: inout WorkflowCase) throws {
        try file.apply(event(step, complete(step)))
        guard step.approvals > 1 else { return }
        try file.apply(
            CaseEvent(
                step: step.id, person: "\(step.id)乙", role: step.actor,
                time: ProofOfTime(claimed: start, captured: start), action: .second(agrees: true)))
    }
}

extension WorkflowRowTests {
    static let rows: [Row] = [
        Row("K09", "xinhe", "pollution-free", "申请人提出申请"),
        Row("K10", "xinhe", "pollution-free", "受理申请", "形式审查", "县级工作机构"),
        Row("K11", "xinhe", "pollution-free", "符合性确认", "受委托实施现场检查", "地级工作机构"),
        Row("K12", "xinhe", "pollution-free", "组织现场检查", "省级工作机构"),
        Row("K13", "xinhe", "pollution-free", "产品认证终审", "颁发证书", "农业部农产品质量安全中心"),
        Row("K14", "xinhe", "green-food", "受理及文审", "现场检查", "产品抽样"),
        Row("K15", "xinhe", "green-food", "环境监测", "产品检测"),
        Row(
            "K16", "xinhe", "green-food", "中国绿色食品发展中心认证审核",
            "绿色食品认证评审委员会认证评审", "颁发证书"),
        Row("K17", "xinhe", "organic", "认证机构认证受理", "申请材料初审"),
        Row("K18", "xinhe", "organic", "现场检查评估", "编写检查报告", "综合审查评估意见"),
        Row("K19", "xinhe", "organic", "颁证委员会决议", "颁发证书"),
        Row("K20", "xinhe", "geographical-indication", "初审", "现场核查"),
        Row("K21", "xinhe", "geographical-indication", "申请材料复审", "组织专家评审"),
        Row("K22", "xinhe", "geographical-indication", "发布公示", "颁发证书"),
        Row("A01", "luoshan", "service-case", "服务前台", "申请人", "免费或增值", "办理结果"),
        Row("A03", "luoshan", "technical-support", "技术支持", "解答"),
        Row("A04", "luoshan", "incubation", "培训", "孵化辅导", "导师"),
        Row("A06", "luoshan", "brand-service", "品牌建设", "品牌方案"),
        Row("A08", "luoshan", "service-case", "对接相关职能部门及第三方服务商", "承接单位"),
        Row("A09", "luoshan", "service-case", "服务前台", "取号受理"),
        Row("A11", "luoshan", "customer-service", "客户服务中心", "登记咨询投诉", "处理结果"),
        Row("A12", "luoshan", "net-goods", "网货研发中心", "产品体系开发"),
        Row("A13", "luoshan", "logistics-desk", "物流服务中心", "咨询或预约"),
        Row("A14", "luoshan", "brand-quality", "品牌品控中心", "质量核查", "准用品牌"),
        Row("A18", "luoshan", "investor", "接洽", "洽谈", "签约", "协议"),
        Row("A23", "gengma", "follow-up-coaching", "提供辅导", "孵化", "时数"),
        Row("B06", "luoshan", "incubation", "申请入孵", "创业计划", "阶段"),
        Row("B09", "luoshan", "small-firm-service", "小微企业", "服务商", "结果"),
        Row("B10", "luoshan", "e-government", "网上申请", "审批", "通知书"),
        Row("B14", "luoshan", "platform-operation", "组建平台运营团队", "平台运营维护"),
        Row("B17", "gengma", "after-sales", "订单号", "退换或调解", "处理结果"),
        Row("B23", "gengma", "platform-entry", "入驻申请", "审核", "入驻日期"),
        Row("C05", "wuhua", "station-operator", "集中培训", "公开遴选", "实地考察服务场所", "确定"),
        Row("C24", "luoshan", "start-up-help", "登记需求", "转介"),
        Row("C36", "gengma", "three-level-task", "县级中心", "乡镇服务站", "村级服务点"),
        Row("C37", "gengma", "villager-request", "村民小组", "村级服务点"),
        Row("D05", "luoshan", "value-added", "金融", "服务类别", "金额"),
        Row("D07", "luoshan", "value-added", "咨询", "答复"),
        Row("D51", "luoshan", "carrier-check", "清查无证无照经营", "依法查处"),
        Row("D52", "luoshan", "carrier-safety", "督促落实安全管理措施", "复查结果"),
        Row("D53", "luoshan", "road-enforcement", "打击超限", "打击超载", "打击“三无”车辆"),
        Row("D54", "gengma", "logistics-supervision", "监督检查", "检查记录"),
        Row("D67", "luoshan", "green-channel", "简化审批", "用时天数"),
        Row("E18", "luoshan", "self-service", "自助提交", "结果"),
        Row("E24", "luoshan", "platform-operation", "组建平台运营团队", "故障"),
        Row("F28", "luoshan", "provider-selection", "择优遴选", "培训机构", "合同"),
        Row("F35", "xixian", "full-chain-help", "市场服务", "金融服务", "资金服务", "跟踪指导"),
        Row(
            "G04", "luoshan", "net-goods", "农产品市场调查", "网货产品体系开发", "价值挖掘", "网货产品创意设计", "包装策划", "营销推广"
        ),
        Row("G06", "luoshan", "net-goods", "设计", "美工", "包装", "品牌塑造"),
        Row("G07", "luoshan", "net-goods", "农产品市场调查", "调查报告"),
        Row("G14", "xinhe", "product-development", "产品梳理", "优化筛选", "策划和设计"),
        Row("G16", "xinhe", "product-development", "孵化", "年度"),
        Row(
            "G36", "gengma", "producer-services", "品牌注册", "品牌培育", "分拣", "包装", "检测", "网络营销策划", "网站托管"
        ),
        Row("G40", "xinhe", "technique-extension", "绿色技术推广应用", "基层农技人员"),
        Row("H22", "luoshan", "grain-vegetable", "检查“米袋子”产品", "检查“菜篮子”产品"),
        Row("I30", "xinhe", "crisis", "问题追溯", "问责", "责任主体"),
        Row("I31", "xinhe", "product-filing", "提交企业证明文件", "产品备案", "生产能力备案", "纳入追溯体系"),
        Row("I32", "xinhe", "product-filing", "营业执照", "组织机构代码证", "法人身份证", "商标注册证", "税务登记证"),
        Row("I33", "xinhe", "product-filing", "产品名称", "品种", "产品规格", "产品合格的标准指标", "产地", "产品介绍"),
        Row("I34", "xinhe", "product-filing", "规模", "预计达到多少生产量", "加工贮藏物流情况"),
        Row("I35", "xinhe", "product-filing", "政府监管部门", "审核结论", "理由"),
        Row("I36", "xinhe", "truth-check", "准确性核查", "真实性核查"),
        Row("I45", "luoshan", "trace-platform", "技术先进性考察", "公信力考察", "传播力考察"),
        Row("I48", "luoshan", "trace-operation", "制定运行制度", "制定追溯管理技术规范和标准", "运行推广"),
        Row("I53", "xinhe", "join-tracing", "了解", "指导", "加入质量安全追溯体系"),
        Row("I59", "xinhe", "crisis", "产品下架", "产品召回", "问题发布与警示", "问题追溯问责"),
        Row("J05", "wuhua", "market-supervision", "登记线索", "打击违法行为"),
        Row("J06", "wuhua", "consumer-rights", "投诉", "调解", "答复书"),
        Row("J07", "gengma", "producer-duty", "生产企业", "全程质量监管"),
        Row("J12", "wuhua", "goods-inspection", "监督检查", "查处假冒伪劣"),
        Row("J13", "wuhua", "licensed-goods", "核对许可", "许可证号"),
        Row("J14", "luoshan", "brand-case", "查处商标侵权", "查处违法使用标识"),
        Row("J15", "gengma", "market-order", "县公安局、市场监管局", "查处违法行为"),
        Row("K04", "luoshan", "brand-protection", "取得产权保护", "核准注册", "注册号"),
        Row("K05", "luoshan", "trademark", "商标注册", "类别", "企业"),
        Row("K06", "xinhe", "brand-use", "准入门槛核对", "使用规范告知"),
        Row("K24", "wuhua", "famous-brand", "申报", "认定", "级别"),
        Row("K34", "wuhua", "origin-protection", "申请原产地保护", "申请地理标志证明商标"),
        Row("K36", "gengma", "producer-services", "品牌注册", "品牌培育"),
        Row("K37", "xinhe", "product-kit", "外包装设计", "拍摄", "人文故事", "美工", "活动策划"),
        Row("K40", "xinhe", "brand-cultivation", "现有品牌培育", "新型品牌孵化"),
        Row("L06", "xinhe", "honesty-certification", "综合评定", "认证机构", "证书"),
        Row("L09", "xinhe", "supplier-admission", "招募", "筛选决定", "评分表"),
        Row("L10", "luoshan", "entry-exit", "准入审查", "动态管理", "退出", "理由"),
        Row("M22", "xinhe", "product-kit", "拍摄", "图片视频"),
        Row("N03", "luoshan", "poverty-help", "帮扶类别", "核对建档立卡"),
        Row("N04", "xixian", "one-to-one", "结对", "帮教网上销售", "首单日期"),
        Row("N18", "gengma", "guaranteed-loan", "申请贷款", "金额"),
        Row("P33", "gengma", "tax-relief", "跟踪辅导", "落实税收优惠", "减免金额"),
        Row("P40", "gengma", "application-help", "帮助和指导", "县商务局"),
        Row("Q01", "luoshan", "tender", "发布公告", "项目内容", "经费预算", "工期", "承办单位资质要求"),
        Row("Q02", "luoshan", "tender", "报名预审", "资格预审", "项目申报书"),
        Row("Q03", "luoshan", "tender", "发布采购文件", "评标办法", "合作模式"),
        Row("Q04", "luoshan", "tender", "随机抽选评审专家", "资格复审", "综合打分评审"),
        Row("Q05", "luoshan", "tender", "结果公示", "网上公示", "答疑"),
        Row("Q06", "luoshan", "tender", "签订项目合同", "工期进度", "售后服务"),
        Row("Q07", "luoshan", "tender", "结项验收", "考核评估", "项目验收合格单"),
        Row("Q09", "luoshan", "tender", "随机抽选评审专家", "结果公示", "签订项目合同"),
        Row("Q17", "luoshan", "publication-check", "监督检查", "依法追究责任"),
        Row("Q22", "luoshan", "acceptance", "验收申请", "提交验收申请", "项目验收申请"),
        Row("Q23", "luoshan", "acceptance", "项目验收前期工作", "听取项目负责人汇报", "了解项目建设过程与现状", "查看项目相关材料"),
        Row("Q24", "luoshan", "acceptance", "作出是否予以验收结论", "确定验收小组成员单位", "验收时间", "验收地点"),
        Row("Q25", "luoshan", "acceptance", "现场检查", "听取报告", "查看材料", "邀请县纪委监察委监督"),
        Row("Q26", "gengma", "first-check", "初验", "市商务局、市财政局", "初验意见"),
        Row("Q29", "luoshan", "rectification", "制定整改方案", "完成整改", "核实销号"),
        Row("Q30", "luoshan", "supervision", "督导检查", "动态跟踪", "上报项目进展情况"),
        Row("Q36", "wuhua", "complaint-line", "监督电话", "转纪检或审计", "答复内容"),
        Row("R11", "xixian", "association-members", "申请入会", "登记会员"),
        Row("R14", "luoshan", "discipline-watch", "纪检部门", "监督记录"),
        Row("R27", "gengma", "guaranteed-loan", "人力资源和社会保障局", "推荐银行", "放款金额"),
        Row("R32", "wuhua", "firm-change", "帮扶", "转型", "新业务"),
    ]
}
