import CountyProgramme
import Testing

/// Ledger rows that are registers: each takes records by its own fields, and fails without them.
struct RegisterRowTests {
    typealias Row = CarriedRow

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

    @Test("Every field and code of a register belongs to a row", arguments: RuleFiles.names)
    func everyField(_ pack: String) throws {
        for type in try RuleFiles.rulebook(pack).registers {
            let rows = Self.rows.filter { $0.pack == pack && $0.carrier == type.id }
            guard !rows.isEmpty else { continue }
            let words = Set(type.fields.flatMap { [$0.name] + Self.codes(of: $0) })
            let spare = words.subtracting(rows.flatMap(\.words))
            #expect(spare.isEmpty, "\(pack)/\(type.id): \(spare.sorted())")
        }
    }

    /// What is wrong with a row in a pack; nothing when its register takes, refuses and gives back.
    private static func problems(of row: Row, in rules: Rulebook) throws -> [String] {
        guard let type = rules.register(row.carrier), type.rows.contains(row.id) else {
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
        let text = register.unmaskedCSV(by: "甲", for: "样例", time: time)
        let back = type.records(csv: text ?? "")
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
        Row(
            "A02", "luoshan", "services", "网商", "创业群体", "贫困农民", "免费基础服务", "服务名称", "类别",
            "特色增值服务", "服务对象", "收费标准", "提供单位"),
        Row("A10", "luoshan", "experience-area", "设备编号", "设备名称", "体验内容", "到访人次"),
        Row("A15", "luoshan", "rooms", "场地", "预约日期", "预约单位"),
        Row(
            "A17", "wuhua", "tenants", "企业名称", "主营业务", "入驻日期", "退出日期", "就业人数", "年销售额",
            "统一社会信用代码", "类别", "孵化企业", "支撑企业"),
        Row("A22", "wuhua", "rooms", "活动室", "培训室", "摄影美工室", "创业孵化中心", "预约单位", "场地", "预约日期", "设备"),
        Row(
            "A27", "gengma", "service-bundle", "电商运营", "仓储配送", "缴费充值", "收发快递", "信息发布", "检测检疫",
            "单位名称", "层级", "县级中心", "乡镇服务站", "村级服务点", "服务", "产品包装", "营销策划", "培训孵化", "质量追溯",
            "数据统计", "信息服务", "营销推广", "网络购销", "次数"),
        Row(
            "A28", "gengma", "service-firms", "网络代购", "仓储配送", "在线支付", "增值服务", "企业名称", "服务网点数",
            "服务内容"),
        Row(
            "A29", "luoshan", "equipment", "单价", "资金来源", "存放地点", "状态", "资产编号", "名称", "中央资金",
            "省级资金", "县级资金", "自筹", "在用", "闲置", "报废", "购置日期", "照片"),
        Row("B22", "wuhua", "data-entry", "批次", "数据来源", "条数", "录入日期", "录入人"),
        Row("B24", "xixian", "downloads", "课件下载", "远程教育视频连接", "文件", "日期", "服务"),
        Row(
            "C38", "luoshan", "station-devices", "物流收发货架", "电脑", "标准化农村物流信息终端", "设备编号", "类别",
            "型号", "状态", "正常", "故障", "停用", "最近在线"),
        Row("C47", "wuhua", "household-shops", "农户编号", "店铺名称", "平台", "年销售额"),
        Row("C51", "wuhua", "town-incubators", "镇", "面积", "工位数", "入驻创业者"),
        Row("D32", "wuhua", "rate-agreements", "协议编号", "甲方", "乙方", "资费", "生效日期", "到期日期"),
        Row("D44", "wuhua", "vehicles", "车牌号", "所有人", "营运证号", "检查日期", "检查结果", "合格", "不合格"),
        Row(
            "D47", "luoshan", "logistics-standards", "物流计量", "货物分类", "物品标识", "作业流程", "企业名称",
            "标准项目", "物流装备设施", "工具器具", "信息系统", "采用日期"),
        Row(
            "D50", "luoshan", "carriers", "公司", "个体户", "营业执照号", "从业人员", "车辆", "名称", "经营者类别",
            "快递业务许可证号"),
        Row("D57", "luoshan", "carriers", "整合协议", "车辆", "名称"),
        Row("D69", "xinhe", "facilities", "分级", "包装", "预冷", "初加工", "设施名称", "类别", "配送", "地点", "能力"),
        Row("E06", "luoshan", "carriers", "服务区域", "信用等级", "车辆", "名称", "营业执照号", "从业人员"),
        Row("E14", "luoshan", "terminals", "站点", "终端编号", "协议", "版本", "接入日期"),
        Row("E25", "luoshan", "logistics-standards", "智能化分拣", "物联网", "云计算", "企业名称", "标准项目"),
        Row(
            "E05", "luoshan", "credit-queries", "查询对象", "查询用途", "查询人", "查询日期",
            "查询编号", "查询结果"),
        Row(
            "K33", "wuhua", "brand-promotion", "名牌农产品", "展示", "展销活动", "各种媒体", "到场人数",
            "推介日期", "品牌农产品专销柜、放心店"),
        Row("F01", "luoshan", "rooms", "面积", "电脑"),
        Row("F06", "xixian", "lecturers", "专长", "课酬", "评分", "讲师编号", "姓名"),
        Row(
            "F07", "xixian", "lecturers", "专家教授", "高级职业经理人", "技术专家", "运营人员", "电商创业成功者", "来源",
            "电子商务管理人员", "姓名"),
        Row("F09", "xixian", "class-files", "课程", "承办机构", "班次", "花名册"),
        Row(
            "F10", "xixian", "trainees", "群体", "参训班次", "成绩", "就业创业情况", "学员编号", "姓名", "电话",
            "农村青年", "建档立卡贫困户", "退伍军人", "残疾人", "留守妇女", "其他"),
        Row(
            "F31", "xixian", "class-files", "班次", "花名册", "电话抽查", "日期", "人数", "检查方式", "查阅资料",
            "实地查看"),
        Row("F32", "xixian", "downloads", "业务咨询", "课件下载", "远程教育视频连接", "记录编号", "服务", "学员编号"),
        Row("F36", "xixian", "contests", "电商创业大赛", "电商知识大赛", "得分", "奖项", "参赛编号", "大赛", "参赛者"),
        Row("F39", "wuhua", "handbooks", "农户编号", "参加培训", "技术手册", "资料"),
        Row("G02", "luoshan", "product-census", "种养规模", "产量", "产值", "品质特色", "产品", "年度"),
        Row(
            "G11", "xinhe", "resource-survey", "种养殖面积", "分布情况", "产量", "上市时间", "组织化程度", "企业数量",
            "基地数量", "产品", "年度"),
        Row("G19", "luoshan", "bases", "基地名称", "带动贫困户", "网货标准", "面积"),
        Row("G29", "xinhe", "varieties", "品种", "地块", "试验结果", "年度"),
        Row("G33", "xinhe", "packing-designs", "设计编号", "产品", "分级", "一级", "二级", "三级", "完成日期"),
        Row("H01", "luoshan", "norms", "规范名称", "版本", "采用主体", "加工操作规程", "发布日期"),
        Row("H07", "luoshan", "norms", "产前", "产中", "产后", "环节", "规范名称"),
        Row(
            "H09", "luoshan", "standard-service", "行业协会", "科研机构", "产业联盟", "咨询编号", "企业", "标准",
            "服务机构", "农业标准化技术机构", "采用情况"),
        Row("H10", "luoshan", "norms", "生产标准", "产地标准", "包装标准", "类别", "规范名称"),
        Row(
            "H11", "gengma", "county-standards", "农业生产标准体系", "品牌农产品质量标准体系", "标准名称", "体系", "版本",
            "实施日期"),
        Row("H14", "wuhua", "handbooks", "标准化生产挂图", "发放日期", "农户编号", "资料"),
        Row("H15", "xinhe", "product-standards", "特色非标农产品合格标准", "指标", "产品", "标准"),
        Row("H16", "xinhe", "product-standards", "县网络流通农产品质量标准", "版本", "生效日期", "产品", "标准"),
        Row("I03", "xinhe", "producers", "企业名称", "主要经营范围", "联系方式", "基地生产规模"),
        Row("I17", "xinhe", "trace-geography", "基地编号", "所在区域", "周边的地理环境", "经度", "企业名称", "纬度"),
        Row(
            "I18", "xinhe", "producers", "企业名称", "法人", "基地生产规模", "主要经营范围", "产地信息", "认证信息",
            "人员设备", "统一社会信用代码", "联系方式"),
        Row(
            "I19", "xinhe", "trace-inputs", "农药", "化肥", "用量", "地块", "使用日期", "记录编号", "基地编号",
            "投入品类别", "其他", "名称", "批号", "使用人"),
        Row(
            "I20", "xinhe", "trace-planting", "播种", "种苗", "施肥", "打药", "花果", "整枝修剪", "病虫害防治",
            "采摘", "记录编号", "基地编号", "环节", "地块", "日期", "操作人", "物料"),
        Row(
            "I21", "xinhe", "trace-tests", "自检", "抽检", "产品质量检测", "产地环境检测", "不合格农产品处置信息", "检测报告",
            "报告编号", "企业名称", "类别", "对象", "结果", "合格", "不合格", "日期"),
        Row("I22", "xinhe", "trace-packing", "批次", "包装规格", "入库日期", "储存条件", "包装日期", "仓库", "出库日期"),
        Row(
            "I23", "xinhe", "trace-logistics", "产品名称", "发货时间", "预期到达时间", "运输工具", "环境条件", "物流人员",
            "联系方式", "运单"),
        Row("I24", "xinhe", "trace-sales", "销售流向", "批次", "销量", "时间", "基地"),
        Row("I25", "xinhe", "trace-sales", "基地", "品种", "时间", "产量", "销量", "记录编号", "批次"),
        Row("J04", "wuhua", "laboratories", "主体", "设备", "名称", "县级中心", "市场", "企业", "检测范围"),
        Row("J11", "wuhua", "online-firms", "店铺名称", "平台", "经营者", "营业执照号", "登记日期"),
        Row("K01", "xinhe", "public-brand", "品牌", "持有人", "使用主体"),
        Row(
            "K02", "luoshan", "brand-marks", "产品识别", "地理标识识别", "防伪识别", "渠道识别", "认证识别", "标识版本",
            "识别", "图样"),
        Row("K03", "luoshan", "brand-marks", "地域品牌", "企业品牌", "标识版本"),
        Row("K07", "xinhe", "public-brand", "包装设计", "价格体系", "渠道定位", "推广策划", "视觉VI系统"),
        Row(
            "K08", "xinhe", "certificates", "无公害农产品", "绿色食品", "有机农产品", "农产品地理标志", "持有人", "有效期至",
            "证书编号", "类别", "产品", "颁发日期"),
        Row(
            "K25", "luoshan", "leading-firms", "乡镇", "企业", "挂牌日期", "生产", "加工", "牌匾编号", "环节",
            "包装", "销售"),
        Row("K26", "luoshan", "township-products", "乡镇", "产业或产品", "地区", "层级", "村", "负责单位"),
        Row("K27", "gengma", "county-product", "一县一品", "一县一公司", "层级", "一乡一业", "一村一品", "名称", "单位"),
        Row("K28", "xinhe", "county-trade", "一县一业", "一乡一品", "追溯系统", "层级", "一村一品", "名称"),
        Row(
            "K31", "luoshan", "organisation-brands", "农业产业化龙头企业", "专业合作社", "行业协会", "品牌", "主体类别",
            "主体"),
        Row("K41", "wuhua", "speciality-trades", "特色产业", "品牌农产品", "对接企业", "镇", "名称", "类别"),
        Row("L14", "wuhua", "credit-subjects", "信用贷款", "主体", "类别", "企业", "合作社", "农户", "纳入日期"),
        Row("L17", "xinhe", "producers", "供货能力", "品质管控能力", "仓储物流能力", "信誉", "企业名称"),
        Row("M09", "xinhe", "events", "费用", "销售额", "日期", "活动"),
        Row("M23", "xinhe", "events", "活动策划", "活动"),
        Row("M26", "xinhe", "events", "大型线上产品营销活动", "销售额", "活动", "类别"),
        Row(
            "M27", "xinhe", "events", "新河电商节", "新河县电商论坛", "产业专家", "第三方电商平台", "嘉宾", "电商专家",
            "优秀生产企业", "优秀线上店铺", "活动", "日期"),
        Row("M28", "xinhe", "events", "农产品电商文化节", "活动", "日期"),
        Row(
            "M29", "xinhe", "matchmaking", "农校对接", "农企对接", "农社对接", "成交额", "会议", "日期", "对接形式",
            "成交数"),
        Row("M38", "xinhe", "events", "展销会", "费用", "活动", "销售额"),
        Row("M43", "xixian", "fairs", "展会", "会员企业", "组织者", "日期", "成交额"),
        Row("N05", "xixian", "job-bases", "基地", "贫困村", "企业", "就业人数"),
        Row("N07", "wuhua", "relief-firms", "企业", "带动户数", "销售额"),
        Row("N08", "wuhua", "matched-projects", "一镇一精品", "一村一特色", "项目", "企业", "层级"),
        Row(
            "N17", "gengma", "online-starters", "农村青年", "返乡大学生", "返乡农民工", "农村妇女", "残疾人", "编号",
            "姓名", "群体", "建档立卡贫困户", "店铺"),
        Row("N19", "luoshan", "bases", "带动贫困户", "企业", "基地名称"),
        Row("P35", "luoshan", "finance-schemes", "风险投资", "融资担保", "责任保险", "名称", "模式"),
        Row("P36", "wuhua", "credit-policies", "专项信贷", "机构", "名称", "类别", "生效日期"),
        Row("P37", "luoshan", "finance-schemes", "投融资机制", "机构", "对象", "模式"),
        Row("P38", "wuhua", "credit-policies", "互联网金融产品", "用户", "名称"),
        Row("R03", "luoshan", "meetings", "会议编号", "议题", "纪要", "决定事项", "日期", "责任单位"),
        Row("R04", "wuhua", "work-meetings", "汇报单位", "问题", "解决意见", "会议编号", "日期", "纪要"),
        Row(
            "R10", "xixian", "association-work", "平台搭建", "示范推广", "业务培训", "人才交流", "活动组织", "企业联姻",
            "定制服务", "记录编号", "职责", "日期", "内容"),
        Row("R19", "luoshan", "three-sides", "政府", "协会", "企业", "事项", "记录编号", "参加方", "日期", "结果"),
        Row("R23", "wuhua", "talents", "编号", "姓名", "岗位", "专长", "引进日期"),
        Row("R24", "wuhua", "official-accounts", "政务微博", "公众微信", "账号", "单位", "平台", "开通日期"),
        Row(
            "R25", "luoshan", "seminars", "研讨会", "座谈会", "论坛讲座", "行业展会", "主办单位", "活动", "类别",
            "日期", "参加人数"),
        Row("R33", "wuhua", "body-people", "单位", "参加对象", "参加人数", "入驻孵化", "日期"),
        Row(
            "F02", "luoshan", "schools", "学校", "课程", "专业理论课程", "平台类实操课程", "教师团队", "专业讲师", "培养方式",
            "教师交流讲学", "定向培养", "实训教室"),
        Row("D64", "luoshan", "vehicle-allocation", "车牌号", "配置单位", "配置日期"),
        Row(
            "M06", "luoshan", "direct-supply", "合同编号", "供货方", "合作社", "种植基地", "供货方名称", "采购方",
            "本地电商企业", "生鲜超市", "社区便利店", "采购方名称", "年供货量"),
        Row("M12", "luoshan", "rural-agents", "姓名", "形式", "村淘合伙人", "京东乡村推广员", "负责区域", "加入日期"),
        Row("F04", "xixian", "township-bases", "基地", "乡镇", "资源", "闲置厂房", "校舍", "教室", "工作人员"),
        Row("M42", "xixian", "fresh-supply", "合同编号", "对接", "农超", "农校", "农市", "供货方", "采购方"),
        Row(
            "G24", "wuhua", "supply-contracts", "合同编号", "合同类别", "产销合同", "服务契约", "途径", "基地", "订单",
            "股份合作", "企业或合作社", "农户", "产品", "数量", "单价"),
        Row("G23", "wuhua", "production-chains", "合同编号", "公司", "基地", "农户", "贫困户"),
        Row(
            "I38", "wuhua", "record-books", "记载本编号", "追溯主体", "主体类别", "基地", "企业", "合作社", "发放日期",
            "采集信息", "产前", "产中", "产后"),
        Row(
            "I52", "wuhua", "trace-recruits", "生产经营主体", "载体", "农村广播", "有线电视", "农民信箱", "五华网", "宣传橱窗",
            "宣传日期", "进入追溯体系日期"),
        Row(
            "J17", "wuhua", "techniques", "宣传编号", "生产技术", "农业标准化生产", "农业生态环境", "农业投入品安全", "有害生物防控",
            "新型种养殖模式", "宣传载体", "日期"),
        Row("K32", "wuhua", "brand-outlets", "名称", "类别", "品牌农产品专销柜", "放心店", "商品", "建设日期"),
        Row(
            "R21", "wuhua", "utility-notices", "告知编号", "单位", "五华供电局", "县供水公司", "事项", "中断水电", "资费优惠",
            "告知日期", "电商用户", "资费"),
        Row("C41", "gengma", "posters", "批次", "资料", "宣传海报", "其他资料", "农村电子商务服务站", "份数", "发放日期"),
        Row("C45", "gengma", "charges", "服务", "提供方", "农村电商运营站点", "农村电商产业园", "物流配送体系", "收费", "公布日期"),
        Row("C46", "gengma", "shared-outlets", "村级电商服务点", "物流快递网点", "共享资源", "开始日期"),
        Row(
            "M03", "gengma", "platform-agreements", "协议编号", "电子商务平台", "淘宝网", "苏宁云商", "阿里巴巴", "京东商城",
            "邮乐购", "云南移动彩云优品", "合作主体", "农民专业合作社", "农产品生产加工企业", "营销企业", "营销大户", "主体名称", "签订日期"),
        Row("F44", "xinhe", "new-farmers", "姓名", "微信", "微博", "推广传播"),
        Row("G21", "xinhe", "supply-alliance", "涉农企业", "产品", "供货价格", "资料"),
        Row("M21", "xinhe", "shop-agency", "合同编号", "店铺", "委托人", "代运营方", "代运营费"),
    ]
}
