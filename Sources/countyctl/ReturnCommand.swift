import ArgumentParser
import County
import CountyProgramme
import FoundationEssentials
import Identifiers
import Spreadsheets

/// The command `countyctl return …`.
struct ReturnCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "return", abstract: "报表 · Reports of units, from the facts the county keeps.",
        subcommands: [
            Draft.self, Correct.self, Approve.self, Show.self, List.self, Export.self,
        ])

    /// Which form, for which time.
    struct Period: ParsableArguments {
        @Argument(help: "报表 · The form's id in the pack.")
        var form: String
        @Option(name: .customLong("for"), help: "报告期：2019、2019-02 或其中一天 · The time it covers.")
        var period: String

        /// The first and last day.
        ///
        /// - Throws: `CountyError` while nobody has decided how often the report is due.
        func span(_ form: ReturnForm, since start: Day) throws -> ClosedRange<Day> {
            let rest = [4: "-01-01", 7: "-01"][period.count] ?? ""
            guard let day = Day(period + rest) else {
                throw CountyError(
                    .usage, "--for 要写成 2019、2019-02 或 2019-02-12，现在是“\(period)”。",
                    "--for takes 2019, 2019-02 or 2019-02-12, found '\(period)'.")
            }
            switch form.cycle {
            case .printed(let cycle), .decided(let cycle, _):
                return cycle.span(of: day, since: start)
            case .open(let why):
                throw CountyError(
                    .badData, "\(form.title)：先定多久报一次（\(why)），写在 returns.yaml 的 cycle。",
                    "\(form.id): decide how often it is due and put that in returns.yaml, cycle.")
            }
        }
    }

    /// Which report of which unit.
    struct Choice: ParsableArguments {
        @OptionGroup var period: Period
        @Option(help: "填报单位 · The reporting unit.")
        var unit: String

        func key(_ returns: KeptReturns) throws -> ReturnKey {
            let form = try returns.form(period.form)
            let span = try period.span(form, since: returns.facts.book.start)
            return ReturnKey(form: form.id, unit: unit, span: span)
        }
    }

    /// What somebody enters beside what is computed.
    struct Entered: ParsableArguments {
        @Option(name: .customLong("set"), help: "报送项=内容，可多次 · ITEM=CONTENT; may be repeated.")
        var items: [String] = []
        @Option(help: "填报人 · Who fills it in.")
        var by: String
        @Option(name: .customLong("on"), help: "报送日期，不写为今天 · The day; today if left out.")
        var day: String?

        func values(_ form: ReturnForm) throws -> [String: ReturnValue] {
            var values: [String: ReturnValue] = [:]
            for text in items {
                let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
                guard parts.count == 2 else {
                    throw CountyError(
                        .usage, "--set 要写成 报送项=内容，现在是“\(text)”。",
                        "--set takes ITEM=CONTENT, found '\(text)'.")
                }
                guard let item = form.item(parts[0]) else {
                    throw CountyError.noSuch(
                        "报送项", "item", parts[0], among: form.items.map(\.name))
                }
                values[item.name] = try value(parts[1], of: item)
            }
            return values
        }

        private func value(_ text: String, of item: ReturnForm.Item) throws -> ReturnValue {
            switch item.origin {
            case .text, .attachment: return .text(text)
            case .indicator:
                throw CountyError(
                    .usage, "“\(item.name)”由数据算出，不能填写。", "'\(item.name)' is computed from facts.")
            case .number(let unit):
                do {
                    return .number(try FactTable.quantity(text, unit))
                } catch {
                    throw CountyError(.usage, error.message.chinese, error.message.english)
                }
            }
        }
    }

    struct Draft: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "填报 · Fill in a report: computed items from the facts, others by --set.")
        @OptionGroup var choice: Choice
        @OptionGroup var entered: Entered
        @Option(help: "单位所在乡镇或村的 12 位代码，不写为全县 · The unit's place; the county without.")
        var at: String?
        @OptionGroup var desk: CaseCommand.Desk
        @OptionGroup var output: JSONOption

        func run() async throws {
            var returns = try await KeptReturns(Office(desk))
            let key = try choice.key(returns)
            guard returns.book.versions(of: key).isEmpty else {
                throw CountyError(
                    .badData, "这份报表已经有了，用 countyctl return correct 更正。",
                    "this report is there already; put it right with countyctl return correct.")
            }
            let place: ReportPlace = try at.map { .division(try Office.place($0)) } ?? .county
            let values = try entered.values(returns.form(key.form))
            try await ReturnCommand.submit(key, values, at: place, entered, "", to: &returns)
            try ReturnAnswer(key, returns).print(output)
        }
    }

    struct Correct: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "更正 · Make a new version: computed again, entered items kept unless --set.")
        @OptionGroup var choice: Choice
        @OptionGroup var entered: Entered
        @Option(help: "原因 · Why.")
        var reason: String
        @OptionGroup var desk: CaseCommand.Desk
        @OptionGroup var output: JSONOption

        func run() async throws {
            var returns = try await KeptReturns(Office(desk))
            let key = try choice.key(returns)
            let form = try returns.form(key.form)
            guard let last = returns.book.versions(of: key).last else {
                throw CountyError(
                    .badData, "还没有这份报表，用 countyctl return draft 填报。",
                    "there is no such report; fill it in with countyctl return draft.")
            }
            let kept = last.values.filter { form.item($0.key)?.isComputed == false }
            let values = kept.merging(try entered.values(form)) { $1 }
            let place = returns.places[key] ?? .county
            try await ReturnCommand.submit(key, values, at: place, entered, reason, to: &returns)
            try ReturnAnswer(key, returns).print(output)
        }
    }

    /// Takes a version with what the facts say now; what they do not say is told.
    private static func submit(
        _ key: ReturnKey, _ values: [String: ReturnValue], at place: ReportPlace,
        _ entered: Entered, _ note: String, to returns: inout KeptReturns
    ) async throws {
        let computed = returns.book.computed(key, from: returns.facts.book, at: place)
        for (item, gaps) in computed.gaps.sorted(by: { $0.key < $1.key }) {
            for gap in gaps.map(\.text) {
                Terminal.tell(Message("\(item)：\(gap.zh)", "\(item): \(gap.en)"))
            }
        }
        var act = KeptReturn(.submit, key)
        act.at = place.code?.description
        act.on = try entered.day.map { try Office.day($0).description }
        act.values = values.merging(computed.values) { $1 }.mapValues { .init($0) }
        act.note = note
        try await returns.take(act, by: entered.by)
    }

    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "审核 · Approve the last version; the last role locks it.")
        @OptionGroup var choice: Choice
        @Option(help: "以什么身份，如 县商务局 · In which role.")
        var role: String
        @Option(help: "审核人 · Who approves.")
        var by: String
        @OptionGroup var desk: CaseCommand.Desk
        @OptionGroup var output: JSONOption

        func run() async throws {
            var returns = try await KeptReturns(Office(desk))
            let key = try choice.key(returns)
            var act = KeptReturn(.approve, key)
            act.role = role
            try await returns.take(act, by: by)
            try ReturnAnswer(key, returns).print(output)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "查看 · All versions of a report, and where the facts say something else now.")
        @OptionGroup var choice: Choice
        @OptionGroup var desk: CaseCommand.Desk
        @OptionGroup var output: JSONOption

        func run() async throws {
            let returns = try await KeptReturns(Office(desk))
            try ReturnAnswer(try choice.key(returns), returns).print(output)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "催报 · Which units have reported, and whether in time.")
        @OptionGroup var period: Period
        @Option(help: "应报单位，可多次；不写为方案列的 · A unit that has to report; may be repeated.")
        var unit: [String] = []
        @OptionGroup var view: CaseCommand.DayOption
        @OptionGroup var desk: CaseCommand.Desk
        @OptionGroup var output: JSONOption

        func run() async throws {
            let returns = try await KeptReturns(Office(desk))
            let form = try returns.form(period.form)
            let span = try period.span(form, since: returns.facts.book.start)
            let reported = returns.units(of: form.id, for: span)
            let asked = unit.isEmpty ? form.units : unit
            guard
                let standing = returns.book.standing(
                    of: form.id, for: span,
                    units: asked + reported.filter { !asked.contains($0) }, on: try view.day(),
                    rules: returns.office.rules)
            else { return }
            let answer = StandingAnswer(standing)
            if output.json { try Terminal.json(answer) } else { answer.show() }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "导出 · Approved reports as a table, in the receiver's columns where the pack has them."
        )
        @OptionGroup var period: Period
        @Option(name: [.customShort("o"), .long], help: "新文件，.xlsx 或 .csv · The new file.")
        var output: String
        @OptionGroup var desk: CaseCommand.Desk

        func run() async throws {
            let isWorkbook = try OutputFile.isWorkbook(output)
            let returns = try await KeptReturns(Office(desk))
            let form = try returns.form(period.form)
            let span = try period.span(form, since: returns.facts.book.start)
            let units = returns.units(of: form.id, for: span)
            let approved = units.filter {
                returns.book.approved(ReturnKey(form: form.id, unit: $0, span: span)) != nil
            }
            guard !approved.isEmpty else {
                throw CountyError(
                    .badData, "这一期没有审核通过的报表。", "no report of that time is approved.")
            }
            let sheet = try ReturnSheet(form, span, approved, returns.book)
            try OutputFile.make(output) {
                if isWorkbook {
                    try WorkbookDraft(
                        sheets: [sheet.draft], created: CurrentTime.milliseconds() / 1000
                    ).write(to: output)
                } else {
                    try Data(Sheet.csv(of: sheet.texts).utf8).write(to: URL(filePath: output))
                }
            }
            tell(form, approved, leftOut: units.count - approved.count)
        }

        private func tell(_ form: ReturnForm, _ approved: [String], leftOut: Int) {
            Terminal.tell(
                Message(
                    "\(approved.count) 份报表已写入 \(output)，\(leftOut) 份没有审核，没有写入。",
                    "\(approved.count) reports are in \(output), \(leftOut) not approved are not."))
            guard !form.columns.isEmpty, !form.columnsAreChecked else { return }
            Terminal.tell(
                Message(
                    "表头没有和接收单位的表样核对过（returns.yaml 的 mapping）。",
                    "the columns were not compared with the receiver's table (returns.yaml, mapping)."
                ))
        }
    }
}
