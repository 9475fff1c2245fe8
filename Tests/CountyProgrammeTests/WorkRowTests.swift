import CountyProgramme
import Testing

/// Ledger rows that are work of the plan: each is done by its own parts and evidence, and not before.
struct WorkRowTests {
    /// A row with the pack that carries it, and the words the plan prints for it.
    struct Row: Sendable, CustomTestStringConvertible {
        let id: String
        let pack: String
        /// Whether it is about the list of projects rather than about single work.
        let isProjects: Bool
        let words: [String]

        init(_ id: String, _ pack: String, projects: Bool = false, _ words: String...) {
            self.id = id
            self.pack = pack
            isProjects = projects
            self.words = words
        }

        var testDescription: String { id }
    }

    private static let someDay = Day("2020-08-31") ?? Day(number: 0)

    @Test("A row is done by its own parts, and not without them", arguments: rows)
    func row(_ row: Row) throws {
        let files = try Self.files(row.pack)
        #expect(try Self.problems(of: row, in: ProgrammePack(files: files)) == [])
        for word in row.words {
            let changed = files.map { file in
                ["work.yaml", "schedule.yaml"].contains(file.name)
                    ? PackFile(name: file.name, text: file.text.replacing(word, with: "某事")) : file
            }
            let without = (try? ProgrammePack(files: changed)).map { pack in
                (try? Self.problems(of: row, in: pack)) ?? ["refused"]
            }
            #expect(without != [], "\(row.id) does not need \(word)")
        }
    }

    /// The files that projects and work stand in.
    private static func files(_ pack: String) throws -> [PackFile] {
        let wanted = [
            "pack.yaml", "figures.yaml", "money.yaml", "schedule.yaml", "work.yaml", "parties.yaml",
            "places.yaml", "stations.yaml",
        ]
        return try PlanPacks.files(pack).filter { wanted.contains($0.name) }
    }

    private static func problems(of row: Row, in pack: ProgrammePack) throws -> [String] {
        let items = pack.work.filter { $0.rows.contains(row.id) }
        var words = items.flatMap(\.words)
        if row.isProjects {
            words += pack.projects.compactMap { $0.nameInBody?.value.value }
            words += pack.milestones.flatMap { [$0.name, $0.by.printed] }
        } else if items.isEmpty {
            return ["no work"]
        }
        var problems = row.words.filter { !words.contains($0) }
        guard problems.isEmpty else { return problems }
        if row.isProjects {
            for project in pack.projects { problems += try Self.problems(of: project, in: pack) }
        }
        for item in items { problems += try Self.problems(of: item, in: pack) }
        return problems
    }

