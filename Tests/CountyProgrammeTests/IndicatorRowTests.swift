import CountyProgramme
import Identifiers
import Testing

/// Ledger rows that are indicators, targets and boards: each counts its own facts, and fails without
/// what its plan prints.
struct IndicatorRowTests {
    typealias Row = WordRow

    @Test("A row counts its own facts, and not without what is printed for it", arguments: rows)
    func row(_ row: Row) throws {
        let files = RuleFiles.files(row.pack).filter { $0.name.hasSuffix("/indicators.yaml") }
        let own = try PlanPacks.files(row.pack)
        let core = own.filter { $0.name == "pack.yaml" || $0.name == "figures.yaml" }
        let found = try Self.problems(of: row, rules: files, pack: core)
        #expect(found == [], "\(found)")
        for word in row.words {
            let without = try? Self.problems(
                of: row, rules: RuleFiles.replacing(word, in: files),
                pack: core.map {
                    PackFile(name: $0.name, text: $0.text.replacing(word, with: "某事"))
                })
            #expect(without != [], "\(row.id) does not need \(word)")
        }
    }

    private static let day = SampleFacts.day("2020-06-30")

    /// What is wrong with a row in a pack; nothing when all that carries it counts.
    private static func problems(
        of row: Row, rules: [RuleFiles.File], pack: [PackFile]
    ) throws -> [String] {
        var book = IndicatorBook(
            try Rulebook(files: rules).indicators, of: try ProgrammePack(files: pack))
        let catalogue = book.catalogue
        let targets = catalogue.targets.filter { $0.rows.contains(row.id) }
        let boards = catalogue.boards.filter { $0.rows.contains(row.id) }
        let systems = catalogue.systems.filter { $0.rows.contains(row.id) }
        let definitions = systems.flatMap { catalogue.definitions(of: $0.id) }
        let named =
            definitions.flatMap(\.indicators).map(\.id) + targets.map(\.indicator)
            + boards.flatMap(\.indicators)
        let indicators = catalogue.indicators.filter {
            $0.rows.contains(row.id) || named.contains($0.id)
        }
        guard !indicators.isEmpty else { return ["nothing carries it"] }
        let measures = indicators.flatMap { Self.measures(of: $0, in: catalogue) }
        let printed =
            systems.map(\.title) + indicators.map(\.name) + boards.map(\.title)
            + measures.map(\.name)
            + measures.flatMap(\.dimensions).flatMap { [$0.key] + $0.value }
            + targets.compactMap { book.figures[$0.figure]?.extent?.description }
            + indicators.flatMap(\.over).compactMap { part in
                guard case .figure(let id) = part else { return nil }
                return book.figures[id]?.extent?.description
            }
        var problems = row.words.filter { !printed.contains($0) }
        problems += definitions.filter { !$0.sameName.isEmpty }.map { "\($0.measure.name) twice" }
        for fact in measures.flatMap(facts) where book.facts.fact(fact.id) == nil {
            try book.append(fact)
        }
        for indicator in indicators { problems += Self.problems(of: indicator, in: book) }
        for target in targets { problems += Self.problems(of: target, in: book) }
        for board in boards
        where book.view(of: board.id, on: day)?.lines.count != board.indicators.count {
            problems.append("\(board.id) does not show its indicators")
        }
        return problems
    }

    static func measures(
        of indicator: Indicator, in catalogue: IndicatorCatalogue
    ) -> [Measure] {
        (indicator.value + indicator.over).flatMap { part -> [Measure] in
            switch part {
            case .counted(let term): catalogue.measure(term.measure).map { [$0] } ?? []
            case .indicator(let id):
                catalogue.indicator(id).map { measures(of: $0, in: catalogue) } ?? []
            case .figure, .one, .open: []
            }
        }
    }

