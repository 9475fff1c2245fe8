import CountyProgramme
import SeededRandom
import StrictYAML
import Testing

/// What was done, what is late, next, missing: the plan of a county with what it recorded.
struct ProgrammeReportTests {
    private static let due = Day("2019-05-31") ?? Day(number: 0)

    private static func time(_ offset: Int, recorded: Int? = nil) -> ProofOfTime {
        ProofOfTime(
            claimed: due.adding(days: offset), captured: due.adding(days: recorded ?? offset))
    }

    private static func entry(
        _ id: String, _ item: String, _ offset: Int, recorded: Int? = nil, part: String? = nil,
        evidence: [String] = [], replaces: String? = nil
    ) -> WorkEntry {
        WorkEntry(
            id: id, item: item, time: time(offset, recorded: recorded), by: "村民甲", part: part,
            evidence: Dictionary(
                uniqueKeysWithValues: evidence.map { ($0, RecordDriver.digest(1)) }),
            replaces: replaces)
    }

    private static func state(
        _ item: String, _ pack: ProgrammePack, _ ledger: WorkLedger, on offset: Int
    ) throws -> WorkState {
        let states = pack.workStates(on: due.adding(days: offset), ledger: ledger)
        return try #require(states.first { $0.item.id == item })
    }

    private static let survey = ["摸底调研报告", "考察记录"]

    @Test("In time, late, claimed afterwards, taken back: by what was known on the day")
    func standings() throws {
        let pack = try PlanPacks.pack("luoshan")
        var ledger = WorkLedger(pack)
        #expect(try Self.state("plan-and-rules", pack, ledger, on: -9).standing == .blocked)
        #expect(try Self.state("plan-and-rules", pack, ledger, on: -9).blockedBy == ["base-survey"])
        try ledger.append(Self.entry("1", "base-survey", -5, recorded: 3, evidence: Self.survey))
        #expect(try Self.state("base-survey", pack, ledger, on: 0).standing == .open)
        #expect(try Self.state("base-survey", pack, ledger, on: 1).standing == .overdue)
        #expect(try Self.state("base-survey", pack, ledger, on: 3).standing == .unproven)
        #expect(try Self.state("plan-and-rules", pack, ledger, on: 3).blockedBy == [])
        try ledger.append(
            Self.entry("2", "base-survey", 4, evidence: ["摸底调研报告"], replaces: "1"))
        let reopened = try Self.state("base-survey", pack, ledger, on: 4)
        #expect(reopened.standing == .overdue)
        #expect(reopened.missingEvidence == ["考察记录"])
        try ledger.append(Self.entry("3", "base-survey", 6, evidence: ["考察记录"]))
        #expect(try Self.state("base-survey", pack, ledger, on: 6).standing == .doneLate)
        #expect(try Self.state("base-survey", pack, ledger, on: 3).standing == .unproven)
    }

    @Test("What was done before what it needs is told")
    func order() throws {
        let pack = try PlanPacks.pack("luoshan")
        var ledger = WorkLedger(pack)
        try ledger.append(Self.entry("1", "overall-check", -3, evidence: ["检查验收报告"]))
        let state = try Self.state("overall-check", pack, ledger, on: 0)
        #expect(state.standing == .inTime)
        #expect(state.outOfOrder == ["acceptance"])
    }

    @Test("A number counts by its last report, and may fall again")
    func numbers() throws {
        let pack = try PlanPacks.pack("wuhua")
        var ledger = WorkLedger(pack)
        func report(_ id: String, _ number: String, _ offset: Int) throws {
            let day = try #require(Day("2018-11-01")).adding(days: offset)
            try ledger.append(
                WorkEntry(
                    id: id, item: "new-tenants", time: ProofOfTime(claimed: day, captured: day),
                    by: "村民甲", reached: Quantity(number),
                    evidence: ["入驻协议": RecordDriver.digest(1)]))
        }
        func standing(_ offset: Int) throws -> WorkStanding {
            let day = try #require(Day("2018-11-01")).adding(days: offset)
            let states = pack.workStates(on: day, ledger: ledger)
            return try #require(states.first { $0.item.id == "new-tenants" }).standing
        }
        try report("1", "9 家", 0)
        #expect(try standing(0) == .open)
        try report("2", "12 家", 5)
        #expect(try standing(5) == .inTime)
        try report("3", "8 家", 9)
        #expect(try standing(9) == .open)
        #expect(throws: WorkRefusal.unlikeUnits("人", "家")) { try report("4", "12 人", 10) }
    }

    @Test("An entry is refused with the reason, and changes nothing")
    func refusals() throws {
        let pack = try PlanPacks.pack("luoshan")
        var ledger = WorkLedger(pack)
        let first = Self.entry("1", "bodies", 0, part: "组织领导机构")
        try ledger.append(first)
        try ledger.append(first)
        #expect(ledger.entries.count == 1)
        let cases: [(WorkEntry, WorkRefusal)] = [
            (Self.entry("1", "bodies", 1, part: "组织领导机构"), .otherContent("1")),
            (Self.entry("2", "body", 1), .noItem("body")),
            (
                Self.entry("2", "bodies", 1, part: "办公室"),
                .noPart("办公室", ["组织领导机构", "统筹协调机制", "职责分工"])
            ),
            (Self.entry("2", "bodies", 1, evidence: ["照片"]), .noEvidence("照片", ["成立文件"])),
            (Self.entry("2", "bodies", 1, replaces: "9"), .notToReplace("9")),
            (
                Self.entry("2", "bodies", 3, recorded: 1),
                .claimedAhead(Self.time(3, recorded: 1))
            ),
        ]
        for (entry, refusal) in cases {
            #expect(throws: refusal) { try ledger.append(entry) }
        }
        #expect(ledger.entries == [first])
    }

