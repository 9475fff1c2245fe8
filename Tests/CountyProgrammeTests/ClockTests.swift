import CountyProgramme
import SeededRandom
import Testing

/// Days worked and time limits.
struct ClockTests {
    private static let calendar = try? RuleFiles.rulebook("gengma").calendar

    private static func day(_ text: String) -> Day { Day(text) ?? Day(number: 0) }

    @Test(
        "Days off and days worked instead",
        arguments: [
            ("2018-02-11", true), ("2018-02-15", false), ("2018-12-29", true),
            ("2018-12-31", false), ("2019-05-02", false), ("2019-05-05", true),
            ("2020-01-31", false), ("2020-02-01", false), ("2020-02-03", true),
            ("2021-09-18", true), ("2025-10-11", true), ("2026-02-23", false),
        ])
    func days(_ text: String, isWorked: Bool) throws {
        let calendar = try #require(Self.calendar)
        #expect(calendar.kind(of: Self.day(text))?.isWorked == isWorked)
    }

    @Test("Each notice moves as many working days as it can: make-up days lie on weekends")
    func makeUpDays() throws {
        let calendar = try #require(Self.calendar)
        for notice in calendar.notices {
            for (day, kind) in notice.days {
                if case .makeUp = kind { #expect(day.weekday >= 6, "\(notice.id) \(day)") }
            }
        }
    }

    @Test("What was known before the Spring Festival of 2020 was extended")
    func knownOn() throws {
        let calendar = try #require(Self.calendar)
        let first = Self.day("2020-02-01")
        #expect(calendar.kind(of: first) == .holiday("春节"))
        #expect(calendar.known(on: Self.day("2020-01-20")).kind(of: first) == .makeUp("春节"))
    }

    @Test("A year without a notice blocks the count instead of counting weekends only")
    func missingYear() throws {
        let calendar = try #require(Self.calendar)
        #expect(calendar.kind(of: Self.day("2027-03-01")) == nil)
        let rule = try Self.rule("{working_days: 5}", first: "false")
        let answer = rule.due(.event(Self.day("2026-12-29")), in: calendar)
        #expect(answer.day == nil)
        #expect(answer.missingYears == [2027])
    }

    @Test("Working days pass over the holiday and count the make-up day")
    func workingDays() throws {
        let calendar = try #require(Self.calendar)
        let rule = try Self.rule("{working_days: 5}", first: "false")
        let answer = rule.due(.event(Self.day("2019-04-26")), in: calendar)
        // 28 April is worked for the holiday, 1 to 4 May are off, 5 May is worked again.
        let numbers = answer.deadlines.first?.counted.map(\.number)
        #expect(numbers == [nil, 1, 2, 3, nil, nil, nil, nil, 4, 5])
        #expect(answer.day == Self.day("2019-05-06"))
    }

    @Test("An open first day is asked about only where it changes the last day")
    func openFirstDay() throws {
        let calendar = try #require(Self.calendar)
        let rule = try Self.rule("{working_days: 2}", first: "{is: unknown, why: 没有说}")
        let workday = rule.due(.event(Self.day("2018-06-11")), in: calendar)
        #expect(workday.day == nil)
        #expect(workday.questions.map(\.place) == ["clocks/test/first_day"])
        // On a Saturday both readings begin on Monday.
        let saturday = rule.due(.event(Self.day("2018-06-09")), in: calendar)
        #expect(saturday.day == Self.day("2018-06-12"))
        #expect(saturday.questions.isEmpty)
    }

    @Test("A deadline never moves back when the event comes later", arguments: 0..<UInt64(40))
    func monotone(seed: UInt64) throws {
        let calendar = try #require(Self.calendar)
        var random = SeededGenerator(seed: seed)
        let number = Int.random(in: 1...30, using: &random)
        let kind = ["working_days", "calendar_days"].randomElement(using: &random) ?? ""
        let closed = ["same", "next", "previous"].randomElement(using: &random) ?? ""
        let first = Bool.random(using: &random)
        let rule = try Self.rule("{\(kind): \(number)}", first: "\(first)", closed: closed)
        let start = Int.random(in: 0...1_200, using: &random)
        var last = Day(number: 0)
        for offset in 0..<60 {
            let event = Self.day("2018-01-01").adding(days: start + offset)
            let answer = rule.due(.event(event), in: calendar)
            let due = try #require(answer.day, "seed \(seed) \(event)")
            #expect(due >= last, "seed \(seed) \(event)")
            last = due
        }
    }

    @Test("A day claimed in time but recorded late is not proved")
    func unproven() throws {
        let calendar = try #require(Self.calendar)
        let rule = try Self.rule("{calendar_days: 5}", first: "false", closed: "same")
        let event = Self.day("2018-06-01")
        let proof = ProofOfTime(claimed: Self.day("2018-06-05"), captured: Self.day("2018-06-20"))
        let today = Self.day("2018-07-01")
        #expect(
            rule.verdict(.event(event), done: proof, on: today, in: calendar).state == .unproven)
        let early = rule.verdict(
            .event(event), done: proof, on: Self.day("2018-06-10"), in: calendar)
        #expect(early.state == .overdue)
        #expect(early.daysLate == 4)
    }

    @Test(
        "What was done before its event, or claimed before its day had come, proves nothing",
        arguments: ["within", "at-least", "exactly"])
    func impossible(_ limit: String) throws {
        let calendar = try #require(Self.calendar)
        let rule = try Self.rule(
            "{calendar_days: 5}", first: "false", closed: "same", limit: limit)
        let event = Self.day("2019-01-10")
        let today = Self.day("2019-03-01")
        func state(_ claimed: String, _ captured: String) -> ClockVerdict.State {
            let proof = ProofOfTime(claimed: Self.day(claimed), captured: Self.day(captured))
            return rule.verdict(.event(event), done: proof, on: today, in: calendar).state
        }
        #expect(state("2019-01-15", "2019-01-15") == .onTime)
        #expect(state("2018-01-11", "2018-01-11") == .impossible)
        #expect(state("2019-01-15", "2019-01-14") == .impossible)
        #expect(state("2019-01-15", "2018-01-01") == .impossible)
        let later: ClockVerdict.State = limit == "at-least" ? .onTime : .unproven
        #expect(state("2019-01-15", "2019-02-20") == later)
    }

    private static func rule(
        _ count: String, first: String, closed: String = "same", limit: String = "within"
    ) throws -> ClockRule {
        let closing = count.contains("calendar") ? "if_closed: \(closed)" : "remind: [1]"
        let text = """
            clocks:
              - id: test
                event: e
                act: a
                count: \(count)
                limit: \(limit)
                first_day: \(first)
                \(closing)
                src: L1 x
            """
        return try #require(try Rulebook(files: [("clocks.yaml", text)]).clocks.first)
    }
}
