import ArgumentParser
import County
import CountyProgramme
import Identifiers

/// The command `countyctl sites …`.
struct SiteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sites", abstract: "站点 · Centres, stations and points, held against the plan.",
        subcommands: [Places.self, Import.self, List.self, Coverage.self])

    private struct Count: Encodable {
        let added: Int
        let same: Int
    }

    struct Places: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "导入区划 · Keep the county's list of townships and villages.")
        @Argument(help: "区划表，.csv · The list.")
        var file: String
        @Option(help: "经办人 · Who does it.")
        var by: String
        @OptionGroup var desk: CaseCommand.Desk
        @OptionGroup var output: JSONOption

        /// Bytes of a list at most.
        private static let lengthMax = 4 << 20

        func run() async throws {
            let office = try Office(desk)
            let bytes = try InputFile.read(file, limit: Self.lengthMax)
            guard bytes.count <= Self.lengthMax, let text = String(validating: bytes, as: UTF8.self)
            else {
                throw CountyError.refused(
                    "\(file) 太长或不是 UTF-8", "\(file) is too long or not UTF-8")
            }
            let (tree, problems) = PlaceTree.read(csv: text, in: office.county)
            for problem in problems {
                Terminal.tell(
                    Message(
                        "\(file):\(problem.line): \(problem.chinese)",
                        "\(file):\(problem.line): \(problem.english)"))
            }
            guard problems.isEmpty, !tree.places.isEmpty else {
                throw CountyError.refused(
                    "\(file) 有 \(problems.count) 处错，没有写入",
                    "\(file) has \(problems.count) problems; nothing was written")
            }
            let lists = try await office.book("places", of: KeptPlaces.self)
            let isSame = lists.written.last?.act.csv == text
            if !isSame {
                try await lists.write(
                    [("\(lists.written.count + 1)", KeptPlaces(csv: text))], by: by)
            }
            let count = Count(
                added: isSame ? 0 : tree.places.count, same: isSame ? tree.places.count : 0)
            if output.json { return try Terminal.json(count) }
            Terminal.tell(
                Message("区划 \(tree.places.count) 条。", "\(tree.places.count) places."))
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "导入站点 · Keep the sites of a table, all or none.",
            discussion: """
                同一站点搬迁、扩建，再写一行新的启用日期；改正写错的行，启用日期不变再导入一次。旧的都留着。
                A site that moved or grew is another line with a later day. A wrong line is put right \
                by another one of the same day. Nothing is lost.
                """)
        @Argument(help: "站点表，.xlsx 或 .csv · The table.")
        var file: String
        @Option(help: "经办人 · Who does it.")
        var by: String
        @OptionGroup var desk: CaseCommand.Desk
        @OptionGroup var output: JSONOption

        func run() async throws {
            let sites = try await KeptSites(Office(desk))
            let taken = try SiteTable.read(file, sites)
            let start = sites.kept.written.count + 1
            if !taken.new.isEmpty {
                try await sites.kept.write(
                    taken.new.enumerated().map { ("\(start + $0.offset)", $0.element) }, by: by)
            }
            let count = Count(added: taken.new.count, same: taken.same)
            if output.json { return try Terminal.json(count) }
            Terminal.tell(
                Message(
                    "已导入：新增或改变 \(count.added) 个，原有 \(count.same) 个。",
                    "kept: \(count.added) new or changed, \(count.same) known."))
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "列出站点 · The sites open on a day, with what they lack of the plan's standard.")
        @OptionGroup var view: CaseCommand.DayOption
        @OptionGroup var desk: CaseCommand.Desk
        @OptionGroup var output: JSONOption

        private struct Line: Encodable {
            let site: String
            let kind: String
            let name: String
            let place: String
            let area: String?
            let lacks: [AnswerText]
            let disputed: Bool
        }

        func run() async throws {
            let sites = try await KeptSites(Office(desk))
            let pack = sites.office.pack
            for verdict in pack.siteVerdicts(sites.book, on: try view.day()) {
                let site = verdict.site
                let kind = pack.stations.kind(site.kind)
                let line = Line(
                    site: site.id, kind: site.kind, name: kind?.names.first?.value.value ?? "",
                    place: site.place.description, area: site.area?.description,
                    lacks: verdict.shortfalls.map { $0.lack.text(pack) },
                    disputed: verdict.isDisputed)
                if output.json { try Terminal.json(line) } else { show(line) }
            }
        }

        private func show(_ line: Line) {
            let state = line.lacks.isEmpty ? "合乎标准 · up to standard" : "缺 \(line.lacks.count) 项"
            Terminal.line(
                "\(line.site)\t\(line.name)\t\(line.place)\t\(line.area ?? "")\t\(state)")
            for lack in line.lacks { Terminal.line("    \(lack.zh) · \(lack.en)") }
            if line.disputed {
                Terminal.line("    方案印的面积不一致 · the plan prints different areas")
            }
        }
    }

    struct Coverage: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "覆盖率 · Numbers and coverage on a day, with every denominator the plan prints."
        )
        @OptionGroup var view: CaseCommand.DayOption
        @Option(help: "这天以后有过数据才算在用 · A site without facts since this day is a ghost.")
        var aliveSince: String?
        @Option(help: "按哪天的贫困村名单 · The day of the list of poor villages.")
        var poorListed: String?
        @OptionGroup var desk: CaseCommand.Desk
        @OptionGroup var output: JSONOption

        func run() async throws {
            let office = try Office(desk)
            let sites = try await KeptSites(office)
            let day = try view.day()
            let activity = try await activity(office, until: day)
            for count in office.pack.stationCounts(sites.book, on: day, activity: activity) {
                try CountLine(count).print(output)
            }
            let ground = CoverageGround(
                tree: sites.tree, sites: sites.book, activity: activity,
                poorListed: try poorListed.map(Office.day))
            for answer in office.pack.coverages(on: day, ground) {
                try CoverageLine(answer).print(output)
            }
        }

        /// The last day each site was the subject of a fact.
        private func activity(_ office: Office, until day: Day) async throws -> SiteActivity? {
            guard let since = try aliveSince.map(Office.day) else { return nil }
            let book = try await KeptFacts(office).book
            var last: [String: Day] = [:]
            for measure in book.facts.measureNames {
                for fact in book.facts.facts(of: measure) where fact.day <= day {
                    guard let subject = fact.subject, fact.quantity.value != .zero else { continue }
                    last[subject] = max(last[subject] ?? fact.day, fact.day)
                }
            }
            return SiteActivity(lastDay: last, since: since)
        }
    }
}

