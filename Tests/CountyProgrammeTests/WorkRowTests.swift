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
        var problems: [String] = []
        if row.isProjects {
            words += pack.projects.compactMap { $0.nameInBody?.value.value }
            words += pack.milestones.flatMap { [$0.name, $0.by.printed] }
            for project in pack.projects { problems += try Self.problems(of: project, in: pack) }
        } else if items.isEmpty {
            problems.append("no work")
        }
        problems += row.words.filter { !words.contains($0) }
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
        Row("A16", "wuhua", "O2O展示展销中心", "摄影美工室", "创业孵化中心", "入驻电商企业"),
        Row("A24", "wuhua", "服务团队建设", "电子商务运营中心", "综合评估和完善"),
        Row("D41", "luoshan", "智能电商物流仓储基地", "农村集体经济组织", "社会资本"),
        Row("D49", "xixian", "仓储", "转运设施", "运输工具"),
        Row("D60", "wuhua", "县域物流产业园"),
        Row("H08", "luoshan", "标准化示范项目", "加工", "流通"),
        Row("H12", "gengma", "农村电子商务标准化试点", "标准化生产", "社会化服务", "龙头企业"),
        Row("I47", "xinhe", "质量安全可追溯示范", "加入我县质量安全追溯体系"),
        Row("N01", "luoshan", "创业扶贫", "用工扶贫", "培训扶贫"),
        Row("P03", "luoshan", projects: true, "建立县级电子商务公共服务中心", "建立农副产品质量安全追溯体系"),
        Row("P18", "luoshan", "建立项目台账制度", "上报项目进展情况和年度工作总结"),
        Row("P21", "gengma", "制定方案", "成立机构", "加大宣传"),
        Row("P22", "luoshan", "摸底调研", "工信委"),
        Row("P23", "luoshan", "推进项目实施", "开展业务培训", "加强督导检查", "组织项目验收"),
        Row("P24", "xixian", "全面检查和验收", "绩效评估"),
        Row("P25", "luoshan", "整改方案", "全面梳理总结"),
        Row(
            "P26", "wuhua", projects: true, "五华电商大厦功能布局调整及升级改造", "成立五华县电子商务协会",
            "项目建设资料收集、分类梳理"),
        Row("P27", "luoshan", projects: true, "建设完成并投入运营", "2019年12月底前", "2020年8月底"),
        Row("R30", "wuhua", "生态农业", "休闲旅游", "工艺制品"),
    ]
}
