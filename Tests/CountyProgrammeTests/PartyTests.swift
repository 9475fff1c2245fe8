import CountyProgramme
import Identifiers
import Testing

/// Bodies that merge, duties kept apart, and who may not sit on a panel.
struct PartyTests {
    private let day = MadeUp.day

    private func pack(_ parties: String) throws -> ProgrammePack {
        try ProgrammePack(files: [
            PackFile(name: "pack.yaml", text: PackReadingTests.head),
            PackFile(name: "parties.yaml", text: parties),
        ])
    }

    private static func merged(on day: String) -> String {
        """
        parties:
          - {id: old, name: 甲局, exists: true, merged_into: {party: new, is: \(day), standing: assumed}}
          - {id: new, name: 乙局, exists: true}
        duties:
          - {party: old, kind: commission, is: 委托, src: L1 委托, papers: [{is: 方案, src: L1 方案}]}
          - {party: new, kind: evaluate, is: 评审, src: L2 评审}
        separate:
          - {first: commission, second: evaluate, reason: 分开}
        """
    }

    @Test func aMergerBringsDutiesTogetherThatHaveToBeApart() throws {
        let pack = try pack(Self.merged(on: "2019-03-01"))
        #expect(
            pack.check().findings.map(\.id).contains("duty.new.commission.evaluate"))
        let before = try #require(Day("2019-02-28"))
        #expect(pack.holder(of: "old", on: before)?.party == "old")
        #expect(pack.holder(of: "old", on: day)?.party == "new")
        #expect(pack.duties(of: "new", on: before).count == 1)
        #expect(pack.duties(of: "new", on: day).count == 2)
        #expect(pack.duties(of: "old", on: day).isEmpty)
        let first = DutyAct(party: "old", kind: "commission", day: before)
        let second = DutyAct(party: "new", kind: "evaluate", day: day)
        #expect(pack.conflicts(among: [first, second]).count == 1)
        let early = DutyAct(party: "new", kind: "evaluate", day: before)
        #expect(pack.conflicts(among: [first, early]).isEmpty)
        // The paper is owed by whoever answers for it, and counts from either.
        #expect(pack.papersDue(delivered: [:], on: day).map(\.party) == ["new"])
        #expect(pack.papersDue(delivered: ["old": ["方案"]], on: day).isEmpty)
    }

    @Test func aMergerWithoutADayIsAQuestion() throws {
        let pack = try PlanPacks.pack("luoshan")
        let holder = try #require(pack.holder(of: "market", on: day))
        #expect(holder.party == "market")
        #expect(holder.questions.map(\.place) == ["parties/market/merged_into"])
        #expect(pack.holder(of: "没有", on: day) == nil)
    }

    @Test func mergersInACircleComeToAnEnd() throws {
        let pack = try pack(
            """
            parties:
              - {id: a, name: 甲, exists: true, merged_into: {party: b, is: 2018-01-01, standing: assumed}}
              - {id: b, name: 乙, exists: true, merged_into: {party: a, is: 2018-01-01, standing: assumed}}
            """)
        #expect(pack.holder(of: "a", on: day)?.through.count == 2)
    }

    @Test func aTieKeepsACandidateOut() throws {
        let rules = try RuleFiles.rulebook("luoshan")
        let pack = try pack(Self.merged(on: "2019-03-01"))
        let left = DaySpan(from: MadeUp.early, to: day.adding(days: -30))
        let ties = [
            DeclaredTie(candidate: "专家甲", side: "old", tie: .employed, span: left),
            DeclaredTie(candidate: "专家乙", side: "别家", tie: .kin),
            DeclaredTie(candidate: "专家丙", side: "new", tie: .kin),
            DeclaredTie(candidate: "专家丁", side: "new", tie: .kin, span: left),
            DeclaredTie(candidate: "专家戊", side: "new", tie: .other, span: left),
        ]
        let answer = rules.recusals(from: ["new"], ties: ties, on: day, in: pack)
        // 甲 worked for a body that is part of 乙局 now; what 戊's past tie means is open.
        #expect(answer.excluded.keys.sorted() == ["专家丙", "专家甲"])
        #expect(answer.questions.map(\.place) == ["recusals/other/months_after"])
        let frame = Dictionary(
            uniqueKeysWithValues: ["甲", "乙", "丙", "丁"].map { ("专家\($0)", "电商") })
        let draw = StratifiedDraw(of: 4, from: frame, seed: "1", excluding: answer.reasons)
        #expect(draw.drawn["电商"]?.sorted() == ["专家丁", "专家乙"])
        #expect(draw.excluded.count == 2)
        let later = day.adding(months: 40)
        #expect(
            rules.recusals(from: ["new"], ties: [ties[0]], on: later, in: pack).excluded.isEmpty)
    }

    @Test func aCheckedIdentityExpires() throws {
        let text = try #require(
            PlanPacks.files("luoshan").first { $0.name == "parties.yaml" }?.text)
        let open = try #require(PlanPacks.pack("luoshan").identities.first)
        let check = IdentityCheck(
            subject: "司机甲", kind: "司机", paper: "驾驶证", day: MadeUp.early, isInOrder: true,
            paperUntil: day)
        if case .open = open.standing(of: "司机甲", [check], on: day) {
        } else {
            Issue.record("an open time was taken for granted")
        }
        let ruling = "months: {is: 24, by: 县领导小组, on: 2018-01-01, ground: 试验}"
        let from = try #require(text.firstRange(of: "months: {is: unknown"))
        let end = try #require(text[from.lowerBound...].firstIndex(of: "\n"))
        let decided = text[..<from.lowerBound] + ruling + text[end...]
        let files = try PlanPacks.files("luoshan").map {
            $0.name == "parties.yaml" ? PackFile(name: $0.name, text: String(decided)) : $0
        }
        let rule = try #require(ProgrammePack(id: "luoshan", files: files).identities.first)
        #expect(rule.standing(of: "司机甲", [check], on: day) == .proved(until: day))
        #expect(rule.standing(of: "司机甲", [check], on: day.adding(days: 1)) == .expired(day))
        #expect(rule.standing(of: "司机乙", [check], on: day) == .never)
        let bad = IdentityCheck(
            subject: "司机甲", kind: "司机", paper: "驾驶证", day: day, isInOrder: false)
        #expect(rule.standing(of: "司机甲", [bad, check], on: day) == .refused(day))
    }
}