/// How many sites there are against a number of the plan, as `sites coverage` prints it.
private struct CountLine: Encodable {
    let count: String
    let name: String
    let asked: String?
    let line: Int?
    let counted: Int?
    let sites: [String]
    let ghosts: [String]
    let reached: Bool?
    let open: [AnswerText]

    init(_ answer: StationCountAnswer) {
        count = answer.target.id
        name = answer.figure?.name ?? answer.target.figure
        asked = answer.figure?.extent?.description
        line = answer.figure?.stated.source?.line
        counted = answer.counted?.count
        sites = answer.counted ?? []
        ghosts = answer.ghosts
        reached = answer.isReached
        open = answer.questions.map { AnswerText($0.chinese, $0.english) }
    }

    func print(_ output: JSONOption) throws {
        if output.json { return try Terminal.json(self) }
        let state = reached.map { $0 ? "达到 · reached" : "没有达到 · short" } ?? "未定 · undecided"
        Terminal.line(
            "数量 · number\t\(name)\t\(counted.map(String.init) ?? "?")\t\(asked ?? "?")\t\(state)")
        showGhosts(ghosts)
        for question in open { Terminal.line("    未定 · open\t\(question.zh) · \(question.en)") }
    }
}

private func showGhosts(_ ghosts: [String]) {
    guard !ghosts.isEmpty else { return }
    Terminal.line("    没有动静 · ghosts\t\(ghosts.joined(separator: " "))")
}

