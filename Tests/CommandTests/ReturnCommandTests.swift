import CountyProgramme
import Foundation
import Spreadsheets
import Testing

/// Ledger rows that are reports: a unit fills one in from the county's facts, others approve it, it is
/// locked, put right by a new version and exported.
@Suite("Reports kept by a county", .countyDaemon)
struct ReturnCommandTests {
    typealias Row = WordRow

    /// Where a plan leaves open how often a report is due, somebody has ruled.
    private static func deciding(_ name: String, _ text: String) -> String {
        guard name == "returns.yaml" else { return text }
        let ruling = "    cycle: {is: quarter, by: 县领导小组, on: 2018-01-01, ground: 试验}"
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("    cycle: {is: unknown") ? ruling : String($0) }
            .joined(separator: "\n")
    }

    @Test("a row's report is filled in, approved, locked, corrected, exported", arguments: rows)
    func row(_ row: Row) async throws {
        let scratch = try Scratch()
        let copy = try PackCopy(
            row.pack, as: "\(row.pack)-\(row.id.lowercased())", in: scratch, changes: Self.deciding)
        let forms = copy.rules.returns.filter { $0.rows.contains(row.id) }
        try #require(!forms.isEmpty, "nothing carries \(row.id)")
        let indicators = forms.flatMap(\.items).compactMap { item -> String? in
            if case .indicator(let id) = item.origin { id } else { nil }
        }
        if !indicators.isEmpty {
            let csv = FactTables.csv(of: copy.rules.indicators.measures(of: indicators))
            let table = try scratch.write(csv.utf8, to: "facts.csv")
            _ = try await copy.answers(["facts", "import", table, "--by", "信息员甲"])
        }
        var said = ""
        for form in forms {
            let desk = ReturnDesk(copy: copy, form: form, scratch: scratch)
            said += try await desk.work()
        }
        for word in row.words { #expect(said.contains(word), "\(row.id): \(word)") }
    }

    @Test("what nobody has decided is asked; the facts of later days show as drift")
    func openAndDrift() async throws {
        let scratch = try Scratch()
        let open = try PackCopy("wuhua", as: "wuhua-open", in: scratch)
        let refused = try await open.countyctl([
            "return", "draft", "entity-survey", "--unit", "县工商质监局", "--for", "2019", "--by", "甲",
        ])
        #expect(refused.code == 65 && refused.errors.contains("returns.yaml"))
        let facts = "编号,指标,日期,数量\na,household-sales,2019-03-01,12\n"
        let table = try scratch.write(facts.utf8, to: "facts.csv")
        _ = try await open.answers(["facts", "import", table, "--by", "甲"])
        let report = ["poverty-data", "--unit", "县扶贫开发局", "--for", "2019-03"]
        _ = try await open.answers(["return", "draft"] + report + ["--by", "甲"])
        let own = try await open.countyctl(
            ["return", "approve"] + report + ["--role", "县电商办", "--by", "甲"])
        #expect(own.code == 65, "nobody approves what they filled in")
        _ = try await open.answers(
            ["return", "approve"] + report + ["--role", "县电商办", "--by", "乙"])
        _ = try await open.answers(
            ["facts", "correct", "a", "--quantity", "13", "--by", "甲", "--reason", "漏登"])
        let shown = try await open.answers(["return", "show"] + report)
        let drift = shown[0]["drift"] as? [[String: Any]] ?? []
        #expect(drift.map { $0["item"] as? String } == ["扶贫数据"])
        #expect(drift.map { $0["locked"] as? String } == ["12 元"])
        #expect(drift.map { $0["now"] as? String } == ["13 元"])
        let computed = try await open.countyctl(
            ["return", "correct"] + report + ["--by", "甲", "--reason", "改数", "--set", "扶贫数据=14"])
        #expect(computed.code == 64, "what is computed is not entered")
    }

    @Test("the list tells who is missing, and asks for the clock nobody has set")
    func standing() async throws {
        let scratch = try Scratch()
        let copy = try PackCopy("wuhua", as: "wuhua-list", in: scratch)
        let list = try await copy.answers([
            "return", "list", "poverty-data", "--for", "2019-03", "--unit", "县扶贫开发局", "--unit",
            "示例镇",
        ])
        #expect(list[0]["missing"] as? [String] == ["县扶贫开发局", "示例镇"])
        #expect(list[0]["completeness"] as? String == "0.0%")
        #expect((list[0]["open"] as? [Any])?.count == 1)
        let none = try await copy.countyctl([
            "return", "export", "poverty-data", "--for", "2019-03", "-o", scratch.path + "/a.csv",
        ])
        #expect(none.code == 65)
        let near = try await copy.countyctl(["return", "list", "poverty-date", "--for", "2019-03"])
        #expect(near.code == 64 && near.errors.contains("poverty-data"))
    }
}

