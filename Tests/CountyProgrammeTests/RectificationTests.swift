import CountyProgramme
import Testing

/// From a finding to its closing: days, evidence, the second pair of eyes, and what comes again.
struct RectificationTests {
    private static let found = Day("2021-07-05") ?? Day(number: 0)

    private static func time(_ offset: Int) -> ProofOfTime {
        let day = found.adding(days: offset)
        return ProofOfTime(claimed: day, captured: day)
    }

    private static func issue(_ id: String, _ offset: Int = 0) -> RectificationIssue {
        RectificationIssue(
            id: id, origin: .evaluation, found: time(offset), subject: "trace", kind: "档案不全",
            text: "缺验收单", responsible: "县商务局")
    }

    private static func step(
        _ person: String, _ offset: Int, _ action: RectificationStep.Action
    ) -> RectificationStep {
        RectificationStep(person: person, time: time(offset), action: action)
    }

    private static func standing(
        _ ledger: RectificationLedger, on offset: Int
    ) -> [IssueState.Standing] {
        ledger.states(on: found.adding(days: offset)).map(\.standing)
    }

    @Test("An issue runs from finding over plan, evidence and refusal to its closing")
    func course() throws {
        var ledger = RectificationLedger()
        try ledger.open(Self.issue("1"))
        try ledger.open(Self.issue("1"))
        let due = Self.found.adding(days: 30)
        try ledger.take(Self.step("甲", 2, .plan(due: due, reason: "")), for: "1")
        try ledger.take(Self.step("甲", 10, .evidence(RecordDriver.digest(1))), for: "1")
        try ledger.take(Self.step("乙", 12, .reject("照片不清")), for: "1")
        try ledger.take(Self.step("甲", 40, .evidence(RecordDriver.digest(2))), for: "1")
        try ledger.take(Self.step("乙", 41, .close), for: "1")
        #expect(
            [0, 2, 10, 12, 31, 40, 41].map { Self.standing(ledger, on: $0) } == [
                [.unplanned], [.open], [.toCheck], [.open], [.overdue], [.toCheck], [.closedLate],
            ])
        #expect(Self.standing(ledger, on: -1) == [])
        let state = try #require(ledger.states(on: Self.found.adding(days: 50)).first)
        #expect(state.daysLate == 11)
        #expect(state.evidence == [RecordDriver.digest(2)])
        #expect(ledger.steps(of: "1").count == 5)
    }

    @Test("What cannot be is refused with the reason, and changes nothing")
    func refusals() throws {
        var ledger = RectificationLedger()
        try ledger.open(Self.issue("1"))
        let due = Self.found.adding(days: 30)
        func refuses(_ refusal: RectificationRefusal, _ step: RectificationStep) {
            let before = ledger
            #expect(throws: refusal) { try ledger.take(step, for: "1") }
            #expect(ledger == before)
            #expect(!refusal.chinese.isEmpty && !refusal.english.isEmpty)
        }
        refuses(.noPlan, Self.step("甲", 1, .evidence(RecordDriver.digest(1))))
        refuses(.noEvidence, Self.step("乙", 1, .close))
        refuses(
            .duePast(Self.found), Self.step("甲", 1, .plan(due: Self.found, reason: "")))
        try ledger.take(Self.step("甲", 2, .plan(due: due, reason: "")), for: "1")
        refuses(
            .beforeLastStep(Self.found.adding(days: 2)),
            Self.step("甲", 1, .evidence(RecordDriver.digest(1))))
        refuses(
            .noReason, Self.step("甲", 3, .plan(due: due.adding(days: 9), reason: "")))
        try ledger.take(Self.step("甲", 3, .evidence(RecordDriver.digest(1))), for: "1")
        refuses(.samePerson("甲"), Self.step("甲", 4, .close))
        try ledger.take(Self.step("乙", 4, .close), for: "1")
        refuses(.closed(Self.found.adding(days: 4)), Self.step("乙", 5, .reject("再看")))
        #expect(throws: RectificationRefusal.noIssue("2")) {
            try ledger.take(Self.step("乙", 5, .close), for: "2")
        }
    }

    @Test("A day that was moved, and a fault that comes again, are told")
    func again() throws {
        var ledger = RectificationLedger()
        try ledger.open(Self.issue("1"))
        try ledger.open(Self.issue("2", 60))
        let due = Self.found.adding(days: 30)
        try ledger.take(Self.step("甲", 2, .plan(due: due, reason: "")), for: "1")
        try ledger.take(
            Self.step("甲", 29, .plan(due: due.adding(days: 30), reason: "等检测报告")), for: "1")
        let states = ledger.states(on: Self.found.adding(days: 60))
        #expect(states.map(\.repeats) == [[], ["1"]])
        #expect(states.map(\.moved) == [[due], []])
        #expect(states.map(\.standing) == [.open, .unplanned])
    }
}
