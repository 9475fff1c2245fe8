import CountyProgramme
import Foundation
import SeededRandom
import Spreadsheets
import Testing

/// Ledger rows that are registers: a clerk gets the form, fills it in, imports, corrects and finds it.
@Suite("Registers kept by a clerk", .countyDaemon)
struct RegisterWorkTests {
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
        var seed: UInt64 { id.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) } }
    }

    private static let files = ["gengma", "luoshan", "wuhua", "xinhe", "xixian"].map { pack in
        let folder = "\(Programs.checkout)/Sources/CountyProgramme/Packs/\(pack)/registers"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return (pack, names.map { ("registers/\($0)", "\(folder)/\($0)") })
    }

    private static func type(_ pack: String, _ register: String) throws -> RegisterType {
        let files = try #require(files.first { $0.0 == pack }).1
        let rules = try Rulebook(
            files: files.map { ($0.0, try String(contentsOfFile: $0.1, encoding: .utf8)) })
        return try #require(rules.register(register), "\(pack) has no \(register)")
    }

    @Test("A row's register is filled in, corrected and found again", arguments: rows)
    func row(_ row: Row) async throws {
        let type = try Self.type(row.pack, row.register)
        #expect(type.rows.contains(row.id))
        let desk = try Desk(row: row, type: type)
        let form = try await desk.form()
        for word in row.words {
            #expect(form.said.contains(word), "the form of \(row.register) does not say \(word)")
        }
        var random = SeededGenerator(seed: row.seed)
        let records = try await desk.records(3, using: &random)
        try await desk.importing(
            "form", headings: form.headings, records, count: ["added": 3, "changed": 0])

        let name = try #require(desk.correctable)
        var corrected = records[1]
        let value: String = try #require(desk.other(name, than: corrected[name] ?? ""))
        corrected[name] = value
        let exported = try await desk.exported()
        // Others correct theirs in the same register meanwhile.
        let own = Set(records.map { record in type.key.map { record[$0] } })
        let table = exported.filter { record in own.contains(type.key.map { record[$0] }) }
            .map { record in
                type.key.allSatisfy { record[$0] == corrected[$0] }
                    ? record.merging([name: value]) { $1 } : record
            }
        try await desk.importing(
            "corrected", headings: form.headings + ["记录版本"], table,
            count: ["added": 0, "changed": 1])
        try await desk.expect(corrected, version: 2)
        try await desk.expect(records[0], version: 1)
    }
}

/// A clerk at work with one register.
private struct Desk {
    let row: RegisterWorkTests.Row
    let type: RegisterType
    let scratch: Scratch

    init(row: RegisterWorkTests.Row, type: RegisterType) throws {
        self.row = row
        self.type = type
        scratch = try Scratch()
    }

    private var pack: [String] { ["--pack", row.pack] }

    private func run(_ words: [String]) async throws -> ProgramRun {
        let run = try await CountyDaemon.countyctl(words)
        try #require(run.code == 0, "\(words): \(run.errors)")
        return run
    }

    /// The headings of the form, and all that it says.
    func form() async throws -> (headings: [String], said: String) {
        let path = scratch.path + "/form.xlsx"
        let run = try await ProgramRun.of(
            "countyctl", ["programme", "form", row.register, "-o", path] + pack)
        try #require(run.code == 0, "\(run.errors)")
        let bytes = Array(try Data(contentsOf: URL(filePath: path)))
        let headings = try Sheet.xlsx(bytes).rows.first.map { $0.cells.map(Self.text) } ?? []
        let guide = try Sheet.xlsx(bytes, sheet: "说明").rows.flatMap { $0.cells.map(Self.text) }
        return (headings, guide.joined(separator: "\n"))
    }

    private static func text(_ cell: SheetCell) -> String {
        switch cell {
        case .text(let text), .number(let text): text
        case .day(let number): Day(number: number).description
        case .flag, .empty, .moment, .fault: ""
        }
    }

    /// Made-up records; what they refer to is registered first.
    func records(
        _ count: Int, using random: inout SeededGenerator
    ) async throws -> [[String: String]] {
        var records: [[String: String]] = []
        for number in 1...count {
            var record: [String: String] = [:]
            for field in type.fields where field.type != .creditCode || field.isRequired {
                record[field.name] = value(field, number, using: &random)
            }
            records.append(record)
        }
        return records
    }

    private func value(
        _ field: RegisterField, _ number: Int, using random: inout SeededGenerator
    ) -> String {
        switch field.type {
        case .text, .reference: "\(row.id) 样例\(number)"
        case .count: "\(Int.random(in: 0...9999, using: &random))"
        case .number: "\(Int.random(in: 0...999, using: &random)).25"
        case .day: Day(number: Int.random(in: 17_000...19_000, using: &random)).description
        case .yesNo: Bool.random(using: &random) ? "是" : "否"
        case .code(let words): words.randomElement(using: &random) ?? ""
        case .codes(let words): words.joined(separator: "、")
        case .division: "411521000000"
        case .creditCode: ""
        case .telephone: "0376-000\(Int.random(in: 1000...9999, using: &random))"
        case .attachment: "\(row.id)-\(number).pdf"
        }
    }

