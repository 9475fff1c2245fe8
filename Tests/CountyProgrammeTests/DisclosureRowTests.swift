import CountyProgramme
import Testing

/// Ledger rows that have to be public: each wants its own fields, channels, filings and answers.
struct DisclosureRowTests {
    typealias Row = WordRow

    private static let day = Day("2020-08-31") ?? Day(number: 0)
    private static let time = ProofOfTime(claimed: day, captured: day)

    @Test("A row wants what has to be public, and not without its words", arguments: rows)
    func row(_ row: Row) throws {
        let files = RuleFiles.files(row.pack, only: "/disclosure.yaml")
        #expect(try Self.problems(of: row, in: Rulebook(files: files)) == [])
        for word in row.words {
            let changed = files.map { file in
                file.name.hasSuffix("clocks.yaml")
                    ? file : (file.name, file.text.replacing(word, with: "某事"))
            }
            let without = try? Self.problems(of: row, in: Rulebook(files: changed))
            #expect(without != [], "\(row.id) does not need \(word)")
        }
    }

    private static func problems(of row: Row, in rules: Rulebook) throws -> [String] {
        let items = rules.disclosure.items.filter { $0.rows.contains(row.id) }
        guard !items.isEmpty else { return ["no item"] }
        let words = items.flatMap { $0.words + ($0.channels.value ?? []) }
        let wanting = row.words.filter { !words.contains($0) }
        guard wanting.isEmpty else { return wanting }
        return try items.flatMap { try problems(of: $0, in: rules) }
    }

    /// What is wrong with an item: it must want everything first, and nothing once it is all there.
    private static func problems(
        of item: DisclosureItem, in rules: Rulebook
    ) throws -> [String] {
        var problems: [String] = []
        var book = DisclosureBook(plan: rules.disclosure)
        func standing() throws -> DisclosureStanding {
            try #require(book.standing(of: item.id, about: "甲", on: day, limits: rules.limits))
        }
        let before = try standing()
        if before.missingFields != item.fields || before.isServed != false {
            problems.append("\(item.id) wants nothing")
        }
        for channel in item.channels.value ?? ["某渠道"] {
            try book.publish(publication(item, on: channel))
        }
        for authority in item.filedWith {
            try book.file(item: item.id, about: "甲", with: authority, time: time)
        }
        let objection = Objection(id: "1", text: "问", received: time)
        try book.object(objection, to: item.id, about: "甲")
        if try standing().isServed != false { problems.append("an objection is passed over") }
        try book.answer("1", to: item.id, about: "甲", with: RecordDriver.digest(1), time: time)
        let after = try standing()
        if !after.missingFields.isEmpty || !after.missingChannels.isEmpty
            || !after.missingFilings.isEmpty || !after.openObjections.isEmpty
        {
            problems.append("\(item.id) is all there and wants something")
        }
        if item.display.isOpen, after.isServed != nil || after.questions.isEmpty {
            problems.append("\(item.id) is served although nobody knows how long")
        }
        return problems
    }

    private static func publication(
        _ item: DisclosureItem, on channel: String
    ) -> Publication {
        Publication(
            item: item.id, about: "甲", channel: channel,
            fields: Dictionary(uniqueKeysWithValues: item.fields.map { ($0, "有") }), time: time)
    }

    @Test("What has to be public is printed, or is marked as ours", arguments: RuleFiles.names)
    func printed(_ pack: String) throws {
        let plan = try RuleFiles.rulebook(pack).disclosure
        #expect(!plan.items.isEmpty)
        let entries =
            plan.items.map { ($0.origin, $0.printedWords) }
            + plan.channels.map { ($0.origin, $0.origin.printed(of: [$0.name])) }
        for (origin, words) in entries {
            for word in words {
                #expect(origin.source?.phrase.contains(word) == true, "\(pack): \(word)")
            }
        }
    }

    static let rows: [Row] = [
        Row(
            "Q13", "luoshan", "省级财政部门指定的媒体", "市级政府采购中心", "县级政府采购中心", "采购项目信息", "采购项目公告", "采购文件",
            "采购项目预算金额", "采购人", "采购代理机构", "采购结果"),
        Row("Q14", "xixian", "采购项目公告", "采购文件", "采购项目预算金额", "采购结果", "采购代理机构", "采购项目信息", "采购人"),
        Row("Q15", "luoshan", "处理决定", "考核结果", "违法失信行为记录", "财政部门", "监管处罚信息"),
        Row("Q16", "xixian", "情况和问题", "各部门", "做好跟踪回应", "预判", "预案"),
        Row(
            "Q18", "wuhua", "县政府网站", "招投标相关信息", "业务数据", "财务计划", "进度公告", "五华县电子商务进农村综合示范工作", "整体方案",
            "具体实施方案", "相关政策", "相关报告"),
        Row(
            "Q19", "wuhua", "项目承办单位名称", "扶持资金额度", "绩效目标", "确定财政扶持带项目的决策文件",
            "监督电话", "纪检监察、审计举报窗口", "综合示范工作方案、决策过程和专项资金使用情况", "项目名称", "建设内容和要求", "完成时限",
            "示范县和项目承办单位责任人", "县政府信息中心", "征求意见"),
        Row("Q21", "luoshan", "本地媒体", "省商务厅", "省财政厅", "实施方案和项目资金管理办法", "实施方案", "项目资金管理办法"),
        Row("Q42", "gengma", "新闻", "广播", "相关政策", "电子商务进农村综合示范工作", "重要目的和意义"),
        Row("J03", "wuhua", "商品质量监测信息", "网络"),
        Row("L12", "luoshan", "信用信息", "信用信息公示"),
        Row("R20", "luoshan", "申报", "评审", "评估", "各环节工作情况"),
    ]
}
