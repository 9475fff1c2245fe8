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
}
