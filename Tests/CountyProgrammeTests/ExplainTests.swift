import CountyProgramme
import StrictYAML
import Testing

/// How findings and figures are explained, and what settles them.
struct ExplainTests {
    static let packs = ["gengma", "luoshan", "wuhua", "xinhe", "xixian"]

    @Test("a claim's formula with the numbers put in")
    func claimFormula() throws {
        let pack = try PlanPacks.pack("luoshan")
        let finding = try #require(
            pack.check().findings.first { $0.id == "claim.investment" })
        let formula = try #require(pack.formula(of: finding))
        #expect(formula.names == "investment = budget.total.sum")
        #expect(formula.numbers == "7350 万元 = 6850 万元")
    }

    @Test("brackets are kept where they are needed")
    func brackets() throws {
        let pack = try PlanPacks.pack("xixian")
        let finding = try #require(pack.check().findings.first { $0.id == "claim.heads" })
        let formula = try #require(pack.formula(of: finding))
        #expect(
            formula.names
                == "training-heads >= ( township-stations + village-points ) * [1 人次/个] / [3 年]")
    }

    @Test("each finding's draft, filled in, settles it and nothing else does", arguments: packs)
    func draftsSettle(_ id: String) throws {
        let files = try PlanPacks.files(id)
        let sisters = try PlanPacks.sisters(of: PlanPacks.pack(id))
        let open = try PlanPacks.report(id).findings
        let drafts = open.compactMap(\.decisionDraft)
        #expect(drafts.count == open.count)
        let filled = drafts.flatMap { $0 }.map(Self.fill).joined(separator: "\n")
        let old = files.first { $0.name == "decisions.yaml" }?.text ?? ""
        let decisions = PackFile(
            name: "decisions.yaml", text: "\(old)\ndecisions:\n\(filled)\n")
        let others = files.filter { $0.name != "decisions.yaml" }
        let decided = try ProgrammePack(id: id, files: others + [decisions])
        #expect(decided.check(beside: sisters).isSettled)
    }

    @Test("a draft nobody filled in is refused")
    func emptyDraft() throws {
        let files = try PlanPacks.files("luoshan").filter { $0.name != "decisions.yaml" }
        let draft = try #require(try PlanPacks.report("luoshan").findings.first?.decisionDraft)
        let text = "decisions:\n" + draft.joined(separator: "\n") + "\n"
        #expect(throws: (any Error).self) {
            try ProgrammePack(files: files + [PackFile(name: "decisions.yaml", text: text)])
        }
    }

    private static func fill(_ line: String) -> String {
        for (key, value) in [
            ("decision:", "keep"), ("by:", "县商务局"), ("on:", "2020-01-31"), ("reason:", "试验"),
        ] where line.hasPrefix("    \(key)") { return "    \(key) \(value)" }
        return line
    }

    @Test("who uses a figure")
    func uses() throws {
        let uses = try PlanPacks.pack("luoshan").uses(ofFigure: "investment")
        #expect(uses.contains(FigureUse(place: "sums/funds", role: .total)))
        #expect(uses.contains(FigureUse(place: "claims/investment", role: .claimed)))
    }

    @Test("every figure of a finding's formula is used somewhere", arguments: packs)
    func evidenceIsUsed(_ id: String) throws {
        let pack = try PlanPacks.pack(id)
        for finding in pack.check().findings where [.sum, .claim, .fund].contains(finding.kind) {
            for evidence in finding.evidence where pack.figures[evidence.id] != nil {
                #expect(!pack.uses(ofFigure: evidence.id).isEmpty, "\(finding.id) \(evidence.id)")
            }
        }
    }

    @Test("readings of a plan that nobody printed are marked as assumed")
    func readings() throws {
        for (pack, id) in [("xixian", "heads"), ("xixian", "leaders"), ("wuhua", "renovation")] {
            let claim = try #require(
                try PlanPacks.pack(pack).claims.first { $0.id == id })
            #expect(claim.reason.standing == .assumed)
        }
    }

    @Test("a new pack reads, and only what is missing is found")
    func skeleton() throws {
        let day = try #require(Day("2026-01-31"))
        let county = ProgrammePack.County(code: "000000000001", name: "某\"县\"")
        let files = ProgrammePack.skeleton(id: "mou: xian", county: county, from: day)
        let pack = try ProgrammePack(id: "mou: xian", files: files)
        #expect(pack.county == county)
        #expect(pack.validFrom == day)
        let report = pack.check()
        #expect(report.findings.count == 5)
        #expect(report.findings.allSatisfy { $0.kind == .missing && $0.decision == nil })
        let rules = try Rulebook(files: files.map { ($0.name, $0.text) })
        #expect(rules.clocks.isEmpty)
    }

    @Test("diff tells each value that changed inside a rule")
    func insideRules() throws {
        let files = RuleFiles.files("xinhe", only: "/green-food.yaml")
        let old = try Rulebook(files: files)
        let step = try #require(old.workflows.first?.steps.first)
        let act = try #require(step.acts.first)
        let changed = files.map { ($0.name, $0.text.replacing(act, with: "别的动作")) }
        let changes = try Rulebook(files: changed).changes(from: old)
        let line = try #require(changes.first { $0.id.contains("\(step.id)/acts") })
        #expect(line.section == "workflows" && line.kind == .changed)
        #expect(line.old == act && line.new == "别的动作")
        #expect(changes.allSatisfy { $0.old != $0.new })
    }

    @Test("diff sees what the check depends on")
    func structureChanges() throws {
        let files = try PlanPacks.files("luoshan")
        let old = try PlanPacks.pack("luoshan")
        for (before, after, section) in [
            ("sentence: delivery-limit", "sentence: other-limit", "wordings"),
            ("separate:\n", "separate:\n  - {first: x, second: y, reason: r}\n", "separate"),
            ("{id: s1, name: 小计", "{id: s9, name: 小计", "tables"),
            ("holds_projects: true, ", "", "phases"),
        ] {
            let changed = files.map {
                PackFile(name: $0.name, text: $0.text.replacing(before, with: after))
            }
            let sections = try ProgrammePack(files: changed).changes(from: old).map(\.section)
            #expect(sections.contains(section), "\(before)")
        }
    }

    @Test("a register that refers to one nobody has is refused")
    func lostRegister() throws {
        let text = """
            registers:
              - id: shops
                title: t
                key: [店]
                keep_months: 12
                src: L1 t
                fields:
                  - {name: 店, type: text, required: true}
                  - {name: 户, type: reference, of: shop}
            """
        let error = #expect(throws: YAMLError.self) {
            try Rulebook(files: [("registers/a.yaml", text)])
        }
        #expect(error?.message.contains("nearest is 'shops'") == true)
        let right = text.replacing("of: shop", with: "of: shops")
        #expect(throws: Never.self) { try Rulebook(files: [("registers/a.yaml", right)]) }
    }
}