/// A coverage against each denominator, as `sites coverage` prints it.
private struct CoverageLine: Encodable {
    struct Denominator: Encodable {
        let figure: String?
        let count: String
        let share: String?
    }

    struct Goal: Encodable {
        let figure: String
        let asked: String?
        let by: String?
        let reached: [Bool?]
        let verdict: Bool?
    }

    let coverage: String
    let covered: [String]
    let uncovered: [String]
    let ghosts: [String]
    let strays: [String]
    let bases: [Denominator]
    let goals: [Goal]
    let open: [AnswerText]

    init(_ answer: CoverageAnswer) {
        coverage = answer.target.id
        covered = answer.covered.map(\.description)
        uncovered = answer.uncovered.map { "\($0.code) \($0.name)" }
        ghosts = answer.ghosts
        strays = answer.strays
        bases = answer.bases.map {
            Denominator(
                figure: $0.figure, count: $0.count.description,
                share: $0.share.map { $0.value.decimal(places: 1) + "%" })
        }
        goals = answer.goals.map {
            Goal(
                figure: $0.figure, asked: $0.stated?.description, by: $0.by?.description,
                reached: $0.isReached, verdict: $0.verdict)
        }
        open = answer.questions.map { AnswerText($0.chinese, $0.english) }
    }

    func print(_ output: JSONOption) throws {
        if output.json { return try Terminal.json(self) }
        Terminal.line("覆盖 · coverage\t\(coverage)\t\(covered.count)")
        for base in bases {
            Terminal.line(
                "    \(base.figure ?? "区划表 · list of places")\t\(base.count)\t\(base.share ?? "?")")
        }
        for goal in goals {
            let state =
                goal.verdict.map { $0 ? "达到 · reached" : "没有达到 · short" } ?? "未定 · undecided"
            Terminal.line("    \(goal.figure)\t\(goal.asked ?? "?")\t\(goal.by ?? "")\t\(state)")
        }
        if !uncovered.isEmpty {
            Terminal.line("    没有站点 · without\t\(uncovered.joined(separator: "、"))")
        }
        showGhosts(ghosts)
        if !strays.isEmpty {
            Terminal.line("    地点不在名单 · not in the list\t\(strays.joined(separator: " "))")
        }
        for question in open { Terminal.line("    未定 · open\t\(question.zh) · \(question.en)") }
    }
}

extension SiteShortfall.Lack {
    private static let aspects: [StationKind.Aspect: (String, String)] = [
        .functions: ("功能", "function"), .signs: ("标识", "sign"), .kit: ("设备", "equipment"),
        .norms: ("管理", "norm"),
    ]

    /// What is lacking, for people; figures by their names.
    func text(_ pack: ProgrammePack) -> AnswerText {
        func name(_ figure: String) -> String { pack.figures[figure]?.name ?? figure }
        switch self {
        case .area(let figure, let stated, let found):
            return AnswerText(
                "“\(name(figure))”要 \(stated)，现有 \(found)",
                "\(figure) asks for \(stated), found \(found)")
        case .areaUnknown(let figure, let stated):
            return AnswerText(
                "“\(name(figure))”要 \(stated)，还没有量过", "\(figure) asks for \(stated), not measured")
        case .areaUndecided(let figure, _):
            return AnswerText("“\(name(figure))”要多大，没有定", "\(figure) is not decided")
        case .missing(let aspect, let item):
            let (chinese, english) = Self.aspects[aspect] ?? ("", "")
            let word = item.value.value ?? item.printed
            return AnswerText("缺\(chinese)“\(word)”", "lacks the \(english) '\(word)'")
        case .wrongTier: return AnswerText("地点的级别不对", "its place is on another level")
        case .kindUnknown: return AnswerText("方案包里没有这一类别", "the pack has no such kind")
        }
    }
}