    @Test("The report joins plan, work, files, displays and issues on one day")
    func report() throws {
        let pack = try PlanPacks.pack("luoshan")
        let rules = try RuleFiles.rulebook("luoshan")
        var evidence = ProgrammeEvidence(pack, rules)
        try evidence.work.append(Self.entry("1", "base-survey", -5, evidence: Self.survey))
        let centre = FileName(plan: "project", subject: "service-centre")
        evidence.stages[centre] = "申报"
        try evidence.disclosure.publish(
            Publication(
                item: "candidates", about: "service-centre", channel: "县政府网站",
                fields: ["承办单位候选人": "甲公司"], time: Self.time(0)))
        try evidence.rectification.open(
            RectificationIssue(
                id: "甲", origin: .inspection, found: Self.time(0), subject: "service-centre",
                kind: "公示", text: "公示截图缺失", responsible: "县商务局"))
        let day = Self.due.adding(days: 1)
        let report = pack.report(on: day, rules: rules, evidence: evidence)
        #expect(report.done.map(\.item.id) == ["base-survey"])
        #expect(report.overdue.map(\.item.id) == ["bodies", "plan-and-rules", "publicity"])
        #expect(
            report.next.map(\.item.id) == ["carry-out", "training", "inspection", "acceptance"])
        #expect(report.incompleteFiles.map(\.file) == [centre])
        #expect(report.incompleteFiles.first?.missing.map(\.paper) == ["项目申报书", "资格预审记录"])
        #expect(report.running.map(\.item.id) == ["candidates"])
        #expect(report.openIssues.map(\.standing) == [.unplanned])
        #expect(report.questions.contains { $0.place == "work/refit/by" })
        #expect(report.lateMilestones.isEmpty)
        let later = pack.report(on: day.adding(days: 365), rules: rules, evidence: evidence)
        #expect(later.lateMilestones.contains { $0.milestone.id == "due-centre" })
    }

    @Test("A milestone with work of its own is reached when all of it is done")
    func milestones() throws {
        let pack = try PlanPacks.pack("luoshan")
        var ledger = WorkLedger(pack)
        func progress(_ id: String) throws -> MilestoneProgress {
            let day = Self.due.adding(days: 1_000)
            let states = pack.workStates(on: day, ledger: ledger)
            return try #require(
                pack.milestoneProgress(on: day, ledger: ledger, work: states).first {
                    $0.milestone.id == id
                })
        }
        #expect(try progress("due-cold-full").wanting == ["storage-base"])
        try ledger.append(
            Self.entry("1", "storage-base", 500, evidence: ["共建协议", "建设照片"]))
        #expect(try progress("due-cold-full").standing == .inTime)
        #expect(try progress("due-platform").blockedBy == ["due-trace"])
    }

    @Test("What is known only grows, whatever is reported", arguments: 1...20)
    func random(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let pack = try PlanPacks.pack("gengma")
        var ledger = WorkLedger(pack)
        for number in 0..<60 {
            let item = try #require(pack.work.randomElement(using: &random))
            let offset = Int.random(in: -500...0, using: &random)
            try ledger.append(
                Self.entry(
                    "\(number)", item.id, offset,
                    recorded: offset + Int.random(in: 0...90, using: &random),
                    part: item.parts.randomElement(using: &random),
                    evidence: item.evidence.randomElement(using: &random).map { [$0] } ?? []))
        }
        var missing = Int.max
        for offset in stride(from: -500, through: 100, by: 50) {
            let states = pack.workStates(on: Self.due.adding(days: offset), ledger: ledger)
            let wanting = states.reduce(0) {
                $0 + $1.missingParts.count + $1.missingEvidence.count
            }
            #expect(wanting <= missing)
            missing = wanting
            for state in states {
                let isWanting = !state.missingParts.isEmpty || !state.missingEvidence.isEmpty
                #expect(state.standing.isDone != isWanting)
                #expect(state.standing.isDone == (state.done != nil))
            }
        }
    }

    @Test("Work that can never be shown, or is due twice, is refused with the remedy")
    func refused() throws {
        let head = """
            pack:
              id: p
              county: {code: "411521000000", name: 甲县}
              number: ""
              issued: {is: 2020-01-01, src: L1 2020年1月1日}
              version: 1
              from: 2020-01-01
            """
        func read(_ work: String) throws -> ProgrammePack {
            try ProgrammePack(files: [
                PackFile(name: "pack.yaml", text: head),
                PackFile(name: "work.yaml", text: "work:\n  - " + work),
            ])
        }
        let right =
            "{id: a, title: 甲, by: {is: 2020-05-01, standing: assumed}, evidence: [照片], ours: true}"
        #expect(try read(right).work.count == 1)
        let cases = [
            (", evidence: [照片]", "", "work.yaml:2:5: 没有佐证就无法证明做完：请补上 'evidence'"),
            (
                "by: {is: 2020-05-01, standing: assumed}, ", "",
                "work.yaml:2:5: 完成时间写 milestone、phase、by 中的一个；不知道写 by: {is: unknown, why: …}"
            ),
            ("ours: true", "ours: true, needs: [b]", "work.yaml:2:100: 没有工作 'b'，最接近的是 'a'"),
        ]
        for (old, new, chinese) in cases {
            let error = #expect(throws: YAMLError.self) {
                try read(right.replacing(old, with: new))
            }
            #expect(error?.chineseDescription == chinese)
        }
    }
}