/// A unit at work with one report.
private struct ReturnDesk {
    let copy: PackCopy
    let form: ReturnForm
    let scratch: Scratch

    private var report: [String] { [form.id, "--unit", form.units[0], "--for", FactTables.day] }

    private func entered(without left: String? = nil) -> [String] {
        form.items.filter { !$0.isComputed && $0.name != left }.flatMap { item in
            let text = if case .number = item.origin { "7" } else { "\(item.name)内容" }
            return ["--set", "\(item.name)=\(text)"]
        }
    }

    /// Everything the programs said on the way.
    func work() async throws -> String {
        for item in form.items where item.isRequired && !item.isComputed {
            let short = try await copy.countyctl(
                ["return", "draft"] + report + ["--by", "填报人甲"] + entered(without: item.name))
            #expect(short.code == 65, "\(form.id) is taken without \(item.name)")
            #expect(short.errors.contains(item.name))
        }
        _ = try await copy.answers(["return", "draft"] + report + ["--by", "填报人甲"] + entered())
        try await approve()
        let late = try await copy.countyctl(
            ["return", "approve"] + report + ["--role", form.approve[0], "--by", "审核人丙"])
        #expect(late.code == 65, "\(form.id) is locked")
        _ = try await copy.answers(
            ["return", "correct"] + report + ["--by", "填报人甲", "--reason", "数据更正"])
        let shown = try await copy.answers(["return", "show"] + report)
        let versions = shown[0]["versions"] as? [[String: Any]] ?? []
        #expect(versions.map { $0["locked"] as? Bool } == [true, false])
        #expect((versions[0]["values"] as? [String: Any])?.count == form.items.count)
        try await approve()
        return try await exported() + copy.countyctl(["return", "show"] + report).text
            + copy.countyctl(["return", "list", form.id, "--for", FactTables.day]).text
    }

    private func approve() async throws {
        for (index, role) in form.approve.enumerated() {
            _ = try await copy.answers(
                ["return", "approve"] + report + ["--role", role, "--by", "审核人\(index)"])
        }
    }

    /// The table as text and as workbook, which say the same.
    private func exported() async throws -> String {
        let csv = "\(scratch.path)/\(form.id).csv"
        let book = "\(scratch.path)/\(form.id).xlsx"
        for path in [csv, book] {
            let run = try await copy.countyctl(
                ["return", "export", form.id, "--for", FactTables.day, "-o", path])
            try #require(run.code == 0, "\(run.errors)")
        }
        let text = try String(contentsOfFile: csv, encoding: .utf8)
        let sheet = try Sheet.xlsx(Array(try Data(contentsOf: URL(filePath: book))))
        #expect(sheet.rows.count == 2)
        let headings = sheet.rows[0].cells.map { if case .text(let text) = $0 { text } else { "" } }
        for heading in headings { #expect(text.contains(heading)) }
        if !form.columns.isEmpty { #expect(headings == form.columns.map(\.heading)) }
        return text
    }
}

extension ReturnCommandTests {
    static let rows: [Row] = [
        Row("C43", "wuhua", "镇村服务网点的基础信息", "镇村服务网点"),
        Row("E26", "luoshan", "调查统计", "信息报送", "乡（镇）", "各参与部门"),
        Row("E28", "wuhua", "电商及物流快递主体发展情况调研", "电商及物流快递主体", "县工商质监局"),
        Row("N14", "wuhua", "扶贫数据及信息", "县扶贫开发局"),
        Row("O08", "wuhua", "农村电子商务和社区商业信息系统报送", "进度", "培训人次", "资金拨付", "项目绩效自评结果"),
        Row("O09", "wuhua", "交易数据日报", "交易数据月报", "交易数据年报"),
        Row("O11", "luoshan", "项目进展情况", "资金落实情况", "各阶段工作总结", "责任主体"),
        Row("Q34", "luoshan", "年度工作总结", "县商务局", "财政局"),
        Row("Q43", "xixian", "信息报送统计制度", "资金落实情况", "各阶段工作总结"),
    ]
}
