import Foundation
import Testing

/// A clerk takes cases through procedures of the plans, with the county's own programs.
@Suite("countyctl case", .countyDaemon)
struct CaseCommandTests {
    /// A procedure of a pack with the ledger rows it carries, and the plan's words for each.
    struct Procedure: Sendable, CustomTestStringConvertible {
        let pack: String
        let workflow: String
        let outcome: String
        let rows: [String: [String]]

        init(_ pack: String, _ workflow: String, _ outcome: String, _ rows: [String: [String]]) {
            self.pack = pack
            self.workflow = workflow
            self.outcome = outcome
            self.rows = rows
        }

        var testDescription: String { "\(pack)/\(workflow)" }
    }

    static let procedures = [
        Procedure(
            "xinhe", "green-food", "颁发证书",
            [
                "K14": ["受理及文审", "现场检查", "产品抽样"], "K15": ["环境监测", "产品检测"],
                "K16": ["中国绿色食品发展中心认证审核", "绿色食品认证评审委员会认证评审", "颁发证书"],
            ]),
        Procedure(
            "xinhe", "organic", "颁发证书",
            [
                "K17": ["认证机构认证受理", "申请材料初审"], "K18": ["现场检查评估", "编写检查报告", "综合审查评估意见"],
                "K19": ["颁证委员会决议", "颁发证书"],
            ]),
        Procedure(
            "xinhe", "product-filing", "纳入追溯体系",
            [
                "I31": ["提交企业证明文件", "产品备案", "生产能力备案"], "I32": ["营业执照", "组织机构代码证", "商标注册证"],
                "I33": ["产品名称", "产品规格", "产地"], "I34": ["预计达到多少生产量", "加工贮藏物流情况"],
                "I35": ["政府监管部门", "审核结论"],
            ]),
        Procedure(
            "luoshan", "tender", "验收合格",
            [
                "Q01": ["发布公告", "项目内容", "经费预算", "工期"], "Q02": ["报名预审", "项目申报书"],
                "Q03": ["发布采购文件", "评标办法"], "Q04": ["随机抽选评审专家", "综合打分评审"], "Q05": ["结果公示", "答疑"],
                "Q06": ["签订项目合同", "售后服务"], "Q07": ["结项验收", "项目验收合格单"],
            ]),
        Procedure(
            "luoshan", "acceptance", "验收合格",
            [
                "Q22": ["验收申请", "项目验收申请"], "Q23": ["项目验收前期工作", "查看项目相关材料"],
                "Q24": ["确定验收小组成员单位", "验收地点"], "Q25": ["现场检查", "邀请县纪委监察委监督"],
            ]),
        Procedure("luoshan", "rectification", "办结", ["Q29": ["制定整改方案", "完成整改", "核实销号"]]),
        Procedure("wuhua", "consumer-rights", "办结", ["J06": ["投诉", "调解", "答复书"]]),
    ]

    static let rows: [Row] = procedures.flatMap { procedure in
        procedure.rows.keys.sorted().map { Row(id: $0, procedure: procedure) }
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let id: String
        let procedure: Procedure

        var testDescription: String { id }
    }

