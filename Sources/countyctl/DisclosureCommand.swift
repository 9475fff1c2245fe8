import ArgumentParser
import County
import CountyProgramme

/// The command `countyctl disclosure …`.
struct DisclosureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disclosure",
        abstract: "公开 · What has to be public: where, how long, objections and answers.",
        subcommands: [
            Publish.self, Down.self, Object.self, Answer.self, File.self, Begin.self, Show.self,
        ])

    /// Which publication, who does something about it, when.
    struct Choice: ParsableArguments {
        @Argument(help: "公开事项 · The item's id in the pack.")
        var item: String
        @Argument(help: "关于哪个项目、哪一期 · What it is about.")
        var about: String
        @Option(help: "经办人 · Who does it.")
        var by: String
        @Option(name: .customLong("on"), help: "日期，不写为今天 · The day; today if left out.")
        var day: String?
        @OptionGroup var desk: CaseCommand.Desk
        @OptionGroup var output: JSONOption

        func act(_ kind: KeptNotice.Kind) throws -> KeptNotice {
            var act = KeptNotice(kind, item, about)
            act.on = try day.map { try Office.day($0).description }
            return act
        }

        /// Does something and tells how it stands then.
        func take(_ act: KeptNotice) async throws {
            let office = try Office(desk)
            var kept = try await KeptDisclosure(office)
            try await kept.take(act, by: by)
            try DisclosureAnswer.of(item, about, Office.today, kept.engine, office)?.print(output)
        }
    }

    struct Publish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "公开 · Record that a channel shows it; other words are a new version.")
        @OptionGroup var choice: Choice
        @Option(help: "渠道 · The channel's name.")
        var channel: String
        @Option(name: .customLong("set"), help: "公开内容=文字，可多次 · FIELD=TEXT; may be repeated.")
        var fields: [String] = []
        @Option(help: "页面照片 · A picture of the page.")
        var proof: String?

        func run() async throws {
            var act = try choice.act(.publish)
            act.channel = channel
            act.digest = try proof.map { try PaperFile.digest($0).description }
            var texts: [String: String] = [:]
            for field in fields {
                let parts = field.split(separator: "=", maxSplits: 1).map(String.init)
                guard parts.count == 2 else {
                    throw CountyError(
                        .usage, "--set 要写成 公开内容=文字，现在是“\(field)”。",
                        "--set takes FIELD=TEXT, found '\(field)'.")
                }
                texts[parts[0]] = parts[1]
            }
            act.fields = texts
            try await choice.take(act)
        }
    }

    struct Down: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "撤下 · Record that a channel no longer shows it.")
        @OptionGroup var choice: Choice
        @Option(help: "渠道 · The channel's name.")
        var channel: String
        @Option(help: "原因 · Why.")
        var reason: String

        func run() async throws {
            var act = try choice.act(.down)
            act.channel = channel
            act.reason = reason
            try await choice.take(act)
        }
    }

    struct Object: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "异议 · Record an objection or a question.")
        @OptionGroup var choice: Choice
        @Option(help: "异议编号 · Its number.")
        var number: String
        @Option(help: "内容，不写姓名和电话 · What is said; no names.")
        var text: String

        func run() async throws {
            var act = try choice.act(.object)
            act.number = number
            act.text = text
            try await choice.take(act)
        }
    }

    struct Answer: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "答复 · Record the answer to an objection.")
        @OptionGroup var choice: Choice
        @Option(help: "异议编号 · Its number.")
        var number: String
        @Option(help: "答复文件 · The answer as a file.")
        var file: String

        func run() async throws {
            var act = try choice.act(.answer)
            act.number = number
            act.digest = try PaperFile.digest(file).description
            try await choice.take(act)
        }
    }

    struct File: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "备案 · Record that it was filed with an authority.")
        @OptionGroup var choice: Choice
        @Option(help: "备案单位 · The authority.")
        var authority: String

        func run() async throws {
            var act = try choice.act(.filed)
            act.authority = authority
            try await choice.take(act)
        }
    }

    struct Begin: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "起算 · Record the day from which a clock of a publication counts.")
        @OptionGroup var choice: Choice
        @Option(help: "时限 · The clock's id in the pack.")
        var clock: String

        func run() async throws {
            var act = try choice.act(.begin)
            act.clock = clock
            try await choice.take(act)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "查看 · How everything made public stands, or one item with what it still wants.")
        @Argument(help: "公开事项 · The item's id.")
        var item: String?
        @Argument(help: "关于什么 · What it is about.")
        var about: String?
        @OptionGroup var view: CaseCommand.DayOption
        @OptionGroup var desk: CaseCommand.Desk
        @OptionGroup var output: JSONOption

        func run() async throws {
            let office = try Office(desk)
            let state = try await KeptDisclosure(office).engine
            let day = try view.day()
            guard let item else {
                let all = state.book.standings(
                    on: day, events: state.events, limits: office.rules.limits)
                for standing in all { try DisclosureAnswer(standing, on: day).print(output) }
                return
            }
            guard let answer = DisclosureAnswer.of(item, about ?? "", day, state, office) else {
                throw CountyError.noSuch(
                    "公开事项", "item", item, among: office.rules.disclosure.items.map(\.id))
            }
            try answer.print(output)
        }
    }
}