    /// The field a clerk corrects.
    var correctable: String? {
        type.fields.first { field in
            guard !type.key.contains(field.name), field.mask == .none else { return false }
            return switch field.type {
            case .reference, .creditCode, .division, .codes: false
            case .code(let words): words.count > 1
            default: true
            }
        }?.name
    }

    /// Another value than the one that stands there.
    func other(_ name: String, than text: String) -> String? {
        switch type.field(name)?.type {
        case .count, .number: "31415"
        case .day: "2016-02-29"
        case .yesNo: text == "是" ? "否" : "是"
        case .code(let words): words.first { $0 != text }
        case .telephone: "0376-0000000"
        default: "更正后的内容"
        }
    }

    /// Writes a table as a spreadsheet program would save it, and imports it.
    func importing(
        _ name: String, headings: [String], _ records: [[String: String]], count: [String: Int]
    ) async throws {
        let path = "\(scratch.path)/\(name)-filled.xlsx"
        let draft = SheetDraft(
            "登记", columns: headings.map { SheetDraft.Column($0) },
            rows: records.map { record in
                headings.map { heading in
                    record[heading].map { cell($0, type.field(heading)?.type) } ?? .empty
                }
            })
        try WorkbookDraft(sheets: [draft], created: 0).write(to: path)
        let words = ["import", row.register, path, "--by", "经办甲", "--json"] + pack
        let answer = try object(try await run(words).text)
        for (name, number) in count {
            #expect(answer[name] as? Int == number, "\(row.id) \(name): \(answer)")
        }
    }

    private func cell(_ text: String, _ type: FieldType?) -> SheetCell {
        switch type {
        case .day: Day(text).map { .day($0.number) } ?? .text(text)
        case .count, .number, nil: .number(text)
        default: .text(text)
        }
    }

    /// The register as it is exported; without masks where these hide the key.
    func exported() async throws -> [[String: String]] {
        let path = scratch.path + "/exported.xlsx"
        let isHidden = type.key.contains { type.field($0)?.mask != FieldMask.none }
        let why = ["--unmasked", "--by", "经办甲", "--reason", "更正"]
        _ = try await run(
            ["export", row.register, "-o", path] + pack + (isHidden ? why : []))
        let sheet = try Sheet.xlsx(Array(try Data(contentsOf: URL(filePath: path))))
        let headings = sheet.rows[0].cells.map(Self.text)
        return sheet.rows.dropFirst().map { row in
            let pairs = zip(headings, row.cells.map(Self.text)).filter { !$0.1.isEmpty }
            return Dictionary(uniqueKeysWithValues: pairs)
        }
    }

    /// What the county has of a record now.
    func expect(_ record: [String: String], version: Int) async throws {
        let key = type.key.map { record[$0] ?? "" }
        let why = ["--unmasked", "--by", "经办甲", "--reason", "核对"]
        let run = try await run(
            ["register", "show", row.register] + key + pack + why + ["--json"])
        let shown = try object(run.text)
        #expect(shown["fields"] as? [String: String] == record, "\(row.id)")
        #expect(shown["version"] as? Int == version, "\(row.id)")
    }
}