    @Test("a case goes through all steps of its plan, step by step in one form", arguments: rows)
    func row(_ row: Row) async throws {
        let office = try CaseOffice()
        let procedure = row.procedure
        let words = try #require(procedure.rows[row.id])
        let form = try await office.run(
            ["case", "form", "--workflow", procedure.workflow, "--pack", procedure.pack])
        for word in words { #expect(form.text.contains(word), "\(row.id): \(word)") }
        let id = try await office.open(procedure)
        // Without what the row asks for it does not go on, and nothing is written.
        let filled = CaseFiller.filled(form.text)
        let without = try office.scratch.write(
            CaseFiller.without(words, in: filled).utf8, to: "\(id)-without.yaml")
        let refused = try await office.act(id, procedure.pack, without)
        #expect(refused.code == 65, "\(row.id) does not need \(words)")
        let whole = try office.scratch.write(filled.utf8, to: "\(id).yaml")
        let done = try await office.act(id, procedure.pack, whole)
        #expect(done.code == 0, "\(done.errors)")
        let shown = try object(
            try await office.run(["case", "show", id, "--pack", procedure.pack, "--json"]).text)
        #expect(shown["step"] is NSNull || shown["step"] == nil)
        #expect((shown["history"] as? [Any])?.isEmpty == false)
        #expect(shown["outcome"] as? String == procedure.outcome)
    }

    @Test("two clerks at once: the second is told; a refused form changes nothing")
    func changedMeanwhile() async throws {
        let office = try CaseOffice()
        let procedure = try #require(Self.procedures.first { $0.workflow == "organic" })
        let id = try await office.open(procedure)
        let first = try await office.run(["case", "form", id, "--pack", "xinhe"])
        let step = try office.scratch.write(
            CaseFiller.filled(first.text).utf8, to: "\(id)-step.yaml")
        #expect(try await office.act(id, "xinhe", step).code == 0)
        let again = try await office.act(id, "xinhe", step)
        #expect(again.code == 65, "the step is over")
        let shown = try object(
            try await office.run(["case", "show", id, "--pack", "xinhe", "--json"]).text)
        #expect((shown["history"] as? [Any])?.count == 1)
        let next = try #require(shown["step"] as? [String: Any])
        #expect(next["number"] as? Int == 2)
        #expect((next["needs"] as? [Any])?.isEmpty == false)
        let list = try await office.run(["case", "list", "--pack", "xinhe"])
        #expect(list.text.contains(id))
    }

    @Test("a scheme that may be closed takes no case; wrong names are told with the nearest")
    func refusals() async throws {
        let office = try CaseOffice()
        let closed = try await office.run(
            ["case", "open", "pollution-free", "--pack", "xinhe", "--by", "经办人甲"])
        #expect(closed.code == 65)
        #expect(closed.errors.contains("停止受理") || closed.errors.contains("new applications"))
        let near = try await office.run(
            ["case", "open", "organc", "--pack", "xinhe", "--by", "经办人甲"])
        #expect(near.code == 64)
        #expect(near.errors.contains("organic"))
        let unknown = try await office.run(["case", "show", "organic-1999-1", "--pack", "xinhe"])
        #expect(unknown.code == 65)
    }
}

/// Fills in forms as officials would.
enum CaseFiller {
    static let day = "2019-03-04"

    /// Everything done, the first decision taken, each step by somebody else.
    static func filled(_ form: String) -> String {
        var number = 0
        return lines(form).map { line in
            if line.hasPrefix("    by:") { number += 1 }
            return switch line {
            case _ where line.hasPrefix("    on:"): "    on: \(day)"
            case _ where line.hasPrefix("    by:"): "    by: 经办人\(number)"
            case _ where line.hasPrefix("    agree:"): "    agree: true"
            case _ where line.hasPrefix("    choice:"):
                "    choice: "
                    + (line.split(separator: "# ").last?.split(separator: " / ").first ?? "")
            case _ where line.hasSuffix(": false"): line.replacing(": false", with: ": true")
            case _ where line.hasSuffix(": \"\""): line.replacing(": \"\"", with: ": 甲")
            default: line
            }
        }.joined(separator: "\n")
    }

    /// The steps that say one of the words have nothing done in them; left out where nothing was.
    static func without(_ words: [String], in form: String) -> String {
        blocks(form).compactMap { block in
            guard words.contains(where: block.contains) else { return block }
            let empty = block.replacing(": true", with: ": false").replacing(": 甲", with: ": \"\"")
            return empty == block ? nil : empty
        }.joined()
    }

    private static func blocks(_ form: String) -> [String] {
        var blocks = [""]
        for line in lines(form) {
            if line.hasPrefix("  - step:") { blocks.append("") }
            blocks[blocks.count - 1] += line + "\n"
        }
        return blocks
    }

    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}

/// Where a test keeps its forms, and the commands it uses.
struct CaseOffice {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    func run(_ words: [String]) async throws -> ProgramRun {
        try await CountyDaemon.countyctl(words)
    }

    /// Opens a case that gets its number from the county.
    func open(_ procedure: CaseCommandTests.Procedure) async throws -> String {
        let opened = try await run([
            "case", "open", procedure.workflow, "--pack", procedure.pack, "--by", "经办人甲", "--on",
            CaseFiller.day, "--json",
        ])
        return try #require(try object(opened.text)["id"] as? String, "\(opened.errors)")
    }

    func act(_ id: String, _ pack: String, _ form: String) async throws -> ProgramRun {
        try await run(["case", "act", id, "--pack", pack, "--form", form])
    }
}
