import CountyProgramme
import Testing

/// Ledger rows that are reports: each is filled, approved and locked by its own items, and fails
/// without them.
struct ReturnRowTests {
    typealias Row = WordRow

    @Test("A row is reported by its own items, and not without them", arguments: rows)
    func row(_ row: Row) throws {
        let names = ["/indicators.yaml", "/returns.yaml", "/clocks.yaml", "/holidays.yaml"]
        let files = RuleFiles.files(row.pack).filter { file in
            names.contains { file.name.hasSuffix($0) }
        }
        let found = try Self.problems(of: row, in: files)
        #expect(found == [], "\(found)")
        for word in row.words {
            let changed = RuleFiles.replacing(word, in: files)
            #expect(
                (try? Self.problems(of: row, in: changed)) != [], "\(row.id) does not need \(word)")
        }
    }

    private static func problems(of row: Row, in files: [RuleFiles.File]) throws -> [String] {
        let own = try Rulebook(files: files).returns.filter { $0.rows.contains(row.id) }
        guard !own.isEmpty else { return ["no form"] }
        var printed: Set<String> = []
        for form in own {
            printed.formUnion([form.title, form.cycle.value?.rawValue ?? ""])
            printed.formUnion(form.units)
            printed.formUnion(form.approve)
            printed.formUnion(form.items.map(\.name))
            printed.formUnion(form.columns.map(\.heading))
        }
        var problems = row.words.filter { !printed.contains($0) }
        guard problems.isEmpty else { return problems }
        // The plan leaves open how often most reports are due; here somebody has ruled.
        let rules = try Rulebook(files: files.map(decidingCycles))
        for form in rules.returns where form.rows.contains(row.id) {
            problems += try Self.problems(of: form, rules)
        }
        return problems
    }

    private static func decidingCycles(_ file: RuleFiles.File) -> RuleFiles.File {
        let ruling = "    cycle: {is: quarter, by: 县领导小组, on: 2018-01-01, ground: 试验}"
        let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("    cycle: {is: unknown") ? ruling : String($0) }
        return (file.name, lines.joined(separator: "\n"))
    }

    private static func problems(of form: ReturnForm, _ rules: Rulebook) throws -> [String] {
        guard let cycle = form.cycle.value else { return ["\(form.id) has no cycle"] }
        let day = SampleFacts.day("2019-02-12")
        let key = ReturnKey(
            form: form.id, unit: form.units[0], span: cycle.span(of: day, since: day))
        var book = ReturnBook(rules.returns)
        let values = form.items.map { ($0.name, value(of: $0, rules)) }
        let time = ProofOfTime(claimed: key.span.upperBound, captured: key.span.upperBound)
        var problems: [String] = []
        for item in form.items where item.isRequired {
            let short = values.filter { $0.0 != item.name }
            var copy = book
            do throws(ReturnRefusal) {
                try copy.submit(
                    key, Dictionary(short) { first, _ in first }, by: "甲", time: time)
                problems.append("\(form.id) is taken without \(item.name)")
            } catch {
                if error != .missing(item.name) { problems.append("\(error)") }
            }
        }
        try book.submit(key, Dictionary(values) { first, _ in first }, by: "甲", time: time)
        for (index, role) in form.approve.enumerated() {
            try book.approve(key, as: role, by: "审\(index)", on: key.span.upperBound)
        }
        let standing = book.standing(
            of: form.id, for: key.span, units: form.units, on: key.span.upperBound, rules: rules)
        if book.approved(key)?.values.count != form.items.count {
            problems.append("\(form.id) is not locked")
        }
        if standing?.missing != Array(form.units.dropFirst()) { problems.append("missing units") }
        // A form without a clock asks for one.
        if form.clock.isOpen, standing?.questions.isEmpty != false {
            problems.append("no question")
        }
        let table = try book.table(of: form.id, for: key.span, units: form.units)
        if let table, table.rows.first?.contains(.empty) != false { problems.append("empty cell") }
        return problems
    }

    private static func value(of item: ReturnForm.Item, _ rules: Rulebook) -> ReturnValue {
        switch item.origin {
        case .indicator(let id):
            .number(Quantity(Rational(7), rules.indicators.indicator(id)?.unit ?? .none))
        case .number(let unit): .number(Quantity(Rational(7), unit))
        case .text, .attachment: .text("甲")
        }
    }

    static let rows: [Row] = [
        Row(
            "C43", "wuhua", "镇村服务网点的基础信息", "镇村服务网点", "县电商运营中心", "网点", "地点", "站长", "设备", "状态",
            "网点名称", "所在地", "负责人"),
        Row(
            "E26", "luoshan", "调查统计", "信息报送", "乡（镇）", "各参与部门", "农村物流调查统计与信息报送", "县", "村",
            "县农村物流推进工作领导小组", "物流站点覆盖乡镇"),
        Row("E28", "wuhua", "电商及物流快递主体发展情况调研", "电商及物流快递主体", "县工商质监局", "县电商办", "发展情况调研"),
        Row("N14", "wuhua", "扶贫数据及信息", "县扶贫开发局", "县电商办", "扶贫数据", "网络销售的贫困户", "成功案例"),
        Row(
            "O08", "wuhua", "农村电子商务和社区商业信息系统报送", "进度", "培训人数", "资金拨付", "项目绩效自评结果", "县中小企业局", "县电商办",
            "服务网点", "交易数据", "扶贫数据及信息", "填报单位", "开始日期", "截止日期", "服务网点数", "交易额（万元）", "贫困户销售额（元）",
            "培训人次", "资金拨付（万元）", "自评材料"),
        Row(
            "O09", "wuhua", "交易数据日报", "交易数据月报", "交易数据年报", "镇村服务网点", "县电商运营中心", "交易数据", "快递件数",
            "农产品进城", "工业品下乡"),
        Row(
            "O11", "luoshan", "项目进展情况", "资金落实情况", "各阶段工作总结", "责任主体", "信息报送统计制度", "各单位", "县商务局",
            "到位资金"),
        Row("Q34", "luoshan", "年度工作总结", "县商务局", "财政局", "领导小组", "项目进展情况", "网络零售额"),
        Row("Q43", "xixian", "信息报送统计制度", "资金落实情况", "各阶段工作总结", "各单位", "责任主体", "县商务局", "项目进展情况"),
    ]
}
