import CountyProgramme
import SeededRandom
import StrictYAML
import Testing

/// Files 一项一档: versions, what is missing for a stage, and papers that came too late to be true.
struct RecordTests {
    private static let file = FileName(plan: "project", subject: "trace")

    private static func book() throws -> RecordBook {
        RecordBook(plans: try RuleFiles.rulebook("luoshan").filePlans)
    }

    private static func paper(
        _ name: String, _ number: Int, claimed: Int, captured: Int
    ) -> FiledPaper {
        let day = RecordDriver.day
        return RecordDriver.paper(
            name, in: file, number: number, claimed: day.adding(days: claimed),
            captured: day.adding(days: captured))
    }

    @Test("What a file wants grows with its stage, and names folder, paper and line")
    func stages() throws {
        var book = try Self.book()
        let plan = try #require(book.plan("project"))
        let counts = try plan.stages.map { stage in
            try #require(book.standing(of: Self.file, through: stage, on: RecordDriver.day))
                .missing.count
        }
        #expect(counts == [2, 9, 10, 14, 16])
        for paper in plan.papers(through: "申报") {
            try RecordDriver.file(paper, in: Self.file, of: &book)
        }
        let first = try #require(
            book.standing(of: Self.file, through: "申报", on: RecordDriver.day))
        #expect(first.isComplete)
        let second = try #require(
            book.standing(of: Self.file, through: "选择承办单位", on: RecordDriver.day))
        #expect(second.missing.first?.folder == "采购")
        #expect(second.missing.first?.paper == "项目招标公告")
        #expect(second.missing.first?.want == .paper(have: 0, need: 1))
        #expect(second.missing.first?.source?.line == 374)
        let before = book.standing(
            of: Self.file, through: "申报", on: RecordDriver.day.adding(days: -1))
        #expect(before?.missing.count == 2)
    }

    @Test("Three pictures are three contents; one picture three times is one")
    func pictures() throws {
        var book = try Self.book()
        let digest = RecordDriver.digest(7)
        for number in 1...3 {
            try book.file(
                FiledPaper(
                    file: Self.file, paper: "施工照片", number: "\(number)", digest: digest,
                    time: ProofOfTime(claimed: RecordDriver.day, captured: RecordDriver.day),
                    by: "村民甲"))
        }
        let missing = try #require(book.standing(of: Self.file, on: RecordDriver.day)).missing
        #expect(missing.first { $0.paper == "施工照片" }?.want == .paper(have: 1, need: 3))
    }

    @Test("The same content again is no version; another one is; what is closed stays closed")
    func versions() throws {
        var book = try Self.book()
        let first = Self.paper("合作协议", 1, claimed: -10, captured: -9)
        #expect(try book.file(first).number == 1)
        let once = book
        #expect(try book.file(first).number == 1)
        #expect(book == once)
        let time = ProofOfTime(claimed: RecordDriver.day, captured: RecordDriver.day)
        let second = FiledPaper(
            file: Self.file, paper: "合作协议", number: "1", digest: RecordDriver.digest(5),
            time: time, by: "村民乙")
        #expect(try book.file(second).number == 2)
        #expect(book.versions(of: "合作协议", number: "1", in: Self.file).map(\.number) == [1, 2])
        try book.close(Self.file, on: RecordDriver.day)
        #expect(throws: FilingRefusal.closed(RecordDriver.day)) {
            try book.file(Self.paper("采购文件", 1, claimed: 0, captured: 1))
        }
        // Nobody has said how long to keep it.
        #expect(book.expired(on: RecordDriver.day.adding(days: 36_500)).isEmpty)
    }

    @Test("A paper is refused with the reason")
    func refusals() throws {
        var book = try Self.book()
        let stranger = RecordDriver.paper("合作协义", in: Self.file)
        #expect(throws: FilingRefusal.noPaper("合作协义", nearest: "合作协议")) {
            try book.file(stranger)
        }
        let ahead = Self.paper("合作协议", 1, claimed: 1, captured: 0)
        #expect(throws: FilingRefusal.claimedAhead(ahead.time)) { try book.file(ahead) }
        let elsewhere = RecordDriver.paper("合作协议", in: FileName(plan: "projekt", subject: "1"))
        #expect(throws: FilingRefusal.noPlan("projekt", nearest: "project")) {
            try book.file(elsewhere)
        }
        let policies = FileName(plan: "policies", subject: "县")
        let chart = RecordDriver.paper("管理服务流程图", in: policies, part: "运输")
        #expect(throws: FilingRefusal.noPart("运输", ["开发", "生产", "加工", "流通"])) {
            try book.file(chart)
        }
        #expect(book.names.isEmpty)
    }

    @Test("Papers that came days before an inspection and claim to be old are told")
    func madeUp() throws {
        var book = try Self.book()
        let papers = [
            Self.paper("项目申报书", 1, claimed: -400, captured: -398),
            Self.paper("采购文件", 1, claimed: -300, captured: -2),
            Self.paper("合作协议", 1, claimed: -250, captured: -2),
            Self.paper("项目进展情况", 1, claimed: -3, captured: -2),
        ]
        for paper in papers { try book.file(paper) }
        #expect(book.captureGaps().map(\.days) == [298, 248, 2, 1])
        let told = book.madeUp(before: RecordDriver.day, within: 7)
        #expect(told.map(\.paper) == ["采购文件", "合作协议"])
    }

    @Test("One content under two names or in two files is told")
    func shared() throws {
        var book = try Self.book()
        let paper = Self.paper("付款凭证", 1, claimed: 0, captured: 0)
        try book.file(paper)
        #expect(book.sharedContents.isEmpty)
        try book.file(
            FiledPaper(
                file: FileName(plan: "project", subject: "stations"), paper: "付款凭证",
                number: "9", digest: paper.digest, time: paper.time, by: "村民乙"))
        #expect(book.sharedContents.map(\.papers.count) == [2])
    }

    @Test("Whatever is filed, nothing is lost and less is missing", arguments: 1...20)
    func random(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var book = try Self.book()
        let plan = try #require(book.plan("project"))
        var filed: [FiledPaper] = []
        for _ in 0..<60 {
            let paper = try #require(plan.papers.randomElement(using: &random))
            let captured = Int.random(in: 0...30, using: &random)
            let next = Self.paper(
                paper.name, Int.random(in: 1...3, using: &random),
                claimed: captured - Int.random(in: -1...9, using: &random), captured: captured)
            do throws(FilingRefusal) {
                try book.file(next)
                filed.append(next)
            } catch {
                #expect(!error.chinese.isEmpty && !error.english.isEmpty)
            }
        }
        let missing = try (0...31).map { day in
            try #require(book.standing(of: Self.file, on: RecordDriver.day.adding(days: day)))
                .missing.count
        }
        #expect(zip(missing, missing.dropFirst()).allSatisfy { $0 >= $1 })
        #expect(book.captureGaps().allSatisfy { $0.days >= 0 })
        for paper in filed {
            let versions = book.versions(of: paper.paper, number: paper.number, in: Self.file)
            #expect(versions.contains { $0.filed.digest == paper.digest })
            #expect(versions.map(\.number) == Array(1...versions.count))
        }
    }

    @Test("A wrong file plan is refused with place and remedy", arguments: faults)
    func refused(old: String, new: String, chinese: String) throws {
        let text = """
            files:
              - id: f
                title: t
                per: 项目
                keep_months: 12
                stages: [申报, 验收]
                ours: true
                folders:
                  - name: 甲
                    papers:
                      - {name: 乙, stage: 申报, ours: true}
            """
        #expect(try Rulebook(files: [("records.yaml", text)]).filePlans.count == 1)
        let error = #expect(throws: YAMLError.self) {
            try Rulebook(files: [("records.yaml", text.replacing(old, with: new))])
        }
        #expect(error?.chineseDescription == chinese)
    }

    static let faults: [(old: String, new: String, chinese: String)] = [
        ("stage: 申报", "stage: 申请", "records.yaml:11:30: 没有阶段 '申请'，最接近的是 '申报'"),
        (
            "申报, ours: true", "申报",
            "records.yaml:11:13: 材料要么有原文出处 src，要么写 ours: true（我们自拟），二者必居其一"
        ),
        (
            "ours: true}", "ours: true, ours_words: [丙]}",
            "records.yaml:11:13: '丙' 不是这个有出处的材料里的词"
        ),
        ("ours: true}", "ours: true, at_least: 0}", "records.yaml:11:56: 0 超出范围 1…10000"),
    ]
}
