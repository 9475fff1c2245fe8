import ArgumentParser
import County
import CountyProgramme
import Identifiers

extension ProgrammeCommand {
    /// The command `countyctl programme report PACK --on DATE`.
    struct Report: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "某一天方案进行到哪里 · How a plan stands on a day.",
            discussion: """
                阶段、过期和下一个节点、时限、还没有决定的问题。--facts 加上各项目标的进度，\
                --work 加上每项工作和节点的完成情况；没有台账时，日期已过的节点列为过期。
                Phases, milestones late and next, time limits, open questions. --facts adds the \
                progress of the targets, --work what was done for work and milestones; without a \
                ledger a milestone whose day has passed is listed as late.
                """)
        @OptionGroup var source: PackOption
        @Option(name: .customLong("on"), help: "日期，如 2019-07-26 · The day.")
        var date: String
        @Option(help: "统计数据表，.xlsx 或 .csv · A table of facts: progress of the targets.")
        var facts: String?
        @Option(help: "项目台账，.xlsx 或 .csv · The project ledger: what was done.")
        var work: String?
        @Flag(help: "加上县库里的数据、档案和公开 · With the facts, files and publications the county keeps.")
        var kept = false
        @OptionGroup var control: ControlOption
        @OptionGroup var output: JSONOption

        func validate() throws {
            guard !kept || facts == nil else {
                throw ValidationError(
                    "--kept 用县库里的数据，不能再写 --facts · --kept takes the facts the county keeps; "
                        + "leave --facts out.")
            }
        }

        func run() async throws {
            guard let day = Day(date) else {
                throw CountyError(
                    .usage, "--on 要写日期，如 2019-07-26，现在是 '\(date)'。",
                    "--on takes a day such as 2019-07-26, found '\(date)'.")
            }
            let (pack, sisters) = try source.read()
            let rules = try source.packs.rules(of: source.pack)
            var answer = ReportAnswer(pack.state(on: day, rules: rules, beside: sisters))
            if let facts {
                var book = IndicatorBook(rules.indicators, of: pack)
                _ = try FactTable.take(facts, into: &book)
                answer.targets = book.targetRegister(on: day, order: pack.figureOrder)
                    .map(TargetAnswer.init)
            }
            if let work {
                let ledger = try WorkTable.ledger(work, of: pack)
                let states = pack.workStates(on: day, ledger: ledger)
                answer.work = states.map(WorkAnswer.init)
                answer.done = pack.milestoneProgress(on: day, ledger: ledger, work: states)
                    .map(WorkAnswer.init)
            }
            if kept {
                try await addKept(
                    Office(pack: pack, rules: rules, control: control), on: day, to: &answer)
            }
            if output.json { try Terminal.json(answer) } else { answer.show() }
        }

        private func addKept(
            _ office: Office, on day: Day, to answer: inout ReportAnswer
        ) async throws {
            let sites = try await KeptSites(office)
            answer.targets = try await KeptFacts(office).book.targetRegister(
                on: day, order: office.pack.figureOrder,
                places: sites.tree.map { tree in
                    [
                        .township: sites.townships(on: day),
                        .village: tree.places(on: .village, at: day).map(\.code),
                    ]
                } ?? [:]
            ).map(TargetAnswer.init)
            let records = try await KeptRecords(office).engine
            answer.files = records.names.compactMap { RecordAnswer($0, nil, day, records) }
            let disclosure = try await KeptDisclosure(office).engine
            answer.displays = disclosure.book.standings(
                on: day, events: disclosure.events, limits: office.rules.limits
            ).map { DisclosureAnswer($0, on: day) }
        }
    }
}

/// What `report --json` prints.
struct ReportAnswer: Encodable {
    struct Phase: Encodable {
        let id: String
        let name: String
        let begins: String?
        let ends: String?
        let state: String
        let standing: String
    }

    struct Milestone: Encodable {
        let id: String
        let project: String
        let name: String
        let by: String?
        let daysLeft: Int?
        let state: String
        let needs: [String]
        let line: Int?
        let phrase: String?
        let standing: String

        enum CodingKeys: String, CodingKey {
            case id, project, name, by, state, needs, line, phrase, standing
            case daysLeft = "days_left"
        }
    }

    struct Clock: Encodable {
        let id: String
        let event: String
        let act: String
        let month: String?
        let due: [String]
        let open: [String]
        let missingYears: [Int]
        let unverifiedYears: [Int]

        enum CodingKeys: String, CodingKey {
            case id, event, act, month, due, open
            case missingYears = "missing_years"
            case unverifiedYears = "unverified_years"
        }
    }

    struct Question: Encodable {
        let place: String
        let zh: String
        let en: String
        let choices: [String]
    }

