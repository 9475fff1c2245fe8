import CountyProgramme
import Testing

/// Ledger rows that are registers: each takes records by its own fields, and fails without them.
struct RegisterRowTests {
    /// A row with the pack and register that carry it, and the fields or codes that are its own.
    struct Row: Sendable, CustomTestStringConvertible {
        let id: String
        let pack: String
        let register: String
        let words: [String]

        init(_ id: String, _ pack: String, _ register: String, _ words: String...) {
            self.id = id
            self.pack = pack
            self.register = register
            self.words = words
        }

        var testDescription: String { id }
    }

    @Test("A row takes records by its own fields, and not without them", arguments: rows)
    func row(_ row: Row) throws {
        // A register may refer to one in another file.
        let all = RuleFiles.files(row.pack).filter { $0.name.contains("/registers/") }
        #expect(try Self.problems(of: row, in: Rulebook(files: all)) == [])
        let own = RuleFiles.files(row.pack, kind: "/registers/", row: row.id)
        for word in row.words {
            let others = all.filter { file in !own.contains { $0.name == file.name } }
            let changed = others + RuleFiles.replacing(word, in: own)
            let without = try? Self.problems(of: row, in: Rulebook(files: changed))
            #expect(without != [], "\(row.id) does not need \(word)")
        }
    }

    /// What is wrong with a row in a pack; nothing when its register takes, refuses and gives back.
    private static func problems(of row: Row, in rules: Rulebook) throws -> [String] {
        guard let type = rules.register(row.register), type.rows.contains(row.id) else {
            return ["no register"]
        }
        let known = Set(type.fields.flatMap { [$0.name] + codes(of: $0) })
        var problems = row.words.filter { !known.contains($0) }
        let entered = sample(of: type)
        let record = try type.record(entered)
        problems += refusals(of: type, around: entered)
        var register = Register(type)
        let time = ProofOfTime(claimed: CaseDriver.start, captured: CaseDriver.start)
        let others = Self.others(of: type, entered)
        try register.add(record, by: "甲", time: time, others: others)
        let back = type.records(csv: register.csv)
        if back.records.map(\.record) != [record] || !back.problems.isEmpty {
            problems.append("the table does not give the record back")
        }
        return problems
    }

    /// Every required field may not be wanting, and a typed field takes no nonsense.
    private static func refusals(
        of type: RegisterType, around entered: [String: String]
    ) -> [String] {
        type.fields.compactMap { field in
            var changed = entered
            if field.isRequired {
                changed[field.name] = nil
                if (try? type.record(changed)) != nil { return "\(field.name) may be wanting" }
            }
            switch field.type {
            case .text, .reference, .attachment: return nil
            default:
                changed[field.name] = "〇胡写〇"
                return (try? type.record(changed)) == nil ? nil : "\(field.name) takes nonsense"
            }
        }
    }

    private static func codes(of field: RegisterField) -> [String] {
        switch field.type {
        case .code(let words), .codes(let words): words
        default: []
        }
    }

    static func sample(of type: RegisterType) -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: type.fields.map { field in
                let value =
                    switch field.type {
                    case .text, .reference, .attachment: "甲，\"乙\""
                    case .count: "12"
                    case .number: "12.5"
                    case .day: "2020-08-31"
                    case .yesNo: "是"
                    case .code(let words): words.first ?? ""
                    case .codes(let words): words.joined(separator: "、")
                    case .division: "130530100000"
                    case .creditCode: "911305300000000000"
                    case .telephone: "0319-0000000"
                    }
                return (field.name, value)
            }.filter { $0.0 != "统一社会信用代码" })
    }

    /// Registers that hold what the sample refers to.
    private static func others(
        of type: RegisterType, _ entered: [String: String]
    ) -> [String: Register] {
        var others: [String: Register] = [:]
        for field in type.fields {
            guard case .reference(let target) = field.type, target != type.id else { continue }
            let text = """
                registers:
                  - id: \(target)
                    title: t
                    key: [k]
                    keep_months: 1
                    src: L1 t
                    fields: [{name: k, type: text, required: true}]
                """
            guard let rules = try? Rulebook(files: [("registers/other.yaml", text)]),
                let other = rules.register(target),
                let record = try? other.record(["k": entered[field.name] ?? ""])
            else { continue }
            var register = Register(other)
            let time = ProofOfTime(claimed: CaseDriver.start, captured: CaseDriver.start)
            try? register.add(record, by: "甲", time: time)
            others[target] = register
        }
        return others
    }
}