extension RegisterWorkTests {
    static let rows: [Row] = [
        Row("A02", "luoshan", "services", "网商", "创业群体", "贫困农民", "免费基础服务"),
        Row("A10", "luoshan", "experience-area", "设备编号", "设备名称", "体验内容", "到访人次"),
        Row("A15", "luoshan", "rooms", "场地", "预约日期", "预约单位"),
        Row("A22", "wuhua", "rooms", "活动室", "培训室", "摄影美工室", "创业孵化中心", "预约单位"),
        Row("A28", "gengma", "service-firms", "网络代购", "仓储配送", "在线支付", "增值服务"),
        Row("A29", "luoshan", "equipment", "单价", "资金来源", "存放地点", "状态"),
        Row("C47", "wuhua", "household-shops", "农户编号", "店铺名称", "平台"),
        Row("C51", "wuhua", "town-incubators", "镇"),
        Row("D32", "wuhua", "rate-agreements", "协议编号", "甲方", "乙方", "资费"),
        Row("D44", "wuhua", "vehicles", "车牌号", "所有人", "营运证号", "检查日期"),
        Row("D47", "luoshan", "logistics-standards", "物流计量", "货物分类", "物品标识", "作业流程"),
        Row("D50", "luoshan", "carriers", "公司", "个体户", "营业执照号", "从业人员", "车辆"),
        Row("D57", "luoshan", "carriers", "整合协议", "车辆"),
        Row("D69", "xinhe", "facilities", "分级", "包装", "预冷", "初加工"),
        Row("E06", "luoshan", "carriers", "服务区域", "信用等级", "车辆"),
        Row("E25", "luoshan", "logistics-standards", "智能化分拣", "物联网", "云计算"),
        Row("F01", "luoshan", "rooms", "面积", "电脑"),
        Row("F06", "xixian", "lecturers", "专长", "课酬", "评分"),
        Row("F07", "xixian", "lecturers", "专家教授", "高级职业经理人", "技术专家", "运营人员", "电商创业成功者"),
        Row("F09", "xixian", "class-files", "课程", "承办机构", "班次"),
        Row("F10", "xixian", "trainees", "群体", "参训班次", "成绩", "就业创业情况"),
        Row("F31", "xixian", "class-files", "班次", "花名册", "电话抽查"),
        Row("F36", "xixian", "contests", "电商创业大赛", "电商知识大赛", "得分", "奖项"),
        Row("F39", "wuhua", "handbooks", "农户编号", "参加培训", "技术手册"),
        Row("G19", "luoshan", "bases", "基地名称", "带动贫困户", "网货标准"),
        Row("G29", "xinhe", "varieties", "品种"),
        Row("G33", "xinhe", "packing-designs", "设计编号", "产品", "分级"),
        Row("H01", "luoshan", "norms", "规范名称", "版本", "采用主体"),
        Row("H07", "luoshan", "norms", "产前", "产中", "产后"),
        Row("H10", "luoshan", "norms", "生产标准", "产地标准", "包装标准"),
        Row("H11", "gengma", "county-standards", "农业生产标准体系", "品牌农产品质量标准体系"),
        Row("H14", "wuhua", "handbooks", "标准化生产挂图", "发放日期"),
        Row("H15", "xinhe", "product-standards", "特色非标农产品合格标准", "指标"),
        Row("H16", "xinhe", "product-standards", "县网络流通农产品质量标准", "版本"),
        Row("I03", "xinhe", "producers", "企业名称", "主要经营范围"),
        Row("I18", "xinhe", "producers", "企业名称", "法人", "基地生产规模", "主要经营范围", "产地信息", "认证信息", "人员设备"),
        Row("J04", "wuhua", "laboratories", "主体", "设备"),
        Row("J11", "wuhua", "online-firms", "店铺名称", "平台", "经营者", "营业执照号"),
        Row("K01", "xinhe", "public-brand", "品牌", "持有人", "使用主体"),
        Row("K03", "luoshan", "brand-marks", "地域品牌", "企业品牌"),
        Row("K07", "xinhe", "public-brand", "包装设计", "价格体系", "渠道定位", "推广策划"),
        Row("K25", "luoshan", "leading-firms", "乡镇", "企业", "挂牌日期", "生产", "加工"),
        Row("K26", "luoshan", "township-products", "乡镇", "产业或产品"),
        Row("K27", "gengma", "county-product", "一县一品", "一县一公司"),
        Row("K28", "xinhe", "county-trade", "一县一业", "一乡一品", "追溯系统"),
        Row("K31", "luoshan", "organisation-brands", "农业产业化龙头企业", "专业合作社", "行业协会"),
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
        Row("D64", "luoshan", "vehicle-allocation", "车牌号", "配置单位", "配置日期"),
        Row(
            "M03", "gengma", "platform-agreements", "协议编号", "电子商务平台", "淘宝网", "苏宁云商", "阿里巴巴", "京东商城",
            "邮乐购", "云南移动彩云优品", "合作主体", "农民专业合作社", "农产品生产加工企业", "营销企业", "营销大户", "主体名称", "签订日期"),
        Row(
            "M06", "luoshan", "direct-supply", "合同编号", "供货方", "合作社", "种植基地", "供货方名称", "采购方",
            "本地电商企业", "生鲜超市", "社区便利店", "采购方名称", "年供货量"),
        Row("M12", "luoshan", "rural-agents", "姓名", "形式", "村淘合伙人", "京东乡村推广员", "负责区域", "加入日期"),
        Row("M21", "xinhe", "shop-agency", "合同编号", "店铺", "委托人", "代运营方", "代运营费"),
        Row("M42", "xixian", "fresh-supply", "合同编号", "对接", "农超", "农校", "农市", "供货方", "采购方"),
        Row("K32", "wuhua", "brand-outlets", "名称", "类别", "品牌农产品专销柜", "放心店", "商品", "建设日期"),
        Row("G23", "wuhua", "production-chains", "合同编号", "公司", "基地", "农户", "贫困户"),
        Row(
            "G24", "wuhua", "supply-contracts", "合同编号", "合同类别", "产销合同", "服务契约", "途径", "基地", "订单",
            "股份合作", "企业或合作社", "农户", "产品", "数量", "单价"),
        Row("C41", "gengma", "posters", "批次", "资料", "宣传海报", "其他资料", "农村电子商务服务站", "份数", "发放日期"),
        Row("C46", "gengma", "shared-outlets", "村级电商服务点", "物流快递网点", "共享资源", "开始日期"),
        Row(
            "I38", "wuhua", "record-books", "记载本编号", "追溯主体", "主体类别", "基地", "企业", "合作社", "发放日期",
            "采集信息", "产前", "产中", "产后"),
        Row("F44", "xinhe", "new-farmers", "姓名", "微信", "微博", "推广传播"),
    ]
}
