import Foundation
import Testing

@Suite("countyctl programme")
struct ProgrammeCommandTests {
    private func answer(_ run: ProgramRun) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(run.output))
        return try #require(value as? [String: Any])
    }

    @Test("check --json: the promised keys, exit 65 while findings are open")
    func checkAsJSON() async throws {
        let run = try await ProgramRun.of(
            "countyctl", ["programme", "check", "luoshan", "--json"])
        #expect(run.code == 65)
        let answer = try answer(run)
        #expect(Set(answer.keys) == ["pack", "checked", "findings", "inexpressible"])
        #expect(answer["pack"] as? String == "luoshan")
        #expect((answer["checked"] as? Int ?? 0) > 200)
        let findings = try #require(answer["findings"] as? [[String: Any]])
        for finding in findings {
            #expect(Set(finding.keys) == ["id", "kind", "figures", "computed", "decision"])
        }
        let finding = try #require(findings.first { $0["id"] as? String == "claim.investment" })
        let figures = try #require(finding["figures"] as? [[String: Any]])
        #expect(figures[0]["value"] as? Int == 7350)
        #expect(figures[0]["unit"] as? String == "万元")
        #expect(figures[0]["doc"] as? String == "luoshan/plan")
        #expect(figures[0]["line"] as? Int == 139)
        #expect(figures[0]["phrase"] as? String == "累计投资7350万元")
        #expect(finding["computed"] as? Int == 6850)
        #expect(finding["decision"] is NSNull)
    }

    @Test("check for people: each finding with its figures and words")
    func checkForPeople() async throws {
        let run = try await ProgramRun.of("countyctl", ["programme", "check", "xixian"])
        #expect(run.code == 65)
        #expect(run.text.contains("growth.sales"))
        #expect(run.text.contains("68.0698%"))
        #expect(run.text.contains("L450"))
    }

    @Test("a pack that is not there, a path that is not there")
    func missing() async throws {
        let unknown = try await ProgramRun.of("countyctl", ["programme", "check", "loushan"])
        #expect(unknown.code == 64)
        #expect(unknown.errors.contains("luoshan"))
        let path = try await ProgramRun.of(
            "countyctl", ["programme", "check", "/nonexistent/pack"])
        #expect(path.code == 66)
    }

    @Test("a pack with a mistake: file and line, exit 65")
    func mistake() async throws {
        let scratch = try Scratch()
        let folder = URL(filePath: scratch.path)
        try Data("pack:\n  idd: x\n".utf8).write(to: folder.appending(path: "pack.yaml"))
        let run = try await ProgramRun.of("countyctl", ["programme", "check", scratch.path])
        #expect(run.code == 65)
        #expect(run.errors.contains("pack.yaml:2:"))
    }

    @Test("explain a finding: words, numbers put in, and the lines that settle it")
    func explainFinding() async throws {
        let run = try await ProgramRun.of(
            "countyctl", ["programme", "explain", "claim.investment", "luoshan"])
        #expect(run.code == 0)
        #expect(run.text.contains("数量关系不成立 · figures do not stand"))
        #expect(run.text.contains("L139 累计投资7350万元"))
        #expect(run.text.contains("7350 万元 = 6850 万元"))
        #expect(run.text.contains("- finding: \"claim.investment\""))
        let json = try await ProgramRun.of(
            "countyctl", ["programme", "explain", "claim.investment", "luoshan", "--json"])
        let answer = try answer(json)
        #expect(answer["what"] as? String == "finding")
        let formula = try #require(answer["formula"] as? [String: String])
        #expect(formula["ids"] == "investment = budget.total.sum")
    }

    @Test("explain a figure without naming a pack: each pack that has it")
    func explainFigure() async throws {
        let run = try await ProgramRun.of(
            "countyctl", ["programme", "explain", "investment", "--json"])
        #expect(run.code == 0)
        let lines = run.text.split(separator: "\n")
        let answers = try lines.map {
            try #require(
                try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        #expect(answers.compactMap { $0["pack"] as? String }.contains("luoshan"))
        #expect(answers.compactMap { $0["pack"] as? String }.contains("xixian"))
        #expect(answers.allSatisfy { $0["what"] as? String == "figure" })
        #expect(answers.allSatisfy { ($0["uses"] as? [Any])?.isEmpty == false })
    }

    @Test("explain an id that is not there: the nearest one, exit 64")
    func explainUnknown() async throws {
        let run = try await ProgramRun.of(
            "countyctl", ["programme", "explain", "claim.investmnt", "luoshan"])
        #expect(run.code == 64)
        #expect(run.errors.contains("'claim.investment'"))
    }

    @Test("new: check reads it and finds only what is missing; never written twice")
    func newPack() async throws {
        let scratch = try Scratch()
        let folder = scratch.path + "/mouxian"
        let arguments = [
            "programme", "new", folder, "--county", "某县", "--code", "000000000001",
        ]
        let run = try await ProgramRun.of("countyctl", arguments)
        #expect(run.code == 0)
        let check = try await ProgramRun.of("countyctl", ["programme", "check", folder, "--json"])
        #expect(check.code == 65)
        let findings = try #require(try answer(check)["findings"] as? [[String: Any]])
        #expect(!findings.isEmpty)
        #expect(findings.allSatisfy { $0["kind"] as? String == "missing" })
        let file = URL(filePath: folder).appending(path: "figures.yaml")
        try Data("figures: []\n".utf8).write(to: file)
        let again = try await ProgramRun.of("countyctl", arguments)
        #expect(again.code == 73)
        #expect(try String(contentsOf: file, encoding: .utf8) == "figures: []\n")
        let wrong = try await ProgramRun.of(
            "countyctl",
            ["programme", "new", folder + "2", "--county", "某县", "--code", "4115"])
        #expect(wrong.code == 64)
        #expect(!FileManager.default.fileExists(atPath: folder + "2"))
    }

    @Test("report: what is late and next on a day, from the pack alone")
    func report() async throws {
        let run = try await ProgramRun.of(
            "countyctl", ["programme", "report", "luoshan", "--on", "2020-01-15", "--json"])
        #expect(run.code == 0)
        let answer = try answer(run)
        #expect(answer["next"] as? [String] == ["due-platform-open"])
        let milestones = try #require(answer["milestones"] as? [[String: Any]])
        let centre = try #require(milestones.first { $0["id"] as? String == "due-centre" })
        #expect(centre["state"] as? String == "late")
        #expect(centre["days_left"] as? Int == -15)
        #expect((answer["questions"] as? [Any])?.isEmpty == false)
        let people = try await ProgramRun.of(
            "countyctl", ["programme", "report", "luoshan", "--on", "2020-01-15"])
        #expect(people.text.contains("过期 · late\t2019-12-31"))
        let wrong = try await ProgramRun.of(
            "countyctl", ["programme", "report", "luoshan", "--on", "2020-02-30"])
        #expect(wrong.code == 64)
    }

    @Test("diff: a pack against itself, and against its sister")
    func diff() async throws {
        let same = try await ProgramRun.of(
            "countyctl", ["programme", "diff", "luoshan", "luoshan", "--json"])
        #expect(same.code == 0)
        #expect((try answer(same)["changes"] as? [Any])?.isEmpty == true)
        let other = try await ProgramRun.of(
            "countyctl", ["programme", "diff", "luoshan", "xixian"])
        #expect(other.code == 0)
        #expect(other.text.contains("~ figures/investment"))
        #expect(other.text.contains("- findings/claim.investment"))
    }
}
