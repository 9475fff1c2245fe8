import CountyProgramme
import Testing

/// Ledger rows that are time limits: each counts by its own printed figure, and fails without it.
struct ClockRowTests {
    /// A row with its clock, the figure in the pack, and the last days the open readings lead to.
    struct Row: Sendable, CustomTestStringConvertible {
        let id: String
        let pack: String
        let clock: String
        let figure: String
        let occasion: ClockRule.Occasion
        let days: [String]

        var testDescription: String { id }
    }

    @Test("A row counts by its own figure, and not without it", arguments: rows)
    func row(_ row: Row) throws {
        let files = RuleFiles.files(row.pack, only: "/holidays.yaml")
        #expect(try Self.days(of: row, in: Rulebook(files: files)) == row.days)
        let changed = files.map { ($0.name, $0.text.replacing(row.figure, with: row.figure + "1")) }
        let without = try? Self.days(of: row, in: Rulebook(files: changed))
        #expect(without != row.days, "\(row.id) does not need \(row.figure)")
    }

    @Test("A late report is late however the plan is read, and says by how many days")
    func late() throws {
        let rules = try RuleFiles.rulebook("gengma")
        let rule = try #require(rules.clock("monthly-report"))
        let month = try #require(CalendarMonth("2018-08"))
        let day = try #require(Day("2018-09-10"))
        let proof = ProofOfTime(claimed: day, captured: day)
        let verdict = rule.verdict(.month(month), done: proof, on: day, in: rules.calendar)
        #expect(verdict.state == .late)
        #expect(verdict.daysLate == 17)
        #expect(verdict.questions.isEmpty)
        // On the 25th itself, a Saturday, all depends on what the county decides.
        let saturday = try #require(Day("2018-08-25"))
        let close = rule.verdict(
            .month(month), done: ProofOfTime(claimed: saturday, captured: saturday), on: saturday,
            in: rules.calendar)
        #expect(close.state == .undecided)
        #expect(
            close.questions.map(\.place).sorted() == [
                "clocks/monthly-report/if_closed", "clocks/monthly-report/inclusive",
            ])
    }

    @Test("Nothing is due before the first month of a rule")
    func firstMonth() throws {
        let rules = try RuleFiles.rulebook("gengma")
        let rule = try #require(rules.clock("monthly-report"))
        let first = try #require(CalendarMonth("2018-01"))
        let today = try #require(Day("2018-11-30"))
        // April to November: eight reports.
        #expect(rule.months(from: first, through: today).map(\.description).first == "2018-04")
        #expect(rule.months(from: first, through: today).count == 8)
    }

    @Test("Meetings are counted in their year, and what is wanting is said")
    func tally() throws {
        let rule = try #require(try RuleFiles.rulebook("xinhe").clock("matchmaking-meetings"))
        let days = ["2020-03-01", "2020-05-01", "2020-12-31", "2021-01-01"].compactMap { Day($0) }
        let first = try #require(CalendarMonth("2020-01"))
        let today = try #require(Day("2021-02-01"))
        let tallies = rule.tally(days, from: first, through: today)
        #expect(tallies.map(\.missing) == [2, 4])
        #expect(tallies.map(\.isOver) == [true, false])
    }

    private static func days(of row: Row, in rules: Rulebook) throws -> [String] {
        let rule = try #require(rules.clock(row.clock))
        guard rule.rows.contains(row.id) else { return [] }
        let answer = rule.due(row.occasion, in: rules.calendar)
        return Set(answer.deadlines.map(\.day)).sorted().map(\.description)
    }

    private static func event(_ text: String) -> ClockRule.Occasion {
        .event(Day(text) ?? Day(number: 0))
    }

    private static func month(_ text: String) -> ClockRule.Occasion {
        .month(CalendarMonth(text) ?? CalendarMonth(index: 0))
    }

    static let rows: [Row] = [
        Row(
            id: "Q05", pack: "luoshan", clock: "candidate-publicity", figure: "calendar_days: 5",
            occasion: event("2019-06-14"), days: ["2019-06-18", "2019-06-19"]),
        // 28 April and 5 May 2019 were worked for the days off between them.
        Row(
            id: "Q10", pack: "luoshan", clock: "tender-notice", figure: "working_days: 5",
            occasion: event("2019-04-26"), days: ["2019-05-05", "2019-05-06"]),
        // 29 and 30 September 2018 were a weekend that was worked.
        Row(
            id: "Q11", pack: "xixian", clock: "result-published", figure: "working_days: 2",
            occasion: event("2018-09-28"), days: ["2018-09-29", "2018-09-30"]),
        Row(
            id: "Q11", pack: "xixian", clock: "result-notice", figure: "working_days: 1",
            occasion: event("2018-09-28"), days: ["2018-09-28", "2018-09-29"]),
        Row(
            id: "Q11", pack: "xixian", clock: "contract-published", figure: "working_days: 2",
            occasion: event("2018-09-28"), days: ["2018-09-29", "2018-09-30"]),
        Row(
            id: "Q11", pack: "xixian", clock: "complaint-published", figure: "working_days: 5",
            occasion: event("2018-09-28"), days: ["2018-10-09", "2018-10-10"]),
        Row(
            id: "Q11", pack: "xixian", clock: "assessment-published", figure: "working_days: 5",
            occasion: event("2018-09-28"), days: ["2018-10-09", "2018-10-10"]),
        Row(
            id: "M29", pack: "xinhe", clock: "matchmaking-meetings", figure: "per: year",
            occasion: month("2020-05"), days: ["2020-12-31"]),
        Row(
            id: "G16", pack: "xinhe", clock: "yearly-incubation", figure: "per: year",
            occasion: month("2020-05"), days: ["2020-12-31"]),
        Row(
            id: "Q12", pack: "luoshan", clock: "violations-monthly", figure: "day_of_month: 10",
            occasion: month("2020-09"), days: ["2020-10-09", "2020-10-10"]),
        // 10 January 2021 was a Sunday.
        Row(
            id: "L13", pack: "xixian", clock: "violations-monthly", figure: "day_of_month: 10",
            occasion: month("2020-12"),
            days: ["2021-01-08", "2021-01-09", "2021-01-10", "2021-01-11"]),
        // 25 August 2018 was a Saturday.
        Row(
            id: "Q33", pack: "gengma", clock: "monthly-report", figure: "day_of_month: 2",
            occasion: month("2018-08"), days: ["2018-08-24", "2018-08-25", "2018-08-27"]),
        Row(
            id: "Q20", pack: "gengma", clock: "quarterly-publicity", figure: "per: quarter",
            occasion: month("2018-05"), days: ["2018-06-30"]),
        Row(
            id: "Q40", pack: "wuhua", clock: "media-article", figure: "per: month",
            occasion: month("2019-02"), days: ["2019-02-28"]),
    ]
}