    /// What is wrong with a project: its line must show its days, and what was reported last.
    private static func problems(
        of project: Project, in pack: ProgrammePack
    ) throws -> [String] {
        var ledger = WorkLedger(pack)
        func line() throws -> ProjectLine {
            try #require(
                pack.projectLines(on: someDay, ledger: ledger).first {
                    $0.project.id == project.id
                })
        }
        let before = try line()
        guard before.last == nil, before.milestones.count == project.milestones.count,
            !before.milestones.isEmpty
        else { return ["\(project.id) has no dates"] }
        guard
            let own = project.milestones.first(where: { milestone in
                !pack.work.contains { $0.due == .milestone(milestone.id) }
            })
        else { return [] }
        try ledger.append(
            WorkEntry(
                id: "1", item: own.id, time: time(someDay), by: "村民甲",
                evidence: ["验收单": RecordDriver.digest(1)]))
        let after = try line()
        let isReached = after.milestones.contains {
            $0.milestone.id == own.id && $0.standing.isDone
        }
        return after.last?.id == "1" && isReached ? [] : ["\(own.id) is not reached"]
    }

    /// What is wrong with an item: it must be open first, late after its day, and done by its parts.
    private static func problems(of item: WorkItem, in pack: ProgrammePack) throws -> [String] {
        var problems: [String] = []
        var ledger = WorkLedger(pack)
        func state(on day: Day) throws -> WorkState {
            try #require(
                pack.workStates(on: day, ledger: ledger).first { $0.item.id == item.id })
        }
        let due = try state(on: someDay).due
        let day = due ?? someDay
        let before = try state(on: day)
        if before.missingParts != item.parts || before.missingEvidence != item.evidence
            || before.standing.isDone
        {
            problems.append("\(item.id) wants nothing")
        }
        let late = try state(on: day.adding(days: 1))
        if (late.standing == .overdue) != (due != nil) || (due == nil) == late.questions.isEmpty {
            problems.append("\(item.id) is not late when it is")
        }
        for (number, part) in item.parts.enumerated() {
            try ledger.append(
                WorkEntry(
                    id: "p\(number)", item: item.id, time: time(day), by: "村民甲", part: part))
        }
        if try state(on: day).standing.isDone { problems.append("\(item.id) needs no evidence") }
        let digests = item.evidence.enumerated().map { ($1, RecordDriver.digest($0)) }
        try ledger.append(
            WorkEntry(
                id: "e", item: item.id, time: time(day), by: "村民甲",
                reached: item.target?.value.value?.figure,
                evidence: Dictionary(uniqueKeysWithValues: digests)))
        let after = try state(on: day)
        if after.standing != (due == nil ? .done : .inTime) {
            problems.append("\(item.id) is all done and \(after.standing)")
        }
        return problems
    }

    private static func time(_ day: Day) -> ProofOfTime {
        ProofOfTime(claimed: day, captured: day)
    }

    @Test("What is to be done is printed, or is marked as ours", arguments: RuleFiles.names)
    func printed(_ pack: String) throws {
        let work = try ProgrammePack(files: Self.files(pack)).work
        #expect(!work.isEmpty)
        for item in work {
            for word in item.printedWords {
                #expect(
                    item.origin.source?.phrase.contains(word) == true,
                    "\(pack)/\(item.id): \(word)")
            }
        }
    }

    static let rows: [Row] = [
        Row(
            "A16", "wuhua", "O2O展示展销中心", "摄影美工室", "创业孵化中心", "入驻电商企业", "五华电商大厦进行功能布局调整及升级改造", "活动室",
            "培训室", "改造后照片", "竣工验收单", "入驻协议"),
        Row(
            "A24", "wuhua", "服务团队建设", "电子商务运营中心", "综合评估和完善", "五华县电子商务公共服务（运营）中心", "招商选资", "团队名单",
            "运营记录", "物流配送中心", "农产品检测中心", "评估报告"),
        Row("D41", "luoshan", "智能电商物流仓储基地", "农村集体经济组织", "社会资本", "乡镇政府", "共建协议", "建设照片"),
        Row("D49", "xixian", "仓储", "转运设施", "运输工具", "标准化改造", "改造清单", "改造后照片"),
        Row("D60", "wuhua", "县域物流产业园", "县科工商务局", "规划文本", "建设进度记录"),
        Row("H08", "luoshan", "标准化示范项目", "加工", "流通", "生产", "示范项目结果"),
        Row(
            "H12", "gengma", "农村电子商务标准化试点", "标准化生产", "社会化服务", "龙头企业", "规模化种植", "产业化经营", "品牌化销售",
            "试点结果"),
        Row("I47", "xinhe", "质量安全可追溯示范", "加入我县质量安全追溯体系", "示范企业名单", "追溯页面", "指导记录"),
        Row("N01", "luoshan", "创业扶贫", "用工扶贫", "培训扶贫", "农产品网销扶贫计划", "带动贫困户名册", "销售记录"),
        Row(
            "P03", "luoshan", projects: true, "建立县级电子商务公共服务中心", "建立农副产品质量安全追溯体系", "建立乡、村两级物流配送服务体系",
            "建立公益性电子商务培训基地", "建立农产品品牌营销促进体系", "建立农产品网货产品开发体系", "建立农村冷链物流仓储配送体系", "建立农特产品供应链标准化体系",
            "建立县级电商物流配送中心", "建立多元化电子商务培训机制", "建立物流信息公共服务平台", "建立社会化电子商务培训基地", "建设乡、村两级电子商务服务站点",
            "建设县级电子商务公共服务平台", "拓展农村网销产品营销渠道"),
        Row("P18", "luoshan", "建立项目台账制度", "上报项目进展情况和年度工作总结", "督导检查记录"),
        Row(
            "P21", "gengma", "制定方案", "成立机构", "加大宣传", "摸底调研", "摸底调研报告", "县级项目实施方案", "项目和资金管理办法",
            "向市级部门备案", "备案回执", "组织领导机构", "统筹协调机制", "成立文件", "新闻", "网络", "广播", "宣传记录"),
        Row("P22", "luoshan", "摸底调研", "工信委", "县商务局", "农业局", "摸底调研报告", "考察记录"),
        Row(
            "P23", "luoshan", "推进项目实施", "开展业务培训", "加强督导检查", "组织项目验收", "公开选择确定项目承办主体",
            "按计划督促项目承办主体推进项目实施", "承办合同", "政府机关", "涉农企业", "工业企业", "农村创业青年", "培训签到表", "验收申请", "审核验收记录"
        ),
        Row("P24", "xixian", "全面检查和验收", "绩效评估", "县商务局", "县财政局", "检查验收报告", "绩效评估成绩"),
        Row("P25", "luoshan", "整改方案", "全面梳理总结", "针对问题制定整改方案", "整改完成证明", "总结报告"),
        Row(
            "P26", "wuhua", projects: true, "五华电商大厦功能布局调整及升级改造", "成立五华县电子商务协会",
            "项目建设资料收集、分类梳理", "10月", "11月", "12月", "1月", "2018年2月（已完成）", "2018年5月（已完成）", "2018年底前",
            "2019年12月", "2019年8月", "2019年底", "7月", "8月", "9月", "五华县电子商务信息服务平台建设工作启",
            "五华县电子商务信息服务平台建设工作启动工作", "五华县电子商务公共服务（运营）中心", "做好项目建设资料收集、分类梳理、总结",
            "做好项目建设资料收集、分类梳理、总结报告撰写等，迎接省电子商务进农村综合示范工作领导小组的的检查考核验收等相关准备", "全面完成16个镇级电商孵化基地和30",
            "全面完成16个镇级电商孵化基地和300个村电子商务服务站建设和“二维码”产品质量溯源平台系统的建设任务", "农产品质量检测中心和物流冷链储藏中心",
            "农产品质量检测中心和物流冷链储藏中心建设", "完成5个镇级电商孵化基地和150个村", "完成5个镇级电商孵化基地和150个村级服务站建设",
            "完成“二维码”产品质量溯源平台建设任", "完成“二维码”产品质量溯源平台建设任务", "完成五华县电子商务信息服务平台及其大",
            "完成五华县电子商务信息服务平台及其大数据展示墙建设、数据采集录入、端口链接工作", "对电子商务运营中心、物流配送中心、农",
            "对电子商务运营中心、物流配送中心、农产品检测中心运行情况进行综合评估和完善", "开展基础普及性培训和增值培训，覆盖率",
            "开展基础普及性培训和增值培训，覆盖率达常住人口的1％以上，其中对有劳动能力的建档立卡贫困人口的培训率达50%以上（外出务工人员除外）",
            "成立五华县电子商务进农村综合示范创建", "成立五华县电子商务进农村综合示范创建工作领导小组，负责项目的组织、协调、规划、实施工作",
            "扶持3～5家电商精准扶贫相关产业的龙", "扶持3～5家电商精准扶贫相关产业的龙头企业发展壮大", "物流分拨中心面积扩大到5000平方米以上",
            "组织开展电子商务政策宣传解读、知识普", "组织开展电子商务政策宣传解读、知识普及和电子商务应用技能培训、考察交流活动，参加人员5000人次以上",
            "落实农产品初加工基地、农产品质量检测", "落实农产品初加工基地、农产品质量检测中心和物流冷链储藏中心建设补助", "运营中心和服务团队建设",
            "通过整合和改造后的物流分拨（配送）场", "通过整合和改造后的物流分拨（配送）场地（含新增租赁部分）面积达到5000平方米以上，并配套完善相关设备设施",
            "阿里巴巴“农村淘宝”县域物流配送中心", "阿里巴巴“农村淘宝”县域物流配送中心建设", "总结报告"),
        Row(
            "P27", "luoshan", projects: true, "建设完成并投入运营", "2019年12月底前", "2020年8月底", "2019年",
            "2019年12月底", "2019年培训10次以上", "2019年底", "2019年底前", "2020年", "2020年12月底前", "2020年2月",
            "2020年6月底前", "2020年底", "2020年底前", "2020底前", "2021年底", "2021年底前", "20个乡镇培训全覆盖",
            "80%以上农特产品网销推广", "97个贫困村培训全覆盖", "乡、村两级全覆盖", "乡村两级全覆盖（建设方向）", "全覆盖", "全面建设完成",
            "品牌建设全部完成", "培训基地建成并投入运营", "完成投入使用", "完成网货产品体系开发", "年底前", "建成", "建成并投入运营", "建成投入运营",
            "正式投入运营", "网销推广全面完成", "覆盖80%乡镇", "覆盖80%以上行政村", "覆盖全部乡镇和1/3行政村", "选址完成"),
        Row("R30", "wuhua", "生态农业", "休闲旅游", "工艺制品", "产业融合发展", "融合项目结果"),
    ]
}
