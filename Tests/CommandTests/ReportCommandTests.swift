import Foundation
import Testing

/// The report of a day from what a county keeps in tables: facts, and the project ledger.
@Suite("countyctl programme report with tables")
struct ReportCommandTests {
    private static let facts = """
        编号,指标,日期,地点,数量,登记日期,层级,村类,更正
        f1,known-firms,2019-06-01,,4,2019-06-02,,,
        f2,merchants,2019-06-01,,5000,2019-06-02,,,
        f3,online-retail,2019-03-01,,2 亿元,2019-03-05,,,
        f4,online-retail,2019-05-01,,3.5 亿元,2019-05-05,,,
        f5,online-retail,2019-05-01,,2.5 亿元,2019-06-05,,,f4
        f6,stations,2019-05-01,411521100000,1 个,2019-05-05,乡镇站,其他,

        """

    private struct Report {
        let targets: [String: [String: Any]]
        let work: [String: [String: Any]]
        let done: [String: [String: Any]]

        init(_ run: ProgramRun) throws {
            let answer = try object(run.text)
            func table(_ name: String) -> [String: [String: Any]] {
                let list = answer[name] as? [[String: Any]] ?? []
                return Dictionary(list.map { ($0["id"] as? String ?? "", $0) }) { first, _ in first
                }
            }
            targets = table("targets")
            work = table("work")
            done = table("done")
        }

        func states(of target: String) -> [String] {
            let progress = targets[target]?["progress"] as? [[String: Any]] ?? []
            return progress.compactMap { $0["state"] as? String }
        }

        func values(of target: String) -> [String?] {
            let progress = targets[target]?["progress"] as? [[String: Any]] ?? []
            return progress.flatMap { $0["readings"] as? [[String: Any]] ?? [] }
                .map { $0["value"] as? String }
        }
    }

    private func report(
        _ tables: [String: String], on day: String, in scratch: Scratch
    ) async throws -> ProgramRun {
        var words = ["programme", "report", "luoshan", "--on", day, "--json"]
        for (option, text) in tables.sorted(by: { $0.key < $1.key }) {
            words += ["--\(option)", try scratch.write(text.utf8, to: "\(option).csv")]
        }
        return try await ProgramRun.of("countyctl", words)
    }

    /// Rows of the ledger, with targets that are theirs and the facts these need.
    static let rows = [
        ("P02", ["firms", "merchants"], "known-firms,2019-06-01"),
        ("M40", ["retail"], "online-retail,2019-03-01"),
        ("C42", ["township-stations"], "stations,2019-05-01"),
    ]

    @Test("a target's progress follows the facts; without them it is blocked", arguments: rows)
    func row(_ id: String, _ targets: [String], _ fact: String) async throws {
        let scratch = try Scratch()
        let whole = try Report(
            try await report(["facts": Self.facts], on: "2019-07-01", in: scratch))
        for target in targets {
            #expect(!whole.states(of: target).contains("blocked"), "\(id) \(target)")
            #expect(!whole.values(of: target).contains(nil), "\(id) \(target)")
        }
        let measure = try #require(fact.split(separator: ",").first)
        let without = Self.facts.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.contains(",\(measure),") }.joined(separator: "\n")
        let rest = try Report(
            try await report(["facts": without], on: "2019-07-01", in: scratch))
        #expect(rest.states(of: targets[0]) == ["blocked"], "\(id)")
    }

    @Test("corrections replace what they correct")
    func values() async throws {
        let scratch = try Scratch()
        let report = try Report(
            try await report(["facts": Self.facts], on: "2019-07-01", in: scratch))
        #expect(report.states(of: "firms") == ["reached"])
        #expect(Set(report.values(of: "retail")) == ["450000000 元"])
        #expect(report.states(of: "retail") == ["reached"])
        #expect(report.states(of: "merchants") == ["open"])
    }

    @Test("every wrong line is told with what is expected")
    func wrongLines() async throws {
        let scratch = try Scratch()
        let text = """
            编号,指标,日期,地点,数量,登记日期,层级
            a,known-firms,2019-06-31,,4,2019-06-02,
            b,known-frims,2019-06-01,,4,2019-06-02,
            c,stations,2019-06-01,4115211,4,2019-06-02,村级点
            d,stations,2019-06-01,,many,2019-06-02,村级点
            e,stations,2019-06-01,,4,2019-06-02,县级点

            """
        let run = try await report(["facts": text], on: "2019-07-01", in: scratch)
        #expect(run.code == 65)
        for line in 2...6 { #expect(run.errors.contains("facts.csv:\(line): "), "line \(line)") }
        #expect(run.errors.contains("known-frims"))
    }

    @Test("the project ledger: done in time with its evidence, else late with what is missing")
    func ledger() async throws {
        let scratch = try Scratch()
        try scratch.write("摸底调研报告（示例）".utf8, to: "survey.txt")
        try scratch.write("考察记录（示例）".utf8, to: "visit.txt")
        let text = """
            编号,工作,日期,登记日期,经办,部分,证据
            w1,base-survey,2018-05-20,2018-05-21,县商务局,,摸底调研报告=survey.txt;考察记录=visit.txt
            w2,bodies,2018-05-20,2018-05-21,县政府办,职责分工,

            """
        let report = try Report(try await report(["work": text], on: "2019-07-01", in: scratch))
        let survey = try #require(report.work["base-survey"])
        #expect(survey["done"] as? String == "2018-05-20")
        #expect(survey["recorded"] as? String == "2018-05-21")
        let bodies = try #require(report.work["bodies"])
        #expect(bodies["done"] == nil)
        #expect((bodies["missing_parts"] as? [String]) == ["组织领导机构", "统筹协调机制"])
        #expect((bodies["missing_evidence"] as? [String]) == ["成立文件"])
        #expect(bodies["state"] as? String == "overdue")
        #expect(report.done["due-centre"]?["state"] as? String == "open")
        let early = try Report(
            try await self.report(["work": text], on: "2018-05-20", in: scratch))
        #expect(early.work["base-survey"]?["done"] == nil, "it was recorded a day later")
    }

    @Test("a paper that is not there is an error; a line of unknown work is told")
    func ledgerMistakes() async throws {
        let scratch = try Scratch()
        let head = "编号,工作,日期,登记日期,经办,证据\n"
        let gone = head + "w1,base-survey,2018-05-20,2018-05-21,县商务局,考察记录=none.txt\n"
        #expect(try await report(["work": gone], on: "2019-07-01", in: scratch).code == 66)
        let unknown = head + "w1,base-servey,2018-05-20,2018-05-21,县商务局,\n"
        let run = try await report(["work": unknown], on: "2019-07-01", in: scratch)
        #expect(run.code == 65)
        #expect(run.errors.contains("work.csv:2: ") && run.errors.contains("base-servey"))
    }
}