    /// Two years of facts of a measure, with all words of its dimensions, in two villages.
    private static func facts(of measure: Measure) -> [Fact] {
        let dimensions = measure.dimensions.sorted { $0.key < $1.key }
        let count = 2 * dimensions.reduce(1) { $0 * $1.value.count }
        return (0..<2 * count).map { number in
            var rest = number % count / 2
            var words: [String: String] = [:]
            for (name, known) in dimensions {
                words[name] = known[rest % known.count]
                rest /= known.count
            }
            let place = ["411521100201", "411521101202"][number % 2]
            return Fact(
                id: "\(measure.id) \(number)", measure: measure.id,
                day: day.adding(months: number < count ? -12 : 0), place: DivisionCode(place),
                quantity: Quantity(Rational(number + 2), measure.unit), attributes: words,
                subject: "对象\(number % count)", source: .entry(by: "信息员"), recorded: day)
        }
    }

    private static func problems(of indicator: Indicator, in book: IndicatorBook) -> [String] {
        let span = (indicator.cycle.value ?? .year).span(of: day, since: book.start)
        guard let answer = book.answer(indicator.id, in: span) else { return ["no answer"] }
        var problems: [String] = []
        for reading in answer.readings where reading.value == nil {
            // What the plan does not say is asked for, and nothing else is wanting.
            let isAsked = reading.gaps.allSatisfy { if case .open = $0 { true } else { false } }
            if !isAsked { problems.append("\(indicator.id): \(reading.gaps)") }
        }
        let lines = book.lines(of: indicator.id, in: span)
        if lines.isEmpty { problems.append("\(indicator.id) counts nothing") }
        // Facts that are withdrawn are no longer counted.
        var copy = book
        for fact in lines {
            let nought = Fact(
                id: "no \(fact.id)", measure: fact.measure, day: fact.day, place: fact.place,
                quantity: Quantity(.zero, fact.quantity.unit), attributes: fact.attributes,
                subject: fact.subject, source: fact.source, recorded: fact.recorded,
                replaces: fact.id)
            if (try? copy.append(nought)) == nil { problems.append("\(fact.id) stays") }
        }
        if copy.answer(indicator.id, in: span) == answer {
            let isOpen = answer.readings.contains { $0.value == nil }
            if !isOpen { problems.append("\(indicator.id) does not notice withdrawn facts") }
        }
        return problems
    }

    private static func problems(of target: Target, in book: IndicatorBook) -> [String] {
        let places: [DivisionCode]? =
            switch target.each {
            case nil: nil
            case .township: ["411521100000", "411521101000"].compactMap { DivisionCode($0) }
            case .some: ["411521100201", "411521101202"].compactMap { DivisionCode($0) }
            }
        guard let progress = book.progress(of: target.id, on: day, places: places) else {
            return ["\(target.id) has no progress"]
        }
        guard progress.figure != nil, progress.figure?.stated.source != nil else {
            return ["\(target.id) has no printed figure"]
        }
        let isAnswered = ![.blocked, .undecided].contains(progress.state)
        return isAnswered || !progress.questions.isEmpty ? [] : ["\(target.id): \(progress.state)"]
    }

    @Test("Every indicator, target and board of a pack counts", arguments: RuleFiles.names)
    func all(_ name: String) throws {
        var book = IndicatorBook(
            try RuleFiles.rulebook(name).indicators, of: try PlanPacks.pack(name))
        for fact in book.catalogue.measures.flatMap(Self.facts) { try book.append(fact) }
        for indicator in book.catalogue.indicators {
            #expect(Self.problems(of: indicator, in: book) == [], "\(name)")
        }
        for target in book.catalogue.targets {
            #expect(Self.problems(of: target, in: book) == [], "\(name)")
        }
    }