/// How a publication stands on a day, as `countyctl disclosure` prints it.
struct DisclosureAnswer: Encodable {
    struct Display: Encodable {
        let channel: String
        let state: String
        let from: String?
        let recorded: String?
        let to: String?
        let last_days: [String]
    }

    struct Question: Encodable {
        let number: String
        let text: String
        let received: String
        let answered: String?
        let state: String?
        let due: [String]
    }

    let item: String
    let title: String
    let about: String
    let on: String
    let version: Int
    /// Null while it depends on what nobody has decided.
    let served: Bool?
    let who: [String]
    let missing_fields: [String]
    let missing_channels: [String]
    let missing_filings: [String]
    let displays: [Display]
    let published: [String]
    let objections: [Question]
    let answers: [String]
    let open: [AnswerText]

    static func of(
        _ item: String, _ about: String, _ day: Day, _ state: DisclosureState, _ office: Office
    ) -> DisclosureAnswer? {
        state.book.standing(
            of: item, about: about, on: day, events: state.events[about] ?? [:],
            limits: office.rules.limits
        ).map { DisclosureAnswer($0, on: day) }
    }

    init(_ standing: DisclosureStanding, on day: Day) {
        item = standing.item.id
        title = standing.item.title
        about = standing.about
        on = day.description
        version = standing.version
        served = standing.isServed
        who = standing.item.who
        missing_fields = standing.missingFields
        missing_channels = standing.missingChannels
        missing_filings = standing.missingFilings
        displays = standing.displays.map {
            Display(
                channel: $0.channel, state: $0.state.rawValue,
                from: $0.spell?.up.claimed.description,
                recorded: $0.spell?.up.captured.description,
                to: $0.spell?.down?.claimed.description,
                last_days: $0.lastDays.map(\.description))
        }
        published = standing.published.map(\.state.rawValue)
        objections = standing.objections.map { answered in
            Question(
                number: answered.objection.id, text: answered.objection.text,
                received: answered.objection.received.claimed.description,
                answered: answered.objection.answered?.claimed.description,
                state: answered.verdict?.state.rawValue,
                due: answered.verdict?.deadlines.map(\.day.description) ?? [])
        }
        answers = standing.item.answers.map { [$0.who] + $0.windows } ?? []
        open = standing.questions.map { AnswerText($0.chinese, $0.english) }
    }

    func print(_ output: JSONOption) throws {
        if output.json { return try Terminal.json(self) }
        show()
    }

    func show() {
        let state =
            served.map { $0 ? "办完 · served" : "没有办完 · wanting" } ?? "未定 · undecided"
        Terminal.line("公开 · public\t\(title)\t\(about)\t#\(version)\t\(state)")
        for (what, list) in [
            ("内容 · fields", missing_fields), ("渠道 · channels", missing_channels),
            ("备案 · filings", missing_filings),
        ] where !list.isEmpty {
            Terminal.line("    缺 · missing\t\(what)\t\(list.joined(separator: "、"))")
        }
        for display in displays {
            Terminal.line(
                "    \(display.channel)\t\(Self.words[display.state] ?? display.state)\t"
                    + "\(display.from ?? "") – \(display.to ?? "")\t"
                    + display.last_days.joined(separator: " / "))
        }
        for question in objections {
            Terminal.line(
                "    异议 · objection \(question.number)\t\(question.text)\t\(question.received)\t"
                    + (question.answered.map { "已答复 · answered \($0)" } ?? "没有答复 · open"))
        }
        for question in open { Terminal.line("    未定 · open\t\(question.zh) · \(question.en)") }
    }

    private static let words = [
        "not-up": "没有公开 · not up", "running": "公开中 · running", "served": "天数够 · served",
        "too-short": "撤得太早 · too short", "too-long": "公开太久 · too long",
        "unproven": "补记，不能证明 · unproven", "undecided": "未定 · undecided",
    ]
}