    let pack: String
    let on: String
    let valid: Bool
    let phases: [Phase]
    let milestones: [Milestone]
    /// Ids of the milestones on the nearest day to come.
    let next: [String]
    let clocks: [Clock]
    let questions: [Question]
    let unknown: [String]
    let findings: [String]
    /// Progress of the targets; left out without facts.
    var targets: [TargetAnswer]?
    /// Work; left out without a ledger.
    var work: [WorkAnswer]?
    /// Milestones with what was done for them; left out without a ledger.
    var done: [WorkAnswer]?
    /// Files with what is missing; left out unless what the county keeps is asked for.
    var files: [RecordAnswer]?
    /// What was made public; left out likewise.
    var displays: [DisclosureAnswer]?

    init(_ state: PlanState) {
        pack = state.pack
        on = state.day.description
        valid = state.isValid
        phases = state.phases.map {
            Phase(
                id: $0.phase.id, name: $0.phase.name, begins: $0.begins?.description,
                ends: $0.phase.ends.value.value?.description, state: $0.standing.rawValue,
                standing: $0.phase.ends.standing.rawValue)
        }
        milestones = state.milestones.map {
            Milestone(
                id: $0.milestone.id, project: $0.project.id, name: $0.milestone.name,
                by: $0.milestone.by.value.value?.description, daysLeft: $0.daysLeft,
                state: $0.standing.rawValue, needs: $0.milestone.needs,
                line: $0.milestone.by.source?.line, phrase: $0.milestone.by.source?.phrase,
                standing: $0.milestone.by.standing.rawValue)
        }
        next = state.next.map(\.milestone.id)
        clocks = state.clocks.map {
            Clock(
                id: $0.rule.id, event: $0.rule.event, act: $0.rule.act,
                month: $0.month?.description, due: $0.due.map(\.description),
                open: $0.questions.map(\.place), missingYears: $0.missingYears,
                unverifiedYears: $0.uncheckedYears)
        }
        questions = state.questions.map {
            Question(place: $0.place, zh: $0.chinese, en: $0.english, choices: $0.choices)
        }
        unknown = state.unknownFigures
        findings = state.openFindings
    }

    /// As people read it.
    func show() {
        Terminal.line("\(pack)\t\(on)" + (valid ? "" : "\t这个版本不在有效期 · not valid on this day"))
        for phase in phases {
            let span = "\(phase.begins ?? "…") – \(phase.ends ?? "?")"
            Terminal.line(
                "阶段 · phase\t\(Self.word(phase.state))\t\(span)\t\(phase.name)"
                    + Standing.doubt(of: phase.standing))
        }
        if done == nil {
            for milestone in milestones where milestone.state != "coming" { show(milestone) }
        }
        for milestone in done ?? [] { milestone.show("节点 · milestone") }
        for item in work ?? [] { item.show("工作 · work") }
        for target in targets ?? [] { target.show() }
        for file in files ?? [] { file.show() }
        for display in displays ?? [] { display.show() }
        for milestone in milestones where next.contains(milestone.id) {
            show(milestone, "下一个 · next")
        }
        for clock in clocks {
            let due =
                clock.due.isEmpty ? "等：\(clock.event) · waits" : clock.due.joined(separator: " / ")
            let month = clock.month.map { " (\($0))" } ?? ""
            let open = clock.open.isEmpty ? "" : "\t未定 · open \(clock.open.count)"
            let years = clock.missingYears.map(String.init).joined(separator: " ")
            let missing = years.isEmpty ? "" : "\t缺放假通知 · no holiday notice \(years)"
            let unread = clock.unverifiedYears.map(String.init).joined(separator: " ")
            let doubt = unread.isEmpty ? "" : "\t放假安排没有核对 · holidays unverified \(unread)"
            Terminal.line(
                "时限 · clock\t\(due)\(month)\t\(clock.id) \(clock.act)\(open)\(missing)\(doubt)")
        }
        for question in questions {
            Terminal.line("未定 · open\t\(question.place)\t\(question.zh) · \(question.en)")
        }
        for id in unknown { Terminal.line("未知 · unknown\t\(id)") }
        let late =
            done.map { ($0 + (work ?? [])).count { $0.state == "overdue" } }
            ?? milestones.count { $0.state == "late" }
        Terminal.tell(
            Message(
                "过期 \(late) 个，未定 \(questions.count) 处，未知数 \(unknown.count) 个，"
                    + "没有处理决定的发现 \(findings.count) 个。",
                "\(late) late, \(questions.count) questions open, \(unknown.count) figures "
                    + "unknown, \(findings.count) findings without a decision."))
    }

    private func show(_ milestone: Milestone, _ title: String? = nil) {
        let left = milestone.daysLeft.map { "\($0) 天 · days" } ?? ""
        Terminal.line(
            "\(title ?? Self.word(milestone.state))\t\(milestone.by ?? "?")\t\(left)\t"
                + "\(milestone.project)/\(milestone.id) \(milestone.name)"
                + Standing.doubt(of: milestone.standing))
    }

    private static func word(_ state: String) -> String {
        switch PlanStanding(rawValue: state) {
        case .past: "已过 · past"
        case .current: "正在 · current"
        case .coming: "未到 · coming"
        case .late: "过期 · late"
        case .unknown, nil: "日期未知 · unknown"
        }
    }
}