extension RegisterRowTests {
    static let rows: [Row] = [
        Row("A02", "luoshan", "services", "网商", "创业群体", "贫困农民", "免费基础服务"),
        Row("A10", "luoshan", "experience-area", "设备编号", "设备名称", "体验内容", "到访人次"),
        Row("A15", "luoshan", "rooms", "场地", "预约日期", "预约单位"),
        Row("A17", "wuhua", "tenants", "企业名称", "主营业务", "入驻日期", "退出日期", "就业人数", "年销售额"),
        Row("A22", "wuhua", "rooms", "活动室", "培训室", "摄影美工室", "创业孵化中心", "预约单位"),
        Row("A27", "gengma", "service-bundle", "电商运营", "仓储配送", "缴费充值", "收发快递", "信息发布", "检测检疫"),
        Row("A28", "gengma", "service-firms", "网络代购", "仓储配送", "在线支付", "增值服务"),
        Row("A29", "luoshan", "equipment", "单价", "资金来源", "存放地点", "状态"),
        Row("B22", "wuhua", "data-entry", "批次", "数据来源", "条数", "录入日期"),
        Row("B24", "xixian", "downloads", "课件下载", "远程教育视频连接", "文件"),
        Row("C38", "luoshan", "station-devices", "物流收发货架", "电脑", "标准化农村物流信息终端"),
        Row("C47", "wuhua", "household-shops", "农户编号", "店铺名称", "平台"),
        Row("C51", "wuhua", "town-incubators", "镇"),
        Row("D32", "wuhua", "rate-agreements", "协议编号", "甲方", "乙方", "资费"),
        Row("D44", "wuhua", "vehicles", "车牌号", "所有人", "营运证号", "检查日期"),
        Row("D47", "luoshan", "logistics-standards", "物流计量", "货物分类", "物品标识", "作业流程"),
        Row("D50", "luoshan", "carriers", "公司", "个体户", "营业执照号", "从业人员", "车辆"),
        Row("D57", "luoshan", "carriers", "整合协议", "车辆"),
        Row("D69", "xinhe", "facilities", "分级", "包装", "预冷", "初加工"),
        Row("E06", "luoshan", "carriers", "服务区域", "信用等级", "车辆"),
        Row("E14", "luoshan", "terminals", "站点"),
        Row("E25", "luoshan", "logistics-standards", "智能化分拣", "物联网", "云计算"),
        Row("E05", "luoshan", "credit-queries", "查询对象", "查询用途", "查询人"),
        Row("K33", "wuhua", "brand-promotion", "名牌农产品", "展示", "展销活动", "各种媒体"),
        Row("F01", "luoshan", "rooms", "面积", "电脑"),
        Row("F06", "xixian", "lecturers", "专长", "课酬", "评分"),
        Row("F07", "xixian", "lecturers", "专家教授", "高级职业经理人", "技术专家", "运营人员", "电商创业成功者"),
        Row("F09", "xixian", "class-files", "课程", "承办机构", "班次"),
        Row("F10", "xixian", "trainees", "群体", "参训班次", "成绩", "就业创业情况"),
        Row("F31", "xixian", "class-files", "班次", "花名册", "电话抽查"),
        Row("F32", "xixian", "downloads", "业务咨询", "课件下载", "远程教育视频连接"),
        Row("F36", "xixian", "contests", "电商创业大赛", "电商知识大赛", "得分", "奖项"),
        Row("F39", "wuhua", "handbooks", "农户编号", "参加培训", "技术手册"),
        Row("G02", "luoshan", "product-census", "种养规模", "产量", "产值", "品质特色"),
        Row(
            "G11", "xinhe", "resource-survey", "种养殖面积", "分布情况", "产量", "上市时间", "组织化程度", "企业数量",
            "基地数量"),
        Row("G19", "luoshan", "bases", "基地名称", "带动贫困户", "网货标准"),
        Row("G29", "xinhe", "varieties", "品种"),
        Row("G33", "xinhe", "packing-designs", "设计编号", "产品", "分级"),
        Row("H01", "luoshan", "norms", "规范名称", "版本", "采用主体"),
        Row("H07", "luoshan", "norms", "产前", "产中", "产后"),
        Row("H09", "luoshan", "standard-service", "行业协会", "科研机构", "产业联盟"),
        Row("H10", "luoshan", "norms", "生产标准", "产地标准", "包装标准"),
        Row("H11", "gengma", "county-standards", "农业生产标准体系", "品牌农产品质量标准体系"),
        Row("H14", "wuhua", "handbooks", "标准化生产挂图", "发放日期"),
        Row("H15", "xinhe", "product-standards", "特色非标农产品合格标准", "指标"),
        Row("H16", "xinhe", "product-standards", "县网络流通农产品质量标准", "版本"),
        Row("I03", "xinhe", "producers", "企业名称", "主要经营范围"),
        Row("I17", "xinhe", "trace-geography", "基地编号", "所在区域", "周边的地理环境", "经度"),
        Row("I18", "xinhe", "producers", "企业名称", "法人", "基地生产规模", "主要经营范围", "产地信息", "认证信息", "人员设备"),
        Row("I19", "xinhe", "trace-inputs", "农药", "化肥", "用量", "地块", "使用日期"),
        Row("I20", "xinhe", "trace-planting", "播种", "种苗", "施肥", "打药", "花果", "整枝修剪", "病虫害防治", "采摘"),
        Row("I21", "xinhe", "trace-tests", "自检", "抽检", "产品质量检测", "产地环境检测", "不合格农产品处置信息", "检测报告"),
        Row("I22", "xinhe", "trace-packing", "批次", "包装规格", "入库日期", "储存条件"),
        Row(
            "I23", "xinhe", "trace-logistics", "产品名称", "发货时间", "预期到达时间", "运输工具", "环境条件", "物流人员",
            "联系方式"),
        Row("I24", "xinhe", "trace-sales", "销售流向", "批次", "销量"),
        Row("I25", "xinhe", "trace-sales", "基地", "品种", "时间", "产量", "销量"),
        Row("J04", "wuhua", "laboratories", "主体", "设备"),
        Row("J11", "wuhua", "online-firms", "店铺名称", "平台", "经营者", "营业执照号"),
        Row("K01", "xinhe", "public-brand", "品牌", "持有人", "使用主体"),
        Row("K02", "luoshan", "brand-marks", "产品识别", "地理标识识别", "防伪识别", "渠道识别", "认证识别"),
        Row("K03", "luoshan", "brand-marks", "地域品牌", "企业品牌"),
        Row("K07", "xinhe", "public-brand", "包装设计", "价格体系", "渠道定位", "推广策划"),
        Row("K08", "xinhe", "certificates", "无公害农产品", "绿色食品", "有机农产品", "农产品地理标志", "持有人", "有效期至"),
        Row("K25", "luoshan", "leading-firms", "乡镇", "企业", "挂牌日期", "生产", "加工"),
        Row("K26", "luoshan", "township-products", "乡镇", "产业或产品"),
        Row("K27", "gengma", "county-product", "一县一品", "一县一公司"),
        Row("K28", "xinhe", "county-trade", "一县一业", "一乡一品", "追溯系统"),
        Row("K31", "luoshan", "organisation-brands", "农业产业化龙头企业", "专业合作社", "行业协会"),
        Row("K41", "wuhua", "speciality-trades", "特色产业", "品牌农产品", "对接企业"),
        Row("L14", "wuhua", "credit-subjects", "信用贷款"),
        Row("L17", "xinhe", "producers", "供货能力", "品质管控能力", "仓储物流能力", "信誉"),
        Row("M09", "xinhe", "events", "费用", "销售额"),
        Row("M23", "xinhe", "events", "活动策划"),
        Row("M26", "xinhe", "events", "大型线上产品营销活动", "销售额"),
        Row("M27", "xinhe", "events", "新河电商节", "新河县电商论坛", "产业专家", "第三方电商平台"),
        Row("M28", "xinhe", "events", "农产品电商文化节"),
        Row("M29", "xinhe", "matchmaking", "农校对接", "农企对接", "农社对接", "成交额"),
        Row("M38", "xinhe", "events", "展销会", "费用"),
        Row("M43", "xixian", "fairs", "展会", "会员企业", "组织者"),
        Row("N05", "xixian", "job-bases", "基地", "贫困村", "企业"),
        Row("N07", "wuhua", "relief-firms", "企业"),
        Row("N08", "wuhua", "matched-projects", "一镇一精品", "一村一特色"),
        Row("N17", "gengma", "online-starters", "农村青年", "返乡大学生", "返乡农民工", "农村妇女", "残疾人"),
        Row("N19", "luoshan", "bases", "带动贫困户", "企业"),
        Row("P35", "luoshan", "finance-schemes", "风险投资", "融资担保", "责任保险"),
        Row("P36", "wuhua", "credit-policies", "专项信贷", "机构"),
        Row("P37", "luoshan", "finance-schemes", "投融资机制", "机构"),
        Row("P38", "wuhua", "credit-policies", "互联网金融产品", "用户"),
        Row("R03", "luoshan", "meetings", "会议编号", "议题", "纪要", "决定事项"),
        Row("R04", "wuhua", "work-meetings", "汇报单位", "问题", "解决意见"),
        Row(
            "R10", "xixian", "association-work", "平台搭建", "示范推广", "业务培训", "人才交流", "活动组织", "企业联姻",
            "定制服务"),
        Row("R19", "luoshan", "three-sides", "政府", "协会", "企业", "事项"),
        Row("R23", "wuhua", "talents", "编号", "姓名", "岗位", "专长"),
        Row("R24", "wuhua", "official-accounts", "政务微博", "公众微信", "账号"),
        Row("R25", "luoshan", "seminars", "研讨会", "座谈会", "论坛讲座", "行业展会", "主办单位"),
        Row("R33", "wuhua", "body-people", "单位", "参加对象", "参加人数", "入驻孵化"),
    ]
}
