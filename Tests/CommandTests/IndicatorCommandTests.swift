import CountyProgramme
import Foundation
import Testing

/// Ledger rows that are indicators, targets, boards and systems of statistics: a clerk imports the
/// facts, asks, and puts a fact right.
@Suite("Facts and indicators kept by a clerk", .countyDaemon)
struct IndicatorCommandTests {
    typealias Row = WordRow

    @Test("a row's indicators count its facts and follow a correction", arguments: rows)
    func row(_ row: Row) async throws {
        let scratch = try Scratch()
        let copy = try PackCopy(row.pack, as: "\(row.pack)-\(row.id.lowercased())", in: scratch)
        let catalogue = copy.rules.indicators
        let carried = Carried(row.id, catalogue)
        try #require(!carried.indicators.isEmpty, "nothing carries \(row.id)")
        let none = try await copy.answers(["indicators"] + carried.indicators + ["--on", day])
        for indicator in none { #expect(Self.facts(indicator) == 0, "\(row.id) has facts already") }

        let table = FactTables.csv(of: catalogue.measures(of: carried.indicators))
        let file = try scratch.write(table.utf8, to: "facts.csv")
        let count = try await copy.answers(["facts", "import", file, "--by", "经办人甲"])
        #expect(count[0]["added"] as? Int == table.split(separator: "\r\n").count - 1)
        let full = try await copy.answers(["indicators"] + carried.indicators + ["--on", day])
        #expect(full.count == carried.indicators.count)
        for indicator in full { try Self.expectAnswered(indicator, row.id) }
        try await expectWords(row, carried, copy, full)

        let first = try #require(full.first)
        let fact = try #require(Self.lines(first).first, "\(row.id) counts nothing")
        _ = try await copy.answers(
            ["facts", "correct", fact, "--quantity", "0", "--by", "经办人乙", "--reason", "录入错误"])
        let id = try #require(first["id"] as? String)
        let corrected = try await copy.answers(["indicators", id, "--on", day])
        #expect(!Self.lines(try #require(corrected.first)).contains(fact), "\(row.id)")
    }

    private let day = FactTables.day

    /// What of a pack carries a row.
    private struct Carried {
        let indicators: [String]
        let boards: [Board]
        let systems: [StatisticsSystem]

        init(_ id: String, _ catalogue: IndicatorCatalogue) {
            boards = catalogue.boards.filter { $0.rows.contains(id) }
            systems = catalogue.systems.filter { $0.rows.contains(id) }
            let defined = systems.flatMap { catalogue.definitions(of: $0.id) }
            let named =
                boards.flatMap(\.indicators) + defined.flatMap(\.indicators).map(\.id)
                + catalogue.targets.filter { $0.rows.contains(id) }.map(\.indicator)
            indicators = catalogue.indicators.filter {
                $0.rows.contains(id) || named.contains($0.id)
            }.map(\.id)
        }
    }

    /// The row's own words stand in what the programs say.
    private func expectWords(
        _ row: Row, _ carried: Carried, _ copy: PackCopy, _ full: [[String: Any]]
    ) async throws {
        var said = try full.map {
            String(
                decoding: try JSONSerialization.data(
                    withJSONObject: $0, options: .withoutEscapingSlashes), as: UTF8.self)
        }.joined()
        for board in carried.boards {
            let run = try await copy.countyctl(["indicators", "--board", board.id, "--on", day])
            #expect(run.code == 0, "\(run.errors)")
            said += run.text
        }
        for system in carried.systems {
            said += try await copy.countyctl(["indicators", "--system", system.id]).text
        }
        for word in row.words { #expect(said.contains(word), "\(row.id): \(word)") }
    }

    private static func spans(_ indicator: [String: Any]) -> [[String: Any]] {
        indicator["spans"] as? [[String: Any]] ?? []
    }

    private static func facts(_ indicator: [String: Any]) -> Int {
        spans(indicator).compactMap { $0["facts"] as? Int }.reduce(0, +)
    }

    private static func lines(_ indicator: [String: Any]) -> [String] {
        spans(indicator).flatMap { $0["lines"] as? [[String: Any]] ?? [] }
            .compactMap { $0["id"] as? String }
    }

    /// Every reading has a value, or asks for what the plan leaves open and nothing else.
    private static func expectAnswered(_ indicator: [String: Any], _ row: String) throws {
        #expect(facts(indicator) > 0, "\(row) \(indicator["id"] ?? "")")
        for reading in spans(indicator).flatMap({ $0["readings"] as? [[String: Any]] ?? [] })
        where reading["value"] as? String == nil {
            let gaps = reading["missing"] as? [[String: String]] ?? []
            let isAsked = !gaps.isEmpty && gaps.allSatisfy { $0["zh"]?.contains("核定") == true }
            #expect(isAsked, "\(row) \(indicator["id"] ?? ""): \(gaps)")
        }
    }

    @Test("the same table twice changes nothing; a wrong line or a changed one refuses all")
    func imports() async throws {
        let scratch = try Scratch()
        let copy = try PackCopy("wuhua", as: "wuhua-import", in: scratch)
        let head = "编号,指标,日期,地点,数量,代号,项目,订单号\n"
        let text =
            head + """
                a,trade,2019-03-01,441424100201,1200,,县级项目,D-1
                b,trade,2019-03-02,,3 万元,,省级项目,D-1

                """
        let table = try scratch.write(text.utf8, to: "a.csv")
        let words = ["facts", "import", table, "--by", "经办人甲"]
        let checked = try await copy.answers(words + ["--check"])
        #expect(checked[0]["added"] as? Int == 2)
        #expect(try await copy.answers(["facts", "list"]).isEmpty, "--check writes nothing")
        _ = try await copy.answers(words)
        let again = try await copy.answers(words)
        #expect(again[0]["added"] as? Int == 0 && again[0]["same"] as? Int == 2)
        let changed = try scratch.write(
            (text.replacing("1200", with: "1300") + "c,trde,2019-03-02,,3,,,\n").utf8, to: "b.csv")
        let refused = try await copy.countyctl(["facts", "import", changed, "--by", "经办人甲"])
        #expect(refused.code == 65)
        #expect(refused.errors.contains("b.csv:2: ") && refused.errors.contains("b.csv:4: "))
        let kept = try await copy.answers(["facts", "list", "--measure", "trade"])
        #expect(kept.map { $0["quantity"] as? String } == ["1200 元", "3 万元"])
        #expect(kept[0]["source"] as? String == "\(table):2")
        let claims = try await copy.answers(["facts", "claims"])
        #expect(claims.map { $0["facts"] as? [String] } == [["a", "b"]])
        #expect(claims[0]["programmes"] as? [String] == ["县级项目", "省级项目"])
    }

    @Test("a place and a day of knowledge narrow what is counted; corrections form a chain")
    func narrowed() async throws {
        let scratch = try Scratch()
        let copy = try PackCopy("wuhua", as: "wuhua-place", in: scratch)
        let text = """
            编号,指标,日期,地点,数量
            a,parcels,2019-03-01,441424100201,12
            b,parcels,2019-03-01,441424101201,30

            """
        let table = try scratch.write(text.utf8, to: "a.csv")
        _ = try await copy.answers(["facts", "import", table, "--by", "经办人甲"])
        func value(_ more: [String]) async throws -> String? {
            let answer = try await copy.answers(
                ["indicators", "parcels", "--on", "2019-03-01"] + more)
            let readings = Self.spans(answer[0]).first?["readings"] as? [[String: Any]]
            return readings?.first?["value"] as? String
        }
        #expect(try await value([]) == "42 件")
        #expect(try await value(["--at", "441424100000"]) == "12 件")
        #expect(try await value(["--known", "2020-01-01"]) == nil, "nothing was recorded by then")
        let why = ["--by", "经办人乙", "--reason", "漏登"]
        _ = try await copy.answers(["facts", "correct", "a", "--quantity", "15"] + why)
        _ = try await copy.answers(["facts", "correct", "a-1", "--quantity", "16"] + why)
        #expect(try await value([]) == "46 件")
        let twice = try await copy.countyctl(["facts", "correct", "a", "--quantity", "17"] + why)
        #expect(twice.code == 65 && twice.errors.contains("a-1"))
        let all = try await copy.answers(["facts", "list", "--all"])
        #expect(all.map { $0["replaced_by"] as? String } == ["a-1", nil, "a-1-1", nil])
    }
}

extension IndicatorCommandTests {
    static let rows: [Row] = [
        Row("C32", "gengma", "网点当日交易", "网络销售"),
        Row("C44", "wuhua", "实现网络销售的村级电商服务站", ">= 80%"),
        Row("C49", "wuhua", "工业品下乡", "农产品进城"),
        Row("D16", "xixian", "一村一点", "1 个/村"),
        Row("D31", "wuhua", "物流成本总体降低", ">= 10%"),
        Row("D48", "wuhua", "设备设施智能化水平", "作业单元化水平", "流程标准化水平", "过程可视化水平"),
        Row("D56", "gengma", "物流快递网点覆盖率", ">= 100%"),
        Row("F15", "xixian", "99 村", "23 乡镇", "348 村"),
        Row("F23", "gengma", ">= 5600 人次", ">= 80%", "建档立卡贫困户"),
        Row("F24", "wuhua", ">= 300 人次", ">= 1%", ">= 50%", ">= 5000 人次", "11000 人次"),
        Row("F37", "gengma", "创业人员运营", "已培训人员跟踪服务"),
        Row("F38", "xixian", ">= 75%", ">= 5000 人", ">= 10000 人"),
        Row("F47", "wuhua", "全县就业创业培训体系"),
        Row("G12", "xinhe", ">= 139 个", "上行农产品单品", "策划"),
        Row("G28", "gengma", ">= 10 类", "以县名命名的电商农产品类别"),
        Row("I26", "xinhe", "产量", "销量"),
        Row("I46", "luoshan", "农业产业化龙头企业", "农民示范合作社", "“三品一标”农产品"),
        Row("J08", "xinhe", "农产品质量安全状况", "贮藏"),
        Row("J10", "xinhe", "全过程监管", "全产业覆盖", "全环节监管", "全天候运作", "全系统互联"),
        Row("K23", "wuhua", "5 个", "3 个", "1 项", "无公害农产品", "绿色农产品"),
        Row("K35", "xinhe", "5 个", "10 件", "农特产品网络销售品牌"),
        Row("M30", "xinhe", "内销", "外销"),
        Row("M47", "luoshan", "实体企业转型O2O模式", "农村电商服务站体系", "农民网商自主创业", "电商孵化园"),
        Row("N12", "gengma", "直接", "间接", "网络销售的贫困户"),
        Row("N13", "wuhua", "贫困村电商服务站全覆盖", "贫困村"),
        Row("O01", "wuhua", "大数据展示墙", "贫困户网络销售农产品"),
        Row("O02", "wuhua", "县电商运营中心数据大屏", "邮政", "电信"),
        Row("O03", "xinhe", "大数据处理中心", "物流信息"),
        Row("O04", "xinhe", "电商大数据展示中心", "5 家"),
        Row("O05", "xinhe", "“互联网+大数据”统计系统", "各乡镇村电商交易"),
        Row("O06", "xinhe", "本地农产品数据", "农产品"),
        Row("O10", "xinhe", "电商交易同比增长", "电子商务交易"),
        Row("O12", "wuhua", "全县电子商务交易额", "农村网络零售额同比增长"),
        Row("O13", "wuhua", "电子商务标准和统计体系", "电子商务交易额", "农村网络零售额", "电商及物流快递主体"),
        Row("O16", "wuhua", "占全县社会消费品零售额的比重", "全县社会消费品零售额"),
        Row("O17", "xinhe", "各环节质量信息", "产销率"),
        Row("O19", "xinhe", "农产品交易", "各乡镇村电商交易"),
        Row("R22", "wuhua", "100%", ">= 50%", "通宽带的行政村"),
    ]
}
