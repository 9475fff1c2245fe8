import CountyProgramme
import Testing

/// Ledger rows about what comes after class: people are drawn, called, and what they say is kept.
struct AftercareRowTests {
    private static let day = Day("2019-06-12") ?? Day(number: 0)

    private static func time(_ offset: Int) -> ProofOfTime {
        ProofOfTime(claimed: day.adding(days: offset), captured: day.adding(days: offset))
    }

    @Test("A row asks for its own answers, and not without them", arguments: rows)
    func row(_ row: TrainingRowTests.Row) throws {
        let files = RuleFiles.files(row.pack, kind: "/training.yaml", row: row.id)
        #expect(try Self.problems(of: row, in: files) == [])
        for word in row.words {
            let without = try? Self.problems(of: row, in: RuleFiles.replacing(word, in: files))
            #expect(without != [], "\(row.id) does not need \(word)")
        }
    }

    private static func ledger(_ plan: TrainingPlan) throws -> TrainingLedger {
        let course = try #require(plan.courses.first)
        let group = try #require(plan.groups.first)
        let session = TrainingSession(id: "1", course: course.id, day: day, hours: Rational(3))
        return TrainingLedger(
            plan: plan, sessions: [session],
            signIns: ["甲", "乙", "丙"].map {
                SignIn(session: "1", person: $0, group: group, time: time(0))
            })
    }

    private static func problems(
        of row: TrainingRowTests.Row, in files: [RuleFiles.File]
    ) throws -> [String] {
        guard let open = try Rulebook(files: files).training.first,
            let decided = try Rulebook(files: RuleFiles.decided(files)).training.first,
            let care = open.aftercare.first(where: { $0.rows.contains(row.id) })
        else { return ["no aftercare"] }
        var problems = row.words.filter { !([care.title] + care.asks).contains($0) }
        let blocked = try #require(
            try ledger(open).aftercare(care.id, contacts: [], seed: "1"))
        if blocked.draw != nil || blocked.questions.count != 1 {
            problems.append("people are drawn although nobody has said how many")
        }
        func state(_ contacts: [AftercareContact]) throws -> AftercareState {
            try #require(
                try ledger(decided).aftercare(care.id, contacts: contacts, seed: "1"))
        }
        let before = try state([])
        guard before.toReach.count == 1, let person = before.toReach.first else {
            return problems + ["nobody is drawn"]
        }
        let called = AftercareContact(aftercare: care.id, person: person, time: time(30))
        if try state([called]).missingAnswers != [person: care.asks] {
            problems.append("no answers are asked for")
        }
        let answered = AftercareContact(
            aftercare: care.id, person: person, time: time(31),
            answers: Dictionary(uniqueKeysWithValues: care.asks.map { ($0, "有") }))
        let after = try state([called, answered])
        if !after.toReach.isEmpty || !after.missingAnswers.isEmpty || after.reached != [person] {
            problems.append("somebody reached is still wanting")
        }
        let early = AftercareContact(aftercare: care.id, person: person, time: time(-1))
        let stranger = AftercareContact(aftercare: care.id, person: "丁", time: time(9))
        if try state([early, stranger]).doubts != [early, stranger] {
            problems.append("what cannot be is counted")
        }
        return problems
    }

    static let rows: [TrainingRowTests.Row] = [
        TrainingRowTests.Row("F11", "xixian", "回查回访", "跟踪指导", "学员档案"),
        TrainingRowTests.Row("F26", "wuhua", "培训后服务机制", "培训记录"),
    ]
}