    static let rows: [Row] = [
        Row("C32", "gengma", "网点当日交易", "网络销售", "网点交易", "功能", "农产品收购", "网点当日网络销售"),
        Row(
            "C42", "luoshan", "20 个", "280 个", ">= 80%", "综合服务站覆盖行政村", "20 乡镇", "乡镇（街道）电商综合服务站",
            "电商综合服务站（点）", "层级", "县级中心", "乡镇站", "村级点", "村类", "建档立卡贫困村", "其他", "村级综合服务点", "综合服务站覆盖乡镇",
            "1/3", "100%"),
        Row(
            "C44", "wuhua", "实现网络销售的村级电商服务站", ">= 80%", "站点网络销售农产品或地方特色产品", "电子商务服务站", "层级",
            "镇级电商孵化基地", "村级电商服务站", "村类", "贫困村", "其他"),
        Row("C49", "wuhua", "工业品下乡", "农产品进城", "电子商务交易额", "方向"),
        Row(
            "D16", "xixian", "一村一点", "1 个/村", "348 村", "物流配送站点", "层级", "乡镇站", "村级点", "物流站点覆盖行政村",
            "30%", ">= 50%", "100%"),
        Row("D31", "wuhua", "物流成本总体降低", ">= 10%", "物流费用", "每公斤物流成本", "物流重量"),
        Row(
            "D48", "wuhua", "设备设施智能化水平", "作业单元化水平", "流程标准化水平", "交易服务数据化水平", "过程可视化水平",
            "达到要求的物流水平指标", "物流水平指标", "达到", "是", "否", "方面", "物流水平指标数"),
        Row("D56", "gengma", "物流快递网点", "物流快递网点覆盖率", ">= 100%", "有物流快递网点的乡镇"),
        Row(
            "F15", "xixian", "99 村", "23 乡镇", "348 村", "建档立卡贫困村", "培训覆盖建档立卡贫困村", "电商培训", "村类", "其他",
            "培训覆盖乡镇（办事处）", "培训覆盖行政村", "100%"),
        Row(
            "F23", "gengma", ">= 5600 人次", ">= 80%", "建档立卡贫困户", "各类形式培训累计", "各类形式培训", "对象", "党政部门",
            "事业单位", "企业", "农民", "农村青年", "参与培训的建档立卡贫困户", "贫困户参与培训的比例"),
        Row(
            "F24", "wuhua", ">= 300 人次", ">= 1%", ">= 50%", ">= 5000 人次", "11000 人次", "带头人和企业负责人培训",
            "电商知识培训", "对象", "带头人和企业负责人", "建档立卡贫困人口", "其他", "体系", "全县就业创业培训体系", "培训覆盖常住人口",
            "受训的建档立卡贫困人口", "建档立卡贫困人口培训率", "培训人次"),
        Row(
            "F37", "gengma", "创业人员运营", "已培训人员跟踪服务", "创业人员销售额", "在营的创业人员", "状态", "在营", "停业",
            "接受跟踪服务的人员", "服务", "辅导", "孵化"),
        Row(
            "F38", "xixian", ">= 75%", ">= 5000 人", ">= 10000 人", "网上开店", "培训人数", "电商培训", "村类",
            "建档立卡贫困村", "其他", "带动创业就业人员", "培训后创业、网上开店", "类别", "创业", "就业", "创业、开店转化率"),
        Row("F47", "wuhua", "全县就业创业培训体系", "纳入就业创业培训体系的场次", "电子商务培训场次", "体系", "其他", "纳入就业创业培训体系的比例"),
        Row(
            "G12", "xinhe", ">= 139 个", "上行农产品单品", "策划", "设计", "策划和设计的上行农产品单品", "状态", "完成", "在做的单品"),
        Row("G28", "gengma", ">= 10 类", "以县名命名的电商农产品类别"),
        Row("I26", "xinhe", "产量", "销量", "品种", "蔬菜", "果品", "杂粮", "其他"),
        Row(
            "I46", "luoshan", "农业产业化龙头企业", "农民示范合作社", "“三品一标”农产品", "纳入追溯管理的比例", "纳入追溯管理的主体和产品",
            "追溯", "已纳入", "未纳入", "类别", "已纳入追溯的龙头企业"),
        Row("J08", "xinhe", "农产品质量安全状况", "生产", "加工", "贮藏", "销售", "质量合格率", "结果", "合格", "不合格", "环节"),
        Row(
            "J10", "xinhe", "全过程监管", "全产业覆盖", "全环节监管", "全天候运作", "全系统互联", "质量监管达到要求的比例", "农产品质量监管",
            "达到", "是", "否", "原则", "监管指标数"),
        Row(
            "K23", "wuhua", "5 个", "3 个", "1 项", "无公害农产品", "绿色农产品", "新增无公害、绿色农产品", "新增认证", "类别",
            "新增省市名牌产品", "新增国家地理标志"),
        Row("K35", "xinhe", "5 个", "10 件", "农特产品网络销售品牌", "注册商标"),
        Row(
            "M30", "xinhe", "内销", "外销", "内销（乡村→县城社区）", "电子商务交易数据", "品类", "农产品", "其他", "方向", "农产品进城",
            "工业品下乡", "渠道", "外销（县城→全国各地）"),
        Row(
            "M40", "luoshan", ">= 15 亿元", ">= 4 亿元", "农村产品网络零售额", "全县农村电子商务交易额", "农村电子商务交易额", "方向",
            "工业品下行", "农产品上行"),
        Row(
            "M47", "luoshan", "电商平台", "实体企业转型O2O模式", "农村电商服务站体系", "农民网商自主创业", "电商孵化园", "农特产品网络销售额",
            "品类", "农特产品", "手工艺品", "工业品", "模式", "网络销售额同比增长"),
        Row("N12", "gengma", "直接", "间接", "网络销售的贫困户", "贫困户农产品网络销售", "建档立卡贫困户的农产品网络销售", "方式"),
        Row(
            "N13", "wuhua", "贫困村电商服务站全覆盖", "贫困村", "有服务站的贫困村", "电子商务服务站", "层级", "镇级电商孵化基地",
            "村级电商服务站", "村类", "其他"),
        Row(
            "O01", "wuhua", "大数据展示墙", "贫困户网络销售农产品", "电子商务交易额", "方向", "工业品下乡", "农产品进城", "村级电商服务站",
            "电子商务服务站", "层级", "镇级电商孵化基地", "村类", "贫困村", "其他"),
        Row(
            "O02", "wuhua", "县电商运营中心数据大屏", "邮政", "电信", "快递物流件数", "物流快递件", "来源", "当日交易额", "电子商务交易额",
            "方向", "工业品下乡", "农产品进城"),
        Row(
            "O03", "xinhe", "大数据处理中心", "物流信息", "电子商务交易数据", "品类", "农产品", "其他", "方向", "农产品进城",
            "工业品下乡", "渠道", "内销", "外销", "物流件数"),
        Row("O04", "xinhe", "电商大数据展示中心", "5 家", "质量安全可追溯示范企业"),
        Row(
            "O05", "xinhe", "“互联网+大数据”统计系统", "各乡镇村电商交易", "电子商务交易数据", "品类", "其他", "方向", "农产品进城",
            "工业品下乡", "渠道", "内销", "外销", "农产品"),
        Row("O06", "xinhe", "本地农产品数据", "农产品", "农产品交易数据", "品种", "蔬菜", "果品", "杂粮", "其他"),
        Row(
            "O10", "xinhe", "电商交易同比增长", "电子商务交易", "电子商务交易数据", "品类", "农产品", "其他", "方向", "农产品进城",
            "工业品下乡", "渠道", "内销", "外销"),
        Row("O12", "wuhua", "全县电子商务交易额", "农村网络零售额同比增长", "农村网络零售额", "品类", "农产品", "其他"),
        Row("O13", "wuhua", "电子商务标准和统计体系", "电子商务交易额", "农村网络零售额", "电商及物流快递主体"),
        Row(
            "O16", "wuhua", "占全县社会消费品零售额的比重", "全县社会消费品零售额", "农民电商增收", "电子商务交易额", "方向", "工业品下乡",
            "农产品进城", "比重的变化", "电子商务促进农民增收"),
        Row("O17", "xinhe", "各环节质量信息", "产销率", "贮藏"),
        Row("O19", "xinhe", "农产品交易", "各乡镇村电商交易"),
        Row(
            "P02", "xixian", ">= 5 亿元", ">= 1.5 亿元", "35 家", "> 5000 家", ">= 6000 人", ">= 168 个",
            ">= 90%", ">= 80%", "100%", "1 个", "80%", ">= 2000 人次", ">= 55 期", "23 个", ">= 50%",
            "30%"),
        Row(
            "R22", "wuhua", "100%", ">= 50%", "通宽带的行政村", "行政村宽带网络覆盖率", "农民宽带网络使用率", "农民宽带网络使用",
            "使用", "是", "否"),
    ]
}
