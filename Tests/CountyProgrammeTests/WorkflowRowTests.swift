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
        let choices = steps.flatMap(\.choices).map(\.name)
        let printed = Set(
            steps.flatMap(words(of:)) + choices + workflow.outcomes + [workflow.title])
        let problems = row.words.filter { !printed.contains($0) }
        guard problems.isEmpty else { return problems }
        do {
            return try refusals(workflow, through: steps)
        } catch {
            return ["\(error)"]
        }
    }

    static func words(of step: WorkflowStep) -> [String] {
        [step.name] + step.acts + step.papersIn + step.papersOut + step.record + [step.actor]
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
        Row(
            "K09", "xinhe", "pollution-free", "申请人提出申请", "申请人", "提出申请", "申请书"),
        Row("K09", "xinhe", "green-food", "申请人提出申请", "申请人", "提出申请", "申请书"),
        Row("K09", "xinhe", "organic", "申请人提出申请", "申请人", "提出申请", "申请书"),
        Row("K09", "xinhe", "geographical-indication", "申请人提出申请", "申请人", "提出申请", "申请书"),
        Row(
            "K10", "xinhe", "pollution-free", "受理申请", "形式审查", "县级工作机构", "县级工作机构受理申请、形式审查", "申请书",
            "审查结果", "通过", "退回补正", "不通过"),
        Row(
            "K11", "xinhe", "pollution-free", "符合性确认", "受委托实施现场检查", "地级工作机构",
            "地级工作机构符合性确认、受委托实施现场检查", "现场检查记录", "检查发现", "通过", "不通过"),
        Row(
            "K12", "xinhe", "pollution-free", "组织现场检查", "省级工作机构", "省级工作机构组织现场检查", "现场检查报告", "检查发现",
            "通过", "不通过"),
        Row(
            "K13", "xinhe", "pollution-free", "产品认证终审", "颁发证书", "农业部农产品质量安全中心",
            "农业部农产品质量安全中心产品认证终审、颁发证书", "证书", "证书编号", "有效期至", "通过", "不通过"),
        Row(
            "K14", "xinhe", "green-food", "受理及文审", "现场检查", "产品抽样", "受理机构", "受理", "文审", "申请书",
            "文审结果", "通过", "退回补正", "不通过", "现场检查、产品抽样", "检查员", "现场检查报告", "抽样单"),
        Row(
            "K15", "xinhe", "green-food", "环境监测", "产品检测", "监测机构", "环境监测报告", "合格", "不合格", "检测机构",
            "抽样单", "产品检测报告"),
        Row(
            "K16", "xinhe", "green-food", "中国绿色食品发展中心认证审核", "绿色食品认证评审委员会认证评审", "颁发证书", "中国绿色食品发展中心",
            "认证审核", "现场检查报告", "环境监测报告", "产品检测报告", "审核结论", "通过", "不通过", "绿色食品认证评审委员会", "认证评审",
            "评审结论", "证书", "证书编号", "有效期至"),
        Row(
            "K17", "xinhe", "organic", "认证机构认证受理", "申请材料初审", "认证机构", "认证受理", "申请书", "受理编号", "受理",
            "不受理", "初审结果", "通过", "退回补正", "不通过"),
        Row(
            "K18", "xinhe", "organic", "现场检查评估", "编写检查报告", "综合审查评估意见", "检查员", "检查发现", "检查报告",
            "认证机构", "综合审查评估", "综合意见", "同意", "不同意"),
        Row(
            "K19", "xinhe", "organic", "颁证委员会决议", "颁发证书", "颁证委员会", "决议", "决议结论", "同意颁证", "不同意颁证",
            "认证机构", "证书", "证书编号", "有效期至"),
        Row(
            "K20", "xinhe", "geographical-indication", "初审", "现场核查", "省级农业行政主管部门初审和现场核查",
            "省级农业行政主管部门", "申请书", "初审意见", "通过", "不通过"),
        Row(
            "K21", "xinhe", "geographical-indication", "申请材料复审", "组织专家评审",
            "申请材料和初审意见报送农业部农产品质量安全中心", "省级农业行政主管部门", "报送申请材料", "报送初审意见", "申请书", "初审意见",
            "申请材料复审、组织专家评审", "农业部农产品质量安全中心", "专家评审意见", "通过", "不通过"),
        Row(
            "K22", "xinhe", "geographical-indication", "发布公示", "颁发证书", "农业部农产品质量安全中心发布公示",
            "农业部农产品质量安全中心", "公示日期", "无异议", "异议成立", "证书", "证书编号"),
        Row(
            "A01", "luoshan", "service-case", "服务前台", "申请人", "免费或增值", "办理结果", "答复", "承接单位", "回访",
            "满意度", "办结", "事项"),
        Row(
            "A03", "luoshan", "technical-support", "技术支持", "解答", "提问", "网商或站点", "提出问题", "问题",
            "服务中心", "办结"),
        Row(
            "A04", "luoshan", "incubation", "培训", "孵化辅导", "导师", "申请", "创业者", "申请入孵", "创业计划", "申请人",
            "评估", "服务中心", "评估意见", "入孵", "不入孵", "培训孵化", "阶段", "出孵", "去向"),
        Row(
            "A06", "luoshan", "brand-service", "品牌建设", "品牌方案", "申请", "企业、合作社", "提出需求", "产品", "服务中心",
            "办结"),
        Row(
            "A08", "luoshan", "service-case", "对接相关职能部门及第三方服务商", "承接单位", "对接", "服务前台"),
        Row(
            "A09", "luoshan", "service-case", "服务前台", "取号受理", "受理", "申请人", "事项", "免费或增值"),
        Row(
            "A11", "luoshan", "customer-service", "客户服务中心", "登记咨询投诉", "处理结果", "登记", "来电人", "事由",
            "处理", "售后", "售后回访", "评价", "办结"),
        Row(
            "A12", "luoshan", "net-goods", "网货研发中心", "产品体系开发", "产品", "设计稿"),
        Row(
            "A13", "luoshan", "logistics-desk", "物流服务中心", "咨询或预约", "咨询", "寄件人", "货物", "安排", "承运安排",
            "办结"),
        Row(
            "A14", "luoshan", "brand-quality", "品牌品控中心", "质量核查", "准用品牌", "送检", "企业", "样品单", "品控",
            "核查结果", "合格", "不合格", "准用", "准用单", "不准用"),
        Row(
            "A18", "luoshan", "investor", "接洽", "洽谈", "签约", "协议", "县商务局", "企业", "联系人", "考察", "意见",
            "条件", "达成", "未达成"),
        Row(
            "A23", "gengma", "follow-up-coaching", "提供辅导", "孵化", "时数", "跟踪", "公共服务中心", "跟踪服务", "学员",
            "辅导", "服务内容", "结果", "办结"),
        Row(
            "B06", "luoshan", "incubation", "申请入孵", "创业计划", "阶段", "申请人", "创业者"),
        Row(
            "B09", "luoshan", "small-firm-service", "小微企业", "服务商", "结果", "申请", "提出需求", "需求", "服务",
            "提供服务", "办结"),
        Row(
            "B10", "luoshan", "e-government", "网上申请", "审批", "通知书", "申请人", "事项", "主管部门", "意见", "同意",
            "不同意", "通知", "不予办理", "办结"),
        Row(
            "B14", "luoshan", "platform-operation", "组建平台运营团队", "平台运营维护", "承办单位", "团队名单", "职责",
            "运营团队", "故障", "处理", "办结"),
        Row(
            "B17", "gengma", "after-sales", "订单号", "退换或调解", "处理结果", "受理", "服务站点", "问题", "处理", "办结",
            "回访", "满意度"),
        Row(
            "B23", "gengma", "platform-entry", "入驻申请", "审核", "入驻日期", "企业或创业个人", "申请表", "公共服务中心",
            "理由", "同意", "不同意", "入驻", "开通"),
        Row(
            "C05", "wuhua", "station-operator", "集中培训", "公开遴选", "实地考察服务场所", "确定", "县商务局", "候选人",
            "遴选结果", "入围", "落选", "考察表", "符合条件", "不符合", "站点"),
        Row(
            "C24", "luoshan", "start-up-help", "登记需求", "转介", "登记", "站长", "需求", "服务中心", "去向", "办结"),
        Row(
            "C36", "gengma", "three-level-task", "县级中心", "乡镇服务站", "村级服务点", "中心派发", "派发任务", "任务",
            "服务站转达", "转达", "服务点", "服务点办理", "办理", "结果", "办结"),
        Row(
            "C37", "gengma", "villager-request", "村民小组", "村级服务点", "村民提出", "提出需求", "需求", "服务点办理",
            "办理", "结果", "办结"),
        Row(
            "D05", "luoshan", "value-added", "金融", "服务类别", "金额", "申请", "货主或网点", "提出需求", "服务",
            "物流中心", "结算", "咨询", "服务方", "答复", "办结"),
        Row(
            "D07", "luoshan", "value-added", "咨询", "答复"),
        Row(
            "D51", "luoshan", "carrier-check", "清查无证无照经营", "依法查处", "清查", "县工商质监局", "检查记录", "经营主体",
            "有违法", "未发现", "查处", "处理决定", "已查处"),
        Row(
            "D52", "luoshan", "carrier-safety", "督促落实安全管理措施", "复查结果", "督促", "县工商质监局", "检查表", "整改",
            "经营主体", "整改情况", "复查", "办结"),
        Row(
            "D53", "luoshan", "road-enforcement", "打击超限", "打击超载", "打击“三无”车辆", "联合检查", "县交通运输局",
            "检查记录", "车牌", "有违法", "未发现", "处理", "依法处理", "处罚决定", "已处理"),
        Row(
            "D54", "gengma", "logistics-supervision", "监督检查", "检查记录", "检查", "交通运输部门", "企业", "有问题",
            "无问题", "处理", "结果", "已处理"),
        Row(
            "D67", "luoshan", "green-channel", "简化审批", "用时天数", "申请", "物流企业", "提出申请", "申请书", "优先办理",
            "审批部门", "办结", "退回", "不予办理"),
        Row(
            "E18", "luoshan", "self-service", "自助提交", "结果", "用户", "请求", "自动答复", "平台", "答复", "办结"),
        Row(
            "E24", "luoshan", "platform-operation", "组建平台运营团队", "故障", "处理", "运营团队", "团队名单"),
        Row(
            "F28", "luoshan", "provider-selection", "择优遴选", "培训机构", "合同", "报名", "机构材料", "承办单位",
            "入选理由", "入选", "未入选", "签约"),
        Row(
            "F35", "xixian", "full-chain-help", "市场服务", "金融服务", "资金服务", "跟踪指导", "需求", "学员", "提出需求",
            "服务", "培训机构", "结果", "指导记录", "办结"),
        Row(
            "G04", "luoshan", "net-goods", "农产品市场调查", "网货产品体系开发", "价值挖掘", "网货产品创意设计", "包装策划",
            "营销推广", "网货研发中心", "产品体系开发", "产品", "卖点", "包装方案", "渠道", "放弃", "上线"),
        Row(
            "G06", "luoshan", "net-goods", "设计", "美工", "包装", "品牌塑造", "网货产品创意设计", "网货研发中心", "设计稿",
            "版本", "定稿意见", "通过", "放弃"),
        Row(
            "G07", "luoshan", "net-goods", "农产品市场调查", "调查报告", "网货研发中心", "市场调查"),
        Row(
            "G14", "xinhe", "product-development", "产品梳理", "优化筛选", "策划和设计", "承办单位", "产品", "筛选依据",
            "入选", "未入选", "设计稿", "孵化", "年度", "集中展示", "平台集中展示", "上线日期", "完成开发"),
        Row(
            "G16", "xinhe", "product-development", "孵化", "年度", "产品"),
        Row(
            "G36", "gengma", "producer-services", "品牌注册", "品牌培育", "分拣", "包装", "检测", "网络营销策划",
            "网站托管", "电商主体企业", "品牌", "产品", "措施", "数量", "规格", "检测报告", "方案", "网址", "办结"),
        Row(
            "G40", "xinhe", "technique-extension", "绿色技术推广应用", "基层农技人员", "需求", "收集需求", "基地", "试验示范",
            "新品种引进", "结果", "推广应用", "技术", "办结"),
        Row(
            "H22", "luoshan", "grain-vegetable", "检查“米袋子”产品", "检查“菜篮子”产品", "检查", "农业局", "检查记录",
            "发现", "处置", "处置结果", "办结"),
        Row(
            "I30", "xinhe", "crisis", "问题追溯", "问责", "责任主体", "问题追溯问责", "政府监管部门", "问责决定"),
        Row(
            "I31", "xinhe", "product-filing", "提交企业证明文件", "产品备案", "生产能力备案", "纳入追溯体系", "政府监管部门",
            "备案编号", "不予纳入"),
        Row(
            "I32", "xinhe", "product-filing", "营业执照", "组织机构代码证", "法人身份证", "商标注册证", "税务登记证",
            "提交企业证明文件", "经营主体", "企业名称"),
        Row(
            "I33", "xinhe", "product-filing", "产品名称", "品种", "产品规格", "产品合格的标准指标", "产地", "产品介绍",
            "产品备案", "经营主体"),
        Row(
            "I34", "xinhe", "product-filing", "规模", "预计达到多少生产量", "加工贮藏物流情况", "生产能力备案", "经营主体"),
        Row(
            "I35", "xinhe", "product-filing", "政府监管部门", "审核结论", "理由", "备案申请审核", "审核", "通过", "不通过"),
        Row(
            "I36", "xinhe", "truth-check", "准确性核查", "真实性核查", "抽取核查对象", "政府监管部门", "企业名称", "核查",
            "核查记录", "发现", "属实", "不属实", "处理", "处理意见"),
        Row(
            "I45", "luoshan", "trace-platform", "技术先进性考察", "公信力考察", "传播力考察", "考察", "农业局", "责任感考察",
            "考察报告", "合作", "签约合作", "合作协议", "第三方平台", "办结"),
        Row(
            "I48", "luoshan", "trace-operation", "制定运行制度", "制定追溯管理技术规范和标准", "运行推广", "运营中心", "运行制度",
            "制定技术规范", "技术规范", "推广对象", "运营人员", "工单", "办结"),
        Row(
            "I53", "xinhe", "join-tracing", "了解", "指导", "加入质量安全追溯体系", "公共服务中心", "介绍追溯体系", "企业名称",
            "现场指导", "指导内容", "加入", "经营主体", "加入产品", "办结"),
        Row(
            "I59", "xinhe", "crisis", "产品下架", "产品召回", "问题发布与警示", "问题追溯问责", "监管服务平台", "产品", "批次",
            "下架时间", "生产企业", "召回通知", "召回数量", "问题发布", "警示", "公告", "办结"),
        Row(
            "J05", "wuhua", "market-supervision", "登记线索", "打击违法行为", "线索", "市场监管部门", "线索来源", "打击",
            "处理决定", "办结"),
        Row(
            "J06", "wuhua", "consumer-rights", "投诉", "调解", "答复书", "消费者", "诉求", "市场监管部门", "调解结果",
            "达成", "未达成", "办结", "答复"),
        Row(
            "J07", "gengma", "producer-duty", "生产企业", "全程质量监管", "落实责任", "签订责任书", "责任书", "全程监管",
            "监管部门", "检查记录", "结论", "办结"),
        Row(
            "J12", "wuhua", "goods-inspection", "监督检查", "查处假冒伪劣", "抽查", "市场监管部门", "抽样单", "商品",
            "不合格", "合格", "打假", "处理决定", "已查处"),
        Row(
            "J13", "wuhua", "licensed-goods", "核对许可", "许可证号", "市场监管部门", "商品", "无许可", "有许可", "处理",
            "责令改正", "通知书", "已改正"),
        Row(
            "J14", "luoshan", "brand-case", "查处商标侵权", "查处违法使用标识", "线索", "县工商质监局", "登记线索", "商标",
            "商标权人", "查处", "处理决定", "办结"),
        Row(
            "J15", "gengma", "market-order", "县公安局、市场监管局", "查处违法行为", "线索", "登记线索", "违法行为", "查处",
            "处理决定", "办结"),
        Row(
            "K04", "luoshan", "brand-protection", "取得产权保护", "核准注册", "注册号", "申请注册", "企业", "申请书",
            "取得产权", "商标部门", "注册证", "核准", "驳回", "维权", "维权记录"),
        Row(
            "K05", "luoshan", "trademark", "商标注册", "类别", "企业", "引导", "县工商质监局", "引导申请", "商标", "申请",
            "提交申请", "申请书", "注册", "商标部门", "注册证", "核准", "驳回"),
        Row(
            "K06", "xinhe", "brand-use", "准入门槛核对", "使用规范告知", "申请使用", "企业", "提出使用申请", "使用申请", "产品",
            "公用品牌管理单位", "核对结果", "符合", "不符合", "使用许可", "许可期限", "不准使用", "准许使用"),
        Row(
            "K24", "wuhua", "famous-brand", "申报", "认定", "级别", "企业", "申报书", "认定部门", "证书", "不认定"),
        Row(
            "K34", "wuhua", "origin-protection", "申请原产地保护", "申请地理标志证明商标", "申请", "行业组织", "申请书", "核准",
            "主管部门", "证书", "驳回"),
        Row(
            "K36", "gengma", "producer-services", "品牌注册", "品牌培育", "品牌", "产品", "措施"),
        Row(
            "K37", "xinhe", "product-kit", "外包装设计", "拍摄", "人文故事", "美工", "活动策划", "公共服务中心", "包装设计稿",
            "文案", "详情页", "活动方案", "办结", "图片视频"),
        Row(
            "K40", "xinhe", "brand-cultivation", "现有品牌培育", "新型品牌孵化", "公共服务中心", "品牌", "阶段", "办结"),
        Row(
            "L06", "xinhe", "honesty-certification", "综合评定", "认证机构", "证书", "申请", "企业", "提出认证申请",
            "申请书", "评定结论", "符合", "不符合", "发证", "证书编号", "有效期至", "不发证"),
        Row(
            "L09", "xinhe", "supplier-admission", "招募", "筛选决定", "评分表", "公共服务中心", "招募公告", "报名",
            "供应企业", "报名表", "综合评估", "评估小组", "生产能力评估", "供货能力评估", "品质管控能力评估", "仓储物流能力评估", "信誉评估",
            "达到门槛", "未达门槛", "领导小组办公室", "决定依据", "不准入", "准入"),
        Row(
            "L10", "luoshan", "entry-exit", "准入审查", "动态管理", "退出", "理由", "准入", "县商务局", "准入决定", "主体",
            "不准入", "检查情况", "退出决定"),
        Row("M22", "xinhe", "packing-video", "包装设计", "设计稿", "视频拍摄", "视频", "公共服务中心", "办结"),
        Row(
            "N03", "luoshan", "poverty-help", "帮扶类别", "核对建档立卡", "识别", "村级服务点", "贫困户编号", "帮扶",
            "帮扶单位", "见效", "登记成效", "收入变化", "办结"),
        Row(
            "N04", "xixian", "one-to-one", "结对", "帮教网上销售", "首单日期", "帮扶人", "贫困户编号", "帮教", "走访日期",
            "首单", "贫困户", "首单成交", "办结"),
        Row(
            "N18", "gengma", "guaranteed-loan", "申请贷款", "金额", "申请", "创业者", "申请表", "申请人", "推荐",
            "人力资源和社会保障局", "资格审核", "推荐银行", "意见", "不推荐", "银行办理", "银行", "审批放款", "放款金额", "放款"),
        Row(
            "P33", "gengma", "tax-relief", "跟踪辅导", "落实税收优惠", "减免金额", "辅导", "税务部门", "企业", "申请",
            "电子商务企业", "申请优惠", "申请表", "落实", "符合", "不符合"),
        Row(
            "P40", "gengma", "application-help", "帮助和指导", "县商务局", "需求", "企业、合作社", "提出需求", "项目",
            "指导内容", "结果", "登记结果", "办结"),
        Row(
            "Q01", "luoshan", "tender", "发布公告", "项目内容", "经费预算", "工期", "承办单位资质要求", "项目委托方", "招标公告",
            "项目建设要求"),
        Row(
            "Q02", "luoshan", "tender", "报名预审", "资格预审", "项目申报书", "县财政局、商务局", "预审结果", "合格", "不合格"),
        Row(
            "Q03", "luoshan", "tender", "发布采购文件", "评标办法", "合作模式", "项目委托方", "发布招标文件", "招标文件", "采购要求",
            "领取单位"),
        Row(
            "Q04", "luoshan", "tender", "随机抽选评审专家", "资格复审", "综合打分评审", "组织评审", "县商务局", "评分汇总",
            "中选专家", "候选人"),
        Row(
            "Q05", "luoshan", "tender", "结果公示", "网上公示", "答疑", "项目委托方", "公示", "公示起日", "无异议", "质疑成立"),
        Row(
            "Q06", "luoshan", "tender", "签订项目合同", "工期进度", "售后服务", "项目委托方", "签署合作协议", "合作协议", "项目要求"),
        Row(
            "Q07", "luoshan", "tender", "结项验收", "考核评估", "项目验收合格单", "项目委托方"),
        Row(
            "Q09", "luoshan", "tender", "随机抽选评审专家", "结果公示", "签订项目合同", "未选定", "验收合格"),
        Row(
            "Q17", "luoshan", "publication-check", "监督检查", "依法追究责任", "县财政部门", "检查记录", "采购项目", "已公开",
            "未依法发布", "追究责任", "处理决定", "不予办理", "办结"),
        Row(
            "Q22", "luoshan", "acceptance", "验收申请", "提交验收申请", "项目验收申请", "项目实施单位", "相关材料"),
        Row(
            "Q23", "luoshan", "acceptance", "项目验收前期工作", "听取项目负责人汇报", "了解项目建设过程与现状", "查看项目相关材料",
            "县商务局、财政局", "项目验收申请", "前期工作记录"),
        Row(
            "Q24", "luoshan", "acceptance", "作出是否予以验收结论", "确定验收小组成员单位", "验收时间", "验收地点", "验收结论",
            "县商务局、财政局", "分发验收材料", "予以验收", "不予验收"),
        Row(
            "Q25", "luoshan", "acceptance", "现场检查", "听取报告", "查看材料", "邀请县纪委监察委监督", "验收", "验收小组",
            "验收记录", "验收结果", "合格", "不合格"),
        Row(
            "Q26", "gengma", "first-check", "初验", "市商务局、市财政局", "初验意见", "检查", "县商务局、县财政局", "全面检查",
            "检查记录", "结果", "通过", "不通过", "迎接评估", "县商务局", "迎接第三方绩效评估", "评估日期"),
        Row(
            "Q29", "luoshan", "rectification", "制定整改方案", "完成整改", "核实销号", "列出问题", "县商务局", "问题清单",
            "责任单位", "整改方案", "责任人", "完成期限", "整改提升", "整改佐证", "销号", "销号日期", "办结"),
        Row(
            "Q30", "luoshan", "supervision", "督导检查", "动态跟踪", "上报项目进展情况", "县商务局、财政局", "检查记录", "发现",
            "跟踪监管", "跟踪结果", "上报", "县商务局", "进展报告", "办结"),
        Row(
            "Q36", "wuhua", "complaint-line", "监督电话", "转纪检或审计", "答复内容", "受理", "受理意见", "意见内容", "转办",
            "领导小组办公室", "承办单位", "答复", "办结"),
        Row(
            "R11", "xixian", "association-members", "申请入会", "登记会员", "企业", "入会申请", "审核", "协会", "意见",
            "同意", "不同意", "登记", "会员证", "入会"),
        Row(
            "R14", "luoshan", "discipline-watch", "纪检部门", "监督记录", "列席评审", "接受监督", "发现", "反馈",
            "反馈意见", "处理意见", "办结"),
        Row(
            "R27", "gengma", "guaranteed-loan", "人力资源和社会保障局", "推荐银行", "放款金额", "申请人", "申请贷款", "推荐",
            "申请表"),
        Row(
            "R32", "wuhua", "firm-change", "帮扶", "转型", "新业务", "摸底", "县商务局", "企业", "帮扶转型", "步骤", "办结"
        ),
    ]
}
